"""Each user's job from landing to done, in a browser: adviser, manager, analyst; by keyboard alone; at 400 % zoom.

What a step must show is asserted here, against the data. What the reader saw and how long it took is kept in
tests/browser/artefacts/journeys (tests/browser/journey.py) to be looked at.
"""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from pipelines import changed, comparison, datasets, domain, export, likeness, panel, paths, quality, reads, training
from tests.browser import expected, paper
from tests.browser.conftest import ARTEFACTS, NARROW
from tests.browser.journey import Journey
from tests.browser.screen import Screen
from tests.browser.test_accessibility import focused, open_fold, overflow

AREA = "Northmarsh"
BRAMBLE = "S0000001"
DATES = ("15 March 2016", "12 February 2019", "21 January 2020", "14 May 2024")  # of its inspections


@pytest.fixture
def journey(request: pytest.FixtureRequest) -> Callable[..., Journey]:
    """Set out on a journey: journey(who, job, screen)."""
    return lambda *told: Journey(ARTEFACTS / "journeys", request.node.name.removeprefix("test_"), *told)


def heading(screen: Screen, name: str):
    return screen.page.get_by_role("heading", name=name, exact=True)


def at(screen: Screen, name: str) -> Callable[[], None]:
    """Bring a heading to the top of the picture."""
    return lambda: heading(screen, name).evaluate("e => e.scrollIntoView({block: 'start'})")


def charts(screen: Screen) -> Callable[[], None]:
    """Bring the first chart into the picture."""
    return lambda: screen.page.locator("[data-testid=stVegaLiteChart]").first.scroll_into_view_if_needed()


def words(screen: Screen) -> str:
    return " ".join(screen.text.split())


def pick(screen: Screen, label: str, option: str) -> None:
    """Choose in a select; it is brought into view first, because one that scrolls while it opens closes again."""
    box = screen.page.get_by_role("combobox", name=label)
    box.evaluate("e => e.scrollIntoView({block: 'center', behavior: 'instant'})")
    box.click()
    screen.do(screen.page.get_by_role("option", name=option, exact=True).click)


# --- advisers -----------------------------------------------------------------------------------------------


def test_an_adviser_prepares_a_visit(screen, journey, opened, sample_listing, sample_served):
    go = journey("Early years adviser", "Why this setting, what happened when, what to support? On paper", screen)
    wanted = expected.view(sample_listing, local_authority=AREA)
    one = sample_listing[BRAMBLE]
    with go.step("Land on the flagged settings"):
        screen.open()
    assert screen.title == "Which settings need a closer relationship?"
    expect(screen.names.first).to_be_in_viewport()  # without scrolling, on a laptop
    with go.step("Choose my area"):
        screen.choose("Local authority", AREA)
    assert (screen.total, screen.urns) == (len(wanted), wanted[:25]) and wanted[0] == BRAMBLE
    assert "14 May 2024" in screen.page.locator("table.settings tbody tr").first.inner_text()
    with go.step("Open the first setting and read why it is flagged"):
        screen.do(screen.names.first.click)
    assert (screen.title, screen.query["urn"]) == (one["provider_name"], [BRAMBLE])
    assert screen.page.get_by_role("heading", level=2).first.inner_text() == one["reason"]
    assert "Evidence: some (4 graded inspections)" in words(screen)
    with go.step("See what happened when", at(screen, "What happened when")):
        screen.charts_drawn()
    told = screen.charts.first.get_attribute("aria-label")
    assert [told.index(day) for day in DATES] == sorted(told.index(day) for day in DATES)
    with go.step("See what to support", at(screen, "Relevant support")):
        heading(screen, "Relevant support").wait_for()
    assert "esignated safeguarding lead training" in words(screen)
    with go.step("See how settings like this one went on", at(screen, "Settings like this one")):
        heading(screen, "Settings like this one").wait_for()
    assert likeness.told(sample_served, BRAMBLE) in words(screen)
    with go.step("Print the briefing"):
        name, content = screen.download("Print a briefing")
        pdf = paper.pdf(opened(content))
    go.keep("briefing.pdf", pdf)
    first, second = paper.sheets(pdf)  # both sides of one sheet of paper
    assert name == f"sample_briefing-{BRAMBLE}_as-at-2026-06-30.html"
    for said in (one["provider_name"], one["reason"], "Changing grades", "Relevant support", "Good Mar 2016",
                 "Page 1 of 2", "data as at 30 June 2026"):  # fmt: skip
        assert said.replace(" ", "") in first.replace(" ", ""), said
    assert "Settingslikethisone" in second.replace(" ", "")
    for said in ("Relevant support", "What we will do", "Not a quality rating", "not for funding decisions"):
        assert said in first + second, said
    assert "yo-yo" not in (first + second).lower()
    with go.step("Go back to my list"):
        screen.do(screen.page.get_by_role("link", name="Back to the list").click)
    assert (screen.query, screen.urns) == ({"local_authority": [AREA]}, wanted[:25])


