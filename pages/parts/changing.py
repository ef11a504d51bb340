"""The page What changed: the counts that add up, the settings with what they moved from and to, and the sentences.

Takes rows as pages/parts/data.py gives them. Left out: what is asked (since) and what counts as a change (pipelines).
"""

from collections.abc import Mapping
from html import escape
from itertools import groupby

import streamlit as st

from pages.parts import data, data_changes, filters, html, opening, since, tables, words
from pipelines import digest, domain, sentences

ONE_RELEASE = (
    "Two releases are needed to say what changed, and only one is loaded. On the computer that runs this dashboard: "
    "`python -m pipelines fetch` downloads the others, or `python -m pipelines add FILE` takes one in by hand; then "
    "`python -m pipelines build`."
)
OUTCOMES = {
    "changed": "Changed", "joined": "Joined", "left": "Left", "unchanged": "Unchanged",
    "not comparable": "Not comparable",
}  # fmt: skip
READ = "Each setting stands once, under the most serious of its changes. Names are those of the newest release."
COUNTED = {
    "new inspection": "This counts settings on the register at both dates, each once. A panel pack counts inspections, "
    "and those of settings that joined or left since as well.",
}  # fmt: skip
MOVES = {"grade down": "down", "grade up": "up"}
NOTHING = "No setting changed, joined or left."
NONE_OF_KIND = "No setting here has this kind of change. Show all kinds to see what there is."
LOCAL_TITLE = "Suspensions and notices in your own feed"
LOCAL_READ = (
    "Every registration in the feed, whatever area is chosen above. In no count, list or download of this page."
)


def counted(counts: Mapping, asked: since.Asked) -> None:
    """The five counts, and that they add up to everyone on the register at either date."""
    told = "".join(
        f"<div><dt>{escape(OUTCOMES[outcome])}</dt><dd>{count:,}</dd></div>"
        for outcome, count in counts["outcomes"].items()
    )
    st.html(f'<dl class="counts">{told}</dl>')
    first, second = domain.long_date(asked.from_on), domain.long_date(asked.to_on)
    said = (
        f"Together {words.plural(counts['all'])} on the Early Years Register on {first} ({counts['from_scope']:,}), on "
        f"{second} ({counts['to_scope']:,}) or on both."
    )
    st.caption(" ".join(filter(None, (said, data_changes.some_not_compared(counts, asked)))))


def kinds(counts: Mapping, asked: since.Asked) -> None:
    """Every kind of change that occurs, to press; the one pressed stands out."""
    told = data_changes.kinds()
    with st.container(key="kinds", horizontal=True, gap="small", vertical_alignment="center"):
        for kind, count in counts["kinds"].items():
            if count:
                st.button(
                    f"{told[kind]['display']} {count:,}", key=f"kind-{kind}", on_click=since.go,
                    args=(since.to_query(kind),), help=f"{told[kind]['meaning']}.",
                    type="secondary" if kind == asked.kind else "tertiary",
                )  # fmt: skip


def finding(counts: Mapping, asked: since.Asked, chosen: filters.Chosen, total: int) -> str:
    """What the list holds, out of how many, where."""
    place = words.place(chosen)
    many = words.plural(counts["all"]) + (" of your list" if chosen.urns is not None else "")
    if nothing := data_changes.nothing_compared(counts, asked, place):
        return nothing.removesuffix(".")
    if asked.kind:
        return f"{total:,} of {many}{place}: {data_changes.kinds()[asked.kind]['display']}"
    down, up = counts["kinds"]["grade down"], counts["kinds"]["grade up"]
    told = f"{total:,} of {many} changed, joined or left{place}"
    return f"{told}: {down:,} went down a grade or band, {up:,} up"


def caption(found: Mapping, counts: Mapping, asked: since.Asked) -> str:
    """How much of a move stayed within Good or better, which rows these are, and how a kind is counted that is counted
    otherwise elsewhere."""
    span = f"{found['first']:,}–{found['last']:,} of {found['total']:,}. " if found["rows"] else ""
    is_loose = any(row["is_from_provisional"] or row["is_to_provisional"] for row in found["rows"])
    loose = words.PROVISIONAL if is_loose else ""
    return " ".join(filter(None, (_within(counts, asked), f"{span}{READ}", COUNTED.get(asked.kind), loose)))


def _within(counts: Mapping, asked: since.Asked) -> str:
    """Most moves are between Good and Outstanding: without this the number of those that went down alarms."""
    shown = [kind for kind in MOVES if counts["within"][kind] and asked.kind in (None, kind)]
    told = [f"{counts['within'][kind]:,} of the {counts['kinds'][kind]:,} that went {MOVES[kind]}" for kind in shown]
    return f"Within Good or better: {', '.join(told)}." if told else ""


