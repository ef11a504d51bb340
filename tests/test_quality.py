"""Data quality: what each release held, what could not be read, and the ledger that holds it all."""

import csv

import pytest

from pipelines import errors, export, layouts, quality, staging
from tests import fixtures


@pytest.fixture(scope="module")
def odd(tmp_path_factory):
    """Two releases: the second lacks half its places, renames one header, adds another, and differs about a grade."""
    raw = tmp_path_factory.mktemp("raw")
    providers = [
        fixtures.provider(
            f"EY10000{n}",
            full_1_on="14/05/2019",
            full_1_grade="2",
            deprivation_band="Deprived",
            provider_name="REDACTED" if n == 3 else "A",
        )
        for n in range(1, 5)
    ]
    fixtures.release(raw, "L2", providers, as_at="31_August_2020")
    later = [{**one, "places": "" if n < 2 else "30"} for n, one in enumerate(providers)]
    later[0]["full_1_grade"] = "3"
    later[1]["full_1_grade"] = "Splendid"
    cells = fixtures.lines("L2", later)
    cells[0] = [{"Deprivation Band": "Deprivatoin Band"}.get(name, name) for name in cells[0]] + ["Moon phase"]
    cells[1:] = [[*row, "full"] for row in cells[1:]] + [["", "", *[""] * (len(cells[0]) - 2)]]
    path = raw / "Childcare_provider_level_data_as_at_31_August_2021.csv"
    path.write_text(fixtures.csv_text(cells), encoding="utf-8")
    return fixtures.built(raw, tmp_path_factory.mktemp("warehouse"))


def test_each_release_has_its_account(odd):
    first, second = quality.releases(odd)
    assert (first["rows_read"], first["rows_staged"], first["rows_set_aside"]) == (4, 4, 0)
    assert (second["rows_read"], second["rows_staged"], second["rows_set_aside"]) == (5, 4, 1)
    assert (first["headers_unknown"], second["headers_unknown"]) == (0, 2)
    assert (first["values_unknown"], second["values_unknown"]) == (0, 1)
    assert (first["inspections_differing"], second["inspections_differing"]) == (1, 1)
    assert (first["withheld_count"], second["withheld_count"]) == (1, 1)


def test_findings_carry_examples_by_row_of_the_file(odd):
    found = {one["problem"]: one for one in quality.findings(odd, 2)}
    assert found["value not known"]["examples"] == [{"row_number": 3, "urn": "EY100002", "value": "Splendid"}]
    assert found["empty row"]["examples"][0]["row_number"] == 6
    assert quality.findings(odd, 1) == []


def test_unknown_headers_come_with_the_nearest_known_ones(odd):
    unknown = {one["printed"]: one["nearest"] for one in quality.headers(odd, 2) if one["outcome"] == "not known"}
    assert unknown == {"Deprivatoin Band": "Deprivation Band", "Moon phase": None}


def test_a_large_shift_of_completeness_is_called_out(odd):
    told = {one["column_name"]: one for one in quality.completeness(odd, 2)}
    assert (told["places"]["filled_share"], told["places"]["earlier_share"]) == (0.5, 1.0)
    assert [name for name, one in told.items() if one["is_large"]] == ["deprivation_band", "places"]
    gone = told["deprivation_band"]  # its header is another
    assert (gone["printed"], gone["filled_count"], gone["shift"]) == ("Deprivation Band", None, -1)
    assert all(one["shift"] is None for one in quality.completeness(odd, 1))


def test_differences_name_what_was_kept(odd):
    [one] = quality.disagreements(odd, 1)
    assert (one["column_name"], one["conflict_count"]) == ("grade", 1)
    assert one["examples"][0]["kept"] == "requires improvement" and one["examples"][0]["other"] == "good"


def test_the_ledger_holds_every_finding_header_and_conflict(odd, tmp_path):
    out = tmp_path / "ledger.csv"
    export.write(odd, "ledger", "csv", out)
    with out.open(encoding="utf-8-sig", newline="") as handle:
        rows = list(csv.DictReader(handle))
    kinds = {kind: sum(row["kind"] == kind for row in rows) for kind in ("value or row", "header", "conflict")}
    assert kinds["value or row"] == sum(one["rows_affected"] for n in (1, 2) for one in quality.findings(odd, n))
    assert sum("not known" in row["problem"] and row["kind"] == "header" for row in rows) == 2
    assert kinds["conflict"] >= 1
    assert {row["value"] for row in rows if row["column_name"] == "Deprivatoin Band"} == {"Deprivation Band"}


