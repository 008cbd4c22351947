"""The signed staff list: made by ssh-keygen, checked by us and by ssh-keygen, and never good after a byte has changed."""

import base64
import hashlib
import shutil
import struct
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import orjson
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.test_rules import BASE, told, tracker_of
from tracker.hosts.builder import build_site
from tracker.model.problem import CannotRun
from tracker.model.tracker import SignedList, Tracker
from tracker.store.signature import sign
from tracker.views.publication import publish
from tracker.views.signing import Term, namespace_of, signing, staff_list
from tracker.views.sshsig import NoSignature, parse_key, parse_signature

pytestmark = pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="there is no ssh-keygen (openssh-client) here")

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TERM = Term(date(2026, 11, 23), date(2026, 12, 23))
KINDS = {"ed25519": [], "ecdsa": ["-b", "384"], "rsa": ["-b", "2048"]}


def new_key(folder: Path, kind: str = "ed25519") -> Path:
    key = folder / f"id_{kind}"
    subprocess.run(["ssh-keygen", "-q", "-t", kind, *KINDS[kind], "-N", "", "-C", "ada", "-f", str(key)], check=True)
    return key


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return new_key(tmp_path_factory.mktemp("key"))


def with_signers(tracker: Tracker, *signers: str) -> Tracker:
    policy = tracker.settings.policy.model_copy(update={"signers": signers})
    return replace(tracker, settings=tracker.settings.model_copy(update={"policy": policy}))


def public(key: Path) -> str:
    return key.with_name(f"{key.name}.pub").read_text().strip()


@pytest.fixture(scope="module")
def signed(key: Path) -> Tracker:
    """A store whose list was signed on 23 November for thirty days."""
    tracker = with_signers(tracker_of(BASE), public(key))
    content = staff_list(tracker, TERM)
    return replace(tracker, signed_list=SignedList("content/signatures/staff.json", content, sign(content, key, namespace_of(tracker))))


def complaints(tracker: Tracker, today: str) -> list[str]:
    return [line for line in told(tracker, today) if line.startswith("R377")]


def given(tracker: Tracker) -> SignedList:
    assert tracker.signed_list is not None
    return tracker.signed_list


