"""Reading a release as published: where its header is, how it is written, what each column is."""

import datetime as dt
import itertools
import random
import zipfile

import pytest

from pipelines import declared, errors, load
from tests import fixtures

ROWS = [fixtures.provider(f"EY10000{number}", full_1_on="01/02/2020", full_1_grade="2") for number in range(1, 6)]
URNS = [row["urn"] for row in ROWS]
TITLES = {
    "one": "Latest inspections of all registered providers as at 31 August 2021",
    "two": "This worksheet contains one table",
}


def text(rows=ROWS, end="\n", layout="L2", titles=()):
    """A release as text; a title row is padded with commas as in the published files."""
    cells = fixtures.lines(layout, rows)
    padded = [[title] + [""] * (len(cells[0]) - 1) for title in titles]
    return fixtures.csv_text(padded + cells, end)


def test_a_header_under_title_rows_is_found(tmp_path):
    for number, count in enumerate((0, 1, 2, 5, 20)):
        found = fixtures.stage_bytes(tmp_path / str(number), text(titles=["A title"] * count).encode())
        assert found.urns() == URNS, count


def test_title_rows_need_not_be_padded(tmp_path):
    content = f"{TITLES['one']}\n\n{TITLES['two']}\n" + text()
    found = fixtures.stage_bytes(tmp_path, content.encode())
    assert found.urns() == URNS
    assert found.file.table.title == f"{TITLES['one']} {TITLES['two']}"


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "byte order mark"])
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("titles", [0, 2])
def test_line_ends_and_byte_order_marks(mark, end, titles, tmp_path):
    found = fixtures.stage_bytes(tmp_path, mark + text(end=end, titles=["T"] * titles).encode())
    assert found.urns() == URNS
    assert (found.account.rows_read, found.account.rows_staged) == (5, 5)
    assert found.file.table.headers[:2] == ("Web link", "Provider URN")
    assert {row["local_authority"] for row in found.rows("raw_snapshot")} == {"Barnet"}


@pytest.mark.parametrize(("head", "body"), [("\n", "\r\n"), ("\r\n", "\n")], ids=["LF then CRLF", "CRLF then LF"])
def test_title_rows_may_end_otherwise_than_the_table(head, body, tmp_path):
    """Titles added by hand or by another program: no row may be lost for it."""
    found = fixtures.stage_bytes(tmp_path, (TITLES["one"] + head + text(end=body)).encode())
    assert found.urns() == URNS


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_a_quoted_line_break_in_a_title_loses_no_row(end, tmp_path):
    found = fixtures.stage_bytes(tmp_path, (f'"A title\nin two lines"{end}' + text(end=end)).encode())
    assert found.urns() == URNS


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_a_quoted_line_break_in_a_header_loses_no_row(end, tmp_path):
    content = text(end=end).replace("Places including estimates", '"Places including\nestimates"')
    found = fixtures.stage_bytes(tmp_path, content.encode())
    assert found.urns() == URNS


@pytest.mark.parametrize("ends", list(itertools.permutations(["\n", "\r\n", "\n"])), ids=repr)
def test_rows_that_end_in_several_ways_are_all_read_or_the_file_is_refused(ends, tmp_path):
    parts = text().splitlines()
    content = "".join(part + ends[number % 3] for number, part in enumerate(parts))
    try:
        found = fixtures.stage_bytes(tmp_path, content.encode())
    except errors.NotACsv:
        return
    assert found.urns() == URNS


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("inside", ["\n", "\r\n"], ids=["LF inside", "CRLF inside"])
def test_quoted_line_breaks_commas_and_quotes_in_cells(end, inside, tmp_path):
    names = [f"Two{inside}lines", 'The "Best", they say', "Plain", f"{inside}", "Zoë's"]
    rows = [row | {"provider_name": name} for row, name in zip(ROWS, names, strict=True)]
    found = fixtures.stage_bytes(tmp_path, text(rows, end).encode())
    assert found.urns() == URNS
    read = [
        row["provider_name"].replace("\r\n", "\n") for row in found.rows("raw_snapshot") if row["provider_name"].strip()
    ]
    assert read[:3] == ["Two\nlines", *names[1:3]] and read[-1] == names[4]


def test_windows_1252_is_read_as_what_it_is(tmp_path):
    """Its no-break space, dash and letters; the bytes are not UTF-8."""
    rows = [ROWS[0] | {"provider_name": "Café – Crèche"}, ROWS[1] | {"provider_name": "\u00a0Spaced\u00a0House\u00a0"}]
    content = text(rows).encode("cp1252")
    assert b"\x96" in content and b"\xa0" in content
    found = fixtures.stage_bytes(tmp_path, content)
    assert found.file.table.encoding == "cp1252"
    assert [row["provider_name"] for row in found.rows("raw_snapshot")] == ["Café – Crèche", "Spaced\u00a0House"]