def test_every_known_header_is_its_own_nearest():
    for name in ("Provider URN", "Local authority", "Most recent full: Inspection date"):
        assert layouts.nearest(name + "s").split("; ")[0] == name


# --- corrections ------------------------------------------------------------------------------------


def corrected(tmp_path, monkeypatch, address):
    monkeypatch.setattr(staging.corrections, "of", lambda as_at: (("EY100001", "address_1", "09-Oct", "9-10", "why"),))
    path = fixtures.release(tmp_path, "L2", [fixtures.provider("EY100001", address_1=address)])
    return fixtures.stage(path, tmp_path / "warehouse")


def test_a_correction_is_made_where_its_expectation_holds(tmp_path, monkeypatch):
    found = corrected(tmp_path, monkeypatch, "09-Oct")
    assert found.rows("raw_snapshot")[0]["address"] == "9-10"
    [one] = found.rows("raw_problem")
    assert (one["row_number"], one["value"], one["problem"]) == (2, "09-Oct", "corrected")


def test_a_correction_dies_when_the_publisher_mends_the_cell(tmp_path, monkeypatch):
    found = corrected(tmp_path, monkeypatch, "9 to 10")
    assert found.rows("raw_snapshot")[0]["address"] == "9 to 10"
    assert [one["problem"] for one in found.rows("raw_problem")] == ["correction no longer needed"]


def test_the_sample_carries_a_correction(sample_served):
    told = [
        one for each in quality.releases(sample_served) for one in quality.findings(sample_served, each["release_id"])
    ]
    assert any(one["problem"] == "corrected" and "9-10" in one["action"] for one in told)


# --- files left out ---------------------------------------------------------------------------------


def test_one_file_that_cannot_be_read_stops_a_build_unless_it_may_be_left_out(tmp_path):
    raw, warehouse = tmp_path / "raw", tmp_path / "w"
    fixtures.release(raw, "L2", [fixtures.provider("EY100001", full_1_on="14/05/2019", full_1_grade="2")])
    (raw / "All_charts_as_at_31_March_2022.ods").write_bytes(b"PK\x03\x04 and no more")
    (raw / "Agencies_as_at_31_March_2022.csv").write_text("Agency,Number\nA,1\n")
    with pytest.raises(errors.MonitorError):
        fixtures.built(raw, warehouse)
    said = []
    served = fixtures.built(raw, warehouse, is_lenient=True, say=said.append)
    assert [one["file_name"] for one in quality.refused(served)] == [
        "Agencies_as_at_31_March_2022.csv", "All_charts_as_at_31_March_2022.ods",
    ]  # fmt: skip
    assert len(quality.releases(served)) == 1
    assert sum(text.startswith("Left out: ") for text in said) == 2


def test_when_nothing_can_be_read_the_build_says_why(tmp_path):
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "x_as_at_31_March_2022.csv").write_text("a,b\n1,2\n")
    with pytest.raises(errors.NotACsv):
        fixtures.built(tmp_path / "raw", tmp_path / "w", is_lenient=True)


def test_a_file_that_only_staging_finds_unreadable_is_left_out_too(tmp_path):
    raw = tmp_path / "raw"
    good = [fixtures.provider(f"EY1000{n:02}", full_1_on="14/05/2019", full_1_grade="2") for n in range(40)]
    fixtures.release(raw, "L2", good)
    path = fixtures.release(raw, "L2", good, as_at="31_August_2022")
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("Setting EY100005", '"Setting EY100005'), encoding="utf-8")
    served = fixtures.built(raw, tmp_path / "w", is_lenient=True)
    assert [one["file_name"] for one in quality.refused(served)] == [path.name]
    assert len(fixtures.listing(served)) == 40


def test_a_damaged_account_of_a_staged_file_is_made_again(tmp_path):
    raw, warehouse = tmp_path / "raw", tmp_path / "w"
    fixtures.release(raw, "L2", [fixtures.provider("EY100001", full_1_on="14/05/2019", full_1_grade="2")])
    fixtures.built(raw, warehouse)
    [snapshot] = warehouse.glob("staged/*/raw_snapshot.parquet")
    (snapshot.parent / "account.json").write_text("{")
    fixtures.release(raw, "L3", [fixtures.provider("EY100001", full_1_on="14/05/2019", full_1_grade="2")])
    assert len(quality.releases(fixtures.built(raw, warehouse))) == 2
