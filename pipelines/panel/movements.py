"""What happened since: inspections, moves, new and cleared flags. What needs reading in full, other moves by
name, and what did not change as a count."""

import datetime as dt
from collections.abc import Mapping, Sequence
from html import escape

from pipelines import digest, domain, sentences
from pipelines.briefing import markup
from pipelines.panel import cells, findings

MOST = 200  # settings named in one paragraph: the rest is counted
MOVES = {  # sign, for the eye, and words
    "down": ("↓", "Down"), "up": ("↑", "Up"), "no change": ("", "No change"),
    "first": ("", "First graded inspection known"),
    "not comparable": ("", "Not compared: same band, other framework"),
    "not graded": ("", "Not graded"),
}  # fmt: skip
LATE = ", printed only since"
WITHIN = {"down": "Down, within Good or better", "up": "Up, within Good or better"}


def inspected(found: Mapping) -> str:
    """Inspections, those to read first in full, the routine ones as a count and names."""
    groups = found["inspected"]
    told = f"<h2>Inspected since {cells.first_day(found)}</h2>"
    if not any(groups.values()):
        return f"{told}<p>Nothing: no inspection since then has been seen.</p>"
    for group, heading, none in (
        ("below", "Below Good", "No inspection was below Good."),
        ("back", "Back at Good or better", ""),
        ("not met", "Not met, or no result", ""),
    ):
        rows = groups[group]
        if rows:
            heads = ["Setting", "Inspected", "What was judged", "Against the inspection before"]
            body = [(cells.setting(row), _day(row, found), _judged(row), _move(row)) for row in rows]
            caption = f"{heading}: inspections since {cells.first_day(found)}, the most serious first, then the newest"
            told += cells.titled(heading, cells.plural(len(rows), "inspection"), caption, heads, body)
        elif none:
            told += f"<p>{none}</p>"
    if groups["routine"]:
        told += _routine(groups["routine"], found)
    return told


def _day(row: Mapping, found: Mapping) -> str:
    late = f"Before {cells.first_day(found)}{LATE}" if row["is_late"] else ""
    return cells.lines([f'<span class="day">{domain.long_date(row["inspected_on"])}</span>', cells.more(late)])


def _judged(row: Mapping) -> str:
    """The result in its own words, with the band in words beside its mark."""
    if not row["band"]:
        return cells.lines([escape(row["words"]), cells.more("Not scored")])
    band = cells.mark(row["band"], row["is_provisional"]) + markup.BANDS[row["band"]][0]
    return cells.lines([escape(row["words"]), band])


def _move(row: Mapping) -> str:
    sign, said = MOVES[row["move"]]
    sign = f'<span aria-hidden="true">{sign} </span>' if sign else ""
    mark = cells.mark(row["from_band"], row["is_from_provisional"])
    before = f"Before: {mark}{escape(row['from_words'])}" if row["from_words"] else ""
    between = " (provisional)" if row["is_provisional"] and row["move"] in ("down", "up") else ""
    return cells.lines([f"{sign}{said}{between}", before])


def _alike(rows: Sequence[Mapping], *names: str) -> list[list[Mapping]]:
    """Rows that say the same under these names together, the most first."""
    told: dict[tuple, list[Mapping]] = {}
    for row in rows:
        told.setdefault(tuple(row[name] for name in names), []).append(row)
    return sorted(told.values(), key=len, reverse=True)


def _routine(rows: Sequence[Mapping], found: Mapping) -> str:
    """What needs no reading, as counts by result. Only who moved is named, here if not under the moves."""
    alike, since = _alike(rows, "words", "move"), cells.first_day(found)
    heads = ["What was judged", "Against the inspection before", "Inspections"]
    caption = f"Good or better, or met: inspections since {since} by result, the most first"
    body = [(escape(each[0]["words"]), escape(_against(each[0])), _many(each, since)) for each in alike]
    told = f"<h3>Good or better, or met: {cells.plural(len(rows), 'inspection')}</h3>"
    told += markup.table(caption, heads, body)
    moved = found["moved"]
    named = {row["urn"] for name in WITHIN for row in moved[f"within {name}"]} if moved else set()
    others = [[row for row in each if row["move"] in WITHIN and row["urn"] not in named] for each in alike]
    are_named = any(row["urn"] in named for row in rows if row["move"] in WITHIN)
    told += f"<p>{escape(_where(found, are_named, any(others)))}</p>"
    return told + "".join(map(_named, filter(None, others)))


