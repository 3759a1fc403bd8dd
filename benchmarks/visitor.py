"""A visitor without a browser: opens a page, answers, waits for *saved*, and turns to the next.

It speaks as the page's script does.
"""

import asyncio
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from random import Random
from time import monotonic, time
from typing import Any, cast
from urllib.parse import urljoin, urlsplit
from uuid import uuid4

from tornado.httpclient import AsyncHTTPClient, HTTPClientError, HTTPRequest, HTTPResponse
from tornado.websocket import WebSocketClientConnection, websocket_connect

from reconnect_widgets.declarations import form_plans
from reconnect_widgets.forms import FormPlan
from reconnect_widgets.page.turning import TARGET
from reconnect_widgets.prompts import Log, Prompt, Text
from reconnect_widgets.voila.connection import PROTOCOL
from reconnect_widgets.voila.door import OPENS
from reconnect_widgets.voila.pages import IN_PLACE, VISIT

from .believable import given
from .same_form import WorkbookPage

STEP = 60.0
"""Seconds that each step may take; a page that needs longer counts as failed."""
TRIES = 5
MOVED = (301, 302)
DRAWN = re.compile(r'id="cell-(\d+)" data-rc-slot data-rc-part')


@dataclass
class Seen:
    """What happened to a visitor: times in ms, and the answers that were said to be saved."""

    read: list[float] = field(default_factory=list)
    """Until the HTML of a page was there, and its forms with it."""
    first: list[float] = field(default_factory=list)
    """Until the first page was filled."""
    next: list[float] = field(default_factory=list)
    """Until a page was filled that was turned to."""
    saved: list[float] = field(default_factory=list)
    answers: list[tuple[str, str, str]] = field(default_factory=list)
    """Question, entry and value (JSON) of what was said to be saved."""
    refused: int = 0
    errors: list[str] = field(default_factory=list)


