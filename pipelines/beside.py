"""Small CSV files a council keeps beside the releases: found whatever the case of their names, and read strictly.

Left out: what the lines mean (pipelines.links, pipelines.neighbours).
"""

import csv
from collections.abc import Sequence
from pathlib import Path

from pipelines import errors


def place(folder: Path, file: str) -> Path | None:
    """Where a file lies, whatever the case of its name; None where there is none."""
    return next((path for path in sorted(folder.glob("*.[cC][sS][vV]")) if path.name.lower() == file), None)


def lines(
    path: Path, needed: Sequence[str], heads: Sequence[str], refused: type[errors.MonitorError]
) -> list[tuple[str, dict[str, str]]]:
    """Where each line stands ('…/links.csv, line 2') and its trimmed cells by column; blank lines are left out.

    `heads` is the first line as it should be. Raises `refused` where it is no CSV, lacks a column needed, or a line has
    more cells than the first.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            reader = csv.DictReader(handle, strict=True)
            rows = [(f"{path}, line {reader.line_num}", row) for row in reader]
            found = [(name or "").strip().lower() for name in reader.fieldnames or ()]
    except (OSError, UnicodeDecodeError, csv.Error) as fault:
        raise refused(f"{path} cannot be read as CSV: {fault}. Save it as CSV (UTF-8) and try again.") from None
    if missing := [name for name in needed if name not in found]:
        raise refused(f"{path} lacks the column {missing[0]}. Its first line must be: {','.join(heads)}")
    told = []
    for where, row in rows:
        if None in row:
            raise refused(f"{where} has more cells than the first line. Put a text that holds a comma in quotes.")
        cells = {(name or "").strip().lower(): (cell or "").strip() for name, cell in row.items()}
        if any(cells.values()):
            told.append((where, cells))
    return told
