"""Paths that tell who somebody is or how a network is built: home folders, shares, files of somebody's own machine."""

import re
from collections.abc import Iterator

_NAME = r"[^\s/\\:*?\"<>|`'()\[\]{},;$%&]"
_REST = r"[^\s\"<>|`')\]},;]*"
_HOME = re.compile(
    rf"""(?P<posix>(?<![\w.)%}}-])(?:/mnt/[a-z]|/var|/nfs|/srv|/data|/net)?/(?:home|Users|export/home)/(?P<who>{_NAME}{{1,64}}){_REST})
    |(?P<windows>(?<![A-Za-z0-9])[A-Za-z]:(?:\\{{1,2}}|/)(?:Users|Benutzer|Utilisateurs|Usuarios|Documents\ and\ Settings)(?:\\{{1,2}}|/)(?P<whom>{_NAME}(?:[^\\/:*?"<>|\n]{{0,40}}(?=\\)|{_NAME}{{0,64}})){_REST})
    |(?P<share>(?<![\\\w])(?:\\\\|\\\\\\\\)(?P<host>[A-Za-z0-9][\w.-]{{2,62}})(?:\\{{1,2}})(?P<folder>[A-Za-z0-9][\w.$ -]*[\w$]){_REST})
    |(?P<file>\bfile:/{{2,5}}{_REST}|\bsmb://{_REST})""",
    re.VERBOSE | re.IGNORECASE,
)
_ANYBODY = re.compile(
    r"^(user\w*|your?[-_]?\w*|my[-_]?\w*|me|name|public|default|all|shared|runner|ubuntu|vagrant|node|app|admin|administrator|root|guest|test|example|someone|foo|x+|\.+|…|~|pi|ec2-user|vscode|git|jenkins|circleci|travis|defaultappPool|index\w*|assets|static)$",
    re.IGNORECASE,
)
_ANYWHERE = re.compile(
    r"^(localhost|server\w*|host\w*|your?[-_]?\w*|my[-_]?\w*|example\w*|wsl\$?|wsl\.localhost|computer\w*|name|fileserver|nas|[\d.]+)$", re.IGNORECASE
)
_NO_PATH = re.compile(r"^(share\w*|folder|path|name)$", re.IGNORECASE)
_PLACEHOLDER_FILE = re.compile(
    r"^(file:/{2,5}|smb://)(localhost/)?([A-Za-z]:/)?(path|to|your|example|folder|tmp|etc|server|\.\.\.|…|$)", re.IGNORECASE
)


def path_spans(text: str) -> Iterator[tuple[int, int, str]]:
    """Where private paths stand, and which; those of nobody in particular are passed over."""
    for found in _HOME.finditer(text):
        who = found["who"] or found["whom"]
        if who and _ANYBODY.match(who):
            continue
        if found["share"] and (_ANYWHERE.match(found["host"]) and _NO_PATH.match(found["folder"].strip())):
            continue
        if found["file"] and (_PLACEHOLDER_FILE.match(found["file"]) or _is_of_anybody(found["file"])):
            continue
        yield found.start(), found.start() + len(found[0].rstrip(".!?:")), found[0].rstrip(".!?:")


def _is_of_anybody(address: str) -> bool:
    inside = re.search(r"/(?:home|Users)/([^/]+)", address)
    return bool(inside and _ANYBODY.match(inside[1]))
