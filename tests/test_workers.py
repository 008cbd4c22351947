"""Work spread over processes: the same results in the same order, and never a wait for somebody who is gone."""

import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest

from tracker.workers import Lost, Workers

HERE = os.getpid()
PATIENCE = 100
"""Seconds, less than the test has."""


@pytest.fixture(autouse=True)
def no_waiting() -> Iterator[None]:
    """A wait that does not end fails the test."""

    def late(*_: object) -> None:
        raise TimeoutError("still waiting after two minutes")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(120)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture
def workers() -> Iterator[Workers]:
    with Workers(2, threshold=10, chunk=3) as made:
        yield made


class TwoWordsError(Exception):
    """Pickled as one word, and made of two."""

    def __init__(self, one: str, other: str) -> None:
        super().__init__(f"{one} {other}")


def squares(numbers: list[int]) -> list[int]:
    return [number * number for number in numbers]


def whose(numbers: list[int]) -> list[int]:
    return [os.getpid() for _ in numbers]


def together(folder: Path) -> Any:
    """The same, for which each process waits until another has begun, too."""

    def work(numbers: list[int]) -> list[int]:
        (folder / str(os.getpid())).touch()
        while len([*folder.iterdir()]) < 2:
            time.sleep(0.01)
        return whose(numbers)

    return work


def wide(numbers: list[int]) -> list[bytes]:
    return [bytes(700_000) for _ in numbers]


def elsewhere(act: Callable[[], object]) -> Any:
    """Work that goes wrong at once wherever it is not done here; here it waits until another process has begun."""
    begun = multiprocessing.get_context("fork").Event()

    def work(numbers: list[int]) -> list[int]:
        if os.getpid() != HERE:
            begun.set()
            act()
        begun.wait()
        return numbers

    return work


def failing(error: Exception) -> Any:
    def fail() -> None:
        raise error

    return elsewhere(fail)


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def leave() -> None:
    raise SystemExit


def begun(told: Connection) -> None:
    """A process of its own that has others at work for as long as they are let, and is killed meanwhile."""

    def stay(items: list[int]) -> list[int]:
        if os.getpid() != parent:
            told.send(os.getpid())
            time.sleep(PATIENCE)
        return items

    parent = os.getpid()
    Workers(2, threshold=1, chunk=1).start(stay, range(4))
    time.sleep(PATIENCE)


def test_nobody_is_left_at_work_for_a_process_that_was_killed() -> None:
    fork = multiprocessing.get_context("fork")
    ours, theirs = fork.Pipe(duplex=False)
    process = fork.Process(target=begun, args=(theirs,))
    process.start()
    assert ours.poll(PATIENCE)
    worker = ours.recv()
    theirs.close()
    os.kill(process.pid or 0, signal.SIGKILL)
    process.join()
    # The last end of the pipe goes with the last process that holds it.
    assert ours.poll(PATIENCE / 2)
    with pytest.raises(EOFError):
        ours.recv()
    assert worker != process.pid


@pytest.mark.parametrize("count", [0, 1, 9, 10, 11, 200])
def test_results_come_in_the_order_of_the_items(workers: Workers, count: int) -> None:
    assert list(workers.start(squares, range(count))) == [number * number for number in range(count)]


def test_much_work_is_shared_and_little_is_done_here(workers: Workers, tmp_path: Path) -> None:
    """As many processes are at work as were asked for, this one among them."""
    assert set(workers.start(whose, range(9))) == {HERE}
    done_by = set(workers.start(together(tmp_path), range(90)))
    assert len(done_by) == 2
    assert HERE in done_by


def test_others_begin_before_this_process_asks(workers: Workers, tmp_path: Path) -> None:
    def leave_a_mark(numbers: list[int]) -> list[int]:
        (tmp_path / str(os.getpid())).touch()
        return numbers

    pending = workers.start(leave_a_mark, range(90))
    while not list(tmp_path.iterdir()):
        time.sleep(0.01)
    assert not (tmp_path / str(HERE)).exists()
    assert list(pending) == [*range(90)]


def test_an_error_here_is_raised_as_it_is(workers: Workers) -> None:
    def work(numbers: list[int]) -> list[int]:
        if os.getpid() == HERE:
            raise TwoWordsError("two", "words")
        time.sleep(600)
        return numbers

    with pytest.raises(TwoWordsError):
        list(workers.start(work, range(90)))


def test_one_process_does_it_here() -> None:
    assert set(Workers(1, threshold=2).start(whose, range(90))) == {HERE}


def test_little_work_is_not_begun_before_somebody_asks() -> None:
    asked: list[int] = []
    pending = Workers(1).start(lambda numbers: asked.extend(numbers) or numbers, [1, 2])
    assert asked == []
    assert list(pending) == [1, 2]


def test_results_wait_for_whoever_comes_late(workers: Workers) -> None:
    """More than a pipe holds, asked for after something else was done."""
    first, second = workers.start(wide, range(12)), workers.start(squares, range(30))
    assert list(second) == squares([*range(30)])
    assert sum(map(len, first)) == 12 * 700_000


def test_an_error_is_raised_where_the_results_are_wanted(workers: Workers) -> None:
    with pytest.raises(KeyError, match="no such thing"):
        list(workers.start(failing(KeyError("no such thing")), range(90)))


@pytest.mark.parametrize(
    ("error", "said"),
    [(TwoWordsError("two", "words"), "TwoWordsError: two words"), (ValueError("with", lambda: None), "ValueError: ")],
    ids=["pickled otherwise than it is made", "not pickled at all"],
)
def test_an_error_that_cannot_travel_is_told_in_its_words(workers: Workers, error: Exception, said: str) -> None:
    with pytest.raises(Lost) as lost:
        list(workers.start(failing(error), range(90)))
    assert str(lost.value).startswith(said)


@pytest.mark.parametrize("work", [elsewhere(die), elsewhere(leave)], ids=["killed", "left"])
def test_a_process_that_is_gone_is_not_waited_for(workers: Workers, work: Any) -> None:
    with pytest.raises(Lost) as lost:
        list(workers.start(work, range(90)))
    assert str(lost.value) == "a process of the build ended before its work was done"


def test_closing_ends_what_is_still_at_work() -> None:
    workers = Workers(2, threshold=1, chunk=1)
    workers.start(lambda numbers: time.sleep(600) or numbers, range(4))
    processes = [*workers._running]
    assert all(process.is_alive() for process in processes)
    begun = time.monotonic()
    workers.close()
    assert time.monotonic() - begun < 60
    assert not any(process.is_alive() for process in processes)
