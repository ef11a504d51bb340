"""What the dashboard and the command line may ask of a build: one function per question, the only door out.

A `Served` is one published build, opened read-only and locked. Each question runs on a cursor of its own, because a
DuckDB connection shared by threads can hand one thread another's answer. Answers are plain Python: dictionaries
named by the columns of the dictionary, None for what is not there.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import duckdb

from pipelines import database, declared, domain, errors, paths, publish

FILTERS = (
    "local_authority", "region", "constituency", "provider_type", "provider_subtype", "deprivation_band", "evidence",
    "registers", "tier", "flag",
)  # fmt: skip
ORDERS = ("priority", "volatility", "decline", "inspected", "name")
FLAGGED_TIERS = ["intensive", "targeted", "watch"]
BEYOND_SCOPE = ("out of scope", "left")


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
    path = warehouse.builds / pointer["database"]
    return Served(pointer, path, _open(path))


def _open(path: Path) -> duckdb.DuckDBPyConnection:
    """A locked in-memory connection with the build attached: it can read that file and nothing else."""
    con = duckdb.connect(config={"autoinstall_known_extensions": False, "autoload_known_extensions": False})
    try:
        con.execute(f"ATTACH {database.quoted(path)} AS served (READ_ONLY)")
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


def _rows(served: Served, name: str, **values: object) -> list[dict]:
    text, _ = database.statement("reads", name)
    return _fetch(served, text, values)


def _fetch(served: Served, text: str, values: dict) -> list[dict]:
    cursor = served.con.cursor()
    try:
        result = cursor.execute(text, values)
        names = [column[0] for column in result.description]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]
    finally:
        cursor.close()


def build(served: Served) -> dict:
    """What is being served: build_id, as_at, built_at, is_sample, counts, source, notice."""
    return _rows(served, "build")[0]


def options(served: Served) -> dict[str, list[str]]:
    """For each filter, the values that occur, in the order to show them."""
    found: dict[str, list[str]] = {name: [] for name in FILTERS}
    for row in _rows(served, "options"):
        found[row["filter"]].append(row["value"])
    found["tier"] = list(domain.TIERS)
    found["flag"] = list(labels_and_flags())
    return found


@cache
def words() -> dict[str, dict]:
    """For each label, flag and tier: display, print, rule and meaning, with the parameters in force filled in."""
    told = {}
    for kind in ("labels", "flags", "tiers"):
        for row in declared.rows(kind):
            told[row[kind[:-1]]] = {
                "display": row["display"], "print": row.get("print", row["display"]),
                "rule": declared.fill(row.get("rule", "")), "meaning": row["meaning"], "tier": row.get("tier", ""),
            }  # fmt: skip
    return told


def frameworks() -> list[dict]:
    """Inspection frameworks, oldest first: starts_on (ISO text), framework, short."""
    return [dict(row) for row in declared.rows("frameworks")]


def selection(filters: dict) -> dict:
    """The values flagged_rows.sql takes, from filters as the address gives them.

    Without a tier, a label, a flag or a search, the list is of the three flagged tiers. A search reaches settings
    that have left or are out of scope too, and so does asking for those labels; nothing else does.
    """
    values: dict[str, object] = {name: list(filters[name]) if filters.get(name) else None for name in FILTERS}
    values["find"] = " ".join((filters.get("find") or "").split()) or None
    if values["tier"] is None and values["flag"] is None and values["find"] is None:
        values["tier"] = FLAGGED_TIERS
    flags = values["flag"] or []
    values["anywhere"] = values["find"] is not None or any(flag in BEYOND_SCOPE for flag in flags)
    return values


def flagged(served: Served, filters: dict, order: str, page: int, page_size: int) -> dict:
    """One page of settings: rows, total, page (the one asked for, or the last there is) and pages."""
    values = selection(filters) | {"order": order if order in ORDERS else ORDERS[0]}
    text, _ = database.statement("reads", "flagged_rows")
    total = _fetch(served, f"SELECT count(*) AS total FROM ({text})", values)[0]["total"]
    pages = max(1, -(-total // page_size))
    page = min(max(1, page), pages)
    rows = _fetch(
        served, f"{text} LIMIT $limit OFFSET $offset", values | {"limit": page_size, "offset": (page - 1) * page_size}
    )
    return {"rows": rows, "total": total, "page": page, "pages": pages}


def counts(served: Served, filters: dict) -> dict:
    """What each press would open under the other filters: scope, flagged, tiers {tier: n}, flags {flag: n}.

    Tier counts go by the primary label; a flag's count holds every setting with that label or flag.
    """
    text, _ = database.statement("reads", "flagged_rows")
    without_tier = selection({**filters, "tier": list(domain.TIERS)}) | {"order": "priority"}
    tiers = _fetch(served, f"SELECT tier, count(*) AS n FROM ({text}) WHERE tier IS NOT NULL GROUP BY tier", without_tier)
    found = {row["tier"]: row["n"] for row in tiers}
    every_flag = [flag for flag in labels_and_flags() if flag not in BEYOND_SCOPE]
    without_flag = selection({**filters, "flag": every_flag}) | {"order": "priority"}
    held = _fetch(
        served,
        "SELECT flag, count(*) AS n FROM (SELECT unnest(list_distinct(list_append(flags, label) || "
        "CASE WHEN may_affect_funded_places IS NULL THEN [] ELSE ['may affect funded places'] END)) AS flag "
        f"FROM ({text})) GROUP BY flag",
        without_flag,
    )
    by_flag = {row["flag"]: row["n"] for row in held}
    area = {name: filters.get(name) for name in FILTERS if name not in ("tier", "flag")}
    scope = selection(area | {"tier": list(domain.TIERS)}) | {"order": "priority"}
    total = _fetch(served, f"SELECT count(*) AS n FROM ({text})", scope)[0]["n"]
    return {
        "scope": total,
        "flagged": sum(found.get(tier, 0) for tier in FLAGGED_TIERS),
        "tiers": {tier: found.get(tier, 0) for tier in domain.TIERS},
        "flags": {flag: by_flag.get(flag, 0) for flag in every_flag},
    }


@cache
def labels_and_flags() -> tuple[str, ...]:
    """Every label and flag a setting can carry."""
    return (*domain.LABELS, *(row["flag"] for row in declared.rows("flags")))


def setting(served: Served, urn: str) -> dict:
    """One provider as listed. Raises UnknownProvider."""
    found = _rows(served, "setting", urn=urn.strip().upper())
    if not found:
        raise errors.UnknownProvider(
            f"No provider with URN {urn.strip()[:20]} is in the loaded releases. Check the number, or search by name."
        )
    return found[0]


def history(served: Served, urn: str) -> list[dict]:
    """Every inspection of a provider, oldest first, with the releases that mention it and any conflict."""
    return _rows(served, "history", urn=urn)


def changes(served: Served, urn: str) -> list[dict]:
    """One row per step between scored inspections, with its points and weight."""
    return _rows(served, "changes", urn=urn)


def judgements(served: Served, urn: str) -> list[dict]:
    """What each inspection said, area by area: urn, family, inspected_on, area, result."""
    return _rows(served, "judgements", urn=urn)


def sightings(served: Served, urn: str) -> list[dict]:
    """Every mention of an inspection as each release printed it, oldest release first."""
    return _rows(served, "sightings", urn=urn)


def appearances(served: Served, urn: str) -> list[dict]:
    """The releases that list a provider, oldest first."""
    return _rows(served, "appearances", urn=urn)


def areas(served: Served, kind: str) -> list[dict]:
    """Counts and shares by area of one kind ('local authority' or 'constituency'), the whole and the regions first."""
    return _rows(served, "areas", kind=kind)


def releases(served: Served) -> list[dict]:
    """The releases in the build, oldest first, with their accounting."""
    return _rows(served, "releases")


def parameters(served: Served) -> list[dict]:
    """The parameters the build was made with."""
    return _rows(served, "parameters")
