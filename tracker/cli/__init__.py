"""The commands. Only here are the clock, the terminal and the exit code."""

import os
import sys

from tracker.cli import affects, diff, explain, fmt, github, imports, new, prove, reply, schema, sign, site, whois
from tracker.cli.app import app
from tracker.cli.terminal import CANNOT_RUN
from tracker.model.problem import CannotRun
from tracker.workers import Lost

__all__ = ["affects", "app", "diff", "explain", "fmt", "github", "imports", "main", "new", "prove", "reply", "schema", "sign", "site", "whois"]


_ORDER = ("init", "build", "serve", "check", "fmt", "diff", "explain", "schema", "new", "affects", "whois", "reply", "prove", "sign")
"""As whoever keeps a site meets them, and as README.md lists them."""
app.registered_commands.sort(key=lambda command: _ORDER.index(getattr(command.callback, "__name__", "")))


def main() -> None:
    """Run a command; the exit code is 0 fine, 1 problems found, 2 wrong use or cannot run."""
    try:
        app()
    except CannotRun as e:
        sys.stderr.write(f"tracker: {e}\n")
        sys.exit(CANNOT_RUN)
    except Lost as e:
        sys.stderr.write(f"tracker: {e}; the system may have run out of memory\n")
        sys.exit(CANNOT_RUN)
    except BrokenPipeError:
        # Whoever read our output has gone; what is left is nobody's.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(CANNOT_RUN)
    except OSError as e:
        # A full disk, a folder that may not be written to: nothing that a traceback would help with.
        sys.stderr.write(f"tracker: {f'{e.filename}: ' if e.filename else ''}{e.strerror or e}\n")
        sys.exit(CANNOT_RUN)
