"""Kill a verb with SIGKILL, at named moments and at points in time, and see what is left.

The verbs are in jobs.py, fetch_job.py and local_job.py.
"""

import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests import fixtures
from tests.faults.fetch_job import FETCH
from tests.faults.jobs import BUILD, BUILD_OF_THE_SAMPLE, Job
from tests.faults.local_job import LOCAL
from tests.faults.scenarios import Trial, scenario

Killed = Callable[[Path, list[str]], int]  # a folder and a verb's arguments to the process's return code


def moments(job: Job, folder: Path) -> list[str]:
    """Every moment of one run that is not killed, in order."""
    with job.begun(folder) as arguments:
        result = _at_moment(0, folder, arguments)
    if result.returncode:
        raise RuntimeError(f"{job.name} fails without being killed: {result.stderr}")
    return result.stdout.splitlines()


def at_moment(number: int) -> Killed:
    """Killed at the nth moment."""
    return lambda folder, arguments: _at_moment(number, folder, arguments).returncode


def after(seconds: float) -> Killed:
    """Killed so long after it was started, its start included."""

    def run(folder: Path, arguments: list[str]) -> int:
        running = subprocess.Popen(
            fixtures.command(*arguments), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            cwd=fixtures.process_options()["cwd"], env=fixtures.process_options()["env"],
        )  # fmt: skip
        time.sleep(seconds)
        running.send_signal(signal.SIGKILL)
        return running.wait()

    return run


def kill(job: Job, base: Path, folder: Path, killed: Killed) -> tuple[bool, list[str]]:
    """One kill in a copy of the base. Returns whether it came in time, and what is wrong afterwards."""
    shutil.copytree(base, folder)
    try:
        with job.begun(folder) as arguments:
            code = killed(folder, arguments)
            wrong = job.after(folder)
            again = fixtures.cli(*arguments)
            if again.returncode:
                return True, [*wrong, f"run again it ends with {again.returncode}: {again.stderr[-300:]}"]
            return code == -signal.SIGKILL, wrong + job.again(folder)
    finally:
        shutil.rmtree(folder)


@scenario("kill", "killed at any moment, the last good build serves, the next run succeeds, and nothing is left astray")
def kills(trial: Trial) -> None:
    """The small build, and in a soak a build of the sample."""
    for job in (BUILD, BUILD_OF_THE_SAMPLE) if trial.is_full else (BUILD,):
        kill_often(trial, job)


@scenario("fetch", "a fetch killed at any moment leaves whole files and a true ledger, and the next one finishes")
def fetches(trial: Trial) -> None:
    """New releases and a changed one, from a GOV.UK on this machine that is slow."""
    kill_often(trial, FETCH, 25)


@scenario("local", "a local build killed at any moment leaves the one before; the next succeeds, nothing is astray")
def local_builds(trial: Trial) -> None:
    """The sample feed with one more extract."""
    kill_often(trial, LOCAL, 25)


def kill_often(trial: Trial, job: Job, in_time: int = 40) -> None:
    """Kill a job at up to 40 named moments and so often at points in time; 6 of each in the suite."""
    base = trial.folder / "base"
    base.mkdir()
    job.base(base)
    work = trial.folder / "work"
    shutil.copytree(base, work)
    started = time.monotonic()
    told = moments(job, work)
    whole = time.monotonic() - started
    shutil.rmtree(work)
    trial.figures[f"{job.name}: moments it has"] = len(told)
    draw = trial.draw("kill", job.name)
    # The macros are many and alike, and touch nothing.
    apart = [number for number, what in enumerate(told, 1) if "MACRO" not in what]
    chosen = sorted(draw.sample(apart, min(len(apart), trial.count(6, 40))))
    shares = [draw.uniform(0.2, 1.0) for _ in range(trial.count(6, in_time))]
    for number, at in enumerate([*chosen, *shares], 1):
        if isinstance(at, int):
            what, how = f"{job.name} at moment {at}, {told[at - 1]}", at_moment(at)
        else:
            seconds = round(at * whole, 3)
            what, how = f"{job.name} after {seconds} s of about {whole:.1f}", after(seconds)
        was_killed, wrong = kill(job, base, work, how)
        trial.add(f"{job.name}: " + ("kills" if was_killed else "was finished before the kill"))
        if not was_killed:
            whole *= 0.7  # the machine is less busy than when it was measured
        for one in wrong:
            trial.fault(f"{what}: {one}")
        if number % 20 == 0:
            trial.say(f"{number} of {len(chosen) + len(shares)} kills of {job.name}")
    shutil.rmtree(base)


def _at_moment(number: int, folder: Path, arguments: list[str]) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "tests.faults.kill_at", str(number), str(folder), *arguments],
        **{**fixtures.process_options(), "timeout": 120},
    )
