"""The page Downloads: which datasets there are, what one holds, how its files are made and what they are safe for.

Left out: what is in a file (pipelines.export) and the buttons (export). The choice stays in the address.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from html import escape
from typing import NamedTuple

import streamlit as st

from pages.parts import filters, html, plain, words
from pipelines import datasets, domain, export

WORD = filters.DATASET
WIDGET = f"w_{WORD}"
FORMS = {"xlsx": "Spreadsheet (Excel)", "csv": "CSV", "zip": "CSV with description (zip)", "parquet": "Parquet"}
EVERYTHING = {
    (export.ALL, "zip"): "Every dataset (zip of CSVs)", (export.DICTIONARY, "csv"): "Dictionary of every column (CSV)",
}  # fmt: skip
FORMS_TOLD = {
    "Spreadsheet": "An Excel workbook for everybody: contents, notes, dictionary, and one table on a sheet of its own. "
    "Text stays text: nothing runs as a formula.",
    "CSV": "UTF-8 with a byte order mark, so a spreadsheet shows every letter right. A text cell that a spreadsheet "
    "would run as a formula (it begins with =, +, -, @, a tab or a line break) is given a leading apostrophe.",
    "CSV with description": "A zip of the same CSV and a CSVW file, which tells a program its columns, types and key. "
    "That of every dataset also says which column refers to which.",
    "Parquet": "The exact values with their types, for programs.",
}
BEHIND = "Every row of every release is accounted for, and every inspection names the releases that mention it."
NOT_APPLIED = "Other filters chosen in the list of flagged settings are not applied here."
ALL_AREAS = "all areas"
LONG = 20_000  # rows from which a spreadsheet takes its time
PATIENCE = "A spreadsheet this long takes up to a minute to make. CSV and Parquet take seconds."


class Asked(NamedTuple):
    """The dataset to show (None: the table of all), and what in the address was not understood."""

    dataset: datasets.Dataset | None
    problems: Sequence[str]


def parse(said: Mapping[str, list[str]]) -> Asked:
    """Read the address: a dataset that there is, or a sentence."""
    raw = (said.get(WORD) or [""])[-1]
    found = datasets.every().get(raw)
    problems = [f"“{plain.text(raw)}” is not a dataset: here are all there are."] if raw and not found else []
    return Asked(found, problems)


def choose(asked: Asked, chosen: filters.Chosen, options: Mapping) -> None:
    """The select of a dataset, that of local authorities, and the way back to all datasets."""
    every = datasets.every()
    st.session_state[WIDGET] = asked.dataset.name if asked.dataset else None
    columns = st.columns([4, 4, 2, 2], vertical_alignment="bottom")
    columns[0].selectbox(
        "Dataset", list(every), index=None, key=WIDGET, on_change=_chosen, placeholder="Choose one to download",
        format_func=lambda name: every[name].title,
    )  # fmt: skip
    with columns[1]:
        filters.local_authorities(chosen, options)
    if asked.dataset:
        columns[2].button("All datasets", key="all-datasets", type="tertiary", on_click=_back,
                          icon=":material/arrow_back:")  # fmt: skip


def _chosen() -> None:
    name = st.session_state[WIDGET]
    beside = {word: values for word, values in filters.address().items() if word != WORD}
    st.query_params.from_dict({**beside, **({WORD: [name]} if name else {})})


def _back() -> None:
    st.query_params.from_dict({word: values for word, values in filters.address().items() if word != WORD})


def files(asked: Asked) -> dict[tuple[str, str], str]:
    """What can be had of the dataset chosen, {(dataset, form): the button's name}; without one, of all of them."""
    return {(asked.dataset.name, form): said for form, said in FORMS.items()} if asked.dataset else EVERYTHING


def holds(dataset: datasets.Dataset, rows: int, in_scope: int) -> str:
    """What one row of a dataset is; of that of every provider, how many of them the pages count."""
    if "is_in_scope" not in [column.column for column in dataset.columns] or dataset.key != ("urn",):
        return dataset.one_row
    return (
        f"{dataset.one_row} Of these {rows:,}, {in_scope:,} are on the Early Years Register (is_in_scope): those the "
        "dashboard counts. The others are on other registers only, or have left."
    )


def table(rows: Mapping[str, int], areas: Sequence[str], build: Mapping, in_scope: int) -> None:
    """Every dataset: what one row of it is, and its size."""
    where = f" of {' and '.join(areas)}" if areas else ""
    caption = f"{len(rows)} datasets{where} as at {domain.long_date(build['as_at'])}, {_licence(build)}. Choose one "
    caption += "above for its files, the commands that make them, and what each column means."
    heads = ["Dataset", "What it holds", html.Head("Rows", True), html.Head("Columns", True)]
    html.table(caption, heads, [
        (f'{escape(one.title)} <span class="more">{one.name}</span>',
         escape(holds(one, rows[one.name], in_scope)),
         f"{rows[one.name]:,}{_all_areas(one, areas)}", str(len(one.columns)))
        for one in datasets.every().values()
    ], kind="datasets")  # fmt: skip


def _all_areas(dataset: datasets.Dataset, areas: Sequence[str]) -> str:
    return f' <span class="more">{ALL_AREAS}</span>' if dataset.is_whole and areas else ""


def facts(dataset: datasets.Dataset, rows: int, areas: Sequence[str], build: Mapping) -> str:
    """Size, where, key, date, version and licence of one dataset in a line."""
    where = (ALL_AREAS if dataset.is_whole else f"only {' and '.join(map(plain.name, areas))}",) if areas else ()
    key = f"key: {', '.join(dataset.key)}" if dataset.key else "no key"
    return " · ".join((
        words.plural(rows, "row", "rows"), f"{len(dataset.columns)} columns", *where, key,
        f"as at {domain.long_date(build['as_at'])}", f"columns version {datasets.version()}", _licence(build),
    ))  # fmt: skip


def _licence(build: Mapping) -> str:
    return "sample, not from Ofsted" if build["is_sample"] else "Open Government Licence v3.0"


def is_long(rows: int) -> bool:
    """Whether a spreadsheet of so many rows keeps a reader waiting."""
    return rows > LONG


def commands(files: Mapping[tuple[str, str], str], build: Mapping, areas: Sequence[str]) -> str:
    """What makes the same files on the command line, one line a file."""
    return "\n".join(export.command(name, form, build, areas) for name, form in files)


def dictionary(dataset: datasets.Dataset) -> None:
    """Each column: type, meaning, the values it is limited to or an example, and what an empty cell means."""
    html.table(
        f"{dataset.title}: every column, in order. Never: every row has a value.",
        ["Column", "Type", "Meaning", "Values, or an example", "An empty cell means"],
        [(f"<code>{one.column}</code>", _kind(one), escape(one.meaning), _values(one), escape(one.empty.capitalize()))
         for one in dataset.columns], kind="dictionary",
    )  # fmt: skip


def _kind(column: datasets.Column) -> str:
    unit = f' <span class="more">{escape(column.unit)}</span>' if column.unit else ""
    return f"{column.type}{unit}"


def _values(column: datasets.Column) -> str:
    return escape(datasets.SEPARATOR.join(column.values)) or f'<span class="quiet">{escape(column.example)}</span>'


def changes() -> None:
    """What became of columns, the newest version first."""
    rows = [
        (escape(row["version"]), html.whole(domain.long_date(dt.date.fromisoformat(row["released_on"]))),
         escape(row["dataset"]),
         escape(row["column"]), escape(row["change"]))
        for row in reversed(datasets.changes())
    ]  # fmt: skip
    html.table("A new first number: a column was renamed, changed its type or went. A new second number: columns were "
               "added, or what they hold was put right.", ["Version", "From", "Dataset", "Column", "Change"], rows,
               kind="versions")  # fmt: skip


def left_out() -> dict[str, str]:
    """Tables that no dataset gives, and why."""
    return {row["mart_table"]: f"{row['reason']}." for row in datasets.mart_tables() if not row["datasets"]}
