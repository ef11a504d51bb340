"""Twenty sessions clicking while builds are published under them: no error, and never two builds in one answer.

The sessions are driven over their websockets, as the browser's script does it. Builds of two inventions take turns, so
that every number on a page tells which it is of; each rerun's numbers must all be of one of them, and of a build that
was served while the rerun ran.
"""

import asyncio
import re
import shutil
import time
from pathlib import Path
from urllib.parse import urlencode

from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect

from pipelines import domain, flagged_list, reads, sample
from tests import fixtures
from tests.bench import serve
from tests.faults.scenarios import Trial, scenario

SESSIONS = 20
SEEDS = (sample.SEED, 7)
COUNTED = re.compile(r"\*\*([\d,]+)\*\* (\w+)")  # the counts to press: **12** intensive


@scenario("sessions", "while builds are published, none of twenty sessions sees an error or numbers of two builds")
def sessions(trial: Trial) -> None:
    """A real server; two builds in the suite, twelve in a soak."""
    builds = trial.count(2, 12)
    raws = []
    for number, seed in enumerate(SEEDS):
        raws.append(trial.folder / f"raw-{number}")
        sample.write_sample(raws[-1], seed=seed)
    warehouse = trial.folder / "warehouse"
    expected = [_numbers(fixtures.built(raw, trial.folder / f"warehouse-{number}")) for number, raw in enumerate(raws)]
    names = sorted(name for name in set(expected[0]) & set(expected[1]) if expected[0][name] != expected[1][name])
    shutil.copytree(trial.folder / "warehouse-0", warehouse)
    with serve.running("ours", str(warehouse)) as url:
        asyncio.run(_drive(trial, url, names, expected, [raws[(n + 1) % 2] for n in range(builds)], warehouse))


def _numbers(served: reads.Served) -> dict[str, tuple]:
    """What the list's page says of each authority: its four tier counts, how many are found, and the first URNs."""
    try:
        told = {}
        for name in flagged_list.options(served)["local_authority"]:
            filters = {"local_authority": [name]}
            counts = flagged_list.counts(served, filters)["tiers"]
            rows = flagged_list.page(served, filters, "priority", 1, 25)["rows"]
            told[name] = (tuple(counts[tier] for tier in domain.TIERS), tuple(row["urn"] for row in rows))
        return told
    finally:
        served.con.close()


async def _drive(
    trial: Trial, url: str, names: list[str], expected: list[dict], raws: list[Path], warehouse: Path
) -> None:
    done = asyncio.Event()
    first = [False] * SESSIONS
    seen = [set() for _ in range(SESSIONS)]

    async def session(number: int) -> None:
        address = url.replace("http", "ws", 1) + "_stcore/stream"
        async with connect(address, origin=url.rstrip("/"), subprotocols=["streamlit"], max_size=None) as socket:
            turn = number
            while not done.is_set() or not first[number]:
                name = names[turn % len(names)]
                told = await _rerun(socket, urlencode({"local_authority": name}))
                first[number] = True
                trial.add("reruns")
                turn += 7
                if told["errors"]:
                    trial.add("reruns with an error")
                    trial.fault(f"session {number}, {name}: {told['errors'][0]}")
                    continue
                of = [build for build in (0, 1) if (told["tiers"], told["urns"]) == expected[build][name]]
                if not of:
                    trial.add("reruns of no one build")
                    trial.fault(f"session {number}, {name}: {told['tiers']} {told['urns'][:3]} are of no one build")
                seen[number].update(of)

    tasks = [asyncio.create_task(session(number)) for number in range(SESSIONS)]
    try:
        while not all(first) and not any(task.done() for task in tasks):
            await asyncio.sleep(0.05)
        started = time.monotonic()
        for number, raw in enumerate(raws):
            made = await asyncio.to_thread(fixtures.cli, "build", "--raw", raw, "--warehouse", warehouse, timeout=300)
            trial.add("builds published meanwhile")
            if made.returncode:
                trial.fault(f"build {number}: {made.stderr[-300:]}")
            await asyncio.sleep(2)
        trial.figures["seconds"] = round(time.monotonic() - started)
    finally:
        done.set()
        for ended in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(ended, BaseException):
                trial.fault(f"a session broke off: {ended!r}")
    trial.figures["sessions"] = SESSIONS
    trial.figures["sessions that saw both inventions"] = sum(one == {0, 1} for one in seen)


async def _rerun(socket: object, query: str) -> dict:
    """One rerun with this address: the tier counts and URNs its page says, and any error in it."""
    asked = BackMsg()
    asked.rerun_script.query_string = query
    await socket.send(asked.SerializeToString())
    tiers, urns, wrong = {}, [], []
    while True:
        told = ForwardMsg.FromString(await asyncio.wait_for(socket.recv(), 120))
        kind = told.WhichOneof("type")
        if kind == "delta":
            element = told.delta.new_element
            if element.HasField("exception"):
                wrong.append(f"exception: {element.exception.message[:200]}")
            if element.HasField("alert") and element.alert.format == Alert.ERROR:
                wrong.append(f"error: {element.alert.body[:200]}")
            if element.HasField("button") and (pressed := COUNTED.match(element.button.label)):
                tiers[len(tiers)] = int(pressed[1].replace(",", ""))
            if element.HasField("html"):
                urns += _listed(element.html.body)
            if element.HasField("markdown"):
                urns += _listed(element.markdown.body)
        if kind == "script_finished":
            if told.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                wrong.append("the script did not compile")
            if told.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                return {"tiers": tuple(tiers.values()), "urns": tuple(urns), "errors": wrong}
            tiers, urns = {}, []


def _listed(text: str) -> list[str]:
    """The settings a table of the list links to, in order."""
    return re.findall(r'<a class="name" href="[^"]*[?;&]urn=([A-Z0-9]+)', text)
