"""The feed's extracts, to be fuzzed: the sample feed in XML and in JSON, and what must hold of each when damaged."""

import json
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

from pipelines import build, errors, local, local_reads, paths, reads
from pipelines.feed import extract, stage
from tests import feed_sample, fixtures
from tests.faults import mutate
from tests.faults.mutate_feed import FEED

REGISTRATION = "Registration"


class Pairs(list):
    """A JSON object as its pairs: a key may stand there twice."""


def bases(form: str) -> Callable[[Path], list[Path]]:
    """The three extracts in one form, on one line as Ofsted's and on many lines, so that lines can be lost."""

    def made(folder: Path) -> list[Path]:
        found = feed_sample.write(folder, " ".join([form] * 3))
        for path in list(found):
            text = path.read_text(encoding="utf-8")
            by_lines = text.replace("><", ">\n<") if form == "xml" else json.dumps(json.loads(text), indent=1)
            found.append(path.with_stem(f"{path.stem}-by-lines"))
            found[-1].write_text(by_lines, encoding="utf-8")
        return found

    return made


def take(path: Path, folder: Path) -> list[str]:
    """Stage one extract; its account must add up, and name as many registrations as another reader counts."""
    found = extract.inspect(path)
    staged, _ = stage.stage(found, paths.Warehouse(folder / "warehouse"))
    wrong = []
    if staged.rows_read != staged.rows_staged + staged.rows_set_aside or staged.rows_set_aside < 0:
        wrong.append(f"the account does not add up: {staged}")
    kept = _of(staged.table("raw_snapshot"), "count(*), count(DISTINCT urn)")
    named = _of(staged.table("raw_problem"), "count(*) FILTER (action = 'row set aside')")
    if kept != (staged.rows_staged, staged.rows_staged):
        wrong.append(f"{kept} rows and URNs are staged, {staged.rows_staged} are counted")
    if named != (staged.rows_set_aside,):
        wrong.append(f"{named} rows are named as set aside, {staged.rows_set_aside} are counted")
    listed = f"SELECT urn FROM read_parquet('{staged.table('raw_snapshot')}')"
    for table in ("raw_sighting", "raw_status_history", "raw_notice"):
        if (lost := _of(staged.table(table), f"count(*) FILTER (urn NOT IN ({listed}))")) != (0,):
            wrong.append(f"{lost} rows of {table} are of no staged registration")
    if sorted(path.name for path in (folder / "warehouse" / "staged").iterdir()) != [staged.folder.name]:
        wrong.append("something else than the staged extract is left")
    count = registrations(path.read_bytes(), found.form)
    if count is not None and count != staged.rows_read:
        wrong.append(f"{staged.rows_read} registrations are read; another reader counts {count}")
    return wrong


def _of(table: Path, what: str) -> tuple:
    (row,) = fixtures.fetch(f"SELECT {what} FROM read_parquet('{table}')")
    return tuple(row.values())


def registrations(data: bytes, form: str) -> int | None:
    """How many registrations Python's own readers find. None where they cannot read it."""
    try:
        if form == "xml":
            return sum(one.tag.rpartition("}")[2] == REGISTRATION for one in ElementTree.fromstring(data))
        whole = json.loads(data, object_pairs_hook=Pairs)
    except (ElementTree.ParseError, ValueError, RecursionError, LookupError):
        return None
    inner = [pair for key, value in whole if _plain(key) == extract.json_extract.ROOT and isinstance(value, Pairs)
             for pair in value]  # fmt: skip
    return sum(_count(value) for key, value in (*whole, *inner) if _plain(key) == REGISTRATION)


def _plain(key: str) -> str:
    return key if key.startswith("@") else key.rsplit(":", 1)[-1]


def _count(value: object) -> int:
    """A list's items each; none for null, which is an empty list."""
    return len(value) if isinstance(value, list) and not isinstance(value, Pairs) else int(value is not None)


def both(folder: Path) -> list[Path]:
    """Extracts of either form."""
    return bases("xml")(folder / "xml") + bases("json")(folder / "json")


def take_local(path: Path, folder: Path) -> list[str]:
    """Build local data from a good extract and an open build, put the damaged extract beside it, and build again."""
    opened, here = paths.Warehouse(folder / "warehouse"), local.Place(folder / "local")
    known = fixtures.provider("S0000013", full_1_on="01/05/2018", full_1_grade="2")
    fixtures.release(folder / "raw", "L2", [known])
    build.build(folder / "raw", opened)
    (first,) = feed_sample.write(here.raw, "json")
    first.rename(here.raw / "good.json")
    local.build_local(here.raw, here.warehouse, opened)
    before = here.warehouse.pointer.read_bytes()
    path.replace(here.raw / path.name)
    try:
        local.build_local(here.raw, here.warehouse, opened)
    except errors.MonitorError:
        if here.warehouse.pointer.read_bytes() != before:
            raise AssertionError("a build that failed changed what is served") from None
        local_reads.serve(here.folder).con.close()
        raise
    served = local_reads.serve(here.folder)
    try:
        wrong = [f"left astray: {one}" for one in fixtures.strays(here.warehouse.folder)]
        for one in reads.releases(served):
            if one["rows_read"] != one["rows_staged"] + one["rows_set_aside"]:
                wrong.append(f"the build's account does not add up: {one}")
        for row in local_reads.differences(served)[:10]:
            local_reads.setting(served, row["urn"])
        return wrong
    finally:
        served.con.close()


MUTATORS = mutate.ANY_BYTES + mutate.TEXT + FEED * 4