def test_what_was_signed_counts_until_its_last_day(signed: Tracker) -> None:
    found = signing(signed)
    assert (found.matches, found.signed_on, found.expires, found.fault) == (True, TERM.signed_on, TERM.expires, "")
    assert complaints(signed, "2026-12-23") == []
    lapsed = "the signature over the staff list lapsed on 2026-12-23; somebody who may has to run  tracker sign"
    assert complaints(signed, "2026-12-24") == [f"R377 warning signatures/staff.json: {lapsed}"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_usual_kind_of_key_may_sign(tmp_path: Path, kind: str) -> None:
    key = new_key(tmp_path, kind)
    signature = parse_signature(sign(b"who speaks for us", key, "staff-list@acme.example"))
    assert signature.is_over(b"who speaks for us")
    assert not signature.is_over(b"who speaks for uS")
    assert signature.key == parse_key(public(key))
    said = subprocess.run(["ssh-keygen", "-l", "-f", f"{key}.pub"], capture_output=True, text=True, check=True).stdout
    assert signature.key.fingerprint in said


def test_a_key_in_a_token_may_sign() -> None:
    """What a token signs has its own counter and the touch in it; made here by hand, since no token is at hand."""

    def text(part: bytes) -> bytes:
        return struct.pack(">I", len(part)) + part

    kind, application, message = b"sk-ssh-ed25519@openssh.com", b"ssh:", b"who speaks for us"
    private = Ed25519PrivateKey.generate()
    blob = text(kind) + text(private.public_key().public_bytes_raw()) + text(application)
    inner = b"SSHSIG" + text(b"n") + text(b"") + text(b"sha512") + text(hashlib.sha512(message).digest())
    touched = b"\x01" + struct.pack(">I", 7)
    made = private.sign(hashlib.sha256(application).digest() + touched + hashlib.sha256(inner).digest())
    whole = b"SSHSIG" + struct.pack(">I", 1) + text(blob) + text(b"n") + text(b"") + text(b"sha512") + text(text(kind) + text(made) + touched)
    armoured = b"-----BEGIN SSH SIGNATURE-----\n" + base64.b64encode(whole) + b"\n-----END SSH SIGNATURE-----\n"
    assert parse_signature(armoured).is_over(message)
    assert not parse_signature(armoured).is_over(b"somebody else")


def test_a_fingerprint_names_a_signer_too(signed: Tracker) -> None:
    fingerprint = signing(signed).fingerprint
    assert fingerprint is not None
    assert signing(with_signers(signed, fingerprint)).matches


class TestTampering:
    """One thing changed, and the list counts no longer; what is wrong is said."""

    @pytest.mark.parametrize("at", [0, 200, -2])
    def test_a_byte_of_the_list(self, signed: Tracker, at: int) -> None:
        content = bytearray(given(signed).content)
        content[at] ^= 1
        changed = replace(signed, signed_list=replace(given(signed), content=bytes(content)))
        assert signing(changed).fault in {"what was signed is no staff list", "the signature is not over this list: one of the two was changed"}

    def test_a_handle_in_the_list_and_in_the_record_alike(self, signed: Tracker) -> None:
        """Whoever may write to the repository changes both, and has no key."""
        content = given(signed).content.replace(b"AdaAtAcme", b"EveAtAcme")
        ada = next(m for m in signed.staff if m.id == "ada")
        accounts = tuple(a.model_copy(update={"handle": a.handle.replace("Ada", "Eve"), "now": a.now and "EveAtAcme"}) for a in ada.accounts)
        staff = tuple(m.model_copy(update={"accounts": accounts}) if m is ada else m for m in signed.staff)
        changed = replace(signed, staff=staff, signed_list=replace(given(signed), content=content))
        assert staff_list(changed, TERM) == content
        assert signing(changed).fault == "the signature is not over this list: one of the two was changed"

    def test_the_day_on_which_it_lapses(self, signed: Tracker) -> None:
        content = given(signed).content.replace(b'"expires": "2026-12-23"', b'"expires": "2027-12-23"')
        assert content != given(signed).content
        changed = replace(signed, signed_list=replace(given(signed), content=content))
        assert signing(changed).fault == "the signature is not over this list: one of the two was changed"

    def test_every_byte_of_the_signature(self, signed: Tracker) -> None:
        """However it is broken, it is never good, and never a traceback; blanks around it mean nothing."""
        raw = given(signed).signature
        for at in range(len(raw)):
            changed = raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]
            try:
                is_good = parse_signature(changed) == parse_signature(raw)
            except NoSignature:
                is_good = False
            found = signing(replace(signed, signed_list=replace(given(signed), signature=changed)))
            assert found.matches is is_good, at

    @pytest.mark.parametrize("raw", [b"", b"\xff\xfe", b"-----BEGIN SSH SIGNATURE-----\nAAAA\n-----END SSH SIGNATURE-----\n", b"x" * 100_000])
    def test_what_is_no_signature(self, signed: Tracker, raw: bytes) -> None:
        assert "signature" in signing(replace(signed, signed_list=replace(given(signed), signature=raw))).fault

    def test_another_key(self, signed: Tracker, tmp_path: Path) -> None:
        """A thief of the repository signs with a key of their own; settings name it or not."""
        theirs = new_key(tmp_path)
        content = given(signed).content
        changed = replace(signed, signed_list=replace(given(signed), signature=sign(content, theirs, namespace_of(signed))))
        said = "the staff list is signed by a key that is not one of ours, or for something else"
        assert signing(changed).fault == said
        assert signing(with_signers(changed, public(theirs))).fingerprint != signing(signed).fingerprint

    def test_a_signature_for_something_else(self, signed: Tracker, key: Path) -> None:
        """The same key signs commits, too; none of those signatures is one over a staff list."""
        changed = replace(signed, signed_list=replace(given(signed), signature=sign(given(signed).content, key, "git")))
        assert signing(changed).fault == "the staff list is signed by a key that is not one of ours, or for something else"

    def test_a_record_that_was_changed_since(self, signed: Tracker) -> None:
        changed = replace(signed, staff=signed.staff[1:])
        found = signing(changed)
        assert (found.matches, found.content) == (False, b"")
        said = "the records have changed since the staff list was signed; somebody who may has to run  tracker sign"
        assert complaints(changed, "2026-11-24") == [f"R377 warning signatures/staff.json: {said}"]

    def test_the_companys_own_addresses(self, signed: Tracker) -> None:
        """A channel's telephone is believed as much as anybody's in the directory."""
        channels = tuple(
            c.model_copy(update={"account": c.account.model_copy(update={"handle": "+44 20 7946 0666"})}) if c.id == "phone" else c
            for c in signed.settings.channels
        )
        changed = replace(signed, settings=signed.settings.model_copy(update={"channels": channels}))
        found = signing(changed)
        assert (found.fault, found.uncovered) == ("the company's own addresses have changed since the staff list was signed", None)

    def test_a_key_that_may_sign_no_longer(self, signed: Tracker) -> None:
        assert not signing(with_signers(signed)).matches


