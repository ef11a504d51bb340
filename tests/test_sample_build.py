"""The sample releases end to end: what each planted provider is there to show is what the build says of it."""

import csv
import datetime as dt
import os
import shutil
from pathlib import Path

import pytest

from pipelines import declared, domain, errors, flagged_list, paths, reads
from pipelines.sample import planted_rows
from tests import fixtures

RELEASES = declared.rows("sample_releases")


@pytest.fixture(scope="module")
def planted() -> dict[str, dict[str, str]]:
    """The planted providers by what each shows."""
    return {row["shows"]: row for row in planted_rows()}


def rows_of(served: reads.Served, statement: str) -> list[tuple]:
    return served.con.cursor().execute(statement).fetchall()


WHO = ("provider_name", "is_name_withheld", "provider_type", "provider_subtype", "registers", "local_authority",
       "local_authority_printed", "region", "constituency", "address", "postcode", "easting", "northing",
       "deprivation_band", "places", "search_text")  # fmt: skip


def facts(served: reads.Served, without: tuple[str, ...] = ()) -> dict[str, list[tuple]]:
    """All that a build says, apart from when and from which file; numbers to nine digits. `without` are columns of the
    listing to leave out."""
    but = f"EXCLUDE ({', '.join(without)})" if without else ""
    tables = {
        "listing": rows_of(served, f"SELECT * {but} FROM served.mart.listing ORDER BY urn"),
        "history": rows_of(served, "SELECT * FROM served.mart.history ORDER BY urn, family, inspected_on"),
        "change": rows_of(served, "SELECT * FROM served.mart.change ORDER BY urn, position"),
        "area": rows_of(served, "SELECT * FROM served.mart.area ORDER BY area_kind, area"),
        "conflict": rows_of(served, "SELECT * FROM served.staging.conflict ORDER BY ALL"),
        "release": rows_of(served, "SELECT * EXCLUDE (file_name) FROM served.staging.release ORDER BY release_id"),
        "lineage": rows_of(served, "SELECT * FROM served.mart.lineage ORDER BY urn, earlier_urn"),
        "problem": rows_of(served, "SELECT * FROM served.staging.problem ORDER BY ALL"),
    }
    return {
        name: [tuple(round(cell, 9) if isinstance(cell, float) else cell for cell in row) for row in rows]
        for name, rows in tables.items()
    }


@pytest.mark.parametrize("row", planted_rows(), ids=lambda row: f"{row['urn']} {row['shows']}")
def test_a_planted_provider_carries_what_it_is_there_to_show(row, sample_listing):
    one = sample_listing[row["urn"]]
    assert one["label"] == row["label"]
    assert "; ".join(one["flags"]) == row["flags"]
    assert (one["may_affect_funded_places"] or "") == row["may_affect_funded_places"]


def test_every_label_tier_flag_band_scale_and_evidence_occurs(sample_listing):
    everyone = sample_listing.values()
    assert {one["label"] for one in everyone} == set(domain.LABELS)
    assert {one["tier"] for one in everyone} == {*domain.TIERS, None}
    flags = {flag for one in everyone for flag in one["flags"]}
    assert flags >= {"yo-yo", "repeatedly below", "declining", "bounced once"}
    assert flags >= {"awaiting first inspection", "long since inspection"}
    assert {one["may_affect_funded_places"] for one in everyone} == {None, "all places", "disadvantaged two-year-olds"}
    assert {one["band"] for one in everyone} == {*domain.BANDS, None}
    assert {one["scale"] for one in everyone} == {"four-point", "report card", None}
    assert {one["evidence"] for one in everyone} == {"thin", "some", "strong", None}
    assert {one["is_name_withheld"] for one in everyone} == {True, False}


def test_a_provider_outside_the_lists_has_no_tier_flag_or_funded_fact(sample_listing):
    outside = [one for one in sample_listing.values() if one["label"] in ("out of scope", "left")]
    assert len(outside) > 200
    for one in outside:
        assert (one["tier"], one["flags"], one["may_affect_funded_places"], one["is_in_scope"]) == (
            None,
            [],
            None,
            False,
        )


def test_the_report_card_has_no_overall_grade_and_no_link_leads_to_ofsted(sample_listing):
    cards = [one for one in sample_listing.values() if one["scale"] == "report card"]
    assert len(cards) > 20
    assert {one["grade"] for one in cards} == {None}
    assert all("Report card" in one["history"] for one in cards)
    assert {one["report_url"] for one in sample_listing.values()} == {None}


