"""What the last back-test found, read from its folder: for the Method page. Making one is pipelines/backtest."""

import csv
import datetime as dt
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

TABLES = ("rates", "ranking", "calibration", "subgroups", "sensitivity", "stability", "null", "null_draws")
BACK_YEARS = 3  # how far before the oldest release a first freeze is proposed


def read(folder: Path, build_id: str) -> dict | None:
    """The summary and every table of the back-test in a folder, if it is of this very build; else None.

    Tables are lists of rows; numbers are numbers, empty cells None. A folder that cannot be read holds none.
    """
    try:
        summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
        if summary["build_id"] != build_id:
            return None
        return {"summary": summary, **{name: _rows(folder / f"{name}.csv") for name in TABLES}}
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _rows(path: Path) -> list[dict]:
    with path.open(encoding="utf-8", newline="") as handle:
        return [{name: _value(cell) for name, cell in row.items()} for row in csv.DictReader(handle)]


def _value(cell: str) -> str | float | int | None:
    for kind in (int, float):
        try:
            return kind(cell)
        except ValueError:
            continue
    return cell or None


def freezes(releases: Sequence[Mapping]) -> list[dt.date]:
    """Dates worth freezing at with these releases: the first of them, and some years before it."""
    days = sorted({one["as_at"] for one in releases})
    first = days[0]
    earlier = dt.date(first.year - BACK_YEARS, first.month, min(first.day, 28))
    return [earlier, *([first] if len(days) > 1 else [])]


def command(releases: Sequence[Mapping]) -> str:
    """The back-test worth trying with these releases, to type."""
    return f"python -m pipelines backtest --freeze {' '.join(map(str, freezes(releases)))}"
