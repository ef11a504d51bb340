"""The real national release: every provider labelled, and the SQL equal to the plain twin over all of them.

Collected only when REAL_RELEASES names a folder that holds the releases. The inspections the twin is given are read
here with Python's csv module, from the bytes of the file: nothing of load or staging is used.
"""

import csv
import datetime as dt
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from pipelines import export, likeness, paths, postcodes, reads
from tests import fixtures, published, sql_backend, twin
from tests.assess import differences

AS_AT_2021, AS_AT_BOTH = fixtures.REAL
GOLDEN = Path(__file__).parent / "golden"
GRADES = {"1": "outstanding", "2": "good", "3": "requires improvement", "4": "inadequate"}
NULLS = {"", "-", "NULL", "REDACTED", "Redacted", "Not Recorded", "Unknown"}
PERSONAL = ("Provider Name", "Provider Address Line", "Provider Town", "Provider Postcode")
# Family, date and result of each inspection an L2 row mentions.
SLOTS = (
    ("four-point", "Most recent full: Inspection date", "Most recent full: Overall effectiveness"),
    ("four-point", "Second most recent full: Inspection date", "Second most recent full: Overall effectiveness"),
    ("four-point", "Third most recent full: Inspection date", "Third most recent full: Overall effectiveness"),
    ("no children on roll", "NCOR: Inspection date", "NCOR: Overall effectiveness"),
    ("childcare register", "CR: Inspection date", "CR: Overall effectiveness"),
)


def read(path: Path) -> list[dict[str, str]]:
    """The rows of a release as dictionaries, its header found by the URN column; rows without a URN left out."""
    with path.open(encoding="utf-8-sig", newline="") as handle:
        rows = csv.reader(handle)
        header = next(row for row in rows if "Provider URN" in row)
        found = [dict(zip(header, row, strict=True)) for row in rows]
    return [row for row in found if row["Provider URN"].strip()]


def golden(name: str) -> dict[tuple[str, str], int]:
    with (GOLDEN / name).open(encoding="utf-8", newline="") as handle:
        return {(row["label"], row["tier"]): int(row["providers"]) for row in csv.DictReader(handle)}


def label_counts(served: reads.Served) -> dict[tuple[str, str], int]:
    return dict(Counter((row["label"], row["tier"] or "") for row in fixtures.listing(served).values()))


def day(text: str) -> dt.date | None:
    return None if text.strip() in NULLS else dt.datetime.strptime(text.strip()[:10], "%d/%m/%Y").date()


def inspections(row: dict[str, str]) -> list[twin.Inspection]:
    found = []
    for family, on, result in SLOTS:
        if date := day(row[on]):
            grade = GRADES.get(row[result].strip()) if family == "four-point" else None
            found.append(twin.Inspection(date, family, grade=grade, outcome=row[result]))
    return found


@pytest.fixture(scope="module")
def national() -> Path:
    files = fixtures.real_files()
    assert AS_AT_2021 in files, f"REAL_RELEASES holds no release as at {AS_AT_2021}, only {sorted(files)}"
    return files[AS_AT_2021]


@pytest.fixture(scope="module")
def printed(national: Path) -> dict[str, dict[str, str]]:
    return {row["Provider URN"].strip().upper(): row for row in read(national)}


@pytest.fixture(scope="module")
def served_2021(national: Path, once: Callable, tmp_path_factory: pytest.TempPathFactory) -> reads.Served:
    raw = fixtures.linked(tmp_path_factory.mktemp("real_2021"), [national])
    return reads.serve(paths.Warehouse(once("real_2021", lambda folder: fixtures.built(raw, folder).con.close())))


@pytest.fixture(scope="module")
def raw_both(national: Path, once: Callable) -> Path:
    """Both releases, every seventh name and address of the partial extract of 2025 withheld: none public in 2021 is
    withheld in the extract as it is."""
    files = fixtures.real_files()
    assert AS_AT_BOTH in files, f"REAL_RELEASES holds no release as at {AS_AT_BOTH}, only {sorted(files)}"
    with files[AS_AT_BOTH].open(encoding="utf-8-sig", newline="") as handle:
        rows = list(csv.reader(handle))
    header = next(row for row in rows if "Provider URN" in row)
    personal = [place for place, name in enumerate(header) if name.startswith(PERSONAL)]
    assert len(personal) == 6
    for row in rows[rows.index(header) + 1 :: 7]:
        for place in personal if row[1] else ():
            row[place] = "REDACTED"

    def fill(folder: Path) -> None:
        (folder / files[AS_AT_BOTH].name).write_text(fixtures.csv_text(rows), encoding="utf-8", newline="")
        fixtures.linked(folder, [national])

    return once("real_both_raw", fill)


