"""Sentences the pages say: findings, captions, empty results. Words for codes come from the declared tables."""

import datetime as dt
from collections.abc import Mapping, Sequence

from pages.parts import data, filters, plain
from pipelines import domain, export, sentences

PROVISIONAL = "A hollow mark is provisional: a step between two kinds of inspection, or touching a Satisfactory."
STALE = 120  # days: Ofsted publishes every few months
QUIET = ("steady", "not enough history")  # no pattern: the universal tier already counts them


def displayed() -> dict[str, str]:
    """Each code as readers see it."""
    return {code: row["display"] for code, row in data.words().items()} | domain.WINDOWS


def pressable(counts: Mapping) -> dict[str, int]:
    """The flags worth a press: those that occur and say something to act on."""
    return {flag: count for flag, count in counts["flags"].items() if count and flag not in QUIET}


def plural(count: int, one: str = "setting", many: str = "settings") -> str:
    """1 setting, 1,204 settings."""
    return f"{count:,} {one if count == 1 else many}"


NO_WAREHOUSE = (
    "There are no data to show yet, or they cannot be read. On the computer that runs this dashboard, in the project’s "
    "folder: `python -m pipelines sample` and then `python -m pipelines build` makes invented settings to try; "
    "`python -m pipelines build --raw FOLDER` builds from a folder of Ofsted’s releases. Then reload this page."
)


def source_line(build: Mapping) -> str:
    """As at when, and whose data these are."""
    whose = "sample, not from Ofsted" if build["is_sample"] else "Ofsted · OGL"
    return f"Data as at {domain.long_date(build['as_at'])}{older(build)} · {whose}"


def stale(build: Mapping, newest: dt.date, today: dt.date) -> str:
    """How old the newest release is, once a newer one must be out; sample data do not age."""
    if build["is_sample"] or (today - newest).days < STALE:
        return ""
    return f" · {age(newest, today)} old"


