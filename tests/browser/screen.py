"""A reader at one browser tab: opens views, presses, waits until the page stands still, and reads what is shown.

Waiting is on conditions, never on time: every run the tab asks for must be reported finished over the websocket and
the page must say that it is not running. Whatever the tab requests, and whatever goes wrong in it, is recorded.
"""

import contextlib
import re
from collections.abc import Callable
from functools import partial
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import ConsoleMessage, Locator, Page, Response, TimeoutError, WebSocket, expect
from playwright.sync_api import Error as PlaywrightError
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.NewSession_pb2 import NewSession

from tests.browser.server import App

PATIENCE = 30_000
# Opened at a page's own address, Streamlit's client first looks for its server below that page, then at the root.
PROBE = re.compile(r"^/\w+/_stcore/(?:health|host-config)$")
STILL = """() => document.querySelector('[data-testid="stApp"][data-test-script-state="notRunning"]')
    && document.querySelectorAll("h1").length === 1
    && !document.querySelector('[data-stale="true"], [data-testid="stSkeleton"], button.press:not([aria-expanded])')"""


class Screen:
    """One tab of one context."""

    def __init__(self, page: Page, app: App):
        self.page, self.app = page, app
        self.requests: list[str] = []
        self.faults: list[str] = []
        self.bytes = 0  # received: see tests/browser/test_network.py for what is counted
        self.session: NewSession | None = None  # what the server told this tab when its last run began
        self._asked = self._finished = 0
        self._left_at: str | None = None
        self._heard = {
            "response": self._answered, "request": lambda request: self.requests.append(request.url),
            "pageerror": lambda fault: self.faults.append(f"page error: {fault}"), "console": self._said,
            "websocket": self._listen,
        }  # fmt: skip
        page.set_default_timeout(PATIENCE)
        for event, act in self._heard.items():
            page.on(event, act)

    def _said(self, message: ConsoleMessage) -> None:
        where = message.location.get("url", "")
        if message.type == "error" and not PROBE.search(urlsplit(where).path):
            self.faults.append(f"console: {message.text} ({where})")

    def _answered(self, answer: Response) -> None:
        path = urlsplit(answer.url).path
        is_page = answer.request.is_navigation_request()
        if not is_page and "/static/" not in path and urlsplit(answer.url).scheme == "http":
            self.bytes += int(answer.headers.get("content-length", 0))

    def _listen(self, socket: WebSocket) -> None:
        self.requests.append(socket.url)
        socket.on("framesent", self._sent)
        socket.on("framereceived", self._received)

    def _sent(self, frame: str | bytes) -> None:
        if isinstance(frame, bytes) and BackMsg.FromString(frame).HasField("rerun_script"):
            self._asked += 1

    def _received(self, frame: str | bytes) -> None:
        self.bytes += len(frame.encode() if isinstance(frame, str) else frame)
        if isinstance(frame, bytes):
            told = ForwardMsg.FromString(frame)
            if told.HasField("new_session"):
                self.session = told.new_session
            # One run may answer two quick requests; a run cut short for another is followed by that other.
            if told.HasField("script_finished") and told.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                self._finished = self._asked

    def leave(self) -> Page:
        """Hear no more of the tab and leave it as good as new, for another reader."""
        self._left_at = self.page.url
        for event, act in self._heard.items():
            self.page.remove_listener(event, act)
        with contextlib.suppress(PlaywrightError):  # a page that is none of an address keeps nothing
            self.page.evaluate("() => { sessionStorage.clear(); localStorage.clear() }")
        self.page.goto("about:blank")
        self.page.mouse.move(0, 0)
        return self.page

    @property
    def has_left(self) -> bool:
        """Whether the tab is closed, or another's."""
        return self._left_at is not None or self.page.is_closed()

    # Going places

    def open(self, address: str = "") -> "Screen":
        """Go to an address of the app, and wait for the page."""
        return self.do(lambda: self.page.goto(self.app.url + address))

    def do(self, act: Callable[[], object]) -> "Screen":
        """Do something that makes the app run, and wait until it has run and the page stands still."""
        before = self._asked
        act()
        self._until(lambda: self._asked > before, "the app was not asked to run")
        return self.settled()

    def settled(self) -> "Screen":
        """Wait until every run asked for has finished and is drawn."""
        self._until(lambda: self._finished == self._asked, "a run did not finish")
        self.page.wait_for_function(STILL)
        return self

    def charts_drawn(self) -> "Screen":
        """Wait until every chart on the page is drawn."""
        self.page.wait_for_function(
            """() => [...document.querySelectorAll("[data-testid=stVegaLiteChart]")]
                .every(chart => chart.querySelector("svg"))"""
        )
        return self

    def _until(self, holds: Callable[[], bool], otherwise: str) -> None:
        for _ in range(PATIENCE // 20):
            if holds():
                return
            self.page.wait_for_timeout(20)  # lets the browser's events in
        raise AssertionError(f"{otherwise} ({self.page.url})")

    def back(self) -> "Screen":
        return self.do(self.page.go_back)

    def forward(self) -> "Screen":
        return self.do(self.page.go_forward)

    def reload(self) -> "Screen":
        return self.do(self.page.reload)

    def download(self, button: str) -> tuple[str, bytes]:
        """Press a download button; the file's name and bytes."""
        with self.page.expect_download() as begun:
            self.page.get_by_role("button", name=button, exact=True).click()
        assert begun.value.failure() is None
        return begun.value.suggested_filename, begun.value.path().read_bytes()

    def way(self, name: str) -> "Screen":
        """Take one of the ways between pages, at the top or at the foot."""
        ways = self.page.locator(".st-key-ways, .st-key-about")
        return self.do(ways.get_by_role("link", name=name, exact=True).click)

    def press(self, name: str | re.Pattern, exact: bool = True) -> "Screen":
        """Press a button by its name."""
        return self.do(self.page.get_by_role("button", name=name, exact=exact).click)

    def choose(self, label: str, *values: str) -> "Screen":
        """Add values to one of the filters that stand on the page."""
        for value in values:
            box = self.page.get_by_role("combobox", name=re.compile(re.escape(label)))
            option = self.page.get_by_role("option", name=value, exact=True)
            self.do(partial(self._pick, box, option, value))
            self.page.keyboard.press("Escape")
        return self

    def _pick(self, box: Locator, option: Locator, value: str) -> None:
        """Open the list and press one of it. A page that still scrolls closes an open list: typing opens it again."""
        asked = self._asked
        box.click()
        box.fill(value)
        try:
            option.click(timeout=PATIENCE / 2)
        except TimeoutError:
            if self._asked > asked:
                return  # it was pressed, and the browser was slow to say so
            box.fill("")
            box.fill(value)
            option.click()

    def find(self, text: str) -> "Screen":
        """Search by name, URN, postcode or town."""
        box = self.page.get_by_role("textbox", name="Find")
        box.fill(text)
        return self.do(lambda: box.press("Enter"))

    def unfold(self, name: str = "") -> None:
        """Open every folded part, or those of a name, with the keyboard: a mouse slips from one that another moves."""
        folded = self.page.locator("details:not([open]) > summary", has_text=name)
        for left in reversed(range(folded.count())):
            folded.first.press("Enter")
            expect(folded).to_have_count(left)

    # Reading

    @property
    def last_url(self) -> str:
        """Where the tab is, or was when it was left or closed."""
        return self._left_at or self.page.url

    @property
    def query(self) -> dict[str, list[str]]:
        """The filters in the address."""
        return parse_qs(urlsplit(self.page.url).query)

    @property
    def at(self) -> str:
        """Which page: the path of the address."""
        return urlsplit(self.page.url).path.strip("/")

    @property
    def title(self) -> str:
        return self.page.get_by_role("heading", level=1).inner_text()

    @property
    def text(self) -> str:
        """Every word on the page."""
        return self.page.locator(".stMain").inner_text()

    @property
    def alerts(self) -> str:
        """Every notice on the page."""
        return "\n".join(self.page.locator("[data-testid=stAlert]").all_inner_texts())

    @property
    def total(self) -> int:
        """How many settings the list says it holds."""
        for heading in self.page.get_by_role("heading", level=2).all_inner_texts():
            said = re.match(r"([\d,]+)(?: of [\d,]+)? settings?\b", heading)
            if said:
                return int(said[1].replace(",", ""))
        raise AssertionError(f"No heading says how many settings there are: {self.text[:500]}")

    @property
    def charts(self) -> Locator:
        """The charts, each with its words in aria-label."""
        return self.page.locator('[role="graphics-document"]')

    @property
    def names(self) -> Locator:
        """The links of the list's settings."""
        return self.page.locator("table.settings a.name")

    @property
    def urns(self) -> list[str]:
        """The URNs of the rows of this page of the list, in the order shown."""
        return [parse_qs(urlsplit(link.get_attribute("href")).query)["urn"][0] for link in self.names.all()]

    def all_urns(self) -> list[str]:
        """The URNs of every page of the list."""
        found = self.urns
        following = self.page.get_by_role("button", name=re.compile("next", re.I))
        while following.count() and following.is_enabled():
            self.do(following.click)
            found += self.urns
        return found

    def outside(self) -> list[str]:
        """What was asked of any host but the app's own."""
        own = (f"127.0.0.1:{self.app.port}",)
        return [url for url in self.requests
                if urlsplit(url).scheme not in ("data", "blob") and urlsplit(url).netloc not in own]  # fmt: skip