class Line:
    """The socket to the kernel of a visit."""

    def __init__(self, socket: WebSocketClientConnection) -> None:
        self._socket = socket
        self._visit = uuid4().hex
        self._turns = 0

    async def begin(self) -> None:
        """Wait until all that the kernel says is heard, and open the comm by which pages are asked for."""
        while (await self._hear())["msg_type"] != "iopub_welcome":
            pass
        await self._send("comm_open", {"comm_id": self._visit, "target_name": TARGET, "data": {}})

    async def turn(self, path: str, drawn: list[int], hello: dict[str, Any]) -> dict[str, Any]:
        """Turn to a page, and return what the kernel tells of it."""
        self._turns += 1
        asked = {"type": "turn", "no": self._turns, "path": path, "drawn": drawn, "hello": hello}
        await self._send("comm_msg", {"comm_id": self._visit, "data": asked})
        said = await self.wait_for(
            lambda said: said["comm_id"] == self._visit and said["data"]["no"] == self._turns
        )
        return cast(dict[str, Any], said["data"])

    async def tell(self, model: str, content: dict[str, Any]) -> None:
        """Send a part what its script in the browser would."""
        data = {"method": "custom", "content": content}
        await self._send("comm_msg", {"comm_id": model, "data": data})

    async def _send(self, kind: str, content: dict[str, Any]) -> None:
        await self._socket.write_message(json.dumps({"msg_type": kind, "content": content}))

    async def wait_for(self, fits: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Return the next message to a comm that fits."""
        async with asyncio.timeout(STEP):
            while True:
                said = await self._hear()
                if said["msg_type"] == "comm_msg" and fits(said["content"]):
                    return cast(dict[str, Any], said["content"])

    async def _hear(self) -> dict[str, Any]:
        raw = await self._socket.read_message()
        if raw is None:
            raise ConnectionError("The socket was closed.")
        return cast(dict[str, Any], json.loads(raw))

    def close(self) -> None:
        """Leave."""
        self._socket.close()


class Visitor:
    """Somebody who walks through the pages, with answers of their own."""

    def __init__(self, number: int, address: str) -> None:
        self.seen = Seen()
        self._number = number
        self._chance = Random(number)  # noqa: S311  # nothing secret
        self._visit = uuid4().hex[:16]
        self._address = address
        self._origin = "{0.scheme}://{0.netloc}".format(urlsplit(address))
        self._secret = ""
        self._cookies: dict[str, str] = {}
        self._line: Line | None = None

    async def walk(self, pages: list[WorkbookPage], answers: int, reading: float) -> Seen:
        """Go through the pages in order; an error ends one page and not the walk."""
        for page in pages:
            try:
                await self._page(page, answers, reading)
            except Exception as error:  # noqa: BLE001  # each kind is counted and reported
                self.seen.errors.append(f"page {page.number}: {type(error).__name__}")
                self._leave()
        self._leave()
        return self.seen

    def _leave(self) -> None:
        if self._line:
            self._line.close()
        self._line = None

    async def _page(self, page: WorkbookPage, answers: int, reading: float) -> None:
        began, is_first = monotonic(), self._line is None
        html = await self._open(page, in_place=not is_first)
        self.seen.read.append(_ms_since(began))
        if self._line is None:
            self._line = await self._begin(page)
        drawn = [int(cell) for cell in DRAWN.findall(html)]
        told = await self._line.turn(page.file, drawn, self._hello())
        if told.get("trouble"):
            raise ConnectionError("The page could not be filled.")
        (self.seen.first if is_first else self.seen.next).append(_ms_since(began))
        await asyncio.sleep(reading)
        for model, prompt in self._choose(page, told, answers):
            store = told["parts"][model]["state"]["filled"]["store"]
            await self._answer(self._line, model, prompt, store)

    async def _open(self, page: WorkbookPage, *, in_place: bool) -> str:
        """Get the HTML of a page; the key that may stand in the address is exchanged for a cookie."""
        address = self._address.replace("00-start-here.ipynb", page.file)
        headers = {IN_PLACE: "yes"} if in_place else {}
        answer = await self._ask(address, headers)
        while answer.code in MOVED:
            answer = await self._ask(urljoin(address, answer.headers["Location"]), headers)
        self._address = self._address.partition("?")[0]  # links between pages have no key
        return answer.body.decode()

    async def _ask(self, address: str, headers: dict[str, str]) -> HTTPResponse:
        request = HTTPRequest(
            address,
            headers=headers | {"Cookie": self._cookie},
            request_timeout=STEP,
            follow_redirects=False,
        )
        answer = await AsyncHTTPClient().fetch(request, raise_error=False)
        if answer.code >= 400 or (answer.error and answer.code not in MOVED):
            raise answer.error or HTTPClientError(answer.code)
        for cookie in answer.headers.get_list("Set-Cookie"):
            name, _, value = cookie.split(";", 1)[0].partition("=")
            self._cookies[name] = value
        self._secret = answer.headers.get("Location", "").partition("#door=")[2] or self._secret
        return answer

    @property
    def _cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self._cookies.items())

    async def _begin(self, page: WorkbookPage) -> Line:
        """Lay the line of the visit, which has a kernel."""
        address = f"{self._origin}/{VISIT}?path={page.file}".replace("http", "ws", 1)
        headers = {"Cookie": self._cookie, "Origin": self._origin}
        request = HTTPRequest(address, headers=headers, connect_timeout=STEP)
        protocols = [PROTOCOL, OPENS + self._secret]
        line = Line(await websocket_connect(request, subprotocols=protocols))
        await line.begin()
        return line

    def _hello(self) -> dict[str, Any]:
        return {"type": "hello", "visit": self._visit, "zone": "UTC"}

    def _choose(
        self, page: WorkbookPage, told: dict[str, Any], count: int
    ) -> list[tuple[str, Prompt]]:
        """Choose some questions of forms that are there for everybody, whatever others answer."""
        asked = [
            (shown[0]["model"], prompt)
            for cell, plan in _plans(page).items()
            if _is_for_all(plan) and (shown := told["cells"][str(cell)])
            for prompt in plan.prompts
        ]
        return self._chance.sample(asked, min(count, len(asked)))

    async def _answer(self, line: Line, model: str, prompt: Prompt, store: str) -> None:
        entry, value = self._value(prompt)
        for number in range(TRIES):
            began = monotonic()
            about = {"id": prompt.id, "entry": entry, "value": value, "seq": number}
            about |= {"store": store, "at": 1000 * time()}
            await line.tell(model, {"type": "save", **about})
            heard = await line.wait_for(lambda said: _is_about(said, prompt.id))
            if heard["data"]["content"]["type"] == "saved":
                self.seen.saved.append(_ms_since(began))
                self.seen.answers.append((prompt.id, entry, _as_text(value)))
                return
            self.seen.refused += 1
            await asyncio.sleep(1)  # a page tries again, too
        raise ConnectionError("An answer was refused.")

    def _value(self, prompt: Prompt) -> tuple[str, Any]:
        own = f"visitor {self._number}, {self._chance.randrange(10**9)}"
        if isinstance(prompt, Log):
            rows = list(prompt.rows) or [f"row{self._number}-{self._chance.randrange(10**6)}"]
            value = {f.id: self._value(f)[1] for f in prompt.fields}
            return self._chance.choice(rows), prompt.check(value)
        if isinstance(prompt, Text):
            return "", own
        return "", prompt.check(given(prompt, datetime.now(), 2.0, self._chance))


@cache  # or the readers would take more of the machine than they have to
def _plans(page: WorkbookPage) -> dict[int, FormPlan]:
    return form_plans(page.notebook)


def _is_for_all(plan: FormPlan) -> bool:
    return plan.is_for_all and not plan.button


def _ms_since(moment: float) -> float:
    return 1000 * (monotonic() - moment)


def _as_text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _is_about(said: dict[str, Any], question: str) -> bool:
    content = said["data"].get("content", {})
    return content.get("type") in ("saved", "refused") and content.get("id") == question
