"""Datasets as files: CSV that a spreadsheet opens safely, exact Parquet, an accessible workbook, each described.

A CSV is UTF-8 with a byte order mark. A text cell that a spreadsheet would run as a formula (it begins with = + - @,
a tab or a line break) is given a leading apostrophe; Parquet and the workbook hold the exact text. Text is in
quotes, always: LibreOffice takes a bare semicolon or tab for the end of a cell, as well as a comma.
What is published, and what each column means, is declared (pipelines.datasets).
"""

import contextlib
import csv
import json
import shlex
import shutil
import tempfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import duckdb

from pipelines import (
    authorities,
    csvw,
    database,
    datasets,
    datasheets,
    domain,
    endings,
    errors,
    flagged_list,
    reads,
    training,
)

DATASETS = datasets.NAMES
ALL, DICTIONARY = "all", "dictionary"  # every dataset in one file; every column of them
FORMATS = ("csv", "zip", "parquet", "xlsx")
BOM = "\ufeff".encode()
RISKY = r"^[=+\-@\t\r\n＝＋－＠]"
STAMP = (1980, 1, 1, 0, 0, 0)  # of entries in a zip: the same rows give the same bytes


def write(
    served: reads.Served, dataset: str, form: str, out: Path, authorities: Sequence[str] | None = None, **given: object
) -> int:
    """Write one dataset, all of them or their dictionary to a file, a CSV's description beside it; returns the rows.

    `authorities` keeps the rows of those local authorities only; `given` are other parameters of its statement.
    Raises UnknownArea, BadParameter (where a dataset is not told by authority or not had in a format), TooManyRows and
    DiskFull.
    """
    check(dataset, form, bool(authorities))
    areas = known_authorities(served, authorities)
    with _whole(out) as beside:
        if dataset == DICTIONARY:
            rows = _dictionary(beside)
        elif form == "xlsx":
            rows = _workbook(served, dataset, beside, areas, given)
        elif form == "zip":
            rows = _zip(served, dataset, beside, areas, given)
        else:
            rows = copy(served, *asked(dataset, **given, local_authorities=areas), form, beside)
    if form == "csv" and dataset != DICTIONARY:
        _describe(served, dataset, out.name, metadata_path(out), given)
    return rows


def check(dataset: str, form: str, is_narrowed: bool) -> None:
    """Raise BadParameter for what cannot be had."""
    if is_narrowed and is_whole(dataset):
        raise errors.BadParameter(f"{dataset} counts all loaded areas together: leave out --la.")
    if dataset == ALL and form not in ("zip", "xlsx"):
        raise errors.BadParameter(f"All datasets are many tables, and a {form} file holds one: use zip or xlsx.")
    if dataset == DICTIONARY and form != "csv":
        raise errors.BadParameter("The dictionary is had as CSV. Every zip and spreadsheet holds its own part of it.")


def is_whole(dataset: str) -> bool:
    """Whether a dataset is of all loaded areas together, so that it is not to be had for one authority."""
    return dataset == DICTIONARY or (dataset != ALL and datasets.every()[dataset].is_whole)


def asked(dataset: str, **given: object) -> tuple[str, dict]:
    """The statement of a dataset, and a value for each of its parameters: None, which is no limit, unless given."""
    if dataset == "training":
        (text, wanted), usual = training.statement(), training.declared_support()
        usual |= {"local_authority": given.get("local_authorities")}
    else:
        (text, wanted), usual = database.statement("reads", f"export_{dataset}"), {}
    return text, {name: given.get(name, usual.get(name)) for name in wanted}


def form_of(out: Path, asked: str | None) -> str:
    """The format to write: the one asked for, else what the file's name says, else CSV.

    Raises BadParameter where the name says one thing and the format another, or names a format not written here.
    """
    named = endings.of(out)
    form = asked or (named if named in FORMATS else FORMATS[0])
    told = f"{', '.join(FORMATS[:-1])} or {FORMATS[-1]}"
    endings.check(
        out, (form, *endings.PLAIN) if form == "csv" else (form,),
        f"--format is {asked}: end the name in .{asked}, or leave the ending off." if asked else
        f"Files come as {told}: end the name in one of these, or leave the ending off and choose with --format.",
    )  # fmt: skip
    return form


def file_name(what: str, build: Mapping, form: str, where: str = "") -> str:
    """A file's name that says what it holds, where, as at when, and whether it is invented."""
    parts = ("sample" if build["is_sample"] else "", what, where, f"as-at-{build['as_at'].isoformat()}")
    return "_".join(filter(None, parts)) + f".{form}"


