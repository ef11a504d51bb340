"""The whole story of a build: find releases, stage each once, reconcile, label, check, publish."""

import contextlib
import datetime as dt
import hashlib
import json
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from pathlib import Path

import duckdb

from pipelines import (
    areas,
    as_at,
    checks,
    database,
    declared,
    domain,
    errors,
    lineage,
    links,
    load,
    marts,
    neighbours,
    paths,
    postcodes,
    publish,
    reads,
    releases,
    repeats,
    shelf,
    staging,
)

Say = Callable[[str], None]

FOUND_WITHIN = 0.05  # seconds in which releases that are staged already are found

# What makes one file no release that can be read, and says nothing of the others.
UNREADABLE = (errors.NotACsv, errors.BadWorkbook, errors.MissingColumn, errors.CannotRead)


def build(
    raw: Path,
    warehouse: paths.Warehouse,
    asked: dt.date | None = None,
    say: Say = lambda text: None,
    is_lenient: bool = False,
) -> dict:
    """Build the warehouse from every release in `raw` and publish it; returns the pointer now in force.

    `asked` labels as at that date with the releases up to it; by default the newest release's date.
    One file that cannot be read stops the build; with `is_lenient` it is left out, named and listed in the build.
    Nothing is rebuilt when neither the files nor what interprets them has changed.
    Raises MonitorError and its kinds; whatever happens, the previous build goes on being served until the flip.
    """
    with publish.locked(warehouse):
        return _build(raw, warehouse, asked, say, is_lenient)


def _build(raw: Path, warehouse: paths.Warehouse, asked: dt.date | None, say: Say, is_lenient: bool) -> dict:
    started = time.monotonic()
    found, others = releases.files_in(raw)
    if others:
        say(f"Not read, because neither CSV nor a spreadsheet: {', '.join(p.name for p in others)}")
    declarations = releases.declarations(raw)
    if absent := declarations.keys() - {path.name for path in found}:
        say(f"Named in {releases.DECLARATION} and not in the folder: {', '.join(sorted(absent))}")
    decided, alike = links.read(raw), neighbours.read(raw)
    fingerprint = _fingerprint(found, declarations, asked, is_lenient)
    before = pointer = served(warehouse)
    if pointer and pointer["fingerprint"] == fingerprint:
        publish.sweep(warehouse, publish.in_use(pointer), None)
        say(f"Nothing has changed since the build of {pointer['built_at']}.")
        return pointer
    refused: list[tuple[str, str]] = []
    with _workers() as pool:
        work = pool.map(_or_fault(lambda path: load.inspect(path, warehouse.staged)), found)
        files = [file for _, file in _readable(work, refused, is_lenient)]
    chosen, twins = releases.ordered(files, declarations)
    for twin in twins:
        say(f"Not read, because another file holds the same bytes: {twin.path.name}")
    newest = chosen[-1].as_at
    if asked:
        as_at.check(asked, newest)
    loaded = []
    with _workers() as pool:
        for number, (release, (staged, is_new)) in enumerate(
            _readable(_staged(pool, chosen, warehouse), refused, is_lenient), 1
        ):
            loaded.append((release, staged))
            say(
                f"[{number}/{len(chosen)}] {release.file.path.name}: {staged.rows_read:,} rows read, "
                f"{staged.rows_staged:,} staged, {staged.rows_set_aside:,} set aside"
                + ("" if is_new else " (already staged)")
            )
    for name, reason in refused:
        say(f"Left out: {name}. {reason}")
    is_sample = _is_sample(loaded)
    built_at = dt.datetime.now(dt.UTC).replace(microsecond=0)
    newest = loaded[-1][0].as_at
    labelled_on = asked or newest
    places = postcodes.find(releases.grid_references(raw), is_sample, warehouse, say)
    pointer = {
        "build_id": f"{built_at:%Y%m%dT%H%M%SZ}-{fingerprint[:8]}", "as_at": labelled_on.isoformat(),
        "built_at": f"{built_at:%Y-%m-%dT%H:%M:%SZ}", "is_sample": is_sample, "raw": str(raw.resolve()),
        "releases": len(loaded), "fingerprint": fingerprint,
        "staged": [staged.folder.name for _, staged in loaded],
        "books": [release.file.book for release, _ in loaded if release.file.book], "postcodes": places.folders,
    }  # fmt: skip
    say("Reconciling inspections and labelling providers")
    # What does not fit is worked on from disk: memory need not grow as fast as what is loaded.
    limit = f"{270 + 5 * len(loaded)}MB"

    def whole(con: duckdb.DuckDBPyConnection) -> None:
        write(con, loaded, places, newest, pointer, decided, say)
        columns = {"file_name": "VARCHAR", "reason": "VARCHAR"}
        database.insert_rows(con, "staging.refused", columns, refused)
        neighbours.take(con, alike)
        areas.make(con, marts.values(newest))
        neighbours.report(con, say)

    with publish.new_build(warehouse, pointer, before, limit) as con:
        if labelled_on == newest:
            whole(con)
        else:
            as_at.fill_from(con, whole, warehouse.builds / f".{pointer['build_id']}.whole", labelled_on, pointer)
        passed = checks.run(con)
        providers, in_scope = con.execute("SELECT provider_count, scope_count FROM mart.build").fetchone()
    say(
        f"Published: {providers:,} providers, {in_scope:,} labelled, as at {domain.long_date(labelled_on)}; "
        f"{passed} checks passed; {time.monotonic() - started:.1f} seconds"
    )
    return publish.current(warehouse)


