"""The command line `fetch`, as shipped: https, the two hosts, a proxy, a private certificate, and being cut off."""

import hashlib
import os
import random
import signal
import subprocess
import time

import pytest

from pipelines import gov_uk, ledger, paths
from tests import fetch_server, fixtures
from tests.fetch_server import Fault
from tests.raw_folder import assert_tidy, body, shown


@pytest.fixture
def raw(tmp_path):
    return tmp_path / "raw"


@pytest.fixture
def shipped():
    """The publisher behind a proxy, as GOV.UK itself: yields it, the environment that leads there, and hosts asked."""
    publisher = fetch_server.Publisher()
    with fetch_server.gov_uk_here(publisher) as (environment, hosts):
        publisher.shipped(*(
            (f"Childcare providers data as at 31 March {2020 + number}", f"Providers_{number}.csv",
             body(number, 2_000_000))
            for number in range(4)
        ))  # fmt: skip
        yield publisher, {**os.environ, "PYTHONUTF8": "1", **environment}, hosts


def test_the_command_fetches_through_a_proxy_and_says_nothing_new_the_second_time(shipped, raw):
    publisher, environment, hosts = shipped
    first = fixtures.cli("fetch", "--raw", raw, env=environment)
    assert first.returncode == 0, first.stderr
    assert "4 new, 0 unchanged. Now run: python -m pipelines build --raw" in first.stderr
    assert set(hosts) == {"www.gov.uk:443", "assets.publishing.service.gov.uk:443"}
    second = fixtures.cli("fetch", "--raw", raw, env=environment)
    assert (second.returncode, second.stderr.splitlines()[-1]) == (
        0, "Nothing new: the 4 files wanted are here and unchanged."
    )  # fmt: skip
    publisher.items[f"/api/content{gov_uk.site().pages[0].url.removeprefix(fetch_server.GOV_UK)}"] = b"<html>"
    third = fixtures.cli("fetch", "--raw", raw, "--since", "2021-01-01", env=environment)
    assert third.returncode == 19 and "management information" in third.stderr.splitlines()[-1]
    assert_tidy(raw)


def test_a_certificate_nobody_vouches_for_is_refused_in_words(shipped, raw):
    _, environment, hosts = shipped
    result = fixtures.cli("fetch", "--raw", raw, env={**environment, "REQUESTS_CA_BUNDLE": ""})
    assert result.returncode == 18 and "REQUESTS_CA_BUNDLE" in result.stderr and "Traceback" not in result.stderr
    assert len(hosts) == 1, "it is not tried again"


def test_fetches_killed_at_any_moment_leave_whole_files_and_the_next_one_finishes(shipped, raw):
    publisher, environment, _ = shipped
    chance = random.Random(20260331)
    drip = [path for path in publisher.items if path.startswith("/media/")]
    killed = 0
    for _ in range(12):
        for path in drip:  # slow enough to be killed within
            whole = publisher.items[path]
            tag = f'"{hashlib.sha256(whole).hexdigest()[:16]}"'
            publisher.faults[path] = [
                Fault(200, {"ETag": tag}, body=whole, chunk=1 << 18, then=lambda: time.sleep(0.02))
            ]
        process = subprocess.Popen(
            fixtures.command("fetch", "--raw", raw), cwd=paths.PROJECT, env=environment,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            process.wait(chance.uniform(0.3, 1.8))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
            process.wait()
            killed += 1
        if raw.exists():
            wholes = {publisher.items[path] for path in drip}
            assert {*shown(raw).values()} <= wholes, "only whole files have names"
            for entry in ledger.read(raw):
                assert hashlib.sha256((raw / entry.file).read_bytes()).hexdigest() == entry.sha256
    assert killed >= 5
    publisher.faults.clear()
    result = fixtures.cli("fetch", "--raw", raw, env=environment)
    assert result.returncode == 0, result.stderr
    assert sorted(shown(raw)) == [f"Providers_{number}.csv" for number in range(4)], "each once, none lost"
    assert_tidy(raw)


def test_an_interrupt_is_told_in_words_and_what_came_is_gone_on_with(shipped, raw):
    publisher, environment, _ = shipped
    path = next(path for path in publisher.items if path.startswith("/media/"))
    whole = publisher.items[path]
    tag = f'"{hashlib.sha256(whole).hexdigest()[:16]}"'
    process = None

    def interrupt():
        if process and len(list((raw / ledger.WORK).glob("*.part"))) and not publisher.faults["told"]:
            publisher.faults["told"].append(Fault())
            process.send_signal(signal.SIGINT)
        time.sleep(0.02)

    publisher.faults[path] = [Fault(200, {"ETag": tag}, body=whole, chunk=1 << 17, then=interrupt)]
    process = subprocess.Popen(
        fixtures.command("fetch", "--raw", raw),
        cwd=paths.PROJECT,
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
    )
    told = process.communicate(timeout=60)[1]
    assert process.returncode == 130 and "Traceback" not in told and told.splitlines()[-1].startswith("Stopped before")
    assert fixtures.cli("fetch", "--raw", raw, env=environment).returncode == 0
    assert_tidy(raw)