def name_of(dataset: str, form: str, build: Mapping, areas: Sequence[str] = ()) -> str:
    """The name of a dataset's file, these local authorities only."""
    where = "_".join(map(domain.plain_key, areas)) if len(areas) < 3 else f"{len(areas)}-authorities"
    return file_name(dataset, build, form, where)


def command(dataset: str, form: str, build: Mapping, areas: Sequence[str] = ()) -> str:
    """The command that makes the same file from the same releases, whenever it is given."""
    areas = reached(dataset, areas)
    where = "".join(f" --la {_argument(area)}" for area in areas)
    dated = "" if dataset == DICTIONARY else f" --as-at {build['as_at'].isoformat()}"
    out = name_of(dataset, form, build, areas)
    return f"python -m pipelines export {dataset} --format {form}{dated}{where} --out {out}"


def reached(dataset: str, areas: Sequence[str]) -> Sequence[str]:
    """Those of these local authorities by which a dataset is narrowed: none where it stands for all areas together."""
    return () if is_whole(dataset) else areas


def _argument(text: str) -> str:
    """A text as one word of a command line: in double quotes, which every shell knows, where that is safe."""
    return f'"{text}"' if set('"$`\\!%').isdisjoint(text) else shlex.quote(text)


def metadata_path(out: Path) -> Path:
    """Where CSVW looks for the description of a CSV file."""
    return out.with_name(f"{out.name}-metadata.json")


@contextlib.contextmanager
def _whole(out: Path) -> Iterator[Path]:
    """A place to write a file in, put where it belongs when it is whole."""
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=".export-") as folder:
        beside = Path(folder) / out.name
        yield beside
        beside.replace(out)


def copy(served: reads.Served, text: str, values: dict, form: str, out: Path) -> int:
    """Write the rows of a SELECT to a CSV or Parquet file, whole or not at all; returns how many."""
    with _whole(out) as beside:
        con = duckdb.connect(config={"autoinstall_known_extensions": False, "autoload_known_extensions": False})
        try:
            database.attach(con, served.path)
            if form == "csv":
                columns = con.execute(f"DESCRIBE {text}", values).fetchall()
                quoted = ", ".join(f'"{name}"' for name, kind, *_ in columns if kind == "VARCHAR")
                options = f"FORMAT csv, HEADER true{quoted and f', FORCE_QUOTE ({quoted})'}"
                text = f"SELECT {_safe(columns)} FROM ({text})"
            else:
                options = f"FORMAT parquet, COMPRESSION zstd, KV_METADATA {{schema_version: '{datasets.version()}'}}"
            rows = con.execute(f"COPY ({text}) TO {database.quoted(beside)} ({options})", values).fetchone()[0]
        finally:
            con.close()
        if form == "csv":
            marked = beside.with_suffix(".marked")
            with marked.open("wb") as target, beside.open("rb") as source:
                target.write(BOM)
                shutil.copyfileobj(source, target, 1 << 20)
            marked.replace(beside)
    return rows


def _safe(columns: Sequence[tuple]) -> str:
    """Described columns to select, text ones guarded against being run as formulas."""
    return ", ".join(
        f'CASE WHEN regexp_matches("{name}", \'{RISKY}\') THEN \'\'\'\' || "{name}" ELSE "{name}" END AS "{name}"'
        if kind == "VARCHAR"
        else f'"{name}"'
        for name, kind, *_ in columns
    )


def known_authorities(served: reads.Served, asked: Sequence[str] | None) -> list[str] | None:
    """Authorities under the names the build uses, asked for by any spelling or former name. Raises UnknownArea."""
    if not asked:
        return None
    return authorities.resolved(asked, flagged_list.options(served)["local_authority"])


def describe(served: reads.Served, dataset: str) -> list[tuple[str, str]]:
    """The columns a dataset has, as (name, DuckDB type)."""
    text, values = asked(dataset)
    cursor = served.con.cursor()
    return [(name, kind) for name, kind, *_ in cursor.execute(f"DESCRIBE {text}", values).fetchall()]


def row_count(served: reads.Served, dataset: str, areas: Sequence[str] = ()) -> int:
    """How many rows a dataset has, of these local authorities (none: of all) where it can be narrowed by them."""
    text, values = asked(dataset, local_authorities=list(reached(dataset, areas)) or None)
    return served.con.cursor().execute(f"SELECT count(*) FROM ({text})", values).fetchone()[0]


