"""Get one page or one file over HTTP, patiently and politely: nothing here knows what is wanted or why.

Only the origins allowed are contacted, after every redirect too. Faults that may pass are tried again, after as long
as the server asks. A file comes into a part of its own, which a later attempt goes on with; whoever asked gives it its
name. Proxies and private certificates are taken from the environment, as requests does.
"""

import datetime as dt
import email.utils
import hashlib
import json
import os
import random
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

import requests
from urllib3.exceptions import HTTPError, LocationParseError
from urllib3.util import parse_url

AGENT = "setting-quality-monitor/0.1 (reads Ofsted's open data for a council; python-requests)"
CHUNK = 1 << 17
MOST_REDIRECTS = 5
PASSING = {408, 425, 429, 500, 502, 503, 504}
GONE = {404, 410}
PAGE_BYTES = 20_000_000
WEB_PAGE = re.compile(rb"\s*(?:<!--.*?-->\s*)?<(?:!doctype html|html|head|body)\b", re.I | re.S)


@dataclass(frozen=True)
class Manners:
    """How patient and how insistent: seconds, attempts and bytes. The clock and the waiting can be put in by a test."""

    connect_seconds: float = 15
    read_seconds: float = 60
    page_seconds: float = 120  # for all of a page, however slowly it comes
    file_seconds: float = 3600
    attempts: int = 5
    connections: int = 3  # attempts to connect at all
    longest_wait: float = 300  # longer than this is not waited for: another day, then
    largest_bytes: int = 400_000_000
    wait: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    chance: Callable[[], float] = random.random


class Failed(Exception):
    """This cannot be had now. The message says why, in a few words."""


class Missing(Failed):
    """There is nothing at this address."""


class Unreached(Failed):
    """No connection was made at all."""


class _Again(Exception):
    """May pass: try again, after so many seconds if the server said."""

    def __init__(self, why: str, after: float | None = None, kind: type[Failed] = Failed):
        super().__init__(why)
        self.after, self.kind = after, kind


@dataclass(frozen=True)
class Known:
    """What the server said last time, so as to ask only whether it has changed."""

    etag: str = ""
    last_modified: str = ""

    def headers(self) -> dict[str, str]:
        """The conditions to send."""
        asked = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in asked.items() if value}


@dataclass(frozen=True)
class Got:
    """What came: `body` of a page, or the hash and size (bytes) of a file that is whole in its part."""

    known: Known
    body: bytes = b""
    sha256: str = ""
    size: int = 0


