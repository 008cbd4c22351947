"""The one place that spells a path of the site, relative to its root and without a slash at the front. Paths once published never change."""

from urllib.parse import quote, unquote

from tracker.model.values import IssueId, Slug, StaffId, Version
from tracker.model.vocabulary import IssueKind

HOME = ""
STAFF = "staff/"
PRODUCTS = "products/"
CONTACT = "contact/"
FEEDS = "feeds/"
BUILD = "build/"
BUILD_JSON = "api/v1/build.json"

_SECTIONS = {IssueKind.DEFECT: "issues/", IssueKind.FEATURE: "features/"}


def section(kind: IssueKind) -> str:
    """The list of a kind."""
    return _SECTIONS[kind]


def issue(kind: IssueKind, wanted: IssueId) -> str:
    return f"{_SECTIONS[kind]}{wanted}/"


def issue_feed(wanted: IssueId) -> str:
    """The Atom feed of one issue. Both kinds lie below `issues/`."""
    return f"issues/{wanted}/feed.atom"


def staff(wanted: StaffId) -> str:
    return f"staff/{wanted}/"


def product(wanted: Slug) -> str:
    return f"products/{wanted}/"


def release(wanted: Slug, version: Version) -> str:
    """The page of a release; the version is one step of the path, percent-encoded."""
    return f"products/{wanted}/{quote(version, safe='')}/"


def facet(kind: IssueKind, facet: str, *values: str) -> str:
    """A list narrowed to one value: `issues/status/confirmed/`, `issues/product/desktop/ui/`."""
    return f"{_SECTIONS[kind]}{facet}/" + "".join(f"{value}/" for value in values)


def numbered(list_path: str, number: int) -> str:
    """Page `number` of a list, from 1."""
    return list_path if number == 1 else f"{list_path}page/{number}/"


def feed(name: str, form: str) -> str:
    """A feed: `all`, `defects`, `products/desktop/ui`; form is `rss`, `atom` or `json`."""
    return f"feeds/{name}.{form}"


def product_feed(wanted: Slug, component: Slug | None = None) -> str:
    """The name of a product's or component's feed."""
    return f"products/{wanted}/{component}" if component else f"products/{wanted}"


def api_issues() -> str:
    return "api/v1/issues.json"


def api_issue(wanted: IssueId) -> str:
    return f"api/v1/issues/{wanted}.json"


def api_staff() -> str:
    return "api/v1/staff.json"


def api_member(wanted: StaffId) -> str:
    return f"api/v1/staff/{wanted}.json"


def api_affects(wanted: Slug, version: Version) -> str:
    """What every issue says of a release."""
    return f"api/v1/products/{wanted}/{quote(version, safe='')}.json"


def api_schema(name: str) -> str:
    """The JSON Schema of what the API says: `issues`, `issue`, `staff`, `member`, `affects`, `build`."""
    return f"api/v1/schema/{name}.json"


def file_of(path: str) -> str:
    """The file in which a path is published."""
    return unquote(path) + "index.html" if path.endswith("/") or not path else unquote(path)


def root_of(path: str) -> str:
    """The way from a page back to the root: `../../` for `issues/DEF-1/`."""
    return "../" * path.count("/") or "./"