def age(day: dt.date, today: dt.date) -> str:
    """How old in words: 12 days, 5 months, 2 years."""
    days = (today - day).days
    months = (today.year - day.year) * 12 + today.month - day.month - (today.day < day.day)
    if months >= 24:
        return plural(months // 12, "year", "years")
    return plural(months, "month", "months") if months > 1 else plural(max(days, 0), "day", "days")


def older(build: Mapping) -> str:
    """For how many settings the newest release says nothing, and as at when they are known."""
    if not build["older_count"]:
        return ""
    return (
        f"; {build['older_count']:,} of {build['scope_count']:,} settings as at {domain.long_date(build['older_on'])}, "
        "where no newer release lists them"
    )


def coming(chosen) -> str:
    """What the filter by the next inspection keeps, after 'settings': '' where it is not set."""
    asked = chosen.values.get("window", ())
    months = max((int(answer.split()[-2]) for answer in asked if answer != "overdue"), default=0)
    told = ["are overdue"] if any(answer.startswith("overdue") for answer in asked) else []
    if months:
        told.append(f"may be inspected within {months} months of {domain.long_date(data.build()['as_at'])}")
    return f"{' or '.join(told)} (estimate)" if told else ""


def narrowed(chosen, words: Mapping[str, str], *keys: str) -> list[str]:
    """What some filters are set to, as readers see it; an inspection window is an estimate."""
    return [
        filters.named(key, value, words) for key in keys for value in chosen.values.get(key, ())
    ]  # fmt: skip


def denominator(counts: Mapping, chosen) -> str:
    """What the tier counts are out of; of an area also how many of these are known at an older date only, which the top
    line says of all."""
    older = ""
    if place(chosen) and counts["older"]:
        day = counts["older_on"]
        older = f", {counts['older']:,} of them as at {domain.long_date(day) if day else 'older dates'}"
    if chosen.values.get("window"):
        return f"of {counts['scope']:,} that {coming(chosen)}{older}"
    return f"of {counts['scope']:,} on the Early Years Register{older}"


def place(chosen) -> str:
    """The chosen area in words: ' in Northmarsh'; nothing for the whole or for many areas."""
    where = next(filter(None, (chosen.values.get(key) for key in ("local_authority", "constituency", "region"))), ())
    return f" in {' and '.join(where)}" if 0 < len(where) < 3 else ""


def finding(chosen, found: Mapping, counts: Mapping, words: Mapping[str, str]) -> str:
    """The list's title: how many, out of how many, where."""
    is_beyond = chosen.find or {"out of scope", "left"} & set(chosen.values.get("flag", ()))
    if chosen.values.get("window") and not is_beyond:
        return _of_those_coming(chosen, found["total"], counts, narrowed(chosen, words, "tier", "flag"))
    narrow = narrowed(chosen, words, "tier", "flag", "window")
    # what reaches beyond the register is no share of it
    how_many = plural(found["total"]) if is_beyond else f"{found['total']:,} of {plural(counts['scope'])}"
    how_many += " of your list" if chosen.urns is not None else ""
    what = "" if narrow else " found" if chosen.find else " flagged"
    return f"{how_many}{what}{place(chosen)}" + (f": {', '.join(narrow)}" if narrow else "")


def _of_those_coming(chosen, total: int, counts: Mapping, narrow: list[str]) -> str:
    """How many may be inspected, out of how many; and how many of those are listed."""
    told = f"{counts['scope']:,} of {plural(counts['whenever'])}" + (" of your list" if chosen.urns is not None else "")
    told += f"{place(chosen)} {coming(chosen)}; {total:,} of them"
    return f"{told}: {', '.join(narrow)}" if narrow else f"{told} {'is' if total == 1 else 'are'} flagged"


def patterns_hidden(counts: Mapping) -> str | None:
    """That the releases used cannot show patterns, where that holds for most of the settings; and what would."""
    without = counts["without_pattern"]
    if 2 * without <= counts["scope"] or not counts["scope"]:
        return None
    many = f"{'any' if without == counts['scope'] else format(without, ',')} of these {plural(counts['scope'])}"
    return (
        f"Patterns cannot be seen for {many}: the releases used here have "
        f"room for fewer than three graded inspections of each.{_what_would(counts)}"
    )


def _what_would(counts: Mapping) -> str:
    """Which releases would help, and for how many where not for all; nothing where all registered too late for them."""
    helped = counts["lengthened"]
    if not helped:
        return ""
    some = "" if helped == counts["without_pattern"] else f" and may help for {helped:,}"
    return f" {sentences.THREE}{some}: add them if they are missing."


def download_these(total: int) -> str:
    """The name of the button that downloads the list."""
    return f"Download {these(total)} (CSV)"


def these(total: int) -> str:
    """What a button takes: this setting, these 52."""
    return "this setting" if total == 1 else f"these {total:,}"


SPREADSHEET = "The same rows as an Excel workbook, with notes and a dictionary of its columns."


BRIEFING = "Downloads a page. Open it in your browser and print it, or save it as PDF."

PANEL_PACK = (
    "Downloads a page for a panel: inspections, moves and flags between the two dates, every setting below Good with "
    "the places nearby, and themes. Open it to print it, or paste it into a report. A list of your own and pasted "
    "URNs are not used."
)
NO_PANEL_PACK = "For a panel pack, choose a local authority above."


def briefings_of(total: int, most: int) -> str:
    """The name of the button that puts the list on paper."""
    if total > most:
        return f"Briefings for the first {most} (HTML)"
    return f"{'Briefing' if total == 1 else 'Briefings'} for {these(total)} (HTML)"


def file_name(what: str, build: Mapping, chosen=None, form: str = "csv") -> str:
    """A file's name that says what it holds, where, as at when, and whether it is invented."""
    where = "_".join(domain.plain_key(area) for area in place(chosen)[4:].split(" and ") if area) if chosen else ""
    return export.file_name(what, build, form, where)


def dataset_file(name: str, form: str, build: Mapping, areas: tuple[str, ...]) -> str:
    """The name of a dataset's file, of these local authorities."""
    return export.name_of(name, form, build, export.reached(name, areas))


def list_caption(found: Mapping, sought: str = "") -> str:
    """Which rows these are (of a search for `sought`, if any), and how to read the scores."""
    told = (
        f"{_span(found, sought)} Scores, 0–100, only order settings; in brackets, the share of scored settings of the "
        "same type below it."
    )
    return told + bare_scores(found["rows"]) + signs(found["rows"])


def bare_scores(rows: Sequence[Mapping]) -> str:
    """Why a score stands without a share in brackets, where one of these does; else nothing."""
    reasons = dict.fromkeys(filter(None, map(sentences.without_share, rows)))
    return f" A score without brackets: {', or '.join(reasons)}." if reasons else ""


def signs(rows: Sequence[Mapping]) -> str:
    """What a hollow mark means, and the sign of an earlier registration, where the history of one of these has one."""
    is_loose = any(step["is_provisional"] for row in rows for step in row["marks"] or ())
    told = (PROVISIONAL if is_loose else "", sentences.carried_over(*rows))
    return "".join(f" {one}" for one in told if one)


def grid_caption(found: Mapping, sought: str = "") -> str:
    """Which rows these are (of a search for `sought`, if any), what a press does, and what stands for a score where its
    cell does not say so."""
    told = f"{_span(found, sought)} Press a row to open the setting, or the name of a column to sort these rows by it."
    is_said = any(row["inspected_on"] is None for row in found["rows"])
    return told + (" Under Volatility and Decline, none yet means not scored." if is_said else "")


def _span(found: Mapping, sought: str) -> str:
    return f"{found['first']:,}–{found['last']:,} of {found['total']:,}.{begun(sought, found['total'])}"


def begun(sought: str, total: int) -> str:
    """That a search puts some names first, whatever the order chosen; nothing where there is no search."""
    return (
        " Names that begin as typed come first, in the order chosen, then the others." if sought and total > 1 else ""
    )


def no_such_page(chosen, found: Mapping) -> str:
    """The address asks for a page past the last."""
    return f"There is no page {chosen.page:,} of this list: this is page {found['page']:,}, the last."


def nothing_found(chosen) -> str:
    """An empty list, with the next step."""
    if chosen.find:
        sought = plain.text(chosen.find)
        return f"No setting matches “{sought}” here. Check the spelling, or clear the filters to look everywhere."
    return "No setting matches all of these filters. Take one away, or clear them all."


SCORES = {
    "Volatility": "How much and how recently grades have moved, 0 to 100. 0 means never moved. Only orders settings.",
    "Decline": "As volatility, but only the moves down.",
    "Evidence": "How much history stands behind the scores: thin (2 graded inspections), some (3 or 4), strong (5 or "
    "more). With fewer there is no score.",
    "Tier": "How closely to keep in touch: intensive, targeted, watch or universal. It follows from the label.",
    "Provisional": "A step between two kinds of inspection, or touching a Satisfactory: drawn hollow, counts half.",
}


def meanings(codes) -> dict[str, str]:
    """Labels and flags with what they mean and the rule; then the tiers and the scores."""
    told = data.words()
    flags = {told[code]["display"]: f"{told[code]['meaning']}. Rule: {told[code]['rule']}." for code in codes}
    tiers = {told[tier]["display"]: f"{told[tier]['meaning']}." for tier in domain.TIERS}
    return {**flags, **SCORES, **tiers}


def tip(code: str) -> str:
    """One label, flag or tier in a sentence or two, for a tooltip."""
    row = data.words()[code]
    return f"{row['meaning']}." + (f" Rule: {row['rule']}." if row["rule"] else "")
