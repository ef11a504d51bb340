"""As at any date: what was known then, by the same statements; and nothing that came later."""

import datetime as dt
import shutil
from pathlib import Path

import duckdb
import pytest

from pipelines import as_at, briefing, build, errors, explain, export, paths, reads, sentences
from tests import fixtures, release_worlds
from tests.release_worlds import LABELLED

SEEDS = range(6)
SAME = ("label", "tier", "flags", "may_affect_funded_places", "band", "grade", "inspected_on", "history",
        "scored_count", "volatility", "decline", "evidence", "reason", "is_in_scope", "status")  # fmt: skip


def rounded(row: dict, names: tuple) -> tuple:
    return tuple(round(value, 9) if isinstance(value := row[name], float) else value for name in names)


@pytest.mark.parametrize("seed", SEEDS)
def test_how_a_label_moved_is_what_each_release_date_would_have_said(seed):
    """Every stretch against labels worked out anew from only the releases up to each date."""
    world = release_worlds.drawn(seed)
    spells, values = release_worlds.labelled(world, "asked")
    most = 2 * values["crossing_factor"] * values["relapse_factor"]
    for day in world.days:
        then, _ = release_worlds.labelled(world.until(day), "asked_once")
        told = {row["urn"]: row for row in spells if row["from_on"] <= day <= row["until_on"]}
        assert told.keys() == {row["urn"] for row in then}
        for row in then:
            known = told[row["urn"]]
            assert rounded(known, LABELLED) == rounded(row, LABELLED), (day, row["urn"])
            if row["volatility"] is not None:
                fade = 0.5 ** ((day - known["until_on"]).days / 365.25 / values["half_life_years"])
                score = 100 * fade * known["moves"] / (values["evidence_pull"] + fade * known["weights"]) / most
                assert score == pytest.approx(row["volatility"], abs=1e-9)


def test_stretches_of_a_provider_follow_one_another(sample_served):
    overlapping = sample_served.con.cursor().execute(
        "SELECT urn FROM served.mart.spell QUALIFY lead(from_on) OVER (PARTITION BY urn ORDER BY from_on) <= until_on "
        "OR from_on > until_on"
    ).fetchall()  # fmt: skip
    assert overlapping == []


def test_the_last_stretch_is_the_label_of_now(sample_served):
    found = sample_served.con.cursor().execute(
        "SELECT count(*) FILTER (spell.label IS DISTINCT FROM listing.label OR spell.reason IS DISTINCT FROM "
        "listing.reason), count(*) FROM served.mart.listing AS listing LEFT JOIN served.mart.spell AS spell "
        "ON spell.urn = listing.urn AND spell.until_on = listing.as_at"
    ).fetchone()  # fmt: skip
    assert found[0] == 0 and found[1] > 1000


@pytest.fixture(scope="module")
def warehouse(sample_warehouse, tmp_path_factory) -> paths.Warehouse:
    folder = tmp_path_factory.mktemp("as_at") / "warehouse"
    shutil.copytree(sample_warehouse.folder, folder)
    return paths.Warehouse(folder)


def test_later_releases_change_no_earlier_label(sample_folder, warehouse, tmp_path):
    """An earlier date from the whole build against a build of a folder that holds nothing later."""
    day = dt.date(2022, 12, 31)
    known = tmp_path / "raw"
    known.mkdir()
    for row in reads.releases(reads.serve(warehouse)):
        if row["as_at"] <= day:
            shutil.copy(sample_folder / row["file_name"], known)
    for name in ("links.csv", "releases.csv"):
        shutil.copy(sample_folder / name, known)
    alone = paths.Warehouse(tmp_path / "alone")
    build.build(known, alone)
    then = fixtures.listing(reads.serve(alone))
    found = fixtures.listing(as_at.serve(warehouse, day))
    assert found.keys() == then.keys()
    different = [urn for urn in then if rounded(then[urn], SAME) != rounded(found[urn], SAME)]
    assert different == []


def test_a_build_as_at_a_date_is_the_published_build_as_at_that_date(sample_folder, warehouse, tmp_path):
    day = dt.date(2023, 6, 1)
    other = paths.Warehouse(tmp_path / "dated")
    pointer = build.build(sample_folder, other, day)
    assert pointer["as_at"] == "2023-06-01"
    then, found = fixtures.listing(reads.serve(other)), fixtures.listing(as_at.serve(warehouse, day))
    assert then.keys() == found.keys()
    assert [urn for urn in then if rounded(then[urn], SAME) != rounded(found[urn], SAME)] == []
    assert not list(other.builds.glob(".*"))


