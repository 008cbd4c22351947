"""The JSON API: every document keeps its schema, says public things only, and says them in the same order every time."""

import json
from dataclasses import fields, replace
from datetime import date

import pytest
from editions import DESKTOP, NOW, RELEASES, ROOT, URL, defect, example, made, member
from jsonschema import Draft202012Validator, FormatChecker

from tracker.model.issue import FeatureRequest, NoneKnown, Range, Reporter, Resolution, Stranger
from tracker.model.public import PublicAccount, PublicComment, PublicIssue, PublicProof, PublicStaff
from tracker.model.staff import Suspension
from tracker.model.tracker import Change
from tracker.model.vocabulary import DefectStatus, FeatureStatus, IssueKind, Versioning
from tracker.site import api, schemas, urls
from tracker.views.affected import ReleaseLine


def published(edition):
    return {d.file: d.render(d.model) for d in api.documents(edition)}


def schema_of(file):
    """Which schema a document keeps, by its place."""
    known = {"api/v1/issues.json": "issues", "api/v1/staff.json": "staff"}
    folders = {"issues": "issue", "staff": "member", "products": "affects"}
    return known.get(file) or folders[file.split("/")[2]]


def check(file, content):
    validator = Draft202012Validator(schemas.schemas(URL)[schema_of(file)], format_checker=FormatChecker())
    value = json.loads(content)
    validator.validate(value)
    return value


def documents_of(edition):
    return {file: content for file, content in published(edition).items() if "/schema/" not in file}


FULL = defect(
    workarounds=(),
    none_known=NoneKnown(none_known="2024-04-05"),
    status=DefectStatus.WONT_FIX,
    closed=date(2024, 5, 1),
    resolution=Resolution(reason="Too *old*.", reconsider_if="Many ask."),
    reporter=Reporter(name="Somebody"),
    comments=(
        PublicComment(NOW, None, Stranger(platform="github", handle="octocat"), "Same **here**."),
        PublicComment(NOW, None, None, None, "Personal data"),
    ),
    changed=Change("0" * 40, NOW),
    edit="https://code.example/edit/DEF-0001.yml",
)
BUSY = member(
    accounts=(
        PublicAccount("x", "Ada", suspended=Suspension.model_validate({"since": "2024-05-01", "reason": "Stolen"})),
        PublicAccount("email", "ada@meridian.example", proofs=(PublicProof("manual", date(2024, 1, 1), None, None, None),)),
    ),
)


@pytest.mark.parametrize("edition", [example(), made(FULL, defect(2), staff=(BUSY,)), made()], ids=["example", "made", "empty"])
def test_every_document_keeps_its_schema(edition):
    for file, content in documents_of(edition).items():
        check(file, content)


def test_schemas_are_schemas_and_published_beside_the_api():
    written = published(made())
    for name in ("issues", "issue", "staff", "member", "affects", "build"):
        schema = json.loads(written[f"api/v1/schema/{name}.json"])
        Draft202012Validator.check_schema(schema)
        assert schema["$id"] == f"{URL}api/v1/schema/{name}.json"


def test_schemas_refuse_what_the_api_does_not_say():
    issue = json.loads(published(made(defect()))["api/v1/issues/DEF-0001.json"])
    for broken in ({**issue, "internal_notes": "x"}, {k: v for k, v in issue.items() if k != "url"}, {**issue, "status": "open"}):
        assert not Draft202012Validator(schemas.schemas(URL)["issue"]).is_valid(broken)


def test_build_json_has_a_schema():
    build = {
        "commit": None,
        "time": "2026-11-23T00:00:00Z",
        "sources": [{"name": "theirs", "commit": "0", "time": "2026-11-23T00:00:00Z", "is_copy": False}],
        "counts": {"defects": 25},
        "removed": {"e-mail": 2},
        "skipped": [{"path": "a", "reason": "b"}],
        "warnings": [],
        "digest": "0",
    }
    validator = Draft202012Validator(schemas.schemas(URL)["build"])
    validator.validate(build)
    assert not validator.is_valid({**build, "counts": {"defects": -1}})


