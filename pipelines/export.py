"""Datasets as files: CSV that a spreadsheet opens safely, exact Parquet, and CSVW metadata beside them.

A CSV is UTF-8 with a byte order mark. A text cell that a spreadsheet would run as a formula (it begins with = + - @,
a tab or a line break) is given a leading apostrophe; Parquet holds the exact text.
"""

import json
import shutil
import tempfile
import zipfile
from pathlib import Path

import duckdb

from pipelines import authorities, database, declared, domain, errors, reads

DATASETS = ("labels", "inspections", "changes", "areas", "lineage", "ledger", "windows", "outlook", "changed")
WHOLE = ("outlook",)  # counted over all loaded areas together: not to be had for one authority
FORMATS = ("csv", "parquet")
BOM = "\ufeff".encode()
RISKY = r"^[=+\-@\t\r\n＝＋－＠]"
CSVW_TYPES = {
    "VARCHAR": "string", "DATE": "date", "BOOLEAN": "boolean", "DOUBLE": "double", "INTEGER": "integer",
    "BIGINT": "integer", "SMALLINT": "integer", "HUGEINT": "integer",
}  # fmt: skip


def write(
    served: reads.Served, dataset: str, form: str, out: Path, authorities: list[str] | None = None, **given: object
) -> int:
    """Write one dataset to a file, with CSVW metadata beside a CSV; returns the number of rows.

    `authorities` keeps the rows of those local authorities only; `given` are other parameters of its statement.
    Raises UnknownArea, BadParameter (where a dataset is not told by authority) and DiskFull.
    """
    if authorities and dataset in WHOLE:
        raise errors.BadParameter(f"{dataset} counts all loaded areas together: leave out --la.")
    text, values = asked(dataset, **given, local_authorities=known_authorities(served, authorities))
    rows = copy(served, text, values, form, out)
    if form == "csv":
        described = json.dumps(metadata(served, dataset, out.name), indent=1, ensure_ascii=False)
        metadata_path(out).write_text(described, encoding="utf-8")
    return rows


def asked(dataset: str, **given: object) -> tuple[str, dict]:
    """The statement of a dataset, and a value for each of its parameters: None, which is no limit, unless given."""
    text, wanted = database.statement("reads", f"export_{dataset}")
    return text, {name: given.get(name) for name in wanted}


def form_of(out: Path, asked: str | None) -> str:
    """The format to write: the one asked for, else what the file's name says, else CSV.

    Raises BadParameter where the name says one thing and the format another, or names a format not written here.
    """
    named = out.suffix.lower().removeprefix(".")
    if named in ("xlsx", "xls", "ods") or (asked and named in FORMATS and named != asked):
        raise errors.BadParameter(
            f"{out.name} would not hold what its name says: exports are {' or '.join(FORMATS)}. Name the file so; a "
            "spreadsheet opens the CSV."
        )
    return asked or (named if named in FORMATS else FORMATS[0])


def metadata_path(out: Path) -> Path:
    """Where CSVW looks for the description of a CSV file."""
    return out.with_name(f"{out.name}-metadata.json")


def copy(served: reads.Served, text: str, values: dict, form: str, out: Path) -> int:
    """Write the rows of a SELECT to a file, whole or not at all; returns how many."""
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=".export-") as folder:
        beside = Path(folder) / out.name
        con = duckdb.connect(config={"autoinstall_known_extensions": False, "autoload_known_extensions": False})
        try:
            con.execute(f"ATTACH {database.quoted(served.path)} AS served (READ_ONLY)")
            if form == "csv":
                text, options = f"SELECT {_safe_columns(con, text, values)} FROM ({text})", "FORMAT csv, HEADER true"
            else:
                options = "FORMAT parquet, COMPRESSION zstd"
            rows = con.execute(f"COPY ({text}) TO {database.quoted(beside)} ({options})", values).fetchone()[0]
        finally:
            con.close()
        if form == "csv":
            marked = beside.with_suffix(".marked")
            with marked.open("wb") as target, beside.open("rb") as source:
                target.write(BOM)
                shutil.copyfileobj(source, target, 1 << 20)
            beside = marked
        beside.replace(out)
    return rows


