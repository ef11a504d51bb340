"""The funnel plot: each area's share against its number of settings, within the limits that chance alone would draw.

Takes rows and limits as pages/parts/data_areas.py gives them. Left out: the words around it (comparing).
"""

from collections.abc import Mapping, Sequence
from html import escape
from typing import NamedTuple

import altair as alt
import pandas as pd

from pages.parts import comparing, data_areas, html, marks
from pipelines import shares

HEIGHT = 440
WIDE, NARROW = 1050, 270  # plot widths the labels are laid out for; the chart picks by its own width
SWITCH = 560  # below this width the narrow layout is used
LETTER, LINE = 6.6, 16  # size of a letter and of a line of 12 px text: labels are placed before any font is known
LEVELS, DASHES = {"95": "95%", "998": "99.8%"}, {"95": [1, 0], "998": [5, 4]}
MOST_LABELS = 12  # outside the inner limits; with more, only those outside the outer ones are named
WIDTHS = {"hollow": 2, "chosen": 2, "chosen hollow": 4}  # of outlines that are not 1
HALO = {"stroke": marks.BACKGROUND.css, "strokeWidth": 4, "strokeJoin": "round"}


class Scale(NamedTuple):
    """How far the axes reach: settings, and share."""

    settings: float
    share: float

    def at(self, settings: float, share: float, width: int) -> tuple[float, float]:
        """Where a point is drawn, in pixels from the top left."""
        return settings / self.settings * width, (1 - share / self.share) * HEIGHT


def drawn(rows: Sequence[Mapping], whole: Mapping, limits: Sequence[Mapping], area: str | None) -> alt.LayerChart:
    """The plot: limits, the whole as a labelled line, the areas; outliers and the chosen area named beside them."""
    scale = _scale(rows, limits)
    x = alt.X("settings:Q", title="Number of settings", scale=alt.Scale(domain=[0, scale.settings], nice=False),
              axis=alt.Axis(tickCount=6, format=",d"))  # fmt: skip
    share = f"Share of settings {data_areas.inside(whole['measure'])}"
    y = alt.Y("share:Q", title=None, scale=alt.Scale(domain=[0, scale.share], nice=False, clamp=False),
              axis=alt.Axis(format="%", tickCount=5))  # fmt: skip
    layers = [*_limits(limits, scale), _level(whole, scale), *_marks(rows, area), *_labels(rows, whole, area, scale)]
    heading = alt.TitleParams(share, anchor="start", fontSize=12, fontWeight="normal", color=marks.MUTED.css, offset=14)
    plot = alt.layer(*[layer.encode(x=x, y=y) for layer in layers]).properties(
        width="container", height=HEIGHT, title=heading, padding={"left": 5, "top": 5, "bottom": 5, "right": 40}
    )
    return plot.configure_mark(aria=False)


def _scale(rows: Sequence[Mapping], limits: Sequence[Mapping]) -> Scale:
    """Room for every area that has enough settings; limits of the smallest may leave the picture."""
    enough = [row for row in rows if not row["is_few"]] or rows
    least = min(row["settings"] for row in enough)
    shares = [row["share"] for row in enough] + [line["high_998"] for line in limits if line["settings"] >= least][:1]
    return Scale(1.05 * max(row["settings"] for row in rows), min(1, 1.15 * max([0.02, *shares])))


def _limits(limits: Sequence[Mapping], scale: Scale) -> list[alt.Chart]:
    layers, ends = [], []
    inside = [line for line in limits if line["settings"] <= scale.settings]
    for name, dash in DASHES.items():
        for side in ("low", "high"):
            points = [{"settings": line["settings"], "share": line[f"{side}_{name}"]} for line in inside]
            look = {"color": marks.OTHER.css, "strokeWidth": 1, "strokeDash": dash, "clip": True, "opacity": 0.8}
            layers.append(alt.Chart(pd.DataFrame(points)).mark_line(**look))
        ends.append({"settings": scale.settings, "share": inside[-1][f"high_{name}"], "word": LEVELS[name]})
    # Beyond the right edge, where no mark can be; pushed apart where the curves come close.
    gap = (ends[1]["share"] - ends[0]["share"]) / scale.share * HEIGHT
    for end, push in zip(ends, (0, -max(0, LINE - 2 - gap)), strict=True):
        text = alt.Chart(pd.DataFrame([end])).mark_text(align="left", dx=5, dy=push, fontSize=11, color=marks.MUTED.css)
        layers.append(text.encode(text="word:N"))
    return layers


