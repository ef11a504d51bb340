"""The filters: declared once, kept in the address, and shown as widgets that only mirror it.

The address is the single truth. Each run reads it, tells every widget what it says, and a widget that is used writes
the address and nothing else. So a link, a page change, Back and Forward all show the same view, and no widget can
disagree with it. (Streamlit's own bind="query-params" replaces the address instead of adding to the browser's
history, and clears it on a page change, so Back could not return to a filter.)

Left out: what the values mean (pipelines) and how the rows are drawn (tables).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import NamedTuple

import streamlit as st

from pages.parts import plain
from pipelines.domain import AREAS


class Filter(NamedTuple):
    """One filter: its word in the address is the warehouse's column name; several values mean any of them."""

    key: str
    label: str
    on_bar: bool = False


class Choice(NamedTuple):
    """One choice of how to look: exactly one value, the first unless the address says otherwise."""

    key: str
    label: str
    values: dict[str, str]


FILTERS = (
    Filter("local_authority", "Local authority", on_bar=True),
    Filter("provider_type", "Provider type", on_bar=True),
    Filter("flag", "Why flagged", on_bar=True),
    Filter("tier", "Tier"),
    Filter("region", "Region"),
    Filter("constituency", "Constituency"),
    Filter("provider_subtype", "Provider subtype"),
    Filter("deprivation_band", "Deprivation"),
    Filter("evidence", "Evidence"),
    Filter("registers", "Register"),
    Filter("window", "Inspection window (estimate)"),
)
ORDER = Choice("order", "Order by", {
    "priority": "Support priority", "volatility": "Volatility", "decline": "Decline",
    "inspected": "Latest grade", "name": "Name",
})  # fmt: skip
VIEW = Choice("view", "View", {"list": "List", "table": "Table"})
CHOICES = (ORDER, VIEW)
BY = Choice("by", "Areas", {
    "local_authority": "Local authorities", "region": "Regions", "constituency": "Constituencies",
})  # fmt: skip
MEASURE = Choice("measure", "Share of settings that are", {
    "watch": "Watch", "support": "Targeted and intensive", "flagged": "All flagged",
})  # fmt: skip
SORT = Choice("sort", "Order by", {
    "name": "Name", "settings": "Settings", "intensive": "Intensive share", "targeted": "Targeted share",
    "watch": "Watch share",
})  # fmt: skip
OTHERS = Choice("others", "Settings that are not flagged", {"shown": "With all settings", "hidden": "Flagged only"})
LONGEST = 100  # characters to find; the browser would refuse a longer paste without a word, so the box takes any
TOO_LONG = (
    f"A search takes up to {LONGEST} characters. What you gave is longer, so its first {LONGEST} are used. To look up "
    "a list of settings, take it to My settings."
)
PAGE_BUTTON, PAGE_BUTTONS = 42, 5  # pixels of one page number, and how many to show
AREA = "area"  # the one to compare with areas like it
AREA_CHOICES = (BY, MEASURE, SORT)
AREA_WORDS = (*(choice.key for choice in AREA_CHOICES), AREA, "areas_page")
SIDE_BY_SIDE = 3  # choices with more values are a select
CHANGED_WORDS = ("from", "to", "kind", "changed_page")  # of the page What changed
TRAINING_WORDS = ("theme", "training_page")  # of the page Training needs
DATASET = "dataset"  # of the page Downloads
ROLE = "role"  # of the page Guide
MAP_WORDS = ("others", "map_page")  # of the page Map
BACK_WORDS = ("back", "compared", "tab")  # of a setting's page: where it was opened (parts/opening.py)
AS_AT = "as_at"  # the date every page that can look back looks at
STAYING = (AS_AT, DATASET, *AREA_WORDS, *CHANGED_WORDS, *TRAINING_WORDS, *MAP_WORDS)  # stay while the filters change
ELSEWHERE = ("urn", "release", ROLE, *BACK_WORDS, *STAYING)  # words other pages use: never a problem here
WORDS = (*(f.key for f in FILTERS), "find", *(c.key for c in CHOICES), "page")


