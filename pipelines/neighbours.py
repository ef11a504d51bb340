"""`neighbours.csv` beside the releases: a council's own list of similar authorities, in place of the distance.

One line a pair: local_authority, neighbour, the nearest first. Other columns (a rank, a note) are left alone and never
enter the warehouse. An authority the file names has these neighbours and no others. Which loaded authority a name means
is decided in SQL (mart/own_neighbour), where the names are known.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import duckdb

from pipelines import beside, database, errors
from pipelines.domain import plain_key

FILE = "neighbours.csv"
COLUMNS = ("local_authority", "neighbour")
SAID = {"line": "INTEGER", "local_authority": "VARCHAR", "neighbour": "VARCHAR"}
LONGEST = 100  # letters of a name: no authority has so long a one


class Said(NamedTuple):
    """One pair of the file: its place in it, and the two names as written."""

    line: int
    local_authority: str
    neighbour: str


def place(folder: Path) -> Path | None:
    """Where the file lies; None where there is none."""
    return beside.place(folder, FILE)


def read(folder: Path) -> list[Said]:
    """The pairs of a folder's list, empty without the file. Raises BadNeighbours."""
    path = place(folder)
    if path is None:
        return []
    lines = beside.lines(path, COLUMNS, COLUMNS, errors.BadNeighbours)
    said = [_said(number, where, cells) for number, (where, cells) in enumerate(lines, 1)]
    if not said:
        raise errors.BadNeighbours(f"{path} names no pair. Put one pair on each line, or take the file away.")
    seen: set[tuple[str, str]] = set()
    for one in said:
        pair = plain_key(one.local_authority), plain_key(one.neighbour)
        if pair in seen:
            raise errors.BadNeighbours(
                f"{path} says more than once that {one.neighbour} is a neighbour of {one.local_authority}. Keep one."
            )
        seen.add(pair)
    return said


def _said(number: int, where: str, cells: dict[str, str]) -> Said:
    names = [" ".join(cells[name].split()) for name in COLUMNS]
    for column, name in zip(COLUMNS, names, strict=True):
        if not plain_key(name):
            raise errors.BadNeighbours(f"{where}: {column} is empty. Each line needs two names.")
        if len(name) > LONGEST:
            raise errors.BadNeighbours(f"{where}: {column} is longer than {LONGEST} letters, so it is no authority.")
    if plain_key(names[0]) == plain_key(names[1]):
        raise errors.BadNeighbours(f"{where}: {names[0]} cannot be its own neighbour. Leave the line out.")
    return Said(number, *names)


def take(con: duckdb.DuckDBPyConnection, said: Sequence[Said]) -> None:
    """Put the pairs where the statements find them: staging.neighbour_said."""
    database.insert_rows(con, "staging.neighbour_said", SAID, list(said))


def report(con: duckdb.DuckDBPyConnection, say: Callable[[str], None]) -> None:
    """Say which names of the list no loaded authority has. Needs mart.own_neighbour."""
    unknown = [name for (name,) in con.execute(
        "SELECT local_authority_said FROM mart.own_neighbour WHERE local_authority IS NULL "
        "UNION SELECT neighbour_said FROM mart.own_neighbour WHERE neighbour IS NULL ORDER BY 1"
    ).fetchall()]  # fmt: skip
    if unknown:
        say(f"Named in {FILE} and no authority of the loaded releases, so left out: {', '.join(unknown)}")
