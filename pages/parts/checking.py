"""Sentences of the data quality page: what was read, what was not, and what a difference means."""

from collections.abc import Mapping, Sequence

from pages.parts import words
from pipelines import domain, sentences

TABLE = "The releases, newest first. Rows in = rows used + rows set aside."
COVERAGE = (
    "National: a provider that is not in it has left. Complete: the same, for its authorities. Partial: nobody is "
    "taken to have left because it does not list them, but what it lists counts: new providers, and those gone or no "
    "longer on the Early Years Register. A name is withheld by Ofsted, and then nowhere shown, even where an older "
    "release printed it."
)
REFUSED = "Files that could not be read and are left out: nothing of them is in what you see."
NO_FINDINGS = "Everything in this release could be taken as printed."
NO_DIFFERENCES = "Every result and date in this release is the one that stands."
DIFFERENCES = (
    "What this release says of an inspection where another release says otherwise. The newest release stands; both are "
    "shown on the setting’s page."
)
FINDINGS = "Each kind of finding with its first examples. The ledger (CSV) above holds every one."
HEADERS = "Headers not known here. What stands under them is not read, until pipelines/declared/headers.csv names them."
NO_HEADERS = "Every header of this release is known."
FULL = "Rows in which each column says something, out of the rows used. The largest change first."
SHIFTED = "Columns filled much more, or much less, than in the release before (5 points or more), or no longer there"
GONE, NEW = "not in this release", "not in it"
STEADY = "No column is filled much more, or much less, than in the release before."
FIRST = "There is no earlier release of this kind to compare with."


def finding(releases: Sequence[Mapping]) -> str:
    """Whether every row is accounted for, and how many were set aside."""
    read, staged, aside = (sum(one[f"rows_{name}"] for one in releases) for name in ("read", "staged", "set_aside"))
    many = words.plural(len(releases), "release", "releases")
    return f"All {read:,} rows of {many} are accounted for: {staged:,} used, {aside:,} set aside"


def name(one: Mapping) -> str:
    """A release by its date, and by what it lists where that is not who is registered."""
    return domain.long_date(one["as_at"]) + (" (inspections)" if one["kind"] == "inspections" else "")


def facts(one: Mapping) -> str:
    """One release in a line: file, layout, encoding, headers."""
    encoding = {"utf-8": "UTF-8", "cp1252": "Windows-1252"}[one["encoding"]]
    areas = words.plural(one["authority_count"], "authority", "authorities")
    told = (
        f"`{one['file_name']}`: {sentences.layout(one['layout'])}, {encoding}. {one['headers_taken']} headers taken, "
        f"{one['headers_ignored']} ignored by name, {one['headers_unknown']} not known. {areas}."
    )
    return told + (f" {words.plural(one['corrected'], 'cell', 'cells')} corrected." if one["corrected"] else "")


def example(one: Mapping) -> str:
    """One example: the row, the provider, what was printed."""
    parts = [
        f"row {one['row_number']:,}" if one["row_number"] else "",
        one["urn"] or "",
        f"“{one['value']}”" if one["value"] else "",
    ]
    return ", ".join(filter(None, parts))


def difference(one: Mapping) -> str:
    """One example of a disagreement."""
    kept, other = (one[key].removeprefix("unknown: ") for key in ("kept", "other"))
    return f"{one['urn']}, {domain.long_date(one['inspected_on'])}: {other} (kept: {kept})"


def sentence(text: str) -> str:
    """With a capital to begin with, the rest as it is: URN stays URN."""
    return f"{text[:1].upper()}{text[1:]}"


def unlike(one: Mapping, releases: Sequence[Mapping]) -> str | None:
    """That a release and the one before it of its kind cover other settings, where they do; of all the releases."""
    alike = [other for other in releases if other["kind"] == one["kind"] and other["release_id"] < one["release_id"]]
    if not alike or alike[-1]["coverage"] == one["coverage"]:
        return None
    here, there = (words.plural(of["authority_count"], "authority", "authorities") for of in (one, alike[-1]))
    return (
        f"This release is {one['coverage']} ({here}), the one before it {alike[-1]['coverage']} ({there}): "
        "a part of each change may come from that."
    )


def moved(shift: float | None) -> str:
    """A change of share in percentage points."""
    if shift is None:
        return "–"
    points = round(100 * shift, 1)
    return "no change" if not points else f"{'+' if points > 0 else '−'}{abs(points):g} points"
