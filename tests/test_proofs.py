"""Proofs of accounts: what they expect, what real servers on loopback show, what follows, and what is written."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from tracker.model.edit import FileEdit
from tracker.model.settings import Settings
from tracker.model.staff import StaffMember
from tracker.proofs.check import checked
from tracker.proofs.claim import ByHand, Claim, claims
from tracker.proofs.evidence import Network
from tracker.proofs.plan import Plan
from tracker.proofs.web import Unreachable, Web, is_public
from tracker.store import yaml
from tracker.store.edit import edited

SITE = "https://known.acme.example/"
PAGE = f"{SITE}staff/ada/"
TODAY = date(2026, 11, 23)
SETTINGS = Settings.model_validate(
    {
        "organisation": {"name": "Acme Works", "url": "https://www.acme.example/"},
        "policy": {"github_organisation": "acme"},
    }
)

Answer = Callable[[BaseHTTPRequestHandler], None]


def says(body: str | bytes, status: int = 200, **headers: str) -> Answer:
    raw = body.encode() if isinstance(body, str) else body

    def answer(asked: BaseHTTPRequestHandler) -> None:
        asked.send_response(status)
        asked.send_header("Content-Length", str(len(raw)))
        for name, value in headers.items():
            asked.send_header(name.replace("_", "-"), value)
        asked.end_headers()
        with suppress(OSError):
            asked.wfile.write(raw)

    return answer


@dataclass
class Internet:
    """Every host there is, on one port of loopback; what nobody put there answers 404."""

    port: int = 0
    answers: dict[str, Answer] = field(default_factory=dict)
    """By host and path: `toots.example/api`."""
    texts: dict[str, list[str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    def web(self, **given: Any) -> Web:
        return Web(**{"resolve": lambda _: ["127.0.0.1"], "loopback_port": self.port, "seconds": 60, **given})

    def network(self) -> Network:
        return Network(web=self.web(), texts=lambda name: self.texts.get(name, []), github_address=f"http://127.0.0.1:{self.port}")


@pytest.fixture
def internet() -> Iterator[Internet]:
    world = Internet()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            place = self.headers["Host"].partition(":")[0] + self.path
            world.asked.append(place)
            world.headers.append({k.lower(): v for k, v in self.headers.items()})
            world.answers.get(place, says("not here", 404))(self)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    world.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield world
    server.shutdown()
    server.server_close()


RECORD = """\
id: ada                               # the same as the file's name
name: Ada Able
since: "2024-01-01"
accounts:
  - ACCOUNT
  # What stands here stays here.
  - {platform: phone, handle: "+44 20 7946 0018"}

