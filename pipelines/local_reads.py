"""What may be asked of the local database: one function per question, on a connection of its own.

The open build is never attached here, nor the local database to the open one. Local data name people.
"""

import datetime as dt
import json
import shutil
import tempfile
from pathlib import Path

from pipelines import database, declared, domain, errors, export, local, reads
from pipelines.reads import Served

DATASETS = ("labels", "inspections", "changes", "statuses", "notices")


def serve(folder: Path | None = None) -> Served:
    """Open the local build. Raises NoLocalData when there is none or it cannot be read."""
    warehouse = local.Place(folder).warehouse if folder else local.place().warehouse
    try:
        return reads.serve(warehouse)
    except errors.NoWarehouse as fault:
        if warehouse.pointer.exists():
            raise errors.NoLocalData(
                f"The local data in {warehouse.folder} cannot be read ({fault}). Delete {warehouse.pointer} and run "
                "`python -m pipelines local` again: the extracts themselves are safe."
            ) from None
        raise errors.NoLocalData(
            f"No local data have been built in {warehouse.folder}. Put your authority's Ofsted extracts (XML or JSON) "
            f"in {warehouse.folder.parent / 'raw'} and run `python -m pipelines local`."
        ) from None


def pointer_bytes() -> bytes | None:
    """What the local pointer holds now; None where no local data have been built."""
    try:
        return local.place().warehouse.pointer.read_bytes()
    except OSError:
        return None


def classification() -> str:
    """The line that stands first in every file of local data."""
    row = declared.rows("local_classification")[0]
    return f"{row['classification']}: {row['handling']}"


def setting(served: Served, urn: str) -> dict | None:
    """One setting of the feed with everything the feed says of it; None where the feed does not list it.

    Beside its facts: inspections, status_history, notices and conflicts, each a list of rows, oldest first.
    """
    found = reads.rows(served, "setting", "local_reads", urn=urn)
    if not found:
        return None
    beside = ("inspections", "status_history", "notices", "conflicts")
    told = {name: reads.rows(served, name, "local_reads", urn=urn) for name in beside}
    told["conflicts"] = [domain.as_called(one, one["inspected_on"], "kept", "other") for one in told["conflicts"]]
    return {**found[0], **told}


def differences(served: Served) -> list[dict]:
    """The settings whose local label differs from the open one, and why; the gravest local label first."""
    return reads.rows(served, "differences", "local_reads")


def since(served: Served, day: dt.date) -> list[dict]:
    """Suspensions and notices since a day, the newest first: urn, what, happened_on, is_sensitive. No names."""
    return reads.rows(served, "since", "local_reads", since_on=day)


def dictionary(dataset: str) -> list[dict[str, str]]:
    """What each column of a local dataset means: column, meaning."""
    return [row for row in declared.rows("local_dictionary") if dataset in row["datasets"].split()]


def write(served: Served, dataset: str, out: Path) -> int:
    """Write one local dataset as CSV, its classification on the first line; returns the number of rows.

    What its columns mean is written beside it, as CSVW.
    """
    text, _ = database.statement("local_reads", f"export_{dataset}")
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=".export-") as folder:
        plain, marked = Path(folder) / "plain.csv", Path(folder) / "marked.csv"
        rows = export.copy(served, text, {}, "csv", plain)
        with plain.open("rb") as source, marked.open("wb") as target:
            target.write(source.read(len(export.BOM)))
            target.write(f'"{classification()}"\n'.encode())
            shutil.copyfileobj(source, target, 1 << 20)
        marked.replace(out)
    described = {
        "@context": "http://www.w3.org/ns/csvw", "url": out.name, "dc:rights": classification(),
        "dialect": {"encoding": "utf-8", "header": True, "skipRows": 1},
        "tableSchema": {"columns": [
            {"name": row["column"], "dc:description": row["meaning"]} for row in dictionary(dataset)
        ]},
    }  # fmt: skip
    export.metadata_path(out).write_text(json.dumps(described, indent=1, ensure_ascii=False), encoding="utf-8")
    return rows
