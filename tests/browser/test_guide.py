"""The Guide: every step has its picture, its place and its controls; each role by its address; read, printed, told."""

import re

import pytest
from PIL import Image
from playwright.sync_api import expect

from pages.parts import guide_steps, guiding
from pipelines import glossary, paths
from tests.browser import guide_pictures

STEPS = {step.picture: step for role in guide_steps.ROLES.values() for step in role.steps}
ROLES = ("button", "link", "combobox", "textbox", "heading", "radio", "tab", "group")
MOST = 120_000  # bytes of a picture


def test_every_step_has_its_picture_and_every_picture_its_step():
    assert sum(len(role.steps) for role in guide_steps.ROLES.values()) == len(STEPS) >= 14
    files = {path.stem: path for path in guiding.FOLDER.iterdir()}
    assert set(files) == set(STEPS), "make screenshots"
    assert {name for name, path in files.items() if path.stat().st_size > MOST} == set()
    assert {Image.open(path).size for path in files.values()} == {tuple(guide_pictures.SIZE.values())}
    assert [name for name, step in STEPS.items() if not 60 < len(step.alt) < 250] == []


def test_every_page_and_word_named_exists():
    titles = dict(re.findall(r'st\.Page\("(\S+)", title="([^"]+)"', (paths.PROJECT / "app.py").read_text("utf-8")))
    assert [step.picture for step in STEPS.values() if titles.get(step.page) != step.place] == []
    known = {one["term"] for one in glossary.terms()}
    assert [term for role in guide_steps.ROLES.values() for term in role.terms if term not in known] == []


@pytest.mark.parametrize("shown", sorted({step.shown for step in STEPS.values()}))
def test_what_a_step_names_is_on_its_page(screen, shown):
    """Every bold word is the name of something there that can be pressed, chosen or read as a heading."""
    screen.open(shown)
    for step in STEPS.values():
        for name in re.findall(r"\*\*(.+?)\*\*", step.text) if step.shown == shown else ():
            there = [screen.page.get_by_role(role, name=re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")).count()
                     for role in ROLES]  # fmt: skip
            assert sum(there), f"{name} ({step.picture})"


def test_it_is_reached_from_every_page_and_each_role_by_its_address(screen):
    screen.open("areas?local_authority=Northmarsh").way("Guide")
    assert screen.title == "How do I …?" and screen.query == {"local_authority": ["Northmarsh"]}
    for role in guide_steps.ROLES.values():
        if role.name != "adviser":
            screen.do(screen.page.get_by_role("radio", name=re.compile(role.name)).click)
        assert screen.query.get("role", ["adviser"]) == [role.name]
        heads = screen.page.get_by_role("heading", level=3).all_inner_texts()
        assert heads == [f"{number}. {step.title}" for number, step in enumerate(role.steps, 1)]
        pictures = screen.page.locator(".stMain img")
        assert [one.get_attribute("alt") for one in pictures.all()] == [step.alt for step in role.steps]
        for one in pictures.all():
            one.scroll_into_view_if_needed()
            expect(one).to_have_js_property("complete", True)
            assert one.evaluate("image => image.naturalWidth") == guide_pictures.SIZE["width"]
    assert "“cook” is not a role here" in screen.open("guide?role=cook").alerts.replace("\\", "")
    screen.do(screen.page.get_by_role("link", name="Go to Flagged settings").first.click)
    assert screen.title == "Which settings need a closer relationship?"


def test_on_paper_it_is_the_steps_with_their_pictures(screen):
    screen.open("guide?role=analyst").page.emulate_media(media="print")
    expect(screen.page.locator(".st-key-ways")).to_be_hidden()
    expect(screen.page.get_by_text("Go to Downloads").first).to_be_hidden()
    expect(screen.page.locator(".stMain img").last).to_be_visible()
    assert screen.page.locator(".st-key-step-2").evaluate("one => getComputedStyle(one).breakInside") == "avoid"


def test_it_can_be_read_before_there_are_data(tab, start, tmp_path):
    screen = tab(start(tmp_path / "nothing")).open("guide")
    assert screen.page.get_by_role("heading", level=3).count() == len(guide_steps.ADVISER.steps)
    assert "There are no data to show yet" in screen.do(screen.page.get_by_role("link", name="Go to Map").click).alerts
