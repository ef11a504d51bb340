"""The pictures of the Guide, one a step, from sample data: called by `python -m tests.browser.screenshots`."""

import io
import tempfile
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Locator

from pages.parts import guide_steps, guiding
from pipelines import paths
from tests.browser.screen import Screen
from tests.browser.server import App

SIZE = {"width": 900, "height": 620}
COLOURS = 96  # of a picture: few, so that it is small
ABOVE = 12  # pixels left above what a picture begins with
MINE = "URN;Adviser;Cluster\nS0000001;Jo;North\nS0000030;Sam;South\nS0000057;Jo;North\nS0000034;Sam;South\n"


def heading(name: str) -> Callable[[Screen], Locator]:
    """A picture that begins with a heading."""
    return lambda screen: screen.page.get_by_role("heading", name=name, exact=True)


def _given(screen: Screen) -> Locator:
    """My settings with a list."""
    box = screen.page.get_by_role("textbox", name="Paste URNs or a table")
    screen.do(lambda: (box.fill(MINE), box.press("Control+Enter")))
    return screen.press("Use this list").page.get_by_role("heading", level=1)


def document(button: str) -> Callable[[Screen], Locator]:
    """A downloaded page itself, as the browser opens it."""

    def opened(screen: Screen) -> Locator:
        _, content = screen.download(button)
        with tempfile.TemporaryDirectory(prefix="document-") as folder:
            path = Path(folder) / "document.html"
            path.write_bytes(content)
            screen.page.goto(path.as_uri())
        return screen.page.locator("body")

    return opened


# What a picture begins with, where that is not the title of the page; and what is done before.
BEGINS: dict[str, Callable[[Screen], Locator]] = {
    "adviser-map": lambda screen: screen.page.get_by_role("heading", level=2).first,
    "adviser-why": lambda screen: screen.page.get_by_role("heading", level=2).first,
    "manager-back": lambda screen: screen.page.locator("body"),
    "analyst-quality": heading("What did one release hold?"),
    "adviser-mine": _given,
    "adviser-support": heading("Relevant support"),
    "adviser-briefing": document("Print a briefing"),
    "manager-panel": document("Panel pack (HTML)"),
    "manager-alike": heading("Northmarsh against areas like it"),
    "analyst-columns": heading("What each column means"),
    "analyst-points": heading("How the points add up"),
}


def take_all(
    running: Browser, app: App, steady: Callable[[Screen], bytes], is_different: Callable[[bytes, bytes], bool]
) -> int:
    """Take every picture; returns the size of the largest."""
    guiding.FOLDER.mkdir(exist_ok=True)
    steps = [step for role in guide_steps.ROLES.values() for step in role.steps]
    for stray in {path.stem for path in guiding.FOLDER.glob("*.png")} - {step.picture for step in steps}:
        (guiding.FOLDER / f"{stray}.png").unlink()
    sizes = []
    for step in steps:
        context = running.new_context(
            viewport=SIZE, color_scheme="light", locale="en-GB", reduced_motion="reduce", device_scale_factor=1
        )
        screen = Screen(context.new_page(), app).open(step.shown).charts_drawn()
        begin = BEGINS.get(step.picture, lambda screen: screen.page.get_by_role("heading", level=1))(screen)
        begin.evaluate(
            "(one, above) => document.querySelector('.stMain')?.scrollBy(0, one.getBoundingClientRect().top - above)",
            ABOVE,
        )
        picture = fewer_colours(steady(screen))
        path = guiding.FOLDER / f"{step.picture}.png"
        if not path.exists() or is_different(path.read_bytes(), picture):
            path.write_bytes(picture)
        context.close()
        sizes.append(path.stat().st_size)
        print(f"{path.relative_to(paths.PROJECT)}: {sizes[-1] / 1000:.0f} kB", flush=True)
    return max(sizes)


def fewer_colours(picture: bytes) -> bytes:
    """The same picture from a small palette."""
    made = io.BytesIO()
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(made, "PNG", optimize=True)
    return made.getvalue()
