"""Domains that look like the company's own: another ending, an added word, ours as a subdomain of somebody else's. The twin of domains.js."""

from collections.abc import Sequence

from tracker.views.verdicts.lookalike import SHORTEST, Look, is_wrapped, step

_SECOND = frozenset(("co", "com", "org", "net", "gov", "ac", "edu", "gob", "or", "ne"))


def own_domain(host: str, domains: Sequence[str]) -> str | None:
    """The domain of ours in which a host lies."""
    return next((d for d in domains if host == d or host.endswith(f".{d}")), None)


def core_of(host: str) -> str:
    """The label that somebody registered: `meridian` of `help.meridian.co.uk`."""
    labels = host.split(".")
    if len(labels) < 2:
        return host
    return labels[-3] if len(labels) > 2 and labels[-2] in _SECOND and len(labels[-1]) == 2 else labels[-2]


def resembling(host: str, domains: Sequence[str]) -> str | None:
    """The domain of ours that a host of somebody else's could be taken for."""
    return next((d for d in domains if _is_like(host, d)), None)


def _is_like(host: str, domain: str) -> bool:
    core, labels = Look(core_of(domain)), [Look(label) for label in host.split(".") if label]
    if Look(host).squeezed == Look(domain).squeezed:
        return True
    return len(core.plain) >= SHORTEST and any(_label_is_like(label, core) for label in labels)


def _label_is_like(label: Look, core: Look) -> bool:
    if label.squeezed == core.squeezed or core.folded in label.folded.split("-"):
        return True
    if step(label.plain, core.plain) or step(label.squeezed, core.squeezed):
        return True
    return is_wrapped(label.plain, core.plain)
