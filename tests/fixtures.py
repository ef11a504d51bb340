"""Helpers for tests of the pipeline: small releases written by hand, the command line, and open builds."""

import csv
import datetime as dt
import io
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipelines import build, declared, domain, load, paths, reads, shelf, staging

REAL = (dt.date(2021, 8, 31), dt.date(2025, 12, 31))  # the real releases: national, then ten authorities
AS_AT = {"L2": "31_August_2021", "L3": "31_December_2022", "L4": "31_March_2026"}
ANY_PROVIDER = {
    "provider_type": "Childcare on non-domestic premises", "provider_subtype": "Full day care", "status": "Active",
    "registers": "ALL", "early_years_flag": "Y", "local_authority": "Barnet", "region": "London", "places": "30",
}  # fmt: skip


@dataclass(frozen=True)
class StagedFile:
    """One staged file: what the loader made of it, its accounting, and its tables as lists of dictionaries."""

    file: load.RawFile
    account: shelf.Staged

    def rows(self, table: str) -> list[dict]:
        return fetch(f"SELECT * FROM read_parquet('{self.account.table(table)}')")

    def problems(self) -> list[tuple]:
        return [(row["urn"], row["problem"], row["value"]) for row in self.rows("raw_problem")]

    def urns(self) -> list[str]:
        return sorted(row["urn"] for row in self.rows("raw_snapshot"))


def fetch(statement: str, path: Path | None = None) -> list[dict]:
    """The rows of a statement over Parquet files, or over one database file opened read-only."""
    con = duckdb.connect(str(path), read_only=True) if path else duckdb.connect()
    try:
        result = con.execute(statement)
        names = [column[0] for column in result.description]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]
    finally:
        con.close()


def unzipped(path: Path) -> str:
    """Everything in a zip, or in a workbook, as one text."""
    with zipfile.ZipFile(path) as archive:
        return "\n".join(archive.read(name).decode("utf-8") for name in archive.namelist())


def headers(layout: str, columns: list[str] | None = None) -> dict[str, str]:
    """Our column to the header a layout prints, all of them or only those asked for."""
    printed = {row["column"]: row[layout] for row in declared.rows("columns") if row[layout]}
    return {column: printed[column] for column in columns} if columns else printed


def provider(urn: str, **cells: str) -> dict[str, str]:
    """The cells of one provider, by our column names; whatever is not given is ordinary."""
    return {"urn": urn, "provider_name": f"Setting {urn}"} | ANY_PROVIDER | cells


def lines(layout: str, rows: list[dict[str, str]], columns: list[str] | None = None) -> list[list[str]]:
    """A header and rows, as cells."""
    chosen = headers(layout, columns)
    return [list(chosen.values()), *([row.get(column, "") for column in chosen] for row in rows)]


def csv_text(cells: list[list[str]], end: str = "\n") -> str:
    """Cells as CSV. Python leaves a lone carriage return unquoted, so then every cell is quoted."""
    text = io.StringIO(newline="")
    has_return = any("\r" in cell for row in cells for cell in row)
    quoting = csv.QUOTE_ALL if has_return else csv.QUOTE_MINIMAL
    csv.writer(text, lineterminator=end, quoting=quoting).writerows(cells)
    return text.getvalue()


def release(
    folder: Path, layout: str, rows: list[dict[str, str]], as_at: str | None = None, columns: list[str] | None = None
) -> Path:
    """Write a small release of one layout, its as-at date in its name."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"Childcare_provider_level_data_as_at_{as_at or AS_AT[layout]}.csv"
    path.write_text(csv_text(lines(layout, rows, columns)), encoding="utf-8", newline="")
    return path


def stage(path: Path, warehouse: Path) -> StagedFile:
    """Load and stage one file, as a build does."""
    file = load.inspect(path, warehouse)
    account, _ = staging.stage(file, file.as_at, paths.Warehouse(warehouse))
    return StagedFile(file, account)


def stage_bytes(folder: Path, content: bytes, name: str = "data_as_at_31_August_2021.csv") -> StagedFile:
    """Stage a file of these bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(content)
    return stage(path, folder / "warehouse")


def built(raw: Path, warehouse: Path, **options: object) -> reads.Served:
    """Build a folder and open what was published."""
    build.build(raw, paths.Warehouse(warehouse), **options)
    return reads.serve(paths.Warehouse(warehouse))


def listing(served: reads.Served) -> dict[str, dict]:
    """Every provider of a build, by URN."""
    cursor = served.con.cursor()
    result = cursor.execute("SELECT * FROM served.mart.listing")
    names = [column[0] for column in result.description]
    return {row[names.index("urn")]: dict(zip(names, row, strict=True)) for row in result.fetchall()}


def cli(*arguments: object, **options: object) -> subprocess.CompletedProcess:
    """Run a verb in a process of its own."""
    return subprocess.run(command(*arguments), **{**process_options(), "timeout": 120, **options})


def command(*arguments: object) -> list[str]:
    """The command line of a verb."""
    return [sys.executable, "-m", "pipelines", *map(str, arguments)]


def process_options() -> dict:
    """How a verb's process is started: in the project, its output as text."""
    return {
        "cwd": paths.PROJECT, "capture_output": True, "text": True, "encoding": "utf-8",
        "env": {**os.environ, "PYTHONUTF8": "1"},
    }  # fmt: skip


def started(*arguments: object) -> subprocess.Popen:
    """Start a verb without waiting for it."""
    options = {key: value for key, value in process_options().items() if key != "capture_output"}
    return subprocess.Popen(command(*arguments), stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options)


def strays(warehouse: Path) -> list[str]:
    """What a warehouse holds besides a pointer, a lock, finished builds, staged files and the record of an update."""
    top, jobs = {"current.json", "build.lock", "builds", "staged", "jobs"}, {"job.json", "log.txt", "lock"}
    found = [path.name for path in warehouse.iterdir() if path.name not in top]
    found += [f"jobs/{path.name}" for path in (warehouse / "jobs").glob("*") if path.name not in jobs]
    found += [path.name for path in (warehouse / "builds").iterdir() if path.suffix != ".duckdb" or path.name[0] == "."]
    found += [path.name for path in (warehouse / "staged").iterdir() if not (path / "account.json").exists()]
    return found


def real_files() -> dict[dt.date, Path]:
    """The releases of the folder, by as-at date."""
    found = {}
    for path in Path(os.environ["REAL_RELEASES"]).glob("*.csv"):
        as_at = domain.as_at_in(path.name)
        if as_at and b"Provider URN" in path.open("rb").read(20_000):
            found[as_at] = path
    return found


def linked(folder: Path, files: Iterable[Path]) -> Path:
    """A folder with links to these files, as a raw folder that costs nothing to fill."""
    for path in files:
        (folder / path.name).symlink_to(path.resolve())
    return folder
