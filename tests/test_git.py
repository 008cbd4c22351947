"""Reading git, against real repositories made here; hostile ones included."""

import os
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from effort import effort

from tracker.model.problem import CannotRun
from tracker.model.settings import Source
from tracker.model.tracker import Change, Skipped
from tracker.store import command, git
from tracker.store.address import parse_address
from tracker.store.globs import glob_pattern, literal_folder
from tracker.store.tree import Limits

DAY = 86_400
FIRST = 1_767_571_200
"""2026-01-05T00:00:00Z."""


class Repository:
    """A real repository, changed by the real command, one day a commit."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.day = 0
        path.mkdir(parents=True)
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *arguments: str, stdin: bytes = b"") -> str:
        moment = f"{FIRST + self.day * DAY} +0000"
        dates = {"GIT_AUTHOR_DATE": moment, "GIT_COMMITTER_DATE": moment, "GIT_CONFIG_GLOBAL": os.devnull}
        settings = ("-c", "user.name=Ada", "-c", "user.email=ada@meridian.example", "-c", "protocol.file.allow=always")
        made = subprocess.run(["git", *settings, *arguments], cwd=self.path, env=os.environ | dates, input=stdin, check=True, capture_output=True)
        return made.stdout.decode().strip()

    def commit(self, **files: str | None) -> str:
        """Write files, or remove those that are None; a name's `__` is a slash."""
        for name, text in files.items():
            file = self.path / name.replace("__", "/")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.unlink(missing_ok=True)
            if text is not None:
                file.write_text(text)
        return self.commit_all()

    def commit_all(self) -> str:
        self.day += 1
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", f"Day {self.day}")
        return self.head

    @property
    def head(self) -> str:
        return self.git("rev-parse", "HEAD")


@pytest.fixture
def theirs(tmp_path: Path) -> Repository:
    """Somebody's repository with two issues."""
    made = Repository(tmp_path / "theirs")
    made.commit(**{"issues__a.md": "a", "issues__deep__b.md": "b", "README.md": "read me"})
    return made


def source(where: object, **more: Any) -> Source:
    return Source.model_validate({"name": "theirs", "git": str(where), **more})


def day(number: int) -> datetime:
    return datetime.fromtimestamp(FIRST + number * DAY, UTC)


def paths(fetched: git.Fetched, glob: str = "**") -> list[str]:
    return [f.path for f in fetched.tree.files(glob).files]