def _against(row: Mapping) -> str:
    return WITHIN.get(row["move"], MOVES[row["move"]][1])


def _many(rows: Sequence[Mapping], since: str) -> str:
    late = sum(row["is_late"] for row in rows)
    return cells.lines([f"{len(rows):,}", cells.more(f"{late:,} held before {since}{LATE}" if late else "")])


def _where(found: Mapping, are_named: bool, are_here: bool) -> str:
    """Who is named where, and where all names are."""
    places = " and ".join(filter(None, ("under Moves down and up" if are_named else "", "here" if are_here else "")))
    moved = f"Those that moved are named {places}; the others are counted. " if places else "These are counted. "
    return (
        f"{moved}All names are in the dataset Inspections: on the page Downloads choose {cells.place(found['areas'])}, "
        f"and in the file keep the dates after {cells.first_day(found)}."
    )


def _named(rows: Sequence[Mapping]) -> str:
    names = [
        f"{sentences.name_of(row)} ({_short(row['inspected_on'])}{LATE if row['is_late'] else ''})" for row in rows
    ]
    return _listed(f"{rows[0]['words']}. {_against(rows[0])}. {len(rows):,}:", names)


def _short(day: dt.date) -> str:
    return f"{day.day} {day:%b %Y}"


def _listed(what: str, names: Sequence[str]) -> str:
    """A count with the names behind it in one paragraph, up to `MOST`."""
    more = f"; and {len(names) - MOST:,} more" if len(names) > MOST else ""
    return f"<p><strong>{escape(what)}</strong> {escape('; '.join(names[:MOST]) + more)}.</p>"


def moves(found: Mapping) -> str:
    """Who moved down and up between the two releases."""
    told, moved = "<h2>Moves down and up</h2>", found["moved"]
    if moved is None:
        return f"{told}<p>{escape(findings.since_words(found['period']))}</p>"
    if nothing := findings.nothing_compared(found):
        return f"{told}<p>{escape(nothing)}</p>"
    all_of = cells.plural(moved["counts"]["all"], "setting")
    for name, heading in (("down", "Moved down, now below Good"), ("up", "Moved up, from below Good")):
        told += _changed(heading, moved[name], found) or f"<p>{heading}: none of {all_of}.</p>"
    for name in ("down", "up"):
        if rows := moved[f"within {name}"]:
            told += f"<h3>{WITHIN[name]}: {len(rows):,} of {all_of}</h3>"
            told += "".join(map(_within, _alike(rows, "from_result", "to_result")))
    return told


def _within(rows: Sequence[Mapping]) -> str:
    names = [f"{sentences.name_of(row)} ({_short(row['to_inspected_on'])})" for row in rows]
    return _listed(f"{rows[0]['from_result']} → {rows[0]['to_result']}. {len(rows):,}:", names)


def flags(found: Mapping) -> str:
    """Flags that came and went, of the settings not told of under moves."""
    moved = found["moved"]
    if moved is None or findings.nothing_compared(found):
        return ""
    told, above = "<h2>New and cleared flags</h2>", [*moved["down"], *moved["up"]]
    new, cleared = (sum(map(test, above)) for test in (findings.is_new, findings.is_cleared))
    if new or cleared:
        told += (
            f"<p>Of those that moved, above, {new:,} carry a new flag or label and {cleared:,} lost one. "
            "Here are the others.</p>"
        )
    told += _changed("New flag or label", moved["new"], found) or "<p>No other setting has a new flag or label.</p>"
    told += _cleared(moved["cleared"], found)
    waits = [_waiting(kind, moved[f"waits {kind}"]) for kind in ("new", "cleared")]
    if any(waits):
        told += f"<h3>How long settings have waited</h3><p>This implies no fault.</p>{''.join(waits)}"
    return told


