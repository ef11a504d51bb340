"""A little GOV.UK on this machine: the content API's JSON, files, and every way a server can misbehave.

Serves over plain HTTP for most tests. For the rest `Proxy` stands where a council's proxy would: whatever host it is
asked to connect to, it leads to a TLS server here, whose certificate only a test trusts.
"""

import contextlib
import hashlib
import json
import socket
import ssl
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from pipelines import gov_uk

GOV_UK = "https://www.gov.uk"
CERTIFICATE = Path(__file__).parent / "certificate.pem"
MODIFIED = "Thu, 01 Jan 2026 00:00:00 GMT"
TYPES = {
    "csv": "text/csv", "ods": "application/vnd.oasis.opendocument.spreadsheet", "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}  # fmt: skip


@dataclass
class Fault:
    """One answer that is not as it should be. `cut` closes after so many bytes; `length` is told, true or not."""

    status: int = 200
    headers: dict = field(default_factory=dict)
    body: bytes | None = None
    cut: int | None = None
    length: int | None = None
    chunk: int = 0  # bytes at a time
    then: Callable[[], None] = lambda: None  # after each of them


class Publisher:
    """What is published, under paths; what goes wrong, by path, one fault an answer; and what was asked."""

    def __init__(self) -> None:
        self.items: dict[str, bytes] = {}
        self.faults: dict[str, list[Fault]] = defaultdict(list)
        self.asked: list[tuple[str, dict]] = []
        self.has_validators = True
        self.usual = Fault()  # how an answer comes that nothing is wrong with
        self.origin = ""
        self.seed = 0

    def page(self, name: str, path: str, attachments: list[dict], updated: str = "2026-06-01T09:30:00+01:00", **more):
        """Publish a page's JSON as the content API gives it; returns the declared page."""
        content = {
            "base_path": path, "document_type": "official_statistics", "locale": "en",
            "title": more.pop("title", "Childcare providers and inspections: management information"),
            "first_published_at": "2018-06-28T09:30:00+01:00", "public_updated_at": updated,
            "updated_at": "2026-07-01T12:00:00+01:00",
            "details": {"body": "<div>…</div>", "attachments": attachments, **more},
        }  # fmt: skip
        self.items[f"/api/content{path}"] = json.dumps(content).encode()
        return gov_uk.Page(name, f"{self.origin}{path}")

    def attach(self, title: str, file: str, body: bytes, folder: str | None = None) -> dict:
        """Publish a file under a new address; returns its attachment as the content API lists it."""
        self.seed += 1
        media = folder or f"/media/{hashlib.sha256(str(self.seed).encode()).hexdigest()[:24]}"
        self.items[f"{media}/{file}"] = body
        return {
            "accessible": False, "attachment_type": "file",
            "content_type": TYPES.get(file.rsplit(".", 1)[-1], "text/html"), "file_size": len(body),
            "filename": file, "id": str(self.seed), "title": title,
            "url": f"{self.origin}{media}/{file}",
        }  # fmt: skip

    def shipped(self, *files: tuple[str, str, bytes]) -> list[str]:
        """Publish every page the program ships with; the first ones offer a file each, given as title, name and bytes.
        Returns the paths of the files."""
        pages, paths = gov_uk.site().pages, []
        for page in pages:
            self.page(page.name, page.url.removeprefix(GOV_UK), [])
        for page, file in zip(pages, files, strict=False):
            attachment = self.attach(*file)
            self.page(page.name, page.url.removeprefix(GOV_UK), [attachment])
            paths.append(attachment["url"].removeprefix(self.origin))
        return paths

    def times(self, path: str) -> int:
        """How often a path was asked for."""
        return sum(asked.endswith(path) for asked, _ in self.asked)

    def site(self, *pages: gov_uk.Page) -> gov_uk.Site:
        """These pages, of this server alone."""
        return gov_uk.Site(frozenset({self.origin}), pages)


class _Server(ThreadingHTTPServer):
    """Many at a time; a caller that hangs up, or was killed, is no fault of ours."""

    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        pass


def _handler(publisher: Publisher) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            pass

        def do_GET(self) -> None:
            host = self.headers["Host"]
            publisher.asked.append((f"{host}{self.path}", dict(self.headers)))
            waiting = publisher.faults[self.path]
            fault = waiting.pop(0) if waiting else publisher.usual
            body = publisher.items.get(self.path) if fault.body is None else fault.body
            if body is None:
                fault, body = Fault(404), b'{"errors": ["not found"]}'
            status, headers = fault.status, dict(fault.headers)
            if status == 200 and fault.body is None and publisher.has_validators:
                status, body = self.conditional(body, headers)
            self.send_response(status)
            headers.setdefault("Content-Length", str(len(body) if fault.length is None else fault.length))
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            body = body[: fault.cut]
            with contextlib.suppress(OSError):
                step = fault.chunk or max(len(body), 1)
                for start in range(0, len(body), step):
                    self.wfile.write(body[start : start + step])
                    self.wfile.flush()
                    fault.then()
            if fault.cut is not None or fault.length is not None:
                self.close_connection = True

        def conditional(self, body: bytes, headers: dict) -> tuple[int, bytes]:
            tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
            headers |= {"ETag": tag, "Last-Modified": MODIFIED}
            if self.headers.get("If-None-Match") == tag:
                return 304, b""
            wanted = self.headers.get("Range", "")
            if wanted and self.headers.get("If-Range") == tag:
                start = int(wanted.removeprefix("bytes=").rstrip("-"))
                if start >= len(body):
                    return 416, b""
                headers["Content-Range"] = f"bytes {start}-{len(body) - 1}/{len(body)}"
                return 206, body[start:]
            return 200, body

    return Handler


@contextlib.contextmanager
def serving(publisher: Publisher, tls: bool = False) -> Iterator[Publisher]:
    """Serve until the end of the block. `publisher.origin` is set unless it was given."""
    server = _Server(("127.0.0.1", 0), _handler(publisher))
    publisher.port = server.server_port
    publisher.origin = publisher.origin or f"http://127.0.0.1:{server.server_port}"
    if tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATE)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield publisher
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextlib.contextmanager
def proxying(port: int) -> Iterator[tuple[str, list[str]]]:
    """A proxy that leads every connection to a port of this machine: its address, and the hosts it was asked for."""
    hosts: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

        def do_CONNECT(self) -> None:
            hosts.append(self.path)
            with socket.create_connection(("127.0.0.1", port)) as there:
                self.send_response(200)
                self.end_headers()
                up = threading.Thread(target=_pump, args=(self.connection, there), daemon=True)
                up.start()
                _pump(there, self.connection)
                up.join()
            self.close_connection = True

    server = _Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", hosts
    finally:
        server.shutdown()
        server.socket.close()
        thread.join()


