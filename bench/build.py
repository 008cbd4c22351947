"""Cold builds of the same issues by us and by plain mkdocs-material, interleaved and repeated, side by side."""

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench.generate import SEED, Generated, generated, write_store
from bench.measure import Cost, cost
from bench.peer import write_peer

EXAMPLE = "example: python -m bench build --issues 1000 --issues 10000 --repeat 3"
OURS = "tracker"
WARM_UP = 20
"""Issues in the untimed first build of each contestant, which compiles Python's bytecode and shows that it runs at all."""

_MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Contestant:
    """Who builds: how its input is written into a folder, and the modules and arguments that build it from there."""

    name: str
    write: Callable[[Generated, Path], None]
    command: tuple[str, ...]

    def build(self, folder: Path) -> list[str]:
        """The command line; the site appears in `folder`/site."""
        return [sys.executable, "-m", *self.command, "-f", str(folder / "mkdocs.yml")]


CONTESTANTS = (
    Contestant(OURS, lambda store, folder: write_store(store, folder, git=True), ("tracker", "build")),
    Contestant(
        "material, no search",
        lambda store, folder: write_peer(store, folder, search=False),
        ("mkdocs", "build", "--quiet"),
    ),
    Contestant("material, search", lambda store, folder: write_peer(store, folder, search=True), ("mkdocs", "build", "--quiet")),
)


@dataclass(frozen=True, slots=True)
class Run:
    """One build and what stood in the site folder afterwards: HTML pages, files of any kind, and their bytes."""

    cost: Cost
    pages: int
    files: int
    size: int


class BuildFailedError(Exception):
    """A contestant's build failed, or wrote fewer pages than there are issues."""

    def __init__(self, name: str, why: str, log: Path) -> None:
        """Say who failed and why, with the end of what it printed."""
        tail = log.read_text(encoding="utf-8", errors="replace").splitlines()[-20:]
        super().__init__("\n".join((f"{name} {why}", *tail)))


def measure(contestants: Iterable[Contestant], count: int, repeat: int, work: Path, seed: int) -> dict[str, list[Run]]:
    """`repeat` rounds, in each of which every contestant builds `count` issues once, from nothing."""
    store = generated(count, seed)
    runs: dict[str, list[Run]] = {}
    for contestant in contestants:
        _tell(f"{count:,} issues: writing the input of {contestant.name}")
        contestant.write(store, _folder(work, contestant, count))
        runs[contestant.name] = []
    inputs = {one.name: _entries(_folder(work, one, count)) for one in contestants}
    for turn in range(1, repeat + 1):
        for contestant in contestants:
            _tell(f"{count:,} issues, round {turn} of {repeat}: {contestant.name}")
            run = _cold_build(contestant, _folder(work, contestant, count), inputs[contestant.name], count)
            runs[contestant.name].append(run)
            _tell(f"{count:,} issues, round {turn} of {repeat}: {contestant.name}: {run.cost.wall:.1f} s", end="\n")
    return runs


def table(count: int, runs: dict[str, list[Run]]) -> str:
    """Medians over the rounds, the range of the wall time beside it, and how many times our wall time that is."""
    rounds = max(len(some) for some in runs.values())
    header = ("", "wall s", "(low-high)", "x ours", "CPU s", "PSS MB", "RSS MB", "pages", "files", "site MB")
    ours = _median(run.cost.wall for run in runs.get(OURS, []))
    rows = [header, *(_row(name, some, ours) for name, some in runs.items())]
    widths = [max(len(row[column]) for row in rows) for column in range(len(header))]
    lines = ["  ".join(_aligned(cell, width, column) for column, (cell, width) in enumerate(zip(row, widths, strict=True))) for row in rows]
    return "\n".join((f"{count:,} issues, cold, median of {rounds}", *(line.rstrip() for line in lines)))


def _cold_build(contestant: Contestant, folder: Path, inputs: frozenset[str], count: int) -> Run:
    """Forget all but the input, flush what earlier runs wrote, build, count, and forget again to spare the disk."""
    _forget(folder, inputs)
    os.sync()
    log = folder.with_suffix(".log")
    spent = cost(contestant.build(folder), log)
    if spent.exit_code:
        raise BuildFailedError(contestant.name, f"ended with exit code {spent.exit_code}", log)
    files = [path for path in (folder / "site").resolve().rglob("*") if path.is_file()]
    pages = sum(path.suffix == ".html" for path in files)
    if pages < count:
        raise BuildFailedError(contestant.name, f"wrote {pages:,} pages for {count:,} issues", log)
    run = Run(spent, pages, len(files), sum(path.stat().st_size for path in files))
    _forget(folder, inputs)
    return run


def _forget(folder: Path, inputs: frozenset[str]) -> None:
    """Delete all that is not input: the site, its spare generations, .tracker/."""
    for name in sorted(_entries(folder) - inputs):
        path = folder / name
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


def _row(name: str, runs: list[Run], ours: float | None) -> tuple[str, ...]:
    walls = [run.cost.wall for run in runs]
    wall = median(walls)
    return (
        name,
        f"{wall:.2f}",
        f"({min(walls):.2f}-{max(walls):.2f})",
        f"{wall / ours:.1f}" if ours else "-",
        f"{median(run.cost.cpu for run in runs):.2f}",
        _megabytes(_median(run.cost.pss for run in runs if run.cost.pss)),
        _megabytes(_median(run.cost.rss for run in runs if run.cost.rss)),
        f"{runs[-1].pages:,}",
        f"{runs[-1].files:,}",
        _megabytes(runs[-1].size),
    )


def _median(numbers: Iterable[float]) -> float | None:
    some = list(numbers)
    return median(some) if some else None


def _megabytes(size: float | None) -> str:
    return "-" if size is None else f"{size / _MEGABYTE:,.0f}"


def _aligned(cell: str, width: int, column: int) -> str:
    return cell.ljust(width) if column == 0 else cell.rjust(width)


def _folder(work: Path, contestant: Contestant, count: int) -> Path:
    return work / f"{contestant.name.replace(', ', '-').replace(' ', '-')}-{count}"


def _entries(folder: Path) -> frozenset[str]:
    return frozenset(path.name for path in folder.iterdir())


def _tell(text: str, end: str = "") -> None:
    """Progress, on a terminal only; each line replaces the last unless that was ended."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{text}{end}")
        sys.stderr.flush()


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `python -m bench build`."""
    parser.add_argument("--issues", type=int, action="append", metavar="N", help="how many issues; repeatable (default: 1000 and 10000)")
    parser.add_argument("--repeat", type=int, default=3, metavar="N", help="rounds (default: 3)")
    parser.add_argument("--only", choices=("ours", "peer"), help="leave the other side out")
    parser.add_argument("--seed", type=int, default=SEED, help=f"another seed, another content (default: {SEED})")
    parser.add_argument(
        "--work",
        type=Path,
        metavar="DIR",
        help="an absent or empty folder to build in, kept (default: a temporary one)",
    )


def main(options: argparse.Namespace) -> None:
    """Measure, and print a table per size."""
    contestants = [one for one in CONTESTANTS if options.only is None or (one.name == OURS) == (options.only == "ours")]
    place = nullcontext(options.work) if options.work else tempfile.TemporaryDirectory(prefix="bench-")
    with place as name:
        work = Path(name).resolve()
        work.mkdir(parents=True, exist_ok=True)
        measure(contestants, WARM_UP, 1, work, options.seed)
        for count in options.issues or [1000, 10_000]:
            runs = measure(contestants, count, options.repeat, work, options.seed)
            sys.stdout.write(f"{table(count, runs)}\n\n")
            sys.stdout.flush()
