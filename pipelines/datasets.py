"""What is published: each dataset, its columns, and the version of their names, all from declared tables.

`declared/datasets.csv` names the datasets, `declared/dictionary.csv` their columns in order,
`declared/column_changes.csv` what became of a column in which version, `declared/mart_tables.csv` which table of the
warehouse is in which dataset. To publish another: a row in the first, its columns in the second, and its statement in
`sql/reads/export_<dataset>.sql`.
"""

from dataclasses import dataclass
from functools import cache

from pipelines import declared

SEPARATOR = "; "  # between the items of a list, in a cell and in the dictionary's list of values
NEVER = "never"  # of what an empty cell means: there is none
FACTS = ("dataset", "column", "type", "unit", "meaning", "values", "example", "empty", "since")  # of a column, in order
KINDS = ("string", "list", "date", "boolean", "integer", "double")


@dataclass(frozen=True)
class Column:
    """One published column: type, unit, meaning, the values it is limited to (none: open), an example, what an empty
    cell means ('never': every row has a value) and the version since which it is published."""

    dataset: str
    column: str
    type: str
    unit: str
    meaning: str
    values: tuple[str, ...]
    example: str
    empty: str
    since: str

    @property
    def is_required(self) -> bool:
        """Whether every row has a value."""
        return self.empty == NEVER

    @property
    def facts(self) -> tuple[str, ...]:
        """Everything declared of it, in the order of FACTS, as a row of the dictionary."""
        return tuple(SEPARATOR.join(self.values) if name == "values" else getattr(self, name) for name in FACTS)


@dataclass(frozen=True)
class Dataset:
    """One published table: what one row is, the columns of its key (none: rows may be alike), which column refers to
    which column of which dataset, and whether it stands for all loaded areas together."""

    name: str
    title: str
    one_row: str
    key: tuple[str, ...]
    references: tuple[tuple[str, str, str], ...]
    is_whole: bool
    columns: tuple[Column, ...]


@cache
def every() -> dict[str, Dataset]:
    """Every dataset by name, in the order to show them."""
    columns: dict[str, list[Column]] = {}
    for row in declared.rows("dictionary"):
        values = tuple(row["values"].split(SEPARATOR)) if row["values"] else ()
        columns.setdefault(row["dataset"], []).append(Column(**{**row, "values": values}))
    found = {}
    for row in declared.rows("datasets"):
        pairs = (pair.replace(">", ".").split(".") for pair in row["references"].split())
        found[row["dataset"]] = Dataset(
            row["dataset"], row["title"], row["one_row"], tuple(row["key"].split()),
            tuple((column, other, its) for column, other, its in pairs), row["reach"] == "whole",
            tuple(columns.get(row["dataset"], ())),
        )  # fmt: skip
    return found


NAMES = tuple(every())


def version() -> str:
    """The version of the published columns: a major step where one is renamed, retyped or gone, else a minor one."""
    return changes()[-1]["version"]


def changes() -> tuple[dict[str, str], ...]:
    """What became of columns, oldest first: version, released_on, dataset, column, change."""
    return declared.rows("column_changes")


def mart_tables() -> tuple[dict[str, str], ...]:
    """Every table of the mart: mart_table, the datasets that give it, or the reason why none does."""
    return declared.rows("mart_tables")
