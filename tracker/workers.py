"""Work spread over processes when there is enough of it to be worth their start. Knows nothing of what is done."""

import multiprocessing
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from types import TracebackType
from typing import Generic, TypeVar

Item = TypeVar("Item")
Made = TypeVar("Made")


class Pending(Generic[Made]):
    """Results that are being made; iterate to receive them in the order of the items."""

    def __init__(self, chunks: "Sequence[Future[list[Made]]] | None" = None, ready: "Callable[[], list[Made]] | None" = None) -> None:
        self._chunks = chunks
        self._ready = ready

    def __iter__(self) -> Iterator[Made]:
        if self._ready is not None:
            yield from self._ready()
        for chunk in self._chunks or ():
            yield from chunk.result()


class Workers:
    """Processes that live as long as one build, started at the first large piece of work."""

    def __init__(self, processes: int | None = None, *, threshold: int = 400, chunk: int = 100) -> None:
        self._processes = processes if processes is not None else (os.cpu_count() or 1)
        self._threshold = threshold
        self._chunk = chunk
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> "Workers":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End the processes; work not yet begun is dropped."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None

    def start(self, work: Callable[[list[Item]], list[Made]], items: Sequence[Item]) -> Pending[Made]:
        """Begin `work` on the items, in chunks. It is a module-level function from a list to a list of the same length."""
        if len(items) < self._threshold or self._processes < 2:
            return Pending(ready=lambda: work(list(items)))
        pool = self._started()
        size = self._chunk
        return Pending([pool.submit(work, list(items[at : at + size])) for at in range(0, len(items), size)])

    def _started(self) -> ProcessPoolExecutor:
        if self._pool is None:
            # fork shares what is already imported; elsewhere than Linux it is not safe once system libraries have threads.
            method = "fork" if sys.platform == "linux" else "spawn"
            self._pool = ProcessPoolExecutor(self._processes, mp_context=multiprocessing.get_context(method))
        return self._pool
