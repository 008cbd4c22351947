"""What a command costs: wall time, CPU time and peak memory of all its processes together. Knows nothing of sites."""

import os
import signal
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path

INTERVAL = 0.1
"""Seconds between two looks at memory."""

DUTY = 10
"""A look that took t seconds is followed by at least ten times t of rest, so that looking stays cheap."""

_PROC = Path("/proc")
_PARENT, _SESSION = 1, 3
"""Positions in /proc/PID/stat after the command name: state, ppid, pgrp, session (proc(5))."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run cost.

    `wall` seconds from start to exit. `cpu` seconds, user and system, of the process and of all descendants it waited
    for. `pss` peak bytes of all processes together, a page shared by n of them counted 1/n in each; `rss` the same
    with shared pages counted in full in each. Both None where there is no /proc.
    """

    wall: float
    cpu: float
    pss: int | None
    rss: int | None
    exit_code: int


def cost(command: list[str], log: Path) -> Cost:
    """Run `command`, its output in `log`, and measure it. The command is killed with its descendants if we are."""
    with log.open("wb") as output:
        start = time.perf_counter()
        child = subprocess.Popen(  # noqa: S603 - commands of ours
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
        )
        memory = _Memory(child.pid)
        memory.start()
        try:
            _, status, usage = os.wait4(child.pid, 0)
            wall = time.perf_counter() - start
            child.returncode = os.waitstatus_to_exitcode(status)
        except BaseException:
            os.killpg(child.pid, signal.SIGKILL)
            raise
        finally:
            memory.stop()
    return Cost(wall, usage.ru_utime + usage.ru_stime, memory.pss, memory.rss, child.returncode)


class _Memory(threading.Thread):
    """Watches the memory of a process and its descendants; keeps the highest sums seen."""

    def __init__(self, root: int) -> None:
        super().__init__(daemon=True)
        self.pss: int | None = None
        self.rss: int | None = None
        self._root = root
        self._done = threading.Event()

    def run(self) -> None:
        """Look, rest, look again, until told to stop."""
        rest = 0.0
        while not self._done.wait(rest):
            start = time.perf_counter()
            sums = _memory(_family(self._root))
            if sums:
                self.pss = max(self.pss or 0, sums[0])
                self.rss = max(self.rss or 0, sums[1])
            rest = max(INTERVAL, DUTY * (time.perf_counter() - start))

    def stop(self) -> None:
        """End the watch."""
        self._done.set()
        self.join()


def _family(root: int) -> list[int]:
    """The process, all in its session, and all descendants of these, also those that began a session of their own."""
    parents: dict[int, int] = {}
    family = set()
    for entry in _PROC.glob("[0-9]*/stat"):
        try:
            fields = entry.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except OSError:  # gone meanwhile
            continue
        pid = int(entry.parent.name)
        parents[pid] = int(fields[_PARENT])
        if pid == root or int(fields[_SESSION]) == root:
            family.add(pid)
    grown = True
    while grown:
        born = {pid for pid, parent in parents.items() if parent in family} - family
        family |= born
        grown = bool(born)
    return sorted(family)


def _memory(family: list[int]) -> tuple[int, int] | None:
    """Sums of PSS and RSS in bytes (smaps_rollup: Documentation/filesystems/proc.rst); None if nothing could be read."""
    pss = rss = 0
    for pid in family:
        try:
            lines = (_PROC / str(pid) / "smaps_rollup").read_text(encoding="utf-8").splitlines()[1:]
        except OSError:  # gone meanwhile, or not ours to read
            continue
        sizes = {name: int(rest.split()[0]) * 1024 for name, _, rest in (line.partition(":") for line in lines)}
        pss += sizes["Pss"]
        rss += sizes["Rss"]
    return (pss, rss) if rss else None