class TestFetch:
    def test_a_source_is_read_at_its_ref(self, theirs: Repository, tmp_path: Path) -> None:
        """A relative path lies below the site's folder; the copy is bare and in the cache."""
        made = git.fetch(source("theirs"), tmp_path, tmp_path / "cache")
        assert made.notes == ()
        assert (made.tree.commit, made.tree.at) == (theirs.head, day(1))
        listed = made.tree.files("issues/**/*.md").files
        assert [f.path for f in listed] == ["issues/a.md", "issues/deep/b.md"]
        assert list(made.tree.read(f.blob for f in listed)) == [b"a", b"b"]
        assert made.tree.repository.parent == tmp_path / "cache" / "sources"
        assert not list(tmp_path.rglob("cache/**/a.md"))

    def test_the_next_build_sees_what_is_new_even_after_a_rewrite(self, theirs: Repository, tmp_path: Path) -> None:
        """What the source says now counts, also when its history was rewritten."""
        git.fetch(source("theirs"), tmp_path, tmp_path / "cache")
        newer = theirs.commit(**{"issues__c.md": "c"})
        assert git.fetch(source("theirs"), tmp_path, tmp_path / "cache").tree.commit == newer
        theirs.git("reset", "--quiet", "--hard", "HEAD~1")
        rewritten = theirs.commit(**{"issues__d.md": "d"})
        assert git.fetch(source("theirs"), tmp_path, tmp_path / "cache").tree.commit == rewritten

    @pytest.mark.parametrize(
        "spelt",
        ["theirs", "./theirs", "theirs/.git", "{root}/theirs", "file://{root}/theirs", "theirs.bundle", "file://{root}/theirs.bundle", "bare.git"],
    )
    def test_paths_bundles_and_file_urls_are_taken(self, theirs: Repository, tmp_path: Path, spelt: str) -> None:
        """However a local source is spelt, it is the same source."""
        theirs.git("bundle", "create", "--quiet", str(tmp_path / "theirs.bundle"), "HEAD", "main")
        theirs.git("clone", "--quiet", "--bare", ".", str(tmp_path / "bare.git"))
        made = git.fetch(source(spelt.format(root=tmp_path)), tmp_path, tmp_path / "cache")
        assert made.tree.commit == theirs.head

    def test_branches_tags_and_hashes_are_refs(self, theirs: Repository, tmp_path: Path) -> None:
        """A branch comes before a tag of the same name; a tag stands for its commit."""
        first = theirs.head
        theirs.git("tag", "--annotate", "v1", "--message", "One")
        theirs.git("tag", "both")
        theirs.git("branch", "old")
        second = theirs.commit(**{"issues__c.md": "c"})
        theirs.git("branch", "both")
        for ref, commit in (
            ("main", second),
            ("old", first),
            ("v1", first),
            ("both", second),
            (first, first),
            ("refs/tags/both", first),
            ("HEAD", second),
        ):
            assert git.fetch(source("theirs", ref=ref), tmp_path, tmp_path / "cache").tree.commit == commit, ref

    def test_a_bundle_without_head_has_one_branch(self, theirs: Repository, tmp_path: Path) -> None:
        """Where nothing is called HEAD and there is one branch, that one is meant."""
        theirs.git("bundle", "create", "--quiet", str(tmp_path / "theirs.bundle"), "main")
        assert git.fetch(source("theirs.bundle"), tmp_path, tmp_path / "cache").tree.commit == theirs.head

    def test_without_the_source_the_copy_is_used_and_said(self, theirs: Repository, tmp_path: Path) -> None:
        """Offline, the build goes on with what was fetched, and says of when it is."""
        first = git.fetch(source("theirs"), tmp_path, tmp_path / "cache")
        os.utime(first.tree.repository / "last-fetched", (FIRST, FIRST))
        theirs.path.rename(tmp_path / "gone")
        again = git.fetch(source("theirs"), tmp_path, tmp_path / "cache")
        assert again.tree == first.tree
        instead = f"using the copy of 2026-01-05 00:00 UTC, commit {first.tree.commit[:12]}"
        assert again.notes == (f"source theirs: theirs could not be fetched (there is no such file or folder); {instead}",)

    @pytest.mark.usefixtures("theirs")
    def test_a_damaged_copy_is_made_anew(self, tmp_path: Path) -> None:
        """A cache that something broke heals itself while the source is there."""
        first = git.fetch(source("theirs"), tmp_path, tmp_path / "cache")
        for pack in first.tree.repository.glob("objects/*/*"):
            pack.unlink()
        again = git.fetch(source("theirs"), tmp_path, tmp_path / "cache")
        assert list(again.tree.read(f.blob for f in again.tree.files("issues/a.md").files)) == [b"a"]

    def test_a_damaged_copy_is_never_taken_for_the_repository_around_it(self, theirs: Repository, tmp_path: Path) -> None:
        """The cache lies inside the site's own checkout, whose commits must not stand in for a source's."""
        site = Repository(tmp_path / "site")
        site.commit(**{"mkdocs.yml": "site_name: x"})
        first = git.fetch(source("../theirs"), site.path, site.path / ".tracker")
        (first.tree.repository / "HEAD").unlink()
        theirs.path.rename(tmp_path / "gone")
        with pytest.raises(CannotRun, match="there is no such file or folder"):
            git.fetch(source("../theirs"), site.path, site.path / ".tracker")

    def test_a_shallow_source_is_said(self, theirs: Repository, tmp_path: Path) -> None:
        """A clone without its history is named, and what lies beyond it stays unknown."""
        second = theirs.commit(**{"issues__c.md": "c"})
        third = theirs.commit(**{"issues__d.md": "d"})
        theirs.git("clone", "--quiet", "--depth=2", f"file://{theirs.path}", str(tmp_path / "shallow"))
        made = git.fetch(source("shallow"), tmp_path, tmp_path / "cache")
        assert made.notes == ("source theirs: shallow is a shallow clone; when its older files changed is not known",)
        changes = git.last_changes(made.tree.repository, made.tree.commit)
        assert {path: c.commit for path, c in changes.items()} == {"issues/d.md": third}
        assert second not in {c.commit for c in changes.values()}