def _level(whole: Mapping, scale: Scale) -> alt.Chart:
    ends = pd.DataFrame({"settings": [0, scale.settings], "share": [whole["share"]] * 2})
    return alt.Chart(ends).mark_line(color=marks.OTHER.css, strokeWidth=1.5)


def _marks(rows: Sequence[Mapping], area: str | None) -> list[alt.Chart]:
    """A small dot within the limits, a diamond outside them, large where chosen; hollow where settings are few or the
    date is another, chosen or not."""
    looks = {
        "within": {"shape": "circle", "size": 38, "fill": marks.OTHER.css, "stroke": marks.BACKGROUND.css},
        "hollow": {"shape": "circle", "size": 45, "fill": marks.BACKGROUND.css, "stroke": marks.OTHER.css},
        "outside": {"shape": "diamond", "size": 95, "fill": marks.TEXT.css, "stroke": marks.BACKGROUND.css},
        "chosen": {"shape": "circle", "size": 190, "fill": marks.LINK.css, "stroke": marks.TEXT.css},
        "chosen hollow": {"shape": "circle", "size": 190, "fill": marks.BACKGROUND.css, "stroke": marks.LINK.css},
    }
    layers = []
    for look, style in looks.items():
        these = [row for row in rows if _look(row, area) == look]
        if not these:
            continue
        table = pd.DataFrame(
            {
                "settings": [row["settings"] for row in these], "share": [row["share"] for row in these],
                "Area": [row["area"] for row in these],
                "Share": [shares.out_of(row["count"], row["settings"]) for row in these],
                "Against the limits": [comparing.against(row) for row in these],
            }
        )  # fmt: skip
        width = WIDTHS.get(look, 1)
        points = alt.Chart(table).mark_point(filled=False, strokeWidth=width, opacity=1, **style)
        layers.append(points.encode(tooltip=["Area:N", "Share:N", "Against the limits:N"]))
    return layers


def _look(row: Mapping, area: str | None) -> str:
    is_hollow = comparing.is_hollow(row)
    if row["area"] == area:
        return "chosen hollow" if is_hollow else "chosen"
    return "hollow" if is_hollow else "within" if row["stands"] == "within" else "outside"


def _labels(rows: Sequence[Mapping], whole: Mapping, area: str | None, scale: Scale) -> list[alt.Chart]:
    """The line's name, the chosen area's and the outliers', laid out so that none touches another or a mark."""
    outside = [row for row in rows if row["stands"] not in (None, "within")]
    named = outside if len(outside) <= MOST_LABELS else [row for row in outside if row["stands"].startswith("well")]
    named = sorted(named, key=lambda row: -abs(row["share"] - (row["low_95"] + row["high_95"]) / 2))
    chosen = [row for row in rows if row["area"] == area]
    named = [*chosen, *(row for row in named if row["area"] != area)]
    layers = []
    for width, shown in ((WIDE, f"width>={SWITCH}"), (NARROW, f"width<{SWITCH}")):
        placed = _placed(rows, named, whole, scale, width)
        for is_bold in (False, True):
            table = pd.DataFrame([one for one in placed if (one["word"] == area) == is_bold])
            if table.empty:
                continue
            for look in (HALO, {"color": marks.TEXT.css}):
                text = alt.Chart(table).mark_text(
                    align="left", dx=alt.expr("datum.dx"), dy=alt.expr("datum.dy"), fontSize=12,
                    fontWeight=700 if is_bold else 400, opacity=alt.expr(f"{shown} ? 1 : 0"), **look,
                )  # fmt: skip
                layers.append(text.encode(text="word:N"))
    return layers


