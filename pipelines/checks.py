"""Checks on a finished build: each is a SELECT in sql/checks that must return no rows."""

import duckdb

from pipelines import database, errors, paths


def run(con: duckdb.DuckDBPyConnection) -> int:
    """Run every check; returns how many there were. Raises CheckFailed naming the check and its first rows."""
    names = sorted(path.stem for path in (paths.SQL / "checks").glob("*.sql"))
    for name in names:
        text, _ = database.statement("checks", name)
        found = con.execute(text).fetchmany(3)
        if found:
            raise errors.CheckFailed(
                f"The check '{name.replace('_', ' ')}' failed, so the build was not published and the previous one "
                f"still serves. First rows: {found}. The rule is in pipelines/sql/checks/{name}.sql."
            )
    return len(names)
