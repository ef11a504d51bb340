"""Build the local database: an authority's own feed and the open releases together, walled off from the open build.

Local data name people. They lie in a folder of their own, with staged files, database and pointer of their own; the
open build never reads any of it. The local build reads what the open pointer names, kept to the settings of the feed.
"""

import datetime as dt
import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipelines import build, checks, database, errors, links, paths, postcodes, publish, reads, releases, shelf
from pipelines.feed import extract, stage
from pipelines.shelf import Staged

Say = Callable[[str], None]
KEPT = ("raw_snapshot", "raw_sighting", "raw_problem", "raw_leaver")  # of an open release, by the feed's settings
# Of one authority alone these would mislead: shares are among all settings of a type, slots are those of releases.
NOT_LOCAL = (
    "volatility_share_below", "decline_share_below", "peer_count", "has_earlier_history", "can_show_pattern",
    "can_be_lengthened", "search_text",
)  # fmt: skip
OF_THE_FEED = ("raw_registration", "raw_status_history", "raw_notice")
TRIES = 2


@dataclass(frozen=True)
class Place:
    """A folder of local data: `raw` holds the extracts, `warehouse` what is built from them."""

    folder: Path

    @property
    def raw(self) -> Path:
        return self.folder / "raw"

    @property
    def warehouse(self) -> paths.Warehouse:
        return paths.Warehouse(self.folder / "warehouse")


@dataclass(frozen=True)
class Source:
    """What `build.write` asks of a file: its name, bytes, layout and encoding."""

    path: Path
    sha256: str
    layout: str
    kind: str
    encoding: str

    @property
    def table(self) -> "Source":
        """A file of the feed is one table."""
        return self


def place() -> Place:
    """Where local data lie."""
    return Place(paths.local_folder())


def build_local(raw: Path, here: paths.Warehouse, served_from: paths.Warehouse, say: Say = lambda text: None) -> dict:
    """Build the local database from the extracts in `raw` and the open build, and publish it; the pointer in force.

    Nothing is rebuilt when neither the extracts, the open build nor what interprets them has changed.
    Raises MonitorError and its kinds; whatever happens, the local build before goes on being served until the flip.
    """
    found, others = extract.files_in(raw)
    if others:
        say(f"Not read, because neither XML nor JSON: {', '.join(path.name for path in others)}")
    with publish.locked(here):
        return _build(raw, found, here, served_from, say)


def _build(raw: Path, found: list[Path], here: paths.Warehouse, served_from: paths.Warehouse, say: Say) -> dict:
    started = time.monotonic()
    declared = releases.declarations(raw)
    served = reads.serve(served_from)
    fingerprint = _fingerprint(found, declared, served)
    before = build.served(here)
    if before and before["fingerprint"] == fingerprint:
        publish.sweep(here, set(before["staged"]), None)
        say(f"Nothing has changed since the local build of {before['built_at']}.")
        return before
    extracts = _ordered([extract.inspect(path) for path in found], say)
    staged = []
    for number, one in enumerate(extracts, 1):
        done, is_new = stage.stage(one, here)
        staged.append(done)
        say(
            f"[{number}/{len(extracts)}] {one.path.name}: {done.rows_read:,} registrations read, "
            f"{done.rows_staged:,} staged, {done.rows_set_aside:,} set aside" + ("" if is_new else " (already staged)")
        )
    is_sample = _is_sample(extracts, staged, served)
    feed = [(_as_release(one, declared), done) for one, done in zip(extracts, staged, strict=True)]
    kept = _open_releases(served_from, here, staged, say)
    # The open release before the extract of the same day: the feed says more, and later.
    loaded = sorted([*kept, *feed], key=lambda pair: (pair[0].as_at, pair[0].file.layout == "F"))
    as_at = loaded[-1][0].as_at
    built_at = dt.datetime.now(dt.UTC).replace(microsecond=0)
    pointer = {
        "build_id": f"{built_at:%Y%m%dT%H%M%SZ}-{fingerprint[:8]}", "as_at": as_at.isoformat(),
        "built_at": f"{built_at:%Y-%m-%dT%H:%M:%SZ}", "is_sample": is_sample, "fingerprint": fingerprint,
        "releases": len(loaded), "extracts": len(feed), "open_build_id": served.pointer["build_id"],
        "staged": [done.folder.name for _, done in loaded],
    }  # fmt: skip
    say("Reconciling the feed with the open releases and labelling")
    with publish.new_build(here, pointer, before, f"{600 + 10 * len(kept)}MB") as con:
        confirmed = [links.Link(**link) for link in reads.confirmed_links(served)]
        build.write(con, loaded, postcodes.NOWHERE, as_at, pointer, confirmed, dates="asked_once")
        checks.run(con)
        differing, settings = _compare(con, loaded, served)
    say(
        f"Published local data: {settings:,} settings in the feed, {differing:,} with another label than the open one; "
        f"{time.monotonic() - started:.1f} seconds"
    )
    return publish.current(here)