never_asks: [password]   # and nothing else
"""


def record(account: str) -> bytes:
    return RECORD.replace("ACCOUNT", account).encode()


def member(raw: bytes) -> StaffMember:
    return StaffMember.model_validate({**yaml.parse(raw, "ada.yml"), "path": "ada.yml"})


def prove(internet: Internet, raw: bytes, today: date = TODAY) -> Plan:
    return checked([member(raw)], SETTINGS, SITE, today, internet.network())


def applied(plan: Plan, raw: bytes) -> bytes:
    for edit in plan.edits:
        raw = edited(raw, edit.path, edit.changes)
    return raw


def added(before: bytes, after: bytes) -> list[str]:
    """The lines that are new; every other line has to be there still, in its place."""
    old, new = before.decode().splitlines(), after.decode().splitlines()
    left = [line for line in new if line not in old]
    assert [line for line in new if line in old] == [line for line in old if line in new]
    return left


def first(plan: Plan) -> str:
    return plan.lines[0].partition(": ")[2]


MASTODON = "{platform: mastodon, handle: ada@toots.example}"


def toot(**given: Any) -> Answer:
    return says(json.dumps({"id": "110", "username": "ada", "acct": "ada", "fields": [], "note": "", **given}))


class TestMastodon:
    LOOKUP = "toots.example/api/v1/accounts/lookup?acct=ada"

    def test_a_link_that_the_server_has_verified_is_a_proof_and_the_number_is_pinned(self, internet: Internet) -> None:
        field = {"name": "Acme", "value": f'<a href="{PAGE}" rel="me">acme</a>', "verified_at": "2026-01-01T00:00:00Z"}
        internet.answers[self.LOOKUP] = toot(fields=[field])
        raw = record(MASTODON)
        plan = prove(internet, raw)
        assert first(plan) == f"proved (rel-me): links to {PAGE} with rel=me"
        after = applied(plan, raw)
        proof = '{method: rel-me, checked: "2026-11-23", expires: "2027-05-22", evidence: "https://toots.example/@ada"}'
        assert added(raw, after) == [f'  - {{platform: mastodon, handle: ada@toots.example, proofs: [{proof}], account_id: "110"}}']

    def test_the_same_day_nothing_more_is_planned(self, internet: Internet) -> None:
        internet.answers[self.LOOKUP] = toot(note=f'<p><a href="{PAGE}">me</a></p>')
        after = applied(prove(internet, record(MASTODON)), record(MASTODON))
        assert b"method: link-back" in after
        assert prove(internet, after).edits == ()

    def test_on_a_later_day_the_proof_is_renewed_in_its_place(self, internet: Internet) -> None:
        internet.answers[self.LOOKUP] = toot(note=f'<a href="{PAGE}">me</a>')
        before = applied(prove(internet, record(MASTODON)), record(MASTODON))
        after = applied(prove(internet, before, date(2027, 1, 5)), before)
        assert after == before.replace(b'"2026-11-23"', b'"2027-01-05"').replace(b'"2027-05-22"', b'"2027-07-04"')

    def test_what_a_human_signed_is_not_renewed_by_a_program(self, internet: Internet) -> None:
        internet.answers[self.LOOKUP] = toot(note=f'<a href="{PAGE}">me</a>')
        human = '{method: link-back, checked: "2026-01-02", by: grace}'
        raw = record(f'{{platform: mastodon, handle: ada@toots.example, account_id: "110", proofs: [{human}]}}')
        after = applied(prove(internet, raw), raw)
        assert human.encode() in after
        assert len(member(after).accounts[0].proofs) == 2

    def test_another_number_is_an_alarm_and_nothing_is_written(self, internet: Internet) -> None:
        internet.answers[self.LOOKUP] = toot(id="666", note=f'<a href="{PAGE}">me</a>')
        plan = prove(internet, record('{platform: mastodon, handle: ada@toots.example, account_id: "110"}'))
        words = "the handle belongs to another account: its number is 666, and the record says 110"
        assert plan.alarms == (("ada.yml", 0, f"ada@toots.example on mastodon: {words}"),)
        assert plan.edits == ()

    def test_a_stolen_handle_says_where_its_owner_went(self, internet: Internet) -> None:
        internet.answers[self.LOOKUP] = toot(id="666")
        internet.answers["toots.example/api/v1/accounts/110"] = toot(username="ada_new", acct="ada_new")
        plan = prove(internet, record('{platform: mastodon, handle: ada@toots.example, account_id: "110"}'))
        assert plan.alarms[0][2].endswith("and the record says 110; 110 is now ada_new@toots.example")
        assert plan.edits == ()

    def test_the_same_number_under_another_name_is_a_rename_that_keeps_the_old_one(self, internet: Internet) -> None:
        internet.answers["toots.example/api/v1/accounts/110"] = toot(username="ada_new", acct="ada_new")
        raw = record('{platform: mastodon, handle: ada@toots.example, account_id: "110", since: "2025-01-01"}')
        plan = prove(internet, raw)
        assert first(plan) == "renamed: account 110 is called ada_new@toots.example now"
        assert added(raw, applied(plan, raw)) == [
            '  - {platform: mastodon, handle: ada_new@toots.example, account_id: "110", since: "2026-11-23"}',
            "  - platform: mastodon",
            "    handle: ada@toots.example",
            '    account_id: "110"',
            '    since: "2025-01-01"',
            '    until: "2026-11-23"',
            "    reason: renamed",
            "    now: ada_new@toots.example",
        ]
        internet.answers["toots.example/api/v1/accounts/lookup?acct=ada_new"] = toot(username="ada_new", acct="ada_new")
        again = prove(internet, applied(plan, raw))
        assert not any("renamed" in line for line in again.lines)

    @pytest.mark.parametrize(
        ("answer", "words"),
        [
            (says("no", 404), "toots.example has no such page"),
            (says("slow down", 429), "toots.example answers 429"),
            (says("oh no", 500), "toots.example answers 500"),
            (says('{"id": '), "https://toots.example/api/v1/accounts/lookup?acct=ada answers something else than JSON"),
            (says("[" * 100_000), "https://toots.example/api/v1/accounts/lookup?acct=ada answers something else than JSON"),
            (says("[1]"), "https://toots.example/api/v1/accounts/lookup?acct=ada answers something else than was asked for"),
            (says('{"id": 5, "username": {}}'), "toots.example tells of no account of its own"),
            (toot(acct="ada@elsewhere.example"), "toots.example tells of no account of its own"),
            (toot(), f"has no link to {PAGE}"),
            (toot(fields="<a>", note=None), f"has no link to {PAGE}"),
            (toot(note=f'<a href="{PAGE}evil">x</a><a href="https://evil.example/{PAGE}">y</a>'), f"has no link to {PAGE}"),
        ],
    )
    def test_nothing_seen_is_written_down_as_nothing_seen_and_takes_nothing_away(self, internet: Internet, answer: Answer, words: str) -> None:
        internet.answers[self.LOOKUP] = answer
        good = '{method: rel-me, checked: "2026-10-02", expires: "2027-04-01"}'
        raw = record(f'{{platform: mastodon, handle: ada@toots.example, account_id: "110", proofs: [{good}]}}')
        plan = prove(internet, raw)
        assert first(plan) == f"could not check: {words}"
        assert plan.alarms == ()
        after = applied(plan, raw)
        before, failed = member(after).accounts[0].proofs
        assert (before.method, before.checked, before.counts) == ("rel-me", date(2026, 10, 2), True)
        assert (failed.result, failed.expires, failed.counts) == (f"could not check: {words}", None, False)
        assert prove(internet, after).edits == ()
        assert applied(prove(internet, after, date(2026, 11, 24)), after) == after.replace(b'"2026-11-23"', b'"2026-11-24"')

    def test_a_failure_makes_way_for_the_next_success(self, internet: Internet) -> None:
        failed = applied(prove(internet, record(MASTODON)), record(MASTODON))
        field = {"name": "Acme", "value": f'<a href="{PAGE}">acme</a>', "verified_at": "2026-01-01T00:00:00Z"}
        internet.answers[self.LOOKUP] = toot(fields=[field])
        after = member(applied(prove(internet, failed, date(2026, 11, 24)), failed))
        assert [(p.method, p.counts) for p in after.accounts[0].proofs] == [("rel-me", True)]


class TestBluesky:
    DID = "did:plc:abc123"
    ACCOUNT = "{platform: bluesky, handle: ada.acme.example}"

    def name(self, internet: Internet, handle: str = "ada.acme.example", did: str = DID) -> None:
        internet.answers[f"plc.directory/{did}"] = says(json.dumps({"alsoKnownAs": [f"at://{handle}"]}))

    def test_a_domain_of_ours_names_the_account_by_text_record(self, internet: Internet) -> None:
        internet.texts["_atproto.ada.acme.example"] = [f"did={self.DID}", "v=spf1 -all"]
        self.name(internet)
        plan = prove(internet, record(self.ACCOUNT))
        assert first(plan) == "proved (dns): ada.acme.example is ours, and names the account"
        assert member(applied(plan, record(self.ACCOUNT))).accounts[0].account_id == self.DID

    def test_or_by_a_file(self, internet: Internet) -> None:
        internet.answers["ada.acme.example/.well-known/atproto-did"] = says(f"{self.DID}\n")
        self.name(internet)
        assert first(prove(internet, record(self.ACCOUNT))).startswith("proved (dns)")

    def test_a_domain_of_somebody_elses_proves_nothing(self, internet: Internet) -> None:
        internet.answers["ada.bsky.social/.well-known/atproto-did"] = says(self.DID)
        self.name(internet, "ada.bsky.social")
        said = first(prove(internet, record("{platform: bluesky, handle: ada.bsky.social}")))
        assert said.startswith("could not check: ada.bsky.social names the account, but is no domain of ours")

    def test_the_account_has_to_name_the_domain_too(self, internet: Internet) -> None:
        internet.texts["_atproto.ada.acme.example"] = [f"did={self.DID}"]
        self.name(internet, "eve.example")
        said = first(prove(internet, record(self.ACCOUNT)))
        assert said == "could not check: the account that ada.acme.example names calls itself eve.example"

    def test_another_account_behind_the_domain_is_an_alarm(self, internet: Internet) -> None:
        internet.texts["_atproto.ada.acme.example"] = ["did=did:plc:evil"]
        plan = prove(internet, record('{platform: bluesky, handle: ada.acme.example, account_id: "did:plc:abc123"}'))
        assert len(plan.alarms) == 1
        assert plan.edits == ()

    def test_two_accounts_at_once_are_no_answer(self, internet: Internet) -> None:
        internet.texts["_atproto.ada.acme.example"] = ["did=did:plc:one", "did=did:plc:two"]
        assert first(prove(internet, record(self.ACCOUNT))) == "could not check: _atproto.ada.acme.example names several accounts"

    def test_the_same_account_under_another_domain_is_a_rename(self, internet: Internet) -> None:
        self.name(internet, "able.acme.example")
        raw = record('{platform: bluesky, handle: ada.acme.example, account_id: "did:plc:abc123"}')
        assert first(prove(internet, raw)) == "renamed: account did:plc:abc123 is called able.acme.example now"


class TestGithub:
    ACCOUNT = '{platform: github, handle: ada-acme, account_id: "7"}'

    def user(self, internet: Internet, login: str = "ada-acme", number: int = 7, blog: str = "") -> None:
        body = json.dumps({"login": login, "id": number, "blog": blog, "url": f"http://127.0.0.1:{internet.port}/users/{login}"})
        internet.answers[f"127.0.0.1/users/{login}"] = internet.answers[f"127.0.0.1/user/{number}"] = says(body, Content_Type="application/json")

    def organisation(self, internet: Internet, *, is_member: bool) -> None:
        body = json.dumps({"login": "acme", "id": 1, "url": f"http://127.0.0.1:{internet.port}/orgs/acme"})
        internet.answers["127.0.0.1/orgs/acme"] = says(body, Content_Type="application/json")
        internet.answers["127.0.0.1/orgs/acme/public_members/ada-acme"] = says("", 204 if is_member else 404)

    def test_a_public_member_of_the_organisation(self, internet: Internet) -> None:
        self.user(internet)
        self.organisation(internet, is_member=True)
        assert first(prove(internet, record(self.ACCOUNT))) == "proved (github-org): is a public member of acme"

    def test_a_link_in_the_profile_counts_as_well(self, internet: Internet) -> None:
        self.user(internet, blog=PAGE.rstrip("/"))
        self.organisation(internet, is_member=False)
        assert first(prove(internet, record(self.ACCOUNT))) == f"proved (link-back): links to {PAGE}"

    def test_neither_of_them(self, internet: Internet) -> None:
        self.user(internet)
        self.organisation(internet, is_member=False)
        said = f"could not check: is no public member of acme, and has no link to {PAGE}"
        assert first(prove(internet, record(self.ACCOUNT))) == said

    def test_another_number_is_an_alarm(self, internet: Internet) -> None:
        self.user(internet, number=8)
        self.organisation(internet, is_member=True)
        plan = prove(internet, record(self.ACCOUNT))
        assert plan.alarms[0][2] == "ada-acme on github: the handle belongs to another account: its number is 8, and the record says 7"
        assert plan.edits == ()

    def test_the_number_under_another_name_is_a_rename(self, internet: Internet) -> None:
        self.user(internet, login="ada-able")
        assert first(prove(internet, record(self.ACCOUNT))) == "renamed: account 7 is called ada-able now"

    @pytest.mark.parametrize(
        ("answer", "words"),
        [
            (says("{}", 500), "github.com answers 500"),
            (says('{"message": "API rate limit exceeded"}', 403, Content_Type="application/json"), "github.com answers no more questions for now"),
            (says("<html>"), "github.com does not answer, or something else than was asked for"),
        ],
    )
    def test_trouble_there_says_nothing_about_the_account(self, internet: Internet, answer: Answer, words: str) -> None:
        internet.answers["127.0.0.1/users/ada-acme"] = answer
        said = first(prove(internet, record(self.ACCOUNT)))
        assert said.startswith(f"could not check: {words}")


class TestPagesAndDomains:
    def test_a_page_links_back(self, internet: Internet) -> None:
        internet.answers["gitlab.com/ada"] = says(f'<p>I am <a class=x href=" {PAGE}#top">at Acme</a>')
        assert first(prove(internet, record("{platform: gitlab, handle: ada}"))) == f"proved (link-back): links to {PAGE}"

    def test_the_head_of_a_page_declares_it(self, internet: Internet) -> None:
        internet.answers["gitlab.com/ada"] = says(f'<head><link rel="author me" href="{PAGE}"></head>')
        assert first(prove(internet, record("{platform: gitlab, handle: ada}"))) == f"proved (rel-me): links to {PAGE} with rel=me"

    @pytest.mark.parametrize(
        "page", [PAGE, f"<!-- <a href='{PAGE}'> -->", f'<script>"<a href={PAGE}>"</script>', f"<a title='{PAGE}'>", "<" * 50_000, "<![", "\0"]
    )
    def test_what_is_no_link_is_none(self, internet: Internet, page: str) -> None:
        internet.answers["gitlab.com/ada"] = says(page)
        assert first(prove(internet, record("{platform: gitlab, handle: ada}"))) == f"could not check: has no link to {PAGE}"

    def test_a_domain_names_this_site(self, internet: Internet) -> None:
        internet.texts["acme.example"] = ["v=spf1 -all", f"tracker-verify={SITE}"]
        said = first(prove(internet, record("{platform: email, handle: ada@acme.example}")))
        assert said == "proved (dns): a text record of acme.example names this site"

    def test_a_domain_that_names_another_site(self, internet: Internet) -> None:
        internet.texts["acme.example"] = ["tracker-verify=https://evil.example/"]
        said = first(prove(internet, record("{platform: email, handle: ada@acme.example}")))
        assert said == f"could not check: no text record of acme.example says  tracker-verify={SITE}"

    def test_name_servers_that_do_not_answer(self, internet: Internet) -> None:
        def dead(name: str) -> list[str]:
            raise Unreachable(f"the text records of {name} cannot be had: LifetimeTimeout")

        network = replace(internet.network(), texts=dead)
        plan = checked([member(record("{platform: email, handle: ada@acme.example}"))], SETTINGS, SITE, TODAY, network)
        assert first(plan) == "could not check: the text records of acme.example cannot be had: LifetimeTimeout"


class TestClaims:
    def of(self, **given: Any) -> list[Claim | ByHand]:
        record = {"id": "ada", "name": "Ada", "accounts": [{"platform": "mastodon", "handle": "a@b.example", **given}]}
        return list(claims(StaffMember.model_validate(record), SETTINGS, SITE, TODAY))

    @pytest.mark.parametrize(
        "given",
        [{"until": "2026-11-23"}, {"since": "2026-11-24"}, {"suspended": {"since": "2026-11-01", "reason": "stolen"}}],
        ids=["ended", "still to come", "suspended"],
    )
    def test_what_is_not_in_use_is_left_alone(self, given: dict[str, Any]) -> None:
        assert self.of(**given) == []

    def test_a_platform_that_shows_profiles_only_to_members_is_for_humans(self) -> None:
        (found,) = self.of(platform="x", handle="AdaAtAcme")
        assert isinstance(found, ByHand)
        assert "tracker prove ada --account x:AdaAtAcme --manual link-back --by STAFF" in found.words

    def test_somebody_without_a_page_is_never_asked_for_a_link(self, internet: Internet) -> None:
        internet.answers["gitlab.com/ada"] = says(f'<a href="{PAGE}">')
        hidden = member(record("{platform: gitlab, handle: ada}")).model_copy(update={"visible": False})
        plan = checked([hidden], SETTINGS, SITE, TODAY, internet.network())
        assert first(plan) == "could not check: has no page here to link to, because the name is not shown"


class TestWeb:
    """Nothing is believed of an address, and nothing but the public internet is asked."""

    @pytest.mark.parametrize(
        "address",
        ["127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.1", "224.0.0.1", "255.255.255.255", "240.0.0.1",
         "192.0.2.1", "198.18.0.1", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fec0::1", "ff02::1", "2001:db8::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
         "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "::127.0.0.1", "localhost", ""],
    )  # fmt: skip
    def test_addresses_that_are_not_public(self, address: str) -> None:
        assert not is_public(address)
        with pytest.raises(Unreachable, match=r"^inside\.example is not on the public internet$"):
            Web(resolve=lambda _: [address]).get("https://inside.example/")

    @pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "::ffff:93.184.215.14"])
    def test_addresses_that_are(self, address: str) -> None:
        assert is_public(address)

    def test_one_private_address_among_public_ones_is_enough_to_refuse(self) -> None:
        with pytest.raises(Unreachable, match="is not on the public internet"):
            Web(resolve=lambda _: ["93.184.215.14", "10.0.0.1"]).get("https://both.example/")

    def test_a_name_that_changes_its_mind_is_asked_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """What was found public is what is connected to; a second look-up, which would lead inside, never happens."""
        told = [["93.184.215.14"], ["127.0.0.1"]]
        reached: list[tuple[str, int]] = []

        def connect(address: tuple[str, int], timeout: float) -> socket.socket:
            reached.append(address)
            raise ConnectionRefusedError(111, "Connection refused")

        monkeypatch.setattr(socket, "create_connection", connect)
        with pytest.raises(Unreachable, match=r"^rebinding\.example does not answer: Connection refused$"):
            Web(resolve=lambda _: told.pop(0)).get("https://rebinding.example/")
        assert reached == [("93.184.215.14", 443)]
        assert told == [["127.0.0.1"]]

    def test_after_a_redirect_the_name_is_looked_up_and_judged_again(self, internet: Internet) -> None:
        told = [["127.0.0.1"], ["10.0.0.1"]]
        internet.answers["a.example/"] = says("", 302, Location="/next")
        with pytest.raises(Unreachable, match="is not on the public internet"):
            internet.web(resolve=lambda _: told.pop(0)).get("https://a.example/")

    @pytest.mark.parametrize(
        ("url", "words"),
        [
            ("http://a.example/", "is not an https address"),
            ("ftp://a.example/", "is not an https address"),
            ("file:///etc/passwd", "is not an https address"),
            ("https:///x", "is not an https address"),
            ("https://user:word@a.example/", "has a user name or a port in it"),
            ("https://a.example:8443/", "has a user name or a port in it"),
            ("https://a.example:99999/", "is no address"),
            ("https://[::1/", "is no address"),
        ],
    )
    def test_addresses_that_are_not_asked(self, internet: Internet, url: str, words: str) -> None:
        with pytest.raises(Unreachable, match=words):
            internet.web().get(url)
        assert internet.asked == []

    def test_loopback_is_no_exception_unless_a_test_asks_for_it(self, internet: Internet) -> None:
        with pytest.raises(Unreachable, match="is not on the public internet"):
            internet.web(loopback_port=None).get("https://a.example/")

    def test_a_redirect_on_the_same_host_is_followed(self, internet: Internet) -> None:
        internet.answers["a.example/"] = says("", 301, Location="/b?c=%C3%A9")
        internet.answers["a.example/b?c=%C3%A9"] = says("here")
        page = internet.web().get("https://a.example/")
        assert (page.url, page.text) == ("https://a.example/b?c=%C3%A9", "here")

    @pytest.mark.parametrize(
        ("location", "words"),
        [
            ("https://b.example/", "a.example sends on to another host, b.example"),
            ("//b.example/", "a.example sends on to another host, b.example"),
            ("http://a.example/plain", "is not an https address"),
            ("https://a.example:22/", "has a user name or a port in it"),
            ("/", "is sent on again and again"),
        ],
    )
    def test_a_redirect_elsewhere_is_not(self, internet: Internet, location: str, words: str) -> None:
        internet.answers["a.example/"] = says("", 302, Location=location)
        with pytest.raises(Unreachable, match=words):
            internet.web().get("https://a.example/")
        assert set(internet.asked) == {"a.example/"}

    def test_no_cookie_and_no_name_is_sent(self, internet: Internet) -> None:
        internet.answers["a.example/"] = says("", 302, Location="/b", Set_Cookie="who=ada")
        internet.answers["a.example/b"] = says("here")
        internet.web().get("https://a.example/")
        assert all(set(sent) == {"host", "user-agent", "accept", "accept-encoding", "connection"} for sent in internet.headers)

    def test_too_much_is_cut_off(self, internet: Internet) -> None:
        internet.answers["a.example/"] = says(b"x" * 5000)
        with pytest.raises(Unreachable, match=r"^a\.example sends more than 1,000 bytes$"):
            internet.web(most_bytes=1000).get("https://a.example/")

    def test_an_answer_that_never_ends_is_cut_off(self, internet: Internet) -> None:
        def endless(asked: BaseHTTPRequestHandler) -> None:
            asked.send_response(200)
            asked.end_headers()
            with suppress(OSError):
                while True:
                    asked.wfile.write(b"x" * 100_000)

        internet.answers["a.example/"] = endless
        with pytest.raises(Unreachable, match=r"sends more than 2,000,000 bytes"):
            internet.web().get("https://a.example/")

    @pytest.mark.parametrize("begin", [b"", b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"])
    def test_a_byte_now_and_then_does_not_hold_us_up(self, internet: Internet, begin: bytes) -> None:
        def slow(asked: BaseHTTPRequestHandler) -> None:
            with suppress(OSError):
                asked.wfile.write(begin)
                for _ in range(600):
                    asked.wfile.write(b"x")
                    time.sleep(0.1)

        internet.answers["a.example/"] = slow
        begun = time.monotonic()
        with pytest.raises(Unreachable, match=r"^a\.example takes longer than 0\.5 seconds$"):
            internet.web(seconds=0.5).get("https://a.example/")
        assert time.monotonic() - begun < 30

    def test_an_answer_that_breaks_off_is_none(self, internet: Internet) -> None:
        def half(asked: BaseHTTPRequestHandler) -> None:
            asked.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf of it")

        internet.answers["a.example/"] = half
        with pytest.raises(Unreachable, match=r"^a\.example breaks off in the middle of its answer$"):
            internet.web().get("https://a.example/")

    def test_a_server_that_does_not_speak_http(self, internet: Internet) -> None:
        internet.answers["a.example/"] = lambda asked: asked.wfile.write(b"220 smtp ready\r\n") and None
        with pytest.raises(Unreachable, match="breaks off in the middle of its answer"):
            internet.web().get("https://a.example/")

    def test_a_server_without_a_certificate(self, internet: Internet) -> None:
        """The same server without TLS: what it says is no handshake."""
        web = Web(resolve=lambda _: ["127.0.0.1"], loopback_port=internet.port)
        plain = socket.create_connection
        port = internet.port
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("tracker.proofs.web.is_public", lambda _: True)
            patch.setattr(socket, "create_connection", lambda _, timeout: plain(("127.0.0.1", port), timeout))
            with pytest.raises(Unreachable, match=r"^a\.example breaks off in the middle of its answer$"):
                replace(web, loopback_port=None).get("https://a.example/")


def test_a_change_is_a_value_that_can_be_printed(internet: Internet) -> None:
    internet.texts["acme.example"] = [f"tracker-verify={SITE}"]
    plan = prove(internet, record("{platform: email, handle: ada@acme.example}"))
    assert isinstance(plan.edits[0], FileEdit)
    assert plan.count == 1
    assert plan == prove(internet, record("{platform: email, handle: ada@acme.example}"))
