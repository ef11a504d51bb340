"""Pictures for the README and the Guide, from freshly made sample data: `python -m tests.browser.screenshots`."""

import io
import sys
import tempfile
from pathlib import Path

from PIL import Image, ImageChops
from playwright.sync_api import sync_playwright

from pipelines import build, paths, sample
from tests.browser import browser, guide_pictures
from tests.browser.screen import Screen
from tests.browser.server import App

FOLDER = paths.PROJECT / "docs" / "screenshots"
MOST_BYTES = 250_000
LAST_BITS = 3  # of 255
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
PICTURES = {
    "flagged": ("", DESK),
    "flagged-phone": ("?local_authority=Northmarsh", PHONE),
    "map": ("map?local_authority=Northmarsh", DESK),
    "setting": ("setting?urn=S0000001", DESK),
    "areas": ("areas?area=Northmarsh", DESK),
    "changed": ("changed", DESK),
    "downloads": ("downloads", DESK),
    "quality": ("quality", DESK),
    "data": ("data", DESK),
    "method": ("method", DESK),
}


def main() -> int:
    """Make sample releases and a build of their own, and take each picture. Returns an exit code."""
    try:
        program = browser.find()
    except browser.BrowserMissing as missing:
        print(missing, file=sys.stderr)
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="screenshots-") as folder:
        print("Building from sample releases", flush=True)
        warehouse = Path(folder) / "warehouse"
        sample.write_sample(Path(folder) / "releases")
        build.build(Path(folder) / "releases", paths.Warehouse(warehouse))
        with App(warehouse) as app, sync_playwright() as playwright:
            running = playwright.chromium.launch(executable_path=program, args=browser.launch_arguments())
            sizes = [take(running, app, name) for name in PICTURES]
            sizes.append(guide_pictures.take_all(running, app, steady, is_visibly_different))
            running.close()
    return 0 if max(sizes) <= MOST_BYTES else 1


def take(running, app: App, name: str) -> int:
    """Take one picture, of the first screenful; returns its size."""
    address, size = PICTURES[name]
    context = running.new_context(
        viewport=size, color_scheme="light", locale="en-GB", reduced_motion="reduce", device_scale_factor=1
    )
    screen = Screen(context.new_page(), app).open(address).charts_drawn()
    screen.page.evaluate("document.fonts.ready")
    screen.page.wait_for_function("() => document.getAnimations().every(each => each.playState !== 'running')")
    path = FOLDER / f"{name}.png"
    picture = steady(screen)
    if not path.exists() or is_visibly_different(path.read_bytes(), picture):
        path.write_bytes(picture)
    context.close()
    print(f"{path.relative_to(paths.PROJECT)}: {path.stat().st_size / 1000:.0f} kB", flush=True)
    return path.stat().st_size


def steady(screen: Screen) -> bytes:
    """A picture that came out the same twice: nothing was still being drawn."""
    before = b""
    for _ in range(20):
        now = screen.page.screenshot(animations="disabled")
        if now == before:
            return now
        before = now
    raise RuntimeError(f"{screen.last_url} does not stand still")


def is_visibly_different(old: bytes, new: bytes) -> bool:
    """Whether any point differs by more than the last bits, on which a browser does not always agree with itself."""
    one, other = (Image.open(io.BytesIO(picture)).convert("RGB") for picture in (old, new))
    if one.size != other.size:
        return True
    return max(high for _, high in ImageChops.difference(one, other).getextrema()) > LAST_BITS


if __name__ == "__main__":
    sys.exit(main())