@dataclass(frozen=True)
class Areas:
    """What the address says to the areas page: which areas, compared by what, in which order, which page of them, and
    the one looked at closely, if any."""

    by: str
    measure: str
    sort: str
    page: int
    area: str | None = None
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class Chosen:
    """What the address says: values by filter, how to look, and the sentences about what was not understood."""

    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    find: str = ""
    order: str = next(iter(ORDER.values))
    view: str = next(iter(VIEW.values))
    page: int = 1
    problems: tuple[str, ...] = ()
    urns: tuple[str, ...] | None = None  # of a list the reader brought (parts/mine.py): never in the address

    @property
    def filters(self) -> dict:
        """What the reads need: {filter: values}, with find and the reader's own list where there are any."""
        own = {} if self.urns is None else {"urns": self.urns}
        return {**self.values, **({"find": self.find} if self.find else {}), **own}

    @property
    def is_narrowed(self) -> bool:
        """Whether there is a filter to clear."""
        return bool(self.values or self.find)


def address() -> dict[str, list[str]]:
    """The address as it stands, every value of every word."""
    return {key: st.query_params.get_all(key) for key in st.query_params}


def parse(
    said: Mapping[str, list[str]],
    options: Mapping[str, list[str]],
    authorities: Callable[[str], Sequence[str]] = lambda name: (),
) -> Chosen:
    """Read an address against the values that occur. What is not recognised becomes a sentence, never silence.

    `authorities` gives the local authorities that another spelling or a former name means.
    """
    problems, values = [], {}
    for item in FILTERS:
        known = {str(value).casefold(): value for value in options.get(item.key, [])}
        found = []
        for raw in said.get(item.key, []):
            value = known.get(raw.strip().casefold())
            meant = [value] if value is not None else authorities(raw) if item.key == "local_authority" else []
            if not meant:
                problems.append(f"{item.label} “{plain.text(raw)}” is not in this data, so it is not applied.")
            found += [one for one in meant if one not in found]
        if found:
            values[item.key] = tuple(found)
    picks = {choice.key: picked(choice, said, problems) for choice in CHOICES}
    page = number("page", said, problems)
    problems += strangers(said)
    find, too_long = to_find(_last(said, "find"))
    problems += too_long
    return Chosen(values, find, **picks, page=page, problems=tuple(problems))


def to_find(text: str) -> tuple[str, list[str]]:
    """As much of a text as can be looked for, and a sentence where that is not all."""
    text = text.lstrip()
    return text[:LONGEST].strip(), [TOO_LONG] if len(text) > LONGEST else []


def typed(key: str) -> str:
    """What stands in a box, cut just where `to_find` can still tell that it was longer."""
    return st.session_state[key].strip()[: LONGEST + 1]


