"""The search box in the header of every page, ours and the host's alike: put in before any text of a record comes near the page. Pure."""

import html
import re

from tracker.model.vocabulary import IssueKind
from tracker.site import urls
from tracker.site.chrome import ChangedTheme

_HEADER = re.compile(r"<header\b[^>]*\bmd-header\b.*?</header>", re.DOTALL)
_PLACE = re.compile(r'(?=<div class="md-header__source")|(?=</nav>\s*</header>)')
"""Before the repository's name, where the theme shows it; else last in the header."""

_LENS = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" aria-hidden="true"><path d="M9.5 3a6.5 6.5 0 0 1 5.2 10.4l.3.3h.8l5 5-1.5 1.5-5-5v-.8'
    'l-.3-.3A6.5 6.5 0 1 1 9.5 3m0 2a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9"/></svg>'
)
_BOX = f"""\
<form class="tk-find" role="search" aria-label="This site" action="{{root}}" method="get" data-find hidden>
<button class="tk-find__open md-header__button" type="button" aria-label="Search" aria-expanded="false">{_LENS}</button>
<div class="tk-find__field">
<input class="tk-find__input" type="search" name="q" aria-label="Search" placeholder="Search" autocomplete="off" autocapitalize="off" spellcheck="false" enterkeyhint="search">
<button class="tk-find__close md-header__button" type="button" aria-label="Close the search">×</button>
</div>
</form>
<noscript><a class="tk-find__lists" href="{{root}}{urls.section(IssueKind.DEFECT)}">All issues</a></noscript>
"""
"""Hidden until there are scripts to answer it. Without them, the way to the lists."""


def with_box(text: str, root: str, *, is_ours: bool = False) -> str:
    """A page with the box in its header; `root` is the way from it to the first page. What has no header of the theme's stays as it is.

    Raises `ChangedTheme` where there is a header without a place for the box, or no header in a page that is ours.
    """
    header = _HEADER.search(text)
    if header is None and not is_ours:
        return text
    place = header and _PLACE.search(header[0])
    if header is None or place is None:
        raise ChangedTheme("the theme's page has no place for the search box: its header does not end with the </nav> that it used to end with")
    at = header.start() + place.start()
    return f"{text[:at]}{_BOX.format(root=html.escape(root))}{text[at:]}"
