"""What happened since: inspections, moves, new and cleared flags. What needs reading in full, the rest as names."""

import datetime as dt
from collections.abc import Mapping, Sequence
from html import escape

from pipelines import digest, domain, sentences
from pipelines.briefing import markup
from pipelines.panel import cells, findings

MOST = 200  # settings named of those that need no reading: the rest is counted
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
        told += f"<h3>Good or better, or met: {cells.plural(len(groups['routine']), 'inspection')}</h3>"
        told += "".join(_routine(rows) for rows in _alike(groups["routine"], "words", "move"))
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


def _routine(rows: Sequence[Mapping]) -> str:
    first = rows[0]
    move = "" if first["move"] == "not graded" else f" {WITHIN.get(first['move'], MOVES[first['move']][1])}."
    names = [
        f"{sentences.name_of(row)} ({_short(row['inspected_on'])}{LATE if row['is_late'] else ''})" for row in rows
    ]
    return _listed(f"{first['words']}.{move} {len(rows):,}:", names)


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
    told += _changed("Cleared", moved["cleared"], found) or "<p>No other setting lost a flag.</p>"
    waits = [_waiting(kind, moved[f"waits {kind}"]) for kind in ("new", "cleared")]
    if any(waits):
        told += f"<h3>How long settings have waited</h3><p>This implies no fault.</p>{''.join(waits)}"
    return told


def _waiting(kind: str, rows: Sequence[Mapping]) -> str:
    told = ""
    for flag in sorted(findings.WAITS):
        these = [row for row in rows if flag in digest.flags_moved(row)[kind == "new"]]
        if these:
            what = f"{cells.word(flag)}, {'new' if kind == 'new' else 'no longer'}. {len(these):,}:"
            told += _listed(what, [sentences.name_of(row) for row in these])
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
    tier = row[f"{when}_tier"]
    parts.append(escape(cells.word(label) + (f" ({cells.word(tier)})" if tier else "")))
    if row["outcome"] != "left" and (flags := digest.flags_moved(row)[when == "to"]):
        parts.append(f"{'New' if when == 'to' else 'Then also'}: {escape(', '.join(map(cells.word, flags)))}")
    return cells.lines(parts)
