"""An accessible workbook: contents, notes, dictionary, and one table on each other sheet.

By the Analysis Function's guidance on releasing statistics in spreadsheets: a title in A1 of every sheet, marked-up and
named tables, no merged, hidden or empty rows and columns, nothing said by colour alone. One departure: the header row
is frozen, because tables run to thousands of rows. Text is always written as text: never a formula, never a link made
by guess. The same rows give the same bytes. Left out: which rows (pipelines.datasheets).
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple

import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range
from xlsxwriter.worksheet import Worksheet

from pipelines import errors

MOST_ROWS = 1_048_576 - 3  # of a sheet, below title, explanation and header
MOST_TEXT = 32_767  # characters of a cell
CUT = " … (cut here: a cell holds no more, the CSV has it all)"
NARROWEST, WIDEST, LOOKED_AT = 10, 60, 200  # characters a column shows; rows looked at for it
LINE, TITLE = 15, 21  # points; said for every row of more than a line: not every program works heights out by itself
A_LINE, MOST_LINES = 64, 27  # characters that the widest column shows on a line; lines of a row, which has 409 points
STYLE = "Table Style Light 1"  # lines and grey bands, no colour
HEADER = 2  # counted from 0: title, what the sheet holds, header
FIRST_DAY = dt.date(1900, 3, 1)  # before it, spreadsheets disagree on what day a number is
PRODUCT = "Setting quality monitor"


class Sheet(NamedTuple):
    """One sheet of one table: its name (also the table's), title and explanation, the columns, and the rows."""

    name: str
    title: str
    told: str
    columns: Sequence[str]
    rows: Callable[[], Iterable[Sequence]]


class Cover(NamedTuple):
    """What the workbook says of itself: title, the day it counts as made, and the notes in order, (about, text)."""

    title: str
    made_at: dt.datetime
    notes: Sequence[tuple[str, str]]


def write(out: Path, cover: Cover, sheets: Sequence[Sheet], dictionary: Sheet) -> int:
    """Write a workbook; returns how many rows its tables hold. Raises TooManyRows, and OSError as the disk does."""
    book = xlsxwriter.Workbook(str(out), {
        "constant_memory": True, "tmpdir": str(out.parent), "strings_to_formulas": False, "strings_to_urls": False,
        "strings_to_numbers": False, "use_zip64": True,
        "default_format_properties": {"font_name": "Arial", "font_size": 11, "valign": "top"},
    })  # fmt: skip
    try:
        book.set_properties({
            "title": cover.title, "author": PRODUCT, "subject": "Ofsted early years inspections",
            "created": cover.made_at, "comments": "Contents, notes, dictionary, and one table on each other sheet.",
        })  # fmt: skip
        book.set_custom_property("Language", "en-GB")
        contents, notes = book.add_worksheet("Contents"), book.add_worksheet("Notes")
        looks = _looks(book)
        _fill(notes, looks, Sheet("Notes", "Notes", "This sheet holds one table.", ("About", "Note"),
                                  lambda: cover.notes))  # fmt: skip
        held = {one.name: _fill(book.add_worksheet(one.name), looks, one) for one in (dictionary, *sheets)}
        links = [("Notes", "Source, licence, dates, and what the labels are", len(cover.notes)),
                 *((one.name, one.title, held[one.name]) for one in (dictionary, *sheets))]  # fmt: skip
        _fill(contents, looks, Sheet("Contents", cover.title, "Each name leads to its sheet, which holds one table.",
                                     ("Sheet", "What it holds", "Rows"), lambda: links), is_linked=True)  # fmt: skip
        return sum(held[one.name] for one in sheets)
    finally:
        _close(book)


def _close(book: xlsxwriter.Workbook) -> None:
    try:
        book.close()
    except XlsxWriterException as fault:  # it wraps what the system said
        said = fault.args[0] if fault.args else fault
        raise said if isinstance(said, OSError) else fault from None


def _looks(book: xlsxwriter.Workbook) -> dict:
    return {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "header": book.add_format({"bold": True, "text_wrap": True}),
        "text": book.add_format({"text_wrap": True}),
        "date": book.add_format({"num_format": "d mmmm yyyy", "align": "left", "indent": 1}),
        # LibreOffice keeps a yes or no as a number: without this it shows 1 and 0.
        "boolean": book.add_format({"num_format": '"TRUE";"TRUE";"FALSE"', "align": "left", "indent": 1}),
        "link": book.add_format({"underline": 1, "font_color": "#12436D"}),
    }  # fmt: skip


def _fill(page: Worksheet, looks: dict, sheet: Sheet, is_linked: bool = False) -> int:
    """Title, explanation and table; returns the number of rows. `is_linked`: the first column names other sheets."""
    rows = iter(sheet.rows())
    first = list(islice(rows, LOOKED_AT))
    widths = _widths(sheet.columns, first)
    wrapped = [place for place, width in enumerate(widths) if width == WIDEST and not _is_repeated(first, place)]
    for place, width in enumerate(widths):
        page.set_column(place, place, width, looks["text"] if place in wrapped else None)
    _set_for_paper(page)
    page.set_row(0, TITLE)
    page.write_string(0, 0, sheet.title, looks["title"])
    page.write_string(1, 0, sheet.told if first else f"{sheet.told} There are no rows.")
    _headed(page, sheet.columns, looks["header"])
    count = 0
    for count, row in enumerate(chain(first, rows), 1):
        if count > MOST_ROWS:
            raise errors.TooManyRows(
                f"{sheet.title} has more rows than a sheet holds ({MOST_ROWS:,}). Take the CSV or Parquet, or fewer "
                "settings with --la."
            )
        if (lines := max((_lines(row[place]) for place in wrapped), default=1)) > 1:
            page.set_row(HEADER + count, LINE * min(lines, MOST_LINES))
        for place, value in enumerate(row):
            if is_linked and place == 0:
                page.write_url(HEADER + count, 0, f"internal:'{value}'!A1", looks["link"], value)
            elif value is not None and value != "":
                _cell(page, HEADER + count, place, value, looks)
    page.freeze_panes(HEADER + 1, 0)
    if count:
        _mark_up(page, sheet, count, looks["header"])
    return count


def _headed(page: Worksheet, columns: Sequence[str], look: Format) -> None:
    for place, name in enumerate(columns):
        page.write_string(HEADER, place, name, look)


def _cell(page: Worksheet, row: int, place: int, value: object, looks: dict) -> None:
    if isinstance(value, str):
        page.write_string(row, place, _text(value))
    elif isinstance(value, bool):
        page.write_boolean(row, place, value, looks["boolean"])
    elif isinstance(value, dt.date) and value >= FIRST_DAY:
        page.write_datetime(row, place, value, looks["date"])
    elif isinstance(value, dt.date):
        page.write_string(row, place, value.isoformat())
    else:
        page.write_number(row, place, value)


def _text(value: str) -> str:
    """Text as a cell can hold it: cut, and saying so, where it is too long."""
    if value.startswith("<r>"):  # the library would take it for ready-made rich text
        value = f" {value}"
    if len(value) > MOST_TEXT // 2:  # counted in units of two bytes, as a spreadsheet counts
        units = value.encode("utf-16-le")
        if len(units) > 2 * MOST_TEXT:
            value = units[: 2 * (MOST_TEXT - len(CUT))].decode("utf-16-le", errors="ignore") + CUT
    return value


def _widths(columns: Sequence[str], rows: Sequence[Sequence]) -> list[int]:
    """How many characters wide to show each column: what it holds and its name, within reason."""
    longest = [max((len(_shown(row[place])) for row in rows), default=0) for place in range(len(columns))]
    return [min(WIDEST, max(NARROWEST, len(name) + 3, held + 2)) for name, held in zip(columns, longest, strict=True)]


def _shown(value: object) -> str:
    """A value as its column is made wide for: a number needs no more digits than are read, its cell keeps them all."""
    if isinstance(value, float):
        return f"{value:.6g}"
    return "00 September 0000" if isinstance(value, dt.date) else "" if value is None else str(value)


def _is_repeated(rows: Sequence[Sequence], place: int) -> bool:
    """Whether a column says the same in each of several rows, as the source does: then it is not worth tall rows."""
    return len(rows) > 1 and len({row[place] for row in rows}) == 1


def _lines(value: object) -> int:
    """How many lines a cell of the widest column takes."""
    text = value if isinstance(value, str) else ""
    return sum(max(1, -(-len(line) // A_LINE)) for line in text.split("\n"))


def _set_for_paper(page: Worksheet) -> None:
    """On A4 across, with the header on every sheet of paper, and the first column where columns run over."""
    page.set_paper(9)
    page.set_landscape()
    page.repeat_rows(HEADER)
    page.repeat_columns(0)


def _mark_up(page: Worksheet, sheet: Sheet, count: int, look: Format) -> None:
    """Make a table of header and rows, named as the sheet.

    The library refuses this in constant memory, because it would write the header again, above rows already on disk,
    and remember every cell: so it is told of the header and one row, and the range is put right. What it writes of the
    header again is dropped with the row it belongs to.
    """
    page.constant_memory, held = False, page.table
    page.table = defaultdict(dict)
    page.add_table(HEADER, 0, HEADER + 1, len(sheet.columns) - 1, {
        "name": sheet.name, "style": STYLE, "autofilter": False, "title": sheet.title, "description": sheet.told,
        "columns": [{"header": name, "header_format": look} for name in sheet.columns],
    })  # fmt: skip
    page.constant_memory, page.table = True, held
    marked = page.tables[-1]
    marked["range"] = marked["a_range"] = xl_range(HEADER, 0, HEADER + count, len(sheet.columns) - 1)
