"""What the Data quality page asks of a build: what each release held, and what of it could not be taken as printed.

Reads only, through reads.rows. Nothing here judges a provider.
"""

from pipelines import reads

EXAMPLES = 3  # of each kind of finding; the ledger dataset holds them all
LARGE_SHIFT = 0.05  # of the rows: a column that is filled so much more or less than in the release before


def releases(served: reads.Served) -> list[dict]:
    """One row per release, oldest first: its accounting, headers, values and conflicts."""
    return reads.rows(served, "quality")


def refused(served: reads.Served) -> list[dict]:
    """The files left out because they could not be read: file_name, reason."""
    return reads.rows(served, "refused")


def findings(served: reads.Served, release_id: int) -> list[dict]:
    """What one release holds that could not be taken as printed: problem, column, action, rows, examples."""
    return reads.rows(served, "findings", release_id=release_id, examples=EXAMPLES)


def headers(served: reads.Served, release_id: int) -> list[dict]:
    """Every header of one release: position, printed, column_name, outcome, nearest, filled_count."""
    return reads.rows(served, "headers", release_id=release_id)


def completeness(served: reads.Served, release_id: int) -> list[dict]:
    """How full each column of one release and of the one before it is, the largest shift first; `is_large` where
    that is LARGE_SHIFT or more. A column that only the release before has is gone: it has no filled_count."""
    return [
        {**row, "is_large": row["shift"] is not None and abs(row["shift"]) >= LARGE_SHIFT}
        for row in reads.rows(served, "completeness", release_id=release_id)
    ]


def disagreements(served: reads.Served, release_id: int) -> list[dict]:
    """Where one release differs from what stands: column_name, conflict_count, examples."""
    return reads.rows(served, "disagreements", release_id=release_id, examples=EXAMPLES)
