"""One round in a browser, or of many sessions: `python -m tests.bench.web KIND WAREHOUSE …` prints its figures as JSON.

The servers are started afresh and each is visited once before anything is timed. A time runs from the navigation or
the click to the first row's link being drawn, asked of the page at every frame.
"""

import asyncio
import json
import re
import statistics
import sys
import time
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import Browser, Page, sync_playwright
from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect

from pipelines import flagged_list, paths, reads
from tests.bench import serve
from tests.browser import browser as installed

PATIENCE = 60_000
FIRST_ROW = (
    "urn => { const link = document.querySelector('table.settings tbody a.name'); "
    "return link && link.getClientRects().length > 0 && new URL(link.href).searchParams.get('urn') === urn }"
)
STILL = '[data-testid="stApp"][data-test-script-state="notRunning"]'


def browse(warehouse: str, authorities: str) -> dict:
    """Seconds to the first table and to a filtered one, and the bytes of both, for each server in turn."""
    served = reads.serve(paths.Warehouse(Path(warehouse)))
    first = _first_urn(served, {})
    targets = _targets(served, first, int(authorities))
    found: dict[str, list] = {}
    with (
        serve.running("ours", warehouse) as ours, serve.running("without", warehouse) as without,
        serve.running("bare", warehouse) as bare, sync_playwright() as playwright,
    ):  # fmt: skip
        browser = playwright.chromium.launch(executable_path=installed.find(), args=installed.launch_arguments())
        sides = {"ours": ours, "without": without, "bare": bare}
        for url in sides.values():
            _visit(browser, url, first, None, "")
        for name, urn in targets:
            for side, url in sides.items():
                for figure, value in _visit(browser, url, first, urn, name).items():
                    found.setdefault(f"{side} {figure}", []).append(value)
        version = browser.version
        browser.close()
    return {name: statistics.median(values) for name, values in found.items()} | {"chromium": version}


def sessions(warehouse: str, count: str, seconds: str) -> dict:
    """Reruns a second with so many sessions asking at once, each for another authority every time."""
    served = reads.serve(paths.Warehouse(Path(warehouse)))
    names = flagged_list.options(served)["local_authority"]
    found: dict = {}
    for side in ("ours", "bare"):
        with serve.running(side, warehouse) as url:
            found[side], found[f"{side} errors"] = asyncio.run(_load(url, names, int(count), float(seconds)))
    return found


def _first_urn(served: reads.Served, filters: dict) -> str | None:
    rows = flagged_list.page(served, filters, "priority", 1, 1)["rows"]
    return rows[0]["urn"] if rows else None


def _targets(served: reads.Served, first: str, wanted: int) -> list[tuple[str, str]]:
    """Authorities spread over the alphabet whose first row is not the one that stands there already."""
    names = flagged_list.options(served)["local_authority"]
    found = [(name, _first_urn(served, {"local_authority": [name]})) for name in names]
    able = [(name, urn) for name, urn in found if urn and urn != first]
    return able[:: max(1, len(able) // wanted)][:wanted]


def _visit(browser: Browser, url: str, first: str, urn: str | None, authority: str) -> dict:
    """Open the app in a fresh context; with an authority, then filter to it."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    received = [0]
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: _count(received, frame)))
    started = time.perf_counter()
    page.goto(url, wait_until="commit")
    page.wait_for_function(FIRST_ROW, arg=first, polling="raf")
    figures = {"first": time.perf_counter() - started}
    _settled(page)
    figures["first bytes"] = received[0]
    if urn:
        box = page.get_by_role("combobox", name=re.compile("Local authority"))
        box.click()
        box.fill(authority)
        option = page.get_by_role("option", name=authority, exact=True)
        option.wait_for()
        received[0] = 0
        started = time.perf_counter()
        option.click()
        page.wait_for_function(FIRST_ROW, arg=urn, polling="raf")
        figures["filter"] = time.perf_counter() - started
        _settled(page)
        figures["filter bytes"] = received[0]
        figures["buttons"] = page.locator('[data-testid="stDownloadButton"]').count()
    context.close()
    return figures


def _count(received: list[int], frame: str | bytes) -> None:
    received[0] += len(frame.encode() if isinstance(frame, str) else frame)


def _settled(page: Page) -> None:
    """Wait until the run has ended and its last messages have arrived."""
    page.locator(STILL).wait_for(state="attached")
    page.wait_for_timeout(300)


async def _load(url: str, names: list[str], count: int, seconds: float) -> tuple[float, int]:
    """Drive sessions over their websockets as the browser's script does; returns reruns a second and errors."""
    done, errors = [0], [0]
    address = url.replace("http", "ws", 1) + "_stcore/stream"
    ready, go = asyncio.Semaphore(0), asyncio.Event()
    until = [0.0]

    async def session(number: int) -> None:
        async with connect(address, origin=url.rstrip("/"), subprotocols=["streamlit"], max_size=None) as socket:
            await _rerun(socket, "", errors)
            ready.release()
            await go.wait()
            turn = number
            while time.monotonic() < until[0]:
                turn += count
                await _rerun(socket, urlencode({"local_authority": names[turn % len(names)]}), errors)
                done[0] += 1

    tasks = [asyncio.create_task(session(number)) for number in range(count)]
    for _ in tasks:
        await ready.acquire()
    started = time.monotonic()
    until[0] = started + seconds
    go.set()
    await asyncio.gather(*tasks)
    return done[0] / (time.monotonic() - started), errors[0]


async def _rerun(socket, query: str, errors: list[int]) -> None:
    asked = BackMsg()
    asked.rerun_script.query_string = query
    await socket.send(asked.SerializeToString())
    while True:
        told = ForwardMsg.FromString(await asyncio.wait_for(socket.recv(), 60))
        if told.WhichOneof("type") == "delta":
            element = told.delta.new_element
            is_alarm = element.HasField("alert") and element.alert.format == Alert.ERROR
            errors[0] += is_alarm or element.HasField("exception")
        if told.WhichOneof("type") == "script_finished":
            errors[0] += told.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR
            if told.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                return


KINDS = {"browse": browse, "sessions": sessions}

if __name__ == "__main__":
    try:
        print(json.dumps(KINDS[sys.argv[1]](*sys.argv[2:])))
    except installed.BrowserMissing as missing:
        sys.exit(str(missing))
