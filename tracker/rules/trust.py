"""What the directory's word rests on: proofs that are checked again, a list that a human has signed, and a fair hearing for whoever is called an impostor."""

import re
from collections.abc import Iterator
from datetime import date

from tracker.model.problem import Finding
from tracker.model.staff import Proof
from tracker.model.tracker import Tracker
from tracker.model.vocabulary import Level
from tracker.rules.registry import dated_rule, rule
from tracker.views.signing import signing
from tracker.views.sshsig import parse_key

_FINGERPRINT = re.compile(r"SHA256:[A-Za-z0-9+/]{43}")


@dated_rule("R376")
def proofs_are_checked_again(tracker: Tracker, today: date) -> Iterator[Finding]:
    """The proof of a live account is not older than policy allows, and has not expired."""
    good_for = tracker.settings.policy.proof_good_for

    def last_day(proof: Proof) -> date:
        return min(proof.checked + good_for, proof.expires or date.max)

    for member in tracker.staff:
        for at, account in enumerate(member.accounts):
            proofs = [(last_day(proof), place, proof) for place, proof in enumerate(account.proofs) if proof.counts]
            has_ended = (account.until and account.until <= today) or account.suspended or not member.serves_on(today)
            if not proofs or has_ended:
                continue
            until, place, proof = max(proofs, key=lambda known: known[:2])
            if until < today:
                message = f"{account.handle} on {account.platform} was proved on {proof.checked}, which counted until {until}; run  tracker prove {member.id}"
                yield Finding(member.path, ("accounts", at, "proofs", place, "checked"), message)


@dated_rule("R377")
def the_staff_list_is_signed(tracker: Tracker, today: date) -> Iterator[Finding]:
    """Where policy names signers, one of them has signed the staff list as it is now, and the signature has not lapsed."""
    if not tracker.settings.policy.signers and tracker.signed_list is None:
        return
    path = tracker.signed_list.path if tracker.signed_list else tracker.settings.path
    found = signing(tracker)
    if found.fault:
        yield Finding(path, () if tracker.signed_list else ("policy", "signers"), f"{found.fault}; somebody who may has to run  tracker sign")
    elif found.has_lapsed(today):
        yield Finding(path, (), f"the signature over the staff list lapsed on {found.expires}; somebody who may has to run  tracker sign")


@rule("R378")
def impostors_can_appeal(tracker: Tracker) -> Iterator[Finding]:
    """A store that names impostors says where somebody who was named by mistake objects."""
    if tracker.impostors and not tracker.settings.organisation.appeal:
        message = 'who is named as an impostor has to know where to object; add  appeal: "mailto:…"  or an address'
        yield Finding(tracker.settings.path, ("organisation",), message)


@rule("R379")
def signers_are_keys(tracker: Tracker) -> Iterator[Finding]:
    """A signer is a public SSH key or its fingerprint."""
    for at, said in enumerate(tracker.settings.policy.signers):
        if not parse_key(said) and not _FINGERPRINT.fullmatch(said):
            message = f"{said[:40]!r} is no key; write the line of its .pub file, as  ssh-ed25519 AAAA…,  or its fingerprint, as  SHA256:…"
            yield Finding(tracker.settings.path, ("policy", "signers", at), message)


@rule("R380", level=Level.WARNING)
def nobody_vouches_for_themselves(tracker: Tracker) -> Iterator[Finding]:
    """A proof was checked by somebody else than the holder of the account."""
    for member in tracker.staff:
        for at, account in enumerate(member.accounts):
            for place, proof in enumerate(account.proofs):
                if proof.by == member.id:
                    message = f"{member.id} cannot vouch for an account of their own; somebody else checks it, and signs"
                    yield Finding(member.path, ("accounts", at, "proofs", place, "by"), message)