def test_there_is_a_document_for_every_record_and_every_release():
    public = example().index.public
    wanted = {"api/v1/issues.json", "api/v1/staff.json"}
    wanted |= {f"api/v1/issues/{i.id}.json" for i in public.issues} | {f"api/v1/staff/{s.id}.json" for s in public.staff}
    wanted |= {f"api/v1/products/{p}/{r.version}.json" for p, rs in public.releases.items() for r in rs if public.products[p].versioning.has_versions}
    assert set(documents_of(example())) == wanted
    assert not any(file.startswith("api/v1/products/api/") for file in wanted)


def test_keys_stand_in_the_order_of_the_schema():
    issue = json.loads(published(made(FULL))["api/v1/issues/DEF-0001.json"])
    assert list(issue) == list(schemas.schemas(URL)["issue"]["oneOf"][0]["properties"])
    person = json.loads(published(made(staff=(BUSY,)))["api/v1/staff/ada-lovelace.json"])
    assert list(person) == list(schemas.schemas(URL)["member"]["properties"])


def test_every_document_ends_with_a_line_feed_and_lists_have_a_line_for_each_row():
    for content in documents_of(example()).values():
        assert content.endswith(b"\n")
    assert len(published(example())["api/v1/issues.json"].splitlines()) == len(example().index.public.issues) + 2


def test_lists_agree_with_the_single_documents():
    written = {file: json.loads(content) for file, content in documents_of(example()).items()}
    for row in written["api/v1/issues.json"]:
        assert row.items() <= written[f"api/v1/issues/{row['id']}.json"].items()
    for row in written["api/v1/staff.json"]:
        whole = written[f"api/v1/staff/{row['id']}.json"]
        assert [{k: v for k, v in a.items() if k != "proofs"} for a in whole["accounts"]] == row["accounts"]


def test_every_public_field_is_said():
    """What is public and missing here was forgotten."""
    said = set(json.loads(published(made(FULL))["api/v1/issues/DEF-0001.json"]))
    spelt = {"summary", "description", "steps_to_reproduce"}
    renamed = {"none_known": "no_workaround_known", "edit": "edit_url", **{name: f"{name}_markdown" for name in spelt}}
    assert {renamed.get(f.name, f.name) for f in fields(PublicIssue) if f.init} <= said
    person = set(json.loads(published(made(staff=(BUSY,)))["api/v1/staff/ada-lovelace.json"]))
    renamed = {"photo": "photo_url", "bio": "bio_markdown", "edit": "edit_url"}
    assert {renamed.get(f.name, f.name) for f in fields(PublicStaff)} == person - {"url"}


def test_markdown_is_given_as_it_was_written():
    words = "A *word* <b>&amp;</b>\r\n\u202e\x1b"
    issue = json.loads(published(made(defect(description=words)))["api/v1/issues/DEF-0001.json"])
    assert issue["description_markdown"] == words


def test_lone_surrogates_become_question_marks():
    edition = made(defect(title="a\ud800b", description="\udfff"), staff=(member(name="c\ud800"),))
    written = {file: json.loads(content) for file, content in documents_of(edition).items()}
    assert written["api/v1/issues.json"][0]["title"] == written["api/v1/issues/DEF-0001.json"]["title"] == "a?b"
    assert written["api/v1/staff.json"][0]["name"] == "c?"


def test_a_tombstone_says_why_and_no_more():
    grave = PublicIssue(
        id=defect().id,
        kind=IssueKind.DEFECT,
        status=DefectStatus.WITHDRAWN,
        opened=date(2024, 4, 2),
        closed=date(2024, 5, 1),
        resolution=Resolution(reason="Filed twice."),
    )
    written = documents_of(made(grave))
    told = {
        "id": "DEF-0001",
        "kind": "defect",
        "status": "withdrawn",
        "reason_markdown": "Filed twice.",
        "closed": "2024-05-01",
        "url": f"{URL}issues/DEF-0001/",
    }
    assert check("api/v1/issues/DEF-0001.json", written["api/v1/issues/DEF-0001.json"]) == told
    assert check("api/v1/issues.json", written["api/v1/issues.json"]) == [told]


def test_who_opted_out_is_nowhere():
    everything = b"".join(published(example()).values())
    assert b"Quarrow" not in everything
    assert b"s-7f3k" not in everything


def test_attachments_are_named_where_they_are_published():
    issue = json.loads(published(example())["api/v1/issues/DEF-0021.json"])
    assert [a["url"] for a in issue["attachments"]] == [f"{URL}attachments/DEF-0021-check-large-files.png", f"{URL}attachments/DEF-0021-sync-log.txt"]
    assert json.loads(published(replace(example(), media={}))["api/v1/issues/DEF-0021.json"])["attachments"][0]["url"] is None


