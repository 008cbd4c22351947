"""Where a source lies: which addresses are taken, and how they are told to people, without credentials. Pure but for making a path absolute."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from tracker.model.problem import CannotRun

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_HELPER = re.compile(r"[A-Za-z0-9+.-]*::")
_SCP = re.compile(r"(?:[\w.+-]+@)?(?P<host>\w[\w.-]+|\[[0-9A-Fa-f:]+\]):(?P<path>[^:/\\-][^:]*|/.+)")
"""`git@host:team/repository.git`. A host has two letters at least, so that a drive letter is none."""


@dataclass(frozen=True, slots=True)
class Address:
    """A repository or bundle that may be fetched."""

    scheme: str
    """`https`, `ssh` or `file`."""
    url: str
    """What git is given; it may hold credentials."""
    shown: str
    """What people are told."""
    path: Path | None = None
    """For `file`: the absolute path."""

    @property
    def digest(self) -> str:
        """Stands for the place, whoever asks: credentials make no difference."""
        place = self.url if self.scheme == "file" else self.shown
        return hashlib.sha256(place.encode()).hexdigest()[:12]

    def redact(self, text: str) -> str:
        """The text without this address's credentials and without paths of this machine."""
        for given in (self.url, unquote(self.url)):
            text = text.replace(given, self.shown)
        for secret in sorted(_secrets(self.url), key=len, reverse=True):
            text = text.replace(secret, "…")
        return text


def parse_address(text: str, root: Path) -> Address:
    """The address in a source's `git:`; a relative path is below `root`. Raises `CannotRun` for anything that is not https, ssh, file or a path."""
    if _CONTROL.search(text):
        raise CannotRun("a source's git: holds a control character; write an https, ssh or file URL, or a path")
    if text.startswith("-"):
        raise CannotRun(f"{text!r} begins with a hyphen, which git would take for an option; write ./{text} if it is a path")
    if _URL.match(text):
        return _from_url(text)
    if _HELPER.match(text):
        raise CannotRun(f"{text.partition('::')[0] + '::'!r} would start a program to fetch a source; write an https, ssh or file URL, or a path")
    if _SCP.fullmatch(text):
        return Address("ssh", text, text)
    return _from_path(root / text, text)


def _from_path(path: Path, shown: str) -> Address:
    absolute = path.absolute()
    return Address("file", str(absolute), shown, absolute)


def _from_url(text: str) -> Address:
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
    except ValueError:
        raise CannotRun("a source's git: is no URL that can be read; write an https, ssh or file URL, or a path") from None
    if parts.scheme == "file":
        if host not in {"", "localhost"}:
            raise CannotRun(f"{text!r} names another machine; write file:/// and a path of this one, or an ssh URL")
        return _from_path(Path(unquote(parts.path)), text)
    if parts.scheme not in {"https", "ssh"}:
        raise CannotRun(f"{parts.scheme}:// is not fetched from; write an https, ssh or file URL, or a path")
    if not host or host.startswith("-") or (parts.username or "").startswith("-"):
        raise CannotRun(f"{_shown(parts)} names no host; write it whole, as https://git.example/known-issues.git")
    return Address(parts.scheme, text, _shown(parts))


def _shown(parts: SplitResult) -> str:
    """A URL without its password, query and fragment; of https, without the name, too, because tokens are written there."""
    host = parts.netloc.rpartition("@")[2]
    user = f"{parts.username}@" if parts.scheme == "ssh" and parts.username else ""
    return f"{parts.scheme}://{user}{host}{parts.path}"


def _secrets(url: str) -> set[str]:
    """Name, password and query of an https URL, and the password of an ssh URL, as they are written and as they are meant."""
    if not _URL.match(url):
        return set()
    parts = urlsplit(url)
    given = (parts.username, parts.password, parts.query, *dict(parse_qsl(parts.query)).values()) if parts.scheme == "https" else (parts.password,)
    return {spelt for text in given if text for spelt in (text, unquote(text))}
