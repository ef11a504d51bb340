"""DuckDB connections and the SQL files: how a statement is found, run and fed with values."""

import datetime as dt
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import duckdb

from pipelines import declared, domain, paths

# A parameter is found by its shape in the file, because DuckDB refuses both missing and excess names.
_PARAMETER = re.compile(r"\$([a-z_][a-z0-9_]*)")
_COMMENT = re.compile(r"--[^\n]*")

# Rows that lie together in a file: so many are compressed as soon as they are there, by the statement that makes them.
# With more, most tables would be kept as they are, written to the log, and compressed at the end by one core.
ROWS_TOGETHER = 40_960

# Ofsted's names write pre school, day care and their like as two words or as one: a search holds both spellings alike.
# No word is in both halves, so that any part of a name is joined as the whole is.
WRITTEN_AS_ONE = "(after|child|day|kinder|play|pre|wrap) (around|care|centre|garten|group|mind|scheme|school)"
APOSTROPHES = "'’‘‛ʼʹ′`´."  # and the full stop: left out
# Everything else that is neither a letter nor a figure: what is no small letter in ASCII, Latin-1's signs, Unicode's
# punctuation and symbols. As ranges: to ask for letters (\p{L}) makes each filter two milliseconds slower.
SIGNS = r"\x00-/:-`{-\xbf\xd7\xf7\x{2000}-\x{2bff}\x{3000}-\x{303f}"


def quoted(text: str) -> str:
    """A text as an SQL string literal, for the few places that take no parameter (file names)."""
    return "'" + str(text).replace("'", "''") + "'"


def open_build(path: Path, memory_limit: str = "2GB") -> duckdb.DuckDBPyConnection:
    """A connection that writes one new database file, with the declared tables and macros ready."""
    con = duckdb.connect(
        config={
            "temp_directory": f"{path}.tmp",
            "threads": 1,  # statements run side by side instead (pipelines.steps)
            "memory_limit": memory_limit,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        },
    )
    con.execute("SET preserve_insertion_order = false")
    con.execute(f"ATTACH {quoted(path)} AS build (ROW_GROUP_SIZE {ROWS_TOGETHER})")
    con.execute("USE build")
    prepare(con)
    return con


def prepare(con: duckdb.DuckDBPyConnection) -> None:
    """Create the schemas of a build, and beside it in memory the scratch database, with the declared tables and the
    macros every statement may use. What is made without naming a schema is made there, and gone with the connection."""
    for schema in ("staging", "mart"):
        con.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
    con.execute("ATTACH ':memory:' AS scratch")
    _work_in(con, con.execute("SELECT current_database()").fetchone()[0])
    prepare_macros(con)
    declare(con, sorted(path.stem for path in paths.DECLARED.glob("*.csv")))


def beside(con: duckdb.DuckDBPyConnection, *schemas: str) -> duckdb.DuckDBPyConnection:
    """Another connection to what a prepared one works on, for a thread of its own; `schemas` of the scratch database
    come before all else, the first of them for what is made."""
    path = con.execute("SELECT current_setting('search_path')").fetchone()[0]
    other = con.cursor()
    other.execute(f"SET search_path = {quoted(','.join([*(f'scratch.{one}' for one in schemas), path]))}")
    return other


def flush(con: duckdb.DuckDBPyConnection) -> None:
    """Put everything into the file that is written: CHECKPOINT alone means the scratch database, which has none."""
    for (name,) in con.execute(
        "SELECT database_name FROM duckdb_databases() WHERE NOT internal AND NOT readonly AND path IS NOT NULL"
    ).fetchall():
        con.execute("CHECKPOINT " + '"' + name.replace('"', '""') + '"')


def _work_in(con: duckdb.DuckDBPyConnection, name: str) -> None:
    """Names are looked for in the scratch database first, then in the build."""
    build = '"' + name.replace('"', '""') + '"'
    path = ",".join(["scratch.main", *(f"{build}.{schema}" for schema in ("main", "staging", "mart"))])
    con.execute(f"SET search_path = {quoted(path)}")


def declare(con: duckdb.DuckDBPyConnection, names: Iterable[str]) -> None:
    """Make temporary tables of declared ones, each as declared_<name> with its line numbers."""
    for name in names:
        con.execute(
            f"CREATE OR REPLACE TABLE declared_{name} AS SELECT row_number() OVER () AS line, * "
            f"FROM read_csv({quoted(paths.DECLARED / f'{name}.csv')}, header = true, all_varchar = true, delim = ',', "
            "quote = '\"', escape = '\"', auto_detect = true)"
        )


def prepare_macros(con: duckdb.DuckDBPyConnection) -> None:
    """Create the macros: all that staging one file needs."""
    for statement in (*macros(), search_macro()):
        con.execute(statement)