class Client:
    """One conversation with the allowed origins (scheme://host, with the port where it is not the usual one)."""

    def __init__(self, origins: frozenset[str], manners: Manners):
        self.origins, self.manners = origins, manners
        self.has_answered = False  # any server at all, so far
        self.session = requests.Session()
        self.session.headers["User-Agent"] = AGENT

    def page(self, url: str, known: Known) -> Got | None:
        """A page's bytes, or None where it has not changed. Raises Failed, Missing and Unreached."""

        def once(until: float) -> Got | None:
            with self._ask(url, {"Accept": "application/json", **known.headers()}) as answer:
                if answer.status_code == 304 and known.headers():
                    return None
                self._refuse(answer)
                size = _length(answer)
                body = b"".join(self._chunks(answer, until, PAGE_BYTES))
                if size is not None and len(body) != size:
                    raise _Again(f"broke off after {len(body):,} of {size:,} bytes")
                return Got(_said(answer), body)

        return self._tried(once, self.manners.page_seconds)

    def file(self, url: str, part: Path, known: Known, told: Callable[[int, int | None], None]) -> Got | None:
        """Bring a file into `part`, or None where it has not changed. `told` hears of bytes so far and in all.

        What a part holds already is kept when the server can go on from there and nothing has changed; else it starts
        again. Raises Failed, Missing, Unreached, and OSError where the part cannot be written.
        """
        return self._tried(lambda until: self._file(url, part, known, until, told), self.manners.file_seconds)

    def _file(self, url: str, part: Path, known: Known, until: float, told: Callable) -> Got | None:
        have, validator = _resumable(part, url)
        headers = {"Accept-Encoding": "identity"}  # lengths and ranges then count the file's own bytes
        headers |= {"Range": f"bytes={have}-", "If-Range": validator} if have else known.headers()
        with self._ask(url, headers) as answer:
            if answer.status_code == 304 and not have and known.headers():
                return None
            if answer.status_code == 416:
                drop(part)
                raise _Again("could not go on where it broke off")
            self._refuse(answer)
            said = _said(answer)
            total = _length(answer)
            if answer.status_code == 206:
                total = _total(answer, have)
                if total is None:
                    drop(part)
                    raise _Again("went on from another place than asked")
                said = Known(said.etag or (validator if validator.startswith('"') else ""), said.last_modified)
            else:
                have = 0
                _begin(part, url, said if total is not None else Known())
            if total is not None and total > self.manners.largest_bytes:
                drop(part)
                raise Failed(f"it is larger than {self.manners.largest_bytes:,} bytes")
            with part.open("ab") as handle:
                for chunk in self._chunks(answer, until, self.manners.largest_bytes - have):
                    handle.write(chunk)
                    have += len(chunk)
                    told(have, total)
                handle.flush()
                os.fsync(handle.fileno())
        if total is not None and have < total:
            raise _Again(f"broke off after {have:,} of {total:,} bytes")
        if have == 0 or (total is not None and have > total):
            drop(part)
            raise _Again(f"{have:,} bytes came instead of {total if total else 'a file'}")
        with part.open("rb") as handle:
            if WEB_PAGE.match(handle.read(4096)):
                handle.close()
                drop(part)
                raise Failed("a web page came instead of the file: a network's filter may be in the way")
            handle.seek(0)
            return Got(said, sha256=hashlib.file_digest(handle, "sha256").hexdigest(), size=have)

    def _tried(self, once: Callable[[float], Got | None], seconds: float) -> Got | None:
        until = self.manners.clock() + seconds
        for number in range(self.manners.attempts):
            try:
                return once(until)
            except _Again as fault:
                why, after, kind = str(fault), fault.after, fault.kind
            except HTTPError as fault:  # while the body was read
                why, after, kind = f"the connection broke ({type(fault).__name__})", None, Failed
            pause = after if after is not None else 2**number * (0.5 + self.manners.chance())
            most = self.manners.connections if kind is Unreached else self.manners.attempts
            if number + 1 >= most:
                why = f"{why}, {most} times over"
            elif pause > self.manners.longest_wait or self.manners.clock() + pause > until:
                why = f"{why}; asked to wait {pause:,.0f} seconds"
            else:
                self.manners.wait(pause)
                continue
            raise kind(why)
        raise Failed("it was not tried")

    def _ask(self, url: str, headers: dict[str, str]) -> requests.Response:
        """The first answer that is not a redirect. Redirects are followed by hand: each must stay where it may go."""
        for _ in range(MOST_REDIRECTS + 1):
            self._check(url)
            try:
                answer = self.session.get(
                    url, headers=headers, stream=True, allow_redirects=False,
                    timeout=(self.manners.connect_seconds, self.manners.read_seconds),
                )  # fmt: skip
            except requests.exceptions.SSLError:
                raise Unreached(
                    "the certificate is not trusted. Behind a network that inspects traffic, put the path of its "
                    "certificate in the environment variable REQUESTS_CA_BUNDLE"
                ) from None
            except requests.exceptions.ProxyError:
                raise _Again("the proxy of this network did not connect", kind=Unreached) from None
            except (requests.ConnectionError, requests.Timeout) as fault:
                raise _Again(f"no answer ({type(fault).__name__})", kind=Unreached) from None
            except (requests.RequestException, ValueError) as fault:
                raise Failed(f"it could not be asked for ({type(fault).__name__})") from None
            self.has_answered = True
            target = self.session.get_redirect_target(answer)
            if target is None:
                return answer
            answer.close()
            url = urljoin(url, target)
        raise Failed("it redirects without end")

    def _check(self, url: str) -> None:
        """Raise Failed unless this is one of the allowed origins, read as requests itself reads an address."""
        try:
            parts = parse_url(url)
        except LocationParseError:
            raise Failed("its address cannot be read") from None
        usual = {"https": 443, "http": 80}.get(parts.scheme or "")
        port = f":{parts.port}" if parts.port not in (None, usual) else ""
        origin = f"{parts.scheme}://{parts.host}{port}"
        if parts.auth or "\\" in url or origin not in self.origins:
            raise Failed(f"it leads to {origin[:100]}, which is not a place this program may go")

    def _refuse(self, answer: requests.Response) -> None:
        """Raise what a status other than success means."""
        status = answer.status_code
        if status in (200, 206):
            return
        if status in GONE:
            raise Missing(f"it is not there (answer {status})")
        if status in PASSING:
            raise _Again(f"answer {status}", _retry_after(answer))
        raise Failed(f"answer {status}")

    def _chunks(self, answer: requests.Response, until: float, most: int) -> Iterator[bytes]:
        """The body as it comes. What has come is handed on at once, so that a trickle is seen to be one."""
        came = 0
        while chunk := answer.raw.read1(CHUNK, decode_content=True):
            came += len(chunk)
            if came > most:
                raise Failed(f"it is larger than {most:,} bytes")
            yield chunk
            if self.manners.clock() > until:
                raise Failed("it came too slowly. What has come is kept: the next fetch goes on from there")


