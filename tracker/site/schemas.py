"""The JSON Schemas (draft 2020-12) of the API, published beside it: what programs may rely on."""

from collections.abc import Mapping, Sequence
from typing import Any

from tracker.model.vocabulary import Answer, Confidence, DefectStatus, EndReason, FeatureStatus, IssueKind, ReferenceType, Severity, StaffKind, Word
from tracker.site import urls

Schema = dict[str, Any]


def schemas(site_url: str) -> dict[str, Schema]:
    """Every schema, by name; the site's address is part of their ids."""
    made = {
        "issues": ("All public issues", {"type": "array", "items": _either(_summary(), _tombstone())}),
        "issue": ("One issue", _either(_issue(), _tombstone())),
        "staff": ("All listed staff, with their accounts", {"type": "array", "items": _listed()}),
        "member": ("One staff member", _member()),
        "affects": ("What every issue says of one release of a product; issues that do not affect it are left out", _affects()),
        "hours": ("When channels and staff are there, for the days to come", _hours()),
        "build": ("What the site was built from", _build()),
    }
    return {
        name: {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": site_url + urls.api_schema(name),
            "title": title,
            **schema,
            "$defs": _DEFS,
        }
        for name, (title, schema) in made.items()
    }


def _words(*kinds: type[Word]) -> Schema:
    """The words of closed sets."""
    return {"enum": list(dict.fromkeys(word.value for kind in kinds for word in kind))}


def _text(meaning: str = "") -> Schema:
    return {"type": "string", "description": meaning} if meaning else {"type": "string"}


_TEXT = _text()
_MARKDOWN: Schema = {"type": "string", "contentMediaType": "text/markdown"}
_DAY: Schema = {"type": "string", "format": "date"}
_MOMENT: Schema = {"type": "string", "format": "date-time"}
_URL: Schema = {"type": "string", "format": "uri"}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_REMOVED: Schema = {
    "type": "object",
    "additionalProperties": _COUNT,
    "description": "How much of each kind was taken out of the text: e-mail, phone, secret and the like",
}
_FEW: Schema = {"anyOf": [_COUNT, {"type": "null"}], "description": "null: at least one, and fewer than five"}
_FLAG: Schema = {"type": "boolean"}
_ISSUE_ID: Schema = {"type": "string", "pattern": "^[A-Z]{2,10}-[0-9A-Za-z-]+$"}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _either(*several: Schema) -> Schema:
    return {"oneOf": list(several)}


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _list(schema: Schema) -> Schema:
    return {"type": "array", "items": schema}


def _object(fields: Mapping[str, Schema], *, optional: Sequence[str] = ()) -> Schema:
    """All fields are always there, but for the optional ones, and no others."""
    return {
        "type": "object",
        "properties": dict(fields),
        "required": [name for name in fields if name not in optional],
        "additionalProperties": False,
    }


_DEFS: Schema = {
    "range": {
        **_object({"introduced": _TEXT, "fixed": _TEXT, "last_affected": _TEXT}, optional=("fixed", "last_affected")),
        "description": 'From `introduced` ("0": from the first version) up to, not including, `fixed`, or up to and including `last_affected` (OSV)',
    },
    "signature": {
        **_object({"id": _or_null(_TEXT), "name": _TEXT, "role": _or_null(_TEXT), "url": _or_null(_URL)}),
        "description": "Somebody of the staff; without id for those who are not in the directory",
    },
    "change": {**_object({"commit": _TEXT, "at": _MOMENT}), "description": "The last commit that touched the record"},
    "fix": _object(
        {
            "version": _TEXT,
            "channel": _TEXT,
            "released": _or_null({**_DAY, "description": "null: announced, planned, or out in another channel only"}),
        }
    ),
}


def _tombstone() -> Schema:
    return {
        **_object(
            {
                "id": _ISSUE_ID,
                "kind": _words(IssueKind),
                "status": {"const": "withdrawn"},
                "reason_markdown": _or_null(_MARKDOWN),
                "closed": _or_null(_DAY),
                "url": _URL,
            }
        ),
        "title": "A withdrawn issue: why, and no more",
    }


