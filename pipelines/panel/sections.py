"""How a panel pack reads, from its head to its cautions. Every text from outside is escaped.

Left out: what is found (findings, pipelines.training), inspections and moves (movements), who is below Good
(sufficiency), and the file and its tables (pipelines.briefing.markup).
"""

from collections.abc import Mapping, Sequence
from html import escape

from pipelines import changed, comparison, domain, sentences, training
from pipelines.briefing import markup, sections
from pipelines.panel import cells, findings, movements, sufficiency

BELOW_GOOD = (
    "Below Good means Requires improvement or Inadequate, or a report card with safeguarding not met or any area below "
    "Expected standard. Results are in Ofsted’s own words; a report card has no overall grade."
)
CAVEATS = (
    "Small numbers. One inspection more or fewer moves a share of a few settings by much: do not rank areas or "
    "advisers by it. No share is given of fewer than {few} settings.",
    "Across frameworks only the band is compared (Secure, Below, Serious). Ofsted says its report cards do not equate "
    "to the old grades, so a move between them is provisional, and its mark is hollow.",
    "Releases print reports weeks after a visit, and most print only the latest grade: an inspection may be missing or "
    "come late. One held before the first date and printed only since is listed and marked.",
    "A release that leaves an authority out says nothing of it: its settings then stand as an earlier one told.",
    "Childminders are people. What Ofsted withholds in its newest release is withheld here: name, address, postcode. "
    "They are counted all the same, and can be placed on no map.",
    "A new owner gets a new number and a blank history, so a first inspection may not be the setting’s first.",
    "A flag says what happened, so that somebody keeps in touch. Of what will happen to one setting it tells little. "
    "The Method page of the dashboard says what followed flags in the data loaded, where that has been worked out.",
)


def title(areas: Sequence[str]) -> str:
    """What the document is called."""
    return f"Panel pack: {cells.place(areas)}"


def pack(found: Mapping) -> str:
    """The whole body of the document."""
    told = (
        _head(found), _summary(found), movements.inspected(found), movements.moves(found), movements.flags(found),
        sufficiency.below(found), _themes(found), _cautions(), sections.about(found["build"]),
        _postcodes(found["build"].get("postcode_licence")),
    )  # fmt: skip
    return "".join(told)


def _postcodes(licence: str | None) -> str:
    """Whose data the distances rest on; nothing for invented ones."""
    return f'<p class="about">Postcodes: {escape(licence)}</p>' if licence else ""


def _head(found: Mapping) -> str:
    when, build = found["period"], found["build"]
    first, last = domain.long_date(when.since), domain.long_date(when.as_at)
    many = f'<p class="more">{escape("; ".join(found["areas"]))}</p>' if len(found["areas"]) > cells.NAMED else ""
    notice = f'<p><strong class="sample">{escape(build["notice"].capitalize())}</strong></p>' if build["notice"] else ""
    return (
        f"{notice}<h1>{escape(title(found['areas']))}</h1>{many}"
        f'<p class="reason">Since {first}. Data as at {last}.</p>'
        f"<p>{escape(findings.since_words(when))}</p>"
        f'<p class="note">{escape(domain.PURPOSE)}</p>'
    )


def _summary(found: Mapping) -> str:
    """A few sentences, each number with what it is out of."""
    settings = sum(row["settings"] for row in found["authorities"])
    groups, moved = found["inspected"], found["moved"]
    everyone = [row for rows in groups.values() for row in rows]
    who, since = cells.plural(len({row["urn"] for row in everyone}), "setting"), cells.first_day(found)
    told = [
        f"{cells.out_of(len(found['below']), settings)} on the Early Years Register in {cells.place(found['areas'])} "
        f"{cells.are(len(found['below']))} below Good at the latest graded inspection."
    ]
    if older := sum(row["older_settings"] for row in found["authorities"]):
        oldest = min(row["older_on"] for row in found["authorities"] if row["older_settings"])
        told.append(
            f"{cells.out_of(older, settings)} {cells.are(older)} known as at an earlier date only, "
            f"{domain.long_date(oldest)} or later: no newer release loaded here lists them."
        )
    told.append(
        f"{cells.plural(len(everyone), 'inspection')} of {who} since {since}: "
        f"{len(groups['below']):,} below Good, {len(groups['back']):,} back at Good or better, "
        f"{len(groups['not met']):,} not met or without a result, {len(groups['routine']):,} Good or better, or met, "
        "as before or for the first time."
        if everyone else f"No inspection of these settings since {since} has been seen."
    )  # fmt: skip
    if nothing := findings.nothing_compared(found):
        told.append(nothing)
    elif moved:
        told += filter(None, [_counted_otherwise(found, everyone)])
        kinds, when = moved["counts"]["kinds"], found["period"]
        told.append(
            f"From {domain.long_date(when.compared_on)} to {domain.long_date(when.to_on)}, of "
            f"{cells.plural(moved['counts']['all'], 'setting')} on the register at either date: "
            f"{kinds['grade down']:,} moved down{changed.within(moved['counts'], 'grade down')}, "
            f"{kinds['grade up']:,} moved up{changed.within(moved['counts'], 'grade up')}, "
            f"{kinds['newly flagged']:,} {cells.are(kinds['newly flagged'])} newly flagged and "
            f"{kinds['no longer flagged']:,} no longer."
        )
        told += filter(None, [changed.some_not_compared(moved["counts"], when.compared_on, when.to_on)])
    return f'<h2>In short</h2>{cells.bullets(told)}<p class="more">{escape(BELOW_GOOD)}</p>'