def drop(part: Path) -> None:
    """Forget what has come of a file."""
    part.unlink(missing_ok=True)
    _beside(part).unlink(missing_ok=True)


def _beside(part: Path) -> Path:
    return part.with_suffix(".json")


def _begin(part: Path, url: str, said: Known) -> None:
    """An empty part, and beside it what it is a part of. In this order, whenever it is cut off."""
    part.write_bytes(b"")
    validator = said.etag if said.etag.startswith('"') else said.last_modified
    _beside(part).write_text(json.dumps({"url": url, "validator": validator}), encoding="utf-8")


def _resumable(part: Path, url: str) -> tuple[int, str]:
    """How many bytes of this address are there, and what must not have changed for them to be of use."""
    try:
        said = json.loads(_beside(part).read_text(encoding="utf-8"))
        size = part.stat().st_size
        if said["url"] == url and said["validator"] and size:
            return size, said["validator"]
    except (OSError, ValueError, KeyError, TypeError):
        pass
    return 0, ""


def _said(answer: requests.Response) -> Known:
    return Known(answer.headers.get("ETag", ""), answer.headers.get("Last-Modified", ""))


def _length(answer: requests.Response) -> int | None:
    """Content-Length, where it counts the bytes we get."""
    text = answer.headers.get("Content-Length", "")
    encoding = answer.headers.get("Content-Encoding", "identity")
    return int(text) if text.isascii() and text.isdigit() and encoding == "identity" else None


def _total(answer: requests.Response, start: int) -> int | None:
    """The whole length of a file of which the rest from `start` is coming; None where something else is."""
    found = re.fullmatch(r"bytes (\d+)-(\d+)/(\d+)", answer.headers.get("Content-Range", "").strip())
    if not found or answer.headers.get("Content-Encoding", "identity") != "identity":
        return None
    first, last, total = map(int, found.groups())
    return total if first == start and last + 1 == total else None


def _retry_after(answer: requests.Response) -> float | None:
    """Seconds to wait, as the server asks in either form; None where it does not, or cannot be understood."""
    text = answer.headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        when = email.utils.parsedate_to_datetime(text)
    except ValueError:
        return None
    when = when if when.tzinfo else when.replace(tzinfo=dt.UTC)
    return max(0.0, (when - dt.datetime.now(dt.UTC)).total_seconds())
