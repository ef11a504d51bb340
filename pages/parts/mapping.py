"""The map: settings as marks by grid reference, drawn with Altair, and nothing asked of any other host.

A metre is a metre in both directions, at whatever width the map is drawn: its frame is worked out by the chart itself.
Shape and colour say the band of the latest inspection, size the tier, numbers the rows of the table beside it. There
are no outlines of areas to draw: the places of all settings give an area its shape, and towns say where that is.
"""

from collections.abc import Mapping, Sequence

import altair as alt
import pandas as pd
import streamlit as st

from pages.parts import charts, lettering, marks, tables

SIZES = {"intensive": 190, "targeted": 130, "watch": 75}  # square pixels of a mark
OTHER_SIZE, OTHER_TIER = 75, "other"
ROOM, LEAST = 150, 0.3  # more marks than this are drawn smaller, down to this share of their size
UNGRADED = "none"  # of a setting without a graded inspection
SHAPES = {**{band: mark.shape for band, mark in marks.BANDS.items()}, UNGRADED: "diamond"}
COLOURS = {**{band: mark.colour.css for band, mark in marks.BANDS.items()}, UNGRADED: marks.OTHER.css}
HOLLOW = " provisional"  # after a band: drawn hollow
FILLS = COLOURS | {f"{band}{HOLLOW}": marks.BACKGROUND.css for band in marks.BANDS}
EDGES = dict.fromkeys(COLOURS, marks.BACKGROUND.css) | {f"{band}{HOLLOW}": COLOURS[band] for band in marks.BANDS}
# Width and height in pixels, as look.css has them, that texts are laid out for: a desk, a phone.
LAYOUTS = {"wide": ((690, 446), (356, 350)), "even": ((690, 606), (356, 414)), "tall": ((690, 766), (356, 510))}
SWITCH = 520  # pixels: below this width the layout of the phone is used
HALO = {"stroke": marks.BACKGROUND.css, "strokeWidth": 4, "strokeJoin": "round"}
NUMBER = {"color": marks.TEXT.css, "fontSize": 12.5, "fontWeight": 700}
TOWN = {"color": marks.OTHER.css, "fontSize": 11.5}
BAR = 110  # pixels the scale bar may take, at most
# Streamlit would draw many marks on a canvas, and colours that follow the theme are none there.
AS_SVG = {"embedOptions": {"renderer": "svg"}}
PICK = "setting"  # the name of the selection: the mark that was pressed
SHAPE_OF = {"wide": 1.3, "even": 0.8}  # the frame's width by its height, at least; narrower ones are tall


def shape(view: Mapping) -> str:
    """Which of three shapes suits the frame: wide, even or tall (look.css gives each its size)."""
    ratio = (view["east"] - view["west"]) / (view["north"] - view["south"])
    return next((name for name, least in SHAPE_OF.items() if ratio >= least), "tall")


def show(view: Mapping, words: Mapping[str, str], has_others: bool, alt_text: str) -> str | None:
    """Draw the map. Returns the URN of the setting that was pressed."""
    with st.container(key=f"map-{shape(view)}"):
        picked = charts.pressed(chart(view, words, has_others), alt_text, "map", PICK)
    return picked[0].get("urn") if picked else None


def chart(view: Mapping, words: Mapping[str, str], has_others: bool) -> alt.LayerChart:
    """The layers: all settings in grey, the settings of the view, towns and numbers, the scale and the north."""
    east, north = (view["west"] + view["east"]) / 2, (view["south"] + view["north"]) / 2
    wide, high = view["east"] - view["west"], view["north"] - view["south"]
    across = f"{wide} / max(width - {2 * lettering.PAD}, 1)"
    scale = alt.param("metres", expr=f"max({across}, {high} / max(height - {2 * lettering.PAD}, 1))")
    x = _axis("easting", east, "width", alt.X)
    y = _axis("northing", north, "height", alt.Y)
    layers = [_frame()]
    if (has_others or not view["is_each"]) and view["squares"]:
        layers.append(_squares(view["squares"]).encode(x=x, y=y))
    layers.append(_points(view, words).encode(x=x, y=y))
    layers += [layer.encode(x=x, y=y) for layer in _texts(view)]
    layers += _scale_bar()
    around = dict.fromkeys(("left", "right", "top", "bottom"), 1)
    drawn = alt.layer(*layers).properties(width="container", height="container", padding=around, usermeta=AS_SVG)
    return drawn.configure_mark(aria=False).add_params(
        scale,
        alt.param("step", expr=f"pow(10, floor(log({BAR} * metres) / LN10))"),
        alt.param("bar", expr=f"({BAR} * metres >= 5 * step ? 5 : {BAR} * metres >= 2 * step ? 2 : 1) * step"),
    )  # fmt: skip


def _axis(column: str, middle: float, length: str, kind: type) -> alt.X | alt.Y:
    ends = [alt.ExprRef(f"{middle} {sign} metres * {length} / 2") for sign in "-+"]
    return kind(f"{column}:Q", axis=None, scale=alt.Scale(domain=ends, zero=False, nice=False))


def _frame() -> alt.Chart:
    """A quiet line around the map."""
    return alt.Chart(pd.DataFrame({"one": [1]})).mark_rect(
        x=0, y=0, x2=alt.expr("width"), y2=alt.expr("height"), fill="transparent", stroke=marks.FAINT.css, tooltip=None
    )


