"""Staging: each row accounted for, each null marker distinct, each thing not understood counted and named."""

import csv
import datetime as dt
from pathlib import Path

import pytest

from pipelines import errors
from tests import fixtures
from tests.fixtures import provider

GOLDEN = Path(__file__).parent / "golden"
GOOD = {"full_1_on": "01/02/2020", "full_1_grade": "2"}
COLUMNS = ["urn", "provider_type", "local_authority", "registers", "provider_name", "full_1_on", "full_1_grade"]


def staged(tmp_path, *rows, layout="L2"):
    return fixtures.stage(fixtures.release(tmp_path, layout, list(rows)), tmp_path / "warehouse")


def balanced(found, read, aside):
    account = found.account
    assert (account.rows_read, account.rows_set_aside) == (read, aside)
    assert account.rows_read == account.rows_staged + account.rows_set_aside
    assert len(found.rows("raw_snapshot")) == account.rows_staged
    named = [row for row in found.rows("raw_problem") if row["action"] == "row set aside"]
    assert len(named) == aside


# --- golden mini-releases ---------------------------------------------------------------------------


@pytest.mark.parametrize("layout", ["L1", "L2", "L2b", "L3", "L4", "I"])
def test_a_small_release_of_each_layout_is_staged_as_written_down(layout, tmp_path):
    """golden/<layout>_as_at_* is a release as published; beside it every staged row, checked by eye."""
    path = next(GOLDEN.glob(f"{layout}_as_at_*"))
    found = fixtures.stage(path, tmp_path)
    assert found.file.layout == layout
    for table in ("snapshot", "sighting", "problem", *(["leaver"] if layout == "L1" else [])):
        with (GOLDEN / f"{layout}_{table}.csv").open(encoding="utf-8", newline="") as handle:
            expected = list(csv.DictReader(handle))
        columns = list(expected[0])
        shown = [
            {column: "" if row[column] is None else str(row[column]) for column in columns}
            for row in found.rows(f"raw_{table}")
        ]
        assert sorted(map(list, map(dict.items, shown))) == sorted(map(list, map(dict.items, expected))), table
    assert found.account.rows_read == found.account.rows_staged + found.account.rows_set_aside


# --- rows -------------------------------------------------------------------------------------------


def test_a_duplicate_urn_is_set_aside_and_the_first_row_stands(tmp_path):
    found = staged(
        tmp_path, provider("EY100001", places="10"), provider("EY100001", places="20"), provider("ey100001 "),
        provider("EY100002"),
    )  # fmt: skip
    balanced(found, 4, 2)
    assert found.urns() == ["EY100001", "EY100002"]
    assert [row["places"] for row in found.rows("raw_snapshot")] == [10, 30]
    assert [problem for problem in found.problems() if problem[1] == "duplicate URN"] == [
        ("EY100001", "duplicate URN", "EY100001")
    ] * 2


def test_a_row_without_a_urn_is_set_aside_an_empty_row_apart(tmp_path):
    found = staged(
        tmp_path, provider(""), provider("-"), provider("none at all"), dict.fromkeys(fixtures.headers("L2"), ""),
        provider("EY100001"),
    )  # fmt: skip
    balanced(found, 5, 4)
    assert sorted(problem for _, problem, _ in found.problems()) == ["empty row", "no URN", "not a URN", "not a URN"]


def test_every_published_form_of_urn_is_taken(tmp_path):
    urns = ["123456", "2512345", "EY999999", "RP100001", "S0000001", "VC999999"]
    assert staged(tmp_path, *map(provider, urns)).urns() == urns


def test_rows_with_too_few_or_too_many_cells_are_counted_and_named(tmp_path):
    rows = [provider(f"EY10000{number}", **GOOD) for number in range(1, 8)]
    cells = fixtures.lines("L3", rows, COLUMNS)
    cells[2] = cells[2][:-1]
    cells[4] = [*cells[4], "more"]
    cells[5] = [*cells[5], "", "even more"]
    cells[7] = cells[7][:2]
    found = fixtures.stage_bytes(tmp_path, fixtures.csv_text(cells).encode())
    balanced(found, 7, 4)
    assert found.urns() == ["EY100001", "EY100003", "EY100006"]
    said = sorted(problem for _, problem, _ in found.problems())
    assert said == ["row cannot be read: missing columns"] * 2 + ["row cannot be read: too many columns"] * 2


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_rejected_rows_among_quoted_line_breaks_are_counted_once_each(end, tmp_path):
    rows = [provider(f"EY10000{number}", provider_name="Two\nlines", **GOOD) for number in range(1, 9)]
    cells = fixtures.lines("L3", rows, COLUMNS)
    cells[2] = [*cells[2], "a\nb", "c\nd"]
    cells[3] = cells[3][:-2]
    cells[6] = [*cells[6], "x"]
    found = fixtures.stage_bytes(tmp_path, fixtures.csv_text(cells, end).encode())
    balanced(found, 8, 3)
    assert found.urns() == ["EY100001", "EY100004", "EY100005", "EY100007", "EY100008"]
    assert {row["provider_name"] for row in found.rows("raw_snapshot")} == {"Two\nlines"}


