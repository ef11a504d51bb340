"""Corrections of single published cells, each with the text it expects to find (declared/corrections.csv).

A correction is made only where the release prints exactly what it expects. Where the publisher has mended the cell, it
is not made, and the problem ledger says that it can go. Raw files are never edited.
"""

import datetime as dt

import duckdb

from pipelines import declared, errors


def of(as_at: dt.date) -> tuple[tuple[str, str, str, str, str], ...]:
    """The corrections of releases as at a date: (urn, column, printed, corrected, reason). Raises BadParameter."""
    columns = {row["column"] for row in declared.rows("columns") if row["use"] != "ignored"}
    found = []
    for row in declared.rows("corrections"):
        if row["column"] not in columns or not all(row[name] for name in ("urn", "printed", "reason")):
            raise errors.BadParameter(
                f"pipelines/declared/corrections.csv: the correction of {row['urn']} as at {row['as_at']} needs a "
                f"column that is read ('{row['column']}' is given), the text expected there, and a reason."
            )
        if row["as_at"] in ("*", as_at.isoformat()):
            found.append(tuple(row[name] for name in ("urn", "column", "printed", "corrected", "reason")))
    return tuple(found)


def apply(con: duckdb.DuckDBPyConnection, file: int, wanted: tuple) -> list[tuple]:
    """Correct cells of raw_row in one file; returns what was done as rows of raw_problem: file, row, urn, column,
    value, problem, action."""
    told = []
    for urn, column, printed, corrected, reason in wanted:
        for row_number, found in con.execute(
            f"SELECT row_number, {column} FROM raw_row WHERE file = $file AND urn = $urn", {"file": file, "urn": urn}
        ).fetchall():
            if found == printed:
                con.execute(
                    f"UPDATE raw_row SET {column} = nullif($corrected, '') WHERE file = $file AND row_number = $row",
                    {"corrected": corrected, "file": file, "row": row_number},
                )
                action = f"read as '{corrected}': {reason}" if corrected else f"read as blank: {reason}"
                told.append((file, row_number, urn, column, printed, "corrected", action))
            else:
                told.append((file, row_number, urn, column, None, "correction no longer needed",
                             "left as published: remove the correction"))  # fmt: skip
    return told