def _pump(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(1 << 16):
            target.sendall(data)
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_WR)


def gov_uk_here(publisher: Publisher) -> contextlib.AbstractContextManager:
    """Serve as https://www.gov.uk and its assets, over TLS behind a proxy: yields (environment, hosts asked for)."""

    @contextlib.contextmanager
    def run() -> Iterator[tuple[dict, list[str]]]:
        publisher.origin = publisher.origin or "https://assets.publishing.service.gov.uk"
        with serving(publisher, tls=True), proxying(publisher.port) as (address, hosts):
            yield {
                "HTTPS_PROXY": address, "https_proxy": address, "NO_PROXY": "", "no_proxy": "",
                "REQUESTS_CA_BUNDLE": str(CERTIFICATE),
            }, hosts  # fmt: skip

    return run()


@contextlib.contextmanager
def one_release_here(monkeypatch: pytest.MonkeyPatch, name: str, content: bytes) -> Iterator[tuple[Publisher, str]]:
    """GOV.UK on this machine for a test, with one release: yields the publisher, and the path of its file."""
    publisher = Publisher()
    with gov_uk_here(publisher) as (environment, _):
        for variable, value in environment.items():
            monkeypatch.setenv(variable, value)
        (path,) = publisher.shipped(("Childcare providers data as at 31 August 2021", name, content))
        yield publisher, path
