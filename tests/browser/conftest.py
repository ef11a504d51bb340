"""One app over one sample warehouse and one browser for all browser tests of a worker; for each a tab good as new."""

import contextlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from pipelines import paths
from tests.browser import browser as installed
from tests.browser.screen import PATIENCE, Screen
from tests.browser.server import App

ARTEFACTS = Path(__file__).parent / "artefacts"
DESK, PHONE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}, {"width": 320, "height": 700}
LOOK = {"viewport": DESK, "color_scheme": "light", "locale": "en-GB", "reduced_motion": "reduce"}
expect.set_options(timeout=PATIENCE)  # as long as for everything else: two workers share the machine
TROUBLE = ("Traceback (most recent call last)", "A page could not be drawn")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item):
    """On a failure keep a picture of every open tab, and print where it was, what it showed and what the app logged."""
    report = yield
    if report.failed:
        for number, screen in enumerate(getattr(item, "screens", [])):
            told = [screen.last_url, *screen.faults]
            if not screen.has_left:
                keep_picture(screen, f"{item.name}-{number}")
                told.append(shown(screen))
            report.sections.append((f"tab {number}", "\n".join(told)))
            report.sections.append((f"log of the app, tab {number}", screen.app.log()[-6000:]))
    return report


def keep_picture(screen: Screen, name: str) -> None:
    """Keep what a tab shows in tests/browser/artefacts."""
    ARTEFACTS.mkdir(exist_ok=True)
    with contextlib.suppress(PlaywrightError):  # a tab that cannot be drawn must not hide why the test failed
        screen.page.screenshot(path=ARTEFACTS / f"{re.sub('[^A-Za-z0-9]+', '-', name)[:100]}.png", timeout=5000)


def shown(screen: Screen) -> str:
    """What has the focus, whether the app runs, and the first words on the page: for whoever has no picture."""
    with contextlib.suppress(PlaywrightError):
        return screen.page.evaluate(
            """() => [
                "focus: " + document.activeElement.outerHTML.slice(0, 300),
                "state: " + document.querySelector('[data-testid="stApp"]')?.dataset.testScriptState,
                document.body.innerText.slice(0, 2000),
            ].join("\\n")"""
        )
    return "it could not be asked what it shows"


@pytest.fixture(scope="session")
def app(sample_warehouse: paths.Warehouse) -> Iterator[App]:
    """The dashboard over the sample warehouse. The warehouse is not to be changed."""
    with App(sample_warehouse.folder) as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser, the installed one."""
    try:
        program = installed.find()
    except installed.BrowserMissing as missing:
        pytest.fail(str(missing), pytrace=False)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=installed.launch_arguments())
        yield running
        running.close()


@pytest.fixture(scope="session")
def contexts(browser: Browser) -> Callable[..., BrowserContext]:
    """Contexts by what they look like: tests that look alike share a cache of Streamlit's own files, nothing else."""
    made: dict[tuple, BrowserContext] = {}

    def context(fresh: bool = False, **look: object) -> BrowserContext:
        look = LOOK | look
        key = tuple(sorted((name, str(value)) for name, value in look.items()))
        found = browser.new_context(**look) if fresh or key not in made else made[key]
        if not fresh:
            made[key] = found
        found.clear_cookies()
        return found

    return context


@pytest.fixture(scope="session")
def spare() -> dict[BrowserContext, list[Page]]:
    """Tabs that tests have left: the first page of a new one costs as much again as each after it."""
    return {}


@pytest.fixture
def start() -> Iterator[Callable[[Path], App]]:
    """Start an app of a test's own over a warehouse; it is stopped after the test's tabs are closed."""
    with contextlib.ExitStack() as running:
        yield lambda warehouse: running.enter_context(App(warehouse))


@pytest.fixture
def tab(
    contexts: Callable[..., BrowserContext],
    spare: dict[BrowserContext, list[Page]],
    request: pytest.FixtureRequest,
    start: object,
) -> Iterator[Callable[..., Screen]]:
    """Open a tab, a session of its own: tab(app, viewport=…, color_scheme=…, fresh=True for another browser).

    Every test ends with nothing outside asked for, no error in any tab and no traceback in any log.
    """
    request.node.screens = []
    logs: dict[App, int] = {}
    opened: list[tuple[Screen, bool, dict]] = []

    def open_tab(of: App, fresh: bool = False, **look: object) -> Screen:
        logs.setdefault(of, len(of.log()))
        context = contexts(fresh, **look)
        left = spare.setdefault(context, [])
        screen = Screen(left.pop() if left else context.new_page(), of)
        request.node.screens.append(screen)
        opened.append((screen, fresh, LOOK | look))
        return screen

    yield open_tab
    faults = [fault for screen in request.node.screens for fault in screen.faults]
    outside = [url for screen in request.node.screens for url in screen.outside()]
    trouble = [of.log(start) for of, start in logs.items() if any(word in of.log(start) for word in TROUBLE)]
    for number, (screen, fresh, look) in enumerate(opened):
        if faults or outside or trouble:
            keep_picture(screen, f"{request.node.name}-{number}")
        if fresh:
            screen.page.context.close()
        elif not screen.page.is_closed():
            page = screen.leave()
            page.set_viewport_size(look["viewport"])
            page.emulate_media(media="null", color_scheme=look["color_scheme"], reduced_motion=look["reduced_motion"],
                               forced_colors="null", contrast="null")  # fmt: skip
            spare[page.context].append(page)
    assert not faults, "errors in the browser"
    assert not outside, "another host was asked"
    assert not trouble, "a traceback in the app's log"


@pytest.fixture
def screen(tab: Callable[..., Screen], app: App) -> Screen:
    """One tab at a desk, on the shared app."""
    return tab(app)


@pytest.fixture
def opened(contexts, tmp_path):
    """Open a document from disk in a tab of its own: whatever it asks for, and any error, fails the test."""
    pages, asked = [], []

    def open_file(content: bytes, **look):
        path = tmp_path / "document.html"
        path.write_bytes(content)
        page = contexts(**look).new_page()
        pages.append(page)
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: asked.append(message.text))
        page.goto(path.as_uri())
        return page

    yield open_file
    for page in pages:
        page.close()
    assert [url for url in asked if not url.endswith("/document.html")] == []