def test_one_accented_letter_at_the_very_end_is_windows_1252_too(tmp_path):
    """A UTF-8 decoder waits for the rest of a letter: the end of the file must be asked about."""
    columns = ["urn", "provider_type", "local_authority", "registers", "full_1_on", "full_1_grade", "provider_name"]
    rows = [fixtures.provider("EY100001", provider_name="Café")]
    content = fixtures.csv_text(fixtures.lines("L3", rows, columns)).strip().encode("cp1252")
    assert content.endswith(b"\xe9")
    found = fixtures.stage_bytes(tmp_path, content)
    assert [row["provider_name"] for row in found.rows("raw_snapshot")] == ["Café"]


@pytest.mark.parametrize("layout", ["L2", "L3", "L4"])
def test_columns_are_matched_by_name_never_by_place(layout, tmp_path):
    cells = fixtures.lines(layout, [row | {"places": "17"} for row in ROWS])
    order = list(range(len(cells[0])))
    random.Random(5).shuffle(order)
    shuffled = [[row[place] for place in order] for row in cells]
    straight = fixtures.stage_bytes(tmp_path / "straight", fixtures.csv_text(cells).encode())
    mixed = fixtures.stage_bytes(tmp_path / "mixed", fixtures.csv_text(shuffled).encode())
    assert (straight.file.layout, mixed.file.layout) == (layout, layout)
    for table in ("raw_snapshot", "raw_sighting", "raw_problem"):
        assert mixed.rows(table) == straight.rows(table), table
    assert len(straight.rows("raw_sighting")) == 5


def _unlike(header: str) -> str:
    """The same words in other capitals, spaces and punctuation."""
    return f"  {header.upper().replace('_', ' ').replace(':', ' -').replace('?', '').replace(' ', '  ')} "


@pytest.mark.parametrize("layout", ["L2", "L3", "L4"])
def test_headers_in_other_capitals_spaces_and_punctuation_are_the_same(layout, tmp_path):
    cells = fixtures.lines(layout, ROWS)
    changed = [[_unlike(header) for header in cells[0]], *cells[1:]]
    plain = fixtures.stage_bytes(tmp_path / "plain", fixtures.csv_text(cells).encode())
    other = fixtures.stage_bytes(tmp_path / "other", fixtures.csv_text(changed).encode())
    assert other.file.table.columns == plain.file.table.columns and other.file.layout == layout
    assert other.rows("raw_sighting") == plain.rows("raw_sighting")


def test_every_header_is_taken_ignored_by_name_or_reported(tmp_path):
    cells = fixtures.lines("L2", ROWS)
    cells = [[*cells[0], "Ofsted mood", ""], *([*row, "sunny", ""] for row in cells[1:])]
    found = fixtures.stage_bytes(tmp_path, fixtures.csv_text(cells).encode())
    assert found.urns() == URNS
    report = {row["printed"]: row["outcome"] for row in found.rows("header")}
    assert report["Ofsted mood"] == "not known" and report["Telephone Number"] == "ignored"
    assert report["Provider URN"] == "taken"
    assert len(found.rows("header")) == len(cells[0])
    used = {row["column"] for row in declared.rows("columns") if row["L2"] and row["use"] != "ignored"}
    assert {row["column_name"] for row in found.rows("header") if row["outcome"] == "taken"} == used


def test_an_unknown_column_is_kept_in_the_published_report_of_headers(tmp_path):
    cells = fixtures.lines("L2", ROWS)
    cells = [[*cells[0], "Ofsted mood"], *([*row, "sunny"] for row in cells[1:])]
    (tmp_path / "x_as_at_31_August_2021.csv").write_text(fixtures.csv_text(cells))
    served = fixtures.built(tmp_path, tmp_path / "warehouse")
    rows = (
        served.con.cursor().execute("SELECT printed FROM served.staging.header WHERE outcome = 'not known'").fetchall()
    )
    assert rows == [("Ofsted mood",)]


@pytest.mark.parametrize("column", [row["column"] for row in declared.rows("columns") if row["essential"] == "yes"])
def test_a_missing_essential_column_is_named_with_the_headers_found(column, tmp_path):
    cells = fixtures.lines("L2", ROWS)
    missing = fixtures.headers("L2")[column]
    place = cells[0].index(missing)
    path = tmp_path / "x_as_at_31_August_2021.csv"
    path.write_text(fixtures.csv_text([row[:place] + row[place + 1 :] for row in cells]))
    with pytest.raises(errors.MissingColumn) as fault:
        load.inspect(path)
    said = str(fault.value)
    wanted = fixtures.headers("L3")[column]  # the newest wording of the layouts without report cards
    assert path.name in said and (missing in said.split("The header")[0] or wanted in said.split("The header")[0])
    assert "Provider name" in said and "Web link" in said


