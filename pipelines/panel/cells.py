"""Cells and phrases of a panel pack. Cells are HTML, with texts from outside escaped; phrases are plain text."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape

from pipelines import domain, glossary, sentences, shares
from pipelines.briefing import markup

NAMED = 3  # areas in a title; more are counted


def setting(row: Mapping) -> str:
    """A cell: who it is, with what Ofsted calls it, where, and its registered places where these are given."""
    kind = sentences.kind(row) if row["provider_name"] else ""
    places = f"{row['places']:,} places" if row.get("places") else ""
    facts = (f"URN {row['urn']}" if row["provider_name"] else "", kind, row["local_authority"], places)
    gone = "Has left the register" if row.get("label") == "left" else ""
    return lines([escape(sentences.name_of(row)), more(", ".join(filter(None, facts))), more(gone)])


def mark(band: str | None, is_provisional: bool = False) -> str:
    """The glyph of a band with a space after it, which stays where it is pasted."""
    return markup.mark(band, is_provisional) + " " if band else ""


def lines(parts: Iterable[str]) -> str:
    """Parts of a cell, each on a line of its own, also where it is pasted."""
    return "<br>".join(filter(None, parts))


def more(said: str) -> str:
    """A text in a cell that says less than the rest."""
    return f' <span class="more">{escape(said)}</span>' if said else ""


def word(code: str) -> str:
    """A label, flag or tier as it is printed."""
    return glossary.words()[code]["print"]


def first_day(found: Mapping) -> str:
    """Since when the pack tells."""
    return domain.long_date(found["period"].since)


def plural(count: int, one: str) -> str:
    """1 setting, 1,204 settings."""
    return f"{count:,} {one}{'' if count == 1 else 's'}"


def are(count: int) -> str:
    """Is, or are."""
    return "is" if count == 1 else "are"


def out_of(count: int, of: int) -> str:
    """How many of how many settings, with the share."""
    return f"{count:,} of {plural(of, 'setting')}{share(count, of)}"


def share(count: int, of: int) -> str:
    """A share in brackets; nothing where it is of none, or of too few to say."""
    told = shares.of_settings(count, of) if count else ""
    return f" ({told})" if told else ""


def place(areas: Sequence[str]) -> str:
    """The areas by name, or how many they are."""
    if len(areas) > NAMED:
        return f"{len(areas)} local authorities"
    return " and ".join(filter(None, (", ".join(areas[:-1]), areas[-1])))


def bullets(told: Sequence[str]) -> str:
    """Sentences as a list, in HTML."""
    return f"<ul>{''.join(f'<li>{escape(one)}</li>' for one in told)}</ul>"


def titled(heading: str, many: str, caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of four columns under a heading that counts its rows."""
    return f"<h3>{escape(heading)}: {many}</h3>{markup.table(caption, heads, rows, 'four')}"