def _safe_columns(con: duckdb.DuckDBPyConnection, text: str, values: dict) -> str:
    """The columns of a SELECT, text ones guarded against being run as formulas, lists joined."""
    columns = con.execute(f"DESCRIBE {text}", values).fetchall()
    return ", ".join(
        f'CASE WHEN regexp_matches("{name}", \'{RISKY}\') THEN \'\'\'\' || "{name}" ELSE "{name}" END AS "{name}"'
        if kind == "VARCHAR"
        else f'"{name}"'
        for name, kind, *_ in columns
    )


def known_authorities(served: reads.Served, asked: list[str] | None) -> list[str] | None:
    """Authorities under the names the build uses, asked for by any spelling or former name. Raises UnknownArea."""
    if not asked:
        return None
    return authorities.resolved(asked, reads.options(served)["local_authority"])


def dictionary(dataset: str) -> list[dict[str, str]]:
    """What each column of a dataset means: column, type, meaning."""
    return [row for row in declared.rows("dictionary") if dataset in row["datasets"].split()]


def describe(served: reads.Served, dataset: str) -> list[tuple[str, str]]:
    """The columns a dataset has, as (name, DuckDB type)."""
    text, values = asked(dataset)
    cursor = served.con.cursor()
    return [(name, kind) for name, kind, *_ in cursor.execute(f"DESCRIBE {text}", values).fetchall()]


def row_count(served: reads.Served, dataset: str) -> int:
    """How many rows a dataset has."""
    text, values = asked(dataset)
    return served.con.cursor().execute(f"SELECT count(*) FROM ({text})", values).fetchone()[0]


def metadata(served: reads.Served, dataset: str, file_name: str) -> dict:
    """A CSVW description of one dataset's CSV: columns, types, meanings, source and licence."""
    build = reads.build(served)
    meanings = {row["column"]: row["meaning"] for row in dictionary(dataset)}
    facts = {
        "@context": "http://www.w3.org/ns/csvw",
        "url": file_name,
        "dc:title": f"Setting quality monitor: {dataset}, as at {build['as_at'].isoformat()}",
        "dc:source": build["source"],
        "dc:description": domain.PURPOSE + (f" {domain.SAMPLE_NOTICE.capitalize()}." if build["is_sample"] else ""),
        "dc:issued": build["built_at"].date().isoformat(),
        "dialect": {"encoding": "utf-8", "header": True, "delimiter": ",", "quoteChar": '"', "doubleQuote": True},
        "tableSchema": {
            "columns": [
                {"name": name, "titles": name, "datatype": CSVW_TYPES.get(kind, "string"),
                 "dc:description": meanings.get(name, "")}
                for name, kind in describe(served, dataset)
            ]
        },
    }  # fmt: skip
    if not build["is_sample"]:
        facts["dc:license"] = {"@id": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"}
    return facts


def zipped(served: reads.Served, dataset: str) -> bytes:
    """A zip of a dataset's CSV and its CSVW metadata, for download."""
    with tempfile.TemporaryDirectory(prefix="export-") as folder:
        out = Path(folder) / f"{dataset}.csv"
        write(served, dataset, "csv", out)
        target = Path(folder) / f"{dataset}.zip"
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            archive.write(out, out.name)
            archive.write(metadata_path(out), metadata_path(out).name)
        return target.read_bytes()


def file_bytes(served: reads.Served, dataset: str, form: str) -> bytes:
    """One dataset as the bytes of a CSV or Parquet file."""
    with tempfile.TemporaryDirectory(prefix="export-") as folder:
        out = Path(folder) / f"{dataset}.{form}"
        write(served, dataset, form, out)
        return out.read_bytes()


def flagged_csv(served: reads.Served, filters: dict, order: str) -> bytes:
    """The settings a view of the flagged list shows, all pages of it, in the columns of the labels dataset."""
    listed, _ = database.statement("reads", "flagged_rows")
    labels, everyone = asked("labels")
    values = reads.selection(filters) | {"order": order if order in reads.ORDERS else reads.ORDERS[0]}
    text = (
        f"SELECT labels.* FROM (SELECT urn, row_number() OVER () AS place FROM ({listed})) AS listed "
        f"JOIN ({labels}) AS labels USING (urn) ORDER BY place"
    )
    with tempfile.TemporaryDirectory(prefix="export-") as folder:
        out = Path(folder) / "flagged.csv"
        copy(served, text, values | everyone, "csv", out)
        return out.read_bytes()