def _describe(served: reads.Served, dataset: str, url: str, target: Path, given: Mapping) -> None:
    build = reads.build(served)
    day = given.get("to_on") or build["as_at"]
    described = csvw.table(datasets.every()[dataset], url, build, day)
    target.write_text(json.dumps(described, indent=1, ensure_ascii=False), encoding="utf-8")


def _zip(served: reads.Served, dataset: str, out: Path, areas: list[str] | None, given: Mapping) -> int:
    """A zip of a dataset's CSV and its CSVW description, or of every dataset's and one of them all."""
    folder, build = out.parent / "zipped", reads.build(served)
    folder.mkdir()
    chosen, rows = _chosen(dataset, areas), 0
    for name in chosen:
        rows += copy(served, *asked(name, **given, local_authorities=areas), "csv", folder / f"{name}.csv")
    if dataset == ALL:
        described = csvw.group({name: f"{name}.csv" for name in chosen}, build)
        (folder / "csv-metadata.json").write_text(json.dumps(described, indent=1, ensure_ascii=False), encoding="utf-8")
        _dictionary(folder / f"{DICTIONARY}.csv")
    else:
        _describe(served, dataset, f"{dataset}.csv", metadata_path(folder / f"{dataset}.csv"), given)
    with zipfile.ZipFile(out, "w") as archive:
        for path in sorted(folder.iterdir()):
            entry = zipfile.ZipInfo(path.name, STAMP)
            archive.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED, compresslevel=1)
    shutil.rmtree(folder)
    return rows


def _dictionary(out: Path) -> int:
    """The dictionary of every dataset as a CSV; returns its rows."""
    columns = [column for dataset in datasets.every().values() for column in dataset.columns]
    with out.open("w", encoding="utf-8-sig", newline="") as handle:
        rows = csv.writer(handle, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC)
        rows.writerow((*datasets.FACTS, "version"))
        rows.writerows((*column.facts, datasets.version()) for column in columns)
    return len(columns)


def _workbook(served: reads.Served, dataset: str, out: Path, areas: list[str] | None, given: Mapping) -> int:
    """A workbook of one dataset, or of every one, a table a sheet."""
    build, every = reads.build(served), datasets.every()
    chosen = _chosen(dataset, areas)
    sheets = [(every[name], *asked(name, **given, local_authorities=areas)) for name in chosen]
    day = given.get("to_on") or build["as_at"]
    notes = [("Only these local authorities", datasets.SEPARATOR.join(areas))] if areas else []
    notes += [] if given else [("How to make this file again", command(dataset, "xlsx", build, areas or ()))]
    title = "Every dataset" if dataset == ALL else every[dataset].title
    return datasheets.write(served, out, title, day, sheets, notes)


def _chosen(dataset: str, areas: Sequence[str] | None) -> list[str]:
    """The dataset, or all of them that can be had for these areas."""
    return [name for name in (DATASETS if dataset == ALL else (dataset,)) if not (areas and is_whole(name))]


def file_bytes(served: reads.Served, dataset: str, form: str, areas: Sequence[str] = ()) -> bytes:
    """One dataset, all of them or the dictionary as the bytes of a file, of these local authorities (none: of all)."""
    with tempfile.TemporaryDirectory(prefix="export-") as folder:
        out = Path(folder) / f"{dataset}.{form}"
        write(served, dataset, form, out, reached(dataset, areas))
        return out.read_bytes()


def flagged(served: reads.Served, filters: dict, order: str, form: str = "csv") -> bytes:
    """The settings a view of the flagged list shows, all pages of it, in the columns of the labels dataset: bytes of
    a CSV or a workbook."""
    labels, everyone = asked("labels")
    values = flagged_list.listed(filters, order)
    listed = flagged_list.over_view("flagged_rows")
    text = f"SELECT labels.* FROM ({listed}) AS listed JOIN ({labels}) AS labels USING (urn) ORDER BY listed.number"
    with tempfile.TemporaryDirectory(prefix="export-") as folder:
        out = Path(folder) / f"flagged.{form}"
        if form == "xlsx":
            sheet, day = (datasets.every()["labels"], text, values | everyone), reads.build(served)["as_at"]
            datasheets.write(served, out, "Flagged settings", day, [sheet], [])
        else:
            copy(served, text, values | everyone, form, out)
        return out.read_bytes()
