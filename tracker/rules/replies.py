"""The wording of answers to paste: they stand in public, and ask for nothing that does not belong there."""

import re
from collections.abc import Iterator

from tracker.model.problem import Finding
from tracker.model.tracker import Tracker
from tracker.model.vocabulary import Level
from tracker.rules.registry import rule

_ASKING = re.compile(r"\b(?:send|give|tell|post|reply|write|message|share|provide|confirm|enter|what(?:'s| is)|dm|need)\b", re.IGNORECASE)
_PERSONAL = re.compile(
    r"\b(?:passwords?|passcodes?|pins?|one-time codes?|recovery keys?|(?:card|account|customer|contract|order|invoice|phone|telephone|mobile) (?:numbers?|ids?)"
    r"|iban|date of birth|birthdays?|(?:home|postal|e-?mail|mail) ?address(?:es)?|e-?mail|full name|surname)\b",
    re.IGNORECASE,
)
_DENIED = re.compile(r"\b(?:no|not|never|without|instead of)\b|n't\b", re.IGNORECASE)


@rule("R401", level=Level.WARNING)
def answers_ask_for_nothing_personal(tracker: Tracker) -> Iterator[Finding]:
    """An answer to paste asks nobody for personal data: everybody can read what is answered to it."""
    replies = tracker.settings.replies
    for turn in ("first", "second", "third"):
        for at, sentence in enumerate(getattr(replies, turn)):
            asked = _PERSONAL.search(sentence)
            if asked and _ASKING.search(sentence) and not _DENIED.search(sentence):
                message = f"asks for {asked[0]!r} where everybody can read the answer; lead to the secure form instead, with {{identity}} or {{call}}"
                yield Finding(tracker.settings.path, ("replies", turn, at), message)
