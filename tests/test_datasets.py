"""What is published is declared once, and is so: columns, types, keys, empty cells and limited values hold.

To publish another table or column, follow what a failing test says.
"""

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

from pipelines import datasets, declared, domain, export, reads, relevant_support, training
from tests import fixtures, published

GOLDEN = Path(__file__).parent / "golden" / "published_columns.csv"
EXAMPLES = {
    "integer": r"-?\d+", "double": r"-?\d+(\.\d+)?(e-?\d+)?", "date": r"\d{4}-\d\d-\d\d", "boolean": "true|false",
    "string": ".+", "list": ".+",
}  # fmt: skip
DECLARED = [column for dataset in datasets.every().values() for column in dataset.columns]
VERSION = r"\d+\.\d+"


def test_the_dictionary_is_true_of_the_sample(sample_served):
    assert published.differences(sample_served) == []


def test_labels_and_inspections_say_the_same_of_the_latest_inspection(sample_served):
    assert published.disagreements(sample_served) == []
    text, values = export.asked("inspections")
    judged = reads.fetch(sample_served, f"SELECT * FROM ({text}) WHERE areas_judged IS NOT NULL", values)
    assert {row["scale"] for row in judged} == {"four-point", "report card"}
    four = ("quality_of_education", "behaviour_and_attitudes", "personal_development", "leadership_and_management")
    for row in judged:
        assert 0 <= row["areas_below"] <= row["areas_judged"] and row["areas_judged"] > 0, row["urn"]
        if row["scale"] == "four-point":
            printed = [row[name] for name in four if row[name] not in (None, "does not apply")]
            below = [one for one in printed if one in ("requires improvement", "satisfactory", "inadequate")]
            assert (row["areas_below"], row["areas_judged"]) == (len(below), len(printed)), row["urn"]


def test_what_every_row_says_of_the_build_is_declared_alike():
    """A notice warns of sample data or of a reconstructed date: no dataset may declare it never empty."""
    empty = {column.dataset: column.empty for column in DECLARED if column.column == "notice"}
    assert set(empty) == set(datasets.NAMES) and len(set(empty.values())) == 1 and datasets.NEVER not in empty.values()


def test_what_is_not_as_declared_is_found(sample_served, monkeypatch):
    """The check itself: wrong type, empty cell, unknown value, key that does not tell apart, lost reference."""
    labels = datasets.every()["labels"]
    wrong = {"urn": {"type": "integer"}, "tier": {"empty": "never"}, "band": {"values": ("secure",)}}
    columns = tuple(
        type(one)(**{**{name: getattr(one, name) for name in datasets.FACTS}, **wrong.get(one.column, {})})
        for one in labels.columns
    )
    spoilt = type(labels)("labels", "Labels", "", ("region",), (("region", "windows", "urn"),), False, columns)
    monkeypatch.setattr(datasets, "every", lambda: {"labels": spoilt})
    said = published.differences(sample_served)
    assert [re.search(r"type|under empty|values|key|refers", one)[0] for one in said] == [
        "type", "under empty", "values", "key", "refers"
    ]  # fmt: skip
    columns = columns[1:]
    spoilt = type(labels)("labels", "Labels", "", (), (), False, columns)
    assert "one row a column" in published.differences(sample_served)[0]


def test_every_row_of_the_dictionary_is_whole():
    assert {column.dataset for column in DECLARED} == set(datasets.NAMES), "datasets.csv and dictionary.csv go together"
    assert max(Counter((column.dataset, column.column) for column in DECLARED).values()) == 1
    for column in DECLARED:
        where = (column.dataset, column.column)
        assert column.type in datasets.KINDS and column.meaning.strip() and column.empty.strip(), where
        assert column.values or re.fullmatch(EXAMPLES[column.type], column.example), where
        assert column.unit or column.type not in ("integer", "double") or "_count" not in column.column, where
        assert re.fullmatch(VERSION, column.since) and column.since <= datasets.version(), where
    for dataset in datasets.every().values():
        required = {column.column for column in dataset.columns if column.is_required}
        assert dataset.title and dataset.one_row.endswith(".") and set(dataset.key) <= required, dataset.name
        assert {other for _, other, _ in dataset.references} <= set(datasets.NAMES)


def test_the_limited_values_are_those_of_the_product():
    found = {(column.dataset, column.column): column.values for column in DECLARED}
    assert found["labels", "label"] == domain.LABELS and found["labels", "tier"] == domain.TIERS
    assert found["labels", "band"] == domain.BANDS and found["inspections", "family"] == domain.FAMILIES
    assert found["changed", "kind"] == tuple(row["kind"] for row in declared.rows("changes"))
    assert found["windows", "rule"] == tuple(row["rule"] for row in declared.rows("windows"))
    assert found["labels", "window_rule"] == found["windows", "rule"]
    assert found["releases", "layout"] == tuple(row["layout"] for row in declared.rows("layouts"))
    flags = {row["flag"] for row in declared.rows("flags")}
    assert set(found["labels", "flags"]) <= {*domain.LABELS, *flags} and flags <= set(found["changed", "to_flags"])


