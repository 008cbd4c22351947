"""Which token is for which GitHub: one is never shown to a host that it was not made for."""

import subprocess
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from tracker.github.client import checked_address
from tracker.model.problem import CannotRun

_SECONDS = 20
_OURS = ("GH_TOKEN", "GITHUB_TOKEN")
_ENTERPRISE = ("GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN")


def gh_token(host: str) -> str | None:
    """What `gh auth token` says for this host; None where there is no gh, or nobody is logged in."""
    try:
        said = subprocess.run(  # noqa: S603 - a fixed program, no shell; the host comes from an address that was checked
            ["gh", "auth", "token", "--hostname", host],  # noqa: S607 - gh as the user has it
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return said.stdout.decode("utf-8", "replace").strip() or None if said.returncode == 0 else None


def token_for(base_url: str, environment: Mapping[str, str], ask_gh: Callable[[str], str | None] = gh_token) -> str:
    """The token for the API at this address, from the environment or from `gh auth token`. Raises `CannotRun` where there is none.

    GH_TOKEN and GITHUB_TOKEN are for github.com and *.ghe.com, and for the host that GITHUB_API_URL names (in a workflow); GH_ENTERPRISE_TOKEN and
    GITHUB_ENTERPRISE_TOKEN are for any other (https://cli.github.com/manual/gh_help_environment).
    """
    address = checked_address(base_url)
    host = urlsplit(address).hostname or ""
    is_public = host in {"api.github.com", "github.com"} or host.endswith(".ghe.com")
    is_workflows = host == urlsplit(environment.get("GITHUB_API_URL", "")).hostname
    names = _OURS if is_public or is_workflows else _ENTERPRISE
    for name in names:
        if given := environment.get(name, "").strip():
            return given
    # gh names a site, and the public API has a host of its own.
    site = host.removeprefix("api.") if is_public else host
    if found := ask_gh(site):
        return found
    raise CannotRun(f"there is no token for {host}; give one that may read issues in {names[-1]}, or log in with 'gh auth login --hostname {site}'")