_SUMMARY: Mapping[str, Schema] = {
    "id": _ISSUE_ID,
    "kind": _words(IssueKind),
    "title": _TEXT,
    "status": _words(DefectStatus, FeatureStatus),
    "status_label": _text("The status as readers see it; Released follows from fixes and releases"),
    "severity": _or_null(_words(Severity)),
    "product": _TEXT,
    "components": _list(_TEXT),
    "opened": _DAY,
    "updated": {**_DAY, "description": "The newest day that the record names"},
    "closed": _or_null(_DAY),
    "url": _URL,
    "workaround": {**_FLAG, "description": "A workaround is known"},
    "fixes": _list(_ref("fix")),
    "affected": _list(_ref("range")),
}


def _summary() -> Schema:
    return _object(_SUMMARY)


def _issue() -> Schema:
    verified = _object({"version": _or_null(_TEXT), "on": _DAY, "by": _or_null(_ref("signature"))})
    stranger = _object({"platform": _TEXT, "handle": _TEXT, "account_id": _or_null(_TEXT), "name": _or_null(_TEXT), "url": _or_null(_URL)})
    return _object(
        {
            **_SUMMARY,
            "checked_not_affected": _list(_TEXT),
            "summary_markdown": _or_null(_MARKDOWN),
            "description_markdown": _or_null(_MARKDOWN),
            "steps_to_reproduce_markdown": _or_null(_MARKDOWN),
            "symptoms": _list(_text("An error text, as it is shown")),
            "platforms": _list(_TEXT),
            "workarounds": _list(_object({"steps_markdown": _MARKDOWN, "applies_to": _or_null(_ref("range")), "verified": _or_null(verified)})),
            "no_workaround_known": {
                "anyOf": [_DAY, {"const": True}, {"type": "null"}],
                "description": "The day on which we knew of none; true where the day is not known; null where nothing is said",
            },
            "target": _or_null(
                _object({"version": _or_null(_TEXT), "date": _or_null(_DAY), "confidence": _words(Confidence), "reason": _or_null(_TEXT)})
            ),
            "reports": {
                **_list(_object({"month": _TEXT, "counts": {"type": "object", "additionalProperties": _FEW}, "total": _FEW})),
                "description": "Customers counted, by the channel on which they told us: those of the months that are over, with those of all duplicates."
                " Where a count is null, its sum is the least that it can be",
            },
            "reported": {
                **_FEW,
                "description": "Customers counted over all these months and channels; at least that many where a count is null."
                " Each is counted once: 0 at a duplicate that is counted elsewhere",
            },
            "votes": {**_COUNT, "description": "With those of all duplicates; 0 at a duplicate that is counted elsewhere"},
            "counted_at": _or_null({**_ISSUE_ID, "description": "The issue at which the reports and votes of this duplicate are counted"}),
            "duplicate_of": _or_null(_ISSUE_ID),
            "duplicates": {**_list(_ISSUE_ID), "description": "The issues that lead here by duplicate_of, however far"},
            "supersedes": _list(_ISSUE_ID),
            "superseded_by": _list(_ISSUE_ID),
            "related": _list(_ISSUE_ID),
            "references": _list(_object({"type": _words(ReferenceType), "url": _URL, "title": _or_null(_TEXT)})),
            "attachments": _list(_object({"url": _or_null(_URL), "alt": _TEXT})),
            "owner": _or_null(_ref("signature")),
            "reporter": _or_null(_object({"name": _TEXT, "url": _or_null(_URL)})),
            "updates": _list(_object({"at": _MOMENT, "by": _ref("signature"), "text_markdown": _MARKDOWN})),
            "comments": _list(
                _object(
                    {
                        "at": _MOMENT,
                        "by": _or_null(_ref("signature")),
                        "stranger": _or_null(stranger),
                        "text_markdown": _or_null(_MARKDOWN),
                        "hidden": _or_null(_text("Why the comment was taken out")),
                        "url": _or_null({**_URL, "description": "Where it was said, if not here"}),
                        "edited": _or_null({**_DAY, "description": "The day on which its author last changed it"}),
                    }
                )
            ),
            "resolution": _or_null(_object({"reason_markdown": _MARKDOWN, "reconsider_if_markdown": _or_null(_MARKDOWN)})),
            "aliases": _list(_TEXT),
            "removed": _REMOVED,
            "source": _or_null(_text("The further source that the record came from; null for the site's own store")),
            "feed_url": _URL,
            "edit_url": _or_null(_URL),
            "changed": _or_null(_ref("change")),
        }
    )


