"""Disks that are full and folders that cannot be written: an error in words, the old build whole, nothing half done.

A small file system of its own is mounted where that is allowed (as root); where it is not, only limits on the size of
a file are tried, and the figures say so. As root no folder is read-only, so those trials run as an unprivileged user.
"""

import contextlib
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from pipelines import errors, sample
from tests import fixtures
from tests.faults import jobs
from tests.faults.scenarios import Trial, scenario

NOBODY = 65534
AS_NOBODY = """
import encodings.cp1252, encodings.utf_8_sig, os, sys
from pathlib import Path
from pipelines import __main__ as command_line, paths
warm, *arguments = sys.argv[1:]
command_line.main(["build", "--raw", f"{warm}/raw", "--warehouse", f"{warm}/new"])  # imports all that is needed
if os.geteuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
sys.exit(command_line.main(arguments))
"""


@contextlib.contextmanager
def small_disk(parent: Path, options: str) -> Iterator[Path | None]:
    """A file system in memory with these mount options; None where mounting is not allowed."""
    folder = Path(tempfile.mkdtemp(prefix="disk-", dir=parent))
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], capture_output=True, check=False)
    if made.returncode:
        folder.rmdir()
        yield None
        return
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)
        folder.rmdir()


def remount(folder: Path, options: str) -> None:
    """Change a mounted file system: give it room again, or make it writable."""
    subprocess.run(["mount", "-o", f"remount,{options}", folder], check=True)


def small_files(limit: int):
    """In the child: no file may grow past the limit, and the attempt is an error rather than a death."""

    def apply() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    return apply


