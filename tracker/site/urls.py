"""The one place that spells a path of the site, relative to its root and without a slash at the front. Paths once published never change."""

from urllib.parse import quote, unquote

from tracker.model.values import IssueId, Slug, StaffId, Version
from tracker.model.vocabulary import IssueKind

HOME = ""
STAFF = "staff/"
VERIFY = "verify/"
IMPOSTORS = "verify/impostors/"
PRODUCTS = "products/"
AFFECTED = "affected/"
CONTACT = "contact/"
FEEDS = "feeds/"
BUILD = "build/"
SIGNED_JSON = "verify/signed.json"
"""How the signature over the staff list stands."""
SIGNED_LIST = "verify/staff.json"
ALLOWED_SIGNERS = "verify/allowed_signers"
BUILD_JSON = "api/v1/build.json"
HOURS_JSON = "api/v1/hours.json"
ACCOUNTS_TXT = "staff/accounts.txt"
ACCOUNTS_CSV = "staff/accounts.csv"
SECURITY_TXT = ".well-known/security.txt"

_SECTIONS = {IssueKind.DEFECT: "issues/", IssueKind.FEATURE: "features/"}


def section(kind: IssueKind) -> str:
    """The list of a kind."""
    return _SECTIONS[kind]


def issue(kind: IssueKind, wanted: IssueId) -> str:
    return f"{_SECTIONS[kind]}{wanted}/"


def issue_feed(wanted: IssueId) -> str:
    """The Atom feed of one issue. Both kinds lie below `issues/`."""
    return f"issues/{wanted}/feed.atom"


def short(wanted: IssueId) -> str:
    """The address of an issue that is pasted and said: it outlives a new number and never depends on the kind."""
    return f"i/{wanted}/"


def staff(wanted: StaffId) -> str:
    return f"staff/{wanted}/"


def card(wanted: StaffId) -> str:
    """The vCard of a staff member."""
    return f"staff/{wanted}/card.vcf"


def product(wanted: Slug) -> str:
    return f"products/{wanted}/"


def release(wanted: Slug, version: Version) -> str:
    """The page of a release; the version is one step of the path, percent-encoded."""
    return f"products/{wanted}/{quote(version, safe='')}/"


def affected_versions(wanted: Slug) -> str:
    """The releases of a product, as the version box knows them."""
    return f"affected/{wanted}/versions.json"


def affected_issues(wanted: Slug) -> str:
    """All that the issues of a product say of versions."""
    return f"affected/{wanted}/issues.json"


def product_badge(wanted: Slug) -> str:
    return f"badges/products/{wanted}.svg"


def issue_badge(wanted: str) -> str:
    """The badge of an issue or request, or of a number that it had before."""
    return f"badges/issues/{wanted}.svg"


def facet(kind: IssueKind, facet: str, *values: str) -> str:
    """A list narrowed to one value: `issues/status/confirmed/`, `issues/product/desktop/ui/`."""
    return f"{_SECTIONS[kind]}{facet}/" + "".join(f"{value}/" for value in values)


def listing(kind: IssueKind, name: str) -> str:
    """What scripts look up of the list of a kind: `issues/rows/columns.json`. No id is spelt so."""
    return f"{_SECTIONS[kind]}rows/{name}.json"


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
    """The JSON Schema of what the API says: `issues`, `issue`, `staff`, `member`, `affects`, `hours`, `build`."""
    return f"api/v1/schema/{name}.json"


def search_file(name: str) -> str:
    """A file of the search index, which the boxes read: `search/index.json`."""
    return f"search/{name}"


def file_of(path: str) -> str:
    """The file in which a path is published."""
    return unquote(path) + "index.html" if path.endswith("/") or not path else unquote(path)


def root_of(path: str) -> str:
    """The way from a page back to the root: `../../` for `issues/DEF-1/`."""
    return "../" * path.count("/") or "./"