def test_what_the_newest_release_withholds_is_withheld_at_every_date(warehouse):
    newest = fixtures.listing(reads.serve(warehouse))
    then = fixtures.listing(as_at.serve(warehouse, dt.date(2020, 8, 31)))
    withheld = [urn for urn, row in newest.items() if row["is_name_withheld"] and urn in then]
    assert len(withheld) > 100
    assert [urn for urn in withheld if then[urn]["provider_name"] or then[urn]["postcode"]] == []


@pytest.mark.parametrize(
    ("day", "label"),
    [("2018-06-30", "not enough history"), ("2019-06-30", "declining"), ("2020-06-30", "bounced once")],
)
def test_before_every_release_the_answer_is_reconstructed_and_says_so(warehouse, day, label):
    served = as_at.serve(warehouse, dt.date.fromisoformat(day))
    assert reads.setting(served, "S0000001")["label"] == label
    assert reads.build(served)["is_reconstructed"]
    assert "Reconstructed" in reads.build(served)["notice"]
    assert "Reconstructed" in explain.explain(served, "S0000001")
    assert max(row["inspected_on"] for row in reads.history(served, "S0000001")).isoformat() <= day
    early = [row for row in fixtures.listing(served).values() if row["is_in_scope"]]
    assert early and all((row["registered_on"] or row["inspected_on"]).isoformat() <= day for row in early)


@pytest.mark.parametrize("day", ["2019-06-30", "2020-08-31"])
def test_looking_back_nothing_is_said_of_all_loaded_releases(warehouse, day):
    """Only some of them were used."""
    served = as_at.serve(warehouse, dt.date.fromisoformat(day))
    rows = fixtures.listing(served)
    said = [row["reason"] for row in rows.values()] + [sentences.rule_and_evidence(row) for row in rows.values()]
    assert sum("seen so far" in one for one in said) > 100
    said += [explain.explain(served, urn) for urn in list(rows)[:40]]
    said.append(briefing.of_urns(served, list(rows)[:10]).decode())
    assert [one for one in said if "loaded releases" in one or "no loaded release gives" in one] == []


def test_an_export_as_at_a_date_says_that_date(warehouse, tmp_path):
    out = tmp_path / "labels.parquet"
    rows = export.write(as_at.serve(warehouse, dt.date(2022, 3, 31)), "labels", "parquet", out)
    found = fixtures.fetch(f"SELECT DISTINCT as_at, count(*) OVER () AS n FROM read_parquet('{out}')")
    assert {row["as_at"] for row in found} == {dt.date(2022, 3, 31)} and rows > 900


def test_the_same_date_is_worked_out_once(warehouse):
    first = as_at.serve(warehouse, dt.date(2021, 8, 31))
    made = first.path.stat().st_mtime_ns
    assert as_at.serve(warehouse, dt.date(2021, 8, 31)).path.stat().st_mtime_ns == made
    assert not list(warehouse.builds.glob(".*"))


def test_few_dates_are_kept(warehouse):
    for month in range(1, 11):
        as_at.serve(warehouse, dt.date(2023, month, 1))
    assert len(list(warehouse.builds.glob("*@*"))) == as_at.KEPT
    assert as_at.serve(warehouse).path.exists()


def test_a_day_to_come_is_refused(warehouse):
    with pytest.raises(errors.BadParameter, match="future"):
        as_at.serve(warehouse, dt.date.today() + dt.timedelta(400))


def test_dates_go_with_the_build_they_were_made_from(sample_folder, warehouse, tmp_path):
    own = paths.Warehouse(tmp_path / "own")
    shutil.copytree(warehouse.folder, own.folder)
    day = as_at.serve(own, dt.date(2022, 3, 31)).path
    for number in range(2):  # the build before is kept for those still reading it, the one before that is not
        changed = tmp_path / f"raw{number}"
        shutil.copytree(sample_folder, changed)
        build.build(changed, own)
    assert not day.exists()


def test_a_place_that_cannot_be_written_is_no_hindrance(warehouse, tmp_path, monkeypatch):
    monkeypatch.setattr(as_at.os, "access", lambda *_: False)
    monkeypatch.setattr(as_at.tempfile, "gettempdir", lambda: str(tmp_path))
    served = as_at.serve(warehouse, dt.date(2024, 8, 31))
    assert Path(tmp_path) == served.path.parent
    assert isinstance(served.con, duckdb.DuckDBPyConnection) and reads.build(served)["as_at"] == dt.date(2024, 8, 31)
