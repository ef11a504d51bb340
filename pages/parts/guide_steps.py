"""The steps of the Guide, by role. **Bold** is the name of something on the page that `shown` opens: a test finds it.

Left out: how steps are drawn (guiding) and how their pictures are made (tests/browser/guide_pictures.py).
"""

from collections.abc import Sequence
from typing import NamedTuple


class Step(NamedTuple):
    """One thing to do. page: the file of the page it is done on, place: its name; shown: the address, in sample data,
    that its picture and its bold words are from; picture: the name of its file; alt: the picture in words."""

    title: str
    text: str
    page: str
    place: str
    shown: str
    picture: str
    alt: str


class Role(NamedTuple):
    """One kind of reader: what they come to do, in which steps, and the words of the glossary these use."""

    name: str
    called: str
    title: str
    comes_to: str
    steps: Sequence[Step]
    terms: Sequence[str]


FLAGGED, SETTING = ("pages/flagged.py", "Flagged settings"), "setting?urn=S0000001"

# fmt: off
# A step reads as what is said, where it is seen, and what the picture shows.

ADVISER = Role(
    "adviser", "an adviser",
    "Adviser: before a visit, see which settings are flagged and why",
    "At the end you can say in one minute why a setting is flagged, what happened when, and what to talk about.",
    (
        Step(
            "See who is flagged",
            "Choose your area under **Local authority**. The four boxes count settings by tier, out of all on the "
            "register there: press one, such as **Targeted**, and the list shows exactly those. The reasons below the "
            "boxes, such as **Yo-yo**, work the same way.",
            *FLAGGED, "?local_authority=Northmarsh", "adviser-flagged",
            "The list of flagged settings of one area: four boxes with counts by tier, reasons to press, and the first "
            "settings with their history in one line.",
        ),
        Step(
            "See where they are",
            "The **Map** shows the same settings, numbered as in the table beside it, by the filters you chose. Press "
            "a mark or a name to open a setting. Where Ofsted withholds a postcode, the setting cannot be placed: the "
            "page says how many.",
            "pages/map.py", "Map", "map?local_authority=Northmarsh", "adviser-map",
            "A map of the flagged settings of one area with a mark for each band and a number, and a table with the "
            "same numbers.",
        ),
        Step(
            "Show only your own",
            "Paste the URNs of your settings under **Paste URNs or a table**, or choose a CSV file, and press **Use "
            "this list**. Other columns, such as cluster, become filters. The list, the map and What changed then show "
            "only yours. Nobody else sees your list, and no link carries it.",
            "pages/mine.py", "My settings", "mine", "adviser-mine",
            "My settings after a list was given: how many were found, filters made of its columns, and a table with "
            "tier, reason, history and the next inspection.",
        ),
        Step(
            "Read why",
            "Press a name in the list. The large sentence says why it is flagged, with dates and grades; the line "
            "below it names the rule and how much history stands behind it. **What happened when** draws every "
            "inspection.",
            *FLAGGED, SETTING, "adviser-why",
            "One setting: its tier and label, the sentence that says why, and a chart of its inspections between "
            "Secure, Below and Serious.",
        ),
        Step(
            "Find what to talk about",
            "Further down, **Relevant support** names themes for what the latest inspection found weak: a place to "
            "start, not a prescription. **Settings like this one** says what came next for others. It is no forecast "
            "for this one.",
            *FLAGGED, SETTING, "adviser-support",
            "Weak areas of the latest inspection beside the support relevant to each, and a sentence about settings "
            "like this one.",
        ),
        Step(
            "Take it along",
            "Press **Print a briefing**: a page is downloaded. Open it and print it, or save it as PDF; it has room "
            "for notes. **Compare with others** puts up to four settings side by side.",
            *FLAGGED, SETTING, "adviser-briefing",
            "The first sheet of a visit briefing: who the setting is, why it is flagged, and its history drawn.",
        ),
    ),
    ("Tier", "Flag", "Yo-yo", "Evidence", "Band", "URN"),
)