@pytest.fixture(scope="module")
def extract(raw_both: Path) -> dict[str, dict[str, str]]:
    return {row["Provider URN"].strip().upper(): row for row in read(raw_both / fixtures.real_files()[AS_AT_BOTH].name)}


@pytest.fixture(scope="module")
def served_both(raw_both: Path, once: Callable) -> reads.Served:
    folder = once("real_both", lambda folder: fixtures.built(raw_both, folder).con.close())
    return reads.serve(paths.Warehouse(folder))


@pytest.fixture(scope="module")
def told_by_twin(printed: dict) -> dict[str, twin.Assessment]:
    """The twin's word on every provider on the Early Years Register."""
    return {
        urn: twin.assess(inspections(row), AS_AT_2021, registered_on=day(row["Registration date"]))
        for urn, row in printed.items()
        if row["Provider Early Years Register Flag"].strip().upper() in ("Y", "YES")
    }


def test_every_provider_is_read_staged_and_labelled(printed, served_2021):
    assert len(printed) == 70_980
    (one,) = reads.releases(served_2021)
    assert (one["rows_read"], one["rows_staged"], one["rows_set_aside"]) == (70_980, 70_980, 0)
    assert (one["layout"], one["coverage"], one["as_at"]) == ("L2", "national", AS_AT_2021)
    assert fixtures.listing(served_2021).keys() == printed.keys()
    assert reads.build(served_2021)["provider_count"] == 70_980


def test_the_sql_equals_the_twin_over_every_provider(served_2021, told_by_twin):
    con = duckdb.connect(str(served_2021.path), read_only=True)
    try:
        found = sql_backend._assessments(con)
    finally:
        con.close()
    scope = {urn: one for urn, one in found.items() if one.label not in ("out of scope", "left")}
    assert len(told_by_twin) > 55_000
    assert sum(len(one.steps) for one in told_by_twin.values()) > 50_000
    wrong = differences(told_by_twin, scope)
    assert not wrong, f"{len(wrong)} differences, the first: {wrong[:10]}"


def test_labels_and_tiers_are_the_golden_ones_by_twin_and_by_sql(printed, served_2021, told_by_twin):
    by_twin = Counter((one.label, one.tier) for one in told_by_twin.values())
    by_twin["out of scope", ""] = len(printed) - len(told_by_twin)
    assert dict(by_twin) == golden("real_2021_labels.csv")
    assert label_counts(served_2021) == golden("real_2021_labels.csv")


def test_every_inspection_printed_is_in_the_history_and_none_other(printed, served_2021):
    wanted = {(urn, one.family, one.date) for urn, row in printed.items() for one in inspections(row)}
    wanted = {key for key in wanted if dt.date(1980, 1, 1) <= key[2] <= AS_AT_2021}
    rows = served_2021.con.cursor().execute("SELECT urn, family, inspected_on FROM served.mart.history").fetchall()
    assert len(rows) == len(set(rows)) > 100_000
    assert set(rows) == wanted


def test_names_and_postcodes_are_as_printed_or_withheld(printed, served_2021):
    for urn, one in fixtures.listing(served_2021).items():
        name, postcode = printed[urn]["Provider name"].strip(), printed[urn]["Postcode"].strip()
        assert one["provider_name"] == (None if name in NULLS else name), urn
        assert one["postcode"] == (None if postcode in NULLS else postcode.upper()), urn
        assert one["is_name_withheld"] == (name.upper() == "REDACTED"), urn


def test_the_installed_directory_lists_nearly_every_postcode_printed(printed, tmp_path, monkeypatch):
    monkeypatch.delenv(postcodes.FOLDER)
    said = {row["Postcode"].strip().upper().replace(" ", "") for row in printed.values()} - {"REDACTED", "NULL", ""}
    staged = postcodes.find([], False, paths.Warehouse(tmp_path)).staged
    listed = fixtures.fetch(
        f"SELECT postcode, easting, northing FROM read_parquet('{staged.table('postcode')}') "
        f"WHERE postcode IN ({', '.join(repr(postcode) for postcode in sorted(said))})"
    )
    assert said - {row["postcode"] for row in listed} == {"MK57SB", "CB35HN"} and len(listed) > 20_000
    # England and no further, on the British National Grid.
    assert all(82_000 < row["easting"] < 656_000 and 5_000 < row["northing"] < 658_000 for row in listed)
    assert staged.rows_read == 2_720_556


