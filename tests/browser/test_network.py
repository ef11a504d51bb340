"""What goes over the wire: nothing to any other host, and little to the browser.

Bytes counted: the payload of every websocket frame the browser receives, uncompressed, and the length of every
answer over HTTP (health, host settings, media) that is not the page itself or Streamlit's own files under /static.
"""

import socket
import tomllib

import pytest

from pipelines import paths

FIRST_VIEW, FILTERED = 300_000, 150_000


def test_a_walk_of_all_pages_asks_no_other_host(screen):
    screen.open().choose("Local authority", "Northmarsh").find("nursery")
    screen.open("?view=table")
    screen.open("setting?urn=S0000001")
    for way in ("Map", "Areas", "Downloads", "Data quality", "Data", "Method", "Flagged settings"):
        screen.way(way)
    assert len(screen.requests) > 20
    assert any(url.startswith("ws://127.0.0.1:") for url in screen.requests)
    assert screen.outside() == []


def test_telemetry_is_off_in_the_file_and_in_what_the_browser_is_told(screen):
    said = tomllib.loads((paths.PROJECT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert said["browser"]["gatherUsageStats"] is False
    screen.open()
    assert screen.session.HasField("initialize")
    assert screen.session.config.gather_usage_stats is False


def test_the_only_cookie_is_streamlits_own_and_goes_with_the_browser(tab, app):
    """What DEPLOYMENT.md says the browser keeps: that cookie, and the choice of light or dark."""
    screen = tab(app, fresh=True).open("?local_authority=Northmarsh")
    for way in ("My settings", "Areas", "Downloads", "Data", "Method"):
        screen.way(way)
    cookies = screen.page.context.cookies()
    assert [(cookie["name"], cookie["expires"]) for cookie in cookies] == [("_streamlit_xsrf", -1)]
    kept = screen.page.evaluate("() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)]")
    assert [name for name in kept if not name.startswith("stActiveTheme")] == []


def test_the_app_answers_on_this_machine_only(app):
    said = tomllib.loads((paths.PROJECT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert said["server"]["address"] == "127.0.0.1"
    assert answers("127.0.0.1", app.port)
    # Another address of this machine: a server that listens on all of them would answer there.
    for other in {"127.0.0.2", own_address()}:
        assert not answers(other, app.port), f"the app answers on {other}"


def answers(host: str, port: int) -> bool:
    try:
        with socket.create_connection((host, port), timeout=2):
            return True
    except OSError:
        return False


def own_address() -> str:
    """The address this machine has on a network, where it is on one. Nothing is sent to find out."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            found = probe.getsockname()[0]
        except OSError:
            return "127.0.0.2"
    return found if not found.startswith("127.0.0.1") else "127.0.0.2"


def test_the_first_view_is_small(screen, record_property):
    screen.open()
    record_property("bytes", screen.bytes)
    assert 10_000 < screen.bytes <= FIRST_VIEW


@pytest.mark.parametrize("start", ["", "?view=table"])
def test_a_filter_is_small(screen, start, record_property):
    screen.open(start)
    screen.page.get_by_role("combobox", name="Local authority").click()
    before = screen.bytes
    screen.do(screen.page.get_by_role("option", name="Northmarsh").click)
    record_property("bytes", screen.bytes - before)
    assert 1_000 < screen.bytes - before <= FILTERED


OTHERS = ["setting?urn=S0000001", "map", "areas", "changed", "training", "downloads", "quality", "data", "method"]


@pytest.mark.parametrize("address", OTHERS)
def test_every_other_page_is_small_too(screen, address):
    screen.open(address)
    assert 5_000 < screen.bytes <= FIRST_VIEW
