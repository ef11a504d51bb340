"""Rows that an earlier release prints letter for letter: typed once, and nothing else is different."""

import itertools
import random
import tempfile
from pathlib import Path

import duckdb
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipelines import build, corrections, errors, load, paths, publish, shelf, staging
from tests import fixtures

TABLES = ("raw_snapshot", "raw_sighting", "raw_problem", "raw_leaver", "header")
DATES = ("31_August_2021", "30_September_2021", "31_October_2021")
PROVIDERS = [
    fixtures.provider(
        f"EY10{number:04}", full_1_on=f"{number % 28 + 1:02}/02/2020", full_1_grade=str(number % 4 + 1),
        registered_on="01/02/2010", address_1=f"{number} High Street",
    )
    for number in range(30)
]  # fmt: skip
LATE = fixtures.provider("EY200001", full_1_on="15/09/2021", full_1_grade="3")  # after the first release
UNKNOWN = fixtures.provider("EY200002", full_1_on="soon", full_1_grade="Splendid", places="many", status="Dancing")
TO_COME = fixtures.provider("EY200003", registered_on="01/10/2021", full_1_grade="2")
ROWS = [*PROVIDERS, LATE, UNKNOWN, TO_COME]


def staged(folder: Path, files: list[Path], *sizes: int) -> list[shelf.Staged]:
    """Each file as staged together with so many others, after those before them; by itself without sizes."""
    done: list[shelf.Staged] = []
    found = [(file, file.as_at) for file in map(load.inspect, files)]
    ends = list(itertools.accumulate(sizes or [1] * len(files)))
    for start, end in zip([0, *ends], ends, strict=False):
        before = done if sizes else ()
        done += [one for one, _ in staging.stage_together(found[start:end], paths.Warehouse(folder), before)]
    return done


def accounts(done: list[shelf.Staged]) -> list[tuple]:
    return [(one.rows_read, one.rows_staged, one.rows_set_aside, one.sample_rows) for one in done]


def tables(done: list[shelf.Staged]) -> dict[str, list[tuple]]:
    """Every row of every table of all of them, in one order."""
    con = duckdb.connect()
    try:
        shelf.together(con, TABLES, enumerate(done, 1))
        columns = {name: sorted(one[0] for one in con.execute(f"DESCRIBE {name}").fetchall()) for name in TABLES}
        return {
            name: con.execute(f"SELECT {', '.join(columns[name])} FROM {name} ORDER BY ALL").fetchall()
            for name in TABLES
        }
    finally:
        con.close()


def both(tmp_path: Path, files: list[Path]) -> list[shelf.Staged]:
    """Assert that leaning on one another makes no difference, staged one after the other, together, or together after
    the first; what was staged so."""
    alone = staged(tmp_path / "alone", files)
    expected = tables(alone)
    count = len(files)
    same = []
    for number, sizes in enumerate([[1] * count, [count], [2, count - 2]][: count * 2 - 3]):
        leaning = staged(tmp_path / f"leaning {number}", files, *sizes)
        assert tables(leaning) == expected, sizes
        assert accounts(leaning) == accounts(alone), sizes
        same.append([typed(one) for one in leaning])
        assert same[0] == same[-1], "and the same rows are typed"
    return leaning


def typed(one: shelf.Staged) -> set[str]:
    """The providers whose rows were typed for this file."""
    return {row["urn"] for row in fixtures.fetch(f"SELECT urn FROM read_parquet('{one.table('raw_snapshot')}')")}


def changed(rows: list[dict], urn: str, **cells: str) -> list[dict]:
    return [row | cells if row["urn"] == urn else row for row in rows]


def test_only_what_is_new_is_typed(tmp_path):
    new = fixtures.provider("EY300000", full_1_on="01/09/2021", full_1_grade="4")
    second = [new, *reversed(changed(ROWS[1:], "EY100005", full_1_grade="Good"))]
    months = zip((ROWS, second, second), DATES, strict=True)
    files = [fixtures.release(tmp_path, "L2", rows, day) for rows, day in months]
    one, two, three = both(tmp_path, files)
    assert (one.leans_on, two.leans_on, three.leans_on) == (
        [], [one.folder.name], [one.folder.name, two.folder.name]
    )  # fmt: skip
    # Dates after a release depend on the release: such rows are typed wherever they are printed.
    assert typed(two) == {"EY300000", "EY100005", "EY200001", "EY200003"}
    assert typed(three) == {"EY200003"}