def test_the_release_story_in_words(planted, sample_listing):
    one = sample_listing[planted["the story told on screen: falls twice and the second time further"]["urn"]]
    assert one["history"] == "Good 2016 → Requires improvement 2019 → Good 2020 → Inadequate 2024"
    assert (one["grade"], one["band"], one["tier"]) == ("Inadequate", "serious", "intensive")
    satisfactory = sample_listing[planted["Satisfactory to Requires improvement is no change"]["urn"]]
    assert satisfactory["history"].startswith("Satisfactory 2012 → Requires improvement 2014")


def test_every_release_is_accounted_for(sample_served, sample_folder):
    told = reads.releases(sample_served)
    assert [(one["layout"], one["as_at"].isoformat()) for one in told] == [(r["layout"], r["as_at"]) for r in RELEASES]
    for one in told:
        path = sample_folder / one["file_name"]
        with path.open(encoding="utf-8-sig") as handle:
            lines = sum(1 for _ in handle)
        assert one["rows_read"] == lines - (1 if one["layout"] == "L2" else 3)
        assert one["rows_read"] == one["rows_staged"] + one["rows_set_aside"]
        assert (one["coverage"], one["is_sample"], one["authority_count"]) == ("complete", True, 4)
        aside = rows_of(
            sample_served,
            "SELECT coalesce(sum(rows_affected), 0) FROM served.staging.problem "
            f"WHERE release_id = {one['release_id']} AND action = 'row set aside'",
        )
        assert aside == [(one["rows_set_aside"],)]


def test_each_planted_problem_is_counted_and_named(planted, sample_served):
    found = set(rows_of(sample_served, "SELECT urn, problem FROM served.staging.problem"))
    for shows, problem in (
        ("the same row printed twice in one release", "duplicate URN"),
        ("two rows that disagree in one release", "duplicate URN"),
        ("a date that cannot be read in one release", "date not understood"),
        ("an inspection dated in the future in one release", "date after the release"),
        ("an inspection number and outcome printed as NULL; a grade nobody declared in one release", "value not known"),
        ("an area that does not apply is left out", "value not known"),
        ("inspected before it registered", "inspected before registration"),
        ("Outstanding to Good and back: volatility without a label", "impossible value"),
    ):
        assert (planted[shows]["urn"], problem) in found, shows


def test_an_authority_spelled_two_ways_is_one(sample_served, sample_listing):
    names = {one["local_authority"] for one in sample_listing.values()}
    assert len(names - {"Not recorded"}) == 4
    kingsfen = [name for name in names if name.startswith("Kingsfen")]
    assert len(kingsfen) == 1
    assert flagged_list.options(sample_served)["local_authority"].count(kingsfen[0]) == 1
    areas = rows_of(sample_served, "SELECT area FROM served.mart.area WHERE area LIKE 'Kingsfen%Low Wold'")
    assert areas == [(kingsfen[0],)]


def test_not_recorded_is_no_authority(planted, sample_served, sample_listing):
    one = sample_listing[planted["local authority and region Not Recorded in one release"]["urn"]]
    assert (one["local_authority"], one["region"], one["label"]) == ("Northmarsh", "Sample North", "steady")
    lost = sample_listing[planted["local authority Not Recorded in the newest release"]["urn"]]
    assert (lost["local_authority"], lost["region"]) == ("Not recorded", "Not recorded")
    assert {one["authority_count"] for one in reads.releases(sample_served)} == {4}


def test_a_complete_release_with_not_recorded_rows_makes_no_leaver_of_another_not_recorded_row(tmp_path):
    """Coverage is by authority: a provider nobody placed is covered by no release that lacks it."""
    unplaced = {"local_authority": "Not Recorded", "region": "Not Recorded"}
    fixtures.release(tmp_path, "L2", [fixtures.provider("EY100001", **unplaced), fixtures.provider("EY100002")])
    fixtures.release(tmp_path, "L3", [fixtures.provider("EY100003", **unplaced), fixtures.provider("EY100004")])
    names = sorted(path.name for path in tmp_path.glob("*.csv"))
    (tmp_path / "releases.csv").write_text("file,coverage\n" + "".join(f"{name},complete\n" for name in names))
    found = fixtures.listing(fixtures.built(tmp_path, tmp_path / "warehouse"))
    assert found["EY100002"]["label"] == "left"  # in Barnet, and Barnet is covered
    assert found["EY100001"]["label"] != "left"


