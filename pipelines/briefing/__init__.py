"""Visit briefings: one setting, or a selection, as one page of HTML made to be printed.

One file that needs nothing else: no scripts, nothing asked of any host, its style inside. A browser prints it, or
saves it as PDF. Every word from outside is escaped. Local data never enter it: it is made from the open build alone.

    document     the whole file, from the build and the URNs
    sections     what is said of one setting
    picture      the timeline as a drawing
    markup       tables, chips and marks as HTML; look.css how they look on paper
    verb         the command line
"""

from collections.abc import Sequence
from html import escape

from pipelines import domain, errors, flagged_list, reads, sentences
from pipelines.briefing import markup, sections

MOST = 50  # settings in one document: a hundred sheets of paper


def document(served: reads.Served, urns: Sequence[str]) -> str:
    """The briefing of each of these settings, in this order, as one HTML file; one named twice is told once.

    Raises UnknownProvider, and TooManyBriefings where there are more than `MOST`, or none.
    """
    urns = list(dict.fromkeys("".join(urn.split()).upper() for urn in urns))
    if not 0 < len(urns) <= MOST:
        raise errors.TooManyBriefings(
            f"A briefing takes from 1 to {MOST} settings, and this asks for {len(urns):,}. Choose fewer: narrow the "
            "list first, or make several briefings."
        )
    build = reads.build(served)
    rows = [reads.setting(served, urn) for urn in urns]
    one = rows[0] if len(rows) == 1 else None
    title = f"Visit briefing: {sentences.name_of(one)}" if one else f"Visit briefings: {len(rows)} settings"
    body = "".join(sections.setting(served, row, build, "h1" if one else "h2") for row in rows)
    return markup.file(title, _foot_of_each_sheet(build), ("" if one else _cover(title, rows, build)) + body)


def of_urns(served: reads.Served, urns: Sequence[str]) -> bytes:
    """The document as the bytes of its file."""
    return document(served, urns).encode()


def of_view(served: reads.Served, filters: dict, order: str) -> bytes:
    """The document of the first `MOST` settings of a view of the list, in its order."""
    rows = flagged_list.page(served, filters, order, 1, MOST)["rows"]
    return of_urns(served, [row["urn"] for row in rows])


def _foot_of_each_sheet(build: dict) -> str:
    sample = f"{domain.SAMPLE_NOTICE.capitalize()} · " if build["is_sample"] else ""
    return f"{sample}Visit briefing · data as at {domain.long_date(build['as_at'])}"


def _cover(title: str, rows: Sequence[dict], build: dict) -> str:
    """The first sheet of several: who is in it, and what it is not."""
    listed = markup.table(
        "The settings in this document, in order",
        ["Setting", "Tier", "Why", "Graded inspections"],
        [
            (
                f'<a href="#setting-{escape(row["urn"])}">{escape(sentences.name_of(row))}</a>'
                f' <span class="more under">URN {escape(row["urn"])} · {escape(row["local_authority"])}</span>',
                markup.tier(row["tier"]), escape(sections.label(row)), markup.line_of_marks(row["marks"]),
            )
            for row in rows
        ],
    )  # fmt: skip
    return (
        f'<header class="cover">{sections.masthead(build)}<h1>{escape(title)}</h1>{markup.legend(rows)}{listed}'
        f"{sections.about(build)}</header>"
    )
