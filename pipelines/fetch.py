"""Bring what GOV.UK publishes into a folder: ask each page, download what is missing or changed, keep the ledger.

A file has its final name only when it is whole, and is in the ledger a moment later. Cut off anywhere, the next fetch
goes on: what is half done lies in `.fetch/` and is finished or swept. Nothing published is ever overwritten.
"""

import datetime as dt
import hashlib
import json
import os
import re
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

import filelock

from pipelines import domain, download, errors, gov_uk, ledger, publish, releases

Say = Callable[[str], None]
Bar = Callable[[str, int, int | None], None]
LOCK = "lock"


@dataclass
class Outcome:
    """What a fetch did: names of new files, how many were there already, and what could not be had, with the reason."""

    new: list[str] = field(default_factory=list)
    same: int = 0
    failed: list[tuple[str, str]] = field(default_factory=list)


def fetch(
    raw: Path, since: dt.date | None = None, dry_run: bool = False, say: Say = lambda text: None,
    bar: Bar = lambda name, came, total: None, site: gov_uk.Site | None = None,
    manners: download.Manners | None = None,
) -> Outcome:  # fmt: skip
    """Download into `raw` every wanted file as at `since` or later that is missing or has changed.

    `dry_run` asks the pages, says what would be done, and changes nothing. Raises CannotReach, FetchInProgress,
    BadLedger and OSError; what single pages and files could not be had for is in the outcome.
    """
    site = site or gov_uk.site()
    client = download.Client(site.origins, manners or download.Manners())
    work = raw / ledger.WORK
    if not dry_run:
        work.mkdir(parents=True, exist_ok=True)
    try:
        with nullcontext() if dry_run else filelock.FileLock(work / LOCK, timeout=0):
            outcome = Outcome()
            wanted = _wanted(client, site, None if dry_run else work, outcome, say)
            wanted = [one for one in wanted if since is None or one.as_at is None or one.as_at >= since]
            if dry_run:
                _foretell(raw, wanted, say)
            else:
                _download(client, raw, wanted, outcome, say, bar)
            return outcome
    except filelock.Timeout:
        raise errors.FetchInProgress(
            f"Another fetch is running for {raw}. Wait for it to finish, then try again."
        ) from None


def check(outcome: Outcome) -> None:
    """Raise NotAllFetched where something could not be had."""
    if outcome.failed:
        told = "; ".join(f"{what}: {why}" for what, why in outcome.failed)
        raise errors.NotAllFetched(
            f"Not fetched, {len(outcome.failed)} of the pages and files. {told}. Everything else is in place. "
            "Run the same command again later; a page that has moved is one line in pipelines/declared/sources.csv."
        )


def _wanted(
    client: download.Client, site: gov_uk.Site, work: Path | None, outcome: Outcome, say: Say
) -> list[gov_uk.Attachment]:
    """What the pages offer, oldest first, each address once. A page that cannot be read is named; the rest go on."""
    found: dict[str, gov_uk.Attachment] = {}
    for page in site.pages:
        try:
            content = _content(client, page, work)
            if moved := gov_uk.moved_to(content, page):
                content = _content(client, moved, work)
            offered, unknown = gov_uk.attachments(content, page)
        except download.Missing as fault:
            say(f"{page.name}: {fault}" + ("" if page.is_certain else "; its address was a guess, so this is no fault"))
            if page.is_certain:
                outcome.failed.append((page.name, str(fault)))
            continue
        except download.Unreached as fault:
            if not client.has_answered:
                raise errors.CannotReach(
                    f"GOV.UK cannot be reached: {fault}. Check the network, and the proxy settings HTTPS_PROXY and "
                    "NO_PROXY if it has one. Releases can also be downloaded by hand and put in the folder."
                ) from None
            outcome.failed.append((page.name, str(fault)))
            continue
        except (download.Failed, gov_uk.NotAPage) as fault:
            say(f"{page.name}: {fault}")
            outcome.failed.append((page.name, str(fault)))
            continue
        say(f"{page.name}: {len(offered)} {'file' if len(offered) == 1 else 'files'} wanted")
        for title in unknown:
            say(f"  not fetched, because nothing is declared about files called: {title}")
        for one in offered:
            if one.url not in found or one.page.precedence < found[one.url].page.precedence:
                found[one.url] = one
    return sorted(found.values(), key=lambda one: (one.as_at or dt.date.max, one.page.precedence, one.title))


def _content(client: download.Client, page: gov_uk.Page, work: Path | None) -> object:
    """What the content API says of a page: as kept from last time, where it has not changed since."""
    kept = work and work / f"page-{hashlib.sha256(page.api.encode()).hexdigest()[:16]}.json"
    before = _kept(kept)
    got = client.page(page.api, download.Known(before.get("etag", ""), before.get("last_modified", "")))
    if got is None:
        return before["content"]
    try:
        content = json.loads(got.body)
    except (ValueError, RecursionError):
        start = " ".join(got.body[:40].decode("utf-8", errors="replace").split())
        raise gov_uk.NotAPage(f"the answer is not JSON (it begins '{start}')") from None
    if kept and gov_uk.moved_to(content, page) is None:
        gov_uk.attachments(content, page)  # only what can be read is kept
        said = {"etag": got.known.etag, "last_modified": got.known.last_modified, "content": content}
        publish.write_json(kept, said)
    return content


def _kept(path: Path | None) -> dict:
    try:
        kept = json.loads(path.read_text(encoding="utf-8")) if path else {}
        return kept if isinstance(kept, dict) and "content" in kept else {}
    except (OSError, ValueError):
        return {}