def _cleared(rows: Sequence[Mapping], found: Mapping) -> str:
    """Who lost a flag: by name where a new inspection at Good or better alone took it, else with the reason."""
    plain = [row for row in rows if _is_plainly_cleared(row)]
    others = [row for row in rows if not _is_plainly_cleared(row)]
    if not plain:
        return _changed("Cleared", rows, found) or "<p>No other setting lost a flag.</p>"
    all_of = cells.plural(found["moved"]["counts"]["all"], "setting")
    told = f"<h3>Cleared by an inspection at Good or better: {len(plain):,} of {all_of}</h3>"
    for each in _alike(plain, "from_label", "to_label"):
        names = [f"{sentences.name_of(row)} ({row['to_result']}, {_short(row['to_inspected_on'])})" for row in each]
        step = f"{_labelled(each[0], 'from')} → {_labelled(each[0], 'to')}"
        told += _listed(f"{step}. {len(each):,}:", names)
    return told + _changed("Cleared otherwise", others, found)


def _is_plainly_cleared(row: Mapping) -> bool:
    """Whether a new inspection, graded as the one before was, is all there is to say of it."""
    went, came = digest.flags_moved(row)
    is_cleared = findings.is_flagged(row["from_tier"]) and not findings.is_flagged(row["to_tier"])
    is_secure = row["to_band"] == "secure" and not row["is_to_provisional"] and row["outcome"] != "left"
    has_others = came or not findings.WAITS.issuperset(went)
    return bool(is_cleared and is_secure and findings.INSPECTED in row["kinds"] and not has_others)


def _labelled(row: Mapping, when: str) -> str:
    """A label with its tier."""
    tier = row[f"{when}_tier"]
    return cells.word(row[f"{when}_label"]) + (f" ({cells.word(tier)})" if tier else "")


def _waiting(kind: str, rows: Sequence[Mapping]) -> str:
    """Whose wait began, by name; how many waits ended."""
    told = ""
    for flag in sorted(findings.WAITS):
        these = [row for row in rows if flag in digest.flags_moved(row)[kind == "new"]]
        if these and kind == "new":
            told += _listed(f"{cells.word(flag)}, new. {len(these):,}:", [sentences.name_of(row) for row in these])
        elif these:
            told += f"<p><strong>{escape(cells.word(flag))}, no longer. {len(these):,}.</strong></p>"
    return told


def _changed(heading: str, rows: Sequence[Mapping], found: Mapping) -> str:
    """A table of settings with where they stood, where they stand, and why; nothing where there are none."""
    when = found["period"]
    heads = ["Setting", f"From {domain.long_date(when.compared_on)}", f"To {domain.long_date(when.to_on)}", "Why"]
    body = [(cells.setting(row), _stood(row, "from"), _stood(row, "to"), escape(row["why"])) for row in rows]
    many = f"{len(rows):,} of {cells.plural(found['moved']['counts']['all'], 'setting')}"
    caption = f"{heading}: from one release to the other, the most serious change first"
    return cells.titled(heading, many, caption, heads, body) if rows else ""


def _stood(row: Mapping, when: str) -> str:
    """The latest graded inspection at one date, the label and tier, and the flags that went or came."""
    label = row[f"{when}_label"]
    if label is None:
        return "Not on the register"
    parts = []
    if row[f"{when}_result"] and row["outcome"] != "left":
        mark = cells.mark(row[f"{when}_band"], row[f"is_{when}_provisional"])
        parts.append(mark + escape(digest.result(row, when)))
    parts.append(escape(_labelled(row, when)))
    if row["outcome"] != "left" and (flags := digest.flags_moved(row)[when == "to"]):
        parts.append(f"{'New' if when == 'to' else 'Then also'}: {escape(', '.join(map(cells.word, flags)))}")
    return cells.lines(parts)
