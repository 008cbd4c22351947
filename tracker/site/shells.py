"""Which empty pages a host renders for us: one for each kind of page and depth, every value a marker. Pure."""

from dataclasses import dataclass
from itertools import chain

TITLE = "zqtitleqz"
DESCRIPTION = "zqdescriptionqz"
HEADING = "zqheadingqz"
ENTRY = "zqentryqz"
BODY = "zqbodyqz"
FOLDER = "zqfolderqz"


def shell_name(section: str, depth: int, *, has_contents: bool) -> str:
    """What a shell is called: `issues-2-contents`, `home-0`."""
    return f"{section or 'home'}-{depth}" + ("-contents" if has_contents else "")


@dataclass(frozen=True, slots=True)
class ShellPage:
    """A page of markers at some depth of a section, standing for every page there."""

    section: str
    """The first step of the URL, which the navigation shows as the reader's place; empty for the home page."""
    depth: int
    """Steps of the URL: 2 for `issues/DEF-1/`."""
    has_contents: bool = False
    """Pages stamped from it list their headings beside the text."""

    @property
    def name(self) -> str:
        return shell_name(self.section, self.depth, has_contents=self.has_contents)

    @property
    def path(self) -> str:
        """The URL path at which the host renders it; markers from the second step on."""
        kind = "c" if self.has_contents else "p"
        steps = [self.section, *(f"{FOLDER}{kind}{n}" for n in range(1, self.depth))] if self.section else []
        return "".join(f"{step}/" for step in steps)

    @property
    def source(self) -> str:
        """The Markdown file that it is made of."""
        return f"{self.path}index.md"

    @property
    def front_matter(self) -> dict[str, object]:
        hide = ["navigation"] if self.has_contents else ["navigation", "toc"]
        return {"title": TITLE, "description": DESCRIPTION, "hide": hide}

    @property
    def markdown(self) -> str:
        return f"# {HEADING}\n\n## {ENTRY}\n\n{BODY}\n"


LISTS = ("issues", "features")

SHELLS: tuple[ShellPage, ...] = tuple(
    chain(
        (ShellPage(section, depth) for section in LISTS for depth in range(1, 7)),
        (ShellPage(section, 2, has_contents=True) for section in LISTS),
        (ShellPage("products", depth) for depth in (1, 2, 3, 5)),
        (ShellPage("affected", 1),),
        (ShellPage("staff", depth) for depth in (1, 2)),
        (ShellPage("verify", depth) for depth in (1, 2)),
        (ShellPage(section, 1) for section in ("contact", "feeds", "build")),
        (ShellPage("", 0),),
    )
)
