"""Everything a verdict says, in one table that the browser reads, too. `{name}` is filled in; a text that ends in `.day` is for another day than today."""

from collections.abc import Mapping

HEADLINES: Mapping[str, str] = {
    "compromised": "This account is ours, but do not trust it at present",
    "confirmed": "Yes, this is our account",
    "confirmed.name": "Yes, this is our account on {platform}",
    "confirmed.host": "Yes, this is our account on {platform}",
    "confirmed.federated": "Yes, this is our account on {platform}",
    "confirmed.email": "Yes, this is our address",
    "confirmed.phone": "Yes, this is our number",
    "confirmed.web": "Yes, this is our website",
    "confirmed.day": "Yes, on {on} this was our account",
    "stale": "This account is listed as ours, but that has not been checked lately",
    "stale.day": "On {on} this account was listed as ours, but that had not been checked lately",
    "impostor": "No, this is an impostor",
    "former": "No, this account is no longer ours",
    "former.day": "No, on {on} this account was no longer ours",
    "look-alike": "No, this is not one of our accounts",
    "unknown": "We cannot confirm this",
}

BECAUSE: Mapping[str, str] = {
    "suspended": "{account} belongs to {whom}, but has been suspended since {suspended}. {reason}",
    "suspended.hidden": "This account belongs to us, but has been suspended since {suspended}. {reason}",
    "proved": "{account} belongs to {whom}. That was last checked on {checked}: {how}.",
    "proved.hidden": "It belongs to {whom}. That was last checked on {checked}: {how}.",
    "unproved": "{account} belongs to {whom}. It is listed by us, not independently proved.",
    "unproved.hidden": "It belongs to {whom}. It is listed by us, not independently proved.",
    "proved.day": "On {on} {account} belonged to {whom}. That was last checked on {checked}: {how}.",
    "proved.hidden.day": "On {on} it belonged to {whom}. That was last checked on {checked}: {how}.",
    "unproved.day": "On {on} {account} belonged to {whom}. It is listed by us, not independently proved.",
    "unproved.hidden.day": "On {on} it belonged to {whom}. It is listed by us, not independently proved.",
    "own-site": "{handle} is our own website.",
    "proof-expired": "{account} is listed as belonging to {whom}, but the last proof of that, from {checked}, was good until {expires} only.",
    "proof-expired.hidden": "It is listed as belonging to {whom}, but the last proof of that, from {checked}, was good until {expires} only.",
    "list-old": "{account} is listed as belonging to {whom}, but this list is from {listed} and good for {days} days only.",
    "list-old.hidden": "It is listed as belonging to {whom}, but this list is from {listed} and good for {days} days only.",
    "list-undated": "{account} is listed as belonging to {whom}, but nothing here says how old this list is.",
    "list-undated.hidden": "It is listed as belonging to {whom}, but nothing here says how old this list is.",
    "signature-lapsed": "{account} is listed as belonging to {whom}, but the signature over this list was good until {signed} only.",
    "signature-lapsed.hidden": "It is listed as belonging to {whom}, but the signature over this list was good until {signed} only.",
    "unsigned": "{account} is listed as belonging to {whom}, but this list is not signed as it should be: {fault}.",
    "unsigned.hidden": "It is listed as belonging to {whom}, but this list is not signed as it should be: {fault}.",
    "not-signed": "{account} is listed as belonging to {whom}, but that has come or changed since the list was signed, and nobody has signed it yet.",
    "not-signed.hidden": "It is listed as belonging to {whom}, but that has come or changed since the list was signed, and nobody has signed it yet.",
    "site-unvouched": "{handle} is listed as our own website, but nobody has vouched for that list lately.",
    "site-old": "{handle} is our own website, but this list is from {listed} and too old to vouch for it.",
    "reported": "{account} only pretends to be {imitated}. We have known of it since {seen}.",
    "renamed": "{account} was ours until {until}. The same account is now called {now}; whoever uses the old name today is not us.",
    "renamed.unsaid": "{account} was ours until {until}, when it was renamed. Whoever uses the old name today is not us.",
    "left": "{account} belonged to {whom}, who left on {until}. It no longer speaks for us.",
    "left.hidden": "It belonged to somebody who left on {until}. It no longer speaks for us.",
    "given-up": "{account} was ours until {until}, when we gave it up. Whoever uses it today is not us.",
    "given-up.hidden": "It was ours until {until}, when we gave it up. Whoever uses it today is not us.",
    "not-yet": "{account} was not ours yet on {on}. It has been ours since {since}.",
    "not-yet.hidden": "It was not ours yet on {on}. It has been ours since {since}.",
    "not-yet.renamed": "{account} was not ours yet on {on}: the same account was called {then} at that time, and was ours under that name. "
    "It has had the name {handle} since {since}.",
    "not-yet.ended": "{account} was not ours yet on {on}. It was ours from {since} until {until}.",
    "not-yet.ended.hidden": "It was not ours yet on {on}. It was ours from {since} until {until}.",
    "not-yet.coming": "{account} was not ours yet on {on}. It is to be ours from {since} on.",
    "not-yet.coming.hidden": "It was not ours yet on {on}. It is to be ours from {since} on.",
    "case": "{handle} is not {ours}: capitals differ, and make another account on {platform}. You may have been contacted by an impersonator.",
    "separators": "{handle} is not {ours}: dots, hyphens or underscores differ. You may have been contacted by an impersonator.",
    "characters": "{handle} is not {ours}: it is written with other characters that look alike. You may have been contacted by an impersonator.",
    "digits": "{handle} is not {ours}: letters or digits that look alike were exchanged. You may have been contacted by an impersonator.",
    "swapped": "{handle} is not {ours}: two characters are swapped. You may have been contacted by an impersonator.",
    "doubled": "{handle} is not {ours}: a character is doubled. You may have been contacted by an impersonator.",
    "added": "{handle} is not {ours}: something was slipped in. You may have been contacted by an impersonator.",
    "dropped": "{handle} is not {ours}: a character is missing. You may have been contacted by an impersonator.",
    "replaced": "{handle} is not {ours}: one character is another. You may have been contacted by an impersonator.",
    "drawn": "{handle} is not {ours}: two letters stand for one that looks alike. You may have been contacted by an impersonator.",
    "affix": "{handle} is not {ours}: something was put before or after the name. You may have been contacted by an impersonator.",
    "server": "{handle} is not {ours}: it is on another server. You may have been contacted by an impersonator.",
    "company": "{handle} carries our name, but is not one of our accounts. You may have been contacted by an impersonator.",
    "domain": "{handle} is not at {ours}, our own address: the part after the @ or // only looks like it. You may have been contacted by an impersonator.",
    "elsewhere": "{handle} is not listed on {platform}. The same name is listed elsewhere, which says nothing about this account: anybody can take a name on another platform.",
    "nowhere": "{account} is not on the list of our accounts.",
    "nowhere.any": "{handle} is not on the list of our accounts, on any platform.",
    "two-ways": "{handle} is neither an e-mail address nor a Mastodon account on our list.",
    "number": "The number {handle} is not on the list of our numbers.",
    "account-number": "No account on our list has the number {account}.",
    "address": "{handle} is not on the list of our e-mail addresses.",
    "website": "{handle} is not one of our websites.",
    "own-domain": "{handle} lies in our own domain, {ours}, but is not on the list itself.",
    "wrong-platform": "{handle} is not listed under {platform}, but under {under}, and counts there alone.",
    "no-host": "{handle} is not all of it: {needs}. Paste the whole of it.",
    "no-host.ours": "{handle} is not all of it: {needs}; ours is {ours}: compare it letter by letter.",
    "no-host.elsewhere": "{handle} is not all of it: {needs}. The same name is listed elsewhere, which says nothing about this account: "
    "anybody can take a name somewhere else.",
    "person": "{handle} is on the list. A name alone proves nothing, for anybody can use it: compare the account that wrote to you with those below.",
    "person.left": "{handle} is on the list as somebody who left. A name alone proves nothing, for anybody can use it.",
    "no-person": "Nobody of that name is on the list. Not all of our staff are listed by name: paste the handle, address or number from which you were contacted.",
    "empty": "There is nothing to check here. Paste a handle, a link, an e-mail address, a telephone number or a name.",
    "too-long": "This is too long to be an account. Paste only the handle, link, address or number.",
    "no-account": "This is an address of {platform}, but not that of an account. Paste the address of the profile.",
    "no-address": "This is no address of an account. Do not open it.",
    "unclear": "We cannot tell which account this is. Paste the handle or the link of the profile.",
}

