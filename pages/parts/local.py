"""The section of the setting page for local data: what an authority's own Ofsted feed adds, under a badge of its own.

Nothing is drawn where no local data have been built, or where the feed does not list the setting. Names from the feed
stand here and nowhere else on any page.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

from pages.parts import data, html, tables, telling, words
from pipelines import domain

UNREADABLE = (
    "There are local data, but they cannot be read. On the computer that runs this dashboard: "
    "`python -m pipelines local`."
)
BADGE = '<span class="chip local">Local data</span>'
SAME = "With the feed the label is the same: {label}."
OLDER = "The open data have been built again since, so this section may be behind: run `python -m pipelines local`."
SENSITIVE = "Ofsted asks for special care with this registration, so its name and address are not shown here either."
ONLY_FEED = "Inspections only the feed lists"
NOTHING_MORE = "The feed lists no inspection of this setting that open data do not print as well."
BOTH = "Inspections in the feed and in open data: {count}. "
AGREE = "They agree about every inspection that both have."


def section(urn: str, row: Mapping | None) -> None:
    """All that the feed says of one setting; `row` is its open row, None where no open release lists it."""
    found = data.local(urn)
    if found is None:
        return
    with st.container(key="local"):
        st.header("What your own feed adds", anchor=False)
        if not found:
            st.write(UNREADABLE)
            return
        st.html(
            f'<p class="chips">{BADGE} <span class="more">From your authority’s own Ofsted feed, as at '
            f"{domain.long_date(found['last_extract_on'])}. {escape(data.classified())}.</span></p>"
        )
        if found["is_older"]:
            html.note(OLDER.replace("`", ""))
        _label(found, row)
        _inspections(found)
        _conflicts(found)
        _statuses(found["status_history"])
        _notices(found["notices"])
        _who(found)


def beside(row: Mapping) -> None:
    """A line under the open label, where the label from feed and open data together is another one. No names."""
    found = data.local(row["urn"])
    if found and found["label"] != row["label"]:
        label = escape(words.displayed()[found["label"]])
        st.html(
            f'<p class="chips">{BADGE} <span class="more">with your authority’s own feed</span> '
            f'{tables.chip(found["tier"])}<span class="chip label">{label}</span></p>'
        )


def _label(found: Mapping, row: Mapping | None) -> None:
    """The local label beside the open one where they differ, with the reason why."""
    shown = words.displayed()
    if row and row["label"] == found["label"]:
        st.write(SAME.format(label=shown[found["label"]]))
    else:
        pairs = [("From open data alone", row), ("With the feed", found)]
        html.table("The label, from each source", ["Source", "Label", "Tier", "Why"], [
            (source, escape(shown[one["label"]]), escape(shown.get(one["tier"], "")), escape(one["reason"]))
            for source, one in pairs if one
        ], kind="titled")  # fmt: skip
        if found["because"] and not found["is_older"]:
            html.note(found["because"])


def _who(found: Mapping) -> None:
    """Who it is in the feed."""
    if found["is_sensitive"]:
        html.note(SENSITIVE)
        return
    told = {
        "Setting": found["setting_name"], "Registered as": found["registered_name"], "Address": found["address"],
        "Postcode": found["postcode"], "Status": _sentence(found["status"]),
        "Registered on": _day(found["registered_on"]), "Last changed on": _day(found["last_changed_on"]),
    }  # fmt: skip
    st.subheader("Who it is in the feed", anchor=False)
    html.terms({name: value for name, value in told.items() if value})


def _inspections(found: Mapping) -> None:
    """The inspections that no open release prints; that there are none only where the open data are the same still."""
    alone = [row for row in found["inspections"] if not row["is_in_open"]]
    if not alone:
        if not found["is_older"]:
            st.write(NOTHING_MORE)
        return
    html.table(ONLY_FEED, ["Date", "Result", "Counted"], [
        (
            domain.long_date(row["inspected_on"]),
            html.mark(row["band"], row["is_satisfactory"]) + escape(_known(row["words"])),
            "Yes" if row["is_scored"] else f"No: {escape(_uncounted(row))}",
        )
        for row in alone
    ], kind="narrow titled")  # fmt: skip


def _conflicts(found: Mapping) -> None:
    """Where the feed and open data, or two extracts, say different things of one inspection."""
    both = sum(row["is_in_open"] for row in found["inspections"])
    conflicts = found["conflicts"]
    if not conflicts:
        if both and not found["is_older"]:
            st.write(BOTH.format(count=both) + AGREE)
        return
    html.table("Where the feed and open data disagree", ["Inspection", "What", "Kept", "Said otherwise", "By"], [
        (
            domain.long_date(one["inspected_on"]), escape(_sentence(one["column_name"])),
            escape(telling.result(_known(one["kept"]))), escape(telling.result(_known(one["other"]))),
            f"{'the feed' if one['is_from_feed'] else 'open data'}, {_span(one['first_as_at'], one['last_as_at'])}",
        )
        for one in conflicts
    ], kind="narrow titled")  # fmt: skip


def _statuses(rows: Sequence[Mapping]) -> None:
    if rows:
        html.table("Changes of registration status", ["Date", "Status"], [
            (_day(row["changed_on"]) or "Not given", escape(_sentence(_known(row["status"])))) for row in rows
        ], kind="narrow titled")  # fmt: skip


def _notices(rows: Sequence[Mapping]) -> None:
    if rows:
        html.table("Notices", ["Kind", "About", "Status", "Dates"], [
            (
                escape(_sentence(row["kind"])),
                escape(": ".join(filter(None, (row["category"], row["detail"]))) or "Not given"),
                escape(row["status"] or ""), escape(_notice_days(row)),
            )
            for row in rows
        ], kind="narrow titled")  # fmt: skip


def _notice_days(row: Mapping) -> str:
    named = {"intended_on": "intention", "decided_on": "decision", "started_on": "from", "ended_on": "to"}
    told = [f"{word} {_day(row[column])}" for column, word in named.items() if row[column]]
    return ", ".join(told) or "Not given"


def _uncounted(row: Mapping) -> str:
    """Why an inspection does not count; what kind it was stands beside it already."""
    return _known(row["unscored_reason"]).removeprefix(f"{row['family']}: ")


def _known(said: str) -> str:
    """A result as printed: that we do not know it is told beside it."""
    return said.replace("unknown: ", "")


def _sentence(said: str | None) -> str:
    return f"{said[:1].upper()}{said[1:]}" if said else ""


def _day(day: dt.date | None) -> str:
    return domain.long_date(day) if day else ""


def _span(first: dt.date, last: dt.date) -> str:
    return domain.long_date(first) if first == last else f"{domain.long_date(first)} to {domain.long_date(last)}"
