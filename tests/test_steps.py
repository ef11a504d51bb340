"""Statements run side by side make what they make one after another, and a fault among them ends the build."""

import duckdb
import pytest

from pipelines import database, steps
from tests import release_worlds

SEEDS = range(4)


def plain(value: object) -> object:
    """A value without the last digits of its sums, which are added up in no order."""
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return round(value, 9) if isinstance(value, float) else value


def everything(con: duckdb.DuckDBPyConnection) -> dict[str, list]:
    """Every row of every table of a build, in an order that says nothing of how it was made."""
    found = con.execute(
        "SELECT table_schema || '.' || table_name FROM information_schema.tables "
        "WHERE table_catalog = 'build' AND table_type = 'BASE TABLE' ORDER BY 1"
    ).fetchall()
    rows = {table: con.execute(f"SELECT * FROM {table}").fetchall() for (table,) in found}
    return {table: sorted(repr(plain(row)) for row in rows[table]) for table in rows}


@pytest.mark.parametrize("seed", SEEDS)
def test_the_parts_and_the_order_change_nothing(seed):
    world = release_worlds.drawn(seed)
    with release_worlds.made(world, at_once=1) as alone:
        expected = everything(alone)
    assert len(expected["mart.listing"]) > 30 and len(expected) > 15
    with release_worlds.made(world, at_once=3) as together:
        assert everything(together) == expected


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_agreed_is_what_reconciling_would_say(seed, monkeypatch):
    """The inspections that nothing needs reconciling of, reconciled all the same."""
    world = release_worlds.drawn(seed)
    with release_worlds.made(world) as con:
        expected = everything(con)
        agreed, all_of_them = con.execute(
            "SELECT (SELECT count(*) FROM agreed), (SELECT count(*) FROM staging.inspection)"
        ).fetchone()
    assert 0 < agreed < all_of_them
    text, wanted = database.statement("as_at", "agreed")
    real = database.statement
    none = (f"{text} WHERE false", wanted)
    monkeypatch.setattr(database, "statement", lambda *name: none if name == ("as_at", "agreed") else real(*name))
    with release_worlds.made(world) as con:
        assert con.execute("SELECT count(*) FROM agreed").fetchone() == (0,)
        assert everything(con) == expected


@pytest.mark.parametrize("at_once", [1, 2])
def test_a_statement_is_run_after_those_it_reads_from(at_once, tmp_path, monkeypatch):
    order = []
    monkeypatch.setattr(steps.Step, "make", lambda step, con, values: order.append(step.table))
    con = database.open_build(tmp_path / "empty.duckdb")
    listing, history, provider = (
        steps.Step("mart", name, "mart") for name in ("listing", "history", "provider")
    )  # fmt: skip
    steps.run(con, [history, provider, listing], {}, at_once)
    con.close()
    assert sorted(order) == ["mart.history", "mart.listing", "mart.provider"] and order[-1] == "mart.listing"


@pytest.mark.parametrize("at_once", [1, 2])
def test_a_fault_in_one_statement_is_raised_and_ends_the_others(at_once, monkeypatch):
    def broken(con: duckdb.DuckDBPyConnection, folder: str, name: str, *rest: object) -> None:
        if name == "score":
            raise duckdb.OutOfMemoryException("no room")
        return create(con, folder, name, *rest)

    create = database.create
    monkeypatch.setattr(database, "create", broken)
    with (
        pytest.raises(duckdb.OutOfMemoryException, match="no room"),
        release_worlds.made(release_worlds.drawn(1), at_once=at_once),
    ):
        pytest.fail("a build went on without its scores")
