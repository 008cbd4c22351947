"""What a host delivers, made ours: its shells are taken apart, its own pages are secured and lead to our feeds, everything else goes along."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tracker.site import feeds, search, urls
from tracker.site.box import with_box
from tracker.site.chrome import Shell, content_policy, script_hashes, secure, split
from tracker.site.edition import Edition
from tracker.site.outputs import Document, verbatim
from tracker.site.render import feed_link
from tracker.site.shells import SHELLS, ShellPage
from tracker.site.strip import strip, with_strip


@dataclass(frozen=True)
class Chrome:
    """What the host built: every file below a folder, and which of its pages are hand-written."""

    folder: Path
    pages: Sequence[str] = ()
    """The URL paths of its hand-written pages."""
    unused: tuple[str, ...] = ()
    """Beginnings of the names of files that it ships in vain."""


def _shell_text(chrome: Chrome, page: ShellPage) -> str:
    """What the host made of a shell, with the search box."""
    return with_box((chrome.folder / page.path / "index.html").read_text("utf-8"), urls.root_of(page.path), is_ours=True)


def taken_apart(chrome: Chrome, edition: Edition, *, is_secure: bool) -> tuple[dict[str, Shell], list[Document], str]:
    """The host's shells taken apart; its other files as documents, its pages secured; the policy that allows for all of them."""
    channels = edition.index.public.channels
    shells = {
        page.name: split(page, _shell_text(chrome, page), is_secure=is_secure, footer=strip(channels, urls.root_of(page.path))) for page in SHELLS
    }
    hidden = {f"{page.path}index.html" for page in SHELLS} | {"sitemap.xml", "sitemap.xml.gz"}
    links = feeds.site_feeds(edition)
    hashes: set[str] = set()
    documents: list[Document] = []
    for path in sorted(p for p in chrome.folder.rglob("*") if p.is_file()):
        name = path.relative_to(chrome.folder).as_posix()
        content = path.read_bytes()
        if path.suffix == ".html":
            text = content.decode("utf-8")
            hashes.update(script_hashes(text))
            root = edition.site.base_path if name == "404.html" else urls.root_of(name)
            head = "\n".join(feed_link(link, root) for link in links)
            text = with_strip(with_box(secure(text) if is_secure else text, root), strip(channels, root))
            content = text.replace("</head>", f"{head}\n</head>", 1).encode()
        if name not in hidden and path.suffix != ".map" and not name.startswith(chrome.unused):
            documents.append(Document(file=name, render=verbatim, model=content))
    return shells, documents, content_policy(sorted(hashes))


def written_pages(chrome: Chrome) -> list[search.WrittenPage]:
    """The hand-written pages, for the search."""
    shells = {page.path for page in SHELLS}
    found = ((path, chrome.folder / urls.file_of(path)) for path in chrome.pages if path not in shells)
    return [search.WrittenPage(path, file.read_text("utf-8")) for path, file in found if file.is_file()]
