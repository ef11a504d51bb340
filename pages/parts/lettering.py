"""What is written on the map, and where there is room for it: numbers of the table's rows first, then names of towns.

Places are metres of the National Grid, shifts and sizes pixels of a drawing whose width and height are known.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import NamedTuple

PAD = 16  # pixels between the frame and the outermost setting
LINE = 12  # pixels: a text's height
DIGIT, LETTER = 7.5, 6.6  # pixels: the width of a digit of a number, of a letter of a town
MARK = 10  # pixels: a mark's width and height
ROOM = 22_000  # square pixels a town should have to itself: more names would be noise
CELL = 24  # pixels: texts and marks are looked for in the cells a text touches, not everywhere

Box = tuple[float, float, float, float]  # left, top, right, bottom


class Text(NamedTuple):
    """A text on the map: the place it belongs to, in metres, and its middle's shift from there, in pixels."""

    easting: int
    northing: int
    text: str
    dx: float
    dy: float


class _Drawing:
    """One drawing of a view, with what is taken on it."""

    def __init__(self, view: Mapping, width: int, height: int):
        west, east, south, north = (view[side] for side in ("west", "east", "south", "north"))
        self._metres = max((east - west) / (width - 2 * PAD), (north - south) / (height - 2 * PAD))
        middle = self._at({"easting": (west + east) / 2, "northing": (south + north) / 2})
        self._frame = _box(*middle, width, height)
        self._taken: dict[tuple[int, int], list[Box]] = defaultdict(list)
        right, foot = self._frame[2], self._frame[3]
        for side, wide, high in ((self._frame[1], 68, 24), (foot - 34, 134, 34)):  # the north, the scale bar
            self._take((right - wide, side, right, side + high))
        for row in view["points"]:
            self._take(_box(*self._at(row), MARK, MARK))

    def write(self, at: Mapping, text: str, wide: float, shifts: Iterable[tuple[float, float]]) -> Text | None:
        """Write a text beside a place, at the first of these shifts where it is whole and covers nothing."""
        x, y = self._at(at)
        for dx, dy in shifts:
            box = _box(x + dx, y + dy, wide, LINE)
            if _is_within(box, self._frame) and not self._is_taken(box):
                self._take(box)
                return Text(at["easting"], at["northing"], text, dx, dy)
        return None

    def _at(self, row: Mapping) -> tuple[float, float]:
        return row["easting"] / self._metres, -row["northing"] / self._metres

    def _take(self, box: Box) -> None:
        for cell in _cells(box):
            self._taken[cell].append(box)

    def _is_taken(self, box: Box) -> bool:
        return any(_touch(box, other) for cell in _cells(box) for other in self._taken.get(cell, ()))


def laid_out(view: Mapping, width: int, height: int) -> tuple[list[Text], list[Text]]:
    """The numbers and the towns that have room on a drawing of this size.

    In the order of the table, and of the towns: the first has the first choice, every number before any town. A text
    covers no other text and no mark, and is whole. Towns beyond the outermost settings are left out.
    """
    drawing = _Drawing(view, width, height)
    numbers = []
    for place, row in enumerate(view["rows"], view["first"]):
        wide = DIGIT * len(str(place))
        numbers.append(drawing.write(row, str(place), wide, _beside(wide)))
    towns: list[Text] = []
    most = width * height // ROOM
    for row in view["towns"][: 3 * most]:  # what is far down is no place to find one's way by
        if len(towns) == most:
            break
        if not (view["west"] < row["easting"] < view["east"] and view["south"] < row["northing"] < view["north"]):
            continue
        wide = LETTER * len(row["town"])
        written = drawing.write(row, row["town"], wide, _around(wide))
        towns += [written] if written else []
    return [one for one in numbers if one], towns


def _beside(wide: float) -> Iterator[tuple[float, float]]:
    """Around a mark, touching it nowhere."""
    aside, above = wide / 2 + 9, LINE / 2 + 9
    yield from ((aside, 0), (-aside, 0), (0, -above), (0, above))
    yield from ((side * aside, step) for step in (-9, 9) for side in (1, -1))


def _around(wide: float) -> Sequence[tuple[float, float]]:
    """Over the middle of a town, or close by."""
    return [(0, 0), *((side * wide / 4, step) for step in (-14, 14, -24, 24) for side in (0, 1, -1))]


def _cells(box: Box) -> Iterable[tuple[int, int]]:
    left, top, right, bottom = (int(edge // CELL) for edge in box)
    return product(range(left, right + 1), range(top, bottom + 1))


def _box(x: float, y: float, wide: float, high: float) -> Box:
    return x - wide / 2, y - high / 2, x + wide / 2, y + high / 2


def _is_within(box: Box, frame: Box) -> bool:
    return frame[0] <= box[0] and frame[1] <= box[1] and box[2] <= frame[2] and box[3] <= frame[3]


def _touch(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
