"""Runs the git command, the same way everywhere: no hooks, no prompts, no helpers, no surprises from configuration, never longer than allowed.

Of the user's own git configuration only what it takes to reach a server and to trust a folder is handed over (credential.*, http.*, core.sshCommand,
ssh.*, safe.*). Everything else (aliases, url.*.insteadOf, filters, diff settings) stays out, so that the same commit reads the same on every machine.
"""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from tracker.model.problem import CannotRun

SECONDS = 120
"""How long a command may read."""
_ANSWER_BYTES = 64_000_000
_CHUNK = 1 << 16
_SETTINGS = (
    f"core.hooksPath={os.devnull}",
    "core.fsmonitor=false",
    "core.askPass=",
    "core.pager=cat",
    "credential.interactive=false",
    "color.ui=false",
    "diff.relative=false",
    # What is fetched stays one pack, whose size can be watched.
    "fetch.unpackLimit=1",
    "gc.autoDetach=false",
    "maintenance.autoDetach=false",
    "init.defaultBranch=main",
    "log.diffMerges=separate",
    "log.follow=false",
    "log.showRoot=true",
    "log.showSignature=false",
    "submodule.recurse=false",
    "transfer.bundleURI=false",
    # A partial clone would fetch what it lacks in the middle of a read.
    "protocol.allow=never",
)
_HANDED_OVER = r"^(credential|https?|ssh|safe)\.|^core\.sshcommand$"
_KEPT_VARIABLES = re.compile(r"GIT_(SSH|SSH_COMMAND|SSH_VARIANT|SSL_\w+|HTTP_\w+|PROXY_SSL_\w+|EXEC_PATH)")
_VERBS = ("init", "fetch", "ls-remote", "rev-parse", "ls-tree", "cat-file", "log", "merge-base")


class Failed(CannotRun):
    """git said no; the text is what it said, in one line."""


class Running:
    """A command that is giving its answer."""

    def __init__(self, stdout: IO[bytes]) -> None:
        self.stdout = stdout
        self.is_enough = False
        """Set by the reader who needs no more: the rest is not waited for."""

    def tokens(self) -> Iterator[bytes]:
        """The parts of an answer that are ended by NUL."""
        rest = b""
        while chunk := self.stdout.read(_CHUNK):
            *whole, rest = (rest + chunk).split(b"\0")
            yield from whole
        if rest:
            yield rest


@dataclass(frozen=True, slots=True)
class Remote:
    """That a command may speak to another repository, by this scheme alone."""

    scheme: str


@contextlib.contextmanager
def running(*arguments: str, seconds: float = SECONDS, stdin: IO[bytes] | None = None, remote: Remote | None = None) -> Iterator[Running]:
    """One git command. Raises `Failed` when it fails after it was read to its end, `CannotRun` when git is missing or takes too long."""
    with TemporaryFile() as errors:
        process = _start(arguments, stdin, errors, remote)
        late = threading.Event()
        timer = threading.Timer(seconds, _end, (process, late))
        timer.start()
        try:
            made = Running(_pipe(process))
            yield made
            if not made.is_enough:
                process.wait()
        finally:
            timer.cancel()
            _end(process)
        if late.is_set():
            raise Failed(f"git {_verb(arguments)} took longer than {seconds:g} seconds and was stopped")
        if process.returncode and not made.is_enough:
            raise Failed(complaint(errors))


def answer(*arguments: str, seconds: float = SECONDS, remote: Remote | None = None) -> bytes:
    """What one git command prints."""
    with running(*arguments, seconds=seconds, remote=remote) as made:
        text = made.stdout.read(_ANSWER_BYTES + 1)
        if len(text) > _ANSWER_BYTES:
            raise Failed(f"git {_verb(arguments)} answered with more than {_ANSWER_BYTES:,} bytes")
    return text


def watched(*arguments: str, seconds: float, remote: Remote, complain: Callable[[], str | None]) -> None:
    """One git command that changes something on disk; `complain` is asked five times a second whether that goes too far, and says why."""
    with TemporaryFile() as errors:
        process = _start(arguments, None, errors, remote)
        try:
            for _ in range(max(1, round(seconds * 5))):
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(0.2)
                if too_far := complain():
                    raise Failed(too_far)
                if process.returncode is not None:
                    break
            else:
                raise Failed(f"git {_verb(arguments)} took longer than {seconds:g} seconds and was stopped")
        finally:
            _end(process)
        if process.returncode:
            raise Failed(complaint(errors))