_ACCOUNT: Mapping[str, Schema] = {
    "platform": _TEXT,
    "handle": _TEXT,
    "account_id": _or_null(_text("The platform's own number of the account")),
    "since": _or_null(_DAY),
    "until": _or_null({**_DAY, "description": "The first day on which it was no longer ours"}),
    "reason": _or_null(_words(EndReason)),
    "now": _or_null(_text("The handle that took its place")),
    "suspended": _or_null({**_object({"since": _DAY, "reason": _TEXT}), "description": "Ours, but not to be trusted now"}),
    "purpose": _or_null(_TEXT),
}

_LISTED: Mapping[str, Schema] = {
    "id": _TEXT,
    "name": _TEXT,
    "kind": _words(StaffKind),
    "title": _or_null(_TEXT),
    "team": _or_null(_TEXT),
    "since": _or_null(_DAY),
    "until": _or_null(_DAY),
    "url": _URL,
    "accounts": _list(_object(_ACCOUNT)),
}


def _listed() -> Schema:
    return _object(_LISTED)


def _member() -> Schema:
    proof = _object({"method": _TEXT, "checked": _DAY, "expires": _or_null(_DAY), "evidence": _or_null(_URL), "by": _or_null(_ref("signature"))})
    return _object(
        {
            **_LISTED,
            "accounts": _list(_object({**_ACCOUNT, "proofs": _list(proof)})),
            "time_zone": _or_null(_TEXT),
            "country": _or_null(_text("Whose public holidays the hours mean, ISO 3166; null: those of the time zone")),
            "hours": _or_null(_text("OpenStreetMap opening hours")),
            "languages": _list(_TEXT),
            "may_ask": _list(_TEXT),
            "never_asks": _list(_TEXT),
            "photo_url": _or_null(_URL),
            "bio_markdown": _or_null(_MARKDOWN),
            "edit_url": _or_null(_URL),
            "changed": _or_null(_ref("change")),
        }
    )


def _affects() -> Schema:
    fix = _object({"version": _TEXT, "released": _or_null({**_DAY, "description": "null: announced, planned, or out in another channel only"})})
    answers = {"enum": [a.value for a in Answer if a is not Answer.NOT_AFFECTED]}
    issue = _object({"id": _ISSUE_ID, "answer": answers, "because": _TEXT, "fix": _or_null(fix)})
    return _object({"product": _TEXT, "version": _TEXT, "known": _FLAG, "issues": _list(issue)})


def _hours() -> Schema:
    minute = {**_COUNT, "description": "Minutes since 1970-01-01T00:00Z"}
    interval = {"type": "array", "items": minute, "minItems": 2, "maxItems": 2, "description": "From and to; the end is no longer within"}
    which = {"type": "object", "additionalProperties": {**_COUNT, "description": "The place of the schedule, from 0"}}
    return _object(
        {
            "from": {**minute, "description": "Nothing is said of the time before"},
            "to": {**minute, "description": "Nothing is said of the time from here on"},
            "schedules": _list({**_list(interval), "description": "When it is open, in order"}),
            "channels": {**which, "description": "By the channel's id"},
            "staff": {**which, "description": "By the member's id"},
        }
    )


def _build() -> Schema:
    return _object(
        {
            "commit": _or_null(_text("The commit of the site's own repository; null where the store is private")),
            "time": _MOMENT,
            "sources": _list(_object({"name": _TEXT, "commit": _TEXT, "time": _MOMENT, "is_copy": {"type": "boolean"}})),
            "counts": {"type": "object", "additionalProperties": _COUNT},
            "removed": _REMOVED,
            "skipped": _list(_object({"path": _TEXT, "reason": _TEXT})),
            "warnings": _list(_TEXT),
            "digest": _text("The same for the same site"),
        }
    )
