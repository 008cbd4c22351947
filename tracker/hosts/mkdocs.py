"""The MkDocs plugin, and the only module that imports mkdocs: it has the shells rendered, hands the result to the pipeline, and translates settings."""

import logging
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from mkdocs.commands import build as mkdocs_build
from mkdocs.config import config_options as options
from mkdocs.config import load_config
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, BuildError, ConfigurationError, PluginError
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils import CountHandler
from mkdocs.utils.templates import TemplateContext

from tracker import report
from tracker.model.problem import CannotRun
from tracker.model.site import Site
from tracker.pipeline import THEME, Build
from tracker.site.delivery import Chrome
from tracker.site.shells import BODY, ENTRY, SHELLS, ShellPage

if TYPE_CHECKING:
    from mkdocs.livereload import LiveReloadServer

log = logging.getLogger("mkdocs.plugins.tracker")

_NAV: tuple[tuple[str, str], ...] = (
    ("Home", "index.md"),
    ("Known issues", "issues/index.md"),
    ("Does it affect me?", "affected/index.md"),
    ("Feature requests", "features/index.md"),
    ("Products", "products/index.md"),
    ("Staff", "staff/index.md"),
    ("Is this really staff?", "verify/index.md"),
    ("Contact", "contact/index.md"),
)
_HOME = ShellPage("", 0)
_ASSETS = (
    "assets/tracker/tracker.css",
    "assets/tracker/find.css",
    "assets/tracker/directory.css",
    "assets/tracker/verify.css",
    "assets/tracker/affects.css",
    "assets/tracker/filters.css",
    "assets/tracker/reports.css",
)
_SCRIPTS = ("assets/tracker/tracker.js",)


_FOR_SEARCH = ("assets/javascripts/lunr/", "assets/javascripts/workers/")
"""What Material ships for a search of its own; of no use without it."""


class TrackerConfig(Config):
    """What may stand under `plugins: tracker:` in mkdocs.yml."""

    store = options.Type(str, default="content")


