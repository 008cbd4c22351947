"""A text with marks where it gave something away. A mark takes the whole of an address that would be broken by it."""

import re
from collections.abc import Callable, Iterable, Sequence

from tracker.model.leaks import Leak
from tracker.model.vocabulary import LeakKind
from tracker.views.firewall.wall import MARK

_ADDRESS = re.compile(
    r"""!?\[(?P<label>[^\[\]\n]{0,300})\]\((?P<target>[^()\s]{0,4000}(?:\s+"[^"\n]*")?)\)
    |<(?P<auto>[^<>\s]{3,2000})>
    |\b(?:https?|ftps?|wss?|ssh|git|sips?|ldaps?|jdbc:[a-z]+|[a-z]+db|postgres(?:ql)?|mysql|redis|amqps?|smb|file)://[^\s<>"'`]+
    |\b(?:mailto|tel|sms|sip|xmpp|callto|whatsapp):[^\s<>"'`)\]]+""",
    re.VERBOSE | re.IGNORECASE,
)
_MEANS_MORE = re.compile(rf"({MARK.pattern})(?=[:(\[])")
"""Before these a mark would be the words of a link, or of a definition that nobody sees."""
_ENOUGH = 8


def marked(text: str, find: Callable[[str], Sequence[Leak]]) -> tuple[str, list[LeakKind]]:
    """The text without what `find` finds in it, and what was taken out. Looked at again until nothing is found: what is left could join."""
    removed: list[LeakKind] = []
    for _ in range(_ENOUGH):
        if not (leaks := find(text)):
            return (_MEANS_MORE.sub(r"\1 ", text) if removed else text), removed
        text, kinds = _replaced(text, leaks)
        removed += kinds
    return (LeakKind.SECRET.mark, removed) if find(text) else (_MEANS_MORE.sub(r"\1 ", text), removed)


def merged(leaks: Iterable[Leak]) -> list[Leak]:
    """Sorted, and those that overlap made one, of the kind of the longest."""
    made: list[tuple[Leak, int]] = []
    for leak in sorted(leaks):
        if made and leak.start < made[-1][0].end:
            last, longest = made[-1]
            length = leak.end - leak.start
            made[-1] = Leak(last.start, max(last.end, leak.end), leak.kind if length > longest else last.kind), max(length, longest)
        else:
            made.append((leak, leak.end - leak.start))
    return [leak for leak, _ in made]


def _replaced(text: str, leaks: Sequence[Leak]) -> tuple[str, list[LeakKind]]:
    """Each leak and whatever address it stands in, replaced by one mark; the words of a link stay before it."""
    regions: list[tuple[int, int, LeakKind, str]] = []
    addresses = [(*m.span(), m) for m in _ADDRESS.finditer(text)]
    at = 0
    for leak in merged(leaks):
        while at < len(addresses) and addresses[at][1] <= leak.start:
            at += 1
        start, end, words = leak.start, leak.end, ""
        if at < len(addresses) and addresses[at][0] < leak.end:
            first, last, found = addresses[at]
            label = found.span("label")
            is_in_label = label[0] <= leak.start and leak.end <= label[1]
            if not is_in_label:
                start, end = min(start, first), max(end, last)
                words = f"{found['label']} " if found["label"] and leak.start >= label[1] else ""
        if regions and start < regions[-1][1]:
            first, last, kind, said = regions[-1]
            regions[-1] = (first, max(last, end), kind, "" if start < first else said)
        else:
            regions.append((start, end, leak.kind, words))
    pieces: list[str] = []
    at = 0
    for start, end, kind, words in regions:
        pieces += [text[at:start], words, kind.mark]
        at = end
    return "".join([*pieces, text[at:]]), [kind for _, _, kind, _ in regions]
