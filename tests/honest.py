"""Whether an answer says of what sounds finished where customers get it."""

import re


def is_honest(text: str) -> bool:
    """Whatever sounds finished stands beside a version, or beside the word that it is not out; what is live is live."""
    told = re.sub(r"""\(".*?"\)|\b[A-Z]{2,10}-[0-9A-Za-z-]+""", "", text)
    if not re.search(r"\b(?:fixed|shipped|released)\b(?!, live)", told):
        return True
    return bool(re.search(r"(?:[Ff]ixed|[Aa]vailable) in \d|[Nn]ot yet released|is not out yet", told))
