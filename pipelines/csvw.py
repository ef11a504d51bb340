"""CSV on the Web: what describes a CSV to a program, from the one declaration of datasets and columns.

https://www.w3.org/TR/tabular-metadata/. One table beside one file; a group for a folder of all of them, where a column
can say which column of which other file it refers to. Left out: what the files hold (pipelines.export).
"""

import datetime as dt
import re
from collections.abc import Mapping

from pipelines import datasets, domain

CONTEXT = "http://www.w3.org/ns/csvw"
LICENCE = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
DIALECT = {"encoding": "utf-8", "header": True, "delimiter": ",", "quoteChar": '"', "doubleQuote": True}


def table(dataset: datasets.Dataset, url: str, build: Mapping, day: dt.date) -> dict:
    """What describes one dataset's CSV: title, source, columns with types and meanings, and its key."""
    return {"@context": CONTEXT, **_facts(build, f"{dataset.title}, as at {day.isoformat()}"), **_table(dataset, url)}


def group(urls: Mapping[str, str], build: Mapping) -> dict:
    """What describes several datasets' CSVs together, {dataset: url}, with what refers to what among them."""
    tables = []
    for name, url in urls.items():
        dataset = datasets.every()[name]
        described = _table(dataset, url)
        described["tableSchema"]["foreignKeys"] = [
            {"columnReference": column, "reference": {"resource": urls[other], "columnReference": its}}
            for column, other, its in dataset.references
            if other in urls
        ]
        tables.append({"dc:title": dataset.title, "dc:description": dataset.one_row, **described})
    title = f"every dataset, as at {build['as_at'].isoformat()}"
    return {"@context": CONTEXT, **_facts(build, title), "tables": tables}


def _facts(build: Mapping, title: str) -> dict:
    facts = {
        "dc:title": f"Setting quality monitor: {title}",
        "dc:source": build["source"],
        "dc:description": domain.PURPOSE + (f" {domain.SAMPLE_NOTICE.capitalize()}." if build["is_sample"] else ""),
        "dc:issued": build["built_at"].date().isoformat(),
        "schema:version": datasets.version(),
        "dialect": DIALECT,
    }
    return facts if build["is_sample"] else {**facts, "dc:license": {"@id": LICENCE}}


def _table(dataset: datasets.Dataset, url: str) -> dict:
    columns = [_column(column) for column in dataset.columns]
    key = {"primaryKey": list(dataset.key)} if dataset.key else {}
    return {"url": url, "tableSchema": {"columns": columns, **key}}


def _column(column: datasets.Column) -> dict:
    kind = "string" if column.type == "list" else column.type
    limited = "|".join(map(re.escape, column.values))
    described = {
        "name": column.column, "titles": column.column,
        "datatype": {"base": kind, "format": limited} if limited else kind,
        "required": column.is_required, "dc:description": column.meaning,
    }  # fmt: skip
    if column.type == "list":
        described["separator"] = datasets.SEPARATOR
    if column.unit:
        described["schema:unitText"] = column.unit
    if not column.is_required:
        described["rdfs:comment"] = f"Empty: {column.empty}."
    return described
