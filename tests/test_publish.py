"""Publishing: readers see the old build or the new one, whole; a build killed midway leaves the old one serving."""

import datetime as dt
import json
import os
import shutil
import threading
from pathlib import Path

import duckdb
import filelock
import pytest

from pipelines import build, database, errors, flagged_list, paths, publish, reads, staging
from tests import fixtures

SMALL = [
    fixtures.provider("EY100001", full_1_on="01/02/2020", full_1_grade="3", full_2_on="01/02/2017", full_2_grade="2"),
    fixtures.provider("EY100002", full_1_on="01/02/2020", full_1_grade="2"),
]
DAYS = [dt.date(2021, 9, 1) + dt.timedelta(days) for days in range(30)]


@pytest.fixture
def raw(tmp_path) -> Path:
    """Two small releases."""
    folder = tmp_path / "raw"
    fixtures.release(folder, "L2", SMALL)
    fixtures.release(folder, "L2", list(reversed(SMALL)), "31_August_2020")
    return folder


@pytest.fixture
def warehouse(tmp_path) -> paths.Warehouse:
    return paths.Warehouse(tmp_path / "warehouse")


def database_names(warehouse: paths.Warehouse) -> set[str]:
    return {path.name for path in warehouse.builds.iterdir()}


def test_a_reader_keeps_its_build_and_a_new_reader_sees_the_new_one(raw, warehouse):
    old = fixtures.built(raw, warehouse.folder)
    fixtures.release(raw, "L3", [*SMALL, fixtures.provider("EY100003")])
    new = fixtures.built(raw, warehouse.folder)
    assert (reads.build(old)["provider_count"], reads.build(new)["provider_count"]) == (2, 3)
    assert reads.setting(old, "EY100001")["urn"] == reads.setting(new, "EY100001")["urn"]
    with pytest.raises(errors.UnknownProvider):
        reads.setting(old, "EY100003")
    assert old.path.exists() and old.path != new.path


def test_a_reader_outlives_two_later_builds(raw, warehouse):
    """Its file is swept by then, but an open file stays readable, and a fresh reader finds the newest."""
    old = fixtures.built(raw, warehouse.folder)
    for day in DAYS[:3]:
        fixtures.built(raw, warehouse.folder, asked=day)
    assert reads.build(old)["as_at"] == dt.date(2021, 8, 31)
    assert len(flagged_list.page(old, {"find": "setting"}, "priority", 1, 10)["rows"]) == 2
    assert reads.build(reads.serve(warehouse))["as_at"] == DAYS[2]


def test_readers_throughout_many_builds_never_fail_and_never_see_half_a_build(raw, warehouse):
    fixtures.built(raw, warehouse.folder)
    wrong, looked, done = [], [], threading.Event()

    def look():
        while not done.is_set():
            try:
                served = reads.serve(warehouse)
                one = reads.build(served)
                if (one["provider_count"], one["build_id"]) != (2, served.pointer["build_id"]):
                    wrong.append(one)
                if flagged_list.page(served, {"find": "ey100001"}, "priority", 1, 5)["total"] != 1:
                    wrong.append("rows")
                looked.append(one["as_at"])
                served.con.close()
            except Exception as fault:
                wrong.append(fault)

    readers = [threading.Thread(target=look) for _ in range(3)]
    for reader in readers:
        reader.start()
    try:
        for day in DAYS[:3]:
            build.build(raw, warehouse, day)
    finally:
        done.set()
        for reader in readers:
            reader.join()
    assert wrong == []
    assert len(set(looked)) >= 2


def test_two_builds_are_kept_and_nothing_else(raw, warehouse):
    names = []
    for day in DAYS[:4]:
        build.build(raw, warehouse, day)
        names.append(publish.current(warehouse)["database"])
        assert database_names(warehouse) == set(names[-2:])
        assert fixtures.strays(warehouse.folder) == []
    assert len(set(names)) == 4