def listing(found: Mapping, counts: Mapping, asked: since.Asked) -> None:
    """The settings of one page under what they are listed under, each with where it stood, where it stands and why."""
    told, shown = data_changes.kinds(), words.displayed()
    heads = ("Setting", domain.long_date(asked.from_on), domain.long_date(asked.to_on), "Why")
    for kind, rows in groupby(found["rows"], key=lambda row: row["kind"]):
        st.subheader(told[kind]["display"], anchor=False)
        about = told[kind]["meaning"] + "."
        if not asked.kind:
            about = f"{words.plural(counts['groups'][kind])}. {about}"
        html.table(about, heads, [_row(row, shown) for row in rows], kind="settings moved")


def _row(row: Mapping, shown: Mapping[str, str]) -> tuple[str, ...]:
    about = (f"URN {row['urn']}" if row["provider_name"] else None, sentences.kind(row), row["local_authority"])
    name = (
        f"{opening.link(row['urn'], tables.name_of(row))}"
        f' <span class="more">{escape(" · ".join(filter(None, about)))}</span>'
    )
    other = row["other_urn"]  # of several, each is named in the reason
    see = " " + opening.link(other, f"See URN {other}", kind="") if other and "," not in other else ""
    return name, _stood(row, "from", shown), _stood(row, "to", shown), escape(row["why"]) + see


def _stood(row: Mapping, when: str, shown: Mapping[str, str]) -> str:
    """Tier, label, latest graded inspection and, of the flags, those that came or went; of one that joined, all."""
    label = row[f"{when}_label"]
    if label is None:
        return "Not on the register"
    said = " · ".join(filter(None, (tables.chip(row[f"{when}_tier"]), escape(shown[label]))))
    if row[f"{when}_result"] and row["outcome"] != "left":
        year = row[f"{when}_inspected_on"].year
        mark = html.mark(row[f"{when}_band"], row[f"is_{when}_provisional"])
        said += f' <span class="more">{mark}{escape(row[f"{when}_result"])}, {year}</span>'
    flags = [shown.get(flag, flag) for flag in digest.flags_moved(row)[when == "to"]]
    if flags and row["outcome"] != "left":
        also = "Also then" if when == "from" else "Also now"
        said += f' <span class="more">{also}: {escape(", ".join(flags))}</span>'
    return said


def since_then(chosen) -> None:
    """On the list's page: how many are newly flagged since the release before, as a way to them. Nothing where only
    one release is loaded, or where more than the area narrows the list: what changed knows areas only."""
    if chosen.urns is not None or since.is_wider(chosen):
        return
    found = data_changes.newly_flagged(chosen.values)
    if found:
        day = domain.long_date(found["from_on"])
        said = f"{found['count']:,} new since {day} →" if found["count"] else _none_new(found, chosen.values, day)
        beside = {word: value for word, value in filters.carried().items() if word not in filters.CHANGED_WORDS}
        asked = {since.KIND: "newly flagged"} if found["count"] else {}
        if filters.AS_AT in beside:  # looking back: the dates of that day
            asked |= {since.FROM: found["from_on"].isoformat(), since.TO: found["to_on"].isoformat()}
        st.page_link("pages/changed.py", label=said, query_params={**beside, **asked})


def _none_new(found: Mapping, values: Mapping, day: str) -> str:
    """That none is newly flagged, or that no newer release could say so."""
    asked = data_changes.question(found["from_on"], found["to_on"], values, None)
    if data_changes.nothing_compared(data_changes.counts(asked), asked, ""):
        return f"No release after {day} lists these settings: what changed →"
    return f"None new since {day}: what changed →"


def local(asked: since.Asked) -> None:
    """Suspensions and notices of an authority's own feed since the first date, under the badge of local data."""
    found = data_changes.local(asked.from_on)
    if not found:
        return
    with st.container(key="local"):
        st.header(LOCAL_TITLE, anchor=False)
        st.html(
            f'<p class="chips"><span class="chip local">Local data</span> <span class="more">'
            f"{escape(data.classified())}.</span></p>"
        )
        st.caption(LOCAL_READ)
        rows = [
            (f'{opening.link(row["urn"], "URN " + row["urn"], kind="")}'
             f' <span class="more">{escape(row["provider_name"] or row["provider_type"] or "")}</span>',
             escape(row["what"]), domain.long_date(row["happened_on"]))
            for row in found
        ]  # fmt: skip
        html.table(f"Since {domain.long_date(asked.from_on)}", ("Registration", "What", "When"), rows, kind="narrow")
