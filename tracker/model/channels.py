"""The ways to reach a human, and who attends them when."""

from collections.abc import Sequence

from pydantic import model_validator

from tracker.model.base import Value
from tracker.model.values import Country, Duration, Line, SlugText, Texts, WebAddress, refuse
from tracker.model.vocabulary import Coverage, IdentityCheck


class ChannelAccount(Value):
    platform: SlugText
    handle: Line


class Shift(Value):
    """The hours of one of several teams that share a channel."""

    team: Line | None = None
    hours: Line
    """OpenStreetMap opening hours (https://wiki.openstreetmap.org/wiki/Key:opening_hours)."""
    time_zone: Line | None = None
    country: Country | None = None
    """Whose public holidays `PH` means; None: those of the country in which the time zone lies."""


class Channel(Value):
    """A way to reach a human."""

    id: SlugText
    name: Line
    purpose: Line
    account: ChannelAccount
    hours: Line | None = None
    """As in a shift; None: not attended at stated hours, or by several teams."""
    time_zone: Line | None = None
    country: Country | None = None
    shifts: tuple[Shift, ...] = ()
    """Several teams, each with its own hours; in place of `hours`, `time_zone` and `country`."""
    coverage: Coverage | None = None
    """What is claimed of the hours as a whole; `check` computes whether it is true."""
    first_response: Duration | None = None
    identity_check: IdentityCheck = IdentityCheck.NONE
    identity_form: WebAddress | None = None
    """Where a customer proves who they are; None: the channel's own address, or that of another channel that is such a form."""
    hand_off: SlugText | None = None
    """The channel to which a conversation moves that three messages did not settle."""
    languages: Texts = ()

    @model_validator(mode="after")
    def _hours_once(self) -> "Channel":
        if self.shifts and (self.hours or self.time_zone or self.country):
            raise refuse("shifts have hours, time_zone and country of their own; take these out of the channel, or take out the shifts")
        return self

    @property
    def is_telephone(self) -> bool:
        return self.account.platform == "phone"

    @property
    def is_form(self) -> bool:
        """A page on which customers prove who they are."""
        return self.account.platform == "web" and self.identity_check is IdentityCheck.FORM

    @property
    def teams(self) -> tuple[Shift, ...]:
        """Who attends it when; nobody where no hours are stated."""
        return self.shifts or ((Shift(hours=self.hours, time_zone=self.time_zone, country=self.country),) if self.hours else ())


def form_of(channel: Channel, channels: Sequence[Channel]) -> str:
    """Where a customer of the channel proves who they are; empty where nobody asks for it, or no form is known."""
    if channel.identity_check is IdentityCheck.NONE:
        return ""
    if channel.identity_form:
        return channel.identity_form
    return next((each.account.handle for each in (channel, *channels) if each.is_form), "")
