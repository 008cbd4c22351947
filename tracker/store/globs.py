"""Globs as people know them from .gitignore and shells, for paths in a git tree. Pure."""

import re

from tracker.model.problem import CannotRun

_SPECIAL = re.compile(r"[*?\[]")


def literal_folder(glob: str) -> str:
    """The folders before the first wildcard, without a slash at either end; empty for the root."""
    glob = _below_root(glob)
    special = _SPECIAL.search(glob)
    return glob[: special.start() if special else None].rpartition("/")[0]


def glob_pattern(glob: str) -> re.Pattern[str]:
    """`*` and `?` stay within a name, `**` stands for any number of folders, `[a-z]` and `[!a-z]` for one character.

    As in a shell, wildcards match no hidden file or folder. Raises `CannotRun` for what is no glob.
    """
    try:
        return re.compile("/".join(_segments(_below_root(glob).split("/"))).replace("\0/", ""), re.DOTALL)
    except re.error as e:
        raise CannotRun(f"{glob!r} is no glob ({e.msg}); write one as issues/**/*.md") from None


def _below_root(glob: str) -> str:
    return glob.removeprefix("./").lstrip("/")


def _segments(names: list[str]) -> list[str]:
    """One expression per name; a NUL marks a `**`, which brings its own slashes."""
    made = []
    for at, name in enumerate(names):
        if name == "**":
            made.append(r"(?:(?!\.)[^/]+/)*" + ("\0" if at < len(names) - 1 else r"(?!\.)[^/]+"))
        else:
            made.append(_name(name))
    return made


def _name(glob: str) -> str:
    made = r"(?!\.)" if glob[:1] in {"*", "?", "["} else ""
    at = 0
    while at < len(glob):
        end = glob.find("]", at + 2) if glob[at] == "[" else -1
        if end > 0:
            inside = re.sub(r"([\\\[\]^&~|])", r"\\\1", glob[at + 1 : end].removeprefix("!"))
            made += f"[{'^/' if glob[at + 1] == '!' else ''}{inside}]"
            at = end
        else:
            made += {"*": "[^/]*", "?": "[^/]"}.get(glob[at], re.escape(glob[at]))
        at += 1
    return made
