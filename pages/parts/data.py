"""What the pages ask, one function per question; the only place in the pages that knows pipelines.reads.

A run of a page reads one build from beginning to end: the frame calls refresh() first, which follows the pointer, so
a new build is picked up at the next interaction and never in the middle of one. Option lists and area totals are kept
per build (they are slow and small); rows are never kept.
"""

import datetime as dt

import streamlit as st

from pipelines import paths, reads

PAGE_SIZE = 25


def refresh() -> None:
    """Serve this run from the build the pointer names now. Raises errors.NoWarehouse."""
    st.session_state.pop("served", None)
    warehouse = paths.Warehouse(paths.default_warehouse())
    pointer = warehouse.pointer.read_bytes() if warehouse.pointer.exists() else b""
    st.session_state["served"] = _serve(pointer, warehouse)


@st.cache_resource(max_entries=2, show_spinner=False)
def _serve(pointer: bytes, _warehouse: paths.Warehouse) -> reads.Served:
    """One opened build for all sessions, kept for as long as the pointer says the same."""
    return reads.serve(_warehouse)


def _served() -> reads.Served:
    if "served" not in st.session_state:
        refresh()
    return st.session_state["served"]


def build() -> dict:
    """The build being served: build_id, as_at, built_at, is_sample, scope_count, source, notice, ..."""
    return reads.build(_served())


def options() -> dict[str, list[str]]:
    """For each filter, the values that occur, in the order to show them."""
    return _options(_served().pointer["build_id"], _served())


@st.cache_data(max_entries=2, show_spinner=False)
def _options(build_id: str, _from: reads.Served) -> dict[str, list[str]]:
    return reads.options(_from)


def words() -> dict[str, dict]:
    """For each label, flag and tier: display, print, rule, meaning (parameters filled in)."""
    return reads.words()


def frameworks() -> list[dict]:
    """Inspection frameworks, oldest first: starts_on, framework, short."""
    return [{**row, "starts_on": dt.date.fromisoformat(row["starts_on"])} for row in reads.frameworks()]


def flagged(filters: dict, order: str, page: int, page_size: int = PAGE_SIZE) -> dict:
    """One page of settings: rows, first and last (counted from 1), total, page (the one given, or the last there is),
    pages."""
    found = reads.flagged(_served(), filters, order, page, page_size)
    before = (found["page"] - 1) * page_size
    return {**found, "first": before + 1, "last": before + len(found["rows"])}


def counts(filters: dict) -> dict:
    """What each press would open: scope, flagged, tiers {tier: n}, flags {flag: n}."""
    return reads.counts(_served(), filters)


def setting(urn: str) -> dict:
    """One provider as listed. Raises errors.UnknownProvider."""
    return reads.setting(_served(), urn)


def history(urn: str) -> list[dict]:
    """Every inspection on the timeline, oldest first."""
    return reads.history(_served(), urn)


def changes(urn: str) -> list[dict]:
    """One row per step between scored inspections, with its points."""
    return reads.changes(_served(), urn)


def judgements(urn: str) -> list[dict]:
    """What each inspection said, area by area."""
    return reads.judgements(_served(), urn)


def areas(kind: str) -> list[dict]:
    """Counts and shares by area of one kind, with England and the region beside them."""
    return _areas(_served().pointer["build_id"], kind, _served())


@st.cache_data(max_entries=8, show_spinner=False)
def _areas(build_id: str, kind: str, _from: reads.Served) -> list[dict]:
    return reads.areas(_from, kind)
