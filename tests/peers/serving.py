"""What the servers of this folder share: requests and answers on 127.0.0.1, one thread each."""

import json
import re
import threading
from collections.abc import Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Handler(BaseHTTPRequestHandler):
    """One request; `take` of the peer answers it."""

    protocol_version = "HTTP/1.1"

    def handle_any(self) -> None:
        """Read the whole body and let the peer answer."""
        self.body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.peer.take(self)  # pyright: ignore[reportAttributeAccessIssue]

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = handle_any  # noqa: N815 names of the base

    def answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        """Send an answer; an underscore in the name of a header is a dash."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def answer_json(self, status: int, body: Any, **headers: str) -> None:
        """Send JSON."""
        self.answer(status, json.dumps(body).encode(), Content_Type="application/json", **headers)

    def answer_part(self, whole: bytes, **headers: str) -> None:
        """Send the range that was asked for, as RFC 9110 has it."""
        asked = self.headers.get("Range")
        if asked is None:
            self.answer(200, whole, **headers)
            return
        first, _, last = asked.removeprefix("bytes=").partition("-")
        start, end = int(first), min(int(last) + 1 if last else len(whole), len(whole))
        if start >= len(whole):
            self.answer(416, Content_Range=f"bytes */{len(whole)}")
            return
        self.answer(206, whole[start:end], Content_Range=f"bytes {start}-{end - 1}/{len(whole)}", **headers)

    def parts(self, line_end: bytes) -> list[tuple[str, bytes]]:
        """The parts of a multipart body, each with its headers; cut by hand, because what reads mail changes binary lines."""
        found = re.search(r'boundary="?([^";]+)', self.headers["Content-Type"])
        assert found is not None
        pieces = (line_end + self.body).split(line_end + b"--" + found[1].encode())[1:-1]
        heads_and_bodies = (piece.removeprefix(line_end).split(line_end * 2, 1) for piece in pieces)
        return [(head.decode(), body) for head, body in heads_and_bodies]

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is printed."""


@contextmanager
def serving(peer: Any) -> Generator[str]:
    """The address of a server whose requests the peer takes."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.peer = peer  # pyright: ignore[reportAttributeAccessIssue]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