def _squares(squares: Sequence[Mapping]) -> alt.Chart:
    """All settings around, counted in squares: a grey dot each, larger where more lie."""
    table = pd.DataFrame({
        "easting": pd.Series([one["easting"] for one in squares], dtype="int32"),
        "northing": pd.Series([one["northing"] for one in squares], dtype="int32"),
        "size": pd.Series([min(6 + 3 * one["settings"], 36) for one in squares], dtype="int16"),
    })  # fmt: skip
    return alt.Chart(table).mark_point(
        shape="circle", filled=True, color=marks.BORDER.css, opacity=1, tooltip=None, strokeWidth=0
    ).encode(size=alt.Size("size:Q", scale=None, legend=None))  # fmt: skip


def _points(view: Mapping, words: Mapping[str, str]) -> alt.Chart:
    """The settings of the view, the gravest drawn last."""
    points = view["points"]
    numbers = {row["urn"]: place for place, row in enumerate(view["rows"], view["first"])}
    columns = {
        "urn": [row["urn"] for row in points],
        "easting": pd.Series([row["easting"] for row in points], dtype="int32"),
        "northing": pd.Series([row["northing"] for row in points], dtype="int32"),
        "tier": pd.Categorical([row["tier"] if row["tier"] in SIZES else OTHER_TIER for row in points]),
        "band": pd.Categorical([row["band"] or UNGRADED for row in points]),
        "look": pd.Categorical([_look(row) for row in points]),
        "Setting": [_named(row, numbers) for row in points],
        "Why": pd.Categorical([_why(row, words) for row in points]),
    }  # fmt: skip
    told = ["Setting:N", alt.Tooltip("Why:N", title="Why flagged")]
    if view["is_told"]:
        columns["History"] = [row["history"] or "No graded inspection yet" for row in points]
        told.append("History:N")
    share = min(1, max(LEAST, (ROOM / max(len(points), 1)) ** 0.5))
    sizes = {tier: size * share for tier, size in {**SIZES, OTHER_TIER: OTHER_SIZE}.items()}
    return (
        alt.Chart(pd.DataFrame(columns))
        .mark_point(filled=True, opacity=1, cursor="pointer")
        .encode(
            shape=_by("band", SHAPES, alt.Shape),
            size=_by("tier", sizes, alt.Size),
            tooltip=told,
            fill=_by("look", FILLS, alt.Fill),
            stroke=_by("look", EDGES, alt.Stroke),
            strokeWidth=_by("look", {look: share * (2.5 if HOLLOW in look else 1) for look in FILLS}, alt.StrokeWidth),
        )
        .add_params(alt.selection_point(PICK, fields=["urn"], on="click", clear=False, toggle=False))
    )


def _by(column: str, values: Mapping, kind: type):
    scale = alt.Scale(domain=list(values), range=list(values.values()))
    return kind(f"{column}:N", scale=scale, legend=None)


def _named(row: Mapping, numbers: Mapping[str, int]) -> str:
    place = numbers.get(row["urn"])
    return (f"{place}. " if place else "") + tables.name_of(row)


def _look(row: Mapping) -> str:
    return (row["band"] or UNGRADED) + (HOLLOW if row["is_provisional"] else "")


def _why(row: Mapping, words: Mapping[str, str]) -> str:
    tier = marks.TIERS[row["tier"]].word if row["tier"] else ""
    loose = HOLLOW.strip() if row["is_provisional"] else ""
    return " · ".join(filter(None, (tier, *tables.why(row, words), loose)))


def _texts(view: Mapping) -> list[alt.Chart]:
    """Towns, and the numbers of the rows of the table above them; laid out twice, the chart shows what fits."""
    layers = []
    for layout, shown in zip(LAYOUTS[shape(view)], (f"width >= {SWITCH}", f"width < {SWITCH}"), strict=True):
        numbers, towns = lettering.laid_out(view, *layout)
        for texts, name, style in ((towns, "town", TOWN), (numbers, "number", NUMBER)):
            table = pd.DataFrame(texts, columns=["easting", "northing", name, "dx", "dy"])
            for halo in (HALO, {}):
                text = alt.Chart(table).mark_text(
                    dx=alt.expr("datum.dx"), dy=alt.expr("datum.dy"), tooltip=None, clip=True, **style, **halo
                )  # fmt: skip
                layers.append(text.encode(text=f"{name}:N").transform_filter(shown))
    return layers


def _scale_bar() -> list[alt.Chart]:
    """How long so many kilometres are, and where north is: in the lower and the upper right corner."""
    one = alt.Chart(pd.DataFrame({"one": [1]})).encode(detail="one:Q")  # Vega-Lite fails on text without a channel
    right, foot = "width - 12", "height - 14"
    line = {"fill": marks.OTHER.css, "tooltip": None}
    text = {"color": marks.TEXT.css, "fontSize": 12, "tooltip": None}
    told = alt.expr("(bar >= 1000 ? format(bar / 1000, ',') + ' km' : bar + ' m')")
    left = f"{right} - bar / metres"
    layers = [one.mark_rect(x=alt.expr(left), x2=alt.expr(right), y=alt.expr(foot), y2=alt.expr(f"{foot} + 2"), **line)]
    for style in (HALO, {}):
        layers += [
            one.mark_text(
                x=alt.expr(f"{right} - bar / metres / 2"), y=alt.expr(f"{foot} - 9"), text=told, **text, **style
            ),
            one.mark_text(x=alt.expr(right), y=16, align="right", text="North ↑", **text, **style),
        ]
    return layers