def _or_fault(act: Callable[..., object]) -> Callable[..., tuple[object, object]]:
    """The same, giving (one, result): the reason for a result where one cannot be read, so that the others go on."""

    def tried(one: object, *more: object) -> tuple[object, object]:
        try:
            return one, act(one, *more)
        except UNREADABLE as fault:
            return one, fault

    return tried


def _staged(
    pool: ThreadPoolExecutor, chosen: Sequence[releases.Release], warehouse: paths.Warehouse
) -> Iterator[tuple[object, object]]:
    """Each release with what was staged of it, or its fault, oldest first.

    Releases that may repeat each other's rows are staged together, after those that they follow.
    """

    def stage(batch: list[int], earlier: Sequence[Future]) -> list[staging.Result]:
        files = [(chosen[place].file, chosen[place].as_at) for place in batch]
        wait(earlier, FOUND_WITHIN)
        read = staging.read_ahead(files, lambda: not all(future.done() for future in earlier))
        before = [one[0] for future in earlier for one in future.result() if isinstance(one, tuple)]
        return staging.stage_together(files, warehouse, before, read)

    begun: dict[int, tuple[Future, int]] = {}
    alike: dict[str, list[Future]] = {}
    for batch in staging.batches([one.file for one in chosen]):
        columns = repeats.columns(chosen[batch[0]].file)
        earlier = alike.setdefault(columns, []) if columns else []
        future = pool.submit(stage, batch, tuple(earlier))
        earlier.append(future)
        begun |= {place: (future, number) for number, place in enumerate(batch)}
    return ((one, begun[place][0].result()[begun[place][1]]) for place, one in enumerate(chosen))


def _readable(
    results: Iterable[tuple[object, object]], refused: list[tuple[str, str]], is_lenient: bool
) -> Iterator[tuple[object, object]]:
    """What could be read, each as it comes; the rest is added to `refused` where the build is lenient, else raised, as
    it is where nothing could be read at all."""
    is_any, first = False, None
    for one, result in results:
        if not isinstance(result, UNREADABLE):
            is_any = True
            yield one, result
            continue
        if not is_lenient:
            raise result
        first = first or result
        path = one if isinstance(one, Path) else one.file.path
        refused.append((path.name, str(result)))
    if first and not is_any:
        raise first


@contextlib.contextmanager
def _workers() -> Iterator[ThreadPoolExecutor]:
    """Files are read two at a time: reading one keeps hardly more than one core busy, and each takes memory. Where a
    fault ends the work, files that are not begun stay so."""
    pool = ThreadPoolExecutor(min(2, os.cpu_count() or 1))
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def served(warehouse: paths.Warehouse) -> dict | None:
    """The pointer, if it and its database can be read: a damaged one is replaced, not mourned."""
    try:
        opened = reads.serve(warehouse)
    except errors.NoWarehouse:
        return None
    opened.con.close()
    return opened.pointer