def space(folder: Path) -> tuple[int, int]:
    """The bytes and the files and folders under a folder, as a disk counts them."""
    every = list(folder.rglob("*"))
    return sum(-(-one.stat().st_size // 4096) * 4096 for one in every if one.is_file()), len(every)


class Place:
    """A warehouse with a small build, and a folder of releases to build it anew from."""

    def __init__(self, folder: Path):
        self.folder = folder
        fixtures.release(folder / "raw", "L2", jobs.SMALL)
        fixtures.built(folder / "raw", folder / "warehouse").con.close()
        for path in sample.write_sample(folder / "more"):
            if (path.suffix == ".csv" and "2020" in path.name) or "2024" in path.name or "2025" in path.name:
                path.unlink()  # five of eight are enough, one at least of each layout

    def copied(self, to: Path) -> Path:
        """A copy of the warehouse."""
        return Path(shutil.copytree(self.folder / "warehouse", to / "warehouse"))

    def build(self, warehouse: Path, **options: object) -> subprocess.CompletedProcess:
        """Build the sample into a warehouse."""
        return fixtures.cli("build", "--raw", self.folder / "more", "--warehouse", warehouse, **options)

    def wrong(self, result: subprocess.CompletedProcess, warehouse: Path, kind: type[errors.MonitorError]) -> list[str]:
        """What is wrong after a build that could not be written: its words, its code, and what it left."""
        wrong = []
        if result.returncode != kind.exit_code:
            wrong.append(f"exit code {result.returncode}, not {kind.exit_code}: {result.stderr[-300:]}")
        if "Traceback" in result.stderr or "Something went wrong" in result.stderr:
            wrong.append(f"no sentence: {result.stderr[-300:]}")
        try:
            if (found := jobs.served(warehouse.parent)) != (2, "2021-08-31"):
                wrong.append(f"{found} is served, not the old build")
        except Exception as fault:
            wrong.append(f"nothing is served: {fault!r}")
        if half := [one.name for one in (warehouse / "builds").iterdir() if one.suffix != ".duckdb"]:
            wrong.append(f"half-written: {half}")
        return wrong

    def mended(self, warehouse: Path) -> list[str]:
        """What is wrong with a build once there is room again."""
        result = self.build(warehouse)
        if result.returncode:
            return [f"with room again it ends with {result.returncode}: {result.stderr[-300:]}"]
        return [f"with room again it leaves {left}" for left in [fixtures.strays(warehouse)] if left]


@scenario("disk", "a full disk or a read-only folder: an error in words, the old build serves, nothing is half-written")
def disk(trial: Trial) -> None:
    """Room for some bytes, for some files, for files of some size; folders that cannot be written or read."""
    parent = Path(tempfile.mkdtemp(prefix="faults-disk-"))
    parent.chmod(0o755)  # an unprivileged user must be able to come here
    try:
        place = Place(parent)
        full(trial, place)
        limited(trial, place)
        read_only(trial, place)
    finally:
        shutil.rmtree(parent)


def full(trial: Trial, place: Place) -> None:
    """Disks with little room, and disks that take few more files."""
    used, count = space(place.folder / "warehouse")
    draw = trial.draw("rooms")
    rooms = [300_000, 1_500_000, 5_000_000, 6_000_000][: trial.count(2, 4)]
    rooms += [int(10 ** draw.uniform(4.0, 6.7)) for _ in range(trial.count(0, 16))]
    tries = [(f"size={used + 65_536 + room}", f"{room:,} bytes of room") for room in rooms]
    tries += [(f"size=200m,nr_inodes={count + 3 + more}", f"room for {more} more files") for more in
              [4, 12, 25, 1, 2, 6, 8, 16, 20, 40][: trial.count(2, 10)]]  # fmt: skip
    for options, told in tries:
        with small_disk(place.folder, options) as folder:
            if folder is None:
                trial.figures["full disks"] = "not tried: mounting is not allowed here"
                return
            warehouse = place.copied(folder)
            result = place.build(warehouse)
            if result.returncode == 0:
                trial.add("full disks on which it fitted")
                continue
            trial.add("full disks")
            wrong = place.wrong(result, warehouse, errors.DiskFull)
            remount(folder, "size=200m,nr_inodes=10000")
            for one in wrong + place.mended(warehouse):
                trial.fault(f"{told}: {one}")


def limited(trial: Trial, place: Place) -> None:
    """No file may grow past a size: works without any privilege."""
    draw = trial.draw("limits")
    for number in range(trial.count(2, 12)):
        limit = int(10 ** draw.uniform(3.0, 6.2))
        folder = place.folder / f"limited-{number}"
        folder.mkdir()
        warehouse = place.copied(folder)
        result = place.build(warehouse, preexec_fn=small_files(limit))
        if result.returncode == 0:
            trial.add("file size limits under which it fitted")
            continue
        trial.add("file size limits")
        for one in place.wrong(result, warehouse, errors.DiskFull) + place.mended(warehouse):
            trial.fault(f"no file over {limit:,} bytes: {one}")


def read_only(trial: Trial, place: Place) -> None:
    """Each folder of a warehouse not writable in turn, to an unprivileged user; and a file system that is read-only."""
    for part in ("", "builds", "staged", "builds staged"):
        folder = place.folder / f"readonly-{part.replace(' ', '-') or 'all'}"
        folder.mkdir()
        warehouse = place.copied(folder)
        _given_away(folder)
        closed = [warehouse / one for one in part.split()] or [warehouse]
        for one in closed:
            one.chmod(0o555)
        result = as_nobody(place, "build", "--raw", place.folder / "more", "--warehouse", warehouse)
        for one in closed:
            one.chmod(0o755)
        trial.add("read-only folders")
        for one in place.wrong(result, warehouse, errors.DiskFull) + place.mended(warehouse):
            trial.fault(f"read-only {part or 'warehouse'}: {one}")
    closed = place.folder / "unreadable"
    shutil.copytree(place.folder / "raw", closed)
    next(closed.glob("*.csv")).chmod(0o000)
    folder = place.folder / "readable"
    folder.mkdir()
    warehouse = place.copied(folder)
    _given_away(folder)
    result = as_nobody(place, "build", "--raw", closed, "--warehouse", warehouse)
    trial.add("release files that may not be read")
    for one in place.wrong(result, warehouse, errors.CannotRead):
        trial.fault(f"a release that may not be read: {one}")
    with small_disk(place.folder, "size=50m") as folder:
        if folder is None:
            trial.figures["read-only file systems"] = "not tried: mounting is not allowed here"
            return
        warehouse = place.copied(folder)
        remount(folder, "ro")
        result = place.build(warehouse)
        trial.add("read-only file systems")
        wrong = place.wrong(result, warehouse, errors.DiskFull)
        remount(folder, "rw,size=200m")
        for one in wrong + place.mended(warehouse):
            trial.fault(f"a read-only file system: {one}")


def as_nobody(place: Place, *arguments: object) -> subprocess.CompletedProcess:
    """Run a verb as an unprivileged user: everything is imported first, because that user may not read this Python."""
    warm = Path(tempfile.mkdtemp(prefix="warm-", dir=place.folder))
    shutil.copytree(place.folder / "raw", warm / "raw")
    return subprocess.run(
        [sys.executable, "-c", AS_NOBODY, str(warm), *map(str, arguments)],
        **{**fixtures.process_options(), "timeout": 120},
    )


def _given_away(folder: Path) -> None:
    if os.geteuid() == 0:
        for one in [folder, *folder.rglob("*")]:
            os.chown(one, NOBODY, NOBODY)
