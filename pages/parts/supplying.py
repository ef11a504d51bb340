"""Sentences of the downloads page: what each dataset is, how its files are made and what they are safe for."""

from collections.abc import Mapping

from pages.parts import words
from pipelines import domain

ONE_ROW = {
    "labels": "One row for each provider: who it is, its label, flags, scores and history in words.",
    "inspections": "One row for each inspection, scored or not: what it said, area by area.",
    "changes": "One row for each step between two scored inspections: what moved, its points and weight.",
    "areas": "One row for each area: settings by tier, label and flag, with the denominator.",
    "lineage": "One row for each pair of registrations that may be, or are confirmed as, one setting.",
    "windows": "One row for each setting whose next inspection can be estimated: between which dates, by which rule. "
    "Ofsted decides when it inspects.",
    "outlook": "One row for each group of alike settings: how many were inspected again, and how many were below Good "
    "then, with the interval. By provider type, era and band.",
    "ledger": "One row for each thing in a release that could not be taken as printed, and what was done about it.",
    "changed": "One row for each setting on the Early Years Register at either of the two newest release dates: "
    "changed, joined, left, unchanged or not comparable, what from and to, and why.",
}
FORMS = (
    "CSV is UTF-8 with a byte order mark, so a spreadsheet shows every letter right. The zip holds the same CSV and a "
    "CSVW file that describes its columns for programs. Parquet holds the exact values with their types."
)
FORMULAS = (
    "In a CSV, a text cell that a spreadsheet would run as a formula (it begins with =, +, -, @, a tab or a line "
    "break) is given a leading apostrophe. Parquet keeps the exact text."
)
BEHIND = "Every row of every release is accounted for, and every inspection names the releases that mention it."


def facts(dataset: Mapping, build: Mapping) -> str:
    """Size, date and licence of one dataset in a line."""
    rows = words.plural(dataset["rows"], "row", "rows")
    licence = "sample, not from Ofsted" if build["is_sample"] else "Open Government Licence v3.0"
    return f"{rows} · {len(dataset['columns'])} columns · as at {domain.long_date(build['as_at'])} · {licence}"


def command(name: str) -> str:
    """What makes the same files on the command line."""
    return f"python -m pipelines export {name} --format csv --out {name}.csv"