def attach(con: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Put a build where the statements of sql/reads/ look for it, to be read only, with the macro they use."""
    con.execute(f"ATTACH {quoted(path)} AS served (READ_ONLY)")
    con.execute(search_macro())


def search_macro() -> str:
    """The one that says how names are compared in a search: what is sought and what is searched both go through it.

    Small letters without accents; no apostrophes or full stops; & as and; every other sign a space; and words that are
    written as one or as two, as one.
    """
    text = "lower(strip_accents(replace(x, '&', ' and ')))"
    text = f"translate({text}, {quoted(APOSTROPHES)}, '')"
    text = f"trim(regexp_replace({text}, '[{SIGNS}]+', ' ', 'g'))"
    return rf"CREATE OR REPLACE MACRO search_key(x) AS regexp_replace({text}, '\b{WRITTEN_AS_ONE}', '\1\2', 'g')"


@cache
def macros() -> tuple[str, ...]:
    """One macro per value domain, from declared/values.csv: printed text to code.

    All but `cell` take a cell that `cell` has cleaned: a cell is cleaned once, where the file is opened.
    A CASE over a dozen words runs several times faster in DuckDB than a join per column.
    Unknown text is kept as 'unknown: …'; blank is NULL; the null markers keep their own codes.
    """
    values = declared.rows("values")
    missing = [r for r in values if r["domain"] == "missing"]
    # The plain trim takes every kind of space but tabs, at half the cost of one that is given what to take.
    made = [
        "CREATE OR REPLACE MACRO cell(x) AS "
        "nullif(CASE WHEN contains(x, '\t') THEN trim(x, ' \t\u00a0') ELSE trim(x) END, '')"
    ]
    for name in dict.fromkeys(r["domain"] for r in values):
        known = [r for r in values if r["domain"] == name] + ([] if name == "missing" else missing)
        printed = " ".join(f"WHEN {quoted(r['printed'])} THEN {quoted(r['code'])}" for r in known)
        folded = " ".join(f"WHEN {quoted(r['printed'].lower())} THEN {quoted(r['code'])}" for r in known)
        other = "NULL" if name == "missing" else "'unknown: ' || x"
        # Nearly every cell is printed exactly as declared: only the others are folded.
        code = f"CASE x {printed} ELSE CASE lower(x) {folded} ELSE {other} END END"
        if name == "missing":  # most cells are told from every null marker by their length
            code = f"CASE strlen(x) {_by_length(missing)} END"
        made.append(f"CREATE OR REPLACE MACRO {name}_code(x) AS {code}")
        ranks = {r["code"]: r["rank"] for r in known if r["rank"]}
        if ranks:
            whens = " ".join(f"WHEN {quoted(code)} THEN {rank}" for code, rank in ranks.items())
            made.append(f"CREATE OR REPLACE MACRO {name}_rank(x) AS CASE x {whens} END")
    made += [
        f"CREATE OR REPLACE MACRO is_urn(x) AS regexp_full_match(x, {quoted(domain.URN.pattern)})",
        f"CREATE OR REPLACE MACRO is_sample_urn(x) AS regexp_full_match(x, {quoted(domain.SAMPLE_URN.pattern)})",
        "CREATE OR REPLACE MACRO date_value(x) AS "
        "try_strptime(x, ['%d/%m/%Y', '%d/%m/%Y %H:%M', '%d/%m/%Y %H:%M:%S', '%Y-%m-%d', '%Y-%m-%d %H:%M:%S'])"
        "::DATE",
        # A date as XML writes it: the time and the zone after it, where there are any, are left off.
        "CREATE OR REPLACE MACRO iso_date(x) AS "
        "CASE WHEN regexp_matches(x, '^[0-9]{4}-[0-9]{2}-[0-9]{2}(T|Z|[+-]|$)') "
        "THEN try_strptime(left(x, 10), '%Y-%m-%d')::DATE END",
        "CREATE OR REPLACE MACRO text_value(x) AS CASE WHEN missing_code(x) IS NULL THEN x END",
        "CREATE OR REPLACE MACRO place_key(x) AS "
        "regexp_replace(lower(replace(x, '&', ' and ')), '[^\\p{L}\\p{N}]', '', 'g')",
        # However a postcode is spelt (spaces, case), it is one postcode.
        "CREATE OR REPLACE MACRO postcode_key(x) AS nullif(upper(regexp_replace(x, '[^0-9A-Za-z]', '', 'g')), '')",
        "CREATE OR REPLACE MACRO shown(x) AS "
        "CASE WHEN x NOT IN ('withheld', 'not recorded', 'does not apply') THEN x END",
        # Known before unknown, then the newest release, then the worse result.
        "CREATE OR REPLACE MACRO standing(code, severity, release) AS "
        "CASE WHEN starts_with(code, 'unknown: ') OR code = 'not recorded' THEN 0 ELSE 1000000000 END "
        "+ release * 100 + coalesce(severity, 0)",
        "CREATE OR REPLACE MACRO card_words(judged, below, urgent, safeguarding) AS "
        "CASE WHEN below = 0 THEN 'all ' || judged || ' areas expected standard or better' "
        "ELSE concat_ws(', ', "
        "CASE WHEN urgent > 0 THEN urgent || ' of ' || judged || ' areas urgent improvement' END, "
        "CASE WHEN below > urgent THEN (below - urgent) || ' of ' || judged || "
        "CASE WHEN below - urgent = 1 THEN ' areas needs attention' ELSE ' areas need attention' END END) END "
        "|| ', safeguarding ' || safeguarding",
        "CREATE OR REPLACE MACRO said_in(one) AS CASE WHEN one.scale = 'four-point' "
        "THEN one.grade || ' in ' || one.year ELSE 'a report card in ' || one.year || ' (' || one.grade || ')' END",
        "CREATE OR REPLACE MACRO long_date(d) AS strftime(d, '%-d %B %Y')",
        "CREATE OR REPLACE MACRO sentence(x) AS upper(left(x, 1)) || substr(x, 2)",
    ]
    return tuple(made)


def uncommented(text: str) -> str:
    """A statement without its comments."""
    return _COMMENT.sub("", text)


def _by_length(values: list[dict[str, str]]) -> str:
    """The branches from the length of a text to that of its codes, where it may be printed in any capitals."""
    alike: dict[int, list[tuple[str, str]]] = {}
    for row in values:
        alike.setdefault(len(row["printed"].encode()), []).append((row["printed"].lower(), row["code"]))
    branches = []
    for length, rows in alike.items():
        text = "x" if all(printed == printed.upper() for printed, _ in rows) else "lower(x)"
        codes = " ".join(f"WHEN {quoted(printed)} THEN {quoted(code)}" for printed, code in rows)
        branches.append(f"WHEN {length} THEN CASE {text} {codes} END")
    return " ".join(branches)


@cache
def statement(folder: str, name: str) -> tuple[str, frozenset[str]]:
    """The text of sql/<folder>/<name>.sql and the names of its $parameters."""
    text = (paths.SQL / folder / f"{name}.sql").read_text(encoding="utf-8")
    return text, frozenset(_PARAMETER.findall(uncommented(text)))


def create(
    con: duckdb.DuckDBPyConnection,
    folder: str,
    name: str,
    values: dict,
    temporary: bool = False,
    called: str = "",
    schema: str = "",
) -> None:
    """Make the table <folder>.<name> from its one SELECT: folder and file name it, unless told otherwise. A temporary
    one has no schema: it is made where the connection works."""
    text, wanted = statement(folder, name)
    target = (called or name) if temporary else f"{schema or folder}.{called or name}"
    con.execute(f"CREATE OR REPLACE TABLE {target} AS\n{text}", {k: values[k] for k in wanted})


def write(con: duckdb.DuckDBPyConnection, schema: str, name: str, values: dict, out: Path) -> None:
    """Write the rows of sql/<schema>/<name>.sql straight to a Parquet file."""
    text, wanted = statement(schema, name)
    con.execute(f"COPY ({text}) TO {quoted(out)} (FORMAT parquet, COMPRESSION zstd)", {k: values[k] for k in wanted})


def view(con: duckdb.DuckDBPyConnection, schema: str, name: str, temporary: bool = False) -> None:
    """Make the view <schema>.<name> from its one SELECT: for what is read once, or rarely."""
    text, _ = statement(schema, name)
    con.execute(f"CREATE OR REPLACE VIEW {name if temporary else f'{schema}.{name}'} AS\n{text}")


def insert_rows(con: duckdb.DuckDBPyConnection, table: str, columns: dict[str, str], records: list[tuple]) -> None:
    """Create a table of the given column types and fill it with Python rows; temporary unless it has a schema."""
    spec = ", ".join(f"{name} {kind}" for name, kind in columns.items())
    con.execute(f"CREATE OR REPLACE TABLE {table} ({spec})")
    if records:  # column by column: one statement, where executemany runs one a row
        unnested = ", ".join(f"unnest(?::{kind}[])" for kind in columns.values())
        con.execute(f"INSERT INTO {table} SELECT {unnested}", [list(cells) for cells in zip(*records, strict=True)])


def iso(value: object) -> object:
    """Dates and times as ISO text, for JSON."""
    return value.isoformat() if isinstance(value, dt.date | dt.datetime) else value
