"""How settings stood after each inspection and what came next: counts, labels and intervals against slow Python."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines import database, declared, likeness
from tests import beta, sql_backend, twin
from tests.assess import Case
from tests.strategies import batches, linked, parameter_sets
from tests.twin import Parameters

PARTS = (*likeness.PARTS, "era")
COURSES = {(row["label"], row["is_secure"] == "yes"): row["course"] for row in declared.rows("likeness")}
ERAS = [(date.fromisoformat(row["starts_on"]), row["framework"]) for row in declared.rows("frameworks")]
LADDER = [tuple(place < depth for place in range(7)) for depth in range(7)]
CUTS = [tuple(letter == "1" for letter in text) for text in
        ("0001000", "1001000", "0000001", "1000001", "0001001", "1001001")]  # fmt: skip
STRENGTH = sql_backend.BEYOND_THE_TWIN["outlook_strength"]


# --- the twin: written from METHOD.md -------------------------------------------------------------------


def histories(cases: dict, as_at: date) -> dict[str, tuple[list, set]]:
    """Of each registration, its scored inspections, carried ones included, and the days of its own."""
    found = {}
    for urn, case in sql_backend.registrations(cases).items():
        chain = list(case.earlier)
        if "~" in urn:  # an earlier registration carries on those before it
            last, place = urn.split("~")
            chain = list(cases[last].earlier[int(place) + 1 :])
        own = [one for one in case.inspections if one.date <= as_at]
        found[urn] = (
            twin.scored(twin.with_earlier(own, chain, as_at), as_at),
            {(one.date, one.family) for one in twin.scored(own, as_at)},
        )
    return found


def state(history: list, parameters: Parameters) -> dict:
    """How a setting stands after the last of these inspections, as at its day."""
    last = history[-1]
    label, _, _ = twin.label(history, last.date, parameters)
    _, _, evidence = twin.scores(history, last.date, parameters)
    grade = "Satisfactory" if twin.is_satisfactory(last) else (last.grade or "").capitalize()
    return {
        "position": len(history), "inspected_on": last.date, "scale": last.family, "band": twin.band(last),
        "grade": grade if last.family == "four-point" else "report card", "label": label,
        "scored_count": len(history), "evidence": evidence,
    }  # fmt: skip


def next_of(history: list, position: int, as_at: date, parameters: Parameters) -> dict:
    """What came after the inspection at a position, counted from 1; empty where nothing has."""
    if position == len(history):
        return dict.fromkeys(("next_on", "next_scale", "next_band", "is_next_below", "is_next_relapse"))
    after = history[position]
    return {
        "next_on": after.date, "next_scale": after.family, "next_band": twin.band(after),
        "is_next_below": twin.band(after) != "secure",
        "is_next_relapse": twin.steps(history, as_at, parameters)[position - 1].is_relapse,
    }  # fmt: skip


def era(day: date) -> str:
    return [framework for starts_on, framework in ERAS if starts_on <= day][-1]


def counted(cases: dict, as_at: date, parameters: Parameters) -> tuple[Counter, Counter]:
    """How many were inspected again, and not Secure then, by every group there is."""
    again, below = Counter(), Counter()
    for history, own in histories(cases, as_at).values():
        for position in range(1, len(history)):
            after = history[position]
            if (after.date, after.family) not in own:
                continue  # it stands with the registration that had it
            now = state(history[:position], parameters)
            cell = (
                now["band"], COURSES[now["label"], now["band"] == "secure"], now["grade"],
                "nurseries, pre-schools and clubs", now["label"], now["evidence"] or "not scored", era(after.date),
            )  # fmt: skip
            for used in LADDER + CUTS:
                group = tuple(part if is_used else "all" for part, is_used in zip(cell, used, strict=True))
                again[group] += 1
                below[group] += twin.band(after) != "secure"
    return again, below


def prior(group: tuple, again: dict, below: dict, strength: float) -> tuple[float, float]:
    """The share expected from the rest of the parent, and what it is worth."""
    used = [place for place, part in enumerate(group) if part != "all"]
    if not used:
        return 0.5, 1.0
    parent = tuple("all" if place == used[-1] else part for place, part in enumerate(group))
    share, worth = prior(parent, again, below, strength)
    rest = again[parent] - again[group]
    return (below[parent] - below[group] + share * worth) / (rest + worth), min(strength, rest + worth)


def rows(con, table: str) -> list[dict]:
    result = con.execute(f"SELECT * FROM mart.{table}")
    names = [column[0] for column in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def disagreeing(groups: list[dict], strength: float) -> list:
    """Groups whose estimate or interval is not what the twin makes of the counts, to 1e-4."""
    keyed = {tuple(row[part] for part in PARTS): row for row in groups}
    again, below = ({key: row[name] for key, row in keyed.items()} for name in ("next_count", "below_count"))
    wrong = []
    for key, row in keyed.items():
        share, worth = prior(key, again, below, strength)
        a, b = share * worth + row["below_count"], (1 - share) * worth + row["next_count"] - row["below_count"]
        expected = (a / (a + b), beta.quantile(0.025, a, b), beta.quantile(0.975, a, b))
        found = (row["estimate"], row["low"], row["high"])
        if any(abs(one - other) > 1e-4 for one, other in zip(expected, found, strict=True)):
            wrong.append((key, expected, found))
    return wrong


# --- states and counts over generated histories ---------------------------------------------------------


@settings(max_examples=8)
@given(batches(min_size=30, max_size=60), st.integers(0, 10**6), st.one_of(st.just(Parameters()), parameter_sets()))
def test_states_and_what_came_next_agree_with_the_twin(batch, seed, parameters):
    cases, as_at = batch
    cases = linked(cases, seed)
    with sql_backend.made(cases, as_at, parameters) as con:
        states, outlook = rows(con, "state"), rows(con, "outlook")
    expected = {
        (urn, position): state(history[:position], parameters) | next_of(history, position, as_at, parameters)
        for urn, (history, _) in histories(cases, as_at).items()
        for position in range(1, len(history) + 1)
    }
    found = {(row.pop("urn"), row["position"]): row for row in states}
    assert found == expected
    again, below = counted(cases, as_at, parameters)
    seen = {tuple(row[part] for part in PARTS): row for row in outlook}
    assert {key: row["next_count"] for key, row in seen.items() if row["next_count"]} == dict(again)
    assert {key: row["below_count"] for key, row in seen.items() if row["next_count"]} == {k: below[k] for k in again}


def test_no_step_of_an_earlier_registration_counts_twice():
    cases, as_at = chain()
    with sql_backend.made(cases, as_at, Parameters()) as con:
        (whole,) = [row for row in rows(con, "outlook") if row["depth"] == 0]
        steps = con.execute("SELECT count(*) FROM mart.change").fetchone()[0]
    # Two steps of the earlier registration and one from it to the new one; the new one's history repeats the two.
    assert (whole["next_count"], whole["below_count"], whole["waiting_count"], steps) == (3, 1, 1, 5)


def chain() -> tuple[dict, date]:
    """A registration with one inspection that carries on another with three."""
    *earlier, last = (
        twin.Inspection(date(year, 5, 1), "four-point", grade=grade)
        for year, grade in ((2014, "good"), (2016, "requires improvement"), (2018, "good"), (2021, "good"))
    )
    return {"EY100001": Case((last,), earlier=(tuple(earlier),))}, date(2024, 1, 1)


# --- intervals --------------------------------------------------------------------------------------------


def outlook_of(groups: list[tuple], strength: float) -> list[dict]:
    """The table over states given by hand: (band, grade, label, how many inspected again, how many below)."""
    con = database.open_build(Path(":memory:"))
    try:
        columns = {"urn": "VARCHAR", "position": "INTEGER", "band": "VARCHAR", "grade": "VARCHAR", "label": "VARCHAR",
                   "evidence": "VARCHAR", "next_on": "DATE", "is_next_below": "BOOLEAN"}  # fmt: skip
        states, inspections = [], []
        for band, grade, label, again, below in groups:
            for number in range(max(again, 1)):
                urn, is_again = f"{label} {number}", number < again
                next_on = date(2018, 1, 1) if is_again else None
                states.append((urn, 1, band, grade, label, None, next_on, number < below if is_again else None))
                inspections += [(urn, 1, True, None)] + ([(urn, 2, True, None)] if is_again else [])
        database.insert_rows(con, "mart.state", columns, states)
        columns = {"urn": "VARCHAR", "position": "INTEGER", "is_scored": "BOOLEAN", "from_urn": "VARCHAR"}
        database.insert_rows(con, "mart.history", columns, inspections)
        con.execute("CREATE TABLE mart.provider AS SELECT urn, 'Childminder' AS provider_type FROM mart.state")
        database.create(con, "mart", "outlook", {"outlook_strength": strength})
        return rows(con, "outlook")
    finally:
        con.close()


@pytest.mark.parametrize(
    ("again", "below", "low", "high"),
    [
        (0, 0, 0.025, 0.975),  # Beta(1, 1): even
        (9, 0, 1 - 0.975 ** (1 / 10), 1 - 0.025 ** (1 / 10)),  # Beta(1, 10)
        (299, 0, 1 - 0.975 ** (1 / 300), 1 - 0.025 ** (1 / 300)),
        (9, 9, 0.025 ** (1 / 10), 0.975 ** (1 / 10)),  # Beta(10, 1)
        (299, 299, 0.025 ** (1 / 300), 0.975 ** (1 / 300)),
    ],
)
def test_an_interval_with_a_closed_form(again, below, low, high):
    """The rest of the parent is one in two and the prior worth two settings: Beta(1, 1) before anything is seen."""
    rest = ("secure", "Good", "not enough history", 2, 1)
    group = ("serious", "Inadequate", "serious concern", again, below)
    table = outlook_of([rest, group], strength=2)
    (found,) = [row for row in table if row["band"] == "serious" and row["depth"] == 1 and row["era"] == "all"]
    assert (found["low"], found["high"]) == pytest.approx((low, high), abs=1e-4)


@pytest.mark.parametrize("strength", [0.5, 20, 400])
@pytest.mark.parametrize(
    ("again", "below"), [(0, 0), (1, 0), (1, 1), (3, 1), (40, 0), (40, 40), (500, 3), (3000, 2), (3000, 1500)]
)
def test_intervals_agree_with_the_twin(again, below, strength):
    groups = [("secure", "Good", "steady", 900, 9), ("secure", "Good", "recovering", again, below),
              ("below", "Requires improvement", "declining", 60, 20)]  # fmt: skip
    assert disagreeing(outlook_of(groups, strength), strength) == []


def test_the_twin_knows_the_closed_forms_itself():
    for q in (0.025, 0.5, 0.975):
        assert beta.quantile(q, 1, 1) == pytest.approx(q, abs=1e-12)
        for n in (0.2, 2, 50, 20_000):
            assert beta.quantile(q, 1, n) == pytest.approx(1 - (1 - q) ** (1 / n), rel=1e-9)
            assert beta.quantile(q, n, 1) == pytest.approx(q ** (1 / n), rel=1e-9)
            assert beta.share_below(0.5, n, n) == pytest.approx(0.5, abs=1e-10)


def test_small_groups_say_less_than_large_ones_and_nobody_counts_twice():
    """A group that is all of its parent says what its parent says; a small one leans on the rest of its parent."""
    groups = [("secure", "Good", "steady", 500, 5), ("secure", "Good", "recovering", 10, 5)]
    found = {(row["label"], row["evidence"]): row for row in outlook_of(groups, STRENGTH) if row["label"] != "all"}
    few, many = found["recovering", "not scored"], found["steady", "not scored"]
    assert 0.01 < few["estimate"] < few["below_share"] == 0.5
    assert abs(many["estimate"] - many["below_share"]) < 0.02
    for name in ("estimate", "low", "high"):
        assert few[name] == pytest.approx(found["recovering", "all"][name], abs=1e-12)


# --- the sample build -------------------------------------------------------------------------------------


def test_the_state_after_the_last_inspection_is_the_label_unless_time_has_passed(sample_served, sample_listing):
    cursor = sample_served.con.cursor()
    last = dict(cursor.execute("SELECT urn, max_by(label, position) FROM served.mart.state GROUP BY urn").fetchall())
    old = {urn for (urn,) in cursor.execute(
        "SELECT urn FROM served.mart.change JOIN served.mart.build ON true "
        "WHERE (is_counted_relapse OR is_counted_bounce) AND to_on < as_at - INTERVAL 10 YEAR"
    ).fetchall()}  # fmt: skip
    graded = [row for row in sample_listing.values() if row["is_in_scope"] and row["scored_count"]]
    compared = [row for row in graded if row["urn"] not in old]
    assert len(compared) > 600
    assert {row["urn"]: last[row["urn"]] for row in compared} == {row["urn"]: row["label"] for row in compared}
    assert {row["label"] for row in compared} == {label for label, _ in COURSES}


def test_states_are_dates_and_words_of_the_method_and_groups_are_counts_without_names(sample_served):
    cursor = sample_served.con.cursor()
    columns = {table: [row[0] for row in cursor.execute(f"DESCRIBE served.mart.{table}").fetchall()]
               for table in ("state", "outlook")}  # fmt: skip
    assert columns["state"] == [
        "urn", "position", "inspected_on", "scale", "band", "grade", "label", "scored_count", "evidence", "next_on",
        "next_scale", "next_band", "is_next_below", "is_next_relapse",
    ]  # fmt: skip
    assert columns["outlook"] == [
        *PARTS, "depth", "next_count", "below_count", "below_share", "estimate", "low", "high", "waiting_count",
    ]  # fmt: skip


def test_every_step_of_the_sample_is_in_the_table_once(sample_served):
    table = likeness.table(sample_served)
    steps = one_row(sample_served, "SELECT count(*), count(*) FILTER (to_band <> 'secure') FROM served.mart.change "
                           "JOIN served.mart.history USING (urn, position) WHERE from_urn IS NULL")  # fmt: skip
    for used in LADDER + CUTS:
        groups = [row for row in table if tuple(row[part] != "all" for part in PARTS) == used]
        assert (sum(row["next_count"] for row in groups), sum(row["below_count"] for row in groups)) == steps
    assert disagreeing(table, STRENGTH) == []
    keys = [tuple(row[part] for part in PARTS) for row in table]
    assert len(set(keys)) == len(keys) > 150


def one_row(served, statement: str) -> tuple:
    return served.con.cursor().execute(statement).fetchone()


def test_an_estimate_lies_in_its_interval_and_near_the_share_of_a_large_group(sample_served):
    table = likeness.table(sample_served)
    assert len(table) > 150 and [row for row in table if not row["low"] < row["estimate"] < row["high"]] == []
    large = [row for row in table if row["next_count"] >= 400]  # twenty times what the wider group weighs
    assert len(large) > 10 and [row for row in large if abs(row["estimate"] - row["below_share"]) > 0.05] == []
