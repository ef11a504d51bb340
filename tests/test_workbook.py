"""Releases in spreadsheets: the sheet is found, cells read as the CSV prints them, and what is broken is refused."""

import csv
import datetime as dt
import io
import zipfile

import pytest

from pipelines import errors, load, paths
from tests import fixtures, workbooks

ROWS = [
    fixtures.provider(
        f"EY10000{number}", registered_on="01/09/2004", full_1_on="14/05/2020", full_1_grade="2", places="24",
        full_1_number="10030001",
    )
    for number in range(1, 6)
]  # fmt: skip
LINES = fixtures.lines("L2", ROWS)
TITLES = [["Childcare provider level data as at 31 August 2021"], ["This worksheet contains one table"], []]
LEAVERS = [
    ["Providers that left between April and August 2021"],
    ["Provider URN", "Local authority", "Date provider left"],
    ["EY200001", "Barnet", dt.date(2021, 7, 14)],
]


def book(path, sheets=None, suffix=".ods"):
    """A workbook with notes, the release and the providers that left, unless other sheets are given."""
    typed = [LINES[0], *workbooks.as_dates(LINES[1:], LINES[0])]
    usual = {"Contents": [["Childcare providers and inspections"]], "D1": TITLES + typed, "D2": LEAVERS}
    return workbooks.write(path / f"release_as_at_31_August_2021{suffix}", sheets or usual)


def staged(path, folder):
    return fixtures.stage(path, folder)


@pytest.mark.parametrize("suffix", [".ods", ".xlsx"])
def test_a_workbook_is_staged_as_the_same_release_in_csv(suffix, tmp_path):
    plain = tmp_path / "release_as_at_31_August_2021.csv"
    plain.write_text(fixtures.csv_text(LINES), encoding="utf-8")
    one, other = staged(plain, tmp_path / "one"), staged(book(tmp_path, suffix=suffix), tmp_path / "other")
    for table in ("raw_snapshot", "raw_sighting", "raw_problem"):
        assert one.rows(table) == other.rows(table), table
    assert len(one.rows("raw_sighting")) == 5
    assert other.account.rows_read == other.account.rows_staged == 5


@pytest.mark.parametrize("suffix", [".ods", ".xlsx"])
def test_the_sample_as_workbooks_is_labelled_as_the_sample_in_csv(suffix, sample_folder, sample_listing, tmp_path):
    """Every layout of the sample, each in a workbook of its own, its trailing rows and title rows with it."""
    for path in sample_folder.glob("*.csv"):
        if path.name in ("releases.csv", "links.csv"):
            text = path.read_text(encoding="utf-8").replace(".csv", suffix)
            (tmp_path / path.name).write_text(text, encoding="utf-8")
            continue
        with path.open(encoding="utf-8-sig", newline="") as handle:
            cells = list(csv.reader(handle))
        workbooks.write((tmp_path / path.name).with_suffix(suffix), {"Notes": [["Notes"]], "D1": cells})
    (tmp_path / "reference").mkdir()
    references = (sample_folder / "reference" / "postcodes.csv").read_bytes()
    (tmp_path / "reference" / "postcodes.csv").write_bytes(references)
    found = fixtures.listing(fixtures.built(tmp_path, tmp_path / "warehouse"))
    assert found == sample_listing


def test_the_sheet_is_found_wherever_it_stands_and_whatever_its_name(tmp_path):
    charts = [["Chart 1"], ["Provider type", "Local authority", "Region"], ["Childminder", "Barnet", "London"]]
    sheets = {"Figures": charts, "x" * 31: TITLES + LINES, "Notes": [["as at 31 August 2021"]]}
    assert staged(book(tmp_path, sheets), tmp_path / "w").urns() == [row["urn"] for row in ROWS]


def test_the_as_at_date_may_stand_on_another_sheet(tmp_path):
    path = workbooks.write(tmp_path / "data.ods", {"Cover": [["Data as at 31 August 2021"]], "Data": LINES})
    assert load.inspect(path, tmp_path / "w").as_at == dt.date(2021, 8, 31)