NOTES: Mapping[str, str] = {
    "platform": "This holds on {platform} only.",
    "others": "The same name on {others} is another matter.",
    "national": "Dialled without a country, this number is ours in the country with the code +{code} only.",
    "post": "This is a link to a post, and such a link can carry any name: compare it with the name above the post itself.",
    "seen-at": "What you pasted is an address of another server, {server}, which can show what it likes: open the account where it lives.",
    "suspended-later": "It has been suspended since {suspended}: do not trust it now.",
    "before": "Before {since} it was in other hands.",
    "as-signed": "The list has changed since it was signed; this account is still as it was signed.",
    "forged": "The sender of a message can be forged.",
    "old-list": "This list is from {listed}, so what happened since is missing.",
}

TODO: Mapping[str, tuple[str, ...]] = {
    "compromised": (
        "Do not answer it, and open no link from it.",
        "Reach us another way.",
        "If you have told it a secret or paid something since then, contact us at once.",
    ),
    "confirmed": ("Compare it character by character with the account that wrote to you.",),
    "confirmed.email": (
        "The sender of an e-mail can be forged. Write to the address yourself instead of answering, when anything seems odd.",
        "Compare the address character by character.",
    ),
    "confirmed.phone": ("The number that a telephone shows can be forged. When somebody called you, hang up and call this number yourself.",),
    "confirmed.web": ("Compare the beginning of the address in your browser, up to the first slash.",),
    "stale": ("Share nothing personal with it until we have checked it again.", "Ask us another way whether it is ours."),
    "impostor": (
        "Do not answer it, pay nothing, open no link from it.",
        "Report it on {platform}.",
        "If you have told it a secret or paid something, contact us at once.",
    ),
    "former": ("Do not go on with it.", "Reach us another way."),
    "former.renamed": ("Do not go on with the old name.", "Look up {now} here before you write to it."),
    "look-alike": (
        "Do not answer it, pay nothing, open no link from it.",
        "Tell us about it, so that we can have it taken down.",
        "If you have told it a secret or paid something, contact us at once.",
    ),
    "unknown": ("Share nothing personal with it.", "Ask us, or go on with us on one of the ways below."),
    "empty": (),
}

