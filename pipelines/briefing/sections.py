"""What a briefing says of one setting, section by section, in the order it is read before and during a visit."""

import datetime as dt
from collections.abc import Mapping, Sequence
from html import escape

from pipelines import domain, glossary, judgements, likeness, reads, relevant_support, sentences, windows
from pipelines.briefing import markup, picture

SCALES = {"four-point": "On the four-point scale", "report card": "On report cards"}
TIMELINE = "Hollow marks and dashed steps are provisional and count half."
TICKS = "Ticks are visits that give no grade, filled when Met."
GROUP = (
    "Counted over the releases used here. The rate leans a little on similar groups, so it may differ from the count; "
    "in brackets, the range it lies in, 19 times in 20. It is no prediction about this setting."
)
EARLIER = "A likely match is a suggestion: it is not scored. A confirmed one counts in the history above."
NOTES = {  # what to write down, and how many ruled lines for it
    "Date, and who was there": 1,
    "What we talked about": 6,
    "What the setting will do, and by when": 4,
    "What we will do, and by when": 4,
}


def setting(served: reads.Served, row: dict, build: Mapping, level: str) -> str:
    """The whole briefing of one setting; `level` is the heading its name takes (h1, or h2 among several)."""
    sub = "h2" if level == "h1" else "h3"
    told = judgements.results(served, row["urn"])
    parts = (
        ("What happened when", _happened(row, told)),
        ("What each inspection said", _said(told)),
        ("Relevant support", _support(relevant_support.of_setting(served, row["urn"]), row) if told else ""),
        ("Settings like this one", like_this(served, row)),
        ("Other registrations of this setting", _registrations(reads.lineage(served, row["urn"]))),
        ("Notes", _notes()),
    )
    return (
        f'<article id="setting-{escape(row["urn"])}">{masthead(build)}{_who(row, level)}{_next(served, row)}'
        + "".join(_section(title, sub, body) for title, body in parts if body)
        + f"{about(build)}</article>"
    )


def like_this(served: reads.Served, row: Mapping) -> str:
    """What became of settings in the same state, in a sentence with its denominator; nothing where that is unknown."""
    told = likeness.told(served, row["urn"])
    return f'<p>{escape(told)}</p><p class="more">{GROUP}</p>' if told else ""


def label(row: Mapping) -> str:
    """The label as printed, with what else is flagged."""
    words = glossary.words()
    also = [words[flag]["print"] for flag in _beside(row)]
    return words[row["label"]]["print"] + (f", also {', '.join(also).lower()}" if also else "")


def masthead(build: Mapping) -> str:
    """What the sheet is, and how new its data are."""
    sample = f'<strong class="sample">{domain.SAMPLE_NOTICE.capitalize()}</strong>' if build["is_sample"] else ""
    as_at = domain.long_date(build["as_at"])
    return f'<p class="masthead"><span>Visit briefing</span> {sample} <span>Data as at {as_at}</span></p>'


def about(build: Mapping) -> str:
    """What it is not, and whose data these are."""
    return f'<p class="about">{escape(domain.PURPOSE)} {escape(build["source"])}</p>'


def _section(title: str, heading: str, body: str) -> str:
    kind = "-".join(title.lower().split()[:2])
    return f'<section class="{kind}"><{heading}>{escape(title)}</{heading}>{body}</section>'


def _beside(row: Mapping) -> list[str]:
    flags = [flag for flag in row["flags"] or () if flag != row["label"]]
    return flags + (["may affect funded places"] if row["may_affect_funded_places"] else [])


def _who(row: Mapping, heading: str) -> str:
    """Who it is, why it is on the list, and what to know beside that."""
    words = glossary.words()
    facts = (
        f"URN {row['urn']}", sentences.kind(row),
        ", ".join(filter(None, (row["local_authority"], row["postcode"]))),
        f"{row['places']:,} places" if row["places"] else None, sentences.withheld(row),
    )  # fmt: skip
    also = "".join(f'<span class="chip">{escape(words[flag]["print"])}</span> ' for flag in _beside(row))
    also = also and f' <span class="more">also</span> {also}'
    beside = [sentences.last_seen(row), sentences.FUNDED.get(row["may_affect_funded_places"] or "", "")]
    report = f'<p class="more">Ofsted’s reports: {escape(row["report_url"])}</p>' if row["report_url"] else ""
    return (
        f"<{heading}>{escape(sentences.name_of(row))}</{heading}>"
        f'<p class="who">{escape(" · ".join(filter(None, facts)))}</p>'
        f'<p class="chips">{markup.tier(row["tier"])} <span class="chip label">'
        f"{escape(words[row['label']]['print'])}</span> {also}</p>"
        f'<p class="reason">{escape(row["reason"])}</p>'
        f'<p class="more">{escape(sentences.rule_and_evidence(row))}</p>'
        + "".join(f'<p class="note">{escape(said)}</p>' for said in beside if said)
        + report
    )


