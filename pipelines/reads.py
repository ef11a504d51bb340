"""What the dashboard and the command line may ask of a build: one function per question, the only door out.

A `Served` is one published build, opened read-only and locked. Each question runs on a cursor of its own, because a
DuckDB connection shared by threads can hand one thread another's answer. Answers are plain Python: dictionaries
named by the columns of the dictionary, None for what is not there.

Questions that take more than one statement stand in modules of their own, and ask through here: the list of settings
(flagged_list), what inspections said (judgements), the support that answers to it (relevant_support), how scores add up
(scores).
"""

from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipelines import database, domain, errors, paths, publish


@dataclass(frozen=True)
class Served:
    """One build, open for reading."""

    pointer: dict
    path: Path
    con: duckdb.DuckDBPyConnection


def serve(warehouse: paths.Warehouse) -> Served:
    """Open the build the pointer names. Raises NoWarehouse when there is none or it cannot be read."""
    pointer = publish.current(warehouse)
    if pointer is None:
        raise errors.NoWarehouse(
            f"Nothing has been built yet in {warehouse.folder}. Run `python -m pipelines sample` and "
            "`python -m pipelines build` for invented settings, or build from a folder of Ofsted releases: "
            "`python -m pipelines build --raw FOLDER`."
        )
    return opened(pointer, warehouse.builds / pointer["database"])


def opened(pointer: dict, path: Path) -> Served:
    """Open a build by its file. Raises NoWarehouse when it cannot be read."""
    return Served(pointer, path, _open(path))


def _open(path: Path) -> duckdb.DuckDBPyConnection:
    """A locked in-memory connection with the build attached: it can read that file and nothing else."""
    con = duckdb.connect(config={"autoinstall_known_extensions": False, "autoload_known_extensions": False})
    try:
        database.attach(con, path)
        con.execute("SELECT * FROM served.mart.build").fetchall()
    except duckdb.Error as fault:
        con.close()
        raise errors.NoWarehouse(
            f"The build {path} cannot be read ({str(fault).splitlines()[0]}). "
            "Run `python -m pipelines build` again: the releases themselves are safe."
        ) from None
    con.execute("SET enable_external_access = false")
    con.execute("SET lock_configuration = true")
    return con


def rows(served: Served, name: str, folder: str = "reads", /, **values: object) -> list[dict]:
    """The rows of sql/<folder>/<name>.sql, with its $parameters given by name."""
    return fetch(served, database.statement(folder, name)[0], values)


def fetch(served: Served, text: str, values: dict) -> list[dict]:
    """The rows of a SELECT over a build, as dictionaries. Raises OtherVersion where the build lacks what is asked."""
    cursor = served.con.cursor()
    try:
        result = cursor.execute(text, values)
        names = [column[0] for column in result.description]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]
    except (duckdb.BinderException, duckdb.CatalogException) as fault:
        raise errors.OtherVersion(errors.OtherVersion.told) from fault
    finally:
        cursor.close()


def build(served: Served) -> dict:
    """What is being served: build_id, as_at, built_at, is_sample, counts, source, notice."""
    return rows(served, "build")[0]


def setting(served: Served, urn: str) -> dict:
    """One provider as listed; spaces in its number do not matter. Raises UnknownProvider."""
    found = rows(served, "setting", urn="".join(urn.split()).upper())
    if not found:
        raise errors.UnknownProvider(
            f"No provider with URN {urn.strip()[:20]} is in the releases used. Check the number, or search by name."
        )
    return found[0]


def spells(served: Served, urn: str) -> list[dict]:
    """How a provider's label moved over the releases, newest first: from_on, until_on, label, tier, flags, reason."""
    return rows(served, "spells", urn=urn)


def confirmed_links(served: Served) -> list[dict]:
    """urn, earlier_urn, decision and decided_on of every link an authority has confirmed."""
    return rows(served, "confirmed_links")


def labels_of(served: Served, urns: list[str]) -> list[dict]:
    """urn, label, tier, reason, scored_count and as_at of each of these providers that is listed."""
    return rows(served, "labels_of", urns=urns)


def history(served: Served, urn: str) -> list[dict]:
    """Every inspection of a provider, oldest first, with the releases that mention it and any conflict."""
    found = rows(served, "history", urn=urn)
    for row in found:
        row["conflicts"] = [domain.as_called(one, row["inspected_on"], "kept", "other") for one in row["conflicts"]]
    return found


def changes(served: Served, urn: str) -> list[dict]:
    """One row per step between scored inspections, with its points and weight."""
    return rows(served, "changes", urn=urn)


def judgements(served: Served, urn: str) -> list[dict]:
    """What each inspection said, area by area: urn, family, inspected_on, area, result."""
    return rows(served, "judgements", urn=urn)


def sightings(served: Served, urn: str) -> list[dict]:
    """Every mention of an inspection as each release printed it, oldest release first."""
    return rows(served, "sightings", urn=urn)


def lineage(served: Served, urn: str) -> list[dict]:
    """Likely and confirmed registrations before and after a provider's: side, other_urn, score, reasons and dates."""
    return rows(served, "lineage", urn=urn)


def appearances(served: Served, urn: str) -> list[dict]:
    """The releases that list a provider, oldest first."""
    return rows(served, "appearances", urn=urn)


def areas(served: Served, kind: str, measure: str = "watch") -> list[dict]:
    """Counts and shares by area of one kind ('region', 'local authority' or 'constituency'), the whole and the regions
    first, with one measure (declared/measures.csv): where it stands, and what it was."""
    return rows(served, "areas", kind=kind, measure=measure)


def releases(served: Served) -> list[dict]:
    """The releases in the build, oldest first, with their accounting."""
    return rows(served, "releases")


def moments(served: Served) -> list[dict]:
    """The release dates the build can be looked at, newest first: as_at, coverage, release_count."""
    return rows(served, "moments")


def parameters(served: Served) -> list[dict]:
    """The parameters the build was made with."""
    return rows(served, "parameters")