def test_one_of_the_two_register_columns_is_enough_and_neither_is_refused(tmp_path):
    for number, dropped in enumerate((["registers"], ["early_years_flag"], ["registers", "early_years_flag"])):
        columns = [column for column in fixtures.headers("L2") if column not in dropped]
        path = fixtures.release(tmp_path / str(number), "L2", ROWS, columns=columns)
        if len(dropped) == 2:
            with pytest.raises(errors.MissingColumn, match="Register"):
                load.inspect(path)
        else:
            staged = fixtures.stage(path, tmp_path / str(number) / "warehouse")
            assert {row["is_early_years"] for row in staged.rows("raw_snapshot")} == {True}


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "is a picture"),
        (b"%PDF-1.7\n%\xe2\xe3\n1 0 obj", "is a PDF"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "is a picture"),
        (b"\x1f\x8b\x08\0", "is a compressed file"),
        (b"<?xml version='1.0'?><a/>", "is an XML file"),
        (b"\0\1\2", "NUL"),
        ("Provider URN,Local authority".encode("utf-16"), "NUL"),
        (b"\xef\xbb\xbf\n<!DOCTYPE html><html><body><p>Page not found</p></body></html>", "is a web page"),
        (b"a,b,c\n1,2,3\n", "headers"),
        (b"\n\n\n", "headers"),
        (text().replace(",", ";").encode(), "headers"),
    ],
    ids=["empty", "PNG", "PDF", "JPEG", "gzip", "XML", "NUL", "UTF-16", "HTML", "another table", "blank", "semicolons"],
)
def test_what_is_not_a_csv_release_is_refused_by_name(content, why, tmp_path):
    path = tmp_path / "x_as_at_31_August_2021.csv"
    path.write_bytes(content)
    with pytest.raises(errors.NotACsv, match=why) as fault:
        load.inspect(path)
    assert path.name in str(fault.value)


@pytest.mark.parametrize(("held", "why"), [("x.csv", "a zip that has to be unpacked"), ("word/document.xml", "a Word")])
def test_a_zip_that_is_no_spreadsheet_is_told_as_what_it_is(held, why, tmp_path):
    path = tmp_path / "x_as_at_31_August_2021.csv"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(held, "a,b")
    with pytest.raises(errors.BadWorkbook, match=why) as fault:
        load.inspect(path, tmp_path / "books")
    assert path.name in str(fault.value)


@pytest.mark.parametrize(
    ("title", "name", "expected"),
    [
        ("", "Childcare_provider_level_data_as_at_31_August_2021.csv", dt.date(2021, 8, 31)),
        ("", "most recent inspections data as at 1st Sept 2022.csv", dt.date(2022, 9, 1)),
        ("Providers as of 3 Dec 2023", "data.csv", dt.date(2023, 12, 3)),
        ("Providers as at 3 December 2023", "as_at_31_August_2021.csv", dt.date(2023, 12, 3)),
        ("Providers as at 31 February 2023", "data.csv", None),
        ("Providers", "data.csv", None),
    ],
)
def test_the_as_at_date_is_in_a_title_row_or_the_name(title, name, expected, tmp_path):
    path = tmp_path / name
    path.write_text((f"{title}\n" if title else "") + text())
    assert load.inspect(path).as_at == expected


def test_a_copy_under_another_name_is_known_by_its_bytes(tmp_path):
    one, other = tmp_path / "one.csv", tmp_path / "other.csv"
    for path in (one, other):
        path.write_text(text())
    assert load.inspect(one).sha256 == load.inspect(other).sha256
    other.write_text(text(ROWS[:4]))
    assert load.inspect(one).sha256 != load.inspect(other).sha256


@pytest.mark.parametrize("ends", ["\r", "An odd title\r{}", "\r\n{}\r", "{}\r\r\n"], ids=repr)
def test_a_lone_carriage_return_ends_a_line_and_loses_no_row(ends, tmp_path):
    """Old Macs ended lines so; DuckDB, given one among line feeds, reads no row at all and says nothing."""
    plain = text(end="\r\n")
    content = text(end="\r") if ends == "\r" else ends.format(plain)
    assert fixtures.stage_bytes(tmp_path, content.encode()).urns() == URNS


def test_a_header_of_thousands_of_columns_is_refused_before_memory_is_spent_on_it(tmp_path):
    cells = fixtures.lines("L2", ROWS)
    for more, name in ((2_000, "wide"), (100_000, "longer than is read to find it")):
        wide = [[*cells[0], *(f"Column {number}" for number in range(more))], *cells[1:]]
        with pytest.raises(errors.NotACsv, match="wider"):
            fixtures.stage_bytes(tmp_path / name, fixtures.csv_text(wide).encode())
    with pytest.raises(errors.MissingColumn) as fault:
        fixtures.stage_bytes(tmp_path / "odd", fixtures.csv_text(cells).replace("Provider URN", "x" * 90_000).encode())
    assert len(str(fault.value)) < 5_000
