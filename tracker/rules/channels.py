"""The contact page: it leads to places of ours only, and what it claims of hours and identity is so."""

import re
from collections.abc import Iterator
from datetime import date
from urllib.parse import urlsplit

from tracker.model.channels import Channel, form_of
from tracker.model.phones import account_key
from tracker.model.problem import FieldPath, Finding
from tracker.model.tracker import Tracker
from tracker.model.vocabulary import Coverage, IdentityCheck, Level
from tracker.model.wording import did_you_mean
from tracker.rules.accounts import live_accounts
from tracker.rules.registry import dated_rule, rule
from tracker.rules.settings import time_zones
from tracker.views.coverage import untrue
from tracker.views.hours import Schedule, fault, holidays_of, needs_holidays
from tracker.views.verdicts.domains import own_domain

_SAID = {
    Coverage.AROUND_THE_CLOCK: re.compile(r"\b24\s?[/x×]\s?7\b|\b24[\s-]hours?\b|\b(?:a)?round[\s-]the[\s-]clock\b|\bday and night\b", re.IGNORECASE),
    Coverage.ALL_TIME_ZONES: re.compile(r"\b(?:all|every|any) time[\s-]?zones?\b", re.IGNORECASE),
}
"""How people say it in a name or a purpose."""
_DENIED = re.compile(r"\b(?:no|not|never|nobody|without|except|but)\b|n't\b", re.IGNORECASE)
"""Then it is no claim."""
_MEANT = {
    Coverage.AROUND_THE_CLOCK: "that somebody is there at every hour of every day",
    Coverage.ALL_TIME_ZONES: "that somebody is there from Monday to Friday, 09:00 to 17:00, in every time zone",
}


@rule("R395")
def the_contact_page_leads_to_our_own_places(tracker: Tracker) -> Iterator[Finding]:
    """Every address on the contact page lies in a domain of the company, or is an account in the directory."""
    settings = tracker.settings
    hosts = (urlsplit(settings.organisation.url).hostname or "", *settings.policy.domains)
    domains = [host.lower().removeprefix("www.") for host in hosts if host]
    listed = live_accounts(tracker)
    for field, address in _addresses(tracker):
        if address.startswith("mailto:"):
            mailbox = address.removeprefix("mailto:").partition("?")[0]
            is_ours = own_domain(mailbox.rpartition("@")[2].lower(), domains) or account_key("email", mailbox) in listed
            instead = "list it in staff/ as an account on email"
        else:
            is_ours = own_domain((urlsplit(address).hostname or "").lower(), domains) or _is_below(address, listed)
            instead = "list it in staff/ as an account on web"
        if not is_ours:
            told = f"{address} lies in no domain of {settings.organisation.name} ({', '.join(domains)})"
            yield Finding(settings.path, field, f"{told}; {instead}, or add the domain to policy.domains if all of it is yours")


def _addresses(tracker: Tracker) -> Iterator[tuple[FieldPath, str]]:
    """What of the settings stands as a link on the contact page, but for profiles, mailboxes and numbers."""
    for at, channel in enumerate(tracker.settings.channels):
        if channel.account.platform == "web":
            yield ("channels", at, "account", "handle"), channel.account.handle
        if channel.identity_form:
            yield ("channels", at, "identity_form"), channel.identity_form
    if tracker.settings.organisation.security:
        yield ("organisation", "security"), tracker.settings.organisation.security


def _is_below(address: str, listed: set[tuple[str, str]]) -> bool:
    """The address is that of a listed account on the web, or lies below it."""
    wanted = account_key("web", address)[1]
    ours = [handle for platform, handle in listed if platform == "web"]
    return any(wanted == each or wanted.startswith((f"{each}/", f"{each}?", f"{each}#")) for each in ours)


@dated_rule("R396", level=Level.ERROR)
def claims_of_hours_are_true(tracker: Tracker, today: date) -> Iterator[Finding]:
    """Who claims to be there in all time zones or around the clock is so on each of the next 366 days."""
    for at, channel in enumerate(tracker.settings.channels):
        for field, claim in _claims(channel):
            schedules = _schedules(channel)
            if not channel.teams:
                yield Finding(
                    tracker.settings.path, ("channels", at, *field), f"claims {_MEANT[claim]}, and states no hours; add hours, or take it out"
                )
            elif schedules and (missed := untrue(claim, schedules, today)):
                message = (
                    f"claims {_MEANT[claim]}, but nobody is there on {missed:%Y-%m-%d at %H:%M} UTC; correct the hours, add a shift, or take it out"
                )
                yield Finding(tracker.settings.path, ("channels", at, *field), message)


def _claims(channel: Channel) -> Iterator[tuple[FieldPath, Coverage]]:
    """What is claimed of the hours, and in which field: the stated claim, and the usual words for it."""
    if channel.coverage:
        yield ("coverage",), channel.coverage
    for field, text in (("name", channel.name), ("purpose", channel.purpose)):
        for claim, said in _SAID.items():
            if any(said.search(part) and not _DENIED.search(part) for part in re.split(r"[.;:!?]", text)):
                yield (field,), claim


def _schedules(channel: Channel) -> list[Schedule]:
    """The hours of all teams; none where those of one cannot be computed, which other rules tell."""
    found = [Schedule(team.hours, team.time_zone or "", team.country or "") for team in channel.teams]
    are_known = (s.time_zone in time_zones() and not fault(s.hours) and (holidays_of(s) or not (needs_holidays(s.hours) or s.country)) for s in found)
    return found if all(are_known) else []


@rule("R397", level=Level.WARNING)
def who_must_be_identified_is_told_where(tracker: Tracker) -> Iterator[Finding]:
    """A channel that asks who a customer is leads to a form for it."""
    for at, channel in enumerate(tracker.settings.channels):
        if channel.identity_check is not IdentityCheck.NONE and not form_of(channel, tracker.settings.channels):
            message = "customers are asked who they are, and nobody tells them where; add identity_form: and the address of the secure form"
            yield Finding(tracker.settings.path, ("channels", at, "identity_check"), message)


@rule("R398")
def conversations_are_handed_over_to_the_telephone(tracker: Tracker) -> Iterator[Finding]:
    """What three messages did not settle is handed over to a telephone among the channels."""
    for at, channel in enumerate(tracker.settings.channels):
        phones = [c.id for c in tracker.settings.channels if c.is_telephone and c.id != channel.id]
        if channel.hand_off and channel.hand_off not in phones:
            hint = did_you_mean(channel.hand_off, phones) or (f"; write {' or '.join(phones)}" if phones else "; add one, or take it out")
            yield Finding(tracker.settings.path, ("channels", at, "hand_off"), f"{channel.hand_off!r} is no other channel on platform phone{hint}")
