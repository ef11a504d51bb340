"""The comparison of areas as an HTML table with small bars. The order is a reading order only: by name unless the
address asks for another, and never by a count alone.

Takes rows as pages/parts/data_areas.py gives them.
"""

from collections.abc import Mapping, Sequence
from html import escape
from typing import NamedTuple
from urllib.parse import urlencode

from pages.parts import comparing, data_areas, filters, html, marks
from pipelines import authorities, domain, shares

PAGE_SIZE = 20
COLUMNS = {"all": None, "region": "region", "local authority": "local_authority", "constituency": "constituency"}


class Sheet(NamedTuple):
    """One page of areas: the whole, and the chosen one with its region, to stand beside them; the rows; and which page
    of how many."""

    beside: Sequence[Mapping]
    rows: Sequence[Mapping]
    total: int
    page: int
    pages: int

    @property
    def first(self) -> int:
        """The place of the first row, counted from 1."""
        return (self.page - 1) * PAGE_SIZE + 1


def sheet(rows: Sequence[Mapping], kind: str, chosen: filters.Areas) -> Sheet:
    """The areas of one kind in the order asked for, one page of them."""
    areas = sorted((row for row in rows if row["area_kind"] == kind), key=lambda row: _order(row, chosen.sort))
    pages = max(1, -(-len(areas) // PAGE_SIZE))
    page = min(chosen.page, pages)
    shown = areas[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    mine = one(rows, kind, chosen.area)
    beside = [rows[0], *filter(None, (region_of(rows, mine), mine if mine not in shown else None))]
    return Sheet(beside, shown, len(areas), page, pages)


def one(rows: Sequence[Mapping], kind: str, area: str | None) -> Mapping | None:
    """The row of one area; None where no setting of it is in scope."""
    return next((row for row in rows if row["area_kind"] == kind and row["area"] == area), None)


def region_of(rows: Sequence[Mapping], row: Mapping | None) -> Mapping | None:
    """The row of the region an area lies in; None where it has none."""
    return one(rows, "region", row["region"]) if row and row["region"] else None


def _order(row: Mapping, sort: str) -> tuple:
    """Shares from high to low with the too few last; names in their own order. What is no area of today after all."""
    apart = not row["is_today"]
    if sort == "name":
        return (apart, row["area"])
    if sort == "settings":
        return (apart, -row["settings"], row["area"])
    return (apart, row["is_few"], -row[f"{sort}_share"], row["area"])


def table(sheet: Sheet, caption: str, area: str | None, is_apart: bool) -> None:
    """The whole first, then the areas; every name and count opens exactly those settings. Where areas are known at
    different dates, each says its own."""
    rows = [*sheet.beside, *sheet.rows]
    most = max((row[f"{tier}_share"] for row in rows for tier in domain.FLAGGED_TIERS if not row["is_few"]), default=0)
    whole, measure = comparing.the(rows[0]["area"]), rows[0]["measure"]
    can_move = comparing.can_move(rows)
    head, since = comparing.change_head(rows, measure)
    heads = ["Area", html.Head("Settings", True), *(marks.TIERS[tier].word for tier in domain.FLAGGED_TIERS),
             f"{data_areas.display(measure)} share against {whole}", *([head] if can_move else [])]  # fmt: skip
    caption += "" if can_move else f" {comparing.NO_CHANGE}"
    told = [_row(row, most or 1, area, is_apart) + ((_moved(row, since),) if can_move else ()) for row in rows]
    html.table(caption, heads, told, kind="areas compact")


def _row(row: Mapping, most: float, area: str | None, is_apart: bool) -> tuple[str, ...]:
    about = ["Region"] if row["area_kind"] == "region" else [row["region"]]
    about += ["chosen"] if row["area"] == area else []
    about += [comparing.FEW] if row["is_few"] else []
    about = about if row["is_today"] else [comparing.no_area(row)]
    more = " · ".join(filter(None, about))
    name = link(row, escape(row["area"])) + _more(more) + (_more(comparing.known(row)) if is_apart else "")
    against = "" if row["area_kind"] == "all" else comparing.against(row)
    return (name, f"{row['settings']:,}", *(_count(row, tier, most) for tier in domain.FLAGGED_TIERS), against)


def _moved(row: Mapping, since: str) -> str:
    moved, before = comparing.change(row, since)
    return moved + _more(before)


def _more(said: str) -> str:
    return f' <span class="more">{escape(said)}</span>' if said else ""


def _count(row: Mapping, tier: str, most: float) -> str:
    count = link(row, f"{row[tier]:,}", tier) if row[tier] else "0"
    if not row[tier]:
        return f'<span class="count">{count}</span>'
    if row["is_few"]:
        return f'<span class="count">{count}</span> <span class="quiet">{comparing.FEW}</span>'
    wide, share = 100 * row[f"{tier}_share"] / most, shares.of_settings(row[tier], row["settings"])
    return (
        f'<span class="count">{count}</span> <span class="share">{share}</span>'
        f'<span class="bar" aria-hidden="true"><span class="{tier}" style="width:{wide:.1f}%"></span></span>'
    )


def link(row: Mapping, said: str, tier: str | None = None) -> str:
    """A link to the list of these settings, as at the date on screen; plain words where no filter can name them."""
    column = COLUMNS[row["area_kind"]]
    if column == "constituency" and row["area"] == authorities.NOT_RECORDED:
        return said
    query = {**({column: row["area"]} if column else {}), **({"tier": tier} if tier else {})}
    query |= {word: values[-1] for word, values in filters.aside().items() if word == filters.AS_AT}
    named = f' aria-label="{said} {tier}, {escape(row["area"])}"' if tier else ""
    return f'<a href="./{escape("?" + urlencode(query) if query else "")}" target="_self"{named}>{said}</a>'
