"""Sentences of the areas page: what stands out, how to read each part, what cannot be told apart."""

from collections.abc import Mapping, Sequence

from pages.parts import data_areas, words
from pipelines import authorities, domain, shares

AGAINST = {
    "well above": "Far above", "above": "Above", "within": "No clear difference", "below": "Below",
    "well below": "Far below", None: "Few settings",
}  # fmt: skip
FEW = "few settings"
NOT_APPLIED = "The filters chosen in the list are not applied here: every setting in scope counts."
MANY = {"local authority": "local authorities", "region": "regions", "constituency": "constituencies"}
RATES = (
    "Shares are of the settings open now, not of the inspections of a period: Ofsted warns against that, because which "
    "settings are inspected in a period is no fair sample."
)
NO_CHANGE = "No change is shown: that takes two release dates, the newest among them, that list these areas."
CHOOSE = (
    "Choose an area above to see it against areas like it, over the release dates, and by kinds of provider, "
    "deprivation and places."
)
NO_VERDICT = "A share is no verdict on an area or its council."


APART = "These areas are known at different dates. Compare areas of the same date."
OTHER_DATE = "Known at another date"
NOT_COMPARED = "Not compared"


def is_apart(rows: Sequence[Mapping]) -> bool:
    """Whether areas are known at different dates, so that not all can be compared."""
    return not all(row["is_same_date"] for row in rows)


def against(row: Mapping) -> str:
    """Where an area stands in the funnel, or why that is not said."""
    if not row["is_today"]:
        return NOT_COMPARED
    return AGAINST[row["stands"]] if row["is_same_date"] else OTHER_DATE


def is_hollow(row: Mapping) -> bool:
    """Whether the mark of an area of today is hollow in the funnel: nothing is said of where it stands."""
    return row["is_few"] or not row["is_same_date"]


def known(row: Mapping) -> str:
    """The date most settings of an area are known as at, and how many these are where not all."""
    day = domain.long_date(row["known_on"])
    if row["known_settings"] == row["settings"]:
        return f"Known as at {day}"
    return f"{row['known_settings']:,} of {row['settings']:,} known as at {day}"


def finding(rows: Sequence[Mapping], kind: str) -> str:
    """Which areas stand outside the limits, or that none can be told apart."""
    whole, areas = rows[0], compared(rows, kind)
    told = []
    for side in ("above", "below"):
        names = [row["area"] for row in areas if row["stands"] in (side, f"well {side}")]
        told += [f"{listed(names)} {side}"] if names else []
    base = f"{the(whole['area'])} ({part(whole)})"
    many = words.plural(len(areas), kind, MANY[kind])
    if not areas:
        return f"No {kind} here can be compared with {base}"
    if told:
        return f"Of {many} compared, {'; '.join(told)} {base}"
    return f"{many} compared: none clearly above or below {base}"


def today(rows: Sequence[Mapping], kind: str) -> list[Mapping]:
    """The areas of one kind that are areas of today."""
    return [row for row in rows if row["area_kind"] == kind and row["is_today"]]


def compared(rows: Sequence[Mapping], kind: str) -> list[Mapping]:
    """Those of which it is said where they stand."""
    return [row for row in today(rows, kind) if row["stands"]]


def left_out(rows: Sequence[Mapping], kind: str) -> str:
    """How many areas are compared of how many, and why not the others; nothing where all are."""
    areas, whole = today(rows, kind), the(rows[0]["area"])
    few = sum(row["is_few"] for row in areas)
    apart = len(areas) - len(compared(rows, kind)) - few
    if not few and not apart:
        return ""
    reasons = (
        f"{few:,} {'has' if few == 1 else 'have'} fewer than {data_areas.few_settings()} settings" if few else "",
        f"{apart:,} {'is' if apart == 1 else 'are'} known at another date than {whole}" if apart else "",
    )
    return (
        f"{len(compared(rows, kind)):,} of {words.plural(len(areas), kind, MANY[kind])} are compared with {whole}: "
        f"{' and '.join(filter(None, reasons))}."
    )


def no_area(row: Mapping) -> str:
    """Of a row that is no area of today: what it is; nothing of any other."""
    if row["is_today"]:
        return ""
    if former := authorities.split(row["area"]):
        parts = " and ".join(former["successors"])
        return f"No authority of today: split in {former['ended_on'][:4]} into {parts}"
    return f"Settings for which Ofsted records no {row['area_kind']}"


def part(row: Mapping) -> str:
    """A share and what it is a share in: '9.2% in watch'."""
    share = shares.of_settings(row["count"], row["settings"]) or f"{row['count']:,} of {row['settings']:,}"
    return f"{share} {data_areas.inside(row['measure'])}"


def listed(names: Sequence[str]) -> str:
    """Up to three names, or how many there are."""
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1]))) if len(names) < 4 else f"{len(names):,}"


def the(area: str) -> str:
    """The name of the whole inside a sentence."""
    return area[0].lower() + area[1:] if area.startswith("All ") else area


def caption(rows: Sequence[Mapping], kind: str, first: int, shown: int, is_filtered: bool) -> str:
    """Which rows these are (`shown` of them, from the one counted `first`), how to read them, and that the filters of
    the list are not applied here. Rows that are no area of today stand last and are counted apart."""
    areas, total = len(today(rows, kind)), sum(row["area_kind"] == kind for row in rows)
    last, others = min(first + shown - 1, areas), total - areas
    span = f"{first:,}–{last:,} of {areas:,} {MANY[kind]}. " if shown < total and first <= areas else ""
    if others:
        rest = "row of all is" if others == 1 else f"{others:,} rows of all are"
        span += f"The last {rest} no {kind} of today, and counted in the totals alone. "
    read = (
        "Each setting counts once, by its label, out of those on the Early Years Register in each area. Shares are not "
        f"shown where there are fewer than {data_areas.few_settings()} settings. Press a name or a count to see those "
        "settings."
    )
    return f"{span}{read}" + (f" {NOT_APPLIED}" if is_filtered else "")


