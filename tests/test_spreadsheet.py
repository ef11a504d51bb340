"""The workbook, read back by another library: the same cells as the Parquet, and the guidance on accessible ones kept.

The checklist is the Analysis Function's: releasing statistics in spreadsheets. The one departure is the frozen header.
"""

import datetime as dt
import re
import zipfile

import openpyxl
import pytest

from pipelines import datasets, errors, export, flagged_list, reads, spreadsheet
from tests import fixtures

EVERY = ("Contents", "Notes", "dictionary", *export.DATASETS)
HOSTILE = [
    "=cmd|' /C calc'!A0", "+1+1", "-2", "@SUM(A1)", "\tTab", "{=A1}", "https://example.com/a", "mailto:a@example.com",
    "internal:'labels'!A1", "00123", "1e5", "TRUE", "<r><t>rich</t></r>", "a & <b> \"c\" 'd'", "_x0041_", "Zoë Łark 🐻",
    " kept spaces ", "line\nbreak", "\x01control", "￾",
]  # fmt: skip


@pytest.fixture(scope="module")
def book(sample_served, tmp_path_factory):
    """The workbook of every dataset."""
    path = tmp_path_factory.mktemp("workbook") / "all.xlsx"
    export.write(sample_served, "all", "xlsx", path)
    return openpyxl.load_workbook(path)


def cells(sheet) -> list[tuple]:
    """The rows below the header, dates as dates."""
    return [
        tuple(value.date() if isinstance(value, dt.datetime) else value for value in row)
        for row in sheet.iter_rows(min_row=spreadsheet.HEADER + 2, values_only=True)
    ]


def as_a_cell(value: object) -> object:
    """A value as a cell gives it back: nothing for an empty text, and 16 digits of a number."""
    return None if value == "" else float(f"{value:.16G}") if isinstance(value, float) else value


@pytest.mark.parametrize("dataset", export.DATASETS)
def test_a_sheet_holds_the_same_cells_as_the_dataset(dataset, book, sample_served):
    text, values = export.asked(dataset)
    wanted = reads.fetch(sample_served, text, values)
    sheet = book[dataset]
    header = [cell.value for cell in sheet[spreadsheet.HEADER + 1]]
    assert header == list(wanted[0]) == [column.column for column in datasets.every()[dataset].columns]
    found = cells(sheet)
    assert len(found) == len(wanted)
    for left, right in zip(found, wanted, strict=True):
        assert list(left) == [as_a_cell(value) for value in right.values()]


def test_the_checklist_for_accessible_spreadsheets(book):
    assert tuple(book.sheetnames) == EVERY and book.active.title == "Contents"
    names = [name for sheet in book for name in sheet.tables]
    assert names == list(EVERY)  # one table a sheet, named and marked up
    for sheet in book:
        (table,) = sheet.tables.values()
        title, told, header = (sheet.cell(row, 1).value for row in (1, 2, 3))
        assert title and told and header, sheet.title
        assert table.ref == f"A3:{sheet.dimensions.split(':')[1]}", "nothing stands beside or below the table"
        assert table.headerRowCount == 1 and table.autoFilter is None
        columns = [cell.value for cell in sheet[3]]
        assert [column.name for column in table.tableColumns] == columns and len(set(columns)) == len(columns)
        assert not sheet.merged_cells.ranges and sheet.freeze_panes == "A4"
        assert not [one for one in (*sheet.row_dimensions.values(), *sheet.column_dimensions.values()) if one.hidden]
        assert all(sheet.column_dimensions[letter].width >= spreadsheet.NARROWEST for letter in "AB")
        rows = cells(sheet)
        assert all(any(value is not None for value in row) for row in rows), f"{sheet.title} has an empty row"
        assert not sheet._images and not sheet._charts and not sheet.conditional_formatting
        fonts = {cell.font.name for row in sheet.iter_rows(max_row=6) for cell in row}
        fills = {cell.fill.fill_type for row in sheet.iter_rows(max_row=6) for cell in row}
        assert fonts == {"Arial"} and fills == {None}
    assert "Every dataset, as at 30 June 2026" in book.properties.title and book.properties.creator
    assert book.custom_doc_props["Language"].value == "en-GB"