def _compare(con: duckdb.DuckDBPyConnection, loaded: list, served: reads.Served) -> tuple[int, int]:
    """What only a local build has: status history, notices, and each label beside the open one."""
    numbered = enumerate(loaded, 1)
    shelf.together(con, OF_THE_FEED, ((n, staged) for n, (release, staged) in numbered if release.file.layout == "F"))
    for name in ("registration", "status_history", "notice"):
        database.create(con, "staging", name, {})
    columns = {"urn": "VARCHAR", "label": "VARCHAR", "tier": "VARCHAR", "reason": "VARCHAR", "scored_count": "BIGINT",
               "as_at": "DATE"}  # fmt: skip
    urns = [urn for (urn,) in con.execute("SELECT urn FROM staging.registration").fetchall()]
    database.insert_rows(con, "open_label", columns, [
        tuple(row[name] for name in columns) for row in reads.labels_of(served, urns)
    ])  # fmt: skip
    for name in ("local_inspection", "local_label"):
        database.create(con, "mart", name, {})
    con.execute("DROP TABLE mart.area")
    for name in NOT_LOCAL:
        con.execute(f"ALTER TABLE mart.listing DROP COLUMN {name}")
    return con.execute("SELECT count(*) FILTER (is_different), count(*) FROM mart.local_label").fetchone()


def _ordered(found: list[extract.Extract], say: Say) -> list[extract.Extract]:
    """Extracts in the order they were made, of equal bytes one."""
    chosen: dict[str, extract.Extract] = {}
    for one in sorted(found, key=lambda one: (one.extracted_at, one.path.name)):
        if one.sha256 in chosen:
            say(f"Not read, because another file holds the same bytes: {one.path.name}")
        else:
            chosen[one.sha256] = one
    return list(chosen.values())


def _as_release(one: extract.Extract, declared: dict) -> releases.Release:
    """An extract as a release of layout F: of one authority, whole, unless releases.csv beside it says otherwise."""
    coverage = declared.get(one.path.name, {}).get("coverage") or "complete"
    source = Source(one.path, one.sha256, "F", "providers", one.form)
    return releases.Release(source, one.as_at, None, coverage)


