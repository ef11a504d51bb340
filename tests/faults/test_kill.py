"""A dozen kills of the many that `make soak` makes, at moments and times drawn from one seed."""

import shutil

import pytest

from tests.faults import fetch_job, jobs, kill, local_job
from tests.faults.scenarios import Trial


def test_a_build_killed_at_any_moment_leaves_the_old_one_serving_and_the_next_one_mends(tmp_path):
    trial = Trial(2026, False, tmp_path)
    kill.kills(trial)
    assert trial.wrong == []
    assert trial.figures["build: moments it has"] > 100
    assert trial.figures["build: kills"] >= 8, trial.figures


def test_around_the_flip_the_old_build_serves_or_the_new_one(tmp_path):
    base, work = tmp_path / "base", tmp_path / "work"
    base.mkdir()
    jobs.BUILD.base(base)
    told = kill.moments(jobs.BUILD, shutil.copytree(base, tmp_path / "counted"))
    renames = [number for number, what in enumerate(told, 1) if what.startswith("os.rename")]
    assert len(renames) >= 3, "the staged file, the database and the pointer are each put in place by a rename"
    for number in (renames[-2], renames[-1], renames[-1] + 1):
        assert kill.kill(jobs.BUILD, base, work, kill.at_moment(number)) == (True, []), told[number - 1]


@pytest.mark.parametrize("job", [fetch_job.FETCH, local_job.LOCAL], ids=lambda job: job.name)
def test_a_fetch_and_a_local_build_killed_leave_what_was_there_and_the_next_one_mends(job, tmp_path):
    base, work = tmp_path / "base", tmp_path / "work"
    base.mkdir()
    job.base(base)
    told = kill.moments(job, shutil.copytree(base, tmp_path / "counted"))
    renames = [number for number, what in enumerate(told, 1) if what.startswith("os.rename")]
    assert len(told) > 60 and len(renames) >= 3, told
    for number in (len(told) // 2, renames[-1], renames[-1] + 1):
        assert kill.kill(job, base, work, kill.at_moment(number)) == (True, []), told[number - 1]
