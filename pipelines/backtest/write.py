"""The back-test as files: a CSV per table (shares from 0 to 1, empty where nothing can be said) and summary.json."""

import csv
import datetime as dt
import io
import math
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from pipelines import proof, publish

SUMMARY = "summary.json"
TABLES = proof.TABLES


def write(out: Path, summary: Mapping, tables: Mapping[str, Sequence[Mapping]]) -> None:
    """Write every table and then the summary, each whole or not at all. The old summary goes first, so that a folder
    with a summary always holds the tables it speaks of."""
    out.mkdir(parents=True, exist_ok=True)
    (out / SUMMARY).unlink(missing_ok=True)
    for name in TABLES:
        beside = out / f".{name}.csv.{os.getpid()}.tmp"
        beside.write_text(as_csv(tables[name]), encoding="utf-8", newline="")
        os.replace(beside, out / f"{name}.csv")
    publish.write_json(out / SUMMARY, plain(summary))


def as_csv(rows: Sequence[Mapping]) -> str:
    """Rows as CSV; a column that some rows lack is empty there."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO(newline="")
    table = csv.writer(text, lineterminator="\r\n")
    table.writerow(columns)
    table.writerows([cell(row.get(name)) for name in columns] for row in rows)
    return text.getvalue()


def cell(value: object) -> object:
    """One value as it stands in a CSV: six significant figures, nothing for NaN."""
    if isinstance(value, float):
        return "" if math.isnan(value) else f"{value:.6g}"
    return "" if value is None else value.isoformat() if isinstance(value, dt.date) else value


def plain(value: object) -> object:
    """A value as JSON has it: NaN is null, dates are text."""
    if isinstance(value, Mapping):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if isinstance(value, float):
        return None if math.isnan(value) else float(f"{value:.6g}")
    return value.isoformat() if isinstance(value, dt.date | dt.datetime) else value