def test_a_revised_date_makes_one_inspection(planted, sample_served):
    urn = planted["a date revised in a later release under the same inspection number"]["urn"]
    days = [one["inspected_on"] for one in reads.history(sample_served, urn)]
    assert days == [dt.date(2017, 6, 20), dt.date(2021, 6, 17)]
    last = reads.history(sample_served, urn)[-1]
    assert last["other_dates"] == [dt.date(2021, 6, 15)]
    assert [(c["column_name"], c["kept"], c["other"]) for c in last["conflicts"]] == [
        ("inspection date", "2021-06-17", "2021-06-15")
    ]


def test_a_revised_grade_stands_and_the_conflict_is_recorded(planted, sample_served):
    urn = planted["a grade revised in a later release"]["urn"]
    last = reads.history(sample_served, urn)[-1]
    assert (last["inspected_on"], last["grade"]) == (dt.date(2021, 7, 6), "good")
    grades = [(c["kept"], c["other"], c["as_at"]) for c in last["conflicts"] if c["column_name"] == "grade"]
    assert grades == [("good", "requires improvement", dt.date(2021, 8, 31))]


def test_history_that_vanished_from_later_releases_is_kept(planted, sample_served, sample_listing):
    urn = planted["an out-of-school club whose grades vanish from later releases"]["urn"]
    history = reads.history(sample_served, urn)
    assert [(one["family"], one["is_scored"]) for one in history] == [
        ("four-point", True), ("four-point", True), ("out-of-school", False),
    ]  # fmt: skip
    assert history[0]["releases"] == [dt.date(2020, 8, 31)]
    assert sample_listing[urn]["scored_count"] == 2


def test_leavers_left_and_a_gap_in_between_is_no_leaving(planted, sample_listing):
    newest = max(one["last_seen_on"] for one in sample_listing.values())
    for one in sample_listing.values():
        assert (one["label"] == "left") == (one["last_seen_on"] < newest), one["urn"]
    first = sample_listing[planted["in the first release and gone from the next"]["urn"]]
    assert (first["status"], first["last_seen_on"]) == ("left", dt.date(2020, 8, 31))
    back = sample_listing[planted["missing from one release and back in the next"]["urn"]]
    assert (back["status"], back["label"]) == ("active", "steady")


def test_the_newest_release_decides_each_fact_of_a_provider(sample_folder, sample_listing):
    """A plain reading of the newest file, by Python's csv module, agrees with the listing on every provider in it."""
    with (sample_folder / RELEASES[-1]["file"]).open(encoding="utf-8-sig", newline="") as handle:
        rows = list(csv.reader(handle))
    header = next(row for row in rows if "Provider URN" in row)
    for row in rows[rows.index(header) + 1 :]:
        cells = dict(zip(header, row, strict=True))
        one = sample_listing[cells["Provider URN"]]
        for column, printed in (("provider_name", "Provider name"), ("postcode", "Provider postcode")):
            cell = cells[printed].strip()
            assert one[column] == (None if cell in ("", "REDACTED") else cell)
        assert one["provider_type"] == cells["Provider type"]
        assert one["registers"] == cells["Individual register combinations"]
        assert one["status"] == cells["Provider status"].lower()


def test_the_order_of_loading_changes_nothing(sample_folder, sample_served, tmp_path):
    """Other names, so another order in the folder, and other times of change: the same build."""
    shuffled = tmp_path / "shuffled"
    shuffled.mkdir()
    declaration = ["file,as_at,published_on,coverage"]
    for number, row in enumerate(RELEASES):
        name = f"{(number * 5 + 3) % 8}.csv"
        shutil.copyfile(sample_folder / row["file"], shuffled / name)
        os.utime(shuffled / name, (1_600_000_000 - number, 1_600_000_000 - number))
        declaration.append(f"{name},{row['as_at']},{row['published_on']},complete")
    shutil.copytree(sample_folder / "reference", shuffled / "reference")
    shutil.copyfile(sample_folder / "links.csv", shuffled / "links.csv")
    (shuffled / "releases.csv").write_text("\n".join(sorted(declaration, reverse=True)) + "\n")
    again = facts(fixtures.built(shuffled, tmp_path / "warehouse"))
    for name, rows in facts(sample_served).items():
        assert again[name] == rows, name


