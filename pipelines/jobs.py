"""Update the data outside the dashboard's own process: one job at a time, which outlives the page that began it.

A job runs verbs of the command line one after the other, in a process of its own (`python -m pipelines.jobs`).
Under the warehouse, `jobs/` holds what it is doing (`job.json`), what it has said (`log.txt`), and a lock that it holds
for as long as it lives: a job that says it is running and does not hold the lock has died.
"""

import datetime as dt
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import uuid
from dataclasses import dataclass
from pathlib import Path

import filelock

from pipelines import errors, fetch, gov_uk, paths, publish

UPDATE, ADD = "update", "add"
SAID = {"fetch": "Asking GOV.UK for new releases", "add": "Checking the file", "build": "Building the warehouse",
        "backtest": "Looking at what later inspections found for each label"}  # fmt: skip
PROOF = ["backtest", "--unless-done"]
STARTING_SECONDS = 30  # for a new process to take the lock
SHOWN_LINES = 200
_children: list[subprocess.Popen] = []  # so that those that have ended are not left as zombies


@dataclass(frozen=True)
class Job:
    """The latest job. `state`: none, running, done, partly (built, but not all could be fetched), failed, stopped.

    `share` is how far the present step is (0–1), None where that is not known; `ended_at` is None while it runs.
    """

    state: str = "none"
    kind: str = ""
    step: str = ""
    exit_code: int | None = None
    ended_at: dt.datetime | None = None
    lines: tuple[str, ...] = ()
    share: float | None = None

    @property
    def is_running(self) -> bool:
        """Whether it is still at work."""
        return self.state == "running"


class _Folder:
    """Where the jobs of a warehouse are kept."""

    def __init__(self, warehouse: Path):
        self.warehouse = warehouse
        self.path = warehouse / "jobs"
        self.record, self.log, self.inbox = (self.path / name for name in ("job.json", "log.txt", "inbox"))

    def raw(self) -> Path:
        """The folder of releases that what is served was built from; the usual one where that is sample data."""
        try:
            pointer = publish.current(paths.Warehouse(self.warehouse)) or {}
        except errors.NoWarehouse:
            pointer = {}
        before = pointer.get("raw")
        is_usable = before and not pointer.get("is_sample") and Path(before).is_dir()
        return Path(before) if is_usable else paths.default_raw()

    def lock(self, seconds: float = 0) -> filelock.FileLock:
        self.path.mkdir(parents=True, exist_ok=True)
        return filelock.FileLock(self.path / "lock", timeout=seconds)

    def read(self) -> dict:
        try:
            said = json.loads(self.record.read_text(encoding="utf-8"))
            return said if isinstance(said, dict) else {}
        except (OSError, ValueError):
            return {}

    def is_locked(self) -> bool:
        try:
            with self.lock():
                return False
        except (filelock.Timeout, OSError):
            return True


def look(warehouse: Path | None = None) -> Job:
    """The latest job as it is now. Never raises."""
    folder = _Folder(warehouse or paths.default_warehouse())
    _children[:] = [child for child in _children if child.poll() is None]
    said = folder.read()
    state = str(said.get("state", "none"))
    if state in ("starting", "running"):
        age = _now().timestamp() - float(said.get("began", 0))
        is_alive = folder.is_locked() or (state == "starting" and age < STARTING_SECONDS)
        again = folder.read()
        if is_alive or again.get("state") not in ("starting", "running"):  # it may have ended between the two looks
            said, state = again, str(again.get("state", "none"))
        else:
            state = "stopped"
    state = "running" if state == "starting" else state
    lines = _lines(folder)
    ended = said.get("ended")
    return Job(
        state, str(said.get("kind", "")), str(said.get("step", "")), said.get("exit_code"),
        dt.datetime.fromtimestamp(ended, dt.UTC) if ended else None, lines, _share(lines),
    )  # fmt: skip


def start_update(warehouse: Path | None = None) -> bool:
    """Fetch and build. Returns False where a job is running already. Raises DiskFull."""
    folder = _Folder(warehouse or paths.default_warehouse())
    raw = ["--raw", str(folder.raw())]
    return _start(folder, UPDATE, [["fetch", *raw], ["build", *raw, "--skip-unreadable"], PROOF])


