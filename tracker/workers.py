"""Work spread over processes when there is enough of it to be worth their start. Knows nothing of what is done."""

import multiprocessing
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from queue import SimpleQueue
from threading import Thread
from types import TracebackType
from typing import Any, Generic, TypeVar

Item = TypeVar("Item")
Made = TypeVar("Made")
Work = Callable[[list[Item]], list[Made]]


class Lost(RuntimeError):
    """A process ended before its work was done; the system may have run out of memory."""


class Pending(Generic[Made]):
    """Results that are being made; iterate once to receive them in the order of the items."""

    def __init__(self, chunks: Iterator[list[Made]]) -> None:
        self._chunks = chunks

    def __iter__(self) -> Iterator[Made]:
        for chunk in self._chunks:
            yield from chunk


class Workers:
    """Splits work among forked processes, which see the items without their being sent. Where forking is not safe, it is done here, when asked for."""

    def __init__(self, processes: int | None = None, *, threshold: int = 400, chunk: int = 50) -> None:
        self._processes = processes if processes is not None else (os.cpu_count() or 1)
        self._threshold = threshold
        self._chunk = chunk
        self._running: list[BaseProcess] = []

    def __enter__(self) -> "Workers":
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

    def start(self, work: "Work[Item, Made]", items: Sequence[Item], *, is_worth_it: bool | None = None, chunk: int | None = None) -> Pending[Made]:
        """Begin `work`, a function from a list to a list of the same length, on the items.

        Few items are not worth processes of their own, unless whoever knows how long each takes says so.
        """
        worth = len(items) >= self._threshold if is_worth_it is None else is_worth_it
        # Elsewhere than on Linux forking is not safe once system libraries have threads of their own.
        if sys.platform != "linux" or not worth or self._processes < 2:
            return Pending(work(list(part)) for part in (items,))
        size = chunk or self._chunk
        chunks = [list(items[at : at + size]) for at in range(0, len(items), size)]
        context = multiprocessing.get_context("fork")
        taken = context.Value("i", 0)
        arrived: SimpleQueue[Any] = SimpleQueue()
        started = min(self._processes, len(chunks))
        for _ in range(started):
            ours, theirs = context.Pipe(duplex=False)
            process = context.Process(target=_labour, args=(work, chunks, taken, theirs), daemon=True)
            process.start()
            theirs.close()
            self._running.append(process)
            # Read at once, so that no process ever waits for us.
            Thread(target=_drain, args=(ours, arrived), daemon=True).start()
        return Pending(_in_order(arrived, len(chunks), started))


def _labour(work: "Work[Any, Any]", chunks: list[list[Any]], taken: Any, results: Connection) -> None:
    """Take the next chunk that nobody has taken, until there is none."""
    while True:
        with taken.get_lock():
            at = taken.value
            taken.value += 1
        if at >= len(chunks):
            return
        try:
            results.send((at, work(chunks[at])))
        except Exception as e:  # noqa: BLE001 - whatever it is, it is raised again where the results are wanted
            results.send((at, e))
            return


def _drain(results: Connection, into: "SimpleQueue[Any]") -> None:
    try:
        while True:
            into.put(results.recv())
    except (EOFError, OSError):
        into.put(None)


def _in_order(arrived: "SimpleQueue[Any]", count: int, processes: int) -> Iterator[list[Any]]:
    early: dict[int, Any] = {}
    running = processes
    for wanted in range(count):
        while wanted not in early:
            found = arrived.get()
            if found is None:
                running -= 1
                if not running and wanted not in early:
                    raise Lost("a process of the build ended before its work was done")
                continue
            early[found[0]] = found[1]
        made = early.pop(wanted)
        if isinstance(made, Exception):
            raise made
        yield made