def test_an_adviser_takes_briefings_for_the_visits_due(screen, journey, opened, sample_listing, sample_served):
    go = journey("Early years adviser", "Which of my settings may be inspected soon? Briefings for those", screen)
    mine = [urn for urn in expected.view(sample_listing, local_authority=AREA) if urn != BRAMBLE]
    rows = reads.fetch(sample_served, "SELECT urn, due FROM served.mart.inspection_window", {})
    due = [urn for urn in mine if "within 6 months" in {row["urn"]: row["due"] for row in rows}.get(urn, ())]
    with go.step("Land on the flagged settings"):
        screen.open()
    with go.step("Go to My settings"):
        screen.way("My settings")
    with go.step("Paste the settings of my caseload"):
        box = screen.page.get_by_role("textbox", name="Paste URNs or a table")
        text = "URN\tMy visits\n" + "\n".join(f"{urn}\t{number % 3}" for number, urn in enumerate(mine))
        screen.do(lambda: (box.fill(text), box.press("Control+Enter")))
        screen.press("Use this list")
    assert f"{len(mine)} of {len(mine)} rows matched" in screen.text
    with go.step("See which of them are flagged"):
        screen.do(screen.page.get_by_role("link", name="See which of them are flagged").click)
    assert (screen.total, screen.urns) == (len(mine), mine[:25])
    with go.step("Keep those that may be inspected within six months"):
        screen.page.get_by_role("button", name=re.compile("^More filters")).click()
        screen.choose("Inspection window (estimate)", domain.WINDOWS["within 6 months"])
        screen.page.keyboard.press("Escape")
    assert (screen.total, screen.urns) == (len(due), due) and len(due) > 3
    assert screen.query == {"window": ["within 6 months"]}, "the address carries the filter, never the list"
    with go.step("See where they lie", charts(screen)):
        screen.way("Map")
    assert screen.urns == [urn for urn in due if sample_listing[urn]["easting"] is not None] != []
    with go.step("Go back to the list"):
        screen.way("Flagged settings")
    assert screen.urns == due
    with go.step("Print a briefing for each"):
        _, content = screen.download(f"Briefings for these {len(due)} (HTML)")
        pdf = paper.pdf(opened(content))
    go.keep("briefings.pdf", pdf)
    begun = [sheet for sheet in paper.sheets(pdf) if "Visit briefing Sample data" in sheet]
    assert [re.search(r"S[01]\d{6}", sheet)[0] for sheet in begun[1:]] == due
    assert b"My visits" not in content, "what is the adviser's own stays on the page"


# --- managers -----------------------------------------------------------------------------------------------


