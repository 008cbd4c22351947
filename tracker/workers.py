"""Work spread over processes when there is enough of it to be worth their start. Knows nothing of what is done."""

import contextlib
import ctypes
import gc
import multiprocessing
import os
import pickle
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Any, Generic, Self, TypeVar, cast

Item = TypeVar("Item")
Made = TypeVar("Made")
Work = Callable[[list[Item]], list[Made]]


_PIPE_BYTES = 1_048_576
"""The most that an ordinary user may ask for on Linux (/proc/sys/fs/pipe-max-size)."""


_PR_SET_PDEATHSIG = 1
"""linux/prctl.h."""


class Lost(RuntimeError):
    """A process ended before its work was done; the system may have run out of memory."""


def give_back() -> None:
    """Give the system what memory has been let go of, before others are forked: each of them would come to have it, too.

    Only glibc keeps it (malloc_trim(3)); elsewhere nothing is to be done.
    """
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


class Pending(Generic[Made]):
    """Results that are being made; iterate once to receive them in the order of the items."""

    def __init__(self, chunks: Iterator[list[Made]]) -> None:
        self._chunks = chunks

    def __iter__(self) -> Iterator[Made]:
        for chunk in self._chunks:
            yield from chunk


class Workers:
    """Splits work among this process and others forked from it, which see the items without their being sent.

    The others begin at once; this one takes part while it waits for what it asks for. Where forking is not safe, it does everything, when asked for.
    """

    def __init__(self, processes: int | None = None, *, threshold: int = 400, chunk: int = 50) -> None:
        self.processes = processes if processes is not None else (os.cpu_count() or 1)
        self._threshold = threshold
        self._chunk = chunk
        self._running: list[BaseProcess] = []
        self._taken: list[Any] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End what is still running; its work is dropped."""
        for process in self._running:
            process.terminate()
        for process in self._running:
            process.join()
        self._running = []
        self._taken = []

    def start(self, work: "Work[Item, Made]", items: Sequence[Item], *, is_worth_it: bool | None = None, chunk: int | None = None) -> Pending[Made]:
        """Begin `work`, a function from a list to a list of the same length, on the items.

        Few items are not worth processes of their own, unless whoever knows how long each takes says so.
        """
        worth = len(items) >= self._threshold if is_worth_it is None else is_worth_it
        # Elsewhere than on Linux forking is not safe once system libraries have threads of their own.
        if sys.platform != "linux" or not worth or self.processes < 2:
            return Pending(work(list(part)) for part in (items,))
        size = chunk or self._chunk
        chunks = [list(items[at : at + size]) for at in range(0, len(items), size)]
        context = multiprocessing.get_context("fork")
        left = context.Array("i", [0, len(chunks)])
        # Were it let go of here, the next work would be given the same memory while this one still counts in it.
        self._taken.append(left)
        results: list[Connection] = []
        for _ in range(min(self.processes - 1, len(chunks))):
            ours, theirs = context.Pipe(duplex=False)
            # Room for what is made while we are busy elsewhere: a full pipe makes its process wait.
            _widen(ours)
            process = context.Process(target=_labour, args=(work, chunks, left, theirs, os.getpid()), daemon=True)
            process.start()
            theirs.close()
            self._running.append(process)
            results.append(ours)
        return Pending(_in_order(work, chunks, left, results))


def _widen(pipe: Connection) -> None:
    import fcntl  # noqa: PLC0415 - not there on Windows, where nothing is forked

    with contextlib.suppress(OSError):
        fcntl.fcntl(pipe.fileno(), fcntl.F_SETPIPE_SZ, _PIPE_BYTES)


def _portable(error: Exception) -> Exception:
    """The error itself where it survives the way to another process, else its words."""
    try:
        return cast("Exception", pickle.loads(pickle.dumps(error)))  # noqa: S301 - our own bytes
    except Exception:  # noqa: BLE001 - pickle has no error of its own
        return Lost(f"{type(error).__name__}: {error}")


def _next(left: Any, *, is_last: bool) -> int | None:
    """The first or the last of the chunks that nobody has taken yet, which is thereby taken; `left` are the first of them, and the first after them."""
    with left.get_lock():
        start, end = left
        if start == end:
            return None
        left[:] = (start, end - 1) if is_last else (start + 1, end)
    return int(end - 1 if is_last else start)


def _end_with(parent: int) -> None:
    """Be killed when that process ends, however it ends: what it held, such as the turn to build, would be held on to (prctl(2); Linux only)."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def _labour(work: "Work[Any, Any]", chunks: list[list[Any]], left: Any, results: Connection, parent: int) -> None:
    """Take the last chunk that nobody has taken, until there is none: the first are the first to be asked for, by a process that takes part itself."""
    # Whoever stops the build stops this process through `close`; here a traceback would be printed as well.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _end_with(parent)
    with _collecting_what_is_new():
        while (at := _next(left, is_last=True)) is not None:
            try:
                results.send((at, work(chunks[at])))
            except Exception as e:  # noqa: BLE001 - whatever it is, it is raised again where the results are wanted
                results.send((at, _portable(e)))
                return


@contextlib.contextmanager
def _collecting_what_is_new() -> Iterator[None]:
    """What is there already is left alone by the collector of cycles: to look at it would take long, and copy what processes share."""
    is_enabled = gc.isenabled()
    gc.freeze()
    gc.enable()
    try:
        yield
    finally:
        gc.unfreeze()
        if not is_enabled:
            gc.disable()


def _in_order(work: "Work[Any, Any]", chunks: list[list[Any]], left: Any, results: list[Connection]) -> Iterator[list[Any]]:
    early: dict[int, Any] = {}
    with _collecting_what_is_new():
        for wanted in range(len(chunks)):
            while wanted not in early:
                if (at := _next(left, is_last=False)) is not None:
                    early[at] = work(chunks[at])
                    _receive(results, early, patience=0)
                elif results:
                    _receive(results, early)
                else:
                    raise Lost("a process of the build ended before its work was done")
            made = early.pop(wanted)
            if isinstance(made, Exception):
                raise made
            yield made


def _receive(results: list[Connection], into: dict[int, Any], patience: float | None = None) -> None:
    """What has come, from every process that has something to say; those that have ended are dropped."""
    for ready in wait(results, patience):
        try:
            at, made = cast("Connection", ready).recv()
        except (EOFError, OSError):
            results.remove(cast("Connection", ready))
        else:
            into[at] = made
