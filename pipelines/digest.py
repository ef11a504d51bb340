"""What changed, as plain text that an authority can e-mail: a subject line, the counts, the settings, the caveats.

72 columns, names only as the newest release gives them. Labels go by the words used in print. Left out: which settings
changed and why (pipelines.changed).
"""

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pipelines import changed, domain, glossary, reads, sentences

WIDTH = 72
MOST = 200  # of one kind: a digest of all England names no more than can be read
BELOW_GOOD = ("below", "serious")
NOT_NAMED = "not named here"
ROUTINE = f"Good or better, or met, with nothing else changed: {NOT_NAMED}"
EVERY = (
    "Every setting is in a file (CSV). On the page What changed choose the same dates and areas, then press the button "
    "that begins with Download. On the command line add --out changed.csv to the command that made this text."
)
WHAT = (
    "This says which settings stand differently in Ofsted's releases from one date to the other, by the rules of the "
    "setting quality monitor. " + domain.PURPOSE
)
CAVEATS = (
    "It knows published inspections only. A release that prints only the latest grade hides falls in between, and an "
    "inspection counts as new when a release first prints it, which may be long after the visit.",
    "A label can change with time alone, without an inspection: a fall counts for {window_years} years.",
    "Provisional: the inspection is of another kind than the graded one before it, or one of the two was Satisfactory. "
    "Such a step counts half.",
    "Not comparable means that no release after the first date and up to the second lists the setting: all that is "
    "known of it was known at the first.",
    "Likely re-registered is a suggestion from postcode, name and dates, until your authority confirms it.",
    "Names are those of the newest release. Where Ofsted withholds a name, the type of provider and the URN stand.",
)


def digest(served: reads.Served, asked: changed.Asked, where: str) -> str:
    """The digest of one question; `where` says which settings in a few words ('Northmarsh', '12 settings')."""
    build, counts, rows = reads.build(served), changed.counts(served, asked), changed.every(served, asked)
    where = " ".join(where.split())
    lines = [
        *_folded(f"Subject: Changes to {domain.long_date(asked.to_on)}: {where}"),
        "",
        *_wrapped(f"WHAT CHANGED: {where}"),
        f"From {domain.long_date(asked.from_on)} to {domain.long_date(asked.to_on)}",
        *([build["notice"].upper()] if build["notice"] else []),
        "",
        *_wrapped(WHAT),
        "",
        *_counted(asked, counts),
    ]
    is_all_named = True
    for kind, title in changed.kinds().items():
        if these := [row for row in rows if row["kind"] == kind]:
            lines += ["", f"{title['print'].upper()}: {len(these):,}", ""]
            told = [row for row in these if not _is_routine(row)]
            for row in told[:MOST]:
                lines += _row(row)
            if len(told) > MOST:
                lines.append(f"- and {len(told) - MOST:,} more: {NOT_NAMED}")
            is_all_named &= len(these) == len(told) <= MOST
            if routine := len(these) - len(told):
                lines += _item(f"{'and ' if told else ''}{routine:,}{' more, ' if told else ' '}{ROUTINE}")
    if not rows and not changed.nothing_compared(counts, asked.from_on, asked.to_on, ""):
        lines += ["", "No setting changed, joined or left."]
    if not is_all_named:
        lines += ["", "TO SEE EVERY SETTING", "", *_wrapped(EVERY)]
    in_force = {row["parameter"]: f"{row['value']:g}" for row in reads.parameters(served)}
    lines += ["", "BEFORE YOU USE THIS", ""]
    for caveat in CAVEATS:
        lines += _item(caveat.format_map(in_force))
    lines += ["", *_wrapped(f"Data as at {domain.long_date(build['as_at'])}. {build['source']}")]
    return "\n".join(lines) + "\n"


def _counted(asked: changed.Asked, counts: Mapping) -> Iterator[str]:
    """The five outcomes with their sum, and how many were on the register at each date."""
    first, second = domain.long_date(asked.from_on), domain.long_date(asked.to_on)
    yield from _wrapped(
        f"{counts['all']:,} settings were on the Early Years Register at one of the two dates or both: "
        f"{counts['from_scope']:,} on {first}, {counts['to_scope']:,} on {second}. Of the {counts['all']:,}:"
    )
    yield ""
    wide = len(f"{counts['all']:,}")
    for outcome, count in counts["outcomes"].items():
        yield f"  {count:>{wide},}  {outcome}"
    kinds = counts["kinds"]
    yield ""
    if nothing := changed.nothing_compared(counts, asked.from_on, asked.to_on, " chosen"):
        yield from _wrapped(nothing)
        return
    yield from _wrapped(
        f"Among them {kinds['grade down']:,} with a lower grade{changed.within(counts, 'grade down')}, "
        f"{kinds['grade up']:,} with a higher one{changed.within(counts, 'grade up')}, "
        f"{kinds['newly flagged']:,} newly flagged and {kinds['no longer flagged']:,} no longer flagged. Each setting "
        "is listed once, under its most serious change."
    )
    if some := changed.some_not_compared(counts, asked.from_on, asked.to_on):
        yield ""
        yield from _wrapped(some)