def test_a_manager_finds_where_to_put_people(screen, journey, opened, sample_listing, sample_served):
    go = journey("Manager", "How does my area compare, what changed, which training is needed? For the panel", screen)
    targeted = expected.view(sample_listing, local_authority=AREA, tier="targeted")
    with go.step("Land on the flagged settings"):
        screen.open()
    with go.step("Go to the areas"):
        screen.way("Areas")
    row = screen.page.get_by_role("table").first.locator("tbody tr").filter(has_text=AREA)
    in_area = [one for one in sample_listing.values() if one["local_authority"] == AREA and one["is_in_scope"]]
    assert re.match(rf"{AREA}.*\b{len(in_area)}\b", " ".join(row.inner_text().split()))
    with go.step("See whether any area differs by more than chance", charts(screen)):
        screen.charts_drawn()
    assert "Funnel plot of 4 local authorities" in screen.charts.first.get_attribute("aria-label")
    like = comparison.alike(sample_served, AREA, "watch")
    with go.step("Look at my area against areas like it", at(screen, f"{AREA} against areas like it")):
        pick(screen, "Area to look at", AREA)
    for one in (like["itself"], like["pooled"]):
        assert f"({one['count']:,} of {one['settings']:,})" in words(screen)
    with go.step("Open the targeted settings of my area"):
        screen.do(row.get_by_role("link", name=f"{len(targeted)} targeted, {AREA}").click)
    assert (screen.query["local_authority"], screen.query["tier"]) == ([AREA], ["targeted"])
    assert screen.urns == targeted
    with go.step("Go back and open all flagged settings of my area"):
        screen.back()
        screen.do(screen.page.get_by_role("link", name=AREA, exact=True).first.click)
    assert screen.query["local_authority"] == [AREA] and "tier" not in screen.query
    new = changed.newly_flagged(sample_served, {"local_authority": [AREA]})["count"]
    with go.step("See which are new since the release before"):
        screen.do(screen.page.get_by_role("link", name=re.compile(rf"^{new} new since")).click)
    assert (screen.at, len(screen.urns)) == ("changed", new)
    with go.step("See everything that changed in my area"):
        screen.press("Show all kinds")
    asked = changed.Asked(*changed.between(sample_served), local_authorities=[AREA])
    assert screen.all_urns() == [row["urn"] for row in changed.every(sample_served, asked)]
    with go.step("Take the digest for an e-mail"):
        _, content = screen.download("Digest to e-mail (text)")
    go.keep("digest.txt", content)
    assert content.decode() == (paths.PROJECT / "tests" / "golden" / "digest_northmarsh.txt").read_text("utf-8")
    with go.step("Take the pack for the panel and print it"):
        _, content = screen.download("Panel pack (HTML)")
        pdf = paper.pdf(opened(content))
    go.keep("panel-pack.pdf", pdf)
    assert content.decode() == panel.document(sample_served, [AREA]) and 3 <= len(paper.sheets(pdf)) <= 6
    with go.step("Go to the training needs of my area"):
        screen.way("Training needs")
    found = training.needs(sample_served, {"local_authority": [AREA]})
    assert f"{found['weak']} of {found['judged']} flagged settings" in screen.text
    with go.step("List the settings behind the commonest need", screen.names.first.scroll_into_view_if_needed):
        screen.press(re.compile(re.escape(found["themes"][0]["theme"][1:])), exact=False)
    assert screen.urns == [row["urn"] for row in found["themes"][0]["settings"]]
    assert screen.query["local_authority"] == [AREA]


# --- analysts -----------------------------------------------------------------------------------------------


def test_an_analyst_reproduces_a_file_and_checks_the_data(screen, journey, sample_served, tmp_path):
    go = journey("Analyst", "Take the labels, understand each column, make the file again, what lies behind?", screen)
    with go.step("Land on the flagged settings"):
        screen.open()
    with go.step("Go to the downloads"):
        screen.way("Downloads")
    labels = datasets.every()["labels"]
    with go.step("Choose the labels"):
        pick(screen, "Dataset", labels.title)
    with go.step("Read what every column means", at(screen, "What each column means")):
        table = screen.page.get_by_role("table").last
    assert table.get_by_role("rowheader").all_inner_texts() == [column.column for column in labels.columns]
    with go.step("Take them as CSV"):
        name, content = screen.download("CSV")
    go.keep(name, content)
    rows = expected.csv_rows(content)
    assert len(rows) == export.row_count(sample_served, "labels")
    assert list(rows[0]) == [column.column for column in labels.columns]
    with go.step("Make the same file with the command shown"):
        lines = screen.page.locator("code").first.inner_text().splitlines()
        (shown,) = [line for line in lines if "--format csv" in line]
        environment = {**os.environ, "SQM_WAREHOUSE": str(screen.app.warehouse), "PYTHONPATH": str(paths.PROJECT)}
        subprocess.run([sys.executable, *shlex.split(shown)[1:]], cwd=tmp_path, env=environment, check=True)
    assert (tmp_path / name).read_bytes() == content
    with go.step("Go back to all datasets, and see what is behind them", at(screen, "What is behind these files?")):
        screen.press("All datasets")
    with go.step("Go to the data quality ledger"):
        screen.do(screen.page.get_by_role("link", name="What each release held").click)
    releases = quality.releases(sample_served)
    told = screen.page.get_by_role("table", name=re.compile("Rows in = rows used")).locator("tbody tr")
    expect(told).to_have_count(len(releases))
    with go.step("Look at one release"):
        pick(screen, "Release as at", domain.long_date(releases[0]["as_at"]))
    assert screen.query["release"] == [str(releases[0]["release_id"])] and releases[0]["file_name"] in screen.text
    with go.step("Take the whole ledger"):
        name, content = screen.download("Download the whole ledger (CSV)")
    go.keep(name, content)
    assert len(expected.csv_rows(content)) == export.row_count(sample_served, "ledger")