def test_the_build_before_is_kept_and_not_one_that_was_never_served(raw, warehouse):
    """A build finished but killed before the flip lies there, newer than the one that serves."""
    build.build(raw, warehouse)
    serving = publish.current(warehouse)["database"]
    shutil.copyfile(warehouse.builds / serving, warehouse.builds / "20990101T000000Z-never.duckdb")
    build.build(raw, warehouse, DAYS[0])
    assert database_names(warehouse) == {serving, publish.current(warehouse)["database"]}


def test_what_a_killed_build_left_is_swept_even_when_nothing_has_changed(raw, warehouse):
    build.build(raw, warehouse)
    (warehouse.builds / ".20990101T000000Z-half.building").write_bytes(b"half")
    (warehouse.builds / ".20990101T000000Z-half.building.wal").write_bytes(b"half")
    (warehouse.staged / ".staging-half").mkdir()
    (warehouse.folder / ".current.json.1.tmp").write_text("{")
    build.build(raw, warehouse)
    assert fixtures.strays(warehouse.folder) == []


def test_staged_files_of_releases_no_longer_there_are_swept(raw, warehouse):
    extra = fixtures.release(raw, "L3", SMALL)
    build.build(raw, warehouse)
    assert len(list(warehouse.staged.iterdir())) == 4  # with the postcodes
    extra.unlink()
    build.build(raw, warehouse)
    assert len(list(warehouse.staged.iterdir())) == 3


def test_each_release_is_told_of_as_soon_as_it_is_staged(raw, warehouse, monkeypatch):
    told, plain = threading.Event(), staging.stage_together

    def waiting(files, *rest):
        """The second release is not begun before the first is told of."""
        assert "2020" in files[0][0].path.name or told.wait(60)
        return plain(files, *rest)

    monkeypatch.setattr(staging, "stage_together", waiting)
    build.build(raw, warehouse, say=lambda text: told.set() if text.startswith("[1/2]") else None)
    assert told.is_set()


def test_the_pointer_is_whole_at_every_moment(tmp_path):
    path = tmp_path / "current.json"
    contents = [{"n": number, "filling": "x" * 20_000 * number} for number in (1, 2)]
    publish.write_json(path, contents[0])
    seen, done = [], threading.Event()

    def look():
        while not done.is_set():
            seen.append(json.loads(path.read_text(encoding="utf-8"))["n"])

    reader = threading.Thread(target=look)
    reader.start()
    try:
        for number in range(300):
            publish.write_json(path, contents[number % 2])
    finally:
        done.set()
        reader.join()
    assert set(seen) == {1, 2}
    assert [entry.name for entry in tmp_path.iterdir()] == ["current.json"]


def test_a_database_that_could_not_be_written_out_is_never_served(raw, warehouse, monkeypatch):
    """On a full disk DuckDB closes without a word and leaves its pages in the write-ahead log beside the file."""
    build.build(raw, warehouse)
    before = publish.current(warehouse)
    plain = database.open_build

    def unflushed(*arguments, **options):
        con = plain(*arguments, **options)
        con.execute("PRAGMA disable_checkpoint_on_shutdown")
        return con

    monkeypatch.setattr(database, "open_build", unflushed)
    try:
        build.build(raw, warehouse, DAYS[0])
    except errors.MonitorError:
        assert publish.current(warehouse) == before
    served = reads.serve(warehouse)
    assert reads.build(served)["provider_count"] == 2
    assert not list(warehouse.builds.glob(f"{served.path.name}.wal"))


@pytest.mark.parametrize("size", [0, 1000, 20_000])
def test_a_damaged_database_is_mended_by_the_next_build(size, raw, warehouse):
    """Its files have not changed, but what was built from them cannot be read."""
    build.build(raw, warehouse)
    path = warehouse.builds / publish.current(warehouse)["database"]
    path.write_bytes(path.read_bytes()[:size])
    with pytest.raises(errors.NoWarehouse, match="build"):
        reads.serve(warehouse)
    build.build(raw, warehouse)
    assert reads.build(reads.serve(warehouse))["provider_count"] == 2
    assert fixtures.strays(warehouse.folder) == []