def _counted_otherwise(found: Mapping, everyone: Sequence[Mapping]) -> str:
    """How the number of the page What changed comes about, which counts settings and of fewer; nothing where it is the
    same, or of another period."""
    moved, when = found["moved"], found["period"]
    inspected, counted = {row["urn"] for row in everyone}, moved[findings.INSPECTED]
    is_same = inspected == counted and len(everyone) == len(counted)
    if is_same or when.since != when.compared_on:
        return ""
    told = (
        f"The page What changed counts settings instead, each once: {len(counted):,} of "
        f"{cells.plural(moved['counts']['all'], 'setting')} on the register at either date have a new inspection."
    )
    if others := len(inspected - counted):
        told += f" The other {others:,} inspected joined the register since, or left it, and it tells them as that."
    if older := len(counted - inspected):
        told += (
            f" {older:,} of its {len(counted):,} are not in this pack: all that is new of these is an older "
            "inspection, printed late, or one of an earlier registration."
        )
    return told


def _themes(found: Mapping) -> str:
    """Support relevant to what the latest inspections of flagged settings found weak, with what each is out of."""
    needs, told = found["needs"], "<h2>Themes for support</h2>"
    judged, held = needs["judged"], [one for one in needs["themes"] if one["settings"]]
    flagged = needs["flagged"]
    out_of = f"{cells.plural(flagged, 'setting')} here {cells.are(flagged)} in the intensive, targeted or watch tier"
    if not held:
        return f"{told}<p>{escape(out_of)}. No weak area is named at the latest inspections of any of them.</p>"
    told += (
        f"<p>{escape(out_of)}; {judged:,} {'was' if judged == 1 else 'were'} judged by area at the latest inspections, "
        f"and {needs['weak']:,} of these had at least one weak area. {escape(training.order(needs))} "
        f"Oldest inspection counted: {domain.long_date(needs['oldest'])}. {escape(sentences.SUPPORT)}</p>"
    )
    is_compared = bool(needs["in_common"])
    body = [
        (escape(sentences.result(one["theme"])), cells.lines(_weak(one["results"])),
         *([training.in_common(one, needs)] if is_compared else []), _out_of(one))
        for one in held
    ]  # fmt: skip
    heads = ["Relevant support", "What was weak, and in how many settings",
             *([training.head(needs)] if is_compared else []), training.HEAD]  # fmt: skip
    as_at = domain.long_date(found["build"]["as_at"])
    caption = f"Support relevant to weak areas, as at {as_at}; a setting counts once in each theme"
    return told + markup.table(caption, heads, body)


def _out_of(theme: Mapping) -> str:
    count, judged = len(theme["settings"]), theme["judged"]
    return cells.lines([f"{count:,} of {judged:,} judged", cells.more(training.years(theme))])


def _weak(results: Sequence[Mapping]) -> list[str]:
    told: dict[str, list[str]] = {}
    for one in results:
        told.setdefault(one["display"], []).append(f"{sentences.result(one['result'])} {one['settings']:,}")
    return [escape(", ".join(each) if name == "Not met" else f"{name}: {', '.join(each)}")
            for name, each in told.items()]  # fmt: skip


def _cautions() -> str:
    told = [one.format(few=comparison.few_settings()) for one in CAVEATS]
    return f"<h2>Before you use this</h2>{cells.bullets(told)}"
