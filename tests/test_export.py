"""Exports: CSV safe in a spreadsheet and equal to the exact Parquet, described by column, filtered by authority."""

import csv
import datetime as dt
import io
import json
import re
import shlex
import zipfile
from pathlib import Path

import pytest

from pipelines import datasets, declared, domain, errors, export, flagged_list, paths, reads
from tests import fixtures

RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@pytest.fixture(scope="module")
def exported(sample_served, tmp_path_factory):
    """Every dataset in both formats: {(dataset, form): path}."""
    folder = tmp_path_factory.mktemp("exports")
    paths = {(name, form): folder / f"{name}.{form}" for name in export.DATASETS for form in ("csv", "parquet")}
    for (name, form), path in paths.items():
        export.write(sample_served, name, form, path)
    return paths


def csv_rows(path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


def parquet_rows(path) -> list[dict]:
    return fixtures.fetch(f"SELECT * FROM read_parquet('{path}')")


def as_csv(value: object) -> str:
    """A Parquet value as the CSV writes it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, str):
        return f"'{value}" if value.startswith(RISKY) else value
    return value


@pytest.mark.parametrize("dataset", export.DATASETS)
def test_csv_and_parquet_hold_the_same_rows_in_the_same_order(dataset, exported):
    text, exact = csv_rows(exported[dataset, "csv"]), parquet_rows(exported[dataset, "parquet"])
    assert len(text) == len(exact) > 5
    kept = fixtures.fetch(f"SELECT key, value FROM parquet_kv_metadata('{exported[dataset, 'parquet']}')")
    assert {"key": b"schema_version", "value": datasets.version().encode()} in kept
    assert list(text[0]) == list(exact[0])
    for left, right in zip(text, exact, strict=True):
        for column, value in right.items():
            wanted = as_csv(value)
            if isinstance(wanted, float):
                assert float(left[column]) == pytest.approx(wanted, abs=1e-9), (column, left)
            else:
                assert left[column] == str(wanted), (column, left)


@pytest.mark.parametrize("dataset", export.DATASETS)
def test_a_csv_begins_with_a_byte_order_mark_and_has_one_header(dataset, exported):
    content = exported[dataset, "csv"].read_bytes()
    assert content.startswith(b"\xef\xbb\xbf") and content.count(b"\xef\xbb\xbf") == 1
    rows = csv_rows(exported[dataset, "csv"])
    assert all(None not in row and None not in row.values() for row in rows)


@pytest.mark.parametrize("dataset", [*export.DATASETS, export.DICTIONARY])
def test_the_only_separator_outside_quotes_is_the_comma(dataset, exported, sample_served, tmp_path):
    """LibreOffice takes a bare semicolon or tab for the end of a cell too, and moves the rest of the row along."""
    if dataset == export.DICTIONARY:
        export.write(sample_served, dataset, "csv", tmp_path / "dictionary.csv")
    path = tmp_path / "dictionary.csv" if dataset == export.DICTIONARY else exported[dataset, "csv"]
    text = path.read_text(encoding="utf-8-sig")
    assert ";" in text
    assert set(";\t") & set(re.sub(r'"(?:[^"]|"")*"', "", text)) == set()


def test_formulas_are_made_safe_in_csv_and_exact_in_parquet(exported):
    names = {row["urn"]: row["provider_name"] for row in csv_rows(exported["labels", "csv"])}
    exact = {row["urn"]: row["provider_name"] for row in parquet_rows(exported["labels", "parquet"])}
    assert names["S0000041"] == "'=Sum of Small Steps Nursery" and exact["S0000041"] == "=Sum of Small Steps Nursery"
    assert names["S0000042"] == "'@Home-from-Home Nursery" and exact["S0000042"] == "@Home-from-Home Nursery"
    assert names["S0000043"] == exact["S0000043"] == 'Zoë\'s "Little Łark" Crèche, Naïve & Co.'


def test_no_cell_of_any_csv_begins_as_a_formula_would(tmp_path):
    """Each risky first letter, in a name, a place and an unknown grade."""
    risky = [f"{first}cmd|' /C calc'!A0" for first in RISKY]
    columns = ("provider_name", "provider_subtype", "local_authority", "region", "constituency", "deprivation_band")
    fixtures.release(
        tmp_path, "L2",
        [fixtures.provider(f"EY1000{number:02}", full_1_on="01/02/2020", full_1_grade=text,
                           **dict.fromkeys(columns, text))
         for number, text in enumerate(risky)],
    )  # fmt: skip
    served = fixtures.built(tmp_path, tmp_path / "warehouse")
    for dataset in export.DATASETS:
        export.write(served, dataset, "csv", tmp_path / "out.csv")
        for row in csv_rows(tmp_path / "out.csv"):
            for column, cell in row.items():
                is_number = re.fullmatch(r"-?\d+(\.\d+)?(e-?\d+)?", cell)
                assert not cell.startswith(RISKY) or is_number, (dataset, column, cell)
    flagged = export.flagged(served, {"find": "ey1000"}, "priority").decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(flagged)))
    assert len(rows) == 1 + len(risky)
    assert not [cell for row in rows for cell in row if cell.startswith(RISKY)]


@pytest.mark.parametrize("dataset", export.DATASETS)
def test_every_row_says_as_at_when_from_where_and_that_it_is_a_sample(dataset, exported):
    for row in csv_rows(exported[dataset, "csv"]):
        assert row["as_at"] == "2026-06-30"
        assert row["notice"] == "sample data, invented settings"
        assert row["source"] == domain.SAMPLE_SOURCE


def test_real_exports_carry_the_licence_and_no_sample_notice(tmp_path):
    fixtures.release(tmp_path, "L2", [fixtures.provider("EY100001", full_1_on="01/02/2020", full_1_grade="3")])
    served = fixtures.built(tmp_path, tmp_path / "warehouse")
    for dataset in ("labels", "inspections", "areas"):
        export.write(served, dataset, "csv", tmp_path / "out.csv")
        rows = csv_rows(tmp_path / "out.csv")
        assert rows and {(row["notice"], row["source"], row["as_at"]) for row in rows} == {
            ("", domain.SOURCE, "2021-08-31")
        }
        assert "Open Government Licence v3.0" in domain.SOURCE
        facts = json.loads(export.metadata_path(tmp_path / "out.csv").read_text(encoding="utf-8"))
        assert "open-government-licence" in facts["dc:license"]["@id"]


@pytest.mark.parametrize("dataset", export.DATASETS)
def test_the_csvw_metadata_describes_exactly_the_columns_of_the_csv(dataset, exported, sample_served):
    path = exported[dataset, "csv"]
    facts = json.loads(export.metadata_path(path).read_text(encoding="utf-8"))
    with path.open(encoding="utf-8-sig", newline="") as handle:
        header = next(csv.reader(handle))
    columns = facts["tableSchema"]["columns"]
    names = [column["name"] for column in columns]
    assert names == header == [name for name, _ in export.describe(sample_served, dataset)]
    assert facts["@context"] == "http://www.w3.org/ns/csvw" and facts["url"] == path.name
    assert all(len(column["dc:description"]) > 5 for column in columns)
    assert facts["schema:version"] == datasets.version()
    assert "dc:license" not in facts and "invented" in facts["dc:description"]
    rows = csv_rows(path)
    for column in columns:
        valid(column, [row[column["name"]] for row in rows])
    key = facts["tableSchema"].get("primaryKey", [])
    assert not key or len({tuple(row[name] for name in key) for row in rows}) == len(rows)


def valid(column: dict, cells: list[str]) -> None:
    """Hold a column to its CSVW description, as a validator would: datatype, format, separator and required."""
    kind = column["datatype"] if isinstance(column["datatype"], dict) else {"base": column["datatype"]}
    check = {"integer": int, "double": float, "date": dt.date.fromisoformat,
             "boolean": {"true": True, "false": False}.__getitem__, "string": str}[kind["base"]]  # fmt: skip
    for cell in cells:
        assert cell or not column["required"], column["name"]
        for item in (cell.split(column["separator"]) if "separator" in column else [cell]) if cell else ():
            check(item)
            assert re.fullmatch(kind.get("format", ".*"), item, re.S), (column["name"], item)


def test_the_group_says_what_refers_to_what_and_every_reference_is_found(sample_served, tmp_path):
    export.write(sample_served, "all", "zip", tmp_path / "all.zip")
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        read = {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}
    facts = json.loads(read["csv-metadata.json"])
    assert {table["url"] for table in facts["tables"]} == {f"{name}.csv" for name in export.DATASETS}
    assert read.keys() - {table["url"] for table in facts["tables"]} == {"csv-metadata.json", "dictionary.csv"}

    def column(url: str, name: str) -> set[str]:
        return {row[name] for row in csv.DictReader(io.StringIO(read[url], newline=""))} - {""}

    keys = [(table["url"], key) for table in facts["tables"] for key in table["tableSchema"]["foreignKeys"]]
    assert len(keys) >= 10
    for url, key in keys:
        other = key["reference"]
        assert column(url, key["columnReference"]) <= column(other["resource"], other["columnReference"]), (url, key)


def test_the_labels_dataset_has_every_column_that_was_promised(sample_served):
    promised = [
        "urn",
        "provider_name",
        "provider_type",
        "provider_subtype",
        "local_authority",
        "region",
        "postcode",
        "status",
        "label",
        "tier",
        "flags",
        "band",
        "scale",
        "grade",
        "weakest_grade",
        "areas_below",
        "safeguarding",
        "inspected_on",
        "history",
        "volatility",
        "decline",
        "evidence",
        "last_seen_on",
        "as_at",
    ]
    assert set(promised) <= {name for name, _ in export.describe(sample_served, "labels")}


def test_the_labels_dataset_is_the_listing(exported, sample_listing):
    rows = {row["urn"]: row for row in parquet_rows(exported["labels", "parquet"])}
    assert rows.keys() == sample_listing.keys()
    assert {row["label"] for row in rows.values()} == set(domain.LABELS)
    for urn, row in rows.items():
        one = sample_listing[urn]
        assert row["flags"] == "; ".join(one["flags"])
        assert row["volatility"] == (None if one["volatility"] is None else round(one["volatility"], 2))
        assert row["grade"] is None or row["scale"] == "four-point"
        assert all(
            row[name] == one[name] for name in ("label", "tier", "band", "history", "evidence", "reason", "postcode")
        )


def test_changes_and_inspections_agree_with_the_labels(exported):
    scored: dict[str, int] = {}
    for row in parquet_rows(exported["inspections", "parquet"]):
        scored[row["urn"]] = scored.get(row["urn"], 0) + row["is_scored"]
    steps: dict[str, int] = {}
    for row in parquet_rows(exported["changes", "parquet"]):
        steps[row["urn"]] = steps.get(row["urn"], 0) + 1
    for row in parquet_rows(exported["labels", "parquet"]):
        assert row["scored_count"] == scored.get(row["urn"], 0)
        assert steps.get(row["urn"], 0) == max(0, row["scored_count"] - 1)


def test_an_area_row_is_the_count_of_its_labels(exported, sample_listing):
    rows = parquet_rows(exported["areas", "parquet"])
    assert {row["area_kind"] for row in rows} == {"all", "region", "local authority", "constituency"}
    for row in rows:
        by_label = [row[name.replace(" ", "_").replace("-", "_")] for name in domain.LABELS[:9]]
        assert sum(by_label) == row["settings"] == sum(row[tier] for tier in domain.TIERS)
        assert sum(row[f"{tier}_share"] for tier in domain.TIERS) == pytest.approx(1)
        if row["area_kind"] == "local authority":
            members = [one for one in sample_listing.values() if one["local_authority"] == row["area"] and one["tier"]]
            assert row["settings"] == len(members)
            assert row["any_yo_yo"] == sum(one["label"] == "yo-yo" or "yo-yo" in one["flags"] for one in members)
    assert rows[0]["area"] == "All loaded areas"  # a sample is not England


@pytest.mark.parametrize(
    "spelling", ["Kingsfen and Low Wold", "Kingsfen & Low Wold", "KINGSFEN & LOW WOLD", "  kingsfen-and-low-wold "]
)
@pytest.mark.parametrize("dataset", [name for name in export.DATASETS if not export.is_whole(name)])
def test_an_authority_may_be_spelled_in_any_way(dataset, spelling, sample_served, sample_listing, tmp_path):
    export.write(sample_served, dataset, "parquet", tmp_path / "out", [spelling])
    rows = parquet_rows(tmp_path / "out")
    authority = {row["local_authority"] if "local_authority" in row else row["area"] for row in rows}
    assert len(authority) == 1 and authority.pop().startswith("Kingsfen")
    if dataset == "labels":
        assert len(rows) == sum(one["local_authority"].startswith("Kingsfen") for one in sample_listing.values())


def test_a_declared_old_spelling_finds_a_real_authority(tmp_path):
    fixtures.release(
        tmp_path, "L2", [fixtures.provider("EY100001", local_authority="Bristol, City of", region="South West")]
    )
    served = fixtures.built(tmp_path, tmp_path / "warehouse")
    for spelling in ("Bristol", "City of Bristol", "bristol city of"):
        assert export.write(served, "labels", "csv", tmp_path / "out.csv", [spelling]) == 1


@pytest.mark.parametrize(
    "name, form, wanted",
    [("a.csv", None, "csv"), ("a.XLSX", None, "xlsx"), ("a.parquet", None, "parquet"), ("a.zip", "zip", "zip"),
     ("a.txt", None, "csv"), ("a", "xlsx", "xlsx"), ("a.csv", "xlsx", None), ("a.xlsx", "csv", None),
     ("a.ods", None, None), ("a.xls", "xlsx", None), ("a.pdf", None, None), ("a.PDF", "csv", None),
     ("a.docx", None, None), ("a.json", "csv", None), ("a.txt", "xlsx", None),
     ("a", None, "csv"), ("list.of.2025", "parquet", "parquet")],
)  # fmt: skip
def test_a_file_holds_what_its_name_says(name, form, wanted):
    if wanted:
        assert export.form_of(Path(name), form) == wanted
    else:
        with pytest.raises(errors.BadParameter, match="would not hold what its name says") as fault:
            export.form_of(Path(name), form)
        assert "--format" in str(fault.value) and Path(name).suffix in str(fault.value)


@pytest.mark.parametrize("dataset, form", [("all", "csv"), ("all", "parquet"), ("dictionary", "xlsx")])
def test_many_tables_are_not_one_file_of_one(dataset, form, sample_served, tmp_path):
    with pytest.raises(errors.BadParameter, match="zip"):
        export.write(sample_served, dataset, form, tmp_path / "out")
    assert not list(tmp_path.iterdir())


def test_a_command_keeps_the_name_of_an_authority_one_word(sample_served):
    build = reads.build(sample_served)
    for area in ("Bristol, City of", "King's Lynn", 'A "quoted" place', "$HOME", "`x`", "100%", "a\\b"):
        words = shlex.split(export.command("labels", "csv", build, [area]))
        assert words[words.index("--la") + 1] == area
    assert "--la" not in export.command("outlook", "csv", build, ["Bristol"])
    name = export.name_of("labels", "csv", build, ["Bristol, City of"])
    assert name == "sample_labels_bristolcityof_as-at-2026-06-30.csv"


def test_a_third_grade_is_called_what_it_was_on_its_day_and_its_number_stays(sample_served, tmp_path):
    """One day, the same in the frameworks, in Python and in every statement that names one."""
    starts = {row["short"]: row["starts_on"] for row in declared.rows("frameworks")}
    assert starts["RI replaces Satisfactory"] == domain.RI_SINCE.isoformat()
    dated = {day for path in paths.SQL.rglob("*.sql") for day in re.findall(r"2013-\d\d-\d\d", path.read_text())}
    assert dated == {domain.RI_SINCE.isoformat()}
    export.write(sample_served, "inspections", "parquet", tmp_path / "out.parquet")
    rows = fixtures.fetch(f"SELECT * FROM read_parquet('{tmp_path / 'out.parquet'}') WHERE family = 'four-point'")
    third = [row for row in rows if row["grade_number"] == 3]
    for row in third:
        called = domain.called("requires improvement", row["inspected_on"]).capitalize()
        assert row["grade"] == row["words"] == called
    assert {row["grade"] for row in third} == {"Satisfactory", "Requires improvement"}
    names = ("quality_of_education", "behaviour_and_attitudes", "personal_development", "leadership_and_management")
    old = [row for row in rows if row["inspected_on"] < domain.RI_SINCE]
    assert len(old) > 300 and not [row for row in old if "requires improvement" in {row[name] for name in names}]


def test_two_authorities_give_the_rows_of_both(sample_served, sample_listing, tmp_path):
    rows = export.write(sample_served, "labels", "csv", tmp_path / "out.csv", ["Tidewell", "eastholt"])
    assert rows == sum(one["local_authority"] in ("Tidewell", "Eastholt") for one in sample_listing.values())


def test_an_unknown_authority_is_named_and_nothing_is_written(sample_served, tmp_path):
    with pytest.raises(errors.UnknownArea, match=r"Atlantis.*Northmarsh"):
        export.write(sample_served, "labels", "csv", tmp_path / "out.csv", ["Northmarsh", "Atlantis"])
    assert list(tmp_path.iterdir()) == []


def test_an_export_replaces_the_file_before_it_whole(sample_served, tmp_path):
    out = tmp_path / "new folder" / "labels.csv"
    export.write(sample_served, "labels", "csv", out)
    everyone = out.read_bytes()
    export.write(sample_served, "labels", "csv", out, ["Tidewell"])
    assert len(out.read_bytes()) < len(everyone)
    assert sorted(path.name for path in out.parent.iterdir()) == ["labels.csv", "labels.csv-metadata.json"]


@pytest.mark.parametrize("dataset", export.DATASETS)
def test_the_zip_holds_the_csv_and_its_description(dataset, exported, sample_served):
    content = export.file_bytes(sample_served, dataset, "zip")
    assert content == export.file_bytes(sample_served, dataset, "zip")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.namelist() == [f"{dataset}.csv", f"{dataset}.csv-metadata.json"]
        assert archive.read(f"{dataset}.csv") == exported[dataset, "csv"].read_bytes()
        assert json.loads(archive.read(f"{dataset}.csv-metadata.json"))["url"] == f"{dataset}.csv"
    assert export.row_count(sample_served, dataset) == len(csv_rows(exported[dataset, "csv"]))


def test_the_flagged_csv_is_exactly_the_rows_of_the_view_in_its_order(sample_served):
    for filters, order in (({}, "priority"), ({"flag": ["yo-yo"]}, "volatility"), ({"find": "nursery"}, "name")):
        shown = flagged_list.page(sample_served, filters, order, 1, 5_000)
        text = export.flagged(sample_served, filters, order).decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text)))
        assert [row["urn"] for row in rows] == [row["urn"] for row in shown["rows"]]
        assert len(rows) == shown["total"] > 3
        assert list(rows[0]) == [name for name, _ in export.describe(sample_served, "labels")]