def test_many_rejected_rows_over_several_reading_blocks(tmp_path):
    """Large enough that DuckDB reads it in parts: every tenth row has a cell too many."""
    rows = [provider(f"EY{number:06}", provider_name="A long name " * 6, **GOOD) for number in range(100_000, 140_000)]
    cells = fixtures.lines("L3", rows, COLUMNS)
    for number in range(10, len(cells), 10):
        cells[number] = [*cells[number], "more"]
    content = fixtures.csv_text(cells).encode()
    assert len(content) > 5_000_000
    found = fixtures.stage_bytes(tmp_path, content)
    assert (found.account.rows_read, found.account.rows_set_aside) == (40_000, 4_000)
    assert len(found.rows("raw_problem")) == 4_000


@pytest.mark.parametrize(
    ("place", "is_closed_later"),
    [(3, True), (60, True), (3, False), (60, False), (199, False)],
    ids=["early, closed later", "midway, closed later", "early", "midway", "in the last row but one"],
)
def test_a_stray_quote_loses_no_row_unnoticed(place, is_closed_later, tmp_path):
    """A quote that opens in one row and swallows those after it: refused, or every row of the file accounted for."""
    rows = [provider(f"EY{number:06}", **GOOD) for number in range(100_000, 100_200)]
    text = fixtures.csv_text(fixtures.lines("L3", rows, COLUMNS)).splitlines(keepends=True)
    text[place] = text[place].replace(",Barnet", ',"Barnet')
    if is_closed_later:
        text[min(place + 40, 200)] = text[min(place + 40, 200)].replace("Barnet,", 'Barnet",')
    try:
        found = fixtures.stage_bytes(tmp_path, "".join(text).encode())
    except errors.NotACsv as fault:
        assert "quote" in str(fault).lower() or "cannot be read" in str(fault).lower()
        return
    assert found.account.rows_read == len(rows)
    assert found.account.rows_staged >= len(rows) - 1


def test_a_quote_in_the_middle_of_a_cell_is_only_a_quote(tmp_path):
    rows = [provider(f"EY10000{number}", **GOOD) for number in range(1, 4)]
    text = fixtures.csv_text(fixtures.lines("L3", rows, COLUMNS))
    found = fixtures.stage_bytes(tmp_path, text.replace("Setting EY100002", 'The "Best" Nursery').encode())
    assert found.urns() == ["EY100001", "EY100002", "EY100003"]
    assert found.rows("raw_snapshot")[1]["provider_name"] == 'The "Best" Nursery'


def test_a_comma_only_tail_and_blank_lines_are_no_providers(tmp_path):
    text = fixtures.csv_text(fixtures.lines("L3", [provider("EY100001"), provider("EY100002")], COLUMNS))
    found = fixtures.stage_bytes(tmp_path, (text + ",,,,,,\n" * 3 + "\n\n").encode())
    assert found.account.rows_staged == 2
    assert found.account.rows_read == found.account.rows_staged + found.account.rows_set_aside
    assert [problem for _, problem, _ in found.problems()][:3] == ["empty row"] * 3


# --- values -----------------------------------------------------------------------------------------


GRADES = {
    "1": "outstanding", "2": "good", "3": "requires improvement", "4": "inadequate", "Good": "good", " 2 ": "good",
    "Requires Improvement": "requires improvement", "": None, "-": "does not apply", "NULL": "not recorded",
    "null": "not recorded", "Not Recorded": "not recorded", "Unknown": "not recorded", "REDACTED": "withheld",
    "Redacted": "withheld", "5": "unknown: 5", "Fair": "unknown: Fair", "Met": "met",
}  # fmt: skip


def numbered(rows):
    """A provider per entry, its URN by place."""
    return {f"EY1000{number:02}": row for number, row in enumerate(rows)}


