"""The channels in the footer of every page, ours and the host's alike: made once for each depth, after the host's pages were taken apart. Pure."""

import html
from collections.abc import Sequence

from tracker.model.channels import Channel
from tracker.site import urls
from tracker.site.chrome import FOOTER, ChangedTheme
from tracker.site.hours import schedules_of

_SHOWN = frozenset({"phone", "email"})
"""Platforms whose handles are short and of use on paper, too."""


def strip(channels: Sequence[Channel], root: str) -> str:
    """Every channel with the way to its place on the contact page; scripts add whether it is open. Empty where there is none. `root` leads to the first page."""
    if not channels:
        return ""
    contact = html.escape(root + urls.CONTACT)
    return (
        f'<div class="tk-strip md-typeset"><div class="tk-strip__inner md-grid"><p class="tk-strip__name"><a href="{contact}">How to reach a human</a><span data-zone-said hidden>, hours in your time</span></p>'
        f"<ul>{''.join(_item(channel, contact) for channel in channels)}</ul></div></div>\n"
    )


def _item(channel: Channel, contact: str) -> str:
    handle = channel.account.handle if channel.account.platform in _SHOWN else ""
    said = f" <bdi>{html.escape(handle)}</bdi>" if handle else ""
    hours = f' <span data-hours="channels/{channel.id}" data-brief hidden></span>' if schedules_of(channel) else ""
    return f'<li><a href="{contact}#{channel.id}">{html.escape(channel.name)}</a>{said}{hours}</li>'


def with_strip(text: str, made: str) -> str:
    """A whole page of the host's with the strip in its footer; what has no footer of the theme's stays as it is."""
    if 'class="md-footer"' not in text:
        return text
    if text.count(FOOTER) != 1:
        raise ChangedTheme(f"the theme's page has {text.count(FOOTER)} places for the channels in its footer, not one")
    return text.replace(FOOTER, made + FOOTER)