def _next(served: reads.Served, row: Mapping) -> str:
    """When it is likely to be inspected next; nothing for one that Ofsted would not inspect on this register."""
    if not row["is_in_scope"]:
        return ""
    return f'<p class="note">Next inspection. {escape(windows.told(windows.window(served, row["urn"])))}</p>'


def _happened(row: Mapping, told: Sequence[Mapping]) -> str:
    """The history as a line, a drawing and a table."""
    if not told:
        return f"<p>{escape(sentences.NO_INSPECTION)}</p>"
    has_visits = any(not one["is_scored"] for one in told)
    legend = TIMELINE, TICKS if has_visits else "", sentences.carried_over(row)
    drawn = picture.timeline(told, judgements.frameworks(), row["as_at"], row["last_seen_on"])
    return (
        f'<p class="line">{markup.line_of_marks(row["marks"])}</p>{drawn}'
        f'<p class="more">{" ".join(filter(None, legend))}</p>'
        + markup.table("Every inspection seen so far", ["Date", "Result", "Band", "Counts"],
                       [(_day(one["inspected_on"], one["from_urn"]), escape(one["words"]), _band(one), _counts(one))
                        for one in told], "compact")
    )  # fmt: skip


def _day(day: dt.date, from_urn: str | None = None) -> str:
    whose = f' <span class="more under">of {escape(from_urn)}</span>' if from_urn else ""
    return domain.long_date(day) + whose


def _band(one: Mapping) -> str:
    if one["band"] is None:
        return ""
    return f'<span class="band">{markup.mark(one["band"], one["is_provisional"])}{markup.BANDS[one["band"]][0]}</span>'


def _counts(one: Mapping) -> str:
    if not one["is_scored"]:
        return f"Not scored: {escape(one['unscored_reason'].removesuffix(': never scored'))}"
    return "Provisional: half" if one["is_provisional"] else "In full"


def _said(told: Sequence[Mapping]) -> str:
    """Areas as rows and inspections as columns, each scale in a table of its own; areas nobody judged are left out."""
    names, tables = sentences.area_names(), ""
    for family, caption in SCALES.items():
        these = [one for one in told if one["family"] == family][-6:]  # what fits across a sheet
        areas = [area for area in (these[0]["results"] if these else ())
                 if any(one["results"][area]["result"] for one in these)]  # fmt: skip
        if areas:
            heads = ["Area", *(domain.long_date(one["inspected_on"]) for one in these)]
            rows = [(escape(names[family, area]), *(_cell(one, area) for one in these)) for area in areas]
            tables += markup.table(caption, heads, rows, "matrix")
    return tables and f'{tables}<p class="more">{escape(sentences.RESULTS)}</p>'


def _cell(one: Mapping, area: str) -> str:
    judged = one["results"][area]
    word = one["words"] if area == "overall" and one["is_scored"] else sentences.result(judged["result"])
    loose = area == "overall" and one["is_satisfactory"]
    quiet = "" if judged["band"] else ' class="quiet"'
    return f"<span{quiet}>{markup.mark(judged['band'], loose)}{escape(word)}</span>"


def _support(found: Sequence[Mapping], row: Mapping) -> str:
    """Themes for what was weak at the latest inspections, with the result each answers to."""
    if not found:
        is_well = row["band"] in (None, "secure")
        return f"<p>{escape(sentences.NO_SUPPORT if is_well else sentences.NO_AREAS)}</p>"
    heads = ["Weak at the latest inspection", "Relevant support"]
    rows = [("".join(map(_because, one["because"])), escape(sentences.result(one["theme"]))) for one in found]
    return markup.table(sentences.SUPPORT, heads, rows)


def _because(one: Mapping) -> str:
    day = domain.long_date(one["inspected_on"])
    return f'<div>{escape(sentences.because(one))} <span class="more">{day}</span></div>'


def _registrations(pairs: Sequence[Mapping]) -> str:
    """Registrations before and after this one that may be the same setting, with what speaks for each."""
    rows = [
        (
            f"{escape(sentences.name_of({**pair, 'urn': pair['other_urn']}))}"
            f' <span class="more under">URN {escape(pair["other_urn"])}, {pair["side"]}</span>',
            escape("; ".join(pair["reasons"]) or "Confirmed by hand"),
            "Confirmed" if pair["decision"] == "confirmed" else "Likely, not scored",
        )
        for pair in pairs
    ]
    return (rows and markup.table(EARLIER, ["Registration", "Why", "Standing"], rows)) or ""


def _notes() -> str:
    """Room to write: ruled lines under each heading. The lines are for the eye and the pen only."""
    line = '<div aria-hidden="true"></div>'
    return "".join(f'<div class="write"><p>{escape(said)}</p>{line * lines}</div>' for said, lines in NOTES.items())
