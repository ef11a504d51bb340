"""Thousands of damaged files, each read in a child process: an error in words, or an account that adds up.

A failing case is kept as a file in tests/faults/kept, which the suite replays: its name says entry, seed and base.
"""

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from tests import fixtures
from tests.faults import cases
from tests.faults.entries import ENTRIES, Entry
from tests.faults.scenarios import Trial, scenario

KEPT = Path(__file__).parent / "kept"
KEPT_BYTES = 200_000  # a larger case is kept by its seed alone
PATIENCE = 120  # seconds for one case before it counts as hung
MOST_MEMORY = 600  # MB, of a process that has read hundreds of damaged files one after another
MOST_FOR_A_GIANT = 1500  # MB: under DuckDB's own limit of 1 GB for staging a file, and what Python adds
FEW_AND_MANY = {  # in the suite, in a soak
    "csv": (200, 2000), "build": (16, 120), "ods": (16, 120), "xlsx": (16, 120),
    "feed xml": (40, 1000), "feed json": (40, 1000), "local build": (8, 120),
}  # fmt: skip


def run(entry: str, first: int, last: int) -> list[dict]:
    """The outcome of every seed from `first` up to `last`, in two processes side by side."""
    middle = (first + last) // 2
    found: list[dict] = []
    threads = [
        threading.Thread(target=lambda ends=ends: found.extend(_watched(entry, *ends)))
        for ends in ((first, middle), (middle, last))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(found, key=lambda one: one["seed"])


def _watched(entry: str, first: int, last: int) -> Iterator[dict]:
    """Run seeds in a child; where it dies or hangs that seed is at fault, and another child goes on after it."""
    while first < last:
        running = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.cases", entry, str(first), str(last)], stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, **{k: v for k, v in fixtures.process_options().items() if k != "capture_output"},
        )  # fmt: skip
        at, ended = first, first
        watch = _watch(running)
        for line in running.stdout:
            watch.cancel()
            watch = _watch(running)
            told = json.loads(line)
            at = told.get("begins", at)
            if "seed" in told:
                ended = told["seed"] + 1
                yield told
        watch.cancel()
        said = running.stderr.read()
        code = running.wait()
        if ended < last:
            yield {"seed": at, "base": "?", "done": [], "ended": "died", "peak": 0, "seconds": 0, "bytes": 0,
                   "wrong": [f"the process ended with {code}: {said[-300:]}"]}  # fmt: skip
            ended = at + 1
        first = ended


def _watch(running: subprocess.Popen) -> threading.Timer:
    watch = threading.Timer(PATIENCE, running.kill)
    watch.daemon = True
    watch.start()
    return watch


def told(entry: str, one: dict) -> str:
    """A failing case in a sentence, with the command that shows it again."""
    return (
        f"{entry} seed {one['seed']} ({one['base']}: {', '.join(one['done'])}) ended as {one['ended']}: "
        f"{'; '.join(one['wrong'])}. Again: python -m tests.faults.cases {entry} {one['seed']}"
    )


def keep(entry: Entry, seed: int) -> Path | None:
    """Keep the bytes of a failing case for the suite, where they are few."""
    with tempfile.TemporaryDirectory() as scratch:
        base, data, _ = cases.mutation(entry, entry.bases(Path(scratch)), seed)
    if len(data) > KEPT_BYTES:
        return None
    KEPT.mkdir(exist_ok=True)
    path = KEPT / f"{entry.name}-{seed}--{base.name}"
    path.write_bytes(data)
    return path


def judged(trial: Trial, entry: str, first: int, count: int) -> None:
    """Run a range of seeds and put what came of it into the trial."""
    step = 200
    for begin in range(first, first + count, step):
        for one in run(entry, begin, min(begin + step, first + count)):
            trial.add(f"{entry}: cases")
            trial.add(f"{entry}: ended as {one['ended']}")
            key = f"{entry}: peak memory of a process, MB"
            trial.figures[key] = max(trial.figures.get(key, 0), one["peak"])
            if one["wrong"]:
                trial.add(f"{entry}: wrong")
                kept = keep(ENTRIES[entry], one["seed"])
                trial.fault(told(entry, one) + (f" Kept: {kept.name}" if kept else ""))
        trial.say(f"{trial.figures[f'{entry}: cases']} of {count} cases of {entry}")
    if trial.figures[f"{entry}: peak memory of a process, MB"] > MOST_MEMORY:
        trial.fault(f"{entry}: {trial.figures[f'{entry}: peak memory of a process, MB']} MB of memory were held")