def test_no_text_of_a_sheet_is_cut_off_or_lies_over_another(book):
    """Heights are said, because LibreOffice does not work them out for a workbook as it opens it."""
    assert {sheet.row_dimensions[1].height for sheet in book} == {spreadsheet.TITLE}
    seen = 0
    for sheet in book:
        header = spreadsheet.HEADER + 1
        last_row, last_column = sheet.max_row, sheet.max_column  # openpyxl goes through every cell to tell
        wide = [cell.column for cell in sheet[header]
                if sheet.column_dimensions[cell.column_letter].width >= spreadsheet.WIDEST]  # fmt: skip
        for row in range(header + 1, last_row + 1):
            height = sheet.row_dimensions[row].height or spreadsheet.LINE
            for column in wide:
                last = column == last_column  # free to run on
                text = str(sheet.cell(row, column).value or "")
                if not last and len(text) > spreadsheet.A_LINE:
                    seen += 1
                    assert height // spreadsheet.LINE * spreadsheet.A_LINE >= len(text), (sheet.title, row, text)
    assert seen > 100
    # What every row says alike, its source, makes no row tall.
    assert not [row for row in book["areas"].row_dimensions.values() if row.height and row.index > 1]


def test_a_yes_or_no_is_one_in_every_program_and_on_paper_the_header_is_on_each_sheet(book):
    cell = book["labels"].cell(4, 3)
    assert (cell.data_type, cell.number_format) == ("b", '"TRUE";"TRUE";"FALSE"')
    for sheet in book:
        assert sheet.print_title_rows == "$3:$3" and sheet.print_title_cols == "$A:$A", sheet.title
        assert sheet.page_setup.orientation == "landscape"


def test_the_cover_leads_to_every_sheet_with_its_rows(book):
    cover = book["Contents"]
    told = {row[0].value: row for row in cover.iter_rows(min_row=4)}
    assert tuple(told) == EVERY[1:]
    for name, (link, held, rows) in told.items():
        assert link.hyperlink.location == f"'{name}'!A1" and held.value
        assert rows.value == len(cells(book[name]))


def test_the_notes_say_whose_data_these_are_and_what_the_labels_are_not(book, tmp_path):
    notes = " ".join(str(value) for row in cells(book["Notes"]) for value in row)
    for told in (
        "invented settings", "Newest release published on", "Not a quality rating", "not from Ofsted", "30 June 2026",
        "No value", f"Version {datasets.version()}", "python -m pipelines export all --format xlsx",
    ):  # fmt: skip
        assert told in notes, told
    assert "sample data, invented settings" in book["labels"]["A1"].value
    fixtures.release(tmp_path, "L2", [fixtures.provider("EY100001", full_1_on="01/02/2020", full_1_grade="3")])
    served = fixtures.built(tmp_path, tmp_path / "warehouse")
    export.write(served, "changes", "xlsx", tmp_path / "real.xlsx", ["Barnet"])
    real = openpyxl.load_workbook(tmp_path / "real.xlsx")
    notes = " ".join(str(value) for row in cells(real["Notes"]) for value in row)
    assert "Open Government Licence v3.0" in notes and "invented" not in notes and "Barnet" in notes
    # A table of nothing is said to be one, and not marked up: it would need an empty row.
    assert "There are no rows." in real["changes"]["A2"].value and not real["changes"].tables


def test_the_dictionary_of_a_workbook_is_that_of_its_datasets(book):
    wanted = [column.facts for dataset in datasets.every().values() for column in dataset.columns]
    assert cells(book["dictionary"]) == [tuple(value or None for value in row) for row in wanted]