def _foretell(raw: Path, wanted: list[gov_uk.Attachment], say: Say) -> None:
    latest = {entry.url: entry for entry in ledger.read(raw)}
    for one in wanted:
        has = one.url in latest and (raw / latest[one.url].file).is_file()
        say(f"{'Would ask whether it has changed' if has else 'Would download'}: {_told(one)}")
    if not wanted:
        say("Nothing would be downloaded.")


def _download(
    client: download.Client, raw: Path, wanted: list[gov_uk.Attachment], outcome: Outcome, say: Say, bar: Bar
) -> None:
    entries = ledger.read(raw)
    unfinished = set()
    for number, one in enumerate(wanted, 1):
        part = raw / ledger.WORK / f"{hashlib.sha256(one.url.encode()).hexdigest()[:24]}.part"
        try:
            told = _one(client, raw, one, part, entries, outcome, bar)
        except download.Failed as fault:
            unfinished |= {part.name, part.with_suffix(".json").name}
            outcome.failed.append((f"'{one.title}'", str(fault)))
            told = f"not fetched: {fault}"
        say(f"[{number}/{len(wanted)}] {_told(one)}: {told}")
    for path in (raw / ledger.WORK).iterdir():
        is_page = path.name.startswith("page-") and path.suffix == ".json"
        if path.name != LOCK and not is_page and path.name not in unfinished:
            path.unlink(missing_ok=True)


def _told(one: gov_uk.Attachment) -> str:
    when = f" (as at {domain.long_date(one.as_at)})" if one.as_at and not domain.as_at_in(one.title) else ""
    return f"{one.title}{when}, {one.form.upper()}"


def _one(
    client: download.Client, raw: Path, one: gov_uk.Attachment, part: Path, entries: list[ledger.Entry],
    outcome: Outcome, bar: Bar,
) -> str:  # fmt: skip
    """Bring one file in and enter it; says what was done. `entries` and `outcome` are added to."""
    before = next((entry for entry in reversed(entries) if entry.url == one.url), None)
    put_aside = _put_aside(raw, before) if before else ""
    whole = before and (raw / before.file).is_file()
    known = download.Known(before.etag, before.last_modified) if whole else download.Known()
    got = client.file(one.url, part, known, lambda came, total: bar(one.title, came, total))
    if got is None or (whole and got.sha256 == before.sha256):
        download.drop(part)
        outcome.same += 1
        return "unchanged"
    older = [entry for entry in entries if entry.title == one.title and entry.page == one.page.name]
    name, is_new = _placed(raw, part, got, safe_name(urlsplit(one.url).path, one.form))
    entry = ledger.Entry(
        file=name, url=one.url, title=one.title, page=one.page.name, kind=one.kind,
        as_at=one.as_at.isoformat() if one.as_at else "", published_at=one.published_at, sha256=got.sha256,
        size=str(got.size), fetched_at=f"{dt.datetime.now(dt.UTC):%Y-%m-%dT%H:%M:%SZ}", etag=got.known.etag,
        last_modified=got.known.last_modified,
    )  # fmt: skip
    if before and before.sha256 == got.sha256:  # the same bytes again, after the file was lost: the row stands
        entries[:] = [replace(e, file=name) if e.sha256 == got.sha256 else e for e in entries]
    else:
        entries.append(entry)
    ledger.write(raw, entries)
    if not is_new:
        outcome.same += 1
        return f"the same bytes as {name}"
    outcome.new.append(name)
    if older and not put_aside and older[-1].sha256 != got.sha256:
        return f"changed since {older[-1].fetched_at[:10]}: {name}, {got.size:,} bytes; {older[-1].file} is kept"
    return f"{name}, {got.size:,} bytes{put_aside}"


def _put_aside(raw: Path, before: ledger.Entry) -> str:
    """A fetched file that is no longer as it was fetched is moved out of the way, so that the real one can come."""
    path = raw / before.file
    if not path.is_file() or sha256(path) == before.sha256:
        return ""
    aside = _free(raw, f"{path.name}.altered")
    path.rename(aside)
    return f"; the one here had been altered and is now {aside.name}"


def _placed(raw: Path, part: Path, got: download.Got, name: str) -> tuple[str, bool]:
    """Give a whole part its name, unless a file in the folder holds the same bytes: (name, whether it is new)."""
    for path in sorted(raw.iterdir()):
        is_other = not path.is_file() or path.name.startswith(".") or path.suffix == ".altered"
        if not is_other and path.stat().st_size == got.size and sha256(path) == got.sha256:
            download.drop(part)
            return path.name, False
    place = _free(raw, name)
    os.replace(part, place)
    download.drop(part)
    return place.name, True


def _free(raw: Path, name: str) -> Path:
    """A path of this name, or of its next version where there is one, whatever the case of its letters."""
    taken = {path.name.lower() for path in raw.iterdir()} | set(releases.BESIDE)
    stem, suffix = os.path.splitext(name)
    versions = (f"{stem}_version_{number}{suffix}" for number in range(2, len(taken) + 3))
    return raw / next(one for one in (name, *versions) if one.lower() not in taken)


def safe_name(path: str, form: str) -> str:
    """The last part of an address or path as a file name: letters, digits, dots, hyphens and underscores only."""
    name = re.sub(r"[^A-Za-z0-9._-]+", "_", PurePosixPath(unquote(path).replace("\\", "/")).name)
    stem = name.removesuffix(f".{name.rsplit('.', 1)[-1]}") if "." in name else name
    return f"{stem.strip('._-')[:150] or 'release'}.{form}"


def sha256(path: Path) -> str:
    """The sha256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
