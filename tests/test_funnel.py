"""Names in the funnel plot: the chosen area and the line are always named, and their names do not touch."""

import pytest

from pages.parts import comparing, funnel

WHOLE = {"area": "All loaded areas", "count": 49, "settings": 821, "share": 49 / 821}
SCALE = funnel.Scale(257, 0.145)


def area(name: str, settings: int, share: float) -> dict:
    """As much of an area as its place in the plot needs."""
    return {
        "area": name,
        "settings": settings,
        "share": share,
        "stands": "within",
        "is_few": False,
        "is_same_date": True,
        "is_today": True,
    }


AREAS = [
    area("Northmarsh", 245, 14 / 245), area("Eastholt", 212, 10 / 212), area("Tidewell", 170, 11 / 170),
    area("Kingsfen and Low Wold", 194, 14 / 194), area("On the line", 120, 0.0597), area("At the left", 41, 0.0586),
]  # fmt: skip


def boxes(chosen: dict, width: int) -> dict[str, tuple]:
    """The box around each name, as it is drawn."""
    told = {}
    for one in funnel._placed(AREAS, [chosen], WHOLE, SCALE, width):
        x, y = SCALE.at(one["settings"], one["share"], width)
        left, middle, wide = x + one["dx"], y + one["dy"], len(one["word"]) * funnel.LETTER
        told[one["word"]] = (left, middle - funnel.LINE / 2, left + wide, middle + funnel.LINE / 2)
    return told


@pytest.mark.parametrize("width", [funnel.WIDE, funnel.NARROW])
@pytest.mark.parametrize("chosen", AREAS, ids=lambda one: one["area"])
def test_the_chosen_area_and_the_line_are_named_and_their_names_do_not_touch(chosen, width):
    found = boxes(chosen, width)
    assert list(found) == [chosen["area"], "All loaded areas 6.0%"]
    assert not funnel._meet(*found.values())


def test_a_name_may_stand_close_to_its_own_mark_and_to_no_other():
    for one in AREAS:
        name = boxes(one, funnel.WIDE)[one["area"]]
        others = [SCALE.at(row["settings"], row["share"], funnel.WIDE) for row in AREAS if row is not one]
        assert not any(funnel._meet(name, (x - 5, y - 5, x + 5, y + 5)) for x, y in others), one["area"]


@pytest.mark.parametrize(
    ("given", "look", "said"),
    [
        ({}, "chosen", " The large mark is Northmarsh."),
        ({"is_same_date": False}, "chosen hollow", " The large mark is Northmarsh, hollow: known at another date."),
        ({"is_few": True}, "chosen hollow", " The large mark is Northmarsh, hollow: fewer than 30 settings."),
    ],
)
def test_the_chosen_area_is_hollow_where_any_other_would_be_and_said_to_be(given, look, said, monkeypatch):
    monkeypatch.setattr(comparing.data_areas, "few_settings", lambda: 30)
    row = AREAS[0] | {"count": 14} | given
    assert funnel._look(row, "Northmarsh") == look
    assert (funnel._look(row, "Eastholt") == "hollow") == bool(given)
    assert comparing._large(row) == said and comparing._large(None) == ""
    drawn = [mark.to_dict()["mark"] for mark in funnel._marks([row], "Northmarsh")]
    assert (drawn[0]["fill"] == funnel.marks.BACKGROUND.css) == bool(given)