def test_text_stays_text_whatever_it_looks_like(tmp_path):
    """Formulas, links, numbers, markup and control characters: each cell is a string with the text as it was."""
    rows = [(text, "x" * 40_000) for text in HOSTILE]
    sheet = spreadsheet.Sheet("odd", "Odd", "Told.", ("text", "long"), lambda: rows)
    cover = spreadsheet.Cover("=Title", dt.datetime(2026, 1, 1), [("=About", "+Note")])
    other = spreadsheet.Sheet("dictionary", "D", "T.", ("a",), lambda: [("=b",)])
    assert spreadsheet.write(tmp_path / "odd.xlsx", cover, [sheet], other) == len(HOSTILE)
    book = openpyxl.load_workbook(tmp_path / "odd.xlsx")
    for row, text in zip(book["odd"].iter_rows(min_row=4), HOSTILE, strict=True):
        cell, long = row
        assert cell.data_type == "s" and cell.hyperlink is None
        read = openpyxl.utils.escape.unescape(cell.value)
        assert read == (f" {text}" if text.startswith("<r>") else text)
        assert len(long.value) == spreadsheet.MOST_TEXT and long.value.endswith(spreadsheet.CUT)
    assert {cell.data_type for cell in book["Notes"]["A"]} == {"s"}
    with zipfile.ZipFile(tmp_path / "odd.xlsx") as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    assert not [name for name in parts if "<f>" in parts[name] or 'TargetMode="External"' in parts[name]]


def test_dates_before_spreadsheets_agree_on_them_are_text(tmp_path):
    rows = [(dt.date(1899, 12, 31),), (dt.date(1900, 2, 28),), (dt.date(1900, 3, 1),), (dt.date(2026, 6, 30),)]
    sheet = spreadsheet.Sheet("days", "Days", "Told.", ("day",), lambda: rows)
    cover = spreadsheet.Cover("T", dt.datetime(2026, 1, 1), [("a", "b")])
    spreadsheet.write(tmp_path / "days.xlsx", cover, [sheet], sheet._replace(name="dictionary"))
    found = cells(openpyxl.load_workbook(tmp_path / "days.xlsx")["days"])
    assert found == [("1899-12-31",), ("1900-02-28",), (dt.date(1900, 3, 1),), (dt.date(2026, 6, 30),)]


def test_the_same_build_gives_the_same_bytes(sample_served, tmp_path):
    for name in ("one.xlsx", "again.xlsx"):
        export.write(sample_served, "labels", "xlsx", tmp_path / name, ["Tidewell"])
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "again.xlsx").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["again.xlsx", "one.xlsx"]


def test_more_rows_than_a_sheet_holds_are_refused_whole(sample_served, tmp_path, monkeypatch):
    monkeypatch.setattr(spreadsheet, "MOST_ROWS", 1_000)
    with pytest.raises(errors.TooManyRows, match=r"Labels.*1,000.*CSV or Parquet") as refused:
        export.write(sample_served, "labels", "xlsx", tmp_path / "labels.xlsx")
    assert refused.value.exit_code == 39 and not list(tmp_path.iterdir())
    assert export.write(sample_served, "labels", "xlsx", tmp_path / "labels.xlsx", ["Tidewell"]) < 1_000


def test_every_dataset_of_one_authority(sample_served, tmp_path):
    """What stands for all areas together is left out, and nobody else's rows are there."""
    rows = export.write(sample_served, "all", "xlsx", tmp_path / "all.xlsx", ["tidewell"])
    book = openpyxl.load_workbook(tmp_path / "all.xlsx", read_only=True)
    wanted = [name for name in export.DATASETS if not export.is_whole(name)]
    assert book.sheetnames == ["Contents", "Notes", "dictionary", *wanted]
    for name in wanted:
        held = cells(book[name])
        rows -= len(held)
        columns = [column.column for column in datasets.every()[name].columns]
        where = columns.index("local_authority" if "local_authority" in columns else "area")
        assert {row[where] for row in held} == {"Tidewell"}, name
    assert rows == 0
    book.close()


def test_the_flagged_list_as_a_workbook_is_its_csv(sample_served, tmp_path):
    content = export.flagged(sample_served, {"flag": ["yo-yo"]}, "volatility", "xlsx")
    (tmp_path / "flagged.xlsx").write_bytes(content)
    book = openpyxl.load_workbook(tmp_path / "flagged.xlsx")
    shown = flagged_list.page(sample_served, {"flag": ["yo-yo"]}, "volatility", 1, 5_000)["rows"]
    assert [row[0] for row in cells(book["labels"])] == [row["urn"] for row in shown] and len(shown) > 3
    assert re.match("Flagged settings, as at 30 June 2026", book["Contents"]["A1"].value)