def write(
    con: duckdb.DuckDBPyConnection,
    loaded: list,
    places: postcodes.Places,
    newest: dt.date,
    pointer: dict,
    decided: Sequence[links.Link] = (),
    say: Say = lambda text: None,
    dates: str = "asked",
) -> None:
    """Fill a new database from staged releases, what places postcodes and the links decided by hand.

    `dates` is `asked` of `marts.make`.
    """
    values = marts.values(newest)
    _collect(con, loaded, values)
    postcodes.take(con, places)
    lineage.take(con, links.usable(con, decided, say))
    marts.gather(con, values)
    marts.make(con, values, dates)
    lineage.make(con, values)
    database.create(con, "mart", "build", {
        **values, "build_id": pointer["build_id"], "built_at": pointer["built_at"],
        "is_sample": pointer["is_sample"], "postcodes": places.source, "postcode_licence": places.licence,
        "source": domain.SAMPLE_SOURCE if pointer["is_sample"] else domain.SOURCE,
        "notice": domain.SAMPLE_NOTICE if pointer["is_sample"] else "",
    })  # fmt: skip
    parameters = [(r["parameter"], float(r["value"]), r["unit"], r["reason"]) for r in declared.rows("parameters")]
    columns = {"parameter": "VARCHAR", "value": "DOUBLE", "unit": "VARCHAR", "reason": "VARCHAR"}
    database.insert_rows(con, "mart.parameter", columns, parameters)


def _collect(con: duckdb.DuckDBPyConnection, loaded: list, values: dict) -> None:
    """The staged tables of every release as one, each row with its release number, oldest first."""
    tables = ("raw_snapshot", "raw_sighting", "raw_problem", "raw_leaver", "header")
    shelf.together(con, tables, ((number, staged) for number, (_, staged) in enumerate(loaded, 1)))
    columns = {
        "release_id": "INTEGER", "file_name": "VARCHAR", "sha256": "VARCHAR", "layout": "VARCHAR", "kind": "VARCHAR",
        "encoding": "VARCHAR", "as_at": "DATE", "published_on": "DATE", "declared_coverage": "VARCHAR",
        "is_sample": "BOOLEAN", "rows_read": "BIGINT", "rows_staged": "BIGINT", "rows_set_aside": "BIGINT",
    }  # fmt: skip
    records = [
        (
            number, release.file.path.name, release.file.sha256, release.file.layout, release.file.kind,
            release.file.table.encoding,
            release.as_at, release.published_on, release.coverage, staged.sample_rows > 0,
            staged.rows_read, staged.rows_staged, staged.rows_set_aside,
        )
        for number, (release, staged) in enumerate(loaded, 1)
    ]  # fmt: skip
    database.insert_rows(con, "loaded", columns, records)
    database.create(con, "staging", "snapshot_once", values, temporary=True)
    for name in ("snapshot", "sighting_once"):
        database.view(con, "staging", name, temporary=True)
    for name in ("release", "problem", "header"):
        database.create(con, "staging", name, values)


def _is_sample(loaded: list) -> bool:
    """Whether the releases are sample releases. Raises MixedSample when only some rows are."""
    sample = [r.file.path.name for r, s in loaded if s.sample_rows == s.rows_staged and s.rows_staged]
    real = [r.file.path.name for r, s in loaded if s.sample_rows == 0]
    part = [r.file.path.name for r, s in loaded if 0 < s.sample_rows < s.rows_staged]
    if part or (sample and real and any(s.rows_staged for r, s in loaded if s.sample_rows == 0)):
        raise errors.MixedSample(
            "Sample and real releases are never mixed in one build. "
            + (f"Sample and real providers stand in the same file: {', '.join(part)}. " if part else "")
            + (f"Sample: {', '.join(sample)}. Real: {', '.join(real)}. " if sample and real else "")
            + "Keep them in separate folders."
        )
    return bool(sample)


def _fingerprint(found: list[Path], declarations: dict, as_at: dt.date | None, is_lenient: bool) -> str:
    """A hash of everything a build depends on. A file is known by name, size and time of change, as make knows it."""
    digest = hashlib.sha256()
    own = [found[0].parent / releases.GRID_REFERENCES, links.place(found[0].parent), neighbours.place(found[0].parent)]
    for path in [*found, *(path for path in own if path and path.exists())]:
        stat = path.stat()
        digest.update(f"{path.resolve()} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    digest.update(json.dumps([declarations, as_at, is_lenient], default=str, sort_keys=True).encode())
    for path in sorted([*paths.DECLARED.glob("*.csv"), *paths.SQL.rglob("*.sql"), *paths.PACKAGE.glob("*.py")]):
        digest.update(path.read_bytes())
    digest.update(postcodes.identity().encode())
    digest.update(duckdb.__version__.encode())
    return digest.hexdigest()