def change_head(rows: Sequence[Mapping], measure: str) -> tuple[str, str]:
    """The heading of the change, with the date where it is one, and that date's words for a cell to leave out."""
    days = {row["before_on"] for row in rows if row["before_on"] and row["is_comparable"] and row["is_current"]}
    since = domain.long_date(days.pop()) if len(days) == 1 else ""
    return f"Change in {display(measure)} share since {since or 'the release before'}", since


def display(measure: str) -> str:
    """A measure in the middle of a sentence."""
    name = data_areas.display(measure)
    return name[0].lower() + name[1:]


def change(row: Mapping, since: str) -> tuple[str, str]:
    """How a share moved since the release date before, and from what; or why that is not said."""
    if not row["is_current"]:
        return "Not in the newest release", ""
    if row["before_on"] is None:
        return "In no release before", ""
    if not row["is_comparable"]:
        return "Not comparable", domain.long_date(row["before_on"])
    before = f"{row['before_count']:,} of {row['before_settings']:,} before"
    before += "" if since else f", {domain.long_date(row['before_on'])}"
    if row["is_few"] or row["before_settings"] < data_areas.few_settings():
        moved = row["now_count"] - row["before_count"]
        return f"{moved:+,}".replace("-", "−") if moved else "No change", before
    return points(row["now_count"] / row["now_settings"] - row["before_count"] / row["before_settings"]), before


def can_move(rows: Sequence[Mapping]) -> bool:
    """Whether a change can be said of any of these."""
    return any(row["is_current"] and row["before_on"] for row in rows)


def points(moved: float) -> str:
    """A difference of shares in percentage points."""
    told = f"{100 * moved:+.1f}".replace("-", "−")
    return "No change" if told[1:] == "0.0" else f"{told} points"


def funnel_finding(rows: Sequence[Mapping], kind: str) -> str:
    """How many areas lie outside the limits, and how many would by chance."""
    areas = compared(rows, kind)
    outside = sum(row["stands"] != "within" for row in areas)
    chance = data_areas.by_chance(len(areas))
    would = "fewer than 1" if not chance else f"about {chance}"
    many = words.plural(len(areas), kind, MANY[kind])
    return f"{outside:,} of {many} outside the 95% limits; by chance alone {would}"


def funnel_caption(rows: Sequence[Mapping], area: Mapping | None) -> str:
    """How to read the funnel, and how the area looked at, if any, is drawn."""
    whole, apart = rows[0], f" or are known at another date than {the(rows[0]['area'])}" if is_apart(rows) else ""
    return (
        f"Each mark is an area; the flat line is {the(whole['area'])}. Between the inner curves lie 95 areas in 100 if "
        "nothing but chance tells areas apart, between the dashed ones 998 in 1,000: wide where there are few "
        "settings. Far above and far below mean outside the dashed curves. Where more areas lie outside than chance "
        "would put there, areas do differ, perhaps only in their kinds of provider. Hollow marks have fewer than "
        f"{data_areas.few_settings()} settings{apart}.{_large(area)} {RATES} {NO_VERDICT}"
    )


def _large(area: Mapping | None) -> str:
    """Which mark is the area looked at, and why it is hollow where it is."""
    if not area or not area["is_today"]:
        return ""
    said = f" The large mark is {area['area']}"
    if not is_hollow(area):
        return f"{said}."
    few = f"fewer than {data_areas.few_settings()} settings"
    return f"{said}, hollow: {few if area['is_same_date'] else OTHER_DATE.lower()}."


def funnel_alt(rows: Sequence[Mapping], kind: str, area: Mapping | None) -> str:
    """The funnel in words."""
    whole = rows[0]
    areas = today(rows, kind)
    out = [f"{row['area']} {shares.of_settings(row['count'], row['settings'])}, {against(row).lower()}"
           for row in areas if row["stands"] not in (None, "within")]  # fmt: skip
    told = "; ".join(out[:20]) + (f"; and {len(out) - 20} more" if len(out) > 20 else "")
    when = "known at different dates" if is_apart(rows) else f"as at {domain.long_date(whole['as_at'])}"
    inside, level = data_areas.inside(whole["measure"]), shares.out_of(whole["count"], whole["settings"])
    return (
        f"Funnel plot of {words.plural(len(areas), kind, MANY[kind])}: share of settings {inside} against number of "
        f"settings, {when}. Line at {the(whole['area'])}, {level}. Outside the 95% "
        f"limits: {told or 'none'}.{_large(area)}"
    )


def no_funnel(whole: Mapping) -> str:
    """That there is nothing to draw: no setting, or every one, is counted."""
    none = "No setting is" if not whole["count"] else "Every setting is"
    return f"{none} {data_areas.inside(whole['measure'])}, so areas do not differ in it."


def funnel_table(shown: int, total: int) -> str:
    """Which areas these are, and where all of them are."""
    told = "The share of each area, and the limits for as many settings as it has."
    if shown < total:
        told += f" These are the {shown:,} of this page of the table; the dataset rates (Downloads) has all {total:,}."
    return told
