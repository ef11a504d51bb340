"""The words of the field, once: codes, dates and small value types. Imports nothing of the project."""

import datetime as dt
import re

LABELS = (
    "serious concern", "yo-yo", "repeatedly below", "declining", "below", "bounced once",
    "recovering", "not enough history", "steady", "out of scope", "left",
)  # fmt: skip
TIERS = ("intensive", "targeted", "watch", "universal")
FLAGGED_TIERS = ["intensive", "targeted", "watch"]
BEYOND_SCOPE = ("out of scope", "left")  # the labels of settings that are not in scope
WINDOWS = {  # when the next inspection may come: the answers of the filter, from the as-at date
    "overdue": "Overdue",
    "overdue or within 6 months": "Overdue or within 6 months",
    "within 3 months": "Open now or within 3 months",
    "within 6 months": "Open now or within 6 months",
    "within 12 months": "Open now or within 12 months",
}
TOGETHER = {"overdue or within 6 months": ["overdue", "within 6 months"]}  # one choice, several answers of the mart
FAMILIES = ("four-point", "report card", "no children on roll", "out-of-school", "childcare register")
BANDS = ("secure", "below", "serious")
AREAS = ("local_authority", "region", "constituency")  # of the filters, those that are places

LICENCE = "Contains public sector information licensed under the Open Government Licence v3.0"
SOURCE = f"Ofsted, childcare providers and inspections. {LICENCE}."
SAMPLE_SOURCE = f"Sample data in the layouts Ofsted publishes; not from Ofsted. What Ofsted publishes: {LICENCE}."
POSTCODE_LICENCE = (
    "Contains OS data © Crown copyright and database right{year}; contains Royal Mail data © Royal Mail copyright and "
    "database right{year}; contains National Statistics data © Crown copyright and database right{year}; licensed "
    "under the Open Government Licence v3.0."
)
SAMPLE_NOTICE = "sample data, invented settings"
RECONSTRUCTED = (
    "Reconstructed from inspection dates: no loaded release is as old as this. Settings that left before the first "
    "release are missing."
)
PURPOSE = (
    "Support priority from inspection history. Not a quality rating (Ofsted is the sole arbiter of quality), "
    "not a prediction about one setting, and not for funding decisions."
)

RI_SINCE = dt.date(2013, 11, 4)  # Requires improvement replaced Satisfactory (declared/frameworks.csv)

URN = re.compile(r"[A-Z]{0,3}[0-9]{4,9}")
SAMPLE_URN = re.compile(r"S[0-9]{7}")  # a form Ofsted never issues

MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july",
         "aug august", "sep sept september", "oct october", "nov november", "dec december"), 1,
    )
    for name in names.split()
}  # fmt: skip
_AS_AT = re.compile(r"as[\s_-]*(?:at|of)[\s_-]+(\d{1,2})(?:st|nd|rd|th)?[\s_-]+([a-z]+)\.?[\s_-]+(\d{4})", re.I)


def as_at_in(text: str) -> dt.date | None:
    """The date after 'as at' (or 'as of') in a title row or file name, or None.

    >>> as_at_in("Childcare_provider_level_data_as_at_31_August_2021.csv")
    datetime.date(2021, 8, 31)
    """
    for day, month, year in _AS_AT.findall(text):
        number = MONTHS.get(month.lower())
        if number:
            try:
                return dt.date(int(year), number, int(day))
            except ValueError:
                continue
    return None


def called(grade: str | None, on: dt.date) -> str | None:
    """What a result was called on a day: grade 3 was Satisfactory before Requires improvement replaced it.

    >>> called("requires improvement", dt.date(2013, 11, 3))
    'satisfactory'
    """
    return "satisfactory" if grade == "requires improvement" and on < RI_SINCE else grade


def as_called(row: dict, on: dt.date, *names: str) -> dict:
    """A row with the results under these names as they were called on a day."""
    return {**row, **{name: called(row[name], on) for name in names}}


def long_date(day: dt.date) -> str:
    """14 May 2024, on every platform."""
    return f"{day.day} {day:%B %Y}"


def plain_key(text: str) -> str:
    """Letters and digits only, lower case, '&' read as 'and': how headers and place names are matched.

    >>> plain_key("Bournemouth, Christchurch & Poole") == plain_key("bournemouth christchurch and poole")
    True
    """
    return "".join(c for c in text.replace("&", " and ").casefold() if c.isalnum())
