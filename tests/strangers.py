"""Somebody at a public server without a browser: cookies, a page, a socket, and what they try."""

import json
import re
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from typing import Any
from urllib.error import HTTPError
from urllib.request import HTTPCookieProcessor, Request, build_opener
from uuid import uuid4

import websocket
from processes import Served

from reconnect_widgets.stages import BY_NUMBER

KERNEL = re.compile(r'id="rc-kernel"[^>]*>\{[^<]*"kernelId": "([0-9a-f-]{36})"')
LONGEST = 20
SUM = re.compile(r" 'sha256-[^']+'")


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
    """A visitor with cookies of their own."""

    server: Served
    cookies: CookieJar = field(default_factory=CookieJar)

    def ask(self, path: str, method: str = "GET", **headers: str) -> Answer:
        """Ask for an address of the server; headers are written as ``X_Name``."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        request = Request(self.server.origin + path, headers=named, method=method)
        try:
            with build_opener(HTTPCookieProcessor(self.cookies)).open(request, timeout=60) as found:
                return Answer(found.status, dict(found.headers), found.read().decode())
        except HTTPError as error:
            with error:
                return Answer(error.code, dict(error.headers), error.read().decode())

    def open(self, number: str = "01") -> str:
        """Open a page and return its kernel's id."""
        answer = self.ask(f"/voila/render/{BY_NUMBER[number].file}")
        found = KERNEL.search(answer.text)
        assert found, answer.status
        return found[1]

    def join(self, kernel: str, **options: Any) -> "Line":
        """Open the socket to a kernel; raises what the library raises when it is refused."""
        address = f"{self.server.origin}/api/kernels/{kernel}/channels?session_id={uuid4().hex}"
        cookie = "; ".join(f"{one.name}={one.value}" for one in self.cookies)
        ways = {"origin": self.server.origin, "cookie": cookie} | options
        socket = websocket.WebSocket()
        socket.settimeout(LONGEST)
        try:
            socket.connect(address.replace("http", "ws", 1), **ways)
        except Exception:
            socket.shutdown()
            raise
        return Line(socket)

    def is_refused(self, kernel: str, **options: Any) -> int:
        """Return the status with which the socket to a kernel is refused; 101 when it is not."""
        try:
            self.join(kernel, **options).close()
        except websocket.WebSocketBadStatusException as error:
            return int(error.status_code)
        return 101


class Line:
    """A socket to a kernel."""

    def __init__(self, socket: Any) -> None:
        self._socket = socket

    def send(self, kind: str, content: dict[str, Any], channel: str = "shell") -> str:
        """Send a message and return its id."""
        header = {"msg_id": uuid4().hex, "msg_type": kind, "session": "s", "username": ""}
        message = {
            "header": header | {"version": "5.3"}, "parent_header": {}, "metadata": {},
            "content": content, "channel": channel, "buffers": [],
        }  # fmt: skip
        self._socket.send(json.dumps(message))
        return header["msg_id"]

    def send_raw(self, words: str | bytes) -> None:
        """Send what is no message."""
        send = self._socket.send if isinstance(words, str) else self._socket.send_binary
        send(words)

    def until(self, kind: str, about: str = "") -> list[dict[str, Any]]:
        """Return all messages up to one of a kind, in answer to the message ``about``."""
        heard = []
        while True:
            raw = self._socket.recv()
            if not isinstance(raw, str):
                continue  # a message with buffers; none of ours has any
            heard.append(json.loads(raw))
            parent = heard[-1]["parent_header"].get("msg_id", "")
            if heard[-1]["header"]["msg_type"] == kind and about in ("", parent):
                return heard

    def answers(self) -> bool:
        """Say whether the kernel answers on it; not so when it was closed at once."""
        try:
            return bool(self.until("kernel_info_reply", self.send("kernel_info_request", {})))
        except (ValueError, OSError, websocket.WebSocketException):
            return False

    def close(self) -> None:
        """Leave, also where the server has closed it."""
        self._socket.close()
        self._socket.shutdown()
