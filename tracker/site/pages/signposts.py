"""The pages that answer a question of their own: how each is headed, what it says of itself, and what readers ask who want it.

One table, so that the pages and the search say the same. A page that is not in it is found by nobody who does not go through the navigation.
"""

from collections.abc import Mapping
from typing import NamedTuple

from tracker.site import urls


class Signpost(NamedTuple):
    """A page as it is told from others."""

    path: str
    title: str
    description: str
    asked: str
    """Words by which it is looked for beside those."""


_ALL = (
    Signpost(
        urls.CONTACT,
        "Contact",
        "How to reach a human at {organisation}, when somebody is there, and how soon we promise to answer.",
        "phone number telephone call e-mail address write chat talk speak to a person support team agent help desk hours customer service "
        "report a problem complaint",
    ),
    Signpost(
        urls.VERIFY,
        "Is this really staff?",
        "Paste a handle, link, e-mail address or telephone number and see whether it belongs to {organisation}.",
        "verify check official genuine real fake scam fraud phishing account caller",
    ),
    Signpost(
        urls.IMPOSTORS,
        "Known impostors",
        "Accounts that pretend to speak for {organisation} and do not, with the evidence.",
        "fake scam fraud phishing",
    ),
    Signpost(
        urls.STAFF,
        "Official staff",
        "Who speaks for {organisation}, and from which accounts. Compare before you trust.",
        "staff list people team directory employees who works here",
    ),
    Signpost(
        urls.AFFECTED,
        "Does it affect me?",
        "Name a product and a version: which known issues affect it, which it fixes, and which nobody has checked.",
        "affected my version update upgrade is it safe",
    ),
    Signpost(
        urls.FEEDS,
        "Feeds",
        "Be told when something changes: what a feed is, how to use one, and all feeds of this site.",
        "RSS Atom subscribe subscription notify notification alert follow news newsletter",
    ),
    Signpost(urls.PRODUCTS, "Products", "Our products, their versions, and what is known about each.", "releases versions changelog"),
)


def signposts(organisation: str) -> Mapping[str, Signpost]:
    """By path."""
    return {each.path: each._replace(description=each.description.replace("{organisation}", organisation)) for each in _ALL}