def test_every_table_of_the_mart_is_published_or_left_out_with_a_reason(sample_served):
    made = sample_served.con.cursor().execute(
        "SELECT table_name FROM duckdb_tables() WHERE database_name = 'served' AND schema_name = 'mart'"
    ).fetchall()  # fmt: skip
    rows = {row["mart_table"]: row for row in datasets.mart_tables()}
    assert sorted(rows) == sorted(name for (name,) in made), (
        "declared/mart_tables.csv has a row for each table of the mart: the datasets that give it, or why none does. "
        "To publish one: a row in datasets.csv, its columns in dictionary.csv, sql/reads/export_<dataset>.sql, and "
        "the columns in tests/golden/published_columns.csv."
    )
    for row in rows.values():
        assert set(row["datasets"].split()) <= set(datasets.NAMES), row
        assert bool(row["datasets"]) != bool(row["reason"]), row
    assert {name for row in rows.values() for name in row["datasets"].split()} >= {"labels", "spells", "states"}


def test_published_columns_stay_as_they_are():
    """The golden list is the promise: to change it, say so in the changelog under a new version."""
    with GOLDEN.open(encoding="utf-8", newline="") as handle:
        promised = [(row["dataset"], row["column"], row["type"]) for row in csv.DictReader(handle)]
    now = [(column.dataset, column.column, column.type) for column in DECLARED]
    broken = [one for one in promised if one not in now]
    assert broken == [], (
        f"Published columns {broken} are renamed, retyped or gone, which breaks what others built on them. If it must "
        "be: raise the first number of the version with a row for each in declared/column_changes.csv, and then "
        f"correct {GOLDEN.name}."
    )
    lines = [f"{column.since},{column.dataset},{column.column},{column.type}" for column in DECLARED]
    added = [line for line, one in zip(lines, now, strict=True) if one not in promised]
    assert added == [], (
        "New columns: raise the second number of the version with a row in declared/column_changes.csv (not needed "
        f"within a version that is not released yet), and add these lines to {GOLDEN.name}: " + " ".join(added)
    )
    for name in datasets.NAMES:
        order = [one for one in now if one[0] == name]
        assert [one for one in promised if one[0] == name] == order, f"{GOLDEN.name} lists {name} in another order"


def test_the_changelog_explains_every_version():
    rows = datasets.changes()
    versions = [tuple(map(int, row["version"].split("."))) for row in rows]
    assert versions == sorted(versions) and all(row["change"].strip() for row in rows)
    assert {column.since for column in DECLARED} <= {row["version"] for row in rows}
    known = {(column.dataset, column.column) for column in DECLARED} | {(name, "all") for name in datasets.NAMES}
    gone = re.compile(r"\b(?:gone|renamed|now called)\b", re.I)
    for row in rows:
        named = (row["dataset"], row["column"])
        assert named in known | {("all", "all")} or gone.search(row["change"]), f"{named}: say what became of it"


def test_the_dictionary_can_be_downloaded_whole(sample_served, tmp_path):
    assert export.write(sample_served, "dictionary", "csv", tmp_path / "d.csv") == len(DECLARED)
    assert [path.name for path in tmp_path.iterdir()] == ["d.csv"]
    with (tmp_path / "d.csv").open(encoding="utf-8-sig", newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert {row.pop("version") for row in rows} == {datasets.version()}
    assert rows == list(declared.rows("dictionary"))


def test_training_rows_are_what_the_page_counts(sample_served):
    text, values = export.asked("training")
    rows = reads.fetch(sample_served, text, values)
    told = {
        (setting["urn"], theme["theme"], because["display"], because["result"], because["inspected_on"])
        for theme in training.needs(sample_served, {})["themes"]
        for setting in theme["settings"]
        for because in setting["because"]
    }
    display = {row["area"]: row["display"] for row in relevant_support.themes()}
    found = {(row["urn"], row["theme"], display[row["area"]], row["result"], row["inspected_on"]) for row in rows}
    assert found == told
    assert len(told) > 50
    text, values = export.asked("training", local_authorities=["Tidewell"])
    few = reads.fetch(sample_served, text, values)
    assert few == [row for row in rows if row["local_authority"] == "Tidewell"] and 0 < len(few) < len(rows)


def test_spells_end_in_the_labels_and_states_count_the_scored_inspections(sample_served, sample_listing):
    text, values = export.asked("spells")
    last = {row["urn"]: row for row in reads.fetch(sample_served, text, values)}
    assert last.keys() == sample_listing.keys()
    for urn, row in last.items():
        one = sample_listing[urn]
        assert (row["label"], row["tier"], row["words"] is None) == (one["label"], one["tier"], one["band"] is None)
    text, values = export.asked("states")
    counted = Counter(row["urn"] for row in reads.fetch(sample_served, text, values))
    assert counted == {urn: one["scored_count"] for urn, one in sample_listing.items() if one["scored_count"]}


@pytest.mark.parametrize("dataset", ["outlook", "releases", "parameters", "dictionary"])
def test_what_stands_for_all_areas_is_not_had_for_one(dataset, sample_served, tmp_path):
    with pytest.raises(export.errors.BadParameter, match="leave out --la"):
        export.write(sample_served, dataset, "csv", tmp_path / "out.csv", ["Northmarsh"])
    assert not list(tmp_path.iterdir())


def test_one_row_of_the_releases_is_a_file_with_its_rows_accounted_for(sample_served):
    text, values = export.asked("releases")
    rows = reads.fetch(sample_served, text, values)
    assert [row["release_as_at"] for row in rows] == sorted(row["as_at"] for row in reads.releases(sample_served))
    assert all(row["rows_read"] == row["rows_staged"] + row["rows_set_aside"] for row in rows)
    parameters = fixtures.fetch("SELECT * FROM mart.parameter", sample_served.path)
    text, values = export.asked("parameters")
    told = {row["parameter"]: row["value"] for row in reads.fetch(sample_served, text, values)}
    assert told == {row["parameter"]: row["value"] for row in parameters} and len(told) > 10
