"""One measurement in a process of its own: `python -m tests.bench.work KIND ARGUMENT…` prints its figures as JSON.

Seconds are those of the work itself: starting Python and importing are left out on both sides. Processor seconds and
peak memory are those of the whole process.
"""

import json
import random
import shutil
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import duckdb

from pipelines import build, database, export, flagged_list, load, paths, postcodes, reads

SCORING = ("as_at.change", "as_at.score", "as_at.label")
THREADS, QUERIES = 16, 400


def scan(raw: str) -> dict:
    """S: DuckDB reading every column of every row of a folder's files as text, its two threads free to share them."""
    files = sorted(path for path in Path(raw).glob("*.csv") if path.name != "releases.csv")
    headers = load.inspect(files[0]).table.headers
    names = ", ".join(f"'c{place}': 'VARCHAR'" for place in range(len(headers)))
    listed = ", ".join(database.quoted(path) for path in files)
    con = duckdb.connect()
    text = (
        f"SELECT count(COLUMNS(*)) FROM read_csv([{listed}], columns = {{{names}}}, header = true, "
        "auto_detect = false, delim = ',', quote = '\"', escape = '\"', max_line_size = 4194304)"
    )
    seconds, counts = _timed(lambda: con.execute(text).fetchone())
    return {"seconds": seconds, "cells": sum(counts)}


def build_all(raw: str, warehouse: str) -> dict:
    """A build of every release of a folder, with the seconds of each table of it."""
    spent: Counter = Counter()
    _watch(database, "create", lambda con, schema, name, *rest, **more: f"{schema}.{name}", spent)
    _watch(build.load, "inspect", lambda *rest: "inspect files", spent)
    _watch(build.staging, "stage", lambda *rest: "stage files", spent)
    _watch(build.checks, "run", lambda *rest: "checks", spent)
    seconds, pointer = _timed(lambda: build.build(Path(raw), paths.Warehouse(Path(warehouse))))
    database_bytes = (paths.Warehouse(Path(warehouse)).builds / pointer["database"]).stat().st_size
    csv_bytes = sum(path.stat().st_size for path in Path(raw).iterdir() if path.is_file())
    return {
        "seconds": seconds, "scoring": sum(spent[name] for name in SCORING), "share": database_bytes / csv_bytes,
        "parts": {name: round(value, 3) for name, value in spent.most_common()},
    }  # fmt: skip


def directory(warehouse: str) -> dict:
    """The postcode directory staged into a warehouse: once for each, whatever is built there."""
    seconds, places = _timed(lambda: postcodes.find([], False, paths.Warehouse(Path(warehouse))))
    return {"seconds": seconds, "postcodes": places.staged.rows_staged if places.staged else 0}


def export_labels(warehouse: str) -> dict:
    """The national labels CSV as the download gives it: byte order mark, formula guard, one file's bytes."""
    served = reads.serve(paths.Warehouse(Path(warehouse)))
    seconds, content = _timed(lambda: export.file_bytes(served, "labels", "csv"))
    return {"seconds": seconds, "bytes": len(content)}


def export_listed(warehouse: str) -> dict:
    """The flagged list's CSV with every tier shown."""
    served = reads.serve(paths.Warehouse(Path(warehouse)))
    every = {"tier": ["intensive", "targeted", "watch", "universal"]}
    seconds, content = _timed(lambda: export.flagged(served, every, "priority"))
    return {"seconds": seconds, "bytes": len(content)}


def copy_labels(warehouse: str) -> dict:
    """DuckDB's COPY of the labels query and nothing more."""
    served = reads.serve(paths.Warehouse(Path(warehouse)))
    text, _ = database.statement("reads", "export_labels")
    folder = Path(tempfile.mkdtemp(prefix="bench-copy-"))
    con = duckdb.connect()
    try:
        con.execute(f"ATTACH {database.quoted(served.path)} AS served (READ_ONLY)")
        target = database.quoted(folder / "labels.csv")
        copied = f"COPY ({text}) TO {target} (FORMAT csv, HEADER true)"
        seconds, _ = _timed(lambda: con.execute(copied, {"local_authorities": None}).fetchone())
        return {"seconds": seconds, "bytes": (folder / "labels.csv").stat().st_size}
    finally:
        con.close()
        shutil.rmtree(folder)


def ask(warehouse: str, queries: str = str(QUERIES)) -> dict:
    """Sixteen threads asking one opened build about settings of their own, every answer compared with the truth."""
    served = reads.serve(paths.Warehouse(Path(warehouse)))
    truth = dict(served.con.cursor().execute("SELECT urn, label FROM served.mart.listing").fetchall())
    authority = dict(served.con.cursor().execute("SELECT urn, local_authority FROM served.mart.listing").fetchall())
    wrong: Counter = Counter()
    chosen = random.Random(1)
    tasks = [chosen.sample(sorted(truth), int(queries)) for _ in range(THREADS)]
    start = threading.Barrier(THREADS)

    def run(urns: list[str]) -> None:
        start.wait()
        for place, urn in enumerate(urns):
            try:
                if place % 4:
                    found = reads.setting(served, urn)
                    is_right = (found["urn"], found["label"]) == (urn, truth[urn])
                elif place % 8:
                    is_right = {row["urn"] for row in reads.history(served, urn)} <= {urn}
                else:
                    rows = flagged_list.page(served, {"local_authority": [authority[urn]]}, "priority", 1, 25)["rows"]
                    is_right = {row["local_authority"] for row in rows} <= {authority[urn]}
                wrong["wrong"] += not is_right
            except Exception as fault:  # an error is a wrong answer too, and is named
                wrong[f"{type(fault).__name__}"] += 1

    threads = [threading.Thread(target=run, args=(urns,)) for urns in tasks]
    seconds, _ = _timed(lambda: [[thread.start() for thread in threads], [thread.join() for thread in threads]])
    return {"seconds": seconds, "asked": THREADS * int(queries), "wrong": sum(wrong.values()), "faults": dict(wrong)}


def peak_megabytes() -> float | None:
    """The most memory this process has held. The kernel's own mark where it has one: getrusage may count the parent."""
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text().splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1]) / 1024
    try:
        import resource
    except ImportError:  # Windows
        return None
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1024 * 1024 if sys.platform == "darwin" else 1024)


def _timed(act: Callable[[], object]) -> tuple[float, object]:
    started = time.perf_counter()
    result = act()
    return time.perf_counter() - started, result


def _watch(module: object, name: str, called: Callable, spent: Counter) -> None:
    """Add up the seconds of a function by what it is called with."""
    original = getattr(module, name)

    def timed(*arguments: object, **options: object) -> object:
        seconds, result = _timed(lambda: original(*arguments, **options))
        spent[called(*arguments, **options)] += seconds
        return result

    setattr(module, name, timed)


MEASURED = (scan, build_all, directory, export_labels, export_listed, copy_labels, ask)
KINDS = {function.__name__: function for function in MEASURED}

if __name__ == "__main__":
    figures = KINDS[sys.argv[1]](*sys.argv[2:])
    print(json.dumps({**figures, "processor": time.process_time(), "peak": peak_megabytes()}))
