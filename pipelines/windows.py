"""When a setting is likely to be inspected next: an estimate, by the rules declared in declared/windows.csv.

Ofsted decides when it inspects, and may come at any time; the sentences here say so. Left out: which rule fits
(sql/mart/inspection_window.sql).
"""

from collections.abc import Mapping

from pipelines import declared, domain, reads

DECIDES = "Ofsted decides when it inspects, and may come at any time."
NO_ESTIMATE = "No estimate"
UNGRADED = {"no children on roll": "found no children on roll", "out-of-school": "was for out-of-school care"}


def window(served: reads.Served, urn: str) -> dict | None:
    """window_from, window_to, rule, words, counted_from, is_overdue and as_at of one setting, with the visit counted
    and the latest grade; window_to is None where there is no estimate. None for a setting out of scope or gone."""
    found = reads.rows(served, "inspection_window", urn=urn)
    return found[0] if found else None


def told(row: Mapping) -> str:
    """The estimate in a sentence, with the rule used; where there is none, what stands in its way."""
    if row["window_to"] is None:
        return f"{NO_ESTIMATE}: {_in_the_way(row)} {DECIDES}"
    by = month(row["window_to"])
    if row["is_overdue"]:
        when = f"Estimate: due by {by}. That has passed, and no later inspection has been seen"
    elif row["is_unknown"]:
        when = f"Estimate: by {by}. Whether it was inspected is not known: no newer release loaded here lists it"
    elif row["window_from"] <= row["as_at"]:
        now = month(row["as_at"])
        when = (
            f"Estimate: from {now}, the date of these data, to {by}" if now != by else f"Estimate: by the end of {by}"
        )
    else:
        when = f"Estimate: {month(row['window_from'])} to {by}"
    return f"{when}. Rule: {row['words']}. Counted from {_from(row)}. {DECIDES}"


def short(row: Mapping) -> str:
    """The estimate in a few words, from window_from, window_to, is_overdue, is_unknown and as_at."""
    if row["window_to"] is None:
        return NO_ESTIMATE
    by = f"{row['window_to']:%b %Y}"
    if row["is_overdue"]:
        return f"Was due by {by}, none seen"
    if row["is_unknown"]:
        return f"By {by}, not known"
    return f"{max(row['window_from'], row['as_at']):%b %Y} to {by}"


def rules() -> list[dict]:
    """The declared rules in the order they are tried: rule, after, months_from, months_to, words, why."""
    return sorted(({**row} for row in declared.rows("windows")), key=lambda row: int(row["position"]))


def month(day) -> str:
    """May 2028: an estimate knows no day."""
    return f"{day:%B %Y}"


def _from(row: Mapping) -> str:
    what = "its registration" if row["after"] == "registration" else "its last visit on the Early Years Register"
    return f"{what} on {domain.long_date(row['counted_from'])}"


def _in_the_way(row: Mapping) -> str:
    """Why no rule fits: the visit that counts, its date and what it leaves open."""
    if row["visited_on"] is None:
        return "no visit to it is known, nor the day it was registered, so there is nothing to count from."
    visit = f"its latest visit, on {domain.long_date(row['visited_on'])},"
    no_rule = "No rule says when Ofsted comes after that."
    if row["outcome"] is None:
        return f"{visit} gave no grade that counts here ({row['visit_words']}). {no_rule}"
    said = f"{visit} {UNGRADED[row['visit_family']]} and gave {row['outcome'].capitalize()}, not a grade."
    if row["outcome"] != "met":
        return f"{said} {no_rule}"
    grade = row["grade"] or "a report card"
    return (
        f"{said} The grade before it, {grade} of {domain.long_date(row['graded_on'])}, is below Good, and it is not "
        "known whether Ofsted still plans a visit because of that grade."
    )
