"""Sentences of the areas page: what stands out, what the columns are, what cannot be told apart."""

from collections.abc import Mapping, Sequence

from pages.parts import words
from pipelines import domain

AGAINST = {"above": "Above", "below": "Below", "alike": "No clear difference", None: "Few settings"}
FEW = "few settings"
READ = (
    "Counts go by the primary label and are out of the settings on the Early Years Register in each area. Shares are "
    "not shown where there are fewer than 30 settings. Press a name or a count to see those settings."
)
NOT_APPLIED = "The filters chosen in the list are not applied here: every setting in scope counts."
CHART = (
    "Each dot is an area’s share of settings in the watch tier; the line through it is the 95% interval, wider where "
    "there are fewer settings. An area whose interval crosses the upright line cannot be told from the whole. "
    "With many areas about 1 in 20 falls outside by chance. More in watch is no verdict on an area or its council."
)


def finding(rows: Sequence[Mapping], kind: str) -> str:
    """Which areas differ from the whole in their watch share, or that none can be told apart."""
    whole = rows[0]
    areas = [row for row in rows if row["area_kind"] == kind]
    told = [
        f"{listed([row['area'] for row in areas if row['against'] == side])} {side}"
        for side in ("above", "below") if any(row["against"] == side for row in areas)
    ]  # fmt: skip
    base = f"{the(whole['area'])} ({words.share(whole['watch'], whole['settings'])} in watch)"
    if told:
        return f"{'; '.join(told)} {base}"
    many = words.plural(len(areas), kind, "constituencies" if kind == "constituency" else "local authorities")
    return f"{many}: none clearly above or below {base}"


def listed(names: Sequence[str]) -> str:
    """Up to three names, or how many there are."""
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1]))) if len(names) < 4 else f"{len(names)} areas"


def the(area: str) -> str:
    """The name of the whole inside a sentence."""
    return area[0].lower() + area[1:] if area.startswith("All ") else area


def caption(rows: Sequence[Mapping], first: int, shown: int, total: int, is_filtered: bool) -> str:
    """Which rows these are, how to read them, and that the filters of the list are not applied here."""
    span = f"{first:,}–{first + shown - 1:,} of {total:,} areas. " if shown < total else ""
    return f"{span}{READ}" + (f" {NOT_APPLIED}" if is_filtered else "")


def alt(rows: Sequence[Mapping], whole: Mapping) -> str:
    """The chart in words."""
    told = "; ".join(f"{row['area']} {words.share(row['watch'], row['settings'])}" for row in rows)
    return (
        f"Dot plot of the share of settings in the watch tier as at {domain.long_date(whole['as_at'])}: {told}. "
        f"Reference line: {the(whole['area'])} {words.share(whole['watch'], whole['settings'])}."
    )