SECOND = {
    "the same": lambda rows: rows,
    "twice alike": lambda rows: [*rows, rows[3]],
    "twice with another grade": lambda rows: [rows[4] | {"full_1_grade": "4"}, *rows],
    "withheld the second time": lambda rows: [*rows, rows[5] | {"provider_name": "REDACTED"}],
    "withheld the first time": lambda rows: [rows[5] | {"provider_name": "REDACTED"}, *rows],
    "a row without a URN, an empty one and one with another thing": lambda rows: [
        rows[0], rows[1] | {"urn": ""}, dict.fromkeys(rows[0], ""), rows[2] | {"urn": "no URN"}, *rows[1:]
    ],
    "a cell over two lines": lambda rows: changed(rows, "EY100007", address_1="7\nHigh Street"),
    "quotation marks": lambda rows: changed(rows, "EY100007", provider_name='The "Best", Ltd'),
    "nothing in common": lambda rows: [fixtures.provider(f"EY4{number:05}") for number in range(9)],
}  # fmt: skip


@pytest.mark.parametrize("case", SECOND)
def test_it_makes_no_difference(tmp_path, case):
    third = SECOND[case](ROWS)
    random.Random(1).shuffle(third := list(third))
    three = (ROWS, SECOND[case](ROWS), third)
    both(tmp_path, [fixtures.release(tmp_path, "L2", rows, day) for rows, day in zip(three, DATES, strict=True)])


@pytest.mark.parametrize("change, is_leaning", [
    (lambda text: text.replace("\n", "\r\n").encode(), True),
    (lambda text: ("Providers as at 30 September 2021\n" + text).encode(), True),
    (lambda text: text.replace("9 High", "9 Haut–é").encode("cp1252"), True),
    (lambda text: (text + "\n\n").encode(), True),
    (lambda text: (text + "too,few\n").encode(), False),
    (lambda text: text.replace("9 High", "9 \x01 High").encode(), True),
    (lambda text: text.replace("Web link", "Address line 4", 1).encode(), True),
    (lambda text: ("Extra," + text.replace("\n", "\n,")).removesuffix(",").encode(), False),
])  # fmt: skip
def test_it_makes_no_difference_however_the_file_is_written(tmp_path, change, is_leaning):
    first, second = (fixtures.release(tmp_path, "L2", ROWS, day) for day in DATES[:2])
    second.write_bytes(change(second.read_text(encoding="utf-8")))
    _, done = both(tmp_path, [first, second])
    assert bool(done.leans_on) is is_leaning


CHANGES = {
    "left": lambda rows, at, other: rows[:at] + rows[at + 1 :],
    "graded": lambda rows, at, other: [*rows[:at], rows[at] | {"full_1_grade": "1"}, *rows[at + 1 :]],
    "withheld": lambda rows, at, other: [*rows[:at], rows[at] | {"provider_name": "REDACTED"}, *rows[at + 1 :]],
    "printed twice": lambda rows, at, other: [*rows[:other], rows[at], *rows[other:]],
    "named twice": lambda rows, at, other: [*rows[:other], rows[at] | {"places": "31"}, *rows[other:]],
    "inspected": lambda rows, at, other: [
        *rows[:at], rows[at] | {"full_1_on": ("31/08/2021", "30/09/2021", "15/10/2021")[other % 3]}, *rows[at + 1 :]
    ],
    "without a URN": lambda rows, at, other: [*rows[:at], rows[at] | {"urn": ("", "none")[other % 2]}, *rows[at + 1 :]],
    "over two lines": lambda rows, at, other: [
        *rows[:at], rows[at] | {"address_1": "7\nHigh Street"}, *rows[at + 1 :]
    ],
    "moved": lambda rows, at, other: [*rows[at:], *rows[:at]],
    "joined": lambda rows, at, other: [*rows, fixtures.provider(f"EY6{at:02}{other:03}", full_1_grade="2")],
    "all new": lambda rows, at, other: [fixtures.provider(f"EY7{at:02}{n:03}", places=str(other)) for n in range(12)],
}  # fmt: skip
SEEN = ("left", "graded", "inspected", "printed twice", "named twice", "withheld", "moved", "joined", "without a URN")