def test_areas_of_the_national_release(served_2021):
    rows = reads.areas(served_2021, "local authority")
    assert rows[0]["area"] == "England" and rows[0]["settings"] == reads.build(served_2021)["scope_count"]
    names = {row["area"] for row in rows if row["area_kind"] == "local authority"} - {"Not recorded"}
    assert 148 <= len(names) <= 153
    assert sum(row["settings"] for row in rows if row["area_kind"] == "region") == rows[0]["settings"]


def test_both_releases_lose_nobody_and_the_extract_removes_nobody(printed, extract, served_both):
    assert len(extract) == 2_804
    found = fixtures.listing(served_both)
    assert found.keys() == printed.keys() | extract.keys()
    first, second = reads.releases(served_both)
    assert (first["coverage"], second["coverage"], second["rows_staged"]) == ("national", "partial", 2_804)
    assert second["rows_read"] == second["rows_staged"] + second["rows_set_aside"]
    assert [urn for urn, one in found.items() if one["label"] == "left"] == []
    assert label_counts(served_both) == golden("real_both_labels.csv")


def test_what_the_newest_file_withholds_is_withheld(printed, extract, served_both):
    found = fixtures.listing(served_both)
    withheld = 0
    for urn, one in found.items():
        newest, name, code = (
            (extract[urn], "Provider Name", "Provider Postcode") if urn in extract else
            (printed[urn], "Provider name", "Postcode")
        )  # fmt: skip
        for column, header in (("provider_name", name), ("postcode", code)):
            cell = newest[header].strip()
            wanted = None if cell in NULLS else cell.upper() if column == "postcode" else cell
            assert one[column] == wanted, (urn, column)
        older = printed.get(urn, {}).get("Provider name", "").strip()
        withheld += one["provider_name"] is None and older not in NULLS
        assert one["address"] is None or "REDACTED" not in one["address"].upper()
    assert withheld > 50  # names printed in 2021 and withheld in the newest file


def test_histories_join_across_the_two_releases(printed, extract, served_both):
    """A grade printed only in the older file stands beside the newer one, and an inspection in both counts once."""
    dates: dict[str, set] = {}
    for urn, row in printed.items():
        dates[urn] = {one.date for one in inspections(row) if one.family == "four-point" and one.date <= AS_AT_2021}
    for urn, row in extract.items():
        if date := day(row["Most Recent Full: Inspection Date"]):
            dates.setdefault(urn, set()).add(date)
    rows = (
        served_both.con.cursor()
        .execute(
            "SELECT urn, count(*), count(*) FILTER (is_date_revised) FROM served.mart.history "
            "WHERE family = 'four-point' GROUP BY urn"
        )
        .fetchall()
    )
    counted = {urn: (count, revised) for urn, count, revised in rows}
    for urn, wanted in dates.items():
        count, revised = counted.get(urn, (0, 0))
        assert count <= len(wanted) and (count == len(wanted) or revised), urn
    assert sum(len(wanted) for wanted in dates.values()) - sum(count for count, _ in counted.values()) < 50


def test_what_came_next_is_counted_as_the_twin_counts_it(printed, served_2021):
    """Every step of every provider, by label and grade; and the sentence of those that had come back to Good."""
    expected = Counter()
    for row in printed.values():
        history = twin.scored(inspections(row), AS_AT_2021)
        for position in range(1, len(history)):
            now = history[position - 1]
            label, _, _ = twin.label(history[:position], now.date)
            grade = "Satisfactory" if twin.is_satisfactory(now) else now.grade.capitalize()
            expected[label, grade, twin.band(history[position]) != "secure"] += 1
    found = Counter()
    table = likeness.table(served_2021)
    for one in table:
        if one["evidence"] != "all":
            found[one["label"], one["grade"], True] += one["below_count"]
            found[one["label"], one["grade"], False] += one["next_count"] - one["below_count"]
    assert +found == +expected and expected.total() == 53_849
    state = {"band": "secure", "grade": "Good", "label": "bounced once", "evidence": "some", "provider_type": "Nanny"}
    assert likeness.sentence(state, table, likeness.whose(served_2021)).startswith(
        "Of 5,020 settings in England that had come back to Good like this one, 121 were below Good at the next graded "
        "inspection: an estimated rate of 2.4% (2.0–2.9%). Among those that had stayed Good or "
        "better (now Good), it was 116 of 10,828 (1.1%)."
    )


def test_the_dictionary_is_true_of_the_real_release(served_2021):
    assert published.differences(served_2021) == []


def test_the_dictionary_is_true_of_both_real_releases(real_served):
    """What is compared between releases has rows only where there are two."""
    assert export.row_count(real_served, "changed") > 50_000
    assert published.differences(real_served) == []


def test_labels_and_inspections_say_the_same_of_the_latest_inspection_of_every_setting(real_served):
    assert published.disagreements(real_served) == []