NEEDS: Mapping[str, str] = {
    "federated": "on {platform} a name needs its server",
    "host": "on {platform} a name is a whole domain",
    "email": "an e-mail address has a domain after its @",
    "web": "the address of a website has a domain",
}
"""What a bare name lacks, by the kind of platform."""

WHOM: Mapping[str, str] = {
    "named": "{name}",
    "role": "{name}, {role}",
    "team": "{name}, {team}",
    "role-team": "{name}, {role}, {team}",
    "unnamed": "a member of our staff",
    "channel": "us: it is our channel “{name}”",
    "us": "us",
}

METHODS: Mapping[str, str] = {
    "link-back": "its profile links back to us",
    "rel-me": "its profile and our site link to each other",
    "dns": "our domain vouches for it",
    "well-known": "our domain vouches for it",
    "mastodon": "its profile and our site link to each other",
    "bluesky": "our domain vouches for it",
    "github-org": "it is a public member of our organisation",
    "account-id": "it is the account that the platform itself numbers so",
    "manual": "one of us checked it by hand",
}

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")


def table() -> dict[str, object]:
    """All of it, as the browser reads it."""
    return {
        "headlines": HEADLINES,
        "because": BECAUSE,
        "notes": NOTES,
        "todo": TODO,
        "needs": NEEDS,
        "whom": WHOM,
        "methods": METHODS,
        "months": MONTHS,
    }
