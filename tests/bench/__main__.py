"""The benchmark: `python -m tests.bench` measures the dashboard and its pipeline beside a yardstick, as ratios.

Every measurement is made in a process of its own, the two sides taking turns in every round; the table gives medians
with the least and the most. Nothing here fails because something is slow: it says "meets" or "misses".

    python -m tests.bench                    twelve national releases, five rounds
    python -m tests.bench --forty            forty as well: T2, T3, T4 and T7 at that size (long)
    python -m tests.bench --only T1,T5       only these figures
    python -m tests.bench --smoke            small, one round, under a minute: that it runs, not how fast
    python -m tests.bench --raw FILE         the national release to multiply (default: the folder REAL_RELEASES)
"""

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from pipelines import paths
from tests.bench import inputs, report
from tests.bench.report import Figure, Measured

BUILDS, WEB = ("T1", "T2", "T3", "T4", "T5", "T7", "T8"), ("T10", "T11", "T12", "T13")
FIGURES = (*BUILDS, "T9", *WEB, "T14", "T16", "T19")
AT_FORTY = ("T2", "T3")
SMOKE_ROWS = 2_000
PATIENCE = 3_600


class Bench:
    """One run: what is measured, on which files, in which scratch folder."""

    def __init__(self, chosen: argparse.Namespace, scratch: Path):
        self.chosen, self.scratch = chosen, scratch
        self.rounds = 1 if chosen.smoke else chosen.rounds
        self.wanted = set(chosen.only or FIGURES)
        self.found = Measured()
        raw = chosen.raw or (Path(os.environ["REAL_RELEASES"]) if os.environ.get("REAL_RELEASES") else None)
        self.source = inputs.source(raw, scratch, SMOKE_ROWS if chosen.smoke else None)

    def run(self) -> Measured:
        for size in self.chosen.releases:
            self._releases(size)
        first = min(self.chosen.releases)
        if self.wanted & set(BUILDS):
            for number in range(self.rounds):
                for size in self.chosen.releases:
                    self._build(number, size)
        self._warehouse(first)
        if "T9" in self.wanted:
            book = inputs.as_workbook(next(self.one.glob("Childcare*.csv")), self.scratch / "raw_book")
            for number in range(self.rounds):
                self._workbook(number, book)
        if "T16" in self.wanted:
            for number in range(self.rounds):
                self._export(number)
        if "T19" in self.wanted:
            self._ask()
        if self.wanted & set(WEB):
            for number in range(self.rounds):
                if not self._browse(number):
                    break
        if "T14" in self.wanted:
            for number in range(self.rounds):
                self._sessions(number)
        return self.found

    # What is built from

    def _raw(self, size: int) -> Path:
        return self.scratch / f"raw_{size}"

    def _releases(self, size: int) -> None:
        """The releases, and a folder of all but the newest."""
        written = inputs.releases(self.source, self._raw(size), size)
        before = self.scratch / f"before_{size}"
        before.mkdir()
        for path in [*written[:-1], self._raw(size) / "releases.csv"]:
            os.link(path, before / path.name)
        say(f"{size} releases of {len(self.source.rows):,} providers written")

    def _warehouse(self, size: int) -> None:
        """The warehouse that is read: the national release alone, built once."""
        self.one = self.scratch / "raw_one"
        self.one.mkdir()
        oldest = min(self._raw(size).glob("Childcare*.csv"), key=lambda path: path.stat().st_mtime_ns)
        for path in (oldest, self._raw(size) / "releases.csv"):
            os.link(path, self.one / path.name)
        self.served = self.scratch / "served"
        child("work", "build_all", self.one, self.served)

    # One round of each

    def _build(self, number: int, size: int) -> None:
        raw, warehouse = self._raw(size), self.scratch / "warehouse"
        shutil.rmtree(warehouse, ignore_errors=True)
        scan = child("work", "scan", raw)
        self.found.add("directory", child("work", "directory", warehouse)["seconds"])  # apart: it is no release
        built = child("work", "build_all", raw, warehouse)
        unchanged = child("work", "build_all", raw, warehouse) if "T4" in self.wanted else None
        keep = self.found.add
        keep(f"scan {size}", scan["seconds"])
        keep(f"build {size}", built["seconds"])
        keep(f"processor {size}", built["processor"] / scan["processor"])
        keep(f"scoring {size}", built["scoring"] / built["seconds"])
        keep(f"peak {size}", built["peak"])
        keep(f"share {size}", built["share"])
        self.found.parts[size] = built["parts"]
        if unchanged:
            keep(f"unchanged {size}", unchanged["seconds"] / scan["seconds"])
            keep(f"added {size}", self._added(size) / built["seconds"])
        said = f"{size} releases: scan {scan['seconds']:.2f} s, build {built['seconds']:.2f} s"
        say(f"round {number + 1} of {self.rounds}, {said}")

    def _added(self, size: int) -> float:
        """Seconds to build when all but the newest release is staged already."""
        before, warehouse = self.scratch / f"warehouse_before_{size}", self.scratch / "warehouse"
        if not before.exists():
            child("work", "build_all", self.scratch / f"before_{size}", before)
        shutil.rmtree(warehouse)
        shutil.copytree(before, warehouse)
        return child("work", "build_all", self._raw(size), warehouse)["seconds"]

    def _workbook(self, number: int, book: Path) -> None:
        for name, raw in (("csv", self.one), ("ods", book.parent)):
            warehouse = self.scratch / "warehouse_one"
            shutil.rmtree(warehouse, ignore_errors=True)
            child("work", "directory", warehouse)
            built = child("work", "build_all", raw, warehouse)
            self.found.add(f"one {name}", built["seconds"])
            self.found.add(f"one {name} peak", built["peak"])
        say(f"round {number + 1} of {self.rounds}, one release as ODS and as CSV")

    def _export(self, number: int) -> None:
        copy = child("work", "copy_labels", self.served)
        self.found.add("copy", copy["seconds"])
        self.found.add("labels", child("work", "export_labels", self.served)["seconds"])
        self.found.add("listed", child("work", "export_listed", self.served)["seconds"])
        say(f"round {number + 1} of {self.rounds}, exports")

    def _ask(self) -> None:
        answer = child("work", "ask", self.served, *(["20"] if self.chosen.smoke else []))
        self.found.add("wrong", answer["wrong"])
        self.found.add("asked", answer["asked"])
        say(f"{answer['asked']:,} questions by 16 threads in {answer['seconds']:.1f} s")

    def _browse(self, number: int) -> bool:
        try:
            figures = child("web", "browse", self.served, 1 if self.chosen.smoke else 3)
        except ChildFailed as fault:
            self.found.notes.append(f"T10–T13 not measured: {fault}")
            say(self.found.notes[-1])
            return False
        self.found.facts["Chromium"] = figures.pop("chromium")
        for name, value in figures.items():
            self.found.add(name, value)
        say(f"round {number + 1} of {self.rounds}, in the browser")
        return True

    def _sessions(self, number: int) -> None:
        count, seconds = (3, 2) if self.chosen.smoke else (25, 8)
        for name, value in child("web", "sessions", self.served, count, seconds).items():
            self.found.add(f"sessions {name}", value)
        say(f"round {number + 1} of {self.rounds}, {count} sessions")


