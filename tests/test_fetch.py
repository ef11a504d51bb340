"""Fetching: whatever the server does, whole files under their own names, a true ledger, and words for what failed.

The server is on this machine (tests/fetch_server.py). No test waits: the waiting is put in, and counted.
"""

import csv
import datetime as dt
import email.utils
import errno
import hashlib
import json
import os
import random
from pathlib import Path

import filelock
import pytest

from pipelines import download, errors, fetch, gov_uk, ledger, progress, reads, releases
from tests import fetch_server, fixtures
from tests.fetch_server import Fault
from tests.raw_folder import assert_tidy, body, release_bytes, shown

MI = "/government/statistical-data-sets/childcare-providers-and-inspections-management-information"
STATS = "/government/statistics/childcare-providers-and-inspections-as-at-31-august-2021"
MI_TITLE = "Management information - childcare providers and inspections - most recent inspections data as at {}"


class Clock:
    """Time that passes only when somebody waits."""

    def __init__(self):
        self.now, self.waits = 0.0, []

    def wait(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds

    def manners(self, **more: object) -> download.Manners:
        return download.Manners(wait=self.wait, clock=lambda: self.now, chance=lambda: 0.5, **more)


@pytest.fixture
def gov():
    """The publisher, serving over plain HTTP."""
    with fetch_server.serving(fetch_server.Publisher()) as publisher:
        yield publisher


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def run(gov, clock, tmp_path):
    """Fetch these pages into tmp_path/raw: run(page, …) gives the outcome; run.said holds the lines."""

    def fetching(*pages, **more):
        fetching.said = []
        manners = more.pop("manners", None) or clock.manners()
        more = {"site": gov.site(*pages), "say": fetching.said.append, **more}
        return fetch.fetch(tmp_path / "raw", manners=manners, **more)

    return fetching


@pytest.fixture
def raw(tmp_path) -> Path:
    return tmp_path / "raw"


@pytest.fixture
def page(gov):
    """A page with one release, and the path of its file."""
    attachment = gov.attach("Childcare providers data as at 31 March 2026", "Providers_March_2026.csv", body(1))
    return gov.page("management information", MI, [attachment])


def file_path(gov: fetch_server.Publisher, number: int = 0) -> str:
    return [path for path in gov.items if path.startswith("/media/")][number]


# --- what is wanted ---------------------------------------------------------------------------------


@pytest.mark.parametrize("title, kind", [
    ("Childcare provider level data as at 31 August 2021", "providers"),
    ("Childcare provider-level data as at 31 Mar 2018", "providers"),
    ("Childcare providers data as at 31 March 2026", "providers"),
    ("Childcare provider data as of 30 June 2026", "providers"),
    (MI_TITLE.format("31 December 2025"), "providers"),
    ("Childcare inspection level data as at 31 August 2019", "inspections"),
    ("Childcare inspections in the period 1 April to 31 August 2018 (provisional)", "inspections"),
    ("Revised inspections data for the period 1 September to 31 December 2017", "inspections"),
    ("Management information - childminder agencies - most recent inspections data as at 31 December 2025", "skip"),
    ("Childcare providers data as at 31 March 2026: consented addresses", "skip"),
    ("Childcare providers and inspections as at 31 March 2018: data, charts and tables", "skip"),
    ("Childcare providers and inspections as at 31 March 2018: main findings", None),
    ("Methodology and quality report", None),
])  # fmt: skip
def test_titles_say_what_is_wanted(title, kind):
    assert gov_uk.kind_of(title) == kind


def test_the_shipped_site_is_two_hosts_over_https():
    site = gov_uk.site()
    assert site.origins == {"https://www.gov.uk", "https://assets.publishing.service.gov.uk"}
    assert len(site.pages) > 15
    assert len({page.url for page in site.pages}) == len({page.name for page in site.pages}) == len(site.pages)
    assert all(page.api.startswith("https://www.gov.uk/api/content/government/") for page in site.pages)
    assert site.pages[0].url == f"https://www.gov.uk{MI}"
    days = {str(dt.date(year, month, 31)) for year in range(2018, 2026) for month in (3, 8)} | {"2026-03-31"}
    assert days <= {str(gov_uk.as_at_in(page.url.replace("-", " "))) for page in site.pages[1:]}


@pytest.mark.parametrize("url", [
    "http://www.gov.uk/x", "https://www.gov.uk.example.org/x", "https://example.org/www.gov.uk",
    "https://user@www.gov.uk/x", "https://www.gov.uk:8443/x", "https://www.gov.uk@example.org/x",
    "https://example.org\\@www.gov.uk/x", "https://www.gov.uk\\.example.org/", "ftp://www.gov.uk/x", "//[", "",
    "file:///etc/passwd", "https://gov.uk/x",
])  # fmt: skip
def test_no_other_address_is_ever_asked(url):
    client = download.Client(gov_uk.ORIGINS, download.Manners())
    client.session = None  # to ask would fail on this
    with pytest.raises(download.Failed):
        client.page(url, download.Known())


def test_of_a_release_in_two_forms_the_csv_is_taken(gov, run, raw):
    title = "Childcare provider level data as at 31 August 2021"
    page = gov.page("statistics", STATS, [
        gov.attach(title, "Childcare_provider_level_data_as_at_31_August_2021.ods", b"PK ods twin"),
        gov.attach(f"{title} (CSV)", "Childcare_provider_level_data_as_at_31_August_2021.csv", body(1)),
        gov.attach("Childcare inspections between 1 April and 31 August 2021", "inspections.ods", b"PK inspections"),
        gov.attach("Childcare providers and inspections as at 31 August 2021: tables", "tables.ods", b"PK tables"),
        gov.attach(title, "leaflet.pdf", b"%PDF"),
        {"title": title, "attachment_type": "html", "url": f"{STATS}/findings", "id": "9"},
        {"title": None, "url": 7}, "nonsense",
    ], title="Childcare providers and inspections as at 31 August 2021")  # fmt: skip
    outcome = run(page)
    assert sorted(outcome.new) == ["Childcare_provider_level_data_as_at_31_August_2021.csv", "inspections.ods"]
    told = {entry.file: (entry.kind, entry.as_at) for entry in ledger.read(raw)}
    assert told["inspections.ods"] == ("inspections", "2021-08-31"), "from the page, where its title has no as-at date"
    assert told["Childcare_provider_level_data_as_at_31_August_2021.csv"] == ("providers", "2021-08-31")
    assert_tidy(raw)


def test_two_files_under_one_title_are_both_taken_and_an_unknown_title_is_named(gov, run, raw):
    title = "Childcare providers data as at 31 March 2026"
    page = gov.page("management information", MI, [
        gov.attach(title, "first.csv", body(1, 50)), gov.attach(title, "second.csv", body(2, 50)),
        gov.attach(title, "twin.ods", b"PK"), gov.attach("Something new as at 31 March 2026", "new.csv", b"x"),
    ])  # fmt: skip
    assert run(page).new == ["first.csv", "second.csv"]
    assert any("nothing is declared about files called: Something new as at 31 March 2026" in one for one in run.said)
    order = {name: one["order"] for name, one in releases.declarations(raw).items()}
    assert order["first.csv"] < order["second.csv"]


# --- the ordinary course ----------------------------------------------------------------------------


def test_the_ledger_holds_where_when_and_what(gov, run, raw, page):
    before = dt.datetime.now(dt.UTC).replace(microsecond=0)
    assert run(page).new == ["Providers_March_2026.csv"]
    (entry,) = ledger.read(raw)
    content = body(1)
    assert entry.file == "Providers_March_2026.csv"
    assert entry.url == f"{gov.origin}{file_path(gov)}"
    assert entry.title == "Childcare providers data as at 31 March 2026"
    assert (entry.page, entry.kind, entry.as_at) == ("management information", "providers", "2026-03-31")
    assert entry.published_at == "2026-06-01T08:30:00Z", "in UTC"
    assert (entry.sha256, entry.size) == (hashlib.sha256(content).hexdigest(), str(len(content)))
    assert before <= dt.datetime.fromisoformat(entry.fetched_at) <= dt.datetime.now(dt.UTC)
    assert entry.etag.startswith('"') and entry.last_modified == fetch_server.MODIFIED
    with (raw / "fetched.csv").open(encoding="utf-8", newline="") as handle:
        assert next(csv.reader(handle)) == ledger.COLUMNS
    assert shown(raw) == {"Providers_March_2026.csv": content}
    assert_tidy(raw)


def test_nothing_new_is_asked_with_conditions_and_changes_nothing(gov, run, raw, page):
    run(page)
    held = {path: path.stat().st_mtime_ns for path in raw.iterdir() if path.is_file()}
    gov.asked.clear()
    outcome = run(page)
    assert (outcome.new, outcome.same, outcome.failed) == ([], 1, [])
    assert held == {path: path.stat().st_mtime_ns for path in raw.iterdir() if path.is_file()}
    assert len(gov.asked) == 2
    for _, headers in gov.asked:
        assert headers["If-None-Match"].startswith('"') and headers["If-Modified-Since"] == fetch_server.MODIFIED
        assert "setting-quality-monitor" in headers["User-Agent"]


def test_without_etags_unchanged_bytes_are_still_nothing_new(gov, run, raw, page):
    gov.has_validators = False
    run(page)
    outcome = run(page)
    assert (outcome.new, outcome.same) == ([], 1)
    assert len(ledger.read(raw)) == 1
    assert_tidy(raw)


def test_changed_bytes_under_an_old_title_are_a_new_version_and_the_old_is_kept(gov, run, raw, page):
    run(page)
    title = "Childcare providers data as at 31 March 2026"
    again = gov.attach(title, "Providers_March_2026.csv", body(2))  # a new address, as GOV.UK does
    gov.page("management information", MI, [again], updated="2026-09-01T09:30:00+01:00")
    assert run(page).new == ["Providers_March_2026_version_2.csv"]
    assert "changed since" in run.said[-1] and "Providers_March_2026.csv is kept" in run.said[-1]
    gov.items[file_path(gov, 1)] = body(3)  # and once more under the same address, the page untouched
    assert run(page).new == ["Providers_March_2026_version_3.csv"]
    assert list(shown(raw).values()) and {*shown(raw).values()} == {body(1), body(2), body(3)}
    assert run(page).new == []
    assert_tidy(raw)
    order = {name: one["order"] for name, one in releases.declarations(raw).items()}
    assert sorted(order, key=order.get) == [f"Providers_March_2026{v}.csv" for v in ("", "_version_2", "_version_3")]


def test_only_what_is_as_at_a_date_or_later(gov, run, raw):
    page = gov.page("management information", MI, [
        gov.attach(MI_TITLE.format("31 December 2022"), "old.csv", body(1, 50)),
        gov.attach(MI_TITLE.format("30 June 2025"), "edge.csv", body(2, 50)),
        gov.attach(MI_TITLE.format("31 Dec 2025"), "new.csv", body(3, 50)),
    ])  # fmt: skip
    assert run(page, since=dt.date(2025, 6, 30)).new == ["edge.csv", "new.csv"]
    assert run(page).new == ["old.csv"]


def test_a_dry_run_says_what_it_would_do_and_does_nothing(gov, run, raw, page):
    run(page, dry_run=True)
    assert not raw.exists()
    assert run.said[-1] == "Would download: Childcare providers data as at 31 March 2026, CSV"
    assert gov.times(".csv") == 0
    run(page)
    held = sorted(raw.rglob("*"))
    run(page, dry_run=True)
    assert run.said[-1].startswith("Would ask whether it has changed: ")
    assert sorted(raw.rglob("*")) == held


def test_the_same_bytes_on_two_pages_are_one_file(gov, run, raw, page):
    twin = gov.attach("Childcare provider level data as at 31 March 2026", "x.csv", body(1))
    other = gov.page("statistics", STATS, [twin])
    outcome = run(page, other)
    assert (outcome.new, outcome.same) == (["x.csv"], 1)
    assert [entry.file for entry in ledger.read(raw)] == ["x.csv"] * 2
    assert run(page, other).same == 2
    assert_tidy(raw)


def test_a_file_put_there_by_hand_is_recognised_by_its_bytes(run, raw, page):
    raw.mkdir()
    (raw / "by hand.csv").write_bytes(body(1))
    assert run(page).new == []
    assert list(shown(raw)) == ["by hand.csv"] == [entry.file for entry in ledger.read(raw)]


def test_another_file_of_the_same_name_is_left_alone(run, raw, page):
    raw.mkdir()
    (raw / "PROVIDERS_march_2026.csv").write_bytes(b"mine")
    assert run(page).new == ["Providers_March_2026_version_2.csv"]
    assert (raw / "PROVIDERS_march_2026.csv").read_bytes() == b"mine"


def test_a_file_deleted_here_comes_again_and_one_altered_here_is_put_aside(run, raw, page):
    run(page)
    (raw / "Providers_March_2026.csv").unlink()
    assert run(page).new == ["Providers_March_2026.csv"]
    assert_tidy(raw)
    (raw / "Providers_March_2026.csv").write_bytes(b"edited")
    run(page)
    assert "had been altered" in run.said[-1]
    assert shown(raw) == {"Providers_March_2026.csv": body(1), "Providers_March_2026.csv.altered": b"edited"}
    assert len(ledger.read(raw)) == 1


@pytest.mark.parametrize("file, name", [
    ("Prov%20iders (1).csv", "Prov_iders_1.csv"), ("..%2F..%2Fetc%2Fpasswd.csv", "passwd.csv"),
    ("%00.csv", "release.csv"),
    ("fetched.csv", "fetched_version_2.csv"), ("Releases.CSV", "Releases_version_2.csv"), ("a%5Cb.csv", "b.csv"),
])  # fmt: skip
def test_a_published_name_becomes_a_safe_one(gov, run, raw, file, name):
    gov.page("management information", MI, [gov.attach("Childcare providers data as at 31 March 2026", file, body(1))])
    quoted = next(path for path in gov.items if path.startswith("/media/"))
    if " " in quoted:
        gov.items[quoted.replace(" ", "%20")] = gov.items.pop(quoted)
    assert run(gov_uk.Page("management information", f"{gov.origin}{MI}")).new == [name]


# --- a server that misbehaves -----------------------------------------------------------------------


def test_a_page_that_is_not_there_is_named_and_the_others_go_on(gov, run, raw, page):
    gone = gov_uk.Page("official statistics 31 August 2021", f"{gov.origin}{STATS}")
    guess = gov_uk.Page("a guess", f"{gov.origin}/government/statistics/guess", is_certain=False)
    outcome = run(gone, guess, page)
    assert outcome.new == ["Providers_March_2026.csv"]
    assert [what for what, _ in outcome.failed] == ["official statistics 31 August 2021"]
    assert any(line.startswith("a guess: it is not there") for line in run.said)
    with pytest.raises(errors.NotAllFetched, match="official statistics 31 August 2021: it is not there") as refused:
        fetch.check(outcome)
    assert refused.value.exit_code == 19


@pytest.mark.parametrize("answer, told", [
    (b"<!doctype html><html><body>Sign in to this network</body></html>", "not JSON (it begins '<!doctype html>"),
    (b"", "not JSON"), (b"[]", "not a JSON object"), (b'{"details": null}', "lists no attachments"),
    (b'{"details": {"attachments": {}}}', "lists no attachments"), (b"[" * 100_000, "not JSON"),
    (b"\xff\xfe\x00", "not JSON"),
])  # fmt: skip
def test_a_page_that_is_no_json_or_no_page_is_named_and_the_others_go_on(gov, run, raw, page, answer, told):
    bad = gov.page("bad", "/bad", [])
    gov.items["/api/content/bad"] = answer
    for _ in range(2):  # what could not be read is not kept
        outcome = run(bad, page)
        ((what, why),) = outcome.failed
        assert what == "bad" and told in why
    assert list(shown(raw)) == ["Providers_March_2026.csv"]


def test_a_page_that_has_moved_is_followed_when_the_api_says_so(gov, run, page):
    old = gov.page("old", "/old", [])
    gov.items["/api/content/old"] = json.dumps(
        {"document_type": "redirect", "redirects": [{"path": "/old", "type": "exact", "destination": MI}]}
    ).encode()
    assert run(old).new == ["Providers_March_2026.csv"]


def test_too_many_requests_waits_as_long_as_the_server_asks(gov, run, clock, page):
    later = email.utils.format_datetime(dt.datetime.now(dt.UTC) + dt.timedelta(seconds=90), usegmt=True)
    gov.faults[f"/api/content{MI}"] = [Fault(429, {"Retry-After": "17"}), Fault(503, {"Retry-After": later})]
    assert len(run(page).new) == 1
    assert clock.waits[0] == 17 and 80 < clock.waits[1] <= 90


def test_being_asked_to_wait_for_hours_is_told_instead(gov, run, clock, page):
    gov.faults[file_path(gov)] = [Fault(429, {"Retry-After": "7200"})]
    ((_, why),) = run(page).failed
    assert why == "answer 429; asked to wait 7,200 seconds" and clock.waits == []


def test_a_retry_after_that_makes_no_sense_is_passed_over(gov, run, clock, page):
    gov.faults[file_path(gov)] = [Fault(429, {"Retry-After": text}) for text in ("soon", "-5", "99999-99-99")]
    assert len(run(page).new) == 1
    assert clock.waits == [1, 2, 4]


@pytest.mark.parametrize("status", [500, 502, 503, 504, 408])
def test_a_server_in_trouble_is_tried_again_with_growing_waits(gov, run, clock, page, raw, status):
    gov.faults[file_path(gov)] = [Fault(status)] * 3
    assert len(run(page).new) == 1
    assert clock.waits == [1, 2, 4]
    assert_tidy(raw)


def test_waits_are_spread_by_chance(gov, run, clock, page):
    gov.faults[file_path(gov)] = [Fault(500)] * 3
    manners = download.Manners(wait=clock.wait, clock=lambda: clock.now, chance=random.Random(4).random)
    run(page, manners=manners)
    assert len(set(clock.waits)) == 3 and all(0.5 * 2**n <= w <= 1.5 * 2**n for n, w in enumerate(clock.waits))


def test_a_server_that_stays_in_trouble_is_given_up_and_named(gov, run, clock, page, raw):
    gov.faults[file_path(gov)] = [Fault(500)] * 9
    ((what, why),) = run(page).failed
    assert (what, why) == ("'Childcare providers data as at 31 March 2026'", "answer 500, 5 times over")
    assert shown(raw) == {}
    assert not (raw / "fetched.csv").exists()


@pytest.mark.parametrize("status", [400, 401, 403, 418])
def test_a_refusal_is_not_argued_with(gov, run, clock, page, status):
    gov.faults[file_path(gov)] = [Fault(status)] * 2
    ((_, why),) = run(page).failed
    assert why == f"answer {status}" and clock.waits == []


def test_a_body_that_breaks_off_is_gone_on_with(gov, run, page, raw):
    whole, path = body(1), file_path(gov)
    tag = f'"{hashlib.sha256(whole).hexdigest()[:16]}"'
    gov.faults[path] = [Fault(200, {"ETag": tag}, body=whole, cut=200_000)]
    assert len(run(page).new) == 1
    ranges = [headers.get("Range") for asked, headers in gov.asked if asked.endswith(path)]
    assert ranges == [None, "bytes=200000-"]
    assert shown(raw) == {"Providers_March_2026.csv": whole}
    assert_tidy(raw)


def test_a_body_that_breaks_off_and_has_changed_since_starts_again(gov, run, page, raw):
    path = file_path(gov)
    gov.faults[path] = [Fault(200, {"ETag": '"of another version"'}, body=body(9), cut=200_000)]
    assert len(run(page).new) == 1
    assert shown(raw) == {"Providers_March_2026.csv": body(1)}


@pytest.mark.parametrize("headers", [{}, {"ETag": 'W/"weak"'}])
def test_without_a_way_to_tell_it_is_the_same_it_starts_again(gov, run, page, raw, headers):
    path = file_path(gov)
    gov.faults[path] = [Fault(200, headers, body=body(9), cut=200_000)]
    assert len(run(page).new) == 1
    assert [h.get("Range") for asked, h in gov.asked if asked.endswith(path)] == [None, None]
    assert shown(raw) == {"Providers_March_2026.csv": body(1)}


@pytest.mark.parametrize(
    "content_range", ["bytes 0-9/10", "bytes 200000-200001/300", "nonsense", "bytes 5-600017/600018"]
)
def test_a_rest_that_is_not_the_rest_is_not_stitched_on(gov, run, page, raw, content_range):
    whole, path = body(1), file_path(gov)
    tag = f'"{hashlib.sha256(whole).hexdigest()[:16]}"'
    gov.faults[path] = [
        Fault(200, {"ETag": tag}, body=whole, cut=200_000),
        Fault(206, {"ETag": tag, "Content-Range": content_range}, body=b"x" * 99),
    ]
    assert len(run(page).new) == 1
    assert shown(raw) == {"Providers_March_2026.csv": whole}
    assert_tidy(raw)


def test_a_length_that_is_wrong_is_never_a_whole_file(gov, run, page, raw):
    gov.faults[file_path(gov)] = [Fault(200, body=body(1), length=len(body(1)) + 500)] * 10
    ((_, why),) = run(page).failed
    assert "broke" in why
    assert shown(raw) == {}
    assert len(run(page).new) == 0, "still wrong"
    assert gov.faults[file_path(gov)] == []
    assert len(run(page).new) == 1
    assert_tidy(raw)


def test_an_empty_file_is_no_file(gov, run, page, raw):
    gov.faults[file_path(gov)] = [Fault(200, body=b"")] * 9
    assert len(run(page).failed) == 1 and shown(raw) == {}


def test_a_web_page_instead_of_a_file_is_refused(gov, run, page, raw):
    gov.faults[file_path(gov)] = [Fault(200, body=b"\n<!-- filter --><HTML><body>Blocked by policy</body></HTML>")]
    ((_, why),) = run(page).failed
    assert "a web page came instead" in why and shown(raw) == {}
    assert len(run(page).new) == 1
    assert_tidy(raw)


@pytest.mark.parametrize(
    "target", ["https://example.org/file.csv", "http://127.0.0.1:9/file.csv", "//localhost/x", "file:///x"]
)
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_to_another_host_is_not_followed(gov, run, page, raw, target, status):
    gov.faults[file_path(gov)] = [Fault(status, {"Location": target})]
    ((_, why),) = run(page).failed
    assert "not a place this program may go" in why and shown(raw) == {}


def test_a_redirect_within_is_followed_and_one_without_end_is_not(gov, run, page, raw):
    path = file_path(gov)
    gov.items["/media/new/place.csv"] = gov.items[path]
    gov.faults[path] = [Fault(301, {"Location": "/media/new/place.csv"})]
    assert run(page).new == ["Providers_March_2026.csv"]
    (raw / "Providers_March_2026.csv").unlink()
    gov.faults[path] = [Fault(302, {"Location": path})] * 20
    ((_, why),) = run(page).failed
    assert why == "it redirects without end"


def test_a_slow_trickle_is_cut_off_and_gone_on_with_the_next_time(gov, run, clock, page, raw):
    def drip():
        clock.now += 100

    whole, path = body(1), file_path(gov)
    tag = f'"{hashlib.sha256(whole).hexdigest()[:16]}"'
    gov.faults[path] = [Fault(200, {"ETag": tag}, body=whole, chunk=10_000, then=drip)]
    ((_, why),) = run(page).failed
    assert "too slowly" in why and shown(raw) == {}
    (part,) = (raw / ledger.WORK).glob("*.part")
    assert 0 < part.stat().st_size < len(whole), "what has come is kept"
    assert len(run(page).new) == 1
    assert gov.asked[-1][1]["Range"].startswith("bytes=")
    assert shown(raw) == {"Providers_March_2026.csv": whole}
    assert_tidy(raw)


@pytest.mark.parametrize("length", [None, 5])
def test_more_than_any_release_is_refused(gov, run, clock, page, raw, length):
    if length:  # it says it is small
        gov.faults[file_path(gov)] = [Fault(200, {"Transfer-Encoding": "identity"}, body=body(1))]
    ((_, why),) = run(page, manners=clock.manners(largest_bytes=100_000)).failed
    assert "larger than 100,000 bytes" in why and shown(raw) == {}
    assert run(page, manners=clock.manners(largest_bytes=10**7)).new
    assert_tidy(raw)


def test_a_page_of_any_length_is_not_swallowed(gov, run, page, monkeypatch):
    monkeypatch.setattr(download, "PAGE_BYTES", 1000)
    gov.faults[f"/api/content{MI}"] = [Fault(200, body=b" " * 5000)]
    ((what, why),) = run(page).failed
    assert what == "management information" and "larger than 1,000 bytes" in why


def test_where_no_connection_is_made_it_says_so_at_once(clock, raw):
    nobody = "http://127.0.0.1:9"
    pages = tuple(gov_uk.Page(str(n), f"{nobody}/{n}") for n in range(20))
    with pytest.raises(errors.CannotReach, match="cannot be reached") as refused:
        fetch.fetch(raw, site=gov_uk.Site(frozenset({nobody}), pages), manners=clock.manners())
    assert refused.value.exit_code == 18
    assert len(clock.waits) == 2, "one page's patience, not twenty pages'"


# --- beside it --------------------------------------------------------------------------------------


def test_two_fetches_at_once(run, raw, page):
    (raw / ledger.WORK).mkdir(parents=True)
    with filelock.FileLock(raw / ledger.WORK / fetch.LOCK), pytest.raises(errors.FetchInProgress) as refused:
        run(page)
    assert refused.value.exit_code == 20
    assert len(run(page).new) == 1


def test_a_damaged_ledger_is_named_and_nothing_is_lost(run, raw, page):
    run(page)
    good = (raw / "fetched.csv").read_bytes()
    for bad in (b"\xff\xfe\x00", b"file,url\nx,y\n", good.replace(b"2026-03-31", b"31/03/2026"), b'file,"'):
        (raw / "fetched.csv").write_bytes(bad)
        with pytest.raises(errors.BadLedger, match=r"fetched\.csv") as refused:
            run(page)
        assert refused.value.exit_code == 21
    (raw / "fetched.csv").unlink()
    assert run(page).new == [] and (raw / "fetched.csv").read_bytes().count(b"\n") == 2
    assert_tidy(raw)


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS])
@pytest.mark.parametrize("at", ["part", "rename", "ledger"])
def test_a_full_or_read_only_disk_loses_nothing(run, raw, page, gov, monkeypatch, code, at):
    other = gov.page(
        "statistics", STATS, [gov.attach("Childcare provider level data as at 31 August 2021", "a.csv", body(7))]
    )
    run(other)
    gov.faults[file_path(gov)] = [Fault(403)]
    run(page)  # keeps what the page says

    def refuse(*_, **__):
        raise OSError(code, os.strerror(code))

    with monkeypatch.context() as broken:
        if at == "part":
            broken.setattr(os, "fsync", refuse)
        elif at == "rename":
            broken.setattr(fetch, "_placed", refuse)
        else:
            broken.setattr(ledger, "write", refuse)
        with pytest.raises(OSError, match=os.strerror(code)):
            run(page, other)
    assert [entry.file for entry in ledger.read(raw)] == ["a.csv"]
    run(page, other)
    assert shown(raw) == {"a.csv": body(7), "Providers_March_2026.csv": body(1)}
    assert_tidy(raw)