def _open_releases(served_from: paths.Warehouse, here: paths.Warehouse, feed: list[Staged], say: Say) -> list:
    """The releases of the open build, kept to the settings of the feed. A build published meanwhile is followed."""
    for left in reversed(range(TRIES)):
        served = reads.serve(served_from)
        folders = served.pointer["staged"]
        con = duckdb.connect(config={"memory_limit": "1GB", "threads": 1})
        try:
            listed = ", ".join(database.quoted(one.table("raw_snapshot")) for one in feed)
            # What an open history is carried on from belongs to it here too.
            database.insert_rows(con, "link", {"urn": "VARCHAR", "earlier_urn": "VARCHAR"}, [
                (link["urn"], link["earlier_urn"]) for link in reads.confirmed_links(served)
            ])  # fmt: skip
            con.execute(
                "CREATE TEMP TABLE wanted AS WITH RECURSIVE carried (urn) AS ("
                f"SELECT DISTINCT urn FROM read_parquet([{listed}]) "
                "UNION SELECT link.earlier_urn FROM link JOIN carried USING (urn)) SELECT urn FROM carried"
            )
            joined = "SELECT md5(coalesce(string_agg(urn, ' ' ORDER BY urn), '')) FROM wanted"
            settings = con.execute(joined).fetchone()[0]
            opened = [shelf.read(served_from.staged / folder) for folder in folders]
            shelf.together(con, (*KEPT, "header"), enumerate(opened, 1))
            # As at an earlier date the open build lists fewer releases than were staged for it.
            return [
                (_release(row), _kept(con, number, opened[number - 1].folder, settings, row["is_sample"], here))
                for row in reads.releases(served) for number in [row["release_id"]]
            ]  # fmt: skip
        except (duckdb.IOException, FileNotFoundError, ValueError, TypeError):
            if not left or reads.serve(served_from).pointer == served.pointer:
                raise errors.NoWarehouse(
                    f"The open releases as staged in {served_from.staged} cannot be read. "
                    "Run `python -m pipelines build` again, then `python -m pipelines local`."
                ) from None
            say("The open data were built again meanwhile: starting from the new build")
        finally:
            con.close()
    return []


def _release(row: dict) -> releases.Release:
    source = Source(Path(row["file_name"]), row["sha256"], row["layout"], row["kind"], row["encoding"])
    return releases.Release(source, row["as_at"], row["published_on"], row["coverage"])


def _kept(
    con: duckdb.DuckDBPyConnection, number: int, folder: Path, settings: str, is_sample: bool, here: paths.Warehouse
) -> Staged:
    """An open release's staged tables with the rows of the settings in `wanted`, made once for the same settings."""

    def fill(target: Path) -> dict[str, int]:
        for name in (*KEPT, "header"):
            only = "AND urn IN (SELECT urn FROM wanted)" if name in KEPT else ""
            rows = f"SELECT * EXCLUDE (release_id) FROM {name} WHERE release_id = {number} {only}"
            kept = database.quoted(target / f"{name}.parquet")
            con.execute(f"COPY ({rows}) TO {kept} (FORMAT parquet, COMPRESSION zstd)")
        snapshot = database.quoted(target / "raw_snapshot.parquet")
        count = con.execute(f"SELECT count(*) FROM read_parquet({snapshot})").fetchone()[0]
        return {
            "rows_read": count, "rows_staged": count, "rows_set_aside": 0, "sample_rows": count if is_sample else 0,
        }  # fmt: skip

    return shelf.cached(here, f"open {folder.name} {settings}", fill)[0]


def _is_sample(extracts: list, staged: list[Staged], served: reads.Served) -> bool:
    """Whether all of it is invented. Raises MixedSample when only some is."""
    is_sample = served.pointer["is_sample"]
    for one, done in zip(extracts, staged, strict=True):
        if done.rows_staged and done.sample_rows != (done.rows_staged if is_sample else 0):
            kinds = ("the open build is sample data", "real") if is_sample else ("the open build is real", "sample")
            raise errors.MixedSample(
                f"Sample and real data are never mixed in one build: {kinds[0]}, and {one.path.name} holds {kinds[1]} "
                "registrations. Build the open releases that go with it first."
            )
    return is_sample


def _fingerprint(found: list[Path], declared: dict, served: reads.Served) -> str:
    """A hash of everything a local build depends on."""
    digest = hashlib.sha256(served.pointer["build_id"].encode())
    for path in found:
        stat = path.stat()
        digest.update(f"{path.name} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    digest.update(json.dumps(declared, default=str, sort_keys=True).encode())
    for path in sorted([*paths.DECLARED.glob("*.csv"), *paths.SQL.rglob("*.sql"), *paths.PACKAGE.rglob("*.py")]):
        digest.update(path.read_bytes())
    digest.update(duckdb.__version__.encode())
    return digest.hexdigest()
