"""What a panel pack tells, as data: the period, inspections, moves and flags, who is below Good, what lies nearby.

Each answer is of the open build alone, for whole local authorities. Left out: how it reads (sections), and the themes
(pipelines.training), which are those of the page Training needs.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipelines import changed, declared, digest, domain, errors, reads

BELOW = ("below", "serious")
GROUPS = ("below", "not met", "back", "routine")  # of inspections, those to read first
MOVED = ("down", "up", "new", "cleared", "waits new", "waits cleared", "within down", "within up")
WAITS = {"awaiting first inspection", "long since inspection"}  # flags that imply no fault: counted, not explained
DISTANCES = ("near_miles", "wide_miles")
LABELLED = {"new serious concern", "new yo-yo", "newly flagged", "no longer flagged"}
INSPECTED = "new inspection"  # a kind of change
NEW = {"new serious concern", "new yo-yo", "newly flagged"}


@dataclass(frozen=True)
class Period:
    """Since when inspections are told, the two release dates moves and flags are compared between (compared_on is None
    where no release is newer than it would be), and the date the build is as at."""

    since: dt.date
    compared_on: dt.date | None
    to_on: dt.date
    as_at: dt.date


def period(served: reads.Served, since: dt.date | None = None) -> Period:
    """The period from `since`, by default the release date before the newest, up to what the build is as at.

    Moves and flags are compared from the newest release date on or before `since`, or from the oldest where none is.
    Raises NoPeriod where nothing can have happened since, or where there is no release before the newest to begin at.
    """
    as_at, dates = reads.build(served)["as_at"], changed.release_dates(served)
    if not dates:
        raise errors.NoPeriod(f"No loaded release is as old as {as_at}. Choose a date that a release covers.")
    if since is None:
        if len(dates) < 2:
            raise errors.NoPeriod(
                "Only one release date is loaded, so there is none before it to begin at. Say since when (--since "
                "DATE), or add another release (`python -m pipelines fetch`) and build again."
            )
        since = dates[-2]
    if since >= as_at:
        raise errors.NoPeriod(
            f"Nothing is known since {since}: the data are as at {as_at}. Choose an earlier date. Releases are loaded "
            f"as at {', '.join(map(str, dates))}."
        )
    earlier = [day for day in dates if day <= since] or dates[:1]
    return Period(since, earlier[-1] if earlier[-1] < dates[-1] else None, dates[-1], as_at)


def inspected(served: reads.Served, areas: Sequence[str], when: Period) -> dict[str, list[dict]]:
    """The inspections of the period by group (`GROUPS`), each with its move against the graded inspection before."""
    rows = reads.rows(
        served, "inspected", "panel", local_authorities=list(areas), since=when.since, compared_on=when.compared_on
    )
    return {group: [row for row in rows if row["standing"] == group] for group in GROUPS}


def moved(served: reads.Served, areas: Sequence[str], when: Period) -> dict | None:
    """What stands differently between the two releases: counts (as changed.counts), and rows of changed.every, each
    once: down and up (below Good before or after), then new and cleared (flags and labels of the others), and of these
    waits new and waits cleared, where nothing but a wait began or ended. Beside them within down and within up, the
    moves inside Good or better, and `new inspection`: the URNs counted there. None where there are no two releases to
    compare."""
    if when.compared_on is None:
        return None
    asked = changed.Asked(when.compared_on, when.to_on, local_authorities=list(areas))
    told: dict = {name: [] for name in MOVED} | {INSPECTED: set()}
    for row in changed.every(served, asked):
        if INSPECTED in row["kinds"]:
            told[INSPECTED].add(row["urn"])
        is_within = row["from_band"] == row["to_band"] == "secure"
        move = "down" if "grade down" in row["kinds"] else "up" if "grade up" in row["kinds"] else None
        if move and is_within:
            told[f"within {move}"].append(row)
        if under := move if move and not is_within else _flagged(row):
            told[under].append(row)
    return {"counts": changed.counts(served, asked), **told}


def _flagged(row: Mapping) -> str | None:
    """What a setting that did not move is told under: a new flag before a cleared one."""
    waits = "waits " if _is_wait_alone(row) else ""
    return f"{waits}new" if is_new(row) else f"{waits}cleared" if is_cleared(row) else None


def is_new(row: Mapping) -> bool:
    """Whether a flag came, or a label of the flagged tiers that was another one before."""
    is_relabelled = "label changed" in row["kinds"] and is_flagged(row["to_tier"])
    return bool(NEW & set(row["kinds"]) or _other_flags(row)[1]) or is_relabelled


def is_cleared(row: Mapping) -> bool:
    """Whether a flag went; a flagged setting that left the register counts, because nothing stands there any more."""
    return bool("no longer flagged" in row["kinds"] or _other_flags(row)[0])


def _other_flags(row: Mapping) -> tuple[list[str], list[str]]:
    """The flags beside the label that went, and those that came."""
    return digest.flags_moved(row) if "other flags changed" in row["kinds"] else ([], [])


def is_flagged(tier: str | None) -> bool:
    """Whether a tier is one of the flagged."""
    return tier in domain.FLAGGED_TIERS


def _is_wait_alone(row: Mapping) -> bool:
    """Whether nothing came or went but flags that say how long a setting has waited."""
    has_moved = LABELLED & set(row["kinds"]) or ("label changed" in row["kinds"] and is_flagged(row["to_tier"]))
    cleared, new = digest.flags_moved(row)
    return row["outcome"] == "changed" and not has_moved and WAITS.issuperset(cleared + new)


def below(served: reads.Served, areas: Sequence[str]) -> list[dict]:
    """Every setting on the Early Years Register of these authorities that is below Good now, as mart.listing has it,
    with what is Secure nearby: is_placed, and near_ and wide_ settings, places (registered) and unknown (settings that
    publish no number of places); all None where the setting itself has no grid reference."""
    return reads.rows(served, "nearby", "panel", local_authorities=list(areas), **distances(served))


def nothing_compared(found: Mapping) -> str | None:
    """That no newer release lists any of the settings, so that no move can be told; None where one can."""
    moved, when = found["moved"], found["period"]
    return changed.nothing_compared(moved["counts"], when.compared_on, when.to_on, " here") if moved else None


def distances(served: reads.Served) -> dict[str, float]:
    """The two distances the build was made with, in miles; those declared, for a build made before there were any."""
    in_force = declared.parameters() | {row["parameter"]: row["value"] for row in reads.parameters(served)}
    return {name: in_force[name] for name in DISTANCES}


def authorities(served: reads.Served, areas: Sequence[str]) -> list[dict]:
    """Per authority: settings, how many are below Good, Secure and not on the map, and places of the Secure ones."""
    return reads.rows(served, "authority", "panel", local_authorities=list(areas))


def gathered(served: reads.Served, areas: Sequence[str], when: Period) -> dict:
    """All of it."""
    return {
        "period": when, "areas": list(areas), "build": reads.build(served), "inspected": inspected(served, areas, when),
        "moved": moved(served, areas, when), "below": below(served, areas), "miles": distances(served),
        "authorities": authorities(served, areas),
    }  # fmt: skip


def since_words(when: Period) -> str:
    """Between which releases moves and flags are compared, and why these."""
    if when.compared_on is None:
        newest = domain.long_date(when.to_on)
        return f"Moves and flags cannot be compared: no release newer than the one as at {newest} is loaded."
    told = (
        f"Moves and flags are compared between the releases as at {domain.long_date(when.compared_on)} and "
        f"{domain.long_date(when.to_on)}"
    )
    if when.compared_on < when.since:
        return f"{told}: no release is as at {domain.long_date(when.since)}, and the first is the newest before it."
    if when.compared_on > when.since:
        return f"{told}: no loaded release is as old as {domain.long_date(when.since)}, and the first is the oldest."
    return f"{told}."