@pytest.mark.parametrize("name", ["{} - Copy.csv", "another name.csv"])
def test_a_second_copy_of_a_file_changes_nothing(name, sample_folder, sample_served, tmp_path):
    """Whatever it is called, and though releases.csv declares only the first: one sorts before it, one after."""
    twice = tmp_path / "twice"
    shutil.copytree(sample_folder, twice)
    for row in (RELEASES[1], RELEASES[-1]):
        original = twice / row["file"]
        shutil.copyfile(original, twice / name.format(original.stem).replace(".csv", f" {row['layout']}.csv"))
    said: list[str] = []
    again = facts(fixtures.built(twice, tmp_path / "warehouse", say=said.append))
    for table, rows in facts(sample_served).items():
        assert again[table] == rows, table
    assert len([text for text in said if "same bytes" in text]) == 2


def test_a_copy_named_as_at_another_date_is_not_taken_for_either(sample_folder, tmp_path):
    """The same bytes cannot be two releases: without a title row nothing says which name is right."""
    (tmp_path / "raw").mkdir()
    for as_at in ("31 August 2021", "31 August 2020"):
        shutil.copyfile(sample_folder / RELEASES[1]["file"], tmp_path / "raw" / f"providers as at {as_at}.csv")
    with pytest.raises(errors.MonitorError, match="same bytes"):
        fixtures.built(tmp_path / "raw", tmp_path / "warehouse")


def test_as_at_an_earlier_date_ignores_later_releases(sample_folder, tmp_path):
    day = dt.date(2022, 6, 30)
    early = facts(fixtures.built(sample_folder, tmp_path / "asked", asked=day), WHO)
    only = tmp_path / "only"
    only.mkdir()
    for row in RELEASES[:3]:
        shutil.copyfile(sample_folder / row["file"], only / row["file"])
    shutil.copyfile(sample_folder / "releases.csv", only / "releases.csv")
    shutil.copytree(sample_folder / "reference", only / "reference")
    alone = facts(fixtures.built(only, tmp_path / "alone", asked=day), WHO)
    assert len(early["release"]) == 3
    # Who and where a setting is comes from the newest release, and with it the areas and the likely registrations.
    for name in alone.keys() - {"area", "lineage"}:
        assert early[name] == alone[name], name


def test_nothing_is_rebuilt_when_nothing_changed(sample_folder, sample_warehouse, tmp_path):
    copy = tmp_path / "warehouse"
    shutil.copytree(sample_warehouse.folder, copy)
    before = {path: path.stat().st_mtime_ns for path in copy.rglob("*") if path.is_file() and path.name != "build.lock"}
    said: list[str] = []
    fixtures.built(sample_folder, copy, say=said.append)
    after = {path: path.stat().st_mtime_ns for path in copy.rglob("*") if path.is_file() and path.name != "build.lock"}
    assert after == before
    assert len(said) == 1 and said[0].startswith("Nothing has changed")


def test_adding_a_release_stages_that_release_alone(sample_folder, tmp_path):
    raw = tmp_path / "raw"
    shutil.copytree(sample_folder, raw)
    newest = raw / RELEASES[-1]["file"]
    kept = newest.read_bytes()
    newest.unlink()
    fixtures.built(raw, tmp_path / "warehouse")
    newest.write_bytes(kept)
    said: list[str] = []
    served = fixtures.built(raw, tmp_path / "warehouse", say=said.append)
    staged = [text for text in said if text.startswith("[")]
    assert [text.endswith("(already staged)") for text in staged] == [True] * 7 + [False]
    assert reads.build(served)["release_count"] == 8
    assert fixtures.strays(tmp_path / "warehouse") == []


def test_the_banner_words_stand_on_a_sample_build(sample_served, sample_warehouse: paths.Warehouse):
    build = reads.build(sample_served)
    assert (build["is_sample"], build["notice"]) == (True, "sample data, invented settings")
    assert build["source"] == domain.SAMPLE_SOURCE != domain.SOURCE
    assert "not from ofsted" in build["source"].lower()
    assert Path(sample_served.path).parent == sample_warehouse.builds
