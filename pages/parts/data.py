"""What the pages ask, one function per question; the only place in the pages that knows pipelines.reads.

A run of a page reads one build from beginning to end: the frame calls refresh() first, which follows the pointer, so
a new build is picked up at the next interaction and never in the middle of one. Option lists and area totals are kept
per build (they are slow and small); rows are never kept.
"""

import datetime as dt
import logging
from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from pipelines import (
    as_at,
    authorities,
    briefing,
    caseload,
    errors,
    export,
    flagged_list,
    judgements,
    local_reads,
    paths,
    proof,
    reads,
    relevant_support,
    scores,
    training,
    windows,
)
from pipelines import glossary as words_of_the_field
from pipelines import likeness as like
from pipelines import quality as release_quality

PAGE_SIZE = 25
MOST_BRIEFINGS = briefing.MOST
log = logging.getLogger(__name__)


def refresh() -> None:
    """Serve this run from the build the pointer names now. Raises errors.NoWarehouse."""
    st.session_state.pop("served", None)
    warehouse = paths.Warehouse(paths.default_warehouse())
    pointer = warehouse.pointer.read_bytes() if warehouse.pointer.exists() else b""
    st.session_state["served"] = st.session_state["newest"] = _serve(pointer, warehouse)


def look_back(to: dt.date) -> None:
    """Serve this run from the same build as at an earlier release date."""
    newest = _served()
    st.session_state["served"] = _serve_earlier(newest.pointer["build_id"], to, newest)


@st.cache_resource(max_entries=4, show_spinner="Working out what was known then")
def _serve_earlier(build_id: str, to: dt.date, _newest: reads.Served) -> reads.Served:
    """One opened build as at an earlier date for all sessions, made the first time anyone asks."""
    return as_at.earlier(_newest, to)


def moments() -> list[dict]:
    """The release dates of the build on screen, newest first: as_at, coverage, release_count."""
    return _moments(_served().pointer["build_id"], _served())


@st.cache_data(max_entries=4, show_spinner=False)
def _moments(build_id: str, _from: reads.Served) -> list[dict]:
    return reads.moments(_from)


@st.cache_resource(max_entries=2, show_spinner=False)
def _serve(pointer: bytes, _warehouse: paths.Warehouse) -> reads.Served:
    """One opened build for all sessions, kept for as long as the pointer says the same."""
    return reads.serve(_warehouse)


def _served() -> reads.Served:
    if "served" not in st.session_state:
        refresh()
    return st.session_state["served"]


def served() -> reads.Served:
    """The build this run reads, for the questions that stand in modules of their own."""
    return _served()


def made_later(make: Callable[..., bytes], *asked: object) -> Callable[[], bytes]:
    """What makes a file when its button is pressed, from the build on screen: make(build, *asked)."""
    return partial(_made, make, _served(), *asked)


def build() -> dict:
    """The build being served: build_id, as_at, built_at, is_sample, scope_count, source, notice, ..."""
    return reads.build(_served())


def build_if_any() -> dict | None:
    """The build being served; None where there is none, or it cannot be read."""
    try:
        return build()
    except errors.NoWarehouse:
        return None


def options() -> dict[str, list[str]]:
    """For each filter, the values that occur, in the order to show them."""
    return _options(_served().pointer["build_id"], _served())


@st.cache_data(max_entries=2, show_spinner=False)
def _options(build_id: str, _from: reads.Served) -> dict[str, list[str]]:
    return flagged_list.options(_from)


def authorities_called(name: str) -> list[str]:
    """The local authorities of the build that another spelling or a former name means."""
    return authorities.called(name, options()["local_authority"])


def words() -> dict[str, dict]:
    """For each label, flag and tier: display, print, rule, meaning (parameters filled in)."""
    return words_of_the_field.words()


def frameworks() -> list[dict]:
    """Inspection frameworks, oldest first: starts_on, framework, short."""
    return [{**row, "starts_on": dt.date.fromisoformat(row["starts_on"])} for row in judgements.frameworks()]


def flagged(filters: dict, order: str, page: int, page_size: int = PAGE_SIZE) -> dict:
    """One page of settings: rows, first and last (counted from 1), total, page (the one given, or the last there is),
    pages."""
    found = flagged_list.page(_served(), filters, order, page, page_size)
    before = (found["page"] - 1) * page_size
    return {**found, "first": before + 1, "last": before + len(found["rows"])}


