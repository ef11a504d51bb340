"""A local build to be killed: two extracts of the sample feed were built with the sample, a third is there since."""

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path

from pipelines import build, local, local_reads, paths, sample
from tests import feed_sample, fixtures
from tests.faults.jobs import Job, environment

URN = "S0910015"  # its label changes with the third extract
OLD, NEW = (2, "steady"), (3, "serious concern")  # extracts, that setting's label


def _base(folder: Path) -> None:
    sample.write_sample(folder / "open-raw")
    build.build(folder / "open-raw", paths.Warehouse(folder / "warehouse"))
    here = local.Place(folder / "local")
    *_, third = feed_sample.write(here.raw)
    third.rename(folder / third.name)
    local.build_local(here.raw, here.warehouse, paths.Warehouse(folder / "warehouse"))
    (folder / third.name).rename(third)
    (folder / "open.json").write_bytes((folder / "warehouse" / "current.json").read_bytes())
    if (found := _served(folder)) != OLD:
        raise RuntimeError(f"the build before serves {found}")


@contextlib.contextmanager
def _building(folder: Path) -> Iterator[list[str]]:
    with environment({"SQM_LOCAL": str(folder / "local")}):
        yield ["local", "--warehouse", str(folder / "warehouse")]


def _served(folder: Path) -> tuple[int, str]:
    """How many extracts are served, and one setting's label by them; every question of the page is asked on the way."""
    opened = local_reads.serve(folder / "local")
    try:
        local_reads.differences(opened)
        return opened.pointer["extracts"], local_reads.setting(opened, URN)["label"]
    finally:
        opened.con.close()


def _serves_old_or_new(folder: Path) -> list[str]:
    try:
        found = _served(folder)
    except Exception as fault:
        return [f"after the kill no local data are served: {fault!r}"]
    return [] if found in (OLD, NEW) else [f"after the kill {found} is served, not {OLD} or {NEW}"]


def _serves_new_and_nothing_astray(folder: Path) -> list[str]:
    found = _served(folder)
    wrong = [] if found == NEW else [f"the next build serves {found}, not {NEW}"]
    for name in ("local/warehouse", "warehouse"):
        if left := fixtures.strays(folder / name):
            wrong.append(f"the next build leaves {left} in {name}")
    if json.loads((folder / "open.json").read_text()) != json.loads((folder / "warehouse/current.json").read_text()):
        wrong.append("the open build has changed")
    return wrong


LOCAL = Job("local build", _base, _building, _serves_old_or_new, _serves_new_and_nothing_astray)