class TrackerPlugin(BasePlugin[TrackerConfig]):
    """Under `mkdocs build` and `mkdocs serve`. `tracker build` uses the same plugin for the chrome alone (`is_chrome_only`)."""

    def __init__(self) -> None:
        self.is_chrome_only = False
        self.is_preview = False
        self._build: Build | None = None
        self._output = ""
        self._active: list[Any] = []

    def on_startup(self, *, command: str, dirty: bool) -> None:  # noqa: ARG002 - MkDocs calls it by these names
        # MkDocs keeps one plugin for all sites that are built in the same process.
        self.is_chrome_only = False
        self.is_preview = command == "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        with _refusing():
            site = site_of(config)
        _prepare_theme(config)
        if not self.is_chrome_only:
            if self._build is not None:
                self._build.close()
            with _refusing():
                self._build = Build(site, is_preview=self.is_preview)
            if self._build.is_private:
                withhold_repository(config)
        self._output = config.site_dir
        # MkDocs empties its site_dir before it builds: it gets a folder of ours, and the real one is exchanged at the end.
        config.site_dir = str(site.cache / "chrome")
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        taken = {f"{shell.path}index.html" for shell in SHELLS if shell != _HOME}
        if clash := next((f for f in files if f.dest_uri in taken), None):
            refused = CannotRun if self.is_chrome_only else PluginError
            raise refused(f"{clash.src_uri} would be published as {clash.url}, which is made from the store; give the file another name")
        for shell in SHELLS:
            if shell != _HOME or files.get_file_from_path("index.md") is None:
                files.append(_shell_file(shell, config))
        if config.nav is None:
            written = [f.src_uri for f in files.documentation_pages() if "/" not in f.src_uri and f.src_uri != "index.md"]
            config.nav = [{title: source} for title, source in _NAV] + sorted(written)
        return files

    def on_page_markdown(self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG002 - MkDocs calls it by these names
        if page.file.src_uri == _HOME.source and BODY not in markdown:
            return f"{markdown}\n\n## {ENTRY}\n\n{BODY}\n"
        return markdown

    def on_page_context(self, context: TemplateContext, *, page: Page, config: MkDocsConfig, nav: Navigation) -> TemplateContext:  # noqa: ARG002 - likewise
        """Mark the section that a page below it belongs to: only the section itself is in the navigation."""
        section = page.file.src_uri.partition("/")[0]
        if page.file.src_uri.count("/") > 1:
            self._active = [item for item in nav.pages if item.file.src_uri == f"{section}/index.md"]
            for item in self._active:
                item.active = True
        return context

    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:  # noqa: ARG002 - likewise
        for item in self._active:
            item.active = False
        self._active = []
        return output

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        if self._build is None:
            return
        chrome = chrome_of(config)
        config.site_dir = self._output
        try:
            now = datetime.now(UTC)
            with _refusing():
                checked = self._build.check(now.date())
            for note in checked.notes:
                log.info("%s", note)
            for problem in checked.problems:
                log.log(logging.ERROR if problem in checked.errors else logging.WARNING, "%s", report.as_text(problem))
            if not checked.is_publishable(strict=config.strict):
                raise PluginError(report.refusal(checked.problems))
            if config.strict and _has_warned():
                # MkDocs would say so itself, but only after this.
                raise PluginError("there are warnings, and strict takes them for errors: nothing was published")
            with _refusing():
                self._build.publish(checked, chrome, now, lambda *_: None)
        finally:
            self._build.close()

    def on_build_error(self, *, error: Exception) -> None:  # noqa: ARG002 - likewise
        if self._build is not None:
            self._build.close()

    def on_serve(self, server: "LiveReloadServer", *, config: MkDocsConfig, builder: Any) -> "LiveReloadServer":  # noqa: ARG002 - likewise
        server.watch(str(site_of(config).store))
        return server


@contextmanager
def _refusing() -> Iterator[None]:
    """What cannot be done is told by MkDocs in one line, too."""
    try:
        yield
    except CannotRun as e:
        raise PluginError(str(e)) from None


def _shell_file(shell: ShellPage, config: MkDocsConfig) -> File:
    front_matter = yaml.safe_dump(shell.front_matter)
    inclusion = InclusionLevel.NOT_IN_NAV if shell.depth > 1 or shell.section == "build" else InclusionLevel.INCLUDED
    return File.generated(config, shell.source, content=f"---\n{front_matter}---\n\n{shell.markdown}", inclusion=inclusion)


def _prepare_theme(config: MkDocsConfig) -> None:
    if config.theme.name != "material":
        raise ConfigurationError(f"theme: name: {config.theme.name!r} is not supported; write material in mkdocs.yml")
    config.theme["font"] = False
    if (search := config.plugins.get("material/search")) is not None:
        # There is one box, and it is ours: it also finds what MkDocs does not know of.
        search.config["enabled"] = False
    if not config.theme.get("features"):
        config.theme["features"] = ["navigation.tabs", "navigation.top", "content.code.copy"]
    config.theme.dirs[1 if config.theme.custom_dir else 0 : 0] = [str(THEME / "mkdocs"), str(THEME)]
    config.extra_css = [*_ASSETS, *config.extra_css]
    config.extra_javascript = [*(options.ExtraScript().run_validation({"path": p, "type": "module"}) for p in _SCRIPTS), *config.extra_javascript]


_SAID = ("site_name", "site_description", "site_author", "copyright", "repo_name")


def site_of(config: MkDocsConfig) -> Site:
    """What the generator needs to know of mkdocs.yml. Raises `CannotRun` where something is missing."""
    plugin: Any = config.plugins.get("tracker")
    if plugin is None:
        raise CannotRun("mkdocs.yml does not list the plugin; add  plugins: [tracker: {store: content}]")
    if not config.site_url:
        raise CannotRun("mkdocs.yml has no site_url, which feeds and links from outside need; add  site_url: https://…/")
    root = Path(config.config_file_path).parent.resolve()
    store = (root / plugin.config.store).resolve()
    for setting, folder in (("docs_dir", config.docs_dir), ("custom_dir", config.theme.custom_dir)):
        if folder and store.is_relative_to(Path(folder).resolve()):
            told = f"the store lies in {setting}, whose files MkDocs publishes as they are, private ones too"
            raise CannotRun(f"{told}; give {setting} a folder of its own, as {plugin.config.store.rstrip('/')}/pages")
    return Site(
        config_file=Path(config.config_file_path).resolve(),
        store=store,
        output=Path(config.site_dir),
        url=config.site_url.rstrip("/") + "/",
        name=config.site_name,
        description=config.site_description or "",
        repository=config.repo_url.rstrip("/") if config.repo_url else None,
        edit=_edit_template(config, root),
        strict=config.strict,
        pages=Path(config.docs_dir).resolve(),
        words=tuple((key, said) for key in _SAID if isinstance(said := config.get(key), str)),
    )


def withhold_repository(config: MkDocsConfig) -> None:
    """Keep the repository's address out of the pages' chrome: it belongs to a private store."""
    config.repo_url = config.repo_name = config.edit_uri = None


def _edit_template(config: MkDocsConfig, root: Path) -> str | None:
    """Where a file below the folder of mkdocs.yml is edited: MkDocs' own edit address less the way to its pages."""
    if not config.edit_uri or not config.repo_url:
        return None
    pages = Path(config.docs_dir).resolve().relative_to(root).as_posix()
    whole = config.edit_uri if "://" in config.edit_uri else f"{config.repo_url.rstrip('/')}/{config.edit_uri.lstrip('/')}"
    base = whole.rstrip("/").removesuffix(pages)
    return f"{base}{{path}}"


def chrome_of(config: MkDocsConfig) -> Chrome:
    """What MkDocs has just built."""
    folder = Path(config.site_dir)
    shells = {f"{page.path}index.html" for page in SHELLS if page != _HOME}
    written = [p.relative_to(folder).as_posix() for p in folder.rglob("index.html")]
    return Chrome(folder, tuple(name.removesuffix("index.html") for name in sorted(written) if name not in shells), _FOR_SEARCH)


def configured(config_file: Path, overrides: Mapping[str, Any]) -> MkDocsConfig:
    """mkdocs.yml, read and validated. Raises `CannotRun` with what is wrong with it."""
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")
    said = _Said()
    logger = logging.getLogger("mkdocs")
    logger.addHandler(said)
    try:
        return load_config(str(config_file), **overrides)
    except (ConfigurationError, Abort) as e:
        raise CannotRun(f"{config_file.name}: {' '.join((said.errors or [str(e)])[0].split())}") from None
    finally:
        logger.removeHandler(said)
        for warning in said.warnings:
            logger.handle(warning)


class _Said(logging.Handler):
    """What MkDocs complains about while it reads its configuration."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.errors: list[str] = []
        self.warnings: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.levelno >= logging.ERROR:
            self.errors.append(record.getMessage())
        else:
            self.warnings.append(record)


def _has_warned() -> bool:
    counters = (handler for handler in logging.getLogger("mkdocs").handlers if isinstance(handler, CountHandler))
    return any(count for counter in counters for _, count in counter.get_counts())


def render_chrome(config: MkDocsConfig, *, is_preview: bool) -> Chrome:
    """Have MkDocs render the hand-written pages, the shells and the theme's files, and nothing else. Raises `CannotRun` where it cannot."""
    plugin: Any = config.plugins["tracker"]
    plugin.is_chrome_only = True
    plugin.is_preview = is_preview
    try:
        mkdocs_build.build(config)
    except ConfigurationError as e:
        raise CannotRun(str(e)) from None
    except (BuildError, Abort) as e:
        raise CannotRun(f"the hand-written pages could not be built: {e}") from None
    return chrome_of(config)


def serve(config_file: Path, address: tuple[str, int], rebuild: Callable[[], Site], tell: Callable[[str], None]) -> None:
    """Serve what `rebuild` publishes, and call it again on every save below the site's folder; a browser that looks at it reloads by itself.

    `rebuild` must not raise for faults of the content: the last good site stays.
    """
    from mkdocs.livereload import LiveReloadServer  # noqa: PLC0415 - it brings a web server and a watcher of files, which a build does without

    site = rebuild()
    host, port = address

    def again() -> None:
        rebuild()

    try:
        server = LiveReloadServer(builder=again, host=host, port=port, root=str(site.output), mount_path=site.base_path)
    except OSError as e:
        raise CannotRun(f"{host}:{port} cannot be listened on ({e.strerror or e}); name another with --host or --port") from None
    config = configured(config_file, {})
    for path in (site.store, Path(config.docs_dir), THEME, config_file):
        if path.exists():
            server.watch(str(path))
    tell(f"serving on http://{host}:{port}{site.base_path}  (Ctrl-C ends it)")
    try:
        server.serve()
    except KeyboardInterrupt:
        pass
    finally:
        server.shutdown()
