"""What the dictionary declares, held to the tables of a build: every way in which they differ, as sentences."""

from pipelines import datasets, export, reads

TYPES = {
    "VARCHAR": ("string", "list"), "DATE": ("date",), "BOOLEAN": ("boolean",), "DOUBLE": ("double",),
    "INTEGER": ("integer",), "BIGINT": ("integer",), "HUGEINT": ("integer",),
}  # fmt: skip


def differences(served: reads.Served) -> list[str]:
    """Where names, order, types, empty cells, limited values, keys or references are not as declared."""
    return [said for dataset in datasets.every().values() for said in _of(served, dataset)]


def disagreements(served: reads.Served) -> list[dict]:
    """Settings of which labels says another thing of their latest inspection than inspections does."""
    (labels, one), (inspections, other) = export.asked("labels"), export.asked("inspections")
    said = ("scale", "band", "grade", "areas_below", "areas_judged", "safeguarding", "as_at")
    differ = " OR ".join(f"labels.{name} IS DISTINCT FROM latest.{name}" for name in said)
    return reads.fetch(
        served,
        f"SELECT labels.urn, {', '.join(f'labels.{name}, latest.{name} AS its_{name}' for name in said)} "
        f"FROM ({labels}) AS labels LEFT JOIN (SELECT * FROM ({inspections}) WHERE is_scored) AS latest "
        "ON latest.urn = labels.urn AND latest.scored_position = labels.scored_count "
        f"WHERE labels.scored_count > 0 AND ({differ})", one | other,
    )  # fmt: skip


def _of(served: reads.Served, dataset: datasets.Dataset) -> list[str]:
    found = export.describe(served, dataset.name)
    names, declared = [name for name, _ in found], [column.column for column in dataset.columns]
    where = f"sql/reads/export_{dataset.name}.sql"
    if names != declared:
        return [
            f"{where} gives the columns {names} and declared/dictionary.csv declares {declared} for {dataset.name}: "
            "give the dictionary one row a column, in the order of the statement."
        ]
    said = [
        f"{dataset.name}.{column.column} is {kind} and declared {column.type}: correct its type in dictionary.csv."
        for column, (_, kind) in zip(dataset.columns, found, strict=True)
        if column.type not in TYPES.get(kind, ())
    ]
    text, values = export.asked(dataset.name)
    return [*said, *(f"{dataset.name}: {one}" for one in _contents(served, dataset, text, values))]


def _contents(served: reads.Served, dataset: datasets.Dataset, text: str, values: dict) -> list[str]:
    said = []
    cursor = served.con.cursor()
    # Once for all questions: some statements take a while.
    cursor.execute(f"CREATE OR REPLACE TEMP TABLE published AS {text}", values)
    for column in dataset.columns:
        name = f'"{column.column}"'
        is_text = column.type in ("string", "list")
        blank = f"{name} IS NULL" + (f" OR {name} = ''" if is_text else "")
        if column.is_required and cursor.execute(f"SELECT count(*) FROM published WHERE {blank}").fetchone()[0]:
            said.append(f"{column.column} has empty cells: say in dictionary.csv, under empty, what that means.")
        if column.values:
            items = f"unnest(string_split({name}, '; '))" if column.type == "list" else name
            rows = cursor.execute(f"SELECT DISTINCT {items} FROM published WHERE NOT ({blank})").fetchall()
            if other := sorted(str(item) for (item,) in rows if item not in column.values):
                said.append(f"{column.column} holds {other}: add them to its values in dictionary.csv.")
    if dataset.key:
        names = ", ".join(f'"{name}"' for name in dataset.key)
        twice = cursor.execute(f"SELECT {names} FROM published GROUP BY ALL HAVING count(*) > 1 LIMIT 3").fetchall()
        if twice:
            said.append(f"its key ({names}) does not tell these rows apart: {twice}. Correct it in datasets.csv.")
    for column, other, its in dataset.references:
        there, given = export.asked(other)
        lost = cursor.execute(
            f'SELECT DISTINCT "{column}" FROM published WHERE "{column}" IS NOT NULL AND "{column}" NOT IN '
            f'(SELECT "{its}" FROM ({there})) LIMIT 3', given,
        ).fetchall()  # fmt: skip
        if lost:
            said.append(f"{column} refers to {other}.{its}, which lacks {lost}: correct it in datasets.csv.")
    return said