def parse_areas(
    said: Mapping[str, list[str]],
    options: Mapping[str, list[str]],
    authorities: Callable[[str], Sequence[str]] = lambda name: (),
    values: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> Areas:
    """Read an address for the areas page, the same way. The area looked at closely is the one it names, else the first
    among `values`, the filters of the list."""
    problems: list[str] = []
    picks = {choice.key: picked(choice, said, problems) for choice in AREA_CHOICES}
    page = number("areas_page", said, problems)
    area = next(iter(values.get(picks["by"], ())), None)
    if raw := _last(said, AREA).strip():
        known = {str(value).casefold(): value for value in options.get(picks["by"], [])}
        meant = [known[raw.casefold()]] if raw.casefold() in known else []
        meant = meant or (authorities(raw) if picks["by"] == "local_authority" else [])
        if not meant:
            problems.append(f"The area “{plain.text(raw)}” is not in this data, so it is not shown.")
        area = next(iter(meant), area)
    return Areas(**picks, page=page, area=area, problems=(*problems, *strangers(said)))


def strangers(said: Mapping[str, list[str]]) -> list[str]:
    """A sentence for each word in the address that no page knows."""
    return [f"“{plain.text(word)}” in the address is not a filter, so it is not applied." for word in said
            if word not in WORDS and word not in ELSEWHERE]  # fmt: skip


def report(problems: Sequence[str]) -> None:
    """Say what in the address was not understood."""
    if problems:
        st.warning("  \n".join(problems), icon=":material/help:")


def picked(choice: Choice, said: Mapping[str, list[str]], problems: list[str]) -> str:
    """What an address says of a choice, the usual where it says nothing; a sentence about one not understood."""
    usual = next(iter(choice.values))
    raw = _last(said, choice.key)
    if raw and raw not in choice.values:
        problems.append(f"{choice.label} “{plain.text(raw)}” is not a choice here: this is {choice.values[usual]}.")
    return raw if raw in choice.values else usual


def number(word: str, said: Mapping[str, list[str]], problems: list[str]) -> int:
    """The page number under a word of the address, 1 where there is none; a sentence about one not understood."""
    raw = _last(said, word)
    if raw and not (raw.isascii() and raw.isdigit() and len(raw) < 9 and int(raw) > 0):
        problems.append(f"Page “{plain.text(raw)}” is not a page number: this is page 1.")
        raw = ""
    return int(raw or 1)


def to_query(chosen: Chosen) -> dict[str, list[str]]:
    """The address that says this and nothing more; what is the usual is left out, so links stay short."""
    query = {key: list(chosen.values[key]) for key in (f.key for f in FILTERS) if chosen.values.get(key)}
    if chosen.find:
        query["find"] = [chosen.find]
    for choice in CHOICES:
        value = getattr(chosen, choice.key)
        if value != next(iter(choice.values)):
            query[choice.key] = [value]
    if chosen.page > 1:
        query["page"] = [str(chosen.page)]
    return query


def narrowed(chosen: Chosen, key: str, *values: str) -> Chosen:
    """The same view with one filter set to these values (none: not set), from its first page."""
    return replace(chosen, values={**chosen.values, key: values}, page=1)


def carried() -> dict[str, list[str]]:
    """The part of the address that goes with the reader from page to page."""
    return {key: values for key, values in address().items() if key in WORDS or key in STAYING}


def aside() -> dict[str, list[str]]:
    """What the address says beside the filters: it stays while they change."""
    return {key: values for key, values in address().items() if key in STAYING}


def go(query: Mapping[str, list[str]]) -> None:
    """Open another view of this page: one entry in the browser's history. For on_click."""
    st.query_params.from_dict({**aside(), **query})


def named(key: str, value: str, words: Mapping[str, str]) -> str:
    """One value of a filter as readers see it; an inspection window is an estimate."""
    return words.get(value, str(value)) + (" (estimate)" if key == "window" else "")


def summary(chosen: Chosen, words: Mapping[str, str]) -> str:
    """What is set, in a few words, for the folded control."""
    parts = [named(key, value, words) for key, values in chosen.values.items() for value in values]
    return " · ".join(parts + ([f"“{plain.text(chosen.find)}”"] if chosen.find else [])) or "none set"


def bar(chosen: Chosen, options: Mapping[str, list[str]], words: Mapping[str, str]) -> None:
    """The row of filters; on a phone it folds into one button that says what is set (look.css)."""
    is_open = st.session_state.get("filters_open", False)
    with st.container(key="filters-fold"):
        state = "open" if is_open else "closed"
        st.button(
            f"Filters ({state}): {summary(chosen, words)}", key="fold", on_click=_fold, width="stretch",
            icon=":material/tune:",
        )  # fmt: skip
    with st.container(key="filters-open" if is_open else "filters-shut"):
        columns = st.columns([3, 3, 3, 4, 2], vertical_alignment="bottom")
        on_bar = [f for f in FILTERS if f.on_bar]
        for column, item in zip(columns, on_bar, strict=False):
            with column:
                _select(item, chosen, options, words)
        st.session_state["w_find"] = chosen.find
        columns[len(on_bar)].text_input(
            "Find", key="w_find", placeholder="Name, URN, postcode or town", on_change=_used, args=("find",),
            icon=":material/search:",
        )  # fmt: skip
        behind = [f for f in FILTERS if not f.on_bar]
        count = sum(bool(chosen.values.get(f.key)) for f in behind)
        with columns[-1].popover(f"More ({count})" if count else "More filters", width="stretch"):
            for item in behind:
                _select(item, chosen, options, words)


def areas(chosen: Chosen, options: Mapping[str, list[str]], beside) -> None:
    """The filters by area, for a page that has no others: one that stands here, two behind a button `beside` it."""
    named = {item.key: item for item in FILTERS}
    _select(named["local_authority"], chosen, options, {})
    count = sum(bool(chosen.values.get(key)) for key in AREAS[1:])
    with beside.popover(f"More areas ({count})" if count else "More areas", width="stretch"):
        for key in AREAS[1:]:
            _select(named[key], chosen, options, {})


def local_authorities(chosen: Chosen, options: Mapping) -> None:
    """The filter by local authority alone."""
    _select(next(item for item in FILTERS if item.key == AREAS[0]), chosen, options, {})


def look(choice: Choice, chosen: Chosen | Areas) -> None:
    """One choice of how to look: side by side when there are few, else a select that names itself."""
    key = f"w_{choice.key}"
    st.session_state[key] = getattr(chosen, choice.key)
    used = turned if choice.key in STAYING else _used
    common = {"key": key, "on_change": used, "args": (choice.key,), "label_visibility": "collapsed"}
    if len(choice.values) <= SIDE_BY_SIDE:
        st.segmented_control(choice.label, list(choice.values), format_func=choice.values.get, required=True, **common)
    else:
        said = {value: f"{choice.label}: {word[0].lower()}{word[1:]}" for value, word in choice.values.items()}
        st.selectbox(choice.label, list(choice.values), format_func=said.get, width=215, **common)


def area(chosen: Areas, names: Sequence[str]) -> None:
    """The choice of the one area to look at closely."""
    st.session_state[f"w_{AREA}"] = chosen.area if chosen.area in names else None
    st.selectbox(
        "Area to look at", names, key=f"w_{AREA}", on_change=turned, args=(AREA,), width=280,
        label_visibility="collapsed", placeholder="Choose an area to look at",
    )  # fmt: skip


def pager(page: int, pages: int, word: str = "page") -> None:
    """Page numbers, kept in the address like everything else."""
    if pages > 1:
        key, used = f"w_{word}", turned if word in STAYING else _used
        st.session_state[key] = page
        # Without it the widget hides pages it has room for; with less than for four, the second of two or three.
        room = PAGE_BUTTON * (min(max(pages, 4), PAGE_BUTTONS + 2) + 2)
        st.pagination(pages, key=key, on_change=used, args=(word,), max_visible_pages=PAGE_BUTTONS, width=room)


def _select(item: Filter, chosen: Chosen, options: Mapping, words: Mapping) -> None:
    key = f"w_{item.key}"
    st.session_state[key] = list(chosen.values.get(item.key, ()))
    # Kent is spelt within Kensington and Chelsea too: the likeliest is first, and Enter takes that one, never all.
    st.multiselect(
        item.label, options.get(item.key, []), key=key, placeholder="All", on_change=_used, args=(item.key,),
        format_func=lambda value: words.get(value, str(value)), select_all=False,
    )  # fmt: skip


def _used(key: str) -> None:
    """Write the address from the widgets. All of them, not only the one used: two quick changes may arrive before
    the browser has heard of the first. Values this page could not read stay until their own filter is used."""
    query = {word: values for word, values in address().items() if word != "urn"}
    for word in WORDS:
        if f"w_{word}" not in st.session_state:
            continue
        value = typed("w_find") if word == "find" else st.session_state[f"w_{word}"]
        now = [str(v) for v in value] if isinstance(value, list) else [str(value)] if value else []
        if word == key or now:
            query[word] = now
    if key not in ("page", "view"):
        query |= {page: [] for page in ("page", "changed_page", "training_page", "map_page")}
    usual = {choice.key: [next(iter(choice.values))] for choice in CHOICES} | {"page": ["1"]}
    st.query_params.from_dict({k: v for k, v in query.items() if v and v != usual.get(k)})


def turned(key: str) -> None:
    """Write one choice of a page that is not the list into the address; another choice starts from the first page."""
    usual = {choice.key: next(iter(choice.values)) for choice in (*AREA_CHOICES, OTHERS)}
    usual |= dict.fromkeys(("areas_page", "changed_page", "training_page", "map_page"), "1")
    page = next((words[-1] for words in (AREA_WORDS, TRAINING_WORDS, MAP_WORDS) if key in words), "changed_page")
    gone = (key, page, "urn", *([AREA] if key == BY.key else []))  # an area of one kind is none of another
    query = {word: values for word, values in address().items() if word not in gone}
    value = str(st.session_state[f"w_{key}"] or "")
    st.query_params.from_dict({**query, **({} if value in ("", usual.get(key)) else {key: [value]})})


def _fold() -> None:
    st.session_state["filters_open"] = not st.session_state.get("filters_open", False)


def _last(said: Mapping[str, list[str]], key: str) -> str:
    return (said.get(key) or [""])[-1]