MANAGER = Role(
    "manager", "a manager",
    "Manager: compare areas fairly, see what changed, report to a panel",
    "At the end you know where to put people, and are not misled by small numbers.",
    (
        Step(
            "Compare areas fairly",
            "Choose **Local authorities**, **Regions** or **Constituencies**, and what to compare them by: **Watch**, "
            "**Targeted and intensive** or **All flagged**. Every share stands beside the number it is out of. Where "
            "it says *No clear difference*, chance alone could explain it, whatever the order of the list.",
            "pages/areas.py", "Areas", "areas?area=Northmarsh", "manager-areas",
            "A table of areas: settings, and those in each tier with small bars and shares, and whether the share can "
            "be told apart from the whole.",
        ),
        Step(
            "Set one area beside areas like it",
            "Choose your own under **Area to look at**. Further down it stands beside the authorities most like it, "
            "its region and the whole, each with the range chance allows. **Similar authorities** says which these "
            "are, and **Over the release dates** how the share moved.",
            "pages/areas.py", "Areas", "areas?area=Northmarsh", "manager-alike",
            "One authority against similar authorities together, its region and the whole, with shares and "
            "intervals, and the list of similar authorities.",
        ),
        Step(
            "See what changed",
            "Choose two release dates in **From** and **To**. The counts add up to everybody on the register. Press a "
            "kind of change, such as **Grade down**, for the settings behind it: where each stood, where it stands "
            "now, and why.",
            "pages/changed.py", "What changed", "changed?local_authority=Northmarsh", "manager-changed",
            "What changed between two release dates: five counts, the kinds of change to press, and the first "
            "settings with the reason.",
        ),
        Step(
            "Take it to a panel",
            "On the same page choose your **Local authority**, then press **Panel pack (HTML)** at its end: "
            "inspections since the first date, moves, flags, who is below Good, and themes, to print or save as PDF. "
            "**Digest to e-mail (text)** is the short form.",
            "pages/changed.py", "What changed", "changed?local_authority=Northmarsh", "manager-panel",
            "The first sheet of a panel pack: the authority, the period, and what happened in it.",
        ),
        Step(
            "Plan training",
            "For your area, each theme of support says how many flagged settings had a weak area it answers to. Themes "
            "are compared among the settings judged in all of them. Press a count, such as **29 of 76 judged**, for "
            "the names.",
            "pages/training.py", "Training needs", "training", "manager-training",
            "Themes of support with the weak areas behind them, and how many settings each would serve, out of how "
            "many judged.",
        ),
        Step(
            "Look back, and pass it on",
            "The select at the top right, **As at**, shows what was known at an earlier release. The address of a "
            "page holds the date and the filters: copy it, and a colleague sees the same. **Download these** takes "
            "the list along as a CSV.",
            *FLAGGED, "?local_authority=Northmarsh&as_at=2024-08-31", "manager-back",
            "The list of flagged settings as at 31 August 2024, with a line that says so.",
        ),
    ),
    ("Tier", "As at", "Release", "Flag", "Label", "Coverage"),
)

ANALYST = Role(
    "analyst", "an analyst",
    "Analyst: take tidy data, and reproduce any number",
    "At the end you have the data with a meaning for every column, and can say where a number comes from.",
    (
        Step(
            "Take a dataset",
            "Choose one under **Dataset**, then a form: a spreadsheet, CSV, CSV with a description for programs, or "
            "Parquet with exact types.",
            "pages/downloads.py", "Downloads", "downloads?dataset=labels", "analyst-dataset",
            "One dataset: its size, key and date, and buttons for each form of file.",
        ),
        Step(
            "Know what a column means",
            "**What each column means** gives, for every column, its type, its meaning, its values, and what an empty "
            "cell says.",
            "pages/downloads.py", "Downloads", "downloads?dataset=labels", "analyst-columns",
            "The dictionary of a dataset: column, type, meaning, values or an example, and what an empty cell means.",
        ),
        Step(
            "Follow one number",
            "On a setting's page, **How the points add up** shows each step behind its scores, and **Where this comes "
            "from** the releases that print each inspection and any that disagree. `python -m pipelines explain URN` "
            "prints the same.",
            *FLAGGED, SETTING, "analyst-points",
            "One row for each step between inspections with its points and weight, and the formula with the numbers "
            "put in.",
        ),
        Step(
            "See what was read",
            "Every row of every release is accounted for. Choose a release under **What did one release hold?** for "
            "what could not be taken as printed, headers not known, and how full each column is.",
            "pages/quality.py", "Data quality", "quality", "analyst-quality",
            "What one release held: its rows, what could not be taken as printed, and where it differs from others.",
        ),
        Step(
            "Check the rules",
            "The Method page has every rule, and **Do the labels mean anything?** tests them on what came next. "
            "**Which numbers can a council change?** lists the parameters. **What does each word mean?** is the "
            "glossary.",
            "pages/method.py", "Method", "method", "analyst-method",
            "The Method page: what the labels may not be used for, and what each label means with its rule.",
        ),
    ),
    ("Label", "Release", "Sighting", "Volatility", "Decline score", "Coverage"),
)

ROLES = {role.name: role for role in (ADVISER, MANAGER, ANALYST)}
