"""Somebody at a server without a browser: cookies, a page, a socket, and what they try."""

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from http.cookiejar import CookieJar
from string import punctuation
from typing import Any
from urllib.parse import quote, urlencode, urljoin, urlsplit
from urllib.request import Request
from uuid import uuid4

import websocket
from processes import Served

from reconnect_widgets.page.turning import TARGET
from reconnect_widgets.stages import BY_NUMBER
from reconnect_widgets.voila.connection import PROTOCOL
from reconnect_widgets.voila.door import OPENS
from reconnect_widgets.voila.drafts import ASKED
from reconnect_widgets.voila.pages import DRAFTS, VISIT

LONGEST = 20
LEADS_ON = (301, 302, 303, 307, 308)
CUT = 1006
"""What a line that ended without a word is said to have ended with (RFC 6455)."""

UPGRADE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
    "Sec-WebSocket-Protocol": PROTOCOL,
}
"""What asks for a line, in headers (RFC 6455)."""

SUM = re.compile(r" 'sha256-[^']+'")
HELLO = {"type": "hello", "visit": "a visit", "zone": "UTC"}
"""What a page says first."""


@dataclass
class Answer:
    """What the server said."""

    status: int
    headers: dict[str, str]
    text: str

    def lacks(self, wanted: dict[str, str]) -> dict[str, str]:
        """Return which headers are missing; a page names the scripts that stand in it besides."""
        said = {name: SUM.sub("", value) for name, value in self.headers.items()}
        return {name: value for name, value in wanted.items() if value not in said.get(name, "")}


@dataclass
class Stranger:
    """Somebody with cookies of their own, let in or not."""

    server: Served
    cookies: CookieJar = field(default_factory=CookieJar)
    secret: str = ""
    """What the reader's own browser was given when it was let in."""
    line: HTTPConnection | None = None
    """Kept from one question to the next, as browsers do: the server asks whose each line is."""

    def ask(
        self, path: str, method: str = "GET", body: bytes | None = None, **headers: str
    ) -> Answer:
        """Ask for an address of the server; headers are written as ``X_Name``."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if body is not None:
            named.setdefault("Content-Type", "application/x-www-form-urlencoded")
        address = self.server.origin + path
        answer = self._ask_once(address, method, body, named)
        while answer.status in LEADS_ON and method in ("GET", "HEAD"):
            to = answer.headers["Location"]  # which http.client reads as ISO-8859-1
            address = urljoin(address, quote(to, encoding="iso-8859-1", safe=punctuation))
            self.secret = address.partition("#door=")[2] or self.secret
            answer = self._ask_once(address, "GET", body, named)
        return answer

    def _ask_once(
        self, address: str, method: str, body: bytes | None, headers: dict[str, str]
    ) -> Answer:
        request = Request(address, headers=headers, method=method)
        self.cookies.add_cookie_header(request)
        place = urlsplit(self.server.origin)
        line = self.line = self.line or HTTPConnection(str(place.hostname), place.port, timeout=60)
        path = address.partition("#")[0].removeprefix(f"{place.scheme}://{place.netloc}")

        def say() -> HTTPResponse:
            line.request(method, path, body, dict(request.header_items()))
            return line.getresponse()

        try:
            answer = say()
        except ConnectionError:  # the server has gone meanwhile, and come back
            line.close()
            answer = say()
        self.cookies.extract_cookies(answer, request)  # type: ignore[arg-type]  # all that it asks is there
        return Answer(answer.status, dict(answer.headers), answer.read().decode())

    def __del__(self) -> None:
        if self.line:
            self.line.close()

    def about_drafts(self, **headers: str) -> Answer:
        """Ask what seals drafts, and whether the answers are locked, as a page's script does."""
        return self._ask_ours(DRAFTS, b"{}", **{ASKED: "yes", **headers})

    def _ask_ours(self, address: str, body: bytes, **headers: str) -> Answer:
        own = {"Authorization": f"token {self.secret}"} if self.secret else {}
        return self.ask(f"/{address}", "POST", body, **{**own, **headers})

    def join(self, path: str = BY_NUMBER["01"].file, kernel: str = "", **options: Any) -> "Line":
        """Lay the line of a visit, to the kernel that it had or to a new one; raises where it is refused."""
        cookie = "; ".join(f"{one.name}={one.value}" for one in self.cookies)
        ways = {
            "origin": self.server.origin,
            "cookie": cookie,
            "subprotocols": [PROTOCOL, *([OPENS + self.secret] if self.secret else [])],
        } | options
        socket = websocket.WebSocket()
        socket.settimeout(LONGEST)
        try:
            socket.connect(
                self.server.origin.replace("http", "ws", 1) + visit_at(path, kernel), **ways
            )
            return Line(socket)
        except Exception:
            socket.shutdown()
            raise

    def is_refused(self, path: str = BY_NUMBER["01"].file, kernel: str = "", **options: Any) -> int:
        """Return the status with which the line of a visit is refused; 101 when it is not."""
        try:
            self.join(path, kernel, **options).close()
        except websocket.WebSocketBadStatusException as error:
            return int(error.status_code)
        return 101