class TestChanged:
    """Records have changed since they were signed: what has come is not covered, the rest is."""

    def uncovered(self, signed: Tracker, **changes: dict[str, object]) -> set[tuple[str | None, str, str, str | None]]:
        members = tuple(m.model_validate({**m.model_dump(mode="json", exclude_unset=True), **changes.get(m.id, {})}) for m in signed.staff)
        found = signing(replace(signed, staff=members)).uncovered
        assert found is not None
        return set(found)

    def accounts(self, signed: Tracker, who: str) -> list[dict[str, object]]:
        return [a.model_dump(mode="json", exclude_unset=True) for a in next(m for m in signed.staff if m.id == who).accounts]

    def test_nothing_has(self, signed: Tracker) -> None:
        assert self.uncovered(signed) == set()

    def test_an_account_that_came(self, signed: Tracker) -> None:
        """Whoever may merge, but not sign, confirms nobody."""
        given = [*self.accounts(signed, "ada"), {"platform": "x", "handle": "EveAtAcme", "since": "2020-01-01"}]
        assert self.uncovered(signed, ada={"accounts": given}) == {("ada", "x", "EveAtAcme", "2020-01-01")}

    def test_a_telephone_number_whether_it_is_listed_or_not(self, signed: Tracker) -> None:
        for listed in (True, False):
            given = [*self.accounts(signed, "ada"), {"platform": "phone", "handle": "+44 20 7946 0666", "listed": listed}]
            found = self.uncovered(signed, ada={"accounts": given})
            assert (("ada", "phone", "+44 20 7946 0666", None) in found) is listed
            assert len([hold for hold in found if hold[1] == ""]) == 1

    def test_an_account_that_is_another_now(self, signed: Tracker) -> None:
        first, *rest = self.accounts(signed, "ada")
        for change in ({"account_id": "666"}, {"since": "2020-02-01"}, {"handle": "EveAtAcme"}):
            assert len(self.uncovered(signed, ada={"accounts": [{**first, **change}, *rest]})) == 1

    def test_an_account_that_had_ended_comes_back(self, signed: Tracker) -> None:
        first, old = self.accounts(signed, "ada")
        again = {key: said for key, said in old.items() if key not in {"until", "reason", "now"}}
        assert self.uncovered(signed, ada={"accounts": [first, again]}) == {("ada", "x", "ada_acme", "2024-01-01")}

    def test_somebody_who_is_called_otherwise_or_may_ask_for_more(self, signed: Tracker) -> None:
        for change in ({"name": "Eve Able"}, {"title": "Head"}, {"may_ask": ["password"]}, {"never_asks": ["nothing"]}):
            assert len(self.uncovered(signed, ada=change)) == 2

    def test_somebody_who_comes_back(self, signed: Tracker) -> None:
        assert len(self.uncovered(signed, grace={"until": "2027-06-30"})) == 1

    def test_what_takes_trust_away_needs_no_signature(self, signed: Tracker) -> None:
        first, *rest = self.accounts(signed, "ada")
        suspended = {"since": "2026-11-24", "reason": "Taken over."}
        for change in ({"until": "2026-11-25", "reason": "given-up"}, {"suspended": suspended}):
            assert self.uncovered(signed, ada={"accounts": [{**first, **change}, *rest]}) == set()
        assert self.uncovered(signed, ada={"until": "2026-11-25"}, grace={"until": "2026-05-01"}) == set()
        assert self.uncovered(signed, ada={"accounts": rest}) == set()

    def test_a_suspension_that_is_lifted(self, signed: Tracker, key: Path) -> None:
        first, *rest = self.accounts(signed, "ada")
        ada = next(m for m in signed.staff if m.id == "ada")
        held = {
            **ada.model_dump(mode="json", exclude_unset=True),
            "accounts": [{**first, "suspended": {"since": "2026-11-01", "reason": "Taken over."}}, *rest],
        }
        before = replace(signed, staff=tuple(ada.model_validate(held) if m is ada else m for m in signed.staff))
        content = staff_list(before, TERM)
        again = replace(before, signed_list=SignedList("content/signatures/staff.json", content, sign(content, key, namespace_of(before))))
        assert self.uncovered(again, ada={"accounts": [first, *rest]}) == {("ada", "x", "AdaAtAcme", "2024-02-01")}


