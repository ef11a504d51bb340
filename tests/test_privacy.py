"""What the newest release withholds is nowhere in anything served: database, search, exports, explanations, status."""

import json
from collections.abc import Iterator

import duckdb
import pytest

from pipelines import explain, export, flagged_list, paths, reads, sample, sentences, status
from tests import fixtures

# The plain words of each: a name is also sought by its distinctive first word, a postcode without its space.
WITHHELD = sample.withheld()


def needles() -> set[str]:
    found = {text.lower() for text in WITHHELD}
    found |= {text.replace(" ", "").lower() for text in WITHHELD}
    return found | {text.split()[0].lower() for text in WITHHELD if " " in text and not text[-3].isdigit()}


NEEDLES = needles()


def leaks(text: str) -> list[str]:
    return sorted(needle for needle in NEEDLES if needle in text.lower())


@pytest.fixture(scope="module")
def withheld_urns(sample_folder) -> list[str]:
    """Who prints one of the withheld names in some release."""
    urns = {row["urn"] for row in sample.planted_rows() if row["provider_name"] in WITHHELD}
    assert len(urns) == len(WITHHELD) / 2
    return sorted(urns)


def test_the_search_itself_finds_what_the_files_print(sample_folder):
    """Otherwise the tests below would pass on anything."""
    assert len(WITHHELD) >= 8
    text = "".join(path.read_text(encoding="utf-8-sig") for path in sample_folder.glob("*.csv"))
    assert {text.lower() for text in WITHHELD} <= set(leaks(text))


def text_columns(con: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, str, str]]:
    yield from con.execute(
        "SELECT schema_name || '.' || table_name, column_name, data_type FROM duckdb_columns() WHERE NOT internal"
    ).fetchall()


def test_no_table_of_the_published_database_holds_a_withheld_word(sample_served):
    con = duckdb.connect(str(sample_served.path), read_only=True)
    try:
        searched = 0
        for table, column, kind in text_columns(con):
            if "VARCHAR" not in kind:
                continue
            searched += 1
            cells = con.execute(
                f'SELECT lower(string_agg(DISTINCT "{column}"::VARCHAR, chr(10))) FROM {table}'
            ).fetchone()[0]
            assert leaks(cells or "") == [], f"{table}.{column}"
        assert searched > 60
        assert "provider_name" in {column for _, column, _ in text_columns(con)}
    finally:
        con.close()


def test_no_file_of_a_build_holds_a_withheld_word_in_its_bytes(sample_warehouse: paths.Warehouse):
    files = [*sample_warehouse.builds.iterdir(), sample_warehouse.pointer]
    for path in files:
        content = path.read_bytes().lower()
        found = [needle for needle in NEEDLES if needle.encode() in content]
        assert found == [], path.name


@pytest.mark.parametrize("dataset", export.DATASETS)
def test_no_export_holds_a_withheld_word(dataset, sample_served, tmp_path):
    out = tmp_path / f"{dataset}.parquet"
    assert export.write(sample_served, dataset, "parquet", out) > 0
    assert leaks(str(fixtures.fetch(f"SELECT * FROM read_parquet('{out}')"))) == []


@pytest.mark.parametrize("form", ["zip", "xlsx"])
def test_no_file_of_every_dataset_holds_a_withheld_word(form, sample_served, tmp_path):
    assert export.write(sample_served, "all", form, tmp_path / "all") > 10_000
    assert leaks(fixtures.unzipped(tmp_path / "all")) == []


def test_a_search_by_a_withheld_name_or_postcode_finds_nobody(sample_served, withheld_urns):
    assert flagged_list.page(sample_served, {"find": "bramble lodge"}, "priority", 1, 10)["total"] == 1
    for text in NEEDLES:
        assert flagged_list.page(sample_served, {"find": text}, "priority", 1, 10)["total"] == 0, text
    for urn in withheld_urns:
        assert flagged_list.page(sample_served, {"find": urn}, "priority", 1, 10)["total"] == 1


