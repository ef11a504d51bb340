"""What is staged of a file: a folder of tables with its accounting, kept under a key, and read together with others.

Leaves out what the tables hold (pipelines.staging, pipelines.feed.stage).
"""

import contextlib
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from pipelines import database, paths, publish

ACCOUNT = "account.json"
REPEATED = ("raw_snapshot", "raw_sighting")  # of rows that are repeated, in the folder that has typed them


@dataclass(frozen=True)
class Staged:
    """Where one file's staged tables lie, and its accounting."""

    folder: Path
    rows_read: int
    rows_staged: int
    rows_set_aside: int
    sample_rows: int
    columns: str = ""  # under which rows are shared with other files; '' where they are not (pipelines.repeats)
    leans_on: list[str] = field(default_factory=list)  # folders that have typed the rows repeated here

    def table(self, name: str) -> Path:
        return self.folder / f"{name}.parquet"


def cached(warehouse: paths.Warehouse, key: str, fill: Callable[[Path], dict[str, int]]) -> tuple[Staged, bool]:
    """What was staged under a key, or else what `fill` writes into a folder, with the counts it returns; and whether
    it had to be filled. A folder has its name only when it is whole."""
    folder = warehouse.staged / name(key)
    if whole := held(warehouse, key):
        return whole, False
    warehouse.staged.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=".staging-", dir=warehouse.staged))
    try:
        counts = fill(beside)
        publish.write_json(beside / ACCOUNT, counts)
        if folder.exists():  # left without a whole account by an interrupted run
            shutil.rmtree(folder)
        os.replace(beside, folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return Staged(folder, **counts), True


def name(key: str) -> str:
    """The name of the folder of what is staged under a key."""
    return hashlib.sha256(key.encode()).hexdigest()[:24]


def held(warehouse: paths.Warehouse, key: str) -> Staged | None:
    """What was staged under a key; None where there is nothing, or it is damaged."""
    with contextlib.suppress(OSError, ValueError, TypeError):
        return read(warehouse.staged / name(key))
    return None


def read(folder: Path) -> Staged:
    """What is staged in a folder. Raises OSError, ValueError and TypeError where its account cannot be read."""
    return Staged(folder, **json.loads((folder / ACCOUNT).read_text(encoding="utf-8")))


def together(con: duckdb.DuckDBPyConnection, names: Iterable[str], numbered: Iterable[tuple[int, Staged]]) -> None:
    """Each of these staged tables of several releases as one view, every row with the number of its release.

    Of the tables in REPEATED also a view <name>_once: each row as it was typed, with all `release_ids` that print it.
    """
    numbered = list(numbered)
    number_of = {staged.folder.name: number for number, staged in numbered}
    pointed = " UNION ALL ".join(
        f"SELECT {[number_of[one] for one in staged.leans_on]}[source] AS release_id, urn, {number} AS repeated_by "
        f"FROM read_parquet({database.quoted(staged.table('repeated'))})"
        for number, staged in numbered if staged.leans_on
    ) or "SELECT 0 AS release_id, '' AS urn, 0 AS repeated_by LIMIT 0"  # fmt: skip
    con.execute(
        "CREATE OR REPLACE TABLE repeated AS SELECT release_id, urn, "
        f"list(repeated_by::INTEGER ORDER BY repeated_by) AS release_ids FROM ({pointed}) GROUP BY ALL"
    )
    for name in names:
        rows = " UNION ALL BY NAME ".join(
            f"SELECT {number}::INTEGER AS release_id, * FROM read_parquet({database.quoted(staged.table(name))})"
            for number, staged in numbered
        )
        if name in REPEATED:
            con.execute(
                f"CREATE OR REPLACE VIEW {name}_once AS SELECT typed.* EXCLUDE (release_id), "
                f"list_prepend(release_id, coalesce(release_ids, [])) AS release_ids FROM ({rows}) AS typed "
                "LEFT JOIN repeated USING (release_id, urn)"
            )
            rows = f"SELECT unnest(release_ids) AS release_id, * EXCLUDE (release_ids) FROM {name}_once"
        con.execute(f"CREATE OR REPLACE VIEW {name} AS {rows}")