def let_in(served: Served) -> Stranger:
    """Return the reader of a workbook, who came with the address that was printed."""
    reader = Stranger(served)
    assert reader.ask(f"/?token={served.token}").status == 200
    return reader


@contextmanager
def visited(served: Served, number: str = "00") -> Iterator[dict[str, Any]]:
    """Visit a page as the reader for a block, and give what its kernel says of it."""
    reader = let_in(served)
    path = BY_NUMBER[number].file
    line = reader.join(path)
    try:
        yield line.turn(path)
    finally:
        line.close()


def visit_at(path: str = BY_NUMBER["01"].file, kernel: str = "") -> str:
    """Return the address of the line of a visit."""
    return f"/{VISIT}?{urlencode({'path': path, 'kernel': kernel})}"


class Line:
    """The line of a visit, which has a kernel."""

    def __init__(self, socket: Any) -> None:
        self._socket = socket
        self.heard: list[dict[str, Any]] = []
        """All that the kernel has said so far."""
        self._turns = 0
        self._visit = ""
        self._asked = 0
        self.kernel = str(self.until("kernel")[-1]["content"]["id"])

    def send(self, kind: object, content: object) -> None:
        """Send a message."""
        self._asked += 1
        self._socket.send(json.dumps({"msg_type": kind, "content": content}))

    def send_raw(self, words: str | bytes) -> None:
        """Send what is no message."""
        send = self._socket.send if isinstance(words, str) else self._socket.send_binary
        send(words)

    def until(self, kind: str) -> list[dict[str, Any]]:
        """Return all messages up to one of a kind."""
        heard = []
        while True:
            heard.append(self._hear())
            if heard[-1]["msg_type"] == kind:
                return heard

    def _hear(self) -> dict[str, Any]:
        raw = self._socket.recv()
        if not raw:
            raise websocket.WebSocketConnectionClosedException("The server closed it.")
        self.heard.append(json.loads(raw))
        return self.heard[-1]

    def begin_turn(self, path: str, drawn: Sequence[object] = (), hello: object = None) -> int:
        """Ask for a page as its script does, and return the number of the turn."""
        self._stand()
        if not self._visit:
            self._visit = uuid4().hex
            self.send("comm_open", {"comm_id": self._visit, "target_name": TARGET, "data": {}})
        self._turns += 1
        asked = {"type": "turn", "no": self._turns, "path": path, "drawn": [*drawn]}
        asked |= {"hello": HELLO if hello is None else hello}
        self.send("comm_msg", {"comm_id": self._visit, "data": asked})
        return self._turns

    def turned(self) -> dict[str, Any]:
        """Return the next answer to a turn."""
        while True:
            said = self.until("comm_msg")[-1]["content"]
            if said["comm_id"] == self._visit:
                return dict(said["data"])

    def turn(self, path: str, drawn: Sequence[object] = (), hello: object = None) -> dict[str, Any]:
        """Turn to a page and return what the kernel says of it."""
        number = self.begin_turn(path, drawn, hello)
        told = self.turned()
        assert told["no"] == number
        return told

    def answers(self, data: object = None) -> bool:
        """Say whether the kernel answers on it, if only that it is idle again; not so when it was closed."""
        try:
            self._stand()
            self.send("comm_msg", {"comm_id": "nobody", "data": data or {}})
            while self._idle < self._asked:
                self._hear()
        except (ValueError, OSError, websocket.WebSocketException):
            return False
        return True

    @property
    def _idle(self) -> int:
        """How often the kernel has said that it is, which it does after each message."""
        return sum(one["content"].get("execution_state") == "idle" for one in self.heard)

    def _stand(self) -> None:
        """Wait until all that the kernel says is heard."""
        if not any(one["msg_type"] == "iopub_welcome" for one in self.heard):
            self.until("iopub_welcome")

    def is_closed(self) -> int:
        """Read on until the server has closed the line, and return why (RFC 6455)."""
        while True:
            try:
                kind, words = self._socket.recv_data()
            except (ConnectionError, websocket.WebSocketConnectionClosedException):
                return CUT
            if kind == websocket.ABNF.OPCODE_CLOSE:
                return int.from_bytes(words[:2], "big")

    def is_asked(self, *, answers: bool) -> bool:
        """Wait until the server asks whether somebody is there; say whether it did before it closed."""
        while True:
            frame = self._socket.recv_frame()
            if frame.opcode == websocket.ABNF.OPCODE_PING:
                if answers:
                    self._socket.pong(frame.data)
                return True
            if frame.opcode == websocket.ABNF.OPCODE_CLOSE:
                return False

    def leave(self) -> None:
        """Leave and wait for nothing, as a browser does that goes elsewhere."""
        self._socket.send_close()
        self._socket.shutdown()

    def close(self) -> None:
        """Leave, also where the server has closed it."""
        self._socket.close()
        self._socket.shutdown()
