"""What the pages ask, one function per question; the only place in the pages that knows pipelines.reads.

Option lists and area totals are kept per build (they are slow and small); rows are never kept. Every answer is plain
Python: dictionaries named by the warehouse's columns, None for what is not there.
"""

import streamlit as st

from pipelines import reads

PAGE_SIZE = 25


def build() -> dict:
    """The build being served: build_id, as_at, built_at, is_sample, scope_count, source, notice, ..."""
    return reads.build()


def options() -> dict[str, list[str]]:
    """For each filter, the values that occur, in the order to show them."""
    return _options(build()["build_id"])


@st.cache_data(max_entries=2, show_spinner=False)
def _options(build_id: str) -> dict[str, list[str]]:
    return reads.options()


def words() -> dict[str, dict]:
    """For each label and flag: display, print, rule, meaning (parameters filled in)."""
    return reads.words()


def frameworks() -> list[dict]:
    """Inspection frameworks, oldest first: starts_on, framework, short."""
    return reads.frameworks()


def flagged(filters: dict, order: str, page: int, page_size: int = PAGE_SIZE) -> dict:
    """One page of settings: rows, total, page (the one given, or the last there is), pages."""
    return reads.flagged(filters, order, page, page_size)


def counts(filters: dict) -> dict:
    """What each press would open: scope, flagged, tiers {tier: n}, flags {flag: n}."""
    return reads.counts(filters)


def setting(urn: str) -> dict:
    """One provider as listed. Raises errors.UnknownProvider."""
    return reads.setting(urn)


def history(urn: str) -> list[dict]:
    """Every inspection on the timeline, oldest first."""
    return reads.history(urn)


def changes(urn: str) -> list[dict]:
    """One row per step between scored inspections, with its points."""
    return reads.changes(urn)


def judgements(urn: str) -> list[dict]:
    """What each inspection said, area by area."""
    return reads.judgements(urn)


def areas(kind: str) -> list[dict]:
    """Counts and shares by area of one kind, with England and the region beside them."""
    return _areas(build()["build_id"], kind)


@st.cache_data(max_entries=8, show_spinner=False)
def _areas(build_id: str, kind: str) -> list[dict]:
    return reads.areas(kind)