def test_what_is_published_for_a_release_is_what_the_command_says():
    """Both ways through: all releases of a product at once, and one version asked for."""
    public = example().index.public
    for product in public.products.values():
        line = ReleaseLine(product, public.releases.get(product.id, ()))
        for release in line.releases if product.versioning.has_versions else ():
            one = json.loads(api._encoded(api.affects(line, release.version, public.issues)))
            assert one == json.loads(published(example())[urls.file_of(urls.api_affects(product.id, release.version))])


def test_the_answers_for_a_release_have_the_shape_of_the_contract():
    open_one = defect(2, status=DefectStatus.CONFIRMED, affected=(Range(introduced="1.1.0", fixed="1.2.0"),), fixes=())
    silent = defect(3, affected=(), fixes=())
    elsewhere = defect(4, affected=(Range(introduced="2.0.0"),), fixes=())
    written = published(made(defect(1), open_one, silent, elsewhere))
    assert json.loads(written["api/v1/products/desktop/1.1.0.json"]) == {
        "product": "desktop",
        "version": "1.1.0",
        "known": True,
        "issues": [
            {
                "id": "DEF-0001",
                "answer": "fixed",
                "because": "Versions from 1.0.0 up to, but not including, 1.1.0 are affected; 1.1.0 fixes it.",
                "fix": {"version": "1.1.0", "released": "2024-06-01"},
            },
            {
                "id": "DEF-0002",
                "answer": "affected",
                "because": "Versions from 1.1.0 up to, but not including, 1.2.0 are affected.",
                "fix": {"version": "1.2.0", "released": None},
            },
            {"id": "DEF-0003", "answer": "not-checked", "because": "Which versions are affected has not been stated yet.", "fix": None},
        ],
    }


def test_a_version_that_is_no_release_is_answered_and_marked():
    edition = made(defect(1))
    answer = api.affects(ReleaseLine(DESKTOP, RELEASES), "1.0.5", edition.index.public.issues)
    assert answer["known"] is False
    assert [(i["id"], i["answer"]) for i in answer["issues"]] == [("DEF-0001", "affected")]
    assert api.affects(ReleaseLine(DESKTOP, RELEASES), "v1.0.0", edition.index.public.issues)["version"] == "1.0.0"


def test_a_wish_affects_nobody_unless_it_says_so():
    wish = defect(1, kind=IssueKind.FEATURE, status=FeatureStatus.SUGGESTED, severity=None, affected=(), fixes=())
    assert not api.may_affect(wish)
    assert api.may_affect(replace(wish, affected=(Range(introduced="1.0.0"),)))
    assert FeatureRequest.model_fields["affected"]


def test_releases_of_several_channels_with_one_version_are_one_document():
    beta = RELEASES[0].model_copy(update={"channel": "beta"})
    edition = made(defect(1), releases={DESKTOP.id: (beta, *RELEASES)})
    files = [d.file for d in api.documents(edition)]
    assert len(files) == len(set(files))
    assert len(json.loads(published(edition)["api/v1/products/desktop/1.0.0.json"])["issues"]) == 1


def test_a_hosted_service_has_no_versions_to_ask_for():
    hosted = DESKTOP.model_copy(update={"versioning": Versioning.CONTINUOUS})
    assert not any("/products/" in file for file in published(made(defect(1), products={DESKTOP.id: hosted})))


def test_a_version_is_one_step_of_the_path():
    release = RELEASES[0].model_copy(update={"version": "1.0%2b?#x"})
    edition = made(defect(1), releases={DESKTOP.id: (release,)})
    assert "api/v1/products/desktop/1.0%2b?#x.json" in published(edition)
    assert urls.api_affects(DESKTOP.id, release.version) == "api/v1/products/desktop/1.0%252b%3F%23x.json"


def test_the_example_store_says_nothing_that_is_not_in_its_files():
    """The API makes no claims of its own: every title is one that stands in the store."""
    titles = {json.loads(c)["title"] for f, c in documents_of(example()).items() if f.startswith("api/v1/issues/") and b'"title"' in c}
    text = " ".join(" ".join(path.read_text("utf-8").split()) for path in sorted((ROOT / "content").glob("*s/*.yml")))
    assert all(" ".join(title.split()) in text.replace("''", "'") for title in titles)
