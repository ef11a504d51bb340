"""Run the statements of a build side by side: each once the tables it reads are made, or by part of the providers.

DuckDB gives a table of fewer than 120,000 rows to one core, and a build is made of little else. What is made is the
same whatever the order and the number of parts. Leaves out which statements there are (pipelines.marts).
"""

import concurrent.futures as cf
import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial

import duckdb

from pipelines import database

Values = Mapping[str, object]

WORTH_IT = 10_000  # providers; statements over fewer cost more to plan than to run
_TABLE = re.compile(r"\b(?:FROM|JOIN)\s+([a-z_]+(?:\.[a-z_]+)?)")


@dataclass(frozen=True)
class Step:
    """One table or view: the SELECT it is made from, its schema ('' for scratch), and its name where it has another."""

    folder: str
    name: str
    schema: str = ""
    called: str = ""
    is_view: bool = False

    @property
    def table(self) -> str:
        """As other statements name it."""
        return ".".join(filter(None, (self.schema, self.called or self.name)))

    def make(self, con: duckdb.DuckDBPyConnection, values: Values) -> None:
        """Make it, on a connection that works where it is wanted."""
        if self.is_view:
            database.view(con, self.schema or self.folder, self.name, not self.schema)
        else:
            database.create(con, self.folder, self.name, values, not self.schema, self.called, self.schema)


def workers(con: duckdb.DuckDBPyConnection, listed: str) -> int:
    """How many statements are worth running side by side: as many as there are cores, one where `listed`, a table with
    rows of every provider, is short."""
    providers = con.execute(f"SELECT count(*) FROM {listed}").fetchone()[0]
    return min(4, os.cpu_count() or 1) if providers >= WORTH_IT else 1


def run(con: duckdb.DuckDBPyConnection, steps: Sequence[Step], values: Values, at_once: int) -> None:
    """Make every table of `steps`, which are in an order that would do: the earlier of two that could be made next is.

    A fault stops the others and is raised.
    """
    needs = _needs(steps)
    waiting, done = list(steps), set()
    with _Threads(con, at_once) as threads:
        while waiting or threads.running:
            for step in [one for one in waiting if needs[one] <= done][: at_once - len(threads.running)]:
                waiting.remove(step)
                threads.begin(step, step.make, values)
            done |= threads.ended()


def run_in_parts(con: duckdb.DuckDBPyConnection, steps: Sequence[Step], values: Values, parts: int) -> None:
    """Make the tables of `steps`, one after another, for so many parts of the providers asked for side by side.

    The providers of a part are `asked` of its schema; what is made is seen whole through views.
    """
    for part in range(parts):
        con.execute(f"CREATE SCHEMA IF NOT EXISTS scratch.part_{part}")

    def follow(part: int, its: duckdb.DuckDBPyConnection, values: Values) -> None:
        for step in (Step("as_at", "part", called="asked"), *steps):
            step.make(its, {**values, "part": part, "parts": parts})

    with _Threads(con, parts) as threads:
        for part in range(parts):
            threads.begin(part, partial(follow, part), values, f"part_{part}")
        while threads.running:
            threads.ended()
    for step in steps:
        union = " UNION ALL ".join(f"SELECT * FROM scratch.part_{part}.{step.table}" for part in range(parts))
        con.execute(f"CREATE OR REPLACE VIEW {step.table} AS {union}")


class _Threads:
    """Pieces of work on connections of their own, each beside `con`; a fault interrupts those that are under way."""

    def __init__(self, con: duckdb.DuckDBPyConnection, at_once: int) -> None:
        self.con, self.pool = con, cf.ThreadPoolExecutor(at_once)
        self.running: dict[cf.Future, tuple[object, duckdb.DuckDBPyConnection]] = {}

    def __enter__(self) -> "_Threads":
        return self

    def begin(self, key: object, act: Callable, values: Values, *schemas: str) -> None:
        its = database.beside(self.con, *schemas)
        self.running[self.pool.submit(act, its, values)] = key, its

    def ended(self) -> set:
        """Wait for the next to end: the keys of those that did. Raises their fault."""
        done, _ = cf.wait(self.running, return_when=cf.FIRST_COMPLETED)
        keys = set()
        for future in done:
            key, its = self.running.pop(future)
            its.close()
            future.result()
            keys.add(key)
        return keys

    def __exit__(self, *fault: object) -> None:
        for _, its in self.running.values():
            its.interrupt()
        self.pool.shutdown(cancel_futures=True)


def _needs(steps: Sequence[Step]) -> dict[Step, set[Step]]:
    """Each step with those before it that make a table it reads."""
    made: dict[str, Step] = {}
    needs = {}
    for step in steps:
        needs[step] = {made[table] for table in _read_by(step.folder, step.name) & made.keys()}
        made[step.table] = step
    return needs


@cache
def _read_by(folder: str, name: str) -> frozenset[str]:
    """The tables a statement may read, as it names them."""
    return frozenset(_TABLE.findall(database.uncommented(database.statement(folder, name)[0])))
