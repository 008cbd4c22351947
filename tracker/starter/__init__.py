"""A new site to begin from: the files below `files/`, copied into an empty folder. Knows nothing of what they say."""

import json
import re
from collections.abc import Iterator, Sequence
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from tracker import __version__
from tracker.model.problem import CannotRun
from tracker.model.settings import Settings
from tracker.store import forms, yaml

FILES = Path(__file__).parent / "files"
_TEAM = b"@example/directory"
_REQUIREMENT = "REQUIREMENT"
"""Stands in requirements.txt for the generator itself."""
_OWNER = re.compile(r"@[\w.-]+(?:/[\w.-]+)*|[\w.+-]+@[\w.-]+")
_TOLERATED = frozenset({".git"})
"""A clone of an empty repository counts as an empty folder."""


def begin(folder: Path, owners: Sequence[str] = ()) -> tuple[Path, ...]:
    """Write the starter into a folder that is empty or does not exist; the files written, sorted. The directory belongs to the owners. Raises `CannotRun` where that cannot be done."""
    if wrong := next((owner for owner in owners if not _OWNER.fullmatch(owner)), None):
        raise CannotRun(f"--owner {wrong}: write a team or person of the host, as @example/directory, or an e-mail address")
    try:
        if folder.exists() and (not folder.is_dir() or any(entry.name not in _TOLERATED for entry in folder.iterdir())):
            raise CannotRun(f"{folder} is not an empty folder; name one that is empty or does not exist yet")
        copied = [_copy(source, folder, owners) for source in sorted(p for p in FILES.rglob("*") if p.is_file())]
        return tuple(sorted([*copied, *_forms(folder)]))
    except OSError as e:
        raise CannotRun(f"{folder} cannot be written: {e.strerror}") from None


def _copy(source: Path, folder: Path, owners: Sequence[str]) -> Path:
    target = folder / source.relative_to(FILES)
    target.parent.mkdir(parents=True, exist_ok=True)
    content = source.read_bytes()
    if source.name == "requirements.txt":
        content = content.replace(_REQUIREMENT.encode(), requirement(_installed_from()).encode())
    elif owners and source.name == "CODEOWNERS":
        content = content.replace(b"# /content/", b"/content/").replace(_TEAM, " ".join(owners).encode())
    elif owners and source.name == "tracker.yml":
        content = content.replace(b"# policy:", b"policy:").replace(b"#   reviewers:", b"  reviewers:")
        content = content.replace(b'"%s"' % _TEAM, ", ".join(f'"{owner}"' for owner in owners).encode())
    target.write_bytes(content)
    return target


def _forms(folder: Path) -> Iterator[Path]:
    """The issue forms that the starter's settings make."""
    settings = Settings.model_validate(yaml.parse((folder / "content" / "tracker.yml").read_bytes(), "tracker.yml"))
    address = yaml.parse((folder / "mkdocs.yml").read_bytes(), "mkdocs.yml")["site_url"]
    for name, content in forms.forms(settings, address).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        yield path


def requirement(direct_url: str | None) -> str:
    """How pip gets this very generator: the commit that it was installed from, where others can reach it (PEP 610); else an address to replace."""
    found: Any = json.loads(direct_url) if direct_url else {}
    version_control: Any = found.get("vcs_info", {})
    if version_control.get("vcs") == "git" and found["url"].startswith(("https://", "ssh://")):
        return f"tracker-site @ git+{found['url']}@{version_control['commit_id']}"
    return f"tracker-site @ git+https://git.example/tracker-site.git@v{__version__}"


def _installed_from() -> str | None:
    try:
        return distribution("tracker-site").read_text("direct_url.json")
    except PackageNotFoundError:
        return None
