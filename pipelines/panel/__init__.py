"""Panel packs: what a panel needs that reviews every below-good report, as one page of HTML for a meeting.

For one local authority or several, since a date: inspections, moves, new and cleared flags, every setting below Good
with what is Secure nearby, themes, and cautions. One file that stands alone, made to be printed and to be pasted into a
word processor: headings, paragraphs, lists and tables with captions, nothing laid out by position. Every word from
outside is escaped. It is made from the open build alone: no local data, and nothing of a reader's own list.

    document     the whole file, from the build, the authorities and a date
    findings     what is told, as data
    sections     how it reads; movements, sufficiency and cells for its parts
    verb         the command line
"""

import datetime as dt
from collections.abc import Sequence

from pipelines import as_at, domain, export, reads, training
from pipelines.briefing import markup
from pipelines.panel import findings, sections


def document(served: reads.Served, authorities: Sequence[str], since: dt.date | None = None) -> str:
    """The pack of these local authorities since a date (the release before the newest), as one HTML file.

    Raises UnknownArea, and NoPeriod where nothing can be told since that date.
    """
    areas = export.known_authorities(served, authorities)
    found = findings.gathered(served, areas, findings.period(served, since))
    found["needs"] = training.needs(served, {"local_authority": areas})
    return markup.file(sections.title(areas), _foot_of_each_sheet(found), sections.pack(found))


def of_areas(served: reads.Served, authorities: Sequence[str], since: dt.date, until: dt.date) -> bytes:
    """The document as the bytes of its file, as at the date `until`: what was known then."""
    if until >= reads.build(served)["as_at"]:
        return document(served, authorities, since).encode()
    then = as_at.earlier(served, until)
    try:
        return document(then, authorities, since).encode()
    finally:
        then.con.close()


def _foot_of_each_sheet(found: dict) -> str:
    sample = f"{domain.SAMPLE_NOTICE.capitalize()} · " if found["build"]["is_sample"] else ""
    return f"{sample}{sections.title(found['areas'])} · data as at {domain.long_date(found['build']['as_at'])}"
