"""Cases of one entry, one after another in a process of their own: `python -m tests.faults.cases ENTRY FIRST LAST`.

A line of JSON is printed as each case begins and as it ends, so that whoever reads them knows which case a process
died or hung in, and how much memory it took. With one seed only that case is run; with `giant PATH` a file too large
to be counted again by another reader.
"""

import json
import random
import resource
import shutil
import sys
import tempfile
import time
import traceback
from pathlib import Path

from pipelines import errors
from tests.faults import mutate
from tests.faults.entries import ENTRIES, Entry, take_uncounted


def mutation(entry: Entry, bases: list[Path], seed: int) -> tuple[Path, bytes, list[str]]:
    """The base, the bytes and the damage of one seed."""
    draw = random.Random(f"{entry.name} {seed}")
    base = draw.choice(bases)
    data, done = mutate.mutated(draw, base.read_bytes(), entry.mutators)
    return base, data, done


def outcome(entry: Entry, path: Path, folder: Path) -> tuple[str, list[str]]:
    """How a file ends: the name of the error or 'accounted for', and what is wrong with that."""
    work = folder / "work"
    work.mkdir()
    try:
        return "accounted for", entry.take(path, work)
    except errors.MonitorError as fault:
        said = str(fault)
        wrong = [] if fault.exit_code in errors.EXIT_CODES and fault.exit_code != 1 else ["its exit code is not listed"]
        if "Traceback" in said or not said or len(said) > 5000:
            wrong.append(f"its message is no sentence: {said[:200]!r}")
        return type(fault).__name__, wrong
    except BaseException as fault:
        last = traceback.extract_tb(fault.__traceback__)[-1]
        return type(fault).__name__, [f"{fault!r:.300} in {Path(last.filename).name}, line {last.lineno}"]


def peak() -> float:
    """The most memory this process has held, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 if sys.platform != "darwin" else 1024) / 1024


def main(name: str, first: int, last: int) -> None:
    """Run the cases of a range of seeds."""
    entry = ENTRIES[name]
    with tempfile.TemporaryDirectory(prefix="fuzz-") as scratch:
        bases = entry.bases(Path(scratch) / "bases")
        for seed in range(first, last):
            print(json.dumps({"begins": seed}), flush=True)
            base, data, done = mutation(entry, bases, seed)
            folder = Path(scratch) / "case"
            folder.mkdir()
            started = time.monotonic()
            path = folder / base.name
            path.write_bytes(data)
            ended, wrong = outcome(entry, path, folder)
            told = {
                "seed": seed, "base": base.name, "done": done, "bytes": len(data), "ended": ended, "wrong": wrong,
                "seconds": round(time.monotonic() - started, 2), "peak": round(peak()),
            }  # fmt: skip
            print(json.dumps(told), flush=True)
            shutil.rmtree(folder)


def giant(path: Path) -> None:
    """One file, in a process that has done nothing else."""
    entry = Entry("giant", lambda folder: [], (), take_uncounted)
    with tempfile.TemporaryDirectory(prefix="giant-") as scratch:
        ended, wrong = outcome(entry, path, Path(scratch))
    print(json.dumps({"ended": ended, "wrong": wrong, "peak": round(peak())}))


if __name__ == "__main__":
    if sys.argv[1] == "giant":
        sys.exit(giant(Path(sys.argv[2])))
    beginning = int(sys.argv[2])
    main(sys.argv[1], beginning, int(sys.argv[3]) if len(sys.argv) > 3 else beginning + 1)
