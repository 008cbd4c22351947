"""Tells whether what stands under a workaround heading says that there is none, and nothing else. Pure.

Advice is worth more to a reader than tidiness, so a text counts as "none known" only when every sentence of it says no more than that:
"There is no workaround, but the order can be cancelled by hand" is a workaround.
"""

import re
import unicodedata
from collections.abc import Iterable

_LONGEST = 240
"""Characters beyond which a text says more than no."""
_TYPOGRAPHIC = str.maketrans("\u2018\u2019\u201c\u201d\u2013\u2014", "''\"\"--", "\u200b")
_DECORATION = re.compile(r"[*_`~\"]|^[ \t]*(?:[-+]|\d{1,2}[.)])[ \t]+|^[ \t]*#+[ \t]+|^[ \t]*>[ \t]?", re.MULTILINE)
_SENTENCE_END = re.compile(r"[.;!\n]+(?:\s+|$)")

_NONE = r"n\s?[/.]\s?a|na|none|no|nil|-+|unknown|not (?:yet )?(?:available|applicable|known|possible)|(?:it )?does not exist"
_WHEN = (
    r"currently|presently|unfortunately|initially|today|at present|for now|for the moment|so far|as of (?:now|today)|yet|still|right now|now"
    r"|(?:at|for) (?:the|this) (?:moment|time|point|stage)|to date|as far as we (?:know|can see|were able to see)"
)
_WHICH = r"known|currently known|current|available|existing|possible|feasible|viable"
_WORKAROUND = r"work[- ]?arr?oun?d?s?|wor[ak]?rounds?|wa|(?:palliative|contour) solutions?|solutions?(?= available|$)"
"""As people spell it; a solution, said under a workaround's heading, is one."""
_MATTER = r"(?:known |specific )?(?:scenario|issue|ki|bug|problem|case|behaviou?r|situation|error|divergence|defect|limitation)s?"
_THIS = rf"(?:this|that|these|those|the|such)(?: {_MATTER})?(?: described| above)?|it"
_ABOUT = rf"(?:for|to|in|of|around|regarding) (?:{_THIS})"
_AGAINST = rf"to (?:prevent|avoid|solve|fix|circumvent|bypass|resolve|mitigate) (?:{_THIS})"
_REST = rf"(?:,? (?:available|known|found|identified|{_WHEN}|{_ABOUT}|{_AGAINST}))*"
_A_WORKAROUND = rf"(?:(?:{_WHICH}) )?(?:{_WORKAROUND})"

_THERE_IS = rf"there(?: (?:{_WHEN}))?(?: is| are|'s)?(?: (?:{_WHEN}))? (?:no|not any|not a) {_A_WORKAROUND}"
_THERE_IS_NOT = rf"there (?:isn't|aren't)(?: (?:{_WHEN}))?(?: any| an?) {_A_WORKAROUND}"
_WE_HAVE = rf"we(?: (?:{_WHEN}))? (?:have no|(?:do not|don't|dont)(?: (?:{_WHEN}))? have(?: any| an?)?) {_A_WORKAROUND}"
_NO_WORKAROUND = rf"no {_A_WORKAROUND}(?: {_ABOUT})?(?: (?:is|are|was|exists?)(?: (?:{_WHEN}))?)?"
_IT_HAS = rf"(?:(?:{_THIS}) )?(?:(?:{_WHEN}) )?has no {_A_WORKAROUND}"
_SAYS_NONE = re.compile(
    rf"(?:(?:{_WHEN}|{_ABOUT}),? )*(?:{_NONE}|(?:{_THERE_IS}|{_THERE_IS_NOT}|{_WE_HAVE}|{_NO_WORKAROUND}|{_IT_HAS}){_REST})",
)

_SAYS_NOTHING = re.compile(r"|n\s?[/.]\s?a|na|none|nil|-+")


def says_none(text: str, phrases: Iterable[str] = ("",)) -> bool:
    """True when the text says that there is no workaround and nothing else.

    `phrases` are further texts that say so; an empty one stands for no text.
    """
    plain = _plain(text)
    if not plain or plain in {_plain(p) for p in phrases}:
        return any(_plain(p) == plain for p in phrases)
    if len(plain) > _LONGEST:
        return False
    sentences = [s.strip(" ,:") for s in _SENTENCE_END.split(plain)]
    return all(_SAYS_NONE.fullmatch(s) for s in sentences if s)


def says_nothing(text: str) -> bool:
    """True for no text, and for what people write to leave a section of a form empty."""
    return _SAYS_NOTHING.fullmatch(_plain(text)) is not None


def _plain(text: str) -> str:
    """Lower case, without emphasis, quotes, list marks and punctuation at the end; single spaces, line ends kept."""
    text = unicodedata.normalize("NFKC", text).translate(_TYPOGRAPHIC)
    lines = (" ".join(line.split()) for line in _DECORATION.sub("", text).splitlines())
    return "\n".join(line for line in lines if line).casefold().rstrip(" .;!:")
