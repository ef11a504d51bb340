"""Up to four settings side by side: which they are (in the address), how one is added or taken away, and the table."""

from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

from pages.parts import data, filters, html, opening, plain, tables, telling, words
from pipelines import domain, finding, sentences, windows

MOST = 4
NONE = {"window_to": None}
FIND = (
    "Type part of a name, a postcode, a town or a URN (the list and each setting’s page say it) and press Enter. Where "
    "several fit, they are named to choose from."
)
HOW = f"Choose up to {MOST} settings. {FIND} The address holds them, so the link shows a colleague the same."
MORE = f"Add up to three more to compare it with. {FIND}"
SOUGHT = "compare_sought"  # in the session: what was typed and fits several settings, or none
OFFERED = 10  # settings to choose from
HERE = "What does stands here already."
NOTHING = (
    "No name is spelt nearly so either. Try a part of the name, the postcode, or the URN from its report. Where Ofsted "
    "withholds a name, as for most childminders, only the URN finds it."
)
NEAREST = f" The nearest {OFFERED} are here."
CAPTION = "The same facts for each. Scores only order settings that share a label; none of this is a quality rating."


def link(urns: Sequence[str]) -> None:
    """The way here, with these settings."""
    st.page_link("pages/compare_settings.py", label="Compare with others" if len(urns) == 1 else "Compare these",
                 icon=":material/view_column:", query_params=opening.comparing(urns))  # fmt: skip


def chosen(said: Mapping[str, Sequence[str]]) -> tuple[list[dict], list[str]]:
    """The settings the address names, each once, and sentences about what is not shown."""
    urns = list(dict.fromkeys(urn.strip().upper() for urn in said.get("urn", []) if urn.strip()))
    rows = {urn: data.setting(urn) for urn in urns[:MOST]}
    problems = [telling.unknown(urn) for urn, row in rows.items() if row is None]
    if len(urns) > MOST:
        problems.append(f"{len(urns)} settings are named in the address; the first {MOST} are shown.")
    return [row for row in rows.values() if row], problems


def choose(rows: Sequence[Mapping]) -> None:
    """A place to find one as in the list, and a button for each to take it away."""
    urns = [row["urn"] for row in rows]
    if len(rows) == 1:
        st.write(MORE)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if len(rows) < MOST:
            st.text_input("Add a setting", key="add", placeholder="Name, URN, postcode or town", width=320,
                          icon=":material/search:", on_change=_add, args=(urns,))  # fmt: skip
        for row in rows:
            left = [urn for urn in urns if urn != row["urn"]]
            st.button(f"Remove {plain.name(tables.name_of(row))}", key=f"away-{row['urn']}", icon=":material/close:",
                      type="tertiary", on_click=_go, args=(left,))  # fmt: skip

    if len(rows) < MOST:
        _offer(urns)


def _add(urns: list[str]) -> None:
    """Add the one setting that is meant; where several or none are, keep what was typed for the page to ask."""
    typed = filters.typed("add")
    sought = " ".join(filters.to_find(typed)[0].split())
    found = _matching(sought, urns)
    exact = [row for row in found["rows"] if row["urn"] == sought.upper()]
    if exact or found["total"] == 1:
        _take(urns, (exact or found["rows"])[0]["urn"])
    else:
        st.session_state[SOUGHT] = typed


def _matching(sought: str, urns: Sequence[str]) -> Mapping:
    """What the list would find, less those that stand here already, the areas of the address first: rows and total;
    where it would find nothing, near: what is spelt nearly so."""
    if not sought:
        return {"rows": [], "total": 0, "beside": 0, "near": []}
    areas = filters.parse(filters.address(), data.options(), data.authorities_called).values
    found = finding.settings(data.served(), sought, areas, urns, OFFERED)
    is_nothing = not found["total"] and not found["beside"]
    return {**found, "near": finding.near(data.served(), sought, areas, urns, OFFERED) if is_nothing else []}


def _offer(urns: list[str]) -> None:
    """What was sought and fits several settings, to choose from; or what is spelt nearly so; or that it fits none."""
    sought, too_long = filters.to_find(st.session_state.get(SOUGHT, ""))
    if not sought:
        return
    filters.report(too_long)
    sought = " ".join(sought.split())
    found, quoted = _matching(sought, urns), f"“{plain.text(sought)}”"
    rows = found["rows"] or found["near"]
    if not rows:
        st.info(f"No other setting matches {quoted}. {HERE if found['beside'] else NOTHING}", icon=":material/info:")
        return
    if found["near"]:
        told = f"No setting matches {quoted}. {'This one is' if len(rows) == 1 else 'These are'} spelt nearly so."
        told += NEAREST if len(rows) == OFFERED else ""
        asked = "Is it this one?" if len(rows) == 1 else "Is it one of these?"
    else:
        shown = f"; the first {OFFERED} are here, type more of the name to find others"
        told = f"{words.plural(found['total'], 'setting matches', 'settings match')} {quoted}"
        told += f"{'' if found['total'] <= OFFERED else shown}."
        asked = "Which one?"
    with st.container(key="offered", border=True, gap="xxsmall"):
        st.write(f"{told} {asked}")
        for row in rows:
            st.button(f"{plain.name(tables.name_of(row))} · URN {row['urn']} · {plain.name(row['local_authority'])}",
                      key=f"add-{row['urn']}", type="tertiary", icon=":material/add:", on_click=_take,
                      args=(urns, row["urn"]))  # fmt: skip


def _take(urns: list[str], urn: str) -> None:
    st.session_state["add"] = ""
    st.session_state.pop(SOUGHT, None)
    _go([*urns, urn])


def _go(urns: list[str]) -> None:
    st.query_params.from_dict(opening.comparing(urns))


def table(rows: Sequence[Mapping]) -> None:
    """One row per fact, one column per setting."""
    said = words.displayed()
    facts = {
        "Registration": [_named(row) for row in rows],
        "Tier": [tables.chip(row["tier"]) for row in rows],
        "Why": [_why(row, said) for row in rows],
        "In words": [escape(row["reason"]) for row in rows],
        "History": [tables.line_of_marks(row["marks"]) for row in rows],
        "Next inspection (estimate)": [escape(windows.short(data.window(row["urn"]) or NONE)) for row in rows],
        "Relevant support": ["<br>".join(escape(telling.result(one["theme"])) for one in data.support(row["urn"]))
                             or '<span class="quiet">None named</span>' for row in rows],
        "Volatility": [tables.score(row, "volatility") for row in rows],
        "Decline": [tables.score(row, "decline") for row in rows],
        "Evidence": [escape(row["evidence"] or "not scored") for row in rows],
        "Kind": [escape(sentences.kind(row)) for row in rows],
        "Places": [f"{row['places']:,}" if row["places"] else "" for row in rows],
        "Deprivation of the area": [escape(row["deprivation_band"] or "") for row in rows],
        "Known as at": [domain.long_date(min(row["as_at"], row["last_seen_on"])) for row in rows],
    }  # fmt: skip
    heads = ["What", *(tables.name_of(row) for row in rows)]
    caption = CAPTION + words.bare_scores(rows) + words.signs(rows)
    html.table(caption, heads, [(name, *cells) for name, cells in facts.items() if any(cells)], kind="beside")


def _why(row: Mapping, said: Mapping) -> str:
    label, also = tables.why(row, said)
    return escape(label) + (f' <span class="more">also {escape(also)}</span>' if also else "")


def _named(row: Mapping) -> str:
    link = opening.link(row["urn"], f"URN {row['urn']}")
    return f'{link} <span class="more">{escape(row["local_authority"])}</span>'
