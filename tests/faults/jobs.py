"""What a verb that may be killed at any moment is, and the builds: what must hold after they were killed.

To have another verb killed: a Job for it, in a module of its own, and its place in kill.py, where the kills, the
moments and the counting are the same for all.
"""

import contextlib
import datetime as dt
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from pipelines import build, flagged_list, links, paths, reads, sample
from tests import fixtures

SMALL = [
    fixtures.provider("EY100001", full_1_on="01/02/2020", full_1_grade="3", full_2_on="01/02/2017", full_2_grade="2"),
    fixtures.provider("EY100002", full_1_on="01/02/2020", full_1_grade="2"),
]
UPDATE = "warehouse/jobs/job.json"  # the record of an update made from the dashboard: no build touches it


@dataclass(frozen=True)
class Job:
    """A verb to be killed.

    `base` fills a folder once with what lies there before; each kill works in a copy of it. `begun` gives the verb's
    arguments for a copy, and holds open what it needs (a server to fetch from). `after` says what is wrong right after
    the kill, `again` what is wrong once the same verb has been run to its end: nothing, both times.
    """

    name: str
    base: Callable[[Path], None]
    begun: Callable[[Path], AbstractContextManager[list[str]]]
    after: Callable[[Path], list[str]]
    again: Callable[[Path], list[str]]


@contextlib.contextmanager
def environment(wanted: Mapping[str, str]) -> Iterator[None]:
    """These variables for the processes started within the block."""
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})


def served(folder: Path) -> tuple[int, str]:
    """How many providers the warehouse of a folder serves, as at when; a query is answered on the way."""
    opened = reads.serve(paths.Warehouse(folder / "warehouse"))
    try:
        one = reads.build(opened)
        listed = flagged_list.page(opened, {"find": "1"}, "priority", 1, 5)["rows"]
        if not listed or any(reads.setting(opened, row["urn"])["urn"] != row["urn"] for row in listed):
            raise LookupError("the list and the setting page's query do not agree")
        return one["provider_count"], one["as_at"].isoformat()
    finally:
        opened.con.close()


def _small(folder: Path) -> None:
    """Two small releases built, a third put beside them."""
    fixtures.release(folder / "raw", "L2", SMALL)
    fixtures.release(folder / "raw", "L2", SMALL[::-1], "31_August_2020")
    build.build(folder / "raw", paths.Warehouse(folder / "warehouse"))
    fixtures.release(folder / "raw", "L3", [*SMALL, fixtures.provider("EY100003")])
    (folder / "raw" / links.FILE).write_text(f"{','.join(links.COLUMNS)}\nEY100003,EY100002,confirmed,2023-01-31\n")
    _expect(folder, (3, "2022-12-31"))


def _sample(folder: Path) -> None:
    """The sample up to 2022 built, and all eight of its releases there to be built."""
    sample.write_sample(folder / "raw")
    shutil.copytree(folder / "raw", folder / "all")
    build.build(folder / "all", paths.Warehouse(folder / "aside"))
    after = reads.build(reads.serve(paths.Warehouse(folder / "aside")))
    for name in ("aside", "all"):
        shutil.rmtree(folder / name)
    build.build(folder / "raw", paths.Warehouse(folder / "warehouse"), dt.date(2022, 12, 31))
    _expect(folder, (after["provider_count"], after["as_at"].isoformat()))


def _expect(folder: Path, new: tuple[int, str]) -> None:
    (folder / "warehouse" / "jobs").mkdir()
    (folder / UPDATE).write_text('{"state": "done"}')
    (folder / "expected.json").write_text(json.dumps([served(folder), new]))


def _expected(folder: Path) -> tuple[tuple, tuple]:
    old, new = json.loads((folder / "expected.json").read_text())
    return tuple(old), tuple(new)


@contextlib.contextmanager
def _building(folder: Path) -> Iterator[list[str]]:
    yield ["build", "--raw", str(folder / "raw"), "--warehouse", str(folder / "warehouse")]


def _serves_old_or_new(folder: Path) -> list[str]:
    expected = _expected(folder)
    try:
        found = served(folder)
    except Exception as fault:
        return [f"after the kill nothing is served: {fault!r}"]
    return [] if found in expected else [f"after the kill {found} is served, not one of {expected}"]


def _serves_new_and_nothing_astray(folder: Path) -> list[str]:
    _, new = _expected(folder)
    found = served(folder)
    wrong = [] if found == new else [f"the next build serves {found}, not {new}"]
    if left := fixtures.strays(folder / "warehouse"):
        wrong.append(f"the next build leaves {left}")
    if not (folder / UPDATE).exists():
        wrong.append("the record of the latest update is gone")
    return wrong


BUILD = Job("build", _small, _building, _serves_old_or_new, _serves_new_and_nothing_astray)
BUILD_OF_THE_SAMPLE = Job("build of the sample", _sample, _building, _serves_old_or_new, _serves_new_and_nothing_astray)