def test_a_grade_or_a_null_marker_keeps_its_own_meaning(tmp_path):
    cases = numbered(GRADES.items())
    found = staged(tmp_path, *(provider(urn, full_1_on="01/02/2020", full_1_grade=text)
                               for urn, (text, _) in cases.items()))  # fmt: skip
    assert {row["urn"]: row["grade"] for row in found.rows("raw_sighting")} == {
        urn: code for urn, (_, code) in cases.items()
    }
    unknown = [value for _, problem, value in found.problems() if problem == "value not known"]
    assert sorted(unknown) == ["5", "Fair"]


def test_a_name_is_withheld_only_where_it_is_redacted(tmp_path):
    cases = numbered([
        ("Quill House", "Quill House", False), ("", None, False), ("REDACTED", None, True), ("Redacted", None, True),
        ("NULL", None, False), ("Not Recorded", None, False), ("  Quill House\u00a0", "Quill House", False),
    ])  # fmt: skip
    found = staged(tmp_path, *(provider(urn, provider_name=text) for urn, (text, *_) in cases.items()))
    assert {row["urn"]: (row["provider_name"], row["is_name_withheld"]) for row in found.rows("raw_snapshot")} == {
        urn: (name, is_withheld) for urn, (_, name, is_withheld) in cases.items()
    }


def test_null_markers_of_a_place_stay_apart(tmp_path):
    found = staged(
        tmp_path,
        *(provider(f"EY10000{number}", deprivation_band=text, region=text, provider_subtype=text)
          for number, text in enumerate(("", "-", "Not Recorded", "REDACTED"))),
    )  # fmt: skip
    for column in ("deprivation_band", "region", "provider_subtype"):
        assert [row[column] for row in found.rows("raw_snapshot")] == [
            None, "does not apply", "not recorded", "withheld",
        ], column  # fmt: skip


def test_dates_as_published(tmp_path):
    day, leap = dt.date(2020, 2, 1), dt.date(2020, 2, 29)
    cases = numbered([
        ("01/02/2020", day), ("1/2/2020", day), ("29/02/2020", leap), ("01/02/2020 00:00", day),
        ("01/02/2020 00:00:00", day), ("2020-02-01", day), (" 01/02/2020\u00a0", day),
    ])  # fmt: skip
    found = staged(tmp_path, *(provider(urn, full_1_on=text, full_1_grade="2") for urn, (text, _) in cases.items()))
    assert {row["urn"]: row["inspected_on"] for row in found.rows("raw_sighting")} == {
        urn: expected for urn, (_, expected) in cases.items()
    }


def named(tmp_path, cases):
    """Stage a provider per case of (cells, problem, value); check that exactly those problems are named."""
    cases = numbered(cases)
    found = staged(
        tmp_path, *(provider(urn, **cells) for urn, (cells, *_) in cases.items()), provider("EY999999", **GOOD)
    )
    expected = [(urn, problem, value) for urn, (_, problem, value) in cases.items() if problem]
    assert sorted(found.problems(), key=str) == sorted(expected, key=str)
    balanced(found, len(cases) + 1, 0)
    return found


def test_an_inspection_without_a_usable_date_is_set_aside_and_its_provider_kept(tmp_path):
    found = named(tmp_path, [
        ({"full_1_on": "31/02/2020", "full_1_grade": "2"}, "date not understood", "31/02/2020"),
        ({"full_1_on": "next spring", "full_1_grade": "2"}, "date not understood", "next spring"),
        ({"full_1_on": "01/09/2021", "full_1_grade": "2"}, "date after the release", "01/09/2021"),
        ({"full_1_on": "01/02/1920", "full_1_grade": "2"}, "impossible date", "01/02/1920"),
        ({"full_1_grade": "2"}, "result without a date", None),
        ({"full_1_on": "NULL", "full_1_grade": "2"}, "result without a date", "NULL"),
        ({"full_2_on": "31/02/2020", "full_2_grade": "2"}, "date not understood", "31/02/2020"),
        ({"ncor_on": "31/02/2020", "ncor_outcome": "Met"}, "date not understood", "31/02/2020"),
        ({"cr_outcome": "Met"}, "result without a date", None),
    ])  # fmt: skip
    assert [row["urn"] for row in found.rows("raw_sighting")] == ["EY999999"]
    assert {row["action"] for row in found.rows("raw_problem")} == {"inspection set aside"}