def test_a_bar_is_drawn_on_a_terminal_only_and_wiped(capsys):
    class Terminal(list):
        def isatty(self):
            return True

        def write(self, text):
            self.append(text)

        def flush(self):
            pass

    terminal = Terminal()
    lines = progress.Lines(terminal)
    for came in range(0, 2_000_001, 1000):
        lines.bar("a release", came, 2_000_000)
    lines.say("done")
    drawn = "".join(terminal)
    assert 5 < drawn.count("a release") < 15 and "1.8 of 2.0 MB" in drawn and drawn.endswith("\rdone\n")
    plain = progress.Lines()
    plain.bar("a release", 5, 10)
    plain.say("done")
    assert capsys.readouterr().err == "done\n"


# --- what a build makes of it -----------------------------------------------------------------------


def test_versions_of_one_release_build_in_the_order_they_were_published(gov, run, raw, tmp_path):
    title = "Childcare provider level data as at 31 August 2021"
    first, second = release_bytes(tmp_path, "EY100001"), release_bytes(tmp_path, "EY100001", "EY100002")
    page = gov.page("official statistics 31 August 2021", STATS, [gov.attach(title, "b.csv", first)])
    run(page)
    gov.page("statistics", STATS, [gov.attach(title, "a.csv", second)], updated="2026-09-01T09:30:00Z")
    run(page)
    served = fixtures.built(raw, tmp_path / "warehouse")
    told = reads.releases(served)
    assert [row["file_name"] for row in told] == ["b.csv", "a.csv"]
    assert {row["as_at"] for row in told} == {dt.date(2021, 8, 31)}, "from the ledger: the names do not say"


def test_of_one_moment_the_page_declared_first_stands_and_releases_csv_overrides(gov, run, raw, tmp_path):
    mi = gov.page("management information", MI, [
        gov.attach("Childcare providers data as at 31 August 2021", "z.csv", release_bytes(tmp_path, "EY100001"))
    ])  # fmt: skip
    stats = gov.page("official statistics 31 August 2021", STATS, [
        gov.attach("Childcare provider level data as at 31 August 2021", "a.csv", release_bytes(tmp_path, "EY100002"))
    ])  # fmt: skip
    run(mi, stats)
    files = [releases.load.inspect(path) for path in releases.files_in(raw)[0]]

    def order() -> list[str]:
        return [one.file.path.name for one in releases.ordered(files, releases.declarations(raw))[0]]

    assert order() == ["a.csv", "z.csv"], "newest, the one that stands, last"
    (raw / "releases.csv").write_text("file,published_on\na.csv,2026-12-31\n", encoding="utf-8")
    assert order() == ["z.csv", "a.csv"]
