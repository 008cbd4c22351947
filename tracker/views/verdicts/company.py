"""What holds for the company as a whole: the head of the published index."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from tracker.model.handles import host_of, site_of
from tracker.model.phones import Dialling
from tracker.model.platforms import address_of, platform_label
from tracker.model.public import Public, PublicStaff
from tracker.model.vocabulary import StaffKind
from tracker.views.seals import ROUNDS, salt_of
from tracker.views.verdicts.shards import Held
from tracker.views.verdicts.skeleton import squeeze

_SHARED_HOSTS = frozenset(
    {
        *("gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "yahoo.com", "icloud.com", "me.com", "aol.com", "gmx.com"),
        *("gmx.de", "gmx.net", "web.de", "mail.com", "proton.me", "protonmail.com", "zoho.com", "yandex.com", "qq.com", "163.com"),
    }
)
"""Where anybody has an address: no domain of the company."""


def head(public: Public, today: date, site_url: str, held: Sequence[Held], dialling: Iterable[Dialling], forms: Mapping[str, str]) -> dict[str, Any]:
    """All of it but the names of the other files."""
    organisation = public.organisation
    present = [m for m in public.staff if not m.has_left(today)]
    return {
        "organisation": {"name": organisation.name, "url": organisation.url},
        "company": _company(organisation.name),
        "domains": _domains(public, held),
        "sites": _sites(public, site_url),
        "contact": {
            "path": "contact/",
            "channels": [
                {
                    "name": c.name,
                    "platform": c.account.platform,
                    "handle": c.account.handle,
                    "address": address_of(c.account.platform, c.account.handle),
                }
                for c in public.channels
            ],
        },
        "never": _never(present),
        "policy": {"proof": public.policy.proof_good_for.days, "list": public.policy.list_good_for.days},
        "dial": [[d.code, d.trunk, d.international] for d in sorted(dialling)],
        "forms": dict(sorted(forms.items())),
        "salt": salt_of(organisation),
        "rounds": ROUNDS,
        "platforms": [[p, platform_label(p)] for p in sorted({h.platform for h in held} | set(public.unlisted_on) | {"web"})],
        "accounts": len(held),
    }


def _company(name: str) -> list[str]:
    """The company's name, and the word of it by which it is called; too short a word is too common."""
    words = [name, *name.split()[:1]]
    return list(dict.fromkeys(squeezed for w in words if len(squeezed := squeeze(w)) >= 5))


def _domains(public: Public, held: Sequence[Held]) -> list[str]:
    """The company's own domains."""
    hosts = [urlsplit(public.organisation.url).hostname or "", *public.policy.domains]
    hosts += [h.handle.rpartition("@")[2] for h in held if h.platform == "email" and not h.has_ended]
    named = {host_of(h).removeprefix("www.") for h in hosts} - {""}
    return sorted(n for n in named - _SHARED_HOSTS if not any(n != other and n.endswith(f".{other}") for other in named))


def _sites(public: Public, site_url: str) -> list[list[Any]]:
    """The company's web addresses: all that lies below them is ours, or, where the last word is true, only they themselves."""
    below = [public.organisation.url, site_url]
    exact = [c.account.handle for c in public.channels if c.account.platform == "web"]
    exact += [u for u in (public.organisation.security,) if u and u.startswith("http")]
    made = {site_of(s): False for s in below if s}
    return [[s, is_exact] for s, is_exact in sorted(({site_of(s): True for s in exact} | made).items())]


def _never(present: Sequence[PublicStaff]) -> list[str]:
    """What nobody here ever asks for: what everybody names who says something about it."""
    given = [m.never_asks for m in present if m.kind is not StaffKind.BOT and m.never_asks]
    return [each for each in given[0] if all(each in others for others in given)] if given else []