class TestRefusals:
    @pytest.mark.parametrize(
        ("where", "message"),
        [
            ("ext::sh -c 'touch {root}/pwned'", "'ext::' would start a program to fetch a source; write an https, ssh or file URL, or a path"),
            ("http://git.example/x.git", "http:// is not fetched from; write an https, ssh or file URL, or a path"),
            ("git://git.example/x.git", "git:// is not fetched from; write an https, ssh or file URL, or a path"),
            ("ftp://git.example/x.git", "ftp:// is not fetched from; write an https, ssh or file URL, or a path"),
            (
                "--upload-pack={root}/x",
                "'--upload-pack={root}/x' begins with a hyphen, which git would take for an option; write ./--upload-pack={root}/x if it is a path",
            ),
            ("ssh://-oProxyCommand=touch/x", "ssh://-oProxyCommand=touch/x names no host; write it whole, as https://git.example/known-issues.git"),
            ("https:///x.git", "https:///x.git names no host; write it whole, as https://git.example/known-issues.git"),
            ("file://git.example/x.git", "'file://git.example/x.git' names another machine; write file:/// and a path of this one, or an ssh URL"),
            ("a\x00b", "a source's git: holds a control character; write an https, ssh or file URL, or a path"),
            ("missing.bundle", "source theirs: missing.bundle: there is no such file or folder"),
        ],
    )
    def test_an_address_that_is_not_taken_is_one_clear_line(self, tmp_path: Path, where: str, message: str) -> None:
        """Only https, ssh, files and paths are fetched from, and no program is started."""
        with pytest.raises(CannotRun) as refused:
            git.fetch(source(where.format(root=tmp_path)), tmp_path, tmp_path / "cache")
        assert str(refused.value) == message.format(root=tmp_path)
        assert not (tmp_path / "pwned").exists()

    @pytest.mark.parametrize(
        ("ref", "message"),
        [
            ("mian", "source theirs: theirs: has no branch or tag 'mian'; its branches are main"),
            ("main:refs/heads/x", "source theirs: theirs: has no branch or tag 'main:refs/heads/x'; its branches are main"),
            ("*", "source theirs: theirs: has no branch or tag '*'; its branches are main"),
            ("--upload-pack=touch pwned", "source theirs: '--upload-pack=touch pwned' is no ref; write a branch, a tag or a full commit hash"),
        ],
    )
    @pytest.mark.usefixtures("theirs")
    def test_a_ref_that_does_not_exist_is_one_clear_line(self, tmp_path: Path, ref: str, message: str) -> None:
        """A ref is looked up in what the source lists; it never becomes an option or a pattern."""
        with pytest.raises(CannotRun) as refused:
            git.fetch(source("theirs", ref=ref), tmp_path, tmp_path / "cache")
        assert str(refused.value) == message
        assert not list(tmp_path.rglob("pwned"))

    @pytest.mark.usefixtures("theirs")
    def test_a_hash_that_is_not_there_is_one_line(self, tmp_path: Path) -> None:
        """What git complains of is passed on, shortened to the line that matters."""
        with pytest.raises(CannotRun, match=r"^source theirs: theirs: .*f{40}"):
            git.fetch(source("theirs", ref="f" * 40), tmp_path, tmp_path / "cache")

    def test_a_file_that_is_no_repository_is_one_line(self, tmp_path: Path) -> None:
        """A folder or file without git in it is named as that."""
        (tmp_path / "plain").mkdir()
        (tmp_path / "plain.bundle").write_text("no bundle")
        for name, said in (("plain", "'plain' does not appear to be a git repository"), ("plain.bundle", "is a file, but no git bundle")):
            with pytest.raises(CannotRun, match=f"^source theirs: {name}: {said}$"):
                git.fetch(source(name), tmp_path, tmp_path / "cache")

    @pytest.mark.usefixtures("theirs")
    def test_without_git_it_is_said(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """No git is one line, with or without a copy."""
        monkeypatch.setenv("PATH", str(tmp_path))
        with pytest.raises(CannotRun, match=r"^git is not installed, or not on the PATH; install git 2.31 or later$"):
            git.fetch(source("theirs"), tmp_path, tmp_path / "cache")

    def test_a_repository_that_is_too_large_or_too_slow_is_refused(self, theirs: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Size, time and the number of files are bounded."""
        (theirs.path / "large.bin").write_bytes(os.urandom(3_000_000))
        theirs.commit_all()
        with pytest.raises(CannotRun, match=r"^source theirs: theirs: has more than 1 MB of history$"):
            git.fetch(source("theirs"), tmp_path, tmp_path / "cache", Limits(megabytes=1))
        # A host that never says a word.
        monkeypatch.setenv("GIT_SSH_COMMAND", "sleep 600 #")
        monkeypatch.setenv("GIT_SSH_VARIANT", "simple")
        with pytest.raises(CannotRun, match="took longer than 0 seconds and was stopped"):
            git.fetch(source("ssh://git@git.example/x.git"), tmp_path, tmp_path / "cache", Limits(seconds=0))
        few = git.fetch(source("theirs"), tmp_path, tmp_path / "cache", Limits(files=2))
        with pytest.raises(CannotRun, match=r"^the repository has more than 2 files$"):
            few.tree.files("**")
        with pytest.raises(CannotRun, match=r"^the repository has more than 2 files$"):
            git.last_changes(few.tree.repository, few.tree.commit, None, Limits(files=2))

    def test_credentials_are_never_printed(self) -> None:
        """Whatever git says about an address, its secrets do not come along."""
        address = parse_address("https://ada:s%40cret@git.example/x.git?token=t0ken", Path())
        assert address.shown == "https://git.example/x.git"
        said = f"unable to access '{address.url}': s@cret s%40cret ada t0ken"
        assert address.redact(said) == "unable to access 'https://git.example/x.git': … … … …"
        assert parse_address("ssh://git:hunter2@git.example/x.git", Path()).shown == "ssh://git@git.example/x.git"

    def test_credentials_of_an_unreachable_source_are_not_printed(self, tmp_path: Path) -> None:
        """The line that the person sees names the source without its password."""
        with pytest.raises(CannotRun) as refused:
            git.fetch(source("https://ada:hunter2@127.0.0.1:1/x.git"), tmp_path, tmp_path / "cache", Limits(seconds=20))
        assert "hunter2" not in str(refused.value)
        assert "ada" not in str(refused.value)
        assert str(refused.value).startswith("source theirs: https://127.0.0.1:1/x.git: unable to access")

    @pytest.mark.parametrize("text", ["git@git.example:team/x.git", "git.example:x.git", "git@[::1]:x.git", "ssh://git@git.example:22/x.git"])
    def test_ssh_is_spelt_two_ways(self, text: str) -> None:
        """The short spelling that git takes for ssh is ssh here, too."""
        assert parse_address(text, Path()).scheme == "ssh"

    @pytest.mark.parametrize("text", ["a/b:c", "./a:b", "git@-oProxyCommand=x:y"])
    def test_what_only_looks_like_ssh_is_a_path(self, tmp_path: Path, text: str) -> None:
        """A colon behind a slash, or a host that ssh would take for an option, makes no address."""
        assert parse_address(text, tmp_path).path == tmp_path / text


class TestHostileSources:
    def test_hooks_filters_and_settings_do_nothing(self, theirs: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Neither the source's hooks nor the user's templates, hooks or url rewriting take part in a fetch."""
        trap = tmp_path / "trap"
        trap.write_text(f"#!/bin/sh\ntouch {tmp_path}/pwned\n")
        trap.chmod(0o755)
        template = tmp_path / "template" / "hooks"
        template.mkdir(parents=True)
        for folder in (theirs.path / ".git" / "hooks", template):
            for hook in ("reference-transaction", "post-checkout", "post-merge", "pre-auto-gc", "post-index-change"):
                (folder / hook).unlink(missing_ok=True)
                (folder / hook).symlink_to(trap)
        theirs.git("config", "core.fsmonitor", str(trap))
        theirs.git("config", "uploadpack.packObjectsHook", str(trap))
        settings = tmp_path / "gitconfig"
        helper, proxy = '[credential "https://git.example"]\n\thelper = store\n', "[http]\n\tproxy = http://proxy.example\n"
        settings.write_text(f"{helper}{proxy}[alias]\n\tlog = !false\n[safe]\n\tdirectory = /x\n")
        monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
        (tmp_path / "pwned").unlink(missing_ok=True)
        made = git.fetch(source("theirs"), tmp_path, tmp_path / "cache")
        assert paths(made, "issues/*.md") == ["issues/a.md"]
        git.last_changes(made.tree.repository, made.tree.commit)
        git.last_changes(theirs.path, theirs.head)
        assert not (tmp_path / "pwned").exists()
        assert not list(made.tree.repository.glob("hooks/*"))

    def test_only_what_reaches_a_server_is_handed_over(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """The user's credential helper and proxy are passed on, the rest of the user's configuration is not."""
        settings = tmp_path / "gitconfig"
        helper, proxy = '[credential "https://git.example"]\n\thelper = store\n', "[http]\n\tproxy = http://proxy.example\n"
        settings.write_text(f"{helper}{proxy}[alias]\n\tlog = !false\n[safe]\n\tdirectory = /x\n")
        monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
        monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)
        told = command.answer("config", "--list").decode().splitlines()
        assert [line for line in told if line.startswith(("credential.h", "http.", "alias.", "safe."))] == [
            "credential.https://git.example.helper=store",
            "http.proxy=http://proxy.example",
            "safe.directory=/x",
        ]

    def test_links_submodules_and_giants_are_refused_by_name(self, theirs: Repository, tmp_path: Path) -> None:
        """What matches but is not read is named with the reason."""
        (theirs.path / "issues" / "link.md").symlink_to("/etc/passwd")
        (theirs.path / "issues" / "giant.md").write_text("x" * 200)
        other = Repository(tmp_path / "other")
        other.commit(**{"x.md": "x"})
        theirs.git("submodule", "--quiet", "add", str(other.path), "issues/sub")
        theirs.commit_all()
        made = git.fetch(source("theirs"), tmp_path, tmp_path / "cache", Limits(file_bytes=100)).tree.files("issues/**/*.md")
        assert [f.path for f in made.files] == ["issues/a.md", "issues/deep/b.md"]
        assert made.refused == (
            Skipped("issues/giant.md", "has 200 bytes; 100 at most are read"),
            Skipped("issues/link.md", "is a symbolic link, which is not followed"),
            Skipped("issues/sub", "is a submodule, which is not fetched"),
        )

    def test_strange_names_are_read_or_refused_by_name(self, theirs: Repository, tmp_path: Path) -> None:
        """Quotes, spaces and other scripts are names; line breaks and bytes that are no UTF-8 are named with escapes."""
        for name in (b'q"uo\\te.md', b"two words.md", "輸出.md".encode(), b"-dash.md", b"a\nb.md", b"caf\xe9.md", b"x\x1b[31m.md"):
            Path(os.fsdecode(bytes(theirs.path) + b"/issues/" + name)).write_text("x")
        theirs.commit_all()
        made = git.fetch(source("theirs"), tmp_path, tmp_path / "cache")
        listing = made.tree.files("issues/*.md")
        assert [f.path for f in listing.files] == ["issues/-dash.md", "issues/a.md", 'issues/q"uo\\te.md', "issues/two words.md", "issues/輸出.md"]
        assert [s.path for s in listing.refused] == ["issues/a\\x0ab.md", "issues/caf\\xe9.md", "issues/x\\x1b[31m.md"]
        assert {s.reason for s in listing.refused} == {"has a name that is no printable UTF-8 text"}
        assert len(git.last_changes(made.tree.repository, made.tree.commit, "issues")) == 9

    def test_a_tree_that_unfolds_without_end_is_stopped(self, theirs: Repository, tmp_path: Path) -> None:
        """A few kilobytes of trees within trees would be millions of files; counting stops."""
        tree = theirs.git("mktree", stdin=f"100644 blob {theirs.git('hash-object', '-w', '--stdin', stdin=b'x')}\tx.md\n".encode())
        for _ in range(9):
            tree = theirs.git("mktree", stdin="".join(f"040000 tree {tree}\t{n}\n" for n in range(10)).encode())
        theirs.git("update-ref", "refs/heads/bomb", theirs.git("commit-tree", tree, "-m", "bomb"))
        made = git.fetch(source("theirs", ref="bomb"), tmp_path, tmp_path / "cache")
        began = effort()
        with pytest.raises(CannotRun, match=r"^the repository has more than 100,000 files$"):
            made.tree.files("**/*.md")
        assert effort() - began < 5

    @pytest.mark.usefixtures("theirs")
    def test_reading_may_be_given_up(self, tmp_path: Path) -> None:
        """Whoever stops half way leaves no process behind, and what is no object id is never passed on."""
        tree = git.fetch(source("theirs"), tmp_path, tmp_path / "cache").tree
        blobs = [f.blob for f in tree.files("**").files] * 1000
        for content in tree.read(blobs):
            assert content == b"read me"
            break
        assert list(tree.read([])) == []
        with pytest.raises(ValueError, match="is no object id"):
            list(tree.read(["--textconv"]))
        with pytest.raises(CannotRun, match="is damaged"):
            list(tree.read(["f" * 40]))


class TestOwnCheckout:
    def test_the_checkout_around_a_folder_is_found(self, theirs: Repository, tmp_path: Path) -> None:
        """The root and the way to it, also through a link; nothing outside of git."""
        root = theirs.path.resolve()
        assert git.working_tree(theirs.path / "issues" / "deep") == (root, "issues/deep")
        assert git.working_tree(theirs.path) == (root, "")
        (tmp_path / "link").symlink_to(theirs.path / "issues")
        assert git.working_tree(tmp_path / "link") == (root, "issues")
        assert git.working_tree(tmp_path) is None
        assert git.working_tree(theirs.path / ".git") is None

    @pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give a folder to somebody else")
    def test_a_checkout_that_git_does_not_trust_is_said(self, theirs: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """In a container the checkout often belongs to another user; that is no reason to build without a history in silence."""
        settings = tmp_path / "gitconfig"
        settings.write_text("")
        monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
        for path in (theirs.path, theirs.path / ".git"):
            os.chown(path, 12345, 12345)
        with pytest.raises(CannotRun, match=r"^git does not trust .*; run  git config --global --add safe\.directory "):
            git.working_tree(theirs.path)
        settings.write_text(f"[safe]\n\tdirectory = {theirs.path}\n")
        command.handed_over.cache_clear()
        assert git.working_tree(theirs.path) == (theirs.path.resolve(), "")

    def test_head_is_the_commit_checked_out(self, theirs: Repository, tmp_path: Path) -> None:
        """Before the first commit there is none."""
        assert git.head(theirs.path) == Change(theirs.head, day(1))
        assert git.head(Repository(tmp_path / "new").path) is None

    def test_a_git_around_us_is_not_taken_for_ours(self, theirs: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A hook runs with GIT_DIR set; the folder asked about still decides."""
        other = Repository(tmp_path / "other")
        other.commit(**{"x.md": "x"})
        head = theirs.head
        for name, value in (("GIT_DIR", other.path / ".git"), ("GIT_INDEX_FILE", "nowhere"), ("GIT_WORK_TREE", other.path)):
            monkeypatch.setenv(name, str(value))
        assert git.head(theirs.path) == Change(head, day(1))

    def test_each_file_has_the_last_commit_that_changed_it(self, theirs: Repository) -> None:
        """Also a file that went and came back, or was renamed; what is gone has none."""
        first = theirs.head
        second = theirs.commit(**{"issues__a.md": "A", "README.md": None})
        third = theirs.commit(**{"README.md": "read me"})
        theirs.git("mv", "issues/deep/b.md", "issues/c.md")
        fourth = theirs.commit_all()
        made = git.last_changes(theirs.path, fourth)
        assert made == {"issues/a.md": Change(second, day(2)), "README.md": Change(third, day(3)), "issues/c.md": Change(fourth, day(4))}
        assert git.last_changes(theirs.path, first)["issues/a.md"] == Change(first, day(1))
        assert set(git.last_changes(theirs.path, fourth, "issues")) == {"issues/a.md", "issues/c.md"}
        assert set(git.last_changes(theirs.path, fourth, "issues/")) == {"issues/a.md", "issues/c.md"}
        assert git.last_changes(theirs.path, fourth, "nowhere") == {}

    def test_a_merge_counts_as_the_change_that_it_brought(self, theirs: Repository) -> None:
        """A record changed when the published branch changed, not when its author wrote the line."""
        theirs.git("checkout", "--quiet", "-b", "topic")
        theirs.commit(**{"issues__a.md": "topic"})
        theirs.git("checkout", "--quiet", "main")
        second = theirs.commit(**{"README.md": "main"})
        theirs.day += 5
        theirs.git("merge", "--quiet", "--no-ff", "--no-commit", "topic")
        (theirs.path / "issues" / "deep" / "b.md").write_text("settled by hand")
        merge = theirs.commit_all()
        made = git.last_changes(theirs.path, merge)
        assert {path: c.commit for path, c in made.items()} == {"issues/a.md": merge, "issues/deep/b.md": merge, "README.md": second}

    def test_settings_of_the_checkout_change_nothing(self, theirs: Repository) -> None:
        """Whatever a contributor has configured, the same commit reads the same."""
        expected = git.last_changes(theirs.path, theirs.head)
        for key, value in (
            ("log.showSignature", "true"),
            ("log.showRoot", "false"),
            ("diff.relative", "true"),
            ("diff.renames", "copies"),
            ("log.diffMerges", "combined"),
            ("log.follow", "true"),
            ("color.ui", "always"),
            ("core.quotePath", "true"),
            ("format.pretty", "fuller"),
            ("diff.external", "false"),
        ):
            theirs.git("config", key, value)
        assert git.last_changes(theirs.path, theirs.head) == expected
        assert git.head(theirs.path) == Change(theirs.head, day(1))

    def test_a_shallow_clone_is_told_from_a_whole_one(self, theirs: Repository, tmp_path: Path) -> None:
        """What was cut off is unknown, never the date of the cut."""
        theirs.commit(**{"issues__c.md": "c"})
        theirs.git("clone", "--quiet", "--depth=1", f"file://{theirs.path}", str(tmp_path / "shallow"))
        assert git.is_shallow(tmp_path / "shallow")
        assert not git.is_shallow(theirs.path)
        assert git.last_changes(tmp_path / "shallow", theirs.head) == {}

    def test_ten_thousand_files_are_listed_in_about_a_second(self, tmp_path: Path) -> None:
        """A large store in shards and a history of a thousand commits are read in one pass."""
        made = Repository(tmp_path / "large")
        made.git("fast-import", "--quiet", stdin=b"".join(_history(10_000, 1_000)))
        head = made.git("rev-parse", "refs/heads/main")
        began = effort()
        changes = git.last_changes(made.path, head, "defects")
        took = effort() - began
        assert len(changes) == 10_000
        assert changes["defects/00/DEF-0000.yml"].at == day(1_000)
        print(f"last changes of 10,000 files over 1,000 commits: {took:.2f} s")  # noqa: T201 - a figure to look at
        assert took < 4


def _history(files: int, commits: int) -> Iterator[bytes]:
    """A stream for git fast-import: a commit that adds all files in shards of a hundred, then commits that change one each."""
    for number in range(commits + 1):
        yield f"commit refs/heads/main\ncommitter Ada <ada@meridian.example> {FIRST + number * DAY} +0000\ndata 1\nx\n".encode()
        for file in range(files) if number == 0 else [(commits - number) * 7 % files]:
            text = f"title: {file} at {number}\n"
            yield f"M 100644 inline defects/{file // 100:02}/DEF-{file:04}.yml\ndata {len(text)}\n{text}\n".encode()


class TestGlobs:
    @pytest.mark.parametrize(
        ("glob", "matching", "others"),
        [
            ("docs/**/*.md", ["docs/a.md", "docs/a/b/c.md"], ["a.md", "docs/a.txt", "docs/.hidden/a.md", "docs/.a.md", "xdocs/a.md"]),
            ("**/*.yml", ["a.yml", "a/b.yml"], [".github/a.yml", "a.yaml"]),
            ("*.md", ["a.md"], ["a/b.md"]),
            ("./docs/?.md", ["docs/a.md"], ["docs/ab.md", "docs/.md"]),
            ("[a-c].md", ["b.md"], ["d.md", "a-c.md"]),
            ("[!a].md", ["b.md"], ["a.md", "/.md"]),
            ("docs/**", ["docs/a", "docs/a/b.md"], ["docs", "docs/"]),
            (".github/*.md", [".github/a.md"], ["github/a.md"]),
            ("a+b(c).md", ["a+b(c).md"], ["aab(c).md"]),
            ("[.md", ["[.md"], ["a.md"]),
        ],
    )
    def test_globs_match_as_in_a_shell(self, glob: str, matching: list[str], others: list[str]) -> None:
        """`*` stays within a folder, `**` does not, and neither finds what is hidden."""
        pattern = glob_pattern(glob)
        assert [p for p in matching if not pattern.fullmatch(p)] == []
        assert [p for p in others if pattern.fullmatch(p)] == []

    def test_the_folder_before_the_first_wildcard_is_known(self) -> None:
        """Only that much of a repository has to be listed."""
        assert [literal_folder(g) for g in ("docs/en/**/*.md", "docs/e*/x", "*.md", "docs/a.md", "./docs/*")] == [
            "docs/en",
            "docs",
            "",
            "docs",
            "docs",
        ]

    def test_what_is_no_glob_is_refused(self) -> None:
        """A range the wrong way round is a slip of the pen."""
        with pytest.raises(CannotRun, match="is no glob"):
            glob_pattern("[z-a].md")