def counts(filters: dict) -> dict:
    """What each press would open: scope, flagged, tiers {tier: n}, flags {flag: n}, and more: flagged_list.counts."""
    return flagged_list.counts(_served(), filters)


def setting(urn: str) -> dict | None:
    """One provider as listed; None where no loaded release lists that URN."""
    try:
        return reads.setting(_served(), urn)
    except errors.UnknownProvider:
        return None


def listed_later(urns: Sequence[str]) -> set[str]:
    """Those of these URNs, unknown at the earlier date on screen, that the newest data list."""
    newest = st.session_state.get("newest")
    if newest is None or newest is _served():
        return set()
    return {row["urn"] for row in reads.labels_of(newest, list(urns))}


def history(urn: str) -> list[dict]:
    """Every inspection on the timeline, oldest first."""
    return reads.history(_served(), urn)


def spells(urn: str) -> list[dict]:
    """How its label moved over the releases, newest first: from_on, until_on, label, tier, flags, reason."""
    return reads.spells(_served(), urn)


def changes(urn: str) -> list[dict]:
    """One row per step between scored inspections, with its points."""
    return reads.changes(_served(), urn)


def matched(parsed: caseload.Parsed) -> tuple[dict[str, dict], list[str]]:
    """The settings of a reader's own list by URN, in order of support priority, and the URNs no release knows."""
    return caseload.match(_served(), parsed)


def window(urn: str) -> dict | None:
    """When a setting is likely to be inspected next, an estimate: window_from, window_to, rule, ...; None without."""
    return windows.window(_served(), urn)


def results(urn: str) -> list[dict]:
    """What each inspection said: its row of history with `results` {area: {result, band}}."""
    return judgements.results(_served(), urn)


def support(urn: str) -> list[dict]:
    """Support relevant to what the latest inspections found weak: theme, because."""
    return relevant_support.of_setting(_served(), urn)


def training_needs(areas: dict) -> dict:
    """Support relevant to the flagged settings of some areas: flagged, judged, weak and themes, each with settings."""
    chosen = tuple((name, tuple(values)) for name, values in sorted(areas.items()))
    return _training_needs(_served().pointer["build_id"], chosen, _served())


@st.cache_data(max_entries=16, show_spinner=False)
def _training_needs(build_id: str, areas: tuple, _from: reads.Served) -> dict:
    return training.needs(_from, dict(areas))


def likeness(urn: str) -> str | None:
    """What came next for settings like one, in words; None for one out of scope or gone."""
    return like.told(_served(), urn, outlook())


def outlook() -> list[dict]:
    """Every group of alike settings and what came next, the widest first, each with `words` for what it is."""
    return _outlook(_served().pointer["build_id"], _served())


@st.cache_data(max_entries=2, show_spinner=False)
def _outlook(build_id: str, _from: reads.Served) -> list[dict]:
    return [{**group, "words": like.words(group)} for group in like.table(_from)]


def glossary() -> tuple[dict, ...]:
    """Every word the product uses in a sense of its own: term, meaning, see."""
    return words_of_the_field.terms()


def scoring(urn: str) -> dict:
    """How the scores add up: steps, the sums over them, and what they are put into."""
    return scores.added_up(_served(), urn)


def sightings(urn: str) -> list[dict]:
    """Every mention of an inspection as each release printed it, oldest release first."""
    return reads.sightings(_served(), urn)


def appearances(urn: str) -> list[dict]:
    """The releases that list a provider, oldest first."""
    return reads.appearances(_served(), urn)


def local(urn: str) -> dict | None:
    """What the authority's own feed says of a setting, from the local build: a connection of its own.

    None where no local data have been built or the feed does not list it; {} where they cannot be read. `is_older`:
    the open data have been built again since, so what is said of both may no longer hold.
    """
    pointer = local_reads.pointer_bytes()
    if pointer is None:
        return None
    try:
        served = served_local(pointer)
        found = local_reads.setting(served, urn)
        return found and {**found, "is_older": served.pointer.get("open_build_id") != _served().pointer["build_id"]}
    except errors.NoLocalData as fault:
        log.error("%s", fault)
        return {}


@st.cache_resource(max_entries=1, show_spinner=False)
def served_local(pointer: bytes) -> reads.Served:
    """One opened local build for all sessions, kept for as long as its pointer says the same."""
    return local_reads.serve()