def complaint(errors: IO[bytes]) -> str:
    """The one line of git's standard error that says what is wrong, without control characters."""
    errors.seek(0)
    text = errors.read(_CHUNK).decode("utf-8", "replace")
    lines = [re.sub(r"[\x00-\x1f\x7f-\x9f]+", " ", line).strip() for line in re.split(r"[\r\n]+", text)]
    said = [line.partition(": ")[2] for line in lines if line.startswith(("fatal: ", "error: ", "ssh: "))]
    return next((line[:300] for line in [*said, *lines] if line), "git failed without saying why")


def inside(repository: Path) -> tuple[str, ...]:
    """The options for reading this repository and no other: a bare one by name, so that a damaged one is not mistaken for the checkout around it."""
    if (repository / "objects").is_dir() and (repository / "HEAD").is_file():
        return (f"--git-dir={repository}",)
    return ("-C", str(repository))


def _start(arguments: Sequence[str], stdin: IO[bytes] | None, errors: IO[bytes], remote: Remote | None) -> subprocess.Popen[bytes]:
    settings = (*_SETTINGS, f"protocol.{remote.scheme}.allow=always") if remote else _SETTINGS
    options = [part for each in settings for part in ("-c", each)]
    try:
        return subprocess.Popen(  # noqa: S603 - a fixed program, no shell; names follow "--"
            [_git(), *options, *arguments],
            stdin=stdin or subprocess.DEVNULL,
            stdout=subprocess.PIPE if remote is None or "ls-remote" in arguments else subprocess.DEVNULL,
            stderr=errors,
            env=_environment(),
            # A session of its own has no terminal that ssh could ask on, and ends as a whole.
            start_new_session=True,
        )
    except OSError as e:
        raise CannotRun(f"git does not start: {e.strerror}") from None


def _git() -> str:
    found = shutil.which("git")
    if found is None:
        raise CannotRun("git is not installed, or not on the PATH; install git 2.31 or later")
    return found


def _end(process: subprocess.Popen[bytes], late: threading.Event | None = None) -> None:
    """Stop it and whatever it started; harmless when it has ended."""
    if process.poll() is None:
        if late is not None:
            late.set()
        with contextlib.suppress(OSError):
            if hasattr(os, "killpg"):
                os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()
    if late is None:
        if process.stdout:
            process.stdout.close()
        process.wait()


def _pipe(process: subprocess.Popen[bytes]) -> IO[bytes]:
    if process.stdout is None:
        raise ValueError("this command has no answer")
    return process.stdout


def _verb(arguments: Sequence[str]) -> str:
    return next((a for a in arguments if a in _VERBS), "")


def _environment() -> dict[str, str]:
    passed = handed_over(_git(), os.environ.get("HOME", ""), os.environ.get("GIT_CONFIG_GLOBAL"), os.environ.get("GIT_CONFIG_SYSTEM"))
    pairs: dict[str, str] = {}
    for number, (key, value) in enumerate(passed):
        pairs |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
    has_ssh = "GIT_SSH_COMMAND" in os.environ or "GIT_SSH" in os.environ or any(key == "core.sshcommand" for key, _ in passed)
    return {
        **_without_git(os.environ),
        **({} if has_ssh else {"GIT_SSH_COMMAND": "ssh -oBatchMode=yes"}),
        **pairs,
        "GIT_CONFIG_COUNT": str(len(passed)),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ASKPASS": "",
        "SSH_ASKPASS": "",
        "SSH_ASKPASS_REQUIRE": "never",
        "GIT_LFS_SKIP_SMUDGE": "1",
        "GIT_LITERAL_PATHSPECS": "1",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "LC_ALL": "C",
        "LANGUAGE": "",
    }


def _without_git(environment: Mapping[str, str]) -> dict[str, str]:
    """Without the variables that a hook, or another git around us, sets, such as GIT_DIR and GIT_INDEX_FILE."""
    return {name: value for name, value in environment.items() if not name.startswith("GIT_") or _KEPT_VARIABLES.fullmatch(name)}


@cache
def handed_over(git: str, home: str, user: str | None, system: str | None) -> tuple[tuple[str, str], ...]:
    """The user's and the system's own settings that are let through; the other arguments are what they depend on."""
    places = {"HOME": home, "GIT_CONFIG_GLOBAL": user, "GIT_CONFIG_SYSTEM": system, "GIT_CEILING_DIRECTORIES": os.sep}
    asked = subprocess.run(  # noqa: S603 - a fixed program, no shell
        [git, "config", "--null", "--get-regexp", _HANDED_OVER],
        cwd=os.sep,
        env=_without_git(os.environ) | {name: value for name, value in places.items() if value is not None},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=SECONDS,
        check=False,
    )
    entries = (entry.partition("\n") for entry in asked.stdout.decode("utf-8", "replace").split("\0") if entry)
    return tuple((key, value if separator else "true") for key, separator, value in entries)