def test_the_flagged_list_and_its_download_hold_no_withheld_word(sample_served):
    filters = {"tier": ["intensive", "targeted", "watch", "universal"]}
    rows = flagged_list.page(sample_served, filters, "name", 1, 5_000)["rows"]
    assert len(rows) > 500 and leaks(str(rows)) == []
    assert leaks(export.flagged(sample_served, filters, "name").decode()) == []


def test_a_setting_page_and_its_explanation_hold_no_withheld_word(sample_served, withheld_urns):
    for urn in withheld_urns:
        one = reads.setting(sample_served, urn)
        assert (one["provider_name"], one["postcode"], one["address"], one["is_name_withheld"]) == (
            None,
            None,
            None,
            True,
        )
        told = explain.explain(sample_served, urn)
        assert sentences.withheld(one) in told
        beside = [reads.history, reads.changes, reads.judgements, reads.appearances]
        assert leaks(told + str(one) + "".join(str(ask(sample_served, urn)) for ask in beside)) == []


def test_status_options_and_areas_hold_no_withheld_word(sample_served):
    told = json.dumps(status.status(sample_served)) + status.told(status.status(sample_served))
    told += str(flagged_list.options(sample_served)) + str(reads.areas(sample_served, "constituency"))
    assert leaks(told) == []


def test_no_served_table_repeats_the_columns_that_name_people(sample_served):
    columns = {column for _, column, _ in text_columns(duckdb.connect(str(sample_served.path), read_only=True))}
    assert not columns & {"registered_person_name", "telephone", "address_1", "address_2", "town"}


def test_a_home_that_left_is_withheld_even_where_its_last_release_printed_it(tmp_path):
    """No later release can withhold it, so the build does; the same holds for its address and postcode."""
    printed = {
        "provider_type": "Childminder",
        "provider_name": "Zebedee Quux",
        "postcode": "ZZ9 9ZZ",
        "town": "Quuxville",
    }
    fixtures.release(tmp_path, "L2", [fixtures.provider("EY100001", **printed), fixtures.provider("EY100002")])
    fixtures.release(tmp_path, "L3", [fixtures.provider("EY100002")])
    (tmp_path / "releases.csv").write_text(
        "file,coverage\n" + "".join(f"{path.name},complete\n" for path in tmp_path.glob("*as_at*.csv"))
    )
    served = fixtures.built(tmp_path, tmp_path / "warehouse")
    one = reads.setting(served, "EY100001")
    assert (one["label"], one["provider_name"], one["postcode"], one["address"]) == ("left", None, None, None)
    assert flagged_list.page(served, {"find": "zebedee"}, "priority", 1, 10)["total"] == 0
    assert b"zebedee" not in served.path.read_bytes().lower()


def test_of_two_rows_for_one_urn_a_withheld_name_is_not_published(tmp_path):
    """One release that both prints and withholds a name withholds it."""
    for name, rows in (("first", ("Quux House", "REDACTED")), ("second", ("REDACTED", "Quux House"))):
        folder = tmp_path / name
        fixtures.release(folder, "L2", [fixtures.provider("EY100001", provider_name=printed) for printed in rows])
        one = reads.setting(fixtures.built(folder, folder / "warehouse"), "EY100001")
        assert one["provider_name"] is None, name


def test_a_row_set_aside_for_its_urn_is_not_quoted_when_it_may_be_a_name(tmp_path):
    """Cells shifted by a stray comma put a name under the heading of the URN; a mistyped URN is still shown."""
    rows = [fixtures.provider(urn) for urn in ("Zebedee Quux", "EY10-0002", "EY100001")]
    fixtures.release(tmp_path, "L2", rows)
    served = fixtures.built(tmp_path, tmp_path / "warehouse")
    rows = served.con.cursor().execute("SELECT * FROM served.staging.problem WHERE problem = 'not a URN'").fetchall()
    assert len(rows) == 2 and "EY10-0002" in str(rows)
    assert "zebedee" not in str(rows).lower()