@scenario("fuzz", "a damaged file ends in an error in words or in an account that adds up; memory is bounded")
def fuzz(trial: Trial) -> None:
    """Every entry: mostly files by themselves, a share as whole builds."""
    for entry in ENTRIES:
        judged(trial, entry, trial.seed * 1_000_000, trial.count(*FEW_AND_MANY[entry]))


# --- giants -----------------------------------------------------------------------------------------

ROW = fixtures.provider("EY100001", full_1_on="01/02/2020", full_1_grade="2")
AFTER = fixtures.provider("EY100002", full_1_on="01/02/2020", full_1_grade="2")


def _release(path: Path, middle: Callable[[object], None], coding: str = "utf-8") -> None:
    """A small good release with something written between its first row and its second."""
    rows = fixtures.csv_text(fixtures.lines("L2", [ROW, AFTER])).splitlines(keepends=True)
    with path.open("wb") as handle:
        handle.write("".join(rows[:2]).encode())
        if coding != "utf-8":
            handle.write("Café\n".encode(coding))
        middle(handle)
        handle.write(rows[2].encode())


def _many(handle: object, block: bytes, size: int) -> None:
    for _ in range(size // len(block)):
        handle.write(block)


def _long_line(path: Path, megabytes: int) -> None:
    _release(path, lambda handle: (_many(handle, b"x" * 1_000_000, megabytes * 1_000_000), handle.write(b"\n")))


def _long_line_in_windows_1252(path: Path, megabytes: int) -> None:
    _release(path, lambda h: (_many(h, b"x" * 1_000_000, megabytes * 1_000_000), h.write(b"\n")), "cp1252")


def _long_quoted_cell(path: Path, megabytes: int) -> None:
    _release(path, lambda h: (h.write(b'"'), _many(h, b"x\n" * 500_000, megabytes * 1_000_000), h.write(b'"\n')))


def _long_line_of_cells(path: Path, megabytes: int) -> None:
    _release(path, lambda h: (_many(h, b"x," * 500_000, megabytes * 1_000_000), h.write(b"\n")))


def _zeros(path: Path, megabytes: int) -> None:
    with path.open("wb") as handle:
        handle.truncate(megabytes * 1_000_000)


def _no_line_break_at_all(path: Path, megabytes: int) -> None:
    with path.open("wb") as handle:
        _many(handle, b"Provider URN," * 100_000, megabytes * 1_000_000)


def _wide_header(path: Path, megabytes: int) -> None:
    rows = fixtures.csv_text(fixtures.lines("L2", [ROW, AFTER])).splitlines(keepends=True)
    more = "".join(f",Column {number}" for number in range(megabytes * 20_000))
    path.write_text(rows[0].rstrip() + more + "\n" + "".join(rows[1:]), encoding="utf-8")


def _empty_rows(path: Path, megabytes: int) -> None:
    width = len(fixtures.headers("L2")) - 1
    _release(path, lambda handle: _many(handle, (b"," * width + b"\n") * 10_000, megabytes * 100_000))


GIANTS = {
    "a line without end": _long_line,
    "a line without end in Windows-1252": _long_line_in_windows_1252,
    "a quoted cell without end": _long_quoted_cell,
    "a line of cells without end": _long_line_of_cells,
    "zeros": _zeros,
    "no line break at all": _no_line_break_at_all,
    "a header of a million columns": _wide_header,
    "empty rows": _empty_rows,
}


@scenario("giants", "a file of a gigabyte without a line end, or of a million columns, is refused; memory is bounded")
def giants(trial: Trial) -> None:
    """A gigabyte each (50 MB in the suite), in a process of its own whose peak memory is taken."""
    megabytes = trial.count(50, 1000)
    for name, write in GIANTS.items():
        path = trial.folder / "giant_as_at_31_August_2021.csv"
        write(path, min(megabytes, 50) if write is _wide_header else megabytes)
        size = os.path.getsize(path)
        result = subprocess.run(
            [sys.executable, "-m", "tests.faults.cases", "giant", str(path)],
            **{**fixtures.process_options(), "timeout": 600},
        )
        path.unlink()
        try:
            one = json.loads(result.stdout.splitlines()[-1])
        except (IndexError, ValueError):
            trial.fault(f"{name}: the process ended with {result.returncode}: {result.stderr[-300:]}")
            continue
        trial.figures[f"{name}, {size / 1e6:,.0f} MB"] = f"{one['ended']}, peak memory {one['peak']} MB"
        for wrong in one["wrong"]:
            trial.fault(f"{name}: {wrong}")
        if one["peak"] > MOST_FOR_A_GIANT:
            trial.fault(f"{name}: {one['peak']} MB of memory were held")