# --- by keyboard alone --------------------------------------------------------------------------------------

SHOWS = """async () => {
    // Frames are not waited for: with nothing to draw and another browser at work they can be seconds apart.
    const settled = async () => {
        await new Promise(later => setTimeout(later))
        for (const one of document.getAnimations()) if (one.effect.getComputedTiming().endTime < Infinity) one.finish()
        await new Promise(later => setTimeout(later))
    }
    const looks = e => {
        const found = []
        for (let up = 0; e && e !== document.body && up < 6; up++, e = e.parentElement) {
            const css = getComputedStyle(e), after = getComputedStyle(e, "::after")
            found.push([css.outlineStyle, css.outlineWidth, css.outlineColor, css.boxShadow, css.borderColor,
                        after.boxShadow, after.outlineStyle].join())
        }
        return found.join("|")
    }
    const e = document.activeElement
    await settled()
    const focused = looks(e)
    e.blur()
    await settled()
    const not = looks(e)
    e.focus({focusVisible: true, preventScroll: true})
    await settled()
    return focused !== not
}"""


def tab_to(screen: Screen, wanted: str, most: int = 60, key: str = "Tab") -> None:
    """Press Tab until the focus is on something that says this; each stop on the way must show that it is there."""
    for _ in range(most):
        screen.page.keyboard.press(key)
        said = focused(screen.page)
        if screen.page.evaluate("document.activeElement.matches('body, main, section')"):
            continue
        assert screen.page.evaluate(SHOWS), f"nothing shows that the focus is on: {said}"
        if re.search(wanted, said):
            return
    raise AssertionError(f"{most} times {key} does not lead to {wanted}")


def test_an_adviser_works_by_keyboard_alone(screen, journey, sample_listing):
    go = journey("Early years adviser", "The same, with Tab, Enter and the arrows only", screen)
    page, press = screen.page, screen.page.keyboard.press
    with go.step("Land on the flagged settings"):
        screen.open()
    with go.step("Tab to the area and type the beginning of mine"):
        tab_to(screen, "^Local authority")
        page.keyboard.type(AREA[:6])
        expect(page.get_by_role("option", name=AREA)).to_be_visible()
        screen.do(lambda: press("Enter"))
        press("Escape")
    assert screen.query == {"local_authority": [AREA]}
    with go.step("Press the count of targeted settings"):
        tab_to(screen, "Targeted")
        screen.do(lambda: press("Enter"))
    wanted = expected.view(sample_listing, local_authority=AREA, tier="targeted")
    assert screen.urns == wanted and screen.query["tier"] == ["targeted"]
    with go.step("Choose another order with the arrows"):
        tab_to(screen, "Order by")
        press("ArrowDown")
        expect(page.get_by_role("option").first).to_be_visible()
        press("ArrowDown")
        screen.do(lambda: press("Enter"))
    (order,) = screen.query["order"]  # whether opening it is a step of its own is the select's to say
    assert order in ("volatility", "decline")
    assert screen.urns == sorted(wanted, key=lambda urn: expected.falling(sample_listing[urn][order]))
    name, urn = screen.names.first.inner_text(), screen.urns[0]
    with go.step("Open the first setting"):
        tab_to(screen, f"^{re.escape(name)}$")
        screen.do(lambda: press("Enter"))
    assert (screen.at, screen.title, screen.query["urn"]) == ("setting", name, [urn])
    with go.step("Unfold the timeline as a table", at(screen, "What happened when")):
        tab_to(screen, "The timeline as a table")
        press("Enter")
        expect(page.locator("details[open] table").first).to_be_visible()
    with go.step("Go back up to the briefing and take it"):
        tab_to(screen, "Print a briefing", key="Shift+Tab")  # first: waiting for a download begins with the press alone
        with page.expect_download() as begun:
            press("Enter")
    assert urn in begun.value.suggested_filename
    with go.step("Go back to my list"):
        tab_to(screen, "Back to the list", key="Shift+Tab")
        screen.do(lambda: press("Enter"))
    assert (screen.at, screen.query) == ("", {"local_authority": [AREA], "tier": ["targeted"], "order": [order]})
    assert screen.names.first.inner_text() == name


