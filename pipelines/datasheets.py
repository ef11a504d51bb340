"""A workbook of datasets: what it says of itself, its dictionary, and a sheet of each. How it is drawn: spreadsheet."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pipelines import datasets, domain, reads, spreadsheet

BATCH = 2_000  # rows fetched at a time
HEADS = ("Dataset", "Column", "Type", "Unit", "Meaning", "Values", "Example", "An empty cell means", "Since version")
Part = tuple[datasets.Dataset, str, dict]  # a dataset, the SELECT that gives its rows, and its parameters


def write(
    served: reads.Served, out: Path, title: str, day: dt.date, parts: Sequence[Part], notes: Sequence[tuple[str, str]]
) -> int:  # fmt: skip
    """Write a workbook of these parts as at a day, with notes (about, text) after its own; returns how many rows.

    Raises TooManyRows.
    """
    build = reads.build(served)
    dictionary = spreadsheet.Sheet(
        "dictionary", "Dictionary: what each column means", "This sheet holds one table.", HEADS,
        lambda: [column.facts for dataset, *_ in parts for column in dataset.columns],
    )  # fmt: skip
    about = [*_notes(build, reads.releases(served)[-1]), *notes]
    cover = spreadsheet.Cover(_titled(title, build, day), build["built_at"], about)
    sheets = [_sheet(served, part, _titled(part[0].title, build, day)) for part in parts]
    return spreadsheet.write(out, cover, sheets, dictionary)


def _sheet(served: reads.Served, part: Part, title: str) -> spreadsheet.Sheet:
    dataset, text, values = part

    def rows() -> Iterator[tuple]:
        cursor = served.con.cursor()
        try:
            found = cursor.execute(text, values)
            while batch := found.fetchmany(BATCH):
                yield from batch
        finally:
            cursor.close()

    told = f"This sheet holds one table. {dataset.one_row} The sheet dictionary says what each column means."
    return spreadsheet.Sheet(dataset.name, title, told, [column.column for column in dataset.columns], rows)


def _titled(title: str, build: Mapping, day: dt.date) -> str:
    sample = f" ({domain.SAMPLE_NOTICE})" if build["is_sample"] else ""
    return f"{title}, as at {domain.long_date(day)}{sample}"


def _notes(build: Mapping, newest: Mapping) -> list[tuple[str, str]]:
    """What every workbook says of itself; `newest` is the newest release."""
    published = newest["published_on"]
    notice = [("Notice", f"{build['notice'][0].upper()}{build['notice'][1:]}.")] if build["notice"] else []
    return [
        *notice,
        ("What the labels are", domain.PURPOSE),
        ("Source", build["source"]),
        ("Data as at", domain.long_date(build["as_at"])),
        *([("Newest release published on", domain.long_date(published))] if published else []),
        *([("Where settings lie", f"{build['postcodes']}.")] if build["postcodes"] else []),
        ("Warehouse built on", domain.long_date(build["built_at"].date())),
        ("Column names", f"Version {datasets.version()}. A column keeps its name, type and meaning within a version."),
        ("Empty cells", "No value. The sheet dictionary says, by column, what that means."),
        ("Withheld", "What the newest release withholds is absent here."),
        ("Text", "Reference numbers are text. Text that looks like a formula is text too."),
        ("Dates and shares", "Dates are dates, and sort as such. Shares run from 0 to 1."),
    ]  # fmt: skip