def test_leading_blank_rows_and_columns_and_trailing_ones_are_no_matter(tmp_path):
    padded = [[], *([None, None, *row, None] for row in LINES), [], []]
    found = staged(book(tmp_path, {"D1": padded}), tmp_path / "w")
    assert found.urns() == [row["urn"] for row in ROWS]
    assert {p["problem"] for p in found.rows("raw_problem")} <= {"empty row"}


def test_numbers_are_read_as_printed(tmp_path):
    rows = [fixtures.provider("EY100001", full_1_on="14/05/2020", full_1_grade="3", places="24")]
    cells = fixtures.lines("L2", rows)
    at = {name: place for place, name in enumerate(cells[0])}
    cells[1][at["Provider URN"]] = 2512345
    cells[1][at["Places"]] = 24.0
    cells[1][at["Most recent full: Overall effectiveness"]] = 3.0
    cells[1][at["Most recent full: Inspection number"]] = 10012345.0
    found = staged(book(tmp_path, {"D1": cells}), tmp_path / "w")
    assert found.urns() == ["2512345"]
    [sighting] = found.rows("raw_sighting")
    assert (sighting["grade"], sighting["inspection_number"]) == ("requires improvement", "10012345")
    assert found.rows("raw_snapshot")[0]["places"] == 24


def test_a_workbook_is_read_once(tmp_path, monkeypatch):
    path, cache = book(tmp_path), tmp_path / "w"
    first = load.inspect(path, cache)
    monkeypatch.setattr("pipelines.workbook._unpack", lambda *_: pytest.fail("read again"))
    assert load.inspect(path, cache) == first


def test_the_text_of_a_workbook_is_kept_while_it_is_loaded_and_swept_after(tmp_path):
    raw, warehouse = tmp_path / "raw", paths.Warehouse(tmp_path / "w")
    raw.mkdir()
    path = book(raw)
    fixtures.built(raw, warehouse.folder)
    assert len(list(warehouse.staged.glob("*.book"))) == 1
    path.unlink()
    fixtures.release(raw, "L2", ROWS)
    fixtures.built(raw, warehouse.folder)
    assert list(warehouse.staged.glob("*.book")) == []


def zip_of(content, name="content.xml"):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(name, content)
    return held.getvalue()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"PK\x03\x04\x14\0\x08\0", "damaged or cut short"),
        (zip_of(b"not xml"), "cannot be read as a spreadsheet"),
        (zip_of(b"<a/>", "other.xml"), "cannot be read as a spreadsheet"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "cannot be read as a spreadsheet"),
    ],
    ids=["cut short", "no XML", "another zip", "broken older Excel"],
)
def test_a_broken_workbook_is_refused_by_name(content, why, tmp_path):
    path = tmp_path / "x_as_at_31_August_2021.ods"
    path.write_bytes(content)
    with pytest.raises(errors.BadWorkbook, match=why) as fault:
        load.inspect(path, tmp_path / "w")
    assert path.name in str(fault.value)
    assert [p.name for p in (tmp_path / "w").iterdir()] == []


def test_a_workbook_cut_anywhere_is_refused(tmp_path):
    whole = book(tmp_path).read_bytes()
    path = tmp_path / "cut.ods"
    for length in range(8, len(whole), len(whole) // 12):
        path.write_bytes(whole[:length])
        with pytest.raises(errors.BadWorkbook):
            load.inspect(path, tmp_path / "w")


def test_a_workbook_that_unpacks_without_end_is_refused_before_it_is_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr("pipelines.workbook.MOST_BYTES", 1_000_000)
    path = tmp_path / "bomb.ods"
    path.write_bytes(zip_of(b" " * 2_000_000))
    with pytest.raises(errors.BadWorkbook, match="more than any release"):
        load.inspect(path, tmp_path / "w")


def test_a_workbook_without_a_release_says_so(tmp_path):
    with pytest.raises(errors.BadWorkbook, match="no sheet"):
        load.inspect(book(tmp_path, {"Notes": [["a note"]]}), tmp_path / "w")


def test_an_essential_column_missing_from_the_sheet_is_named_with_the_sheet(tmp_path):
    lacking = [row[:1] + row[2:] for row in LINES]
    with pytest.raises(errors.MissingColumn, match="row 1 of the sheet Data"):
        load.inspect(book(tmp_path, {"Notes": [["a note"]], "Data": lacking}), tmp_path / "w")
