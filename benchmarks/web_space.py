"""Gives the files of a folder as a web space does: ``python web_space.py FOLDER PORT LOG [phone]``.

Python's own file server, which besides compresses what GitHub Pages does, lets a browser keep files
for ten minutes as that does, and notes the bytes of each answer. For a phone all that is sent goes
through one slow line; Chromium's own throttling would leave out what workers ask for.
"""

import gzip
import sys
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from threading import Lock
from time import monotonic, sleep
from typing import Any, BinaryIO

COMPRESSED = {".css", ".html", ".ipynb", ".js", ".json", ".mjs", ".svg", ".txt", ".wasm"}
AWAY = 0.150
"""Seconds to a phone and back."""
BYTES_PER_SECOND = 200_000
"""1.6 Mbit/s."""
PIECE = 4096


class Line:
    """What all answers go through."""

    def __init__(self, *, slow: bool) -> None:
        self._slow = slow
        self._lock = Lock()
        self._free = 0.0

    def wait_for_way(self) -> None:
        """Take the time that a word needs to go there and back."""
        if self._slow:
            sleep(AWAY)

    def send(self, content: Any, to: Any) -> None:
        """Send as quickly as the line is."""
        if not self._slow:
            to.write(content)
            return
        for start in range(0, len(content), PIECE):
            piece = content[start : start + PIECE]
            with self._lock:
                self._free = max(monotonic(), self._free) + len(piece) / BYTES_PER_SECOND
                until = self._free
            sleep(max(0.0, until - monotonic()))
            to.write(piece)


class Counted:
    """Sends through a line, and counts."""

    def __init__(self, to: Any, line: Line) -> None:
        self._to, self._line = to, line
        self.sent = 0

    def write(self, content: Any) -> int:
        """Send; the size of what was sent stays."""
        self._line.send(content, self._to)
        self.sent += len(content)
        return len(content)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._to, name)


class Files(SimpleHTTPRequestHandler):
    """Answers with a file, compressed where that is worth it."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # as web servers do; a file would wait 40 ms
    extensions_map = SimpleHTTPRequestHandler.extensions_map | {
        ".mjs": "text/javascript",
        ".wasm": "application/wasm",
    }
    server: "WebSpace"
    wfile: Any

    def setup(self) -> None:
        super().setup()
        self.server.line.wait_for_way()  # the connection
        self.wfile = Counted(self.wfile, self.server.line)

    def do_GET(self) -> None:
        self.server.line.wait_for_way()
        before = self.wfile.sent
        super().do_GET()
        self.server.note(f"{self.status} {self.wfile.sent - before} {self.path}")

    def send_response(self, code: int, message: str | None = None) -> None:
        self.status = int(code)
        super().send_response(code, message)

    def send_head(self) -> BytesIO | BinaryIO | None:
        path = Path(self.translate_path(self.path))
        is_asked_anew = "If-Modified-Since" in self.headers
        if path.suffix not in COMPRESSED or not path.is_file() or is_asked_anew:
            return super().send_head()
        content = compressed(path)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Last-Modified", self.date_time_string(path.stat().st_mtime))
        self.end_headers()
        return BytesIO(content)

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "max-age=600")
        super().end_headers()

    def log_message(self, *_: object) -> None:
        """The log is of another kind."""


class WebSpace(ThreadingHTTPServer):
    """Answers many at once."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, folder: str, port: int, log: Path, *, slow: bool) -> None:
        self.line = Line(slow=slow)
        self._log, self._lock = log.open("a", encoding="utf-8", buffering=1), Lock()
        # A second of a processor, for which no visitor of a web space waits.
        for path in Path(folder).rglob("*"):
            if path.suffix in COMPRESSED and path.is_file():
                compressed(path)
        super().__init__(("127.0.0.1", port), partial(Files, directory=folder))

    def note(self, words: str) -> None:
        """Put a line into the log."""
        with self._lock:
            self._log.write(f"{words}\n")

    def handle_error(self, *_: object) -> None:
        """A browser that hangs up is none."""


@cache
def compressed(path: Path) -> bytes:
    """Return what a file holds, compressed."""
    return gzip.compress(path.read_bytes(), 6, mtime=0)


if __name__ == "__main__":
    _, folder, port, log, *phone = sys.argv
    WebSpace(folder, int(port), Path(log), slow=bool(phone)).serve_forever()
