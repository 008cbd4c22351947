"""Tells whether what stands under a workaround heading says that there is none, and nothing else. Pure.

Advice is worth more to a reader than tidiness, so a text counts as "none known" only when every clause of it says no more than that, or is one of
those that are known to tell nobody what to do: why there is none, what happens then, whose turn it is. "There is no workaround, but the order can be
cancelled by hand" is a workaround. Whatever is not understood is taken for advice.
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
_WHICH = r"known|currently known|current|available|existing|possible|feasible|viable|native|direct"
_WORKAROUND = r"work[- ]?arr?oun?d?s?|wor[ak]?rounds?|wa|(?:palliative|contour) solutions?|solutions?(?= available|$)"
"""As people spell it; a solution, said under a workaround's heading, is one."""
_MATTER = r"(?:known |specific )?(?:scenario|issue|ki|bug|problem|case|behaviou?r|situation|error|divergence|defect|limitation)s?"
_THIS = rf"(?:this|that|these|those|the|such)(?: {_MATTER})?(?: described| above)?|it"
_ABOUT = rf"(?:for|to|in|of|around|regarding) (?:{_THIS})"
_AGAINST = rf"to (?:prevent|avoid|solve|fix|circumvent|bypass|resolve|mitigate) (?:{_THIS})"
_REST = rf"(?:,? (?:available|known|found|identified|{_WHEN}|{_ABOUT}|{_AGAINST}))*"
_A_WORKAROUND = rf"(?:(?:{_WHICH}) )?(?:{_WORKAROUND})"

_ADVICE = (
    r"and|but|however|then|so|which|except|other|than|besides|unless|until|without|instead|alternativ\w*|can|could|may|might|should|must|shall|needs?|needed"
    r"|necessary|requir\w*|recommend\w*|suggest\w*|advis\w*|advice|try|trying|tries|uses?(?! case)|used|using|via|through|manual\w*|hand|only|just|if|you\w*"
    r"|contact\w*|tickets?|support|open\w*|wait\w*|help\w*|works?|worked|working|possible|options?|enough|after|before|again|once|re(?:load|fresh|try|start)\w*"
    r"|clear\w*|disabl\w*|chang\w*|choos\w*|remov\w*|creat\w*|edit\w*|switch\w*|replac\w*|way|ways|(?<!ed )by \w+ing|see|\S*(?:https?:|www\.|\]\()\S*"
)
"""Words without which nobody says what to do, nearly. They stand in no text that is passed over."""
_WORD = rf"(?!(?:{_ADVICE})\b)[\w'/&][^\s,:()?.\u2026]*"
_SOMETHING = rf"{_WORD}(?: {_WORD}){{0,17}}"
_SOMEBODY = r"(?:the |an? |our )?(?:merchants?|customers?|users?|shoppers?|clients?|accounts?)\b"
"""Where there is none for them, there may be one for others."""
_FOR_SOMETHING = rf"(?: (?:for (?!{_SOMEBODY})|to ){_SOMETHING})"

_THERE_IS = rf"there(?: (?:{_WHEN}))?(?: is| are|'s)?(?: (?:{_WHEN}))? (?:no|not any|not a) {_A_WORKAROUND}"
_THERE_IS_NOT = rf"there (?:isn't|aren't)(?: (?:{_WHEN}))?(?: any| an?) {_A_WORKAROUND}"
_WE_HAVE = rf"we(?: (?:{_WHEN}))? (?:have no|(?:do not|don't|dont)(?: (?:{_WHEN}))? have(?: any| an?)?) {_A_WORKAROUND}"
_NO_WORKAROUND = rf"no {_A_WORKAROUND}(?: {_ABOUT})?(?: (?:is|are|was|exists?)(?: (?:{_WHEN}))?)?"
_IT_HAS = rf"(?:(?:{_THIS}) )?(?:(?:{_WHEN}) )?has no {_A_WORKAROUND}"
_HAS_NONE = rf"(?:{_THERE_IS}|{_THERE_IS_NOT}|{_WE_HAVE}|{_NO_WORKAROUND}|{_IT_HAS})(?:{_REST}|(?: (?:available|known|{_WHEN}))?{_FOR_SOMETHING})"
_SAYS_NONE = re.compile(
    rf"(?:(?:therefore|{_WHEN}|{_ABOUT}),? )*(?:{_NONE}|{_HAS_NONE}|there (?:isn't|is none))|to {_SOMETHING},? there is no {_A_WORKAROUND}",
)