class ChildFailed(Exception):
    """A measuring process ended without figures; the message is what it said."""


def child(module: str, *arguments: object) -> dict:
    """The figures of one measurement in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", f"tests.bench.{module}", *map(str, arguments)], cwd=paths.PROJECT,
        capture_output=True, text=True, encoding="utf-8", env={**os.environ, "PYTHONUTF8": "1"}, timeout=PATIENCE,
    )  # fmt: skip
    if done.returncode:
        raise ChildFailed(done.stderr.strip()[-1500:] or f"exit code {done.returncode}")
    return json.loads(done.stdout.splitlines()[-1])


def say(text: str) -> None:
    """Progress, apart from the report."""
    print(text, file=sys.stderr, flush=True)


def figures(bench: Bench) -> list[Figure]:
    """Every figure that was measured, with its target, in the order of the targets."""
    found, sizes = bench.found, bench.chosen.releases
    listed: list[Figure] = []
    for size, name, reach in ((12, "T1", 3.5), (40, "T2", 3.0)):
        if size in sizes:
            listed.append(found.ratio(name, f"build of {size} / S", f"build {size}", f"scan {size}", reach))
    for size in sizes:
        if size not in (12, 40):
            listed.append(found.ratio("T1", f"build of {size} / S", f"build {size}", f"scan {size}", None))
        listed.append(found.plain("T1", f"the same in processor seconds, {size}", f"processor {size}", None))
    listed.append(found.plain("T1", "the postcode directory, once per warehouse, seconds", "directory", None))
    if {12, 40} <= set(sizes):
        listed.append(found.ratio("T3", "build of 40 / build of 12", "build 40", "build 12", 3.4))
    small, most = min(sizes), max(sizes)
    is_full = not bench.chosen.smoke
    listed += [
        found.plain("T4", f"nothing changed / S({small})", f"unchanged {small}", 0.2),
        found.plain("T4", f"one release added to {most - 1} / build of {most}", f"added {most}",
                    0.15 if most >= 40 else None),
        found.plain("T5", f"scoring / build of {small}", f"scoring {small}", 0.10),
        *(found.plain("T7", f"peak memory, {size} releases", f"peak {size}", {12: 500, 40: 800}.get(size), "MB")
          for size in sizes),
        found.plain("T8", "database / CSV bytes", f"share {small}", 0.25),
        found.ratio("T9", "build of one release from ODS / from CSV", "one ods", "one csv", 6),
        found.ratio("T10", "first table / B", "ours first", "bare first", 1.4),
        found.ratio("T11", "filter to updated / B", "ours filter", "bare filter", 2.0),
        found.ratio("T12", "filter with / without the CSV button", "ours filter", "without filter", 1.1),
        found.plain("T13", "bytes to the browser, first view", "ours first bytes", 300_000, "KB", hard=True),
        found.plain("T13", "bytes to the browser, filter", "ours filter bytes", 150_000, "KB", hard=True),
        found.ratio("T14", "reruns a second, 25 sessions / B" if is_full else "reruns a second / B", "sessions ours",
                    "sessions bare", 0.45, at_least=True),
        found.plain("T14", "errors in those sessions", "sessions ours errors", 0, hard=True),
        found.ratio("T16", "national labels CSV / COPY of the same query", "labels", "copy", 4),
        found.ratio("T16", "the flagged list's CSV, every tier / the same COPY", "listed", "copy", None),
        found.plain("T19", "wrong answers of 16 threads" + " × 400" * is_full, "wrong", 0, hard=True),
    ]  # fmt: skip
    measured = [one for one in listed if one.values and one.number in bench.wanted]
    missing = [name for name in FIGURES if name in bench.wanted - {one.number for one in measured} - set(AT_FORTY)]
    if missing:
        found.notes.append(f"Not measured: {', '.join(missing)}.")
    if not {12, 40} <= set(sizes):
        found.notes.append("T2, T3 and the targets of T4 and T7 at that size need forty releases: `--forty`.")
    return measured


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__.split("\n\n")[0])
    parser.add_argument("--releases", type=int, nargs="+", default=[12], metavar="N", help="how many releases to build")
    parser.add_argument("--forty", action="store_true", help="forty releases beside the twelve (long)")
    parser.add_argument("--rounds", type=int, default=5, metavar="N", help="rounds of each measurement (default: 5)")
    parser.add_argument("--raw", type=Path, metavar="FILE", help="the national release to multiply, or its folder")
    parser.add_argument("--only", type=lambda text: text.upper().split(","), metavar="T1,T5", help="only these figures")
    parser.add_argument("--smoke", action="store_true", help="small and quick: that it runs, not how fast")
    parser.add_argument("--json", type=Path, metavar="FILE", help="every measurement as JSON too")
    chosen = parser.parse_args()
    unknown = set(chosen.only or ()) - set(FIGURES)
    if unknown:
        parser.error(f"no such figure: {', '.join(sorted(unknown))}; there are {', '.join(FIGURES)}")
    if min(chosen.releases) < 2 or chosen.rounds < 1:
        parser.error("at least two releases and one round")
    if chosen.raw and not chosen.raw.exists():
        parser.error(f"there is no {chosen.raw}")
    if chosen.smoke:
        chosen.releases = [3]
    elif chosen.forty or {"T2", "T3"} & set(chosen.only or ()):
        chosen.releases = sorted({*chosen.releases, 12, 40})
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the scratch folder goes, and what is running
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        bench = Bench(chosen, Path(folder))
        say(f"Made from {bench.source.told}")
        bench.run()
        listed = figures(bench)
    print(report.markdown(listed, bench.found, bench.source.told, bench.rounds, chosen.smoke))
    if chosen.json:
        told = {"facts": report.facts(bench.found), "source": bench.source.told, "rounds": bench.rounds,
                "measured": bench.found.values, "parts": bench.found.parts}  # fmt: skip
        chosen.json.write_text(json.dumps(told, indent=1, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main()