def classified() -> str:
    """How local data are classified and must be handled."""
    return local_reads.classification()


def lineage(urn: str) -> list[dict]:
    """Likely and confirmed registrations before and after one, never those an authority has rejected."""
    return reads.lineage(_served(), urn)


def split_authority(name: str) -> dict | None:
    """Of an authority shown as split since: name, ended_on and successors."""
    return authorities.split(name)


def releases() -> list[dict]:
    """The releases in the build, oldest first: file_name, as_at, coverage, rows_staged, ..."""
    return reads.releases(_served())


def quality() -> list[dict]:
    """One row per release, oldest first: its accounting, headers, values and conflicts."""
    return _quality(_served().pointer["build_id"], _served())


@st.cache_data(max_entries=2, show_spinner=False)
def _quality(build_id: str, _from: reads.Served) -> list[dict]:
    return release_quality.releases(_from)


def refused() -> list[dict]:
    """The files left out because they could not be read: file_name, reason."""
    return release_quality.refused(_served())


def findings(release_id: int) -> list[dict]:
    """What one release holds that could not be taken as printed, with examples."""
    return release_quality.findings(_served(), release_id)


def headers(release_id: int) -> list[dict]:
    """Every header of one release and what became of it."""
    return release_quality.headers(_served(), release_id)


def completeness(release_id: int) -> list[dict]:
    """How full each column of one release is, beside the release before."""
    return release_quality.completeness(_served(), release_id)


def disagreements(release_id: int) -> list[dict]:
    """Where one release differs from what stands."""
    return release_quality.disagreements(_served(), release_id)


def backtest() -> dict | None:
    """What the back-test of the build on screen found: its summary and its tables; None where none has been run."""
    return proof.read(paths.Warehouse(paths.default_warehouse()).backtest, _served().pointer["build_id"])


def backtest_command() -> str:
    """The command that makes one for the build on screen."""
    return proof.command(releases())


def parameters() -> list[dict]:
    """The parameters the build was made with."""
    return reads.parameters(_served())


def support_themes() -> tuple[dict, ...]:
    """Support relevant to each weak area: area, display, theme."""
    return relevant_support.themes()


def worked_example() -> dict:
    """The method's worked example under the parameters in force."""
    return scores.worked_example()


def in_scope(areas: tuple[str, ...]) -> int:
    """How many settings of these local authorities (none: of all) are on the Early Years Register."""
    return counts({"local_authority": areas})["scope"] if areas else build()["scope_count"]


def dataset_rows(areas: tuple[str, ...]) -> dict[str, int]:
    """How many rows each dataset has of these local authorities (none: of all), in the order to show them."""
    return _dataset_rows(_served().pointer["build_id"], areas, _served())


@st.cache_data(max_entries=16, show_spinner=False)
def _dataset_rows(build_id: str, areas: tuple[str, ...], _from: reads.Served) -> dict[str, int]:
    return {name: export.row_count(_from, name, areas) for name in export.DATASETS}


def download(dataset: str, form: str, areas: tuple[str, ...] = ()) -> Callable[[], bytes]:
    """What makes one dataset's file (or that of all, or the dictionary) when its button is pressed, from the build on
    screen, in one of export.FORMATS, of these local authorities (none: of all)."""
    return partial(_made, export.file_bytes, _served(), dataset, form, areas)


def download_flagged(filters: dict, order: str, form: str) -> Callable[[], bytes]:
    """What makes the CSV or spreadsheet of every row of a view of the list, when its button is pressed."""
    return partial(_made, export.flagged, _served(), filters, order, form)


def download_briefing(*urns: str) -> Callable[[], bytes]:
    """What makes the briefing of one setting, or of several in this order, when its button is pressed."""
    return partial(_made, briefing.of_urns, _served(), urns)


def download_briefings(filters: dict, order: str) -> Callable[[], bytes]:
    """What makes the briefings of a view of the list, the first `MOST_BRIEFINGS` of it."""
    return partial(_made, briefing.of_view, _served(), filters, order)


def _made(make: Callable[..., bytes], served: reads.Served, *asked: object) -> bytes:
    """The bytes of a file from the build that was on screen, or from the newest where that one is gone by now."""
    still = served if served.path.exists() else reads.serve(paths.Warehouse(paths.default_warehouse()))
    return make(still, *asked)