_NAMED = r"issue|impact|problem|error|bug|defect|difference|behaviou?r"
_WORK = r"(?:(?:working|investigating|analy[sz]ing|looking)(?: (?:on|to|into|for|towards))?)"
_EXPLAINS = re.compile(
    "|".join((
        # Whose turn it is.
        rf"(?:the|our)(?: (?:product|engineering|responsible|development))? teams? (?:is|are)(?: already| currently)? (?:aware(?: of {_THIS})?)?(?: and )?(?:{_WORK} {_SOMETHING})?",
        rf"we(?:'re| are)(?: already| currently)? {_WORK} (?:the best way to )?{_SOMETHING}",
        r"we are discontinuing this feature(?: and no longer offering support(?: for it)?)?",
        rf"(?:for {_SOMETHING}, )?an? (?:support|product|engineering) ticket (?:will be|is) (?:required|needed)",
        r"an? (?:support|product|engineering) ticket (?:must|needs to) be opened(?: to take the necessary actions)?",
        # Why there is none.
        rf"(?:since|because|as) {_SOMETHING}",
        rf"(?:this|it) is an? (?:\w+ ){{0,3}}(?:limitation|restriction|feature|{_NAMED})(?: {_SOMETHING})?",
        # What happens then.
        rf"(?:the|an?|this|these|all|some) {_SOMETHING} (?:is|are|gets?|will be) (?:\w+ly )?\w+ed when (?:this|it) (?:happens|occurs)",
        rf"that is,? the {_SOMETHING} (?:is|will be|remains|stays) {_SOMETHING}",
        rf"(?:and )?{_SOMETHING} will be un(?:usable|available)",
        # That it does little harm.
        rf"(?:but )?(?:it|this) (?:does not|doesn't) (?:impact|affect) {_SOMETHING}",
        rf"(?:but |as )?the (?:{_NAMED}) is (?:only|just|purely|merely) (?:visual|cosmetic)",
        rf"as {_SOMETHING} is (?:only|just|purely|merely) (?:visual|cosmetic)(?: with no {_SOMETHING})?",
        rf"but we(?:'re| are)(?: already| currently)? {_WORK} {_SOMETHING}",
    ))
)  # fmt: skip
"""Clauses that say no more than why, what then, or who; each of them beside one that says none."""
_CLAUSE_END = re.compile(r"(?<!that is), | - |(?<=this) (?=and )")
_FAREWELL = re.compile(r"\n(?:(?:best|kind|warm) )?regards,?\n[^\n,.]{1,40}$")

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
    sentences = [s.strip(" ,:") for s in _SENTENCE_END.split(_FAREWELL.sub("", plain))]
    said = [part for s in sentences if s for part in ([s] if _SAYS_NONE.fullmatch(s) or _EXPLAINS.fullmatch(s) else _clauses(s))]
    return any(map(_SAYS_NONE.fullmatch, said)) and all(_SAYS_NONE.fullmatch(s) or _EXPLAINS.fullmatch(s) for s in said)


def _clauses(sentence: str) -> list[str]:
    """The parts of a sentence; "so there is none" is "there is none"."""
    return [part.strip().removeprefix("so ") for part in _CLAUSE_END.split(sentence)]


def says_nothing(text: str) -> bool:
    """True for no text, and for what people write to leave a section of a form empty."""
    return _SAYS_NOTHING.fullmatch(_plain(text)) is not None


def _plain(text: str) -> str:
    """Lower case, without emphasis, quotes, list marks and punctuation at the end; single spaces, line ends kept."""
    text = unicodedata.normalize("NFKC", text).translate(_TYPOGRAPHIC)
    lines = (" ".join(line.split()) for line in _DECORATION.sub("", text).splitlines())
    return "\n".join(line for line in lines if line).casefold().rstrip(" .;!:")