def _is_routine(row: Mapping) -> bool:
    """Whether all there is to tell is an inspection that moved nothing, and found nothing below Good and nothing not
    met: such are most, and nobody reads them one by one."""
    return row["kind"] == "new inspection" and row["to_band"] not in BELOW_GOOD and "not met" not in row["why"].lower()


def _row(row: Mapping) -> Iterator[str]:
    who = f"{row['provider_name'] or sentences.called(row)}, URN {row['urn']}, {row['local_authority']}"
    yield from _item(" ".join(who.split()))
    for step in steps(row):
        yield from _wrapped(step, "  ", "    ")
    yield from _wrapped(row["why"], "  ", "  ")


def steps(row: Mapping) -> list[str]:
    """What one setting moved from and to, in the words used in print: result, label, tier, flags."""
    told = []
    if row["outcome"] == "changed":
        is_new = (row["from_result"], row["from_inspected_on"]) != (row["to_result"], row["to_inspected_on"])
        if is_new and row["kind"] != "new inspection":  # there the reason says no more than that
            told.append(f"Result: {result(row, 'from')} -> {result(row, 'to')}")
        if row["from_label"] != row["to_label"]:
            told.append(f"Label: {_word(row['from_label'])} -> {_word(row['to_label'])}")
        if row["from_tier"] != row["to_tier"]:
            told.append(f"Tier: {_word(row['from_tier'])} -> {_word(row['to_tier'])}")
    elif row["outcome"] == "joined":
        told.append(f"Not on the register -> {_word(row['to_label'])} ({_word(row['to_tier'])})")
    else:
        told.append(f"{_word(row['from_label'])} ({_word(row['from_tier'])}) -> {_word(row['to_label'])}")
        return told
    cleared, new = flags_moved(row)
    for said, flags in (("Also now", new), ("No longer", cleared)):
        told += [f"{said}: {', '.join(map(_word, flags))}"] if flags else []
    return told


def flags_moved(row: Mapping) -> tuple[list[str], list[str]]:
    """The flags that no longer hold, and those that hold now and did not; what is the label is none of either. Of one
    that joined, all that hold now: before, nothing stood on the list."""
    if row["outcome"] == "joined":
        return [], [*row["to_flags"]]
    before, after = [*row["from_flags"], row["from_label"]], [*row["to_flags"], row["to_label"]]
    return (
        [flag for flag in row["from_flags"] if flag not in after],
        [flag for flag in row["to_flags"] if flag not in before],
    )


def result(row: Mapping, when: str) -> str:
    """The latest graded inspection at one of the dates ('from' or 'to') with its year, and that it is provisional."""
    said, day = row[f"{when}_result"], row[f"{when}_inspected_on"]
    loose = ", provisional" if row[f"is_{when}_provisional"] else ""
    return f"{said} ({day.year}{loose})" if said else "none graded"


def _word(code: str | None) -> str:
    """A label, flag or tier as it is printed."""
    return glossary.words()[code]["print"] if code else "none"


def _item(text: str) -> Sequence[str]:
    return _wrapped(text, "- ", "  ")


def _folded(text: str) -> Sequence[str]:
    """A header line; one too long goes on in a line that begins with a space, as mail programs expect."""
    return _wrapped(text, "", " ")


def _wrapped(text: str, first: str = "", others: str = "") -> list[str]:
    return textwrap.wrap(
        text, WIDTH, initial_indent=first, subsequent_indent=others, break_on_hyphens=False, break_long_words=True
    )  # fmt: skip


def place(areas: Iterable[str], urns: Sequence[str] | None) -> str:
    """Which settings, in a few words."""
    named = list(areas)
    where = " and ".join(named) if 0 < len(named) < 3 else f"{len(named)} areas" if named else "all areas loaded"
    return f"{len(urns):,} chosen settings" + (f" in {where}" if named else "") if urns is not None else where
