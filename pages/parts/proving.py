"""Words of the back-test on the method page: captions, alternative texts, how figures are said."""

import datetime as dt
from collections.abc import Mapping, Sequence

from pages.parts import words
from pipelines import comparison, domain, shares

LEAD = (
    "To find out, the data are frozen at an earlier date. Every setting is labelled with only what was known then. "
    "Then we look at what the next graded inspection said. Only settings that were Good or better at the freeze count "
    "here: for those a list of grades says nothing."
)
NONE = (
    "No back-test has been run on the data shown here, so this page cannot say whether the labels mean anything. "
    "Whoever runs this dashboard can run one, in the project’s folder. It takes a few minutes:"
)
AGAIN = "The figures above were made from the data shown here, and this command makes them again:"
RATES = (
    "Of the settings inspected again, the share that were below Good at the next graded inspection. The line through "
    "each dot is the 95% interval. Settings not inspected again count in the first column and in no share."
)
LIFT = (
    "How many times as often the watch tier fell as settings that had stayed Good. The line is the 95% interval, from "
    "drawing whole local authorities again. Where it crosses 1, the two cannot be told apart."
)
CALIBRATION = "Does a higher volatility go with more falls? Volatility at the freeze, and what share fell at the next."
CHANCE = (
    "How often settings fell again after coming back, and how often they would if earlier grades did not matter: the "
    "outcomes dealt out again among inspections alike in provider type, grade, year and first or later."
)
RANKING = (
    "How well each order tells settings that fell from those that did not. Told right: take one of each; how often in "
    "100 does the one that fell stand higher? A coin gives 50. Found in the top: of all falls, the share among the "
    "first 10% of each authority’s list. Fell there: of those inspected again in that part, the share that fell. A "
    "dash: too few for a share."
)
STABILITY = (
    "One inspection left out at a time, for every setting in scope: how often the label or the tier would change, of "
    "how often that was tried."
)
SENSITIVITY = (
    "Each parameter halved and doubled: how many of the first 20 flagged settings of the authorities stay there, and "
    "how many do in the authority where fewest do."
)
CHANGES = {"halved": "Halved", "doubled": "Doubled"}


def day(text: str) -> str:
    """2021-08-31 as 31 August 2021."""
    return domain.long_date(dt.date.fromisoformat(text))


def percent(share: float | None, of: float | None) -> str:
    """A share with the number it is of, '5.2% of 991'; a dash where there is none, or of too few."""
    if share is None or not of or of < comparison.few_settings():
        return "–"
    return f"{shares.percent(share, int(of))} of {of:,.0f}"


def stays(row: Mapping, which: str) -> str:
    """How many of how many stay under another parameter, a dash where that was refused."""
    count, of = row.get(f"{which}_kept"), row.get(which if which == "n_least" else "n_settings")
    return shares.out_of(count, of) if of and count is not None else "–"


def rate(row: Mapping) -> str:
    """The share that fell of those inspected again, a dash where these are too few."""
    return shares.of_settings(row["n_not_secure"], row["n_reinspected"]) or "–"


def counted(row: Mapping) -> str:
    """A rate with what it is out of."""
    return shares.out_of(row["n_not_secure"], row["n_reinspected"])


def times(value: float | None) -> str:
    """A ratio in words; 'too few' where there is none."""
    return "too few to say" if value is None else f"{value:.1f} times"


def hundred(share: float | None) -> str:
    """A share as times in 100, a dash where there is none."""
    return "–" if share is None else f"{100 * share:.0f}"


def hundreds(row: Mapping) -> str:
    """The interval of an order's times in 100; nothing where there is none."""
    return "" if row["auc_low"] is None else f"{hundred(row['auc_low'])} to {hundred(row['auc_high'])}"


def interval(row: Mapping) -> str:
    """The interval of a rate in words; nothing where there is no rate."""
    is_known = row["low"] is not None and rate(row) != "–"
    return shares.between(row["low"], row["high"], row["n_reinspected"]) if is_known else ""


def names(label: str) -> str:
    """A label of the rates as readers know it."""
    return {"watch tier": "Watch tier", "all secure": "All Good or better"}.get(label) or words.displayed()[label]


def facts(freeze: Mapping) -> str:
    """Who is in a freeze and until when it looks."""
    return (
        f"{freeze['n_compared']:,} settings Good or better at {day(freeze['freeze'])}; {freeze['n_reinspected']:,} had "
        f"a graded inspection after it, up to {day(freeze['until'])}, and {freeze['n_not_secure']:,} of them were "
        "below Good."
    )


def alt(what: str, rows: Sequence[Mapping]) -> str:
    """A chart of dots in words."""
    return f"{what}: " + "; ".join(f"{row['name']} {row['told']}" for row in rows) + "."