def _placed(rows: Sequence[Mapping], named: Sequence[Mapping], whole: Mapping, scale: Scale, width: int) -> list[dict]:
    """Each name that finds room beside its mark: right, left, above or below it, the first that is free."""
    taken = [(x - 5, y - 5, x + 5, y + 5) for row in rows for x, y in [scale.at(row["settings"], row["share"], width)]]
    level = f"{comparing.the(whole['area'])} {shares.of_settings(whole['count'], whole['settings'])}".strip()
    level = level[0].upper() + level[1:]
    # Anywhere along the line will do for its name, the right end first. Each is a place on the axis: the chart makes
    # room for every word from its point on, those of the layout not shown too.
    along = [(scale.settings * step / 10, -len(level) * LETTER, dy)
             for dy in (10, -10, 24, -24) for step in range(10, 2, -1)]  # fmt: skip
    # The chosen area, or the one farthest out, is named whatever it touches; then the line, which has more room.
    asked = [(row["area"], row["share"], _around(row), not number) for number, row in enumerate(named)]
    asked.insert(1, (level, whole["share"], along, True))
    placed = [_beside(word, share, places, taken, scale, width, must) for word, share, places, must in asked]
    return list(filter(None, placed))


def _around(row: Mapping) -> list[tuple[float, float, float]]:
    """The places for a name beside its mark."""
    wide = len(row["area"]) * LETTER
    return [
        (row["settings"], dx, dy)
        for dx, dy in ((10, 0), (-10 - wide, 0), (-wide / 2, -15), (-wide / 2, 15), (8, -13), (8, 13),
                       (-8 - wide, -13), (-8 - wide, 13))
    ]  # fmt: skip


def _beside(
    word: str, share: float, around: Sequence[tuple[float, float, float]], taken: list[tuple], scale: Scale, width: int,
    must: bool,
) -> dict | None:  # fmt: skip
    """A word in the first free place of some (settings, dx, dy), added to what is taken; None where there is none."""
    wide, inside = len(word) * LETTER, []
    for settings, dx, dy in around:
        x, y = scale.at(settings, share, width)
        box = (x + dx, y + dy - LINE / 2, x + dx + wide, y + dy + LINE / 2)
        if box[0] >= 0 and box[2] <= width and box[1] >= -LINE and box[3] <= HEIGHT:
            own = (x - 5, y - 5, x + 5, y + 5)  # its own mark may be near
            is_free = not any(_meet(box, one) for one in taken if one != own)
            inside.append((not is_free, len(inside), box, {"settings": settings, "dx": dx, "dy": dy}))
    taken_up, _, box, at = min(inside, default=(True, 0, None, None), key=lambda one: one[:2])
    if at is None or (taken_up and not must):
        return None
    taken.append(box)
    return {"share": share, "word": word, **at}


def _meet(one: tuple, other: tuple) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def table(rows: Sequence[Mapping], total: int) -> None:
    """The plot's data as a table: of the areas on this page of the table above, so that a page stays small."""
    measure = data_areas.display(rows[0]["measure"])
    heads = ["Area", *(html.Head(word, True) for word in ("Settings", measure, "Share", "95% limits", "99.8% limits")),
             "Against them"]  # fmt: skip
    html.table(comparing.funnel_table(len(rows), total), heads, [
        (escape(row["area"]), f"{row['settings']:,}", f"{row['count']:,}",
         comparing.FEW if row["is_few"] else shares.of_settings(row["count"], row["settings"]),
         _between(row, "95"), _between(row, "998"), comparing.against(row))
        for row in rows
    ], kind="compact")  # fmt: skip


def _between(row: Mapping, level: str) -> str:
    return shares.between(row[f"low_{level}"], row[f"high_{level}"], row["settings"])
