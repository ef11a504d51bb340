"""An app behind another web server on this computer, which says for whom it asks, as a server with a sign-in does."""

import contextlib
import re
import socket
import threading
from collections.abc import Iterator

from tests.browser.server import App

ASKING = re.compile(rb"\A(?:GET|HEAD|POST|PUT|DELETE) [^\r\n]*\r\n")  # the frames of a socket are no such
FOR = b"X-Forwarded-For: 192.0.2.7\r\n"


class Behind:
    """What a tab needs of an app, at the other server's address."""

    def __init__(self, app: App, port: int):
        self.app, self.port, self.url = app, port, f"http://127.0.0.1:{port}/"
        self.warehouse = app.warehouse

    def log(self, start: int = 0) -> str:
        return self.app.log(start)


@contextlib.contextmanager
def behind(app: App) -> Iterator[Behind]:
    """Run the other server: a browser's own setting for such headers leaves them out of some versions' sockets."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=_answer, args=(listening, app.port), daemon=True).start()
        yield Behind(app, listening.getsockname()[1])
        listening.shutdown(socket.SHUT_RDWR)


def _answer(listening: socket.socket, port: int) -> None:
    with contextlib.suppress(OSError):  # closed
        while True:
            asking, _ = listening.accept()
            asked = socket.create_connection(("127.0.0.1", port))
            for pair, added in (((asking, asked), FOR), ((asked, asking), b"")):
                threading.Thread(target=_pass_on, args=(*pair, added), daemon=True).start()


def _pass_on(source: socket.socket, target: socket.socket, added: bytes) -> None:
    """All bytes from one to the other, `added` to the head of every request: a browser asks when it was answered."""
    with contextlib.suppress(OSError), source, target:
        while held := source.recv(1 << 16):
            found = ASKING.match(held)
            target.sendall(held[: found.end()] + added + held[found.end() :] if found and added else held)
        target.shutdown(socket.SHUT_WR)