# --- at 400 % zoom ------------------------------------------------------------------------------------------


def test_every_job_can_be_done_at_400_percent_zoom(tab, app, journey, sample_listing):
    """1280 pixels at 400 % are 320: nothing may need scrolling sideways, and everything must be there to press."""
    screen = tab(app, viewport=NARROW)
    page = screen.page
    go = journey("All", "The same jobs at 400 % zoom", screen)

    def fits() -> None:
        assert overflow(page) == [], screen.last_url
        choices = page.get_by_role("radiogroup").all()
        assert all(one.evaluate("e => e.scrollWidth <= e.clientWidth + 1") for one in choices), "a choice is cut off"

    with go.step("Land on the flagged settings"):
        screen.open()
    fits()
    with go.step("Unfold the filters and choose my area"):
        open_fold(screen)
        screen.choose("Local authority", AREA)
    fits()
    wanted = expected.view(sample_listing, local_authority=AREA)
    assert (screen.total, screen.urns) == (len(wanted), wanted[:25])
    with go.step("See where they lie", charts(screen)):
        screen.way("Map")
    fits()
    assert screen.urns == [urn for urn in wanted if sample_listing[urn]["easting"] is not None] != []
    with go.step("Go back to the list and open the first setting", at(screen, "What happened when")):
        screen.way("Flagged settings")
        screen.do(screen.names.first.click)
    fits()
    assert screen.query["urn"] == [wanted[0]]
    with go.step("Read the timeline as a table"):
        screen.unfold("The timeline as a table")
        expect(page.locator("details[open] table").first).to_be_visible()
    fits()
    with go.step("Print the briefing"):
        name, _ = screen.download("Print a briefing")
    assert wanted[0] in name
    with go.step("Go to the areas"):
        screen.way("Areas")
    fits()
    with go.step("Look at my area against areas like it", at(screen, f"{AREA} against areas like it")):
        heading(screen, f"{AREA} against areas like it").wait_for()
    fits()
    with go.step("Open the targeted settings of my area"):
        screen.do(page.get_by_role("link", name=re.compile(f"^\\d+ targeted, {AREA}$")).click)
    fits()
    assert screen.urns == expected.view(sample_listing, local_authority=AREA, tier="targeted")
    with go.step("See what changed in my area"):
        screen.way("What changed")
    fits()
    with go.step("See which training is needed"):
        screen.way("Training needs")
    fits()
    with go.step("Paste the settings of my caseload"):
        screen.way("My settings")
        box = page.get_by_role("textbox", name="Paste URNs or a table")
        screen.do(lambda: (box.fill(" ".join(wanted[:3])), box.press("Control+Enter")))
        screen.press("Use this list")
    fits()
    assert "3 of 3 rows matched" in screen.text
    with go.step("Take the labels and read what every column means"):
        screen.way("Downloads")
        pick(screen, "Dataset", datasets.every()["labels"].title)
        _, content = screen.download("CSV")
    fits()
    in_area = [urn for urn, row in sample_listing.items() if row["local_authority"] == AREA]
    assert sorted(row["urn"] for row in expected.csv_rows(content)) == sorted(in_area), "of the area that was chosen"
    with go.step("Look at what one release held"):
        screen.way("Data quality")
    fits()
    with go.step("Read in the guide how each job is done"):
        screen.way("Guide")
    fits()
    assert page.locator(".stMain img").count() > 3