class TestList:
    def test_same_records_same_bytes(self, signed: Tracker) -> None:
        assert staff_list(replace(signed, staff=signed.staff[::-1]), TERM) == staff_list(signed, TERM)

    def test_the_day_changes_nothing(self, signed: Tracker) -> None:
        """Somebody leaves on a day that the record has named all along: nobody has to sign again."""
        for day in (NOW, NOW + timedelta(days=4000)):
            assert publish(signed, day).signing.matches

    def test_new_proofs_need_no_new_signature(self, signed: Tracker) -> None:
        ada = next(m for m in signed.staff if m.id == "ada")
        accounts = tuple(a.model_copy(update={"proofs": ()}) for a in ada.accounts)
        staff = tuple(m.model_copy(update={"accounts": accounts}) if m is ada else m for m in signed.staff)
        assert signing(replace(signed, staff=staff)).matches

    def test_what_is_not_public_is_not_in_it(self, signed: Tracker) -> None:
        text = given(signed).content.decode()
        assert "AdaAtAcme" in text
        for hidden in ("s-7f3k", "Working Name", "CareAtAcme"):
            assert hidden not in text
        assert len(orjson.loads(text)["unlisted"]) == 1


def test_the_command_signs_and_the_site_publishes_what_ssh_keygen_accepts(tmp_path: Path, key: Path) -> None:
    root = Path(__file__).parent.parent
    shutil.copytree(root / "content", tmp_path / "content")
    shutil.copy(root / "mkdocs.yml", tmp_path)
    # The commands go by today's date, and proofs lapse.
    proven, today = tmp_path / "content/staff/ines-okafor.yml", datetime.now(UTC).date()
    proven.write_text(proven.read_text().replace('"2026-09-30"', f'"{today}"').replace('"2027-03-30"', f'"{today + timedelta(days=180)}"'))
    run = [sys.executable, "-m", "tracker", "sign", "--key", str(key)]
    refused = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert refused.returncode == 2
    assert refused.stderr.startswith("tracker: the key is not one that may sign; add it to content/tracker.yml first:  policy: {signers:")
    settings = tmp_path / "content/tracker.yml"
    settings.write_text(settings.read_text().replace("\npolicy:", f'\npolicy:\n  signers: ["{public(key)}"]'))
    said = subprocess.run([*run, "--good-for", "7d"], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "wrote content/signatures/staff.json.sig" in said.stderr
    outcome = build_site(tmp_path / "mkdocs.yml", {}, now=datetime.now(UTC), clean=False, tell=lambda *_: None)
    assert [p for p in outcome.checked.problems if p.code == "R377"] == []
    published = tmp_path / "site/verify"
    stand = orjson.loads((published / "signed.json").read_bytes())
    assert (stand["matches"], stand["because"]) == (True, None)
    assert date.fromisoformat(stand["expires"]) - date.fromisoformat(stand["signed_on"]) == timedelta(days=7)
    name = "staff-list@meridian.example"
    check = ["ssh-keygen", "-Y", "verify", "-f", "allowed_signers", "-I", name, "-n", name, "-s", "staff.json.sig"]
    content = (published / "staff.json").read_bytes()
    assert subprocess.run(check, cwd=published, input=content, capture_output=True, check=False).returncode == 0
    assert subprocess.run(check, cwd=published, input=content + b" ", capture_output=True, check=False).returncode != 0
    record = tmp_path / "content/staff/meridian-help.yml"
    record.write_text(record.read_text().replace('"1653308150027411"', '"1653308150027412"'))
    build_site(tmp_path / "mkdocs.yml", {}, now=datetime.now(UTC), clean=False, tell=lambda *_: None)
    stand = orjson.loads((published / "signed.json").read_bytes())
    assert (stand["matches"], stand["because"]) == (False, "the records have changed since the staff list was signed")
    assert not (published / "staff.json").exists()
    assert "has changed since" in (published / "index.html").read_text("utf-8")
    for asked, verdict in (("x.com/MeridianHelp", "stale"), ("x.com/InesAtMeridian", "confirmed")):
        answer = subprocess.run([*run[:3], "whois", "--json", asked], cwd=tmp_path, capture_output=True, text=True, check=True)
        assert orjson.loads(answer.stdout)["verdict"] == verdict, asked


def test_a_key_that_is_not_there_signs_nothing(tmp_path: Path) -> None:
    with pytest.raises(CannotRun, match="ssh-keygen did not sign: "):
        sign(b"x", tmp_path / "nothing", "n")
