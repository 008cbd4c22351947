"""Where a site's parts lie and what it is called: what mkdocs.yml says that the generator needs. Values only."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Site:
    """One site. Paths are absolute."""

    config_file: Path
    store: Path
    """The folder that holds tracker.yml."""
    output: Path
    """What is published: MkDocs' site_dir."""
    url: str
    """Absolute, with a slash at its end: `https://meridian.example/status/`."""
    name: str
    description: str = ""
    repository: str | None = None
    """The address of the repository's page on its host."""
    edit: str | None = None
    """URL template with `{path}` relative to the folder of mkdocs.yml."""
    strict: bool = False
    pages: Path | None = None
    """The folder of the hand-written pages."""
    words: tuple[tuple[str, str], ...] = ()
    """What mkdocs.yml has pages say, each with its key there."""

    @property
    def root(self) -> Path:
        """The folder of mkdocs.yml, which paths in messages are relative to."""
        return self.config_file.parent

    @property
    def cache(self) -> Path:
        return self.root / ".tracker"

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or "localhost"

    @property
    def base_path(self) -> str:
        """The path that the site lies under, with slashes at both ends."""
        return urlsplit(self.url).path or "/"

    def shown(self, path: Path) -> str:
        """A path as people are told it: relative to mkdocs.yml where it is below."""
        try:
            return path.relative_to(self.root).as_posix()
        except ValueError:
            return path.as_posix()