@settings(max_examples=6)
@given(st.lists(
    st.lists(st.tuples(st.sampled_from(SEEN) | st.sampled_from([*CHANGES]), st.integers(0, 98), st.integers(0, 98)),
             max_size=5),
    min_size=2, max_size=4,
))  # fmt: skip
@example(
    [  # the last is mostly new and typed by itself: what is known of its lines goes with it
        [("left", 78, 0), ("named twice", 50, 80), ("joined", 54, 49)],
        [("left", 78, 28), ("printed twice", 22, 77), ("joined", 37, 35), ("left", 70, 80), ("left", 77, 20)],
        [("inspected", 36, 56), ("left", 95, 72), ("printed twice", 80, 93), ("withheld", 28, 81)],
        [("over two lines", 69, 8), ("graded", 31, 96), ("left", 45, 15), ("all new", 35, 48), ("joined", 47, 12)],
    ]
)
def test_how_releases_are_staged_together_makes_no_difference(months):
    """Each release is the one before with changes of every kind."""
    with tempfile.TemporaryDirectory() as folder:
        rows = ROWS[-15:]
        files = [fixtures.release(Path(folder), "L2", rows, "31_July_2021")]
        for day, changes in zip((*DATES, "30_November_2021"), months, strict=False):
            for change, at, other in changes:
                rows = CHANGES[change](rows, at % len(rows), other % len(rows))
            files.append(fixtures.release(Path(folder), "L2", rows or PROVIDERS[:1], day))
        both(Path(folder), files)


def test_a_file_that_cannot_be_read_leaves_those_staged_with_it_as_they_are(tmp_path):
    files = [fixtures.release(tmp_path, "L2", ROWS, day) for day in ("31_July_2021", *DATES)]
    expected = tables(staged(tmp_path / "without it", [files[0], *files[2:]], 1, 2))
    damaged = files[1].read_text(encoding="utf-8").replace(",12 High Street", ',"12 High Street')
    files[1].write_text(damaged, encoding="utf-8")
    found = [(file, file.as_at) for file in map(load.inspect, files)]
    results = staging.stage_together(found, paths.Warehouse(tmp_path / "with it"))
    assert isinstance(results[1], errors.NotACsv) and files[1].name in str(results[1])
    done = [one[0] for one in results if isinstance(one, tuple)]
    assert len(done) == 3 and tables(done) == expected
    again = staging.stage_together(found, paths.Warehouse(tmp_path / "with it"))
    assert str(again[1]) == str(results[1])
    assert [one[1] for one in again if isinstance(one, tuple)] == [False] * 3


def test_a_corrected_row_is_never_taken_from_another_release(tmp_path, monkeypatch):
    wanted = ("EY100009", "address_1", "9 High Street", "9-10 High Street", "why")
    monkeypatch.setattr(corrections, "of", lambda as_at: (wanted,) if as_at.month == 9 else ())
    files = [fixtures.release(tmp_path, "L2", ROWS, day) for day in DATES]
    _, two, three = both(tmp_path, files)
    assert "EY100009" in typed(two) and "EY100009" not in typed(three)
    found = fixtures.fetch(f"SELECT urn, address FROM read_parquet('{two.table('raw_snapshot')}')")
    assert {"urn": "EY100009", "address": "9-10 High Street"} in found


def month(raw: Path, day: str) -> Path:
    """A release with one provider of its own."""
    own = fixtures.provider(f"EY5{DATES.index(day):05}", full_1_on="01/02/2020", full_1_grade="2")
    return fixtures.release(raw, "L2", [*ROWS, own], day)


def test_a_release_that_is_added_last_leaves_the_others_as_they_are(tmp_path):
    raw, warehouse = tmp_path / "raw", paths.Warehouse(tmp_path / "warehouse")
    for day in DATES[:2]:
        month(raw, day)
    before = build.build(raw, warehouse)["staged"]
    month(raw, DATES[2])
    said: list[str] = []
    after = build.build(raw, warehouse, say=said.append)["staged"]
    assert after[:2] == before
    assert [line.endswith("(already staged)") for line in said if line.startswith("[")] == [True, True, False]


def test_where_a_release_is_taken_away_those_that_leant_on_it_are_staged_afresh(tmp_path):
    raw, warehouse = tmp_path / "raw", paths.Warehouse(tmp_path / "warehouse")
    first, *_ = [month(raw, day) for day in DATES]
    before = build.build(raw, warehouse)["staged"]
    first.unlink()
    after = build.build(raw, warehouse)["staged"]
    kept = {path.name for path in warehouse.staged.iterdir()}
    assert not set(before) & kept and set(after) <= kept
    assert publish.current(warehouse)["releases"] == 2


def test_a_damaged_release_that_others_lean_on_is_mended(tmp_path):
    raw, warehouse = tmp_path / "raw", paths.Warehouse(tmp_path / "warehouse")
    for day in DATES[:2]:
        month(raw, day)
    served = fixtures.built(raw, warehouse.folder)
    providers = fixtures.listing(served)
    (warehouse.staged / served.pointer["staged"][0] / shelf.ACCOUNT).write_text("{")
    month(raw, DATES[2])
    assert fixtures.listing(fixtures.built(raw, warehouse.folder)).keys() > providers.keys()