def test_a_failed_check_publishes_nothing(raw, warehouse, monkeypatch):
    build.build(raw, warehouse)
    before = publish.current(warehouse)

    def refuse(con):
        raise errors.CheckFailed("no")

    monkeypatch.setattr("pipelines.checks.run", refuse)
    with pytest.raises(errors.CheckFailed):
        build.build(raw, warehouse, DAYS[0])
    assert publish.current(warehouse) == before
    assert reads.build(reads.serve(warehouse))["as_at"] == dt.date(2021, 8, 31)


def test_a_failed_build_leaves_no_half_database_behind(raw, warehouse, monkeypatch):
    """It would hold the space that was lacking."""
    build.build(raw, warehouse)

    def fail(con):
        raise errors.DiskFull("full")

    monkeypatch.setattr("pipelines.checks.run", fail)
    with pytest.raises(errors.DiskFull):
        build.build(raw, warehouse, DAYS[0])
    assert fixtures.strays(warehouse.folder) == []


CHECKS = {
    "rows_accounted_for": "UPDATE staging.release SET rows_set_aside = rows_set_aside + 1",
    "every_provider_labelled": "DELETE FROM mart.listing WHERE urn = 'EY100001'",
    "inspections_not_doubled": "INSERT INTO mart.history SELECT * FROM mart.history LIMIT 1",
    "scores_within_bounds": "UPDATE mart.listing SET volatility = 101 WHERE urn = 'EY100001'",
    "areas_add_up": "UPDATE mart.area SET settings = settings + 1 WHERE area_kind = 'region'",
    "withheld_stays_withheld": "UPDATE mart.listing SET is_name_withheld = true",
}


def test_every_check_has_a_fault_that_it_finds():
    assert set(CHECKS) == {path.stem for path in (paths.SQL / "checks").glob("*.sql")}


@pytest.mark.parametrize("name", CHECKS)
def test_a_check_finds_its_fault(name, raw, warehouse, tmp_path):
    served = fixtures.built(raw, warehouse.folder)
    copy = tmp_path / "copy.duckdb"
    shutil.copyfile(served.path, copy)
    text, _ = database.statement("checks", name)
    con = duckdb.connect(str(copy))
    try:
        assert con.execute(text).fetchall() == []
        con.execute(CHECKS[name])
        assert con.execute(text).fetchall() != []
    finally:
        con.close()


def test_a_second_build_at_the_same_time_is_refused(raw, warehouse):
    build.build(raw, warehouse)
    with filelock.FileLock(warehouse.lock), pytest.raises(errors.BuildInProgress):
        build.build(raw, warehouse, DAYS[0])
    assert publish.current(warehouse)["as_at"] == "2021-08-31"


def test_a_served_build_can_be_read_and_nothing_else(sample_served, sample_folder):
    cursor = sample_served.con.cursor()
    for statement in (
        f"SELECT * FROM read_csv('{next(sample_folder.glob('*.csv'))}')",
        "UPDATE served.mart.listing SET label = 'steady'",
        "SET enable_external_access = true",
        "INSTALL httpfs",
        "COPY (SELECT 1) TO 'leak.csv'",
        f"ATTACH '{os.devnull}' AS other",
    ):
        with pytest.raises(duckdb.Error):
            cursor.execute(statement).fetchall()


def test_what_a_build_of_another_version_lacks_is_said_with_what_to_do(sample_served):
    with pytest.raises(errors.OtherVersion, match="Build again"):
        reads.fetch(sample_served, "SELECT column_of_tomorrow FROM served.mart.listing", {})
    with pytest.raises(errors.OtherVersion, match="another version"):
        reads.fetch(sample_served, "SELECT * FROM served.mart.table_of_tomorrow", {})
