"""What the page What changed asks, one function per question; counts are kept per build, rows never.

Beside pages/parts/data.py, which serves the build and asks everything else.
"""

import datetime as dt
import logging
from collections.abc import Callable, Mapping

import streamlit as st

from pages.parts import data
from pipelines import changed, digest, domain, errors, local_reads, panel, reads

log = logging.getLogger(__name__)


def release_dates() -> list[dt.date]:
    """The dates the loaded releases are as at, oldest first, each once."""
    return changed.release_dates(data.served())


def kinds() -> dict[str, dict]:
    """Every kind of change, the gravest first: display, meaning."""
    return changed.kinds()


def nothing_compared(counts: Mapping, asked: changed.Asked, where: str) -> str | None:
    """That nothing newer is known of any of these settings; None where something is."""
    return changed.nothing_compared(counts, asked.from_on, asked.to_on, where)


def some_not_compared(counts: Mapping, asked: changed.Asked) -> str:
    """How many of these settings nothing newer is known of, and why; nothing where that is none, or all."""
    return changed.some_not_compared(counts, asked.from_on, asked.to_on)


def question(from_on: dt.date, to_on: dt.date, values: Mapping, urns: tuple[str, ...] | None) -> changed.Asked:
    """A question of what changed: two release dates, the areas among a view's filters, and which URNs."""
    areas = [values.get(name) or None for name in domain.AREAS]
    return changed.Asked(from_on, to_on, *areas, urns)


def counts(asked: changed.Asked) -> dict:
    """How many settings: all, outcomes, kinds and groups, and in scope at each date."""
    return _counts(data.served().pointer["build_id"], asked, data.served())


@st.cache_data(max_entries=32, show_spinner=False)
def _counts(build_id: str, asked: changed.Asked, _from: reads.Served) -> dict:
    return changed.counts(_from, asked)


def between(asked: changed.Asked, kind: str | None, page: int) -> dict:
    """One page of what changed: rows, first and last (counted from 1), total, page and pages."""
    found = changed.changed(data.served(), asked, kind, page, data.PAGE_SIZE)
    before = (found["page"] - 1) * data.PAGE_SIZE
    return {**found, "first": before + 1, "last": before + len(found["rows"])}


def newly_flagged(values: Mapping) -> dict | None:
    """How many settings of these areas are flagged since the release before: count, from_on, to_on; None
    without one."""
    areas = tuple((name, tuple(values.get(name) or ())) for name in domain.AREAS)
    return _newly_flagged(data.served().pointer["build_id"], areas, data.served())


@st.cache_data(max_entries=64, show_spinner=False)
def _newly_flagged(build_id: str, areas: tuple, _from: reads.Served) -> dict | None:
    return changed.newly_flagged(_from, dict(areas))


def urns_in(text: str) -> list[str]:
    """The URNs in a pasted text, each once."""
    return changed.urns_in(text)


def unknown_urns(urns: tuple[str, ...]) -> list[str]:
    """Those that no loaded release lists."""
    return changed.unknown(data.served(), urns)


def csv(asked: changed.Asked, kind: str | None) -> Callable[[], bytes]:
    """What makes the CSV of every row of a view of what changed, when its button is pressed."""
    return data.made_later(changed.csv_of, asked, kind)


def text(asked: changed.Asked) -> Callable[[], bytes]:
    """What makes the plain-text digest of a view of what changed, when its button is pressed."""
    return data.made_later(_digest, asked)


def panel_pack(asked: changed.Asked) -> Callable[[], bytes]:
    """What makes the panel pack of the local authorities of a view of what changed, when its button is pressed."""
    return data.made_later(panel.of_areas, asked.local_authorities, asked.from_on, asked.to_on)


def _digest(served: reads.Served, asked: changed.Asked) -> bytes:
    areas = next(filter(None, (asked.local_authorities, asked.constituencies, asked.regions)), ())
    return digest.digest(served, asked, digest.place(areas, asked.urns)).encode()


def local(day: dt.date) -> list[dict]:
    """Suspensions and notices in an authority's own feed since a day: urn, what, happened_on, and who the open data
    say it is (None where Ofsted asks for special care). Empty without local data, or where they cannot be read."""
    pointer = local_reads.pointer_bytes()
    if pointer is None:
        return []
    try:
        rows = local_reads.since(data.served_local(pointer), day)
    except errors.NoLocalData as fault:
        log.error("%s", fault)
        return []
    known = changed.names(data.served(), {row["urn"] for row in rows if not row["is_sensitive"]})
    return [{**row, **known.get(row["urn"], {"provider_name": None, "provider_type": None})} for row in rows]
