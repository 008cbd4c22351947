"""What each field of a record means, told to the person who fills it in. The one place for these words, and for the order of the fields."""

from collections.abc import Mapping

from tracker.model.vocabulary import Confidence, EndReason, ReferenceType, Severity, StaffKind

_ISSUE = {
    "id": "The number that customers quote, the same as the file's name. It is never given away again.",
    "title": "What goes wrong, in one line, in the words of somebody who has the problem.",
    "status": "How far it is.",
    "severity": f"How much it hurts: {', '.join(Severity)}.",
    "product": "The product, by its id in tracker.yml.",
    "components": "The parts of the product, by their ids in tracker.yml.",
    "opened": "The day on which we first heard of it.",
    "updated": "The day of the last change that readers should know of; updates count by themselves.",
    "closed": "The day on which it was settled.",
    "awaits_review": "true: brought in from elsewhere and not published until somebody has read it and takes this out.",
    "summary": "One or two sentences for those who read no further. Markdown.",
    "description": "What happens, when, and to whom. Markdown.",
    "steps_to_reproduce": "How to make it happen. Markdown.",
    "symptoms": "Error messages as they are shown, so that a pasted one finds this page.",
    "platforms": "Where it happens, if not everywhere.",
    "affected": 'The versions that have it: from introduced ("0" is the first) up to, not including, fixed, or up to last_affected.',
    "checked_not_affected": "Versions that somebody has tried and that do not have it.",
    "workarounds": 'What to do until it is fixed, who tried it, and on which version. If we looked and found none: workarounds: {none-known: "2026-01-09"}',
    "fixes": "Versions that have the repair, or will have it: what is announced here is a promise.",
    "target": f"When we hope to have it. Confidence: {', '.join(Confidence)}.",
    "duplicate_of": "The issue that is followed instead, with status: duplicate. Reports and votes then count there.",
    "resolution": "Why it was closed without doing what was asked, and what would make us think again. Markdown.",
    "reports": "Customers counted by month and channel, never named; counted says on which day.",
    "votes": "How many asked for it.",
    "owner": "Who is in charge: an id from staff/.",
    "reporter": "Who asked to be thanked by name; nobody else is named.",
    "supersedes": "Issues that this one replaces.",
    "related": "Issues that are worth a look beside this one, and are not the same.",
    "references": f"Pages elsewhere. Type: {', '.join(ReferenceType)}.",
    "attachments": "Files below attachments/, with words for those who cannot see them.",
    "aliases": "Numbers and names that it had before; they go on leading here.",
    "updates": "What we say officially, signed with an id from staff/, the newest last. Markdown.",
    "comments": "The conversation: by an id from staff/, or by somebody elsewhere.",
    "audience": "public or internal; internal records are not published.",
    "embargo_until": "Not published before that moment.",
    "internal_notes": "For colleagues; never published.",
}

_STAFF = {
    "id": "The same as the file's name. Somebody who does not want to be named gets one that says nothing, as s-7f3k.",
    "name": "As customers know them.",
    "kind": f"One of {', '.join(StaffKind)}.",
    "title": "What they do.",
    "team": "With whom.",
    "since": "The first day on which they speak for us.",
    "until": 'The last one. The record stays, so that older words keep their author and older handles are answered with "former".',
    "visible": "false: named nowhere; the verify box still answers for the accounts.",
    "time_zone": "Where their clock is, as Europe/London.",
    "country": "Whose public holidays PH means in the hours, where it is not the country of the time zone.",
    "hours": "When they are there, as OpenStreetMap writes opening hours.",
    "languages": "The languages that they answer in.",
    "photo": "A picture below attachments/.",
    "bio": "A few words about them. Markdown.",
    "accounts": f"Where they speak for us. An account that is no longer used keeps its line, with until and reason: {', '.join(EndReason)}.",
    "may_ask": "What they may ask a customer for.",
    "never_asks": "What they never ask for; whoever does is not them.",
    "internal_notes": "For colleagues; never published.",
}

_IMPOSTOR = {
    "id": "The file's name.",
    "platform": "Where the account is: x, mastodon, facebook, phone, email, web and so on.",
    "handle": "The account as the platform spells it.",
    "account_id": "The platform's own number of the account, which stays when the handle changes.",
    "imitates": "Whom it pretends to be: an id from staff/.",
    "first_seen": "The day on which we first saw it.",
    "evidence": "A page that shows why we say so. Nobody is named without.",
    "confirmed_by": "Who has looked at it: an id from staff/.",
    "reported": "To whom we reported it.",
    "internal_notes": "For colleagues; never published.",
}

FIELDS: Mapping[str, Mapping[str, str]] = {
    "defect": _ISSUE,
    "feature": {
        **{name: words for name, words in _ISSUE.items() if name != "severity"},
        "title": "What is asked for, in one line, in the words of somebody who wants it.",
        "description": "What they want to do, and what is in the way today. Markdown.",
        "fixes": "Versions that have it, or will have it: what is announced here is a promise.",
    },
    "staff": _STAFF,
    "impostor": _IMPOSTOR,
}
"""By kind of record, in the order in which a file has them: a new one, one that is brought in, and one that `tracker fmt` has been at."""

PRIVATE = frozenset({"audience", "embargo_until", "internal_notes"})
"""Fields for private stores: in a public one, whoever can read the repository reads them."""

TO_FILL_IN: Mapping[str, str] = {
    "defect": "say in one line what goes wrong",
    "feature": "say in one line what is asked for",
    "staff": "New member of staff",
}
"""What stands in a new record's title or name where nobody gave one. It is never published."""
