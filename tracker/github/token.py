"""Which token is for which GitHub: one is never shown to a host that it was not made for."""

from collections.abc import Callable, Mapping


def token_for(base_url: str, environment: Mapping[str, str], ask_gh: Callable[[str], str | None] | None = None) -> str:
    """The token for the API at this address, from the environment or from `gh auth token`. Raises `CannotRun` where there is none.

    GH_TOKEN and GITHUB_TOKEN are for github.com, and for the host that GITHUB_API_URL names (in a workflow); GH_ENTERPRISE_TOKEN and
    GITHUB_ENTERPRISE_TOKEN are for any other.
    """
    raise NotImplementedError


def gh_token(host: str) -> str | None:
    """What `gh auth token` says for this host; None where there is no gh, or nobody is logged in."""
    raise NotImplementedError
