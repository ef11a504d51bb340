"""`links.csv` beside the releases: which earlier registrations an authority has confirmed or rejected by hand.

One line a pair: urn, earlier_urn, decision (confirmed or rejected), decided_on (YYYY-MM-DD), note. A note stays in the
file: it is the authority's own and never enters the warehouse. Here the file is read and refused where it contradicts
itself; which links the loaded releases can bear is decided by `usable`.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import duckdb

from pipelines import beside, domain, errors

FILE = "links.csv"
DECISIONS = ("confirmed", "rejected")
COLUMNS = ("urn", "earlier_urn", "decision", "decided_on")


class Link(NamedTuple):
    """One decided pair: `urn` carries on (or does not) what `earlier_urn` was."""

    urn: str
    earlier_urn: str
    decision: str
    decided_on: dt.date | None


def place(folder: Path) -> Path | None:
    """Where the file lies; None where there is none."""
    return beside.place(folder, FILE)


def read(folder: Path) -> list[Link]:
    """The decided pairs of a folder, empty without the file. Raises BadLink."""
    path = place(folder)
    if path is None:
        return []
    lines = beside.lines(path, COLUMNS[:3], (*COLUMNS, "note"), errors.BadLink)
    links = [_link(where, cells) for where, cells in lines]
    _refuse_contradictions(path, links)
    return links


def _link(where: str, cells: dict[str, str]) -> Link:
    urns = cells["urn"].upper(), cells["earlier_urn"].upper()
    for name, urn in zip(COLUMNS[:2], urns, strict=True):
        if not domain.URN.fullmatch(urn):
            raise errors.BadLink(f"{where}: {name} is '{urn}', which is not a URN. Copy it from the setting's page.")
    if urns[0] == urns[1]:
        raise errors.BadLink(f"{where}: {urns[0]} cannot be its own earlier registration.")
    decision = cells["decision"].lower()
    if decision not in DECISIONS:
        raise errors.BadLink(f"{where}: decision is '{cells['decision']}'; it must be confirmed or rejected.")
    try:
        decided_on = dt.date.fromisoformat(cells["decided_on"]) if cells.get("decided_on") else None
    except ValueError:
        raise errors.BadLink(f"{where}: decided_on is '{cells['decided_on']}'; write it as YYYY-MM-DD.") from None
    return Link(*urns, decision, decided_on)


def _refuse_contradictions(path: Path, links: Sequence[Link]) -> None:
    """Raise BadLink for a pair decided twice, two confirmed earlier registrations of one, or links in a circle."""
    pairs: set[tuple[str, str]] = set()
    earlier: dict[str, str] = {}
    for link in links:
        if link[:2] in pairs:
            raise errors.BadLink(
                f"{path} decides {link.urn} and {link.earlier_urn} more than once. Keep one line for the pair."
            )
        pairs.add(link[:2])
        if link.decision == "confirmed" and earlier.setdefault(link.urn, link.earlier_urn) != link.earlier_urn:
            raise errors.BadLink(
                f"{path} confirms two earlier registrations of {link.urn}: {earlier[link.urn]} and {link.earlier_urn}. "
                "A history can be carried on from one only: keep one line. If one came before the other, confirm it as "
                "the earlier registration of that one."
            )
    for start in earlier:
        seen, urn = [start], earlier[start]
        while urn in earlier and urn not in seen:
            seen.append(urn)
            urn = earlier[urn]
        if urn == start:
            raise errors.BadLink(
                f"{path} goes in a circle: {' → '.join([*seen, start])}. One of these lines has its URNs the wrong way "
                "round: the newer registration stands under urn."
            )


def usable(con: duckdb.DuckDBPyConnection, links: Sequence[Link], say: Callable[[str], None]) -> list[Link]:
    """The links between registrations that the table `snapshot` lists, newer after older; says what is left out."""
    urns = list({urn for link in links for urn in link[:2]})
    known = dict(
        con.execute(
            "SELECT urn, arg_max(registered_on, release_id) FROM snapshot WHERE list_contains($urns, urn) GROUP BY urn",
            {"urns": urns},
        ).fetchall()
    ) if urns else {}  # fmt: skip
    if unknown := sorted(set(urns) - known.keys()):
        say(f"Named in {FILE} and in no loaded release, so not linked: {', '.join(unknown)}")
    kept = []
    for link in links:
        if not known.keys() >= set(link[:2]):
            continue
        began, began_before = known[link.urn], known[link.earlier_urn]
        if link.decision == "confirmed" and began and began_before and began < began_before:
            say(
                f"Not linked: {FILE} confirms {link.earlier_urn} as earlier than {link.urn}, but it registered later "
                f"({began_before} and {began}). The newer registration stands under urn."
            )
            continue
        kept.append(link)
    return kept
