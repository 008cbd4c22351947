"""The channels in every page's footer: put in after the host's pages were taken apart, escaped, and nowhere twice."""

from pathlib import Path

import pytest

from tracker.model.channels import Channel
from tracker.site.chrome import FOOTER, ChangedTheme
from tracker.site.strip import strip, with_strip
from tracker.store.yaml import parse

ROOT = Path(__file__).parent.parent
PAGE = f'<footer class="md-footer">{FOOTER}md-typeset"></div></footer>'


def channel(**fields: object) -> Channel:
    account = {"platform": "phone", "handle": "+44 20 7946 0018"}
    return Channel.model_validate({"id": "phone", "name": "Telephone", "purpose": "Questions", "account": account, **fields})


def test_without_channels_there_is_no_strip() -> None:
    assert strip((), "./") == ""
    assert with_strip(PAGE, "") == PAGE


def test_it_leads_from_any_depth_to_the_channels_place_on_the_contact_page() -> None:
    made = strip((channel(hours="Mo-Fr 09:00-17:00", time_zone="Europe/London"), channel(id="later", hours="Mo-Fr 09:00-17:00")), "../../")
    assert '<a href="../../contact/">How to reach a human</a>' in made
    assert (
        '<a href="../../contact/#phone">Telephone</a> <bdi>+44 20 7946 0018</bdi> <span data-hours="channels/phone" data-brief hidden></span>' in made
    )
    # By whose clock is not said, so nothing is said of its hours.
    assert "channels/later" not in made
    assert with_strip(PAGE, made).count(made) == 1


def test_whatever_a_channel_is_called_it_stays_text() -> None:
    made = strip((channel(name='<script>alert(1)</script>"', account={"platform": "email", "handle": "<b>@x.example"}),), "./")
    assert "<script" not in made
    assert "<b>" not in made


def test_a_footer_without_a_place_fails_loudly_and_a_page_of_somebodys_own_stays() -> None:
    with pytest.raises(ChangedTheme, match="0 places for the channels in its footer, not one"):
        with_strip('<footer class="md-footer"></footer>', "x")
    assert with_strip("<body>mine</body>", "x") == "<body>mine</body>"


def test_every_channel_of_the_example_is_in_it() -> None:
    listed = parse((ROOT / "content" / "tracker.yml").read_bytes(), "tracker.yml")["channels"]
    made = strip(tuple(Channel.model_validate(each) for each in listed), "./")
    assert [each["id"] for each in listed] == [part.split('"')[0] for part in made.split("contact/#")[1:]]
