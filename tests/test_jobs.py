"""Updates outside the dashboard's process: one at a time, told as they go, stopped on request, a death noticed."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import filelock
import pytest

from pages.parts import alone
from pipelines import errors, jobs, paths, publish, reads
from tests import fetch_server, fixtures

PATIENCE = 60
NAME = "Childcare_provider_level_data_as_at_31_August_2021.csv"


@pytest.fixture
def warehouse(tmp_path, monkeypatch) -> Path:
    """A warehouse and a raw folder of a test's own, and a proxy that does not exist: nobody is asked."""
    for name in ("HTTPS_PROXY", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.setenv(name, "")
    monkeypatch.setenv("SQM_RAW", str(tmp_path / "raw"))
    return tmp_path / "warehouse"


@pytest.fixture
def content(tmp_path) -> bytes:
    """A small release."""
    rows = [fixtures.provider("EY100001", full_1_on="01/02/2020", full_1_grade="3")]
    return fixtures.release(tmp_path / "made", "L2", rows).read_bytes()


def until(warehouse: Path, *states: str) -> jobs.Job:
    """Wait for the job to be in one of these states."""
    end = time.monotonic() + PATIENCE
    while (job := jobs.look(warehouse)).state not in states:
        assert time.monotonic() < end, job
        time.sleep(0.05)
    return job


def ended(warehouse: Path) -> jobs.Job:
    return until(warehouse, "done", "partly", "failed", "stopped")


def served(warehouse: Path) -> int:
    return reads.build(reads.serve(paths.Warehouse(warehouse)))["provider_count"]


def test_there_is_no_job_to_begin_with(warehouse):
    assert jobs.look(warehouse) == jobs.Job()
    assert not warehouse.exists(), "to look changes nothing"
    jobs.cancel(warehouse)


def test_a_file_added_is_checked_kept_and_built(warehouse, tmp_path, content):
    assert jobs.start_add(NAME, content, warehouse)
    assert jobs.look(warehouse).is_running, "from the first moment"
    assert not jobs.start_add(NAME, content, warehouse), "one at a time"
    job = ended(warehouse)
    assert (job.state, job.kind, job.exit_code) == ("done", jobs.ADD, 0), job.lines
    assert job.ended_at is not None
    assert (tmp_path / "raw" / NAME).read_bytes() == content
    assert served(warehouse) == 1
    assert job.lines[0] == "Checking the file:" and any(line.startswith("Published: 1 ") for line in job.lines)
    assert not (warehouse / "jobs" / "inbox").exists()
    assert sorted(path.name for path in (warehouse / "jobs").iterdir()) == ["job.json", "lock", "log.txt"]


def test_a_file_that_is_no_release_is_refused_in_words_and_nothing_is_built(warehouse, tmp_path):
    assert jobs.start_add("notes as at 1 May 2021.csv", b"a,b\n1,2\n", warehouse)
    job = ended(warehouse)
    assert job.state == "failed" and job.exit_code in (errors.NotACsv.exit_code, errors.MissingColumn.exit_code)
    assert "Traceback" not in "".join(job.lines) and str(tmp_path) not in "".join(job.lines)
    assert not (tmp_path / "raw").exists() and not (warehouse / "builds").exists()
    with pytest.raises(errors.CannotAdd):
        jobs.start_add("program.exe", b"MZ", warehouse)
    assert not (warehouse / "jobs" / "inbox").exists()


@pytest.mark.parametrize("name", ["../../up.csv", "C:\\x\\up.csv", "/etc/up.csv"])
def test_a_name_cannot_leave_the_folder(warehouse, tmp_path, name):
    assert jobs.start_add(name, b"a,b\n", warehouse)
    ended(warehouse)
    assert list(tmp_path.rglob("up.csv")) == []


def test_without_a_network_the_update_fails_in_words(warehouse, monkeypatch):
    assert jobs.start_update(warehouse)
    job = ended(warehouse)
    assert (job.state, job.exit_code) == ("failed", errors.CannotReach.exit_code)
    assert "GOV.UK cannot be reached" in job.lines[-1] and "Building the warehouse:" not in job.lines


@pytest.fixture
def published(warehouse, monkeypatch, content):
    """GOV.UK on this machine, with one release: yields the publisher, and the path of its file."""
    with fetch_server.one_release_here(monkeypatch, NAME, content) as served:
        yield served


def test_an_update_fetches_and_builds_and_says_what_could_not_be_had(warehouse, published, content, tmp_path):
    publisher, _ = published
    page = [path for path in publisher.items if path.startswith("/api/content")][-1]
    held = publisher.items.pop(page)
    assert jobs.start_update(warehouse)
    job = ended(warehouse)
    assert (job.state, job.exit_code) == ("partly", errors.NotAllFetched.exit_code), job.lines
    assert served(warehouse) == 1
    publisher.items[page] = held
    assert jobs.start_update(warehouse)
    job = ended(warehouse)
    assert (job.state, job.exit_code) == ("done", 0)
    assert any(line.startswith("Nothing new") for line in job.lines)
    assert (tmp_path / "raw" / NAME).read_bytes() == content


@pytest.fixture
def trickling(published, content):
    """A publisher whose one file never ends."""
    publisher, path = published
    slow = fetch_server.Fault(body=content, chunk=1, then=lambda: time.sleep(0.05))
    publisher.faults[path] = [slow] * 5
    return publisher


def downloading(warehouse: Path, tmp_path: Path) -> dict:
    """Wait until the file is coming; returns the job's record."""
    end = time.monotonic() + PATIENCE
    while not list((tmp_path / "raw" / ".fetch").glob("*.part")):
        assert time.monotonic() < end
        time.sleep(0.05)
    return jobs._Folder(warehouse).read()


def test_a_job_can_be_stopped_and_begun_again(warehouse, tmp_path, trickling):
    assert jobs.start_update(warehouse)
    downloading(warehouse, tmp_path)
    job = jobs.look(warehouse)
    assert job.is_running and job.step == "fetch" and job.lines[0] == "Asking GOV.UK for new releases:"
    jobs.cancel(warehouse)
    job = ended(warehouse)
    # Windows ends it at once, as a kill does: it has no time to say so.
    assert (job.state, job.exit_code) == ("stopped", None if os.name == "nt" else errors.Interrupted.exit_code)
    trickling.faults.clear()
    assert jobs.start_update(warehouse)
    assert ended(warehouse).state == "done"
    assert served(warehouse) == 1


def test_a_job_that_dies_is_noticed_and_can_be_begun_again(warehouse, tmp_path, trickling):
    assert jobs.start_update(warehouse)
    os.kill(downloading(warehouse, tmp_path)["pid"], getattr(signal, "SIGKILL", signal.SIGTERM))
    job = ended(warehouse)
    assert (job.state, job.exit_code) == ("stopped", None)
    trickling.faults.clear()
    assert jobs.start_update(warehouse)
    assert ended(warehouse).state == "done"


def test_an_update_stays_with_the_folder_the_dashboard_was_built_from(warehouse, tmp_path, content):
    """Not the usual folder, which would leave out every release that is served now."""
    elsewhere = tmp_path / "elsewhere"
    fixtures.release(elsewhere, "L2", [fixtures.provider("EY100001"), fixtures.provider("EY100002")], "31_August_2020")
    fixtures.built(elsewhere, warehouse)
    assert jobs.start_add(NAME, content, warehouse)
    job = ended(warehouse)
    assert job.state == "done", job.lines
    assert (elsewhere / NAME).exists() and not (tmp_path / "raw").exists()
    assert len(reads.releases(reads.serve(paths.Warehouse(warehouse)))) == 2
    assert not any(str(tmp_path) in line for line in job.lines)


def test_a_job_outlives_the_dashboard_that_began_it(warehouse, tmp_path, content):
    file = tmp_path / "content.csv"
    file.write_bytes(content)
    begin = (
        "import os, sys; from pathlib import Path; from pipelines import jobs; "
        "jobs.start_add(sys.argv[1], Path(sys.argv[2]).read_bytes(), Path(sys.argv[3])); os._exit(9)"
    )
    dashboard = [sys.executable, "-c", begin, NAME, str(file), str(warehouse)]
    assert subprocess.run(dashboard, cwd=paths.PROJECT, timeout=PATIENCE).returncode == 9
    assert ended(warehouse).state == "done"
    assert served(warehouse) == 1


def test_a_record_that_cannot_be_read_is_no_job(warehouse, content):
    folder = warehouse / "jobs"
    folder.mkdir(parents=True)
    for bad in ("", "[]", "nonsense", '{"state": "running"}', '{"state": "starting", "began": 1}'):
        (folder / "job.json").write_text(bad, encoding="utf-8")
        assert not jobs.look(warehouse).is_running
    assert jobs.start_add(NAME, content, warehouse)
    assert ended(warehouse).state == "done"


def test_a_full_disk_is_told_in_words(warehouse, content, monkeypatch):
    monkeypatch.setattr(publish, "write_json", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(errors.DiskFull, match="No space left"):
        jobs.start_add(NAME, content, warehouse)
    assert not jobs.look(warehouse).is_running


def test_a_job_begun_at_the_same_moment_by_another_page_is_the_only_one(warehouse, content):
    """The record is written over before the first process has read it: the first one does nothing."""
    (warehouse / "jobs").mkdir(parents=True)
    with filelock.FileLock(warehouse / "jobs" / "lock"):
        assert not jobs.start_add(NAME, content, warehouse)
    assert jobs.start_add(NAME, content, warehouse)
    jobs._work(jobs._Folder(warehouse), "another")
    assert ended(warehouse).state == "done"


def test_two_copies_of_a_warehouse_do_not_share_a_job(warehouse, tmp_path, content):
    assert jobs.start_add(NAME, content, warehouse)
    ended(warehouse)
    shutil.copytree(warehouse, tmp_path / "copy")
    assert jobs.look(tmp_path / "copy").state == "done"


@pytest.mark.parametrize("address, is_own", [
    ("127.0.0.1", True), ("localhost", True), ("::1", True), ("127.8.9.1", True), ("0.0.0.0", False), ("::", False),
    ("", False), (None, False), ("192.168.1.5", False), ("example.org", False), ("127.0.0.1.example.org", False),
])  # fmt: skip
def test_updates_are_offered_on_this_computer_only(address, is_own):
    assert alone.is_loopback(address) is is_own