def test_an_inspection_on_the_day_of_the_release_is_in_time(tmp_path):
    found = staged(tmp_path, provider("EY100001", full_1_on="31/08/2021", full_1_grade="2"))
    assert len(found.rows("raw_sighting")) == 1 and found.problems() == []


def test_impossible_places_are_kept_blank_and_named(tmp_path):
    good = {"30": 30, "0": 0, "24.5": 25, "5000": 5000, "": None, "NULL": None}
    bad = ["-6", "99999", "many", "nan", "inf"]
    impossible = [({"places": text}, "impossible value", text) for text in bad]
    found = named(tmp_path, [*(({"places": text}, None, None) for text in good), *impossible])
    assert [row["places"] for row in found.rows("raw_snapshot")][:-1] == [*good.values(), *[None] * len(bad)]


def test_each_other_thing_not_understood_is_named_and_the_row_kept(tmp_path):
    undated = "date not understood or after the release"
    found = named(tmp_path, [
        ({"registered_on": "32/01/2020"}, undated, "32/01/2020"),
        ({"registered_on": "01/09/2021"}, undated, "01/09/2021"),
        ({"registers": "EYR and more"}, "value not known", "EYR and more"),
        ({"status": "Hibernating"}, "value not known", "Hibernating"),
        ({"registered_on": "01/03/2020", **GOOD}, "inspected before registration", "01/02/2020"),
        ({"ncor_on": "01/02/2020", "ncor_outcome": "Sort of"}, "value not known", "Sort of"),
        ({**GOOD, "full_1_safeguarding": "Perhaps"}, "value not known", "Perhaps"),
        ({**GOOD, "full_1_education": "7"}, "value not known", "7"),
    ])  # fmt: skip
    assert len(found.rows("raw_sighting")) == 5


def test_a_later_report_card_and_an_older_grade_are_two_sightings(tmp_path):
    card = {
        "card_on": "20/01/2026", "card_safeguarding": "Met", "card_inclusion": "Expected standard",
        "card_curriculum": "-",
        "card_achievement": "Needs attention", "card_behaviour": "", "card_welfare": "Exceptional",
        "card_leadership": "Urgent improvement",
    }  # fmt: skip
    found = staged(tmp_path, provider("EY100001", **GOOD, **card), layout="L4")
    four_point, report_card = sorted(found.rows("raw_sighting"), key=lambda row: row["family"])
    assert (four_point["grade"], four_point["inspected_on"]) == ("good", dt.date(2020, 2, 1))
    assert report_card["grade"] is None and report_card["safeguarding"] == "met"
    assert [report_card[name] for name in
            ("inclusion", "curriculum", "achievement", "routines", "welfare", "governance")] == [
        "expected standard", "does not apply", "needs attention", None, "exceptional", "urgent improvement",
    ]  # fmt: skip


def test_scope_is_the_early_years_register_by_combination_else_by_flag(tmp_path):
    cases = [
        ("ALL", "N", True), ("EYR only", "", True), ("EYR-CCR", "", True), ("EYR-VCR", "", True),
        ("CCR only", "Y", False),
        ("CCR-VCR", "", False), ("VCR only", "", False), ("", "Y", True), ("", "N", False), ("Something", "Y", True),
    ]  # fmt: skip
    rows = [provider(f"EY10000{n}", registers=text, early_years_flag=flag) for n, (text, flag, _) in enumerate(cases)]
    found = staged(tmp_path, *rows)
    assert [row["is_early_years"] for row in found.rows("raw_snapshot")] == [expected for *_, expected in cases]


def test_a_file_is_staged_once_and_again_when_its_bytes_change(tmp_path):
    path = fixtures.release(tmp_path, "L2", [provider("EY100001")])
    first = fixtures.stage(path, tmp_path / "warehouse").account.folder
    before = (first / "account.json").stat().st_mtime_ns
    assert fixtures.stage(path, tmp_path / "warehouse").account.folder == first
    assert (first / "account.json").stat().st_mtime_ns == before
    fixtures.release(tmp_path, "L2", [provider("EY100002")])
    assert fixtures.stage(path, tmp_path / "warehouse").account.folder != first


def test_a_staging_cut_short_is_done_again(tmp_path):
    path = fixtures.release(tmp_path, "L2", [provider("EY100001")])
    folder = fixtures.stage(path, tmp_path / "warehouse").account.folder
    (folder / "account.json").unlink()
    (folder / "raw_snapshot.parquet").write_bytes(b"half")
    assert fixtures.stage(path, tmp_path / "warehouse").urns() == ["EY100001"]