def start_add(name: str, content: bytes | memoryview, warehouse: Path | None = None) -> bool:
    """Check a file, put it with the releases, and build. Returns False where a job is running already.

    Raises CannotAdd where its name is no release's, and DiskFull.
    """
    form = name.rsplit(".", 1)[-1].lower()
    if form not in gov_uk.FORMS:
        raise errors.CannotAdd(f"Release files end in {', '.join(gov_uk.FORMS)}; this one does not. Nothing was added.")
    folder = _Folder(warehouse or paths.default_warehouse())
    file = folder.inbox / fetch.safe_name(name, form)
    raw = ["--raw", str(folder.raw())]
    return _start(folder, ADD, [["add", str(file), *raw], ["build", *raw, "--skip-unreadable"], PROOF], file, content)


def cancel(warehouse: Path | None = None) -> None:
    """Ask the running job to stop. What was served goes on being served; what was downloaded whole is kept."""
    folder = _Folder(warehouse or paths.default_warehouse())
    said = folder.read()
    if said.get("state") == "running" and folder.is_locked():
        try:
            os.kill(int(said["pid"]), signal.SIGTERM)
        except (OSError, KeyError, ValueError):
            return  # it has just ended


def _start(
    folder: _Folder, kind: str, steps: list[list[str]], file: Path | None = None, content: bytes | memoryview = b""
) -> bool:
    if look(folder.warehouse).is_running:
        return False
    try:
        with folder.lock():
            shutil.rmtree(folder.inbox, ignore_errors=True)
            if file:
                file.parent.mkdir(parents=True)
                file.write_bytes(content)
            number = uuid.uuid4().hex
            publish.write_json(folder.record, {
                "id": number, "kind": kind, "steps": steps, "state": "starting", "began": _now().timestamp(),
            })  # fmt: skip
            log = folder.log.open("wb")
    except filelock.Timeout:
        return False
    except OSError as fault:
        raise errors.DiskFull(
            f"The update could not begin: {fault.strerror}. Free some space, then try again."
        ) from None
    apart = {"creationflags": 0x00000208} if os.name == "nt" else {"start_new_session": True}
    said = {**os.environ, "PYTHONUTF8": "1"}
    with log:
        _children.append(subprocess.Popen(
            [sys.executable, "-m", "pipelines.jobs", str(folder.warehouse), number], cwd=paths.PROJECT,
            stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, env=said, **apart,
        ))  # fmt: skip
    return True


def _work(folder: _Folder, number: str) -> None:
    """The job itself: each step in turn, until one fails. Run in a process of its own."""
    from pipelines import __main__ as verbs

    with folder.lock(STARTING_SECONDS):
        said = folder.read()
        if said.get("id") != number:
            return  # another was begun at the same moment: that one runs
        code, state = 0, "done"
        for step in said["steps"]:
            said |= {"state": "running", "pid": os.getpid(), "step": step[0]}
            publish.write_json(folder.record, said)
            print(f"{SAID[step[0]]}:", flush=True)
            ended = verbs.main([*step, "--warehouse", str(folder.warehouse)])
            if step == PROOF and ended != errors.Interrupted.exit_code:
                continue  # the data are built: a back-test that could not be made takes nothing from that
            code = code or ended
            if ended == errors.NotAllFetched.exit_code:
                state = "partly"
            elif ended:
                state = "stopped" if ended == errors.Interrupted.exit_code else "failed"
                break
        shutil.rmtree(folder.inbox, ignore_errors=True)
        publish.write_json(folder.record, {**said, "state": state, "exit_code": code, "ended": _now().timestamp()})


def _lines(folder: _Folder) -> tuple[str, ...]:
    """The last lines said, without the folders of this computer."""
    try:
        text = folder.log.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ()
    for place, name in {
        folder.inbox: "the new files", folder.raw(): "the folder of releases", folder.warehouse: "the warehouse",
        paths.PROJECT: "the project",
    }.items():  # fmt: skip
        for path in {str(place), str(place.resolve())}:
            text = text.replace(f"{path}{os.sep}", "").replace(path, name)
    return tuple(text.splitlines()[-SHOWN_LINES:])


def _share(lines: tuple[str, ...]) -> float | None:
    for line in reversed(lines):
        if found := re.match(r"\[(\d+)/(\d+)\]", line):
            return min(int(found[1]) / max(int(found[2]), 1), 1.0)
        if line.rstrip(":") in SAID.values():
            return None
    return None


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


if __name__ == "__main__":
    _work(_Folder(Path(sys.argv[1])), sys.argv[2])
