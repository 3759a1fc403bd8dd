"""A visitor without a browser: opens a page, joins its kernel, says hello, answers, waits for *saved*.

It speaks the widgets' protocol as the page's script does. Like a browser at a public server it keeps
the answers, brings them to each page, and writes down what it is handed before *saved* is said.
"""

import asyncio
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from time import monotonic, time
from typing import Any, cast
from uuid import uuid4

from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

from reconnect_widgets.forms import FormPlan
from reconnect_widgets.prompts import Log, Prompt, Text
from reconnect_widgets.voila.skeleton import form_plans

from .believable import given
from .same_form import WorkbookPage

STEP = 60.0
"""Seconds that each step may take; a page that needs longer counts as failed."""
TRIES = 5
WIDGETS = {"version": "1.0.0"}
"""What the control channel of ipywidgets asks to be told."""
KERNEL = re.compile(r'id="rc-kernel"[^>]*>(\{[^<]*\})<')
CELL = re.compile(r'<template data-rc-cell="(\d+)">(.*?)</template>', re.DOTALL)
MODEL = re.compile(r'data-rc-model="(\w+)"')


@dataclass
class Seen:
    """What happened to a visitor: times in ms, and the answers that were said to be saved."""

    ready: list[float] = field(default_factory=list)
    saved: list[float] = field(default_factory=list)
    answers: list[tuple[str, str, str]] = field(default_factory=list)
    """Question, entry and value (JSON) of what was said to be saved."""
    lost: list[str] = field(default_factory=list)
    """Questions whose answers were said to be saved and were not there, or were somebody else's."""
    refused: int = 0
    errors: list[str] = field(default_factory=list)


class Line:
    """The socket to a page's kernel."""

    def __init__(
        self, socket: WebSocketClientConnection, keep: Callable[[dict[str, Any]], None]
    ) -> None:
        self._socket = socket
        self._keep = keep
        self._session = uuid4().hex

    async def send(self, kind: str, content: dict[str, Any]) -> None:
        """Send a message to the kernel."""
        header = {
            "msg_id": uuid4().hex,
            "msg_type": kind,
            "session": self._session,
            "username": "",
            "version": "5.3",
        }
        message = {"header": header, "parent_header": {}, "metadata": WIDGETS, "content": content}
        await self._socket.write_message(json.dumps({**message, "channel": "shell", "buffers": []}))

    async def tell(self, model: str, content: dict[str, Any]) -> None:
        """Send a widget what its script in the browser would."""
        data = {"method": "custom", "content": content}
        await self.send("comm_msg", {"comm_id": model, "data": data})

    async def wait_for(self, fits: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Return the next message to a comm that fits."""
        async with asyncio.timeout(STEP):
            while True:
                raw = await self._socket.read_message()
                if raw is None:
                    raise ConnectionError("The socket was closed.")
                text = raw if isinstance(raw, str) else _without_buffers(raw)
                message = json.loads(text)
                if message["header"]["msg_type"] != "comm_msg":
                    continue
                said = cast(dict[str, Any], message["content"])
                if said["data"].get("content", {}).get("type") == "keep":
                    handed = said["data"]["content"]
                    self._keep(handed)
                    await self.tell(said["comm_id"], {"type": "kept", "no": handed["no"]})
                if fits(said):
                    return said

    def close(self) -> None:
        """Leave the page."""
        self._socket.close()


def _without_buffers(raw: bytes) -> str:
    count = int.from_bytes(raw[:4], "big")
    starts = [int.from_bytes(raw[4 * n : 4 * n + 4], "big") for n in range(1, count + 1)]
    return raw[starts[0] : starts[1] if count > 1 else None].decode()


class Visitor:
    """Somebody who walks through the pages, with answers of their own."""

    def __init__(self, number: int, address: str) -> None:
        self.seen = Seen()
        self._number = number
        self._chance = Random(number)  # noqa: S311  # nothing secret
        self._visit = uuid4().hex[:16]
        self._address = address
        self._origin = "/".join(address.split("/", 3)[:3])
        self._cookies: dict[str, str] = {}
        self._workbook = uuid4().hex
        self._kept: dict[str, str] = {}

    async def walk(self, pages: list[WorkbookPage], answers: int, reading: float) -> Seen:
        """Go through the pages in order; an error ends one page and not the walk."""
        for page in pages:
            try:
                await self._page(page, answers, reading)
            except Exception as error:  # noqa: BLE001  # each kind is counted and reported
                self.seen.errors.append(f"page {page.number}: {type(error).__name__}")
        self.seen.lost += self._find_lost()
        return self.seen

    def _keep(self, handed: dict[str, Any]) -> None:
        for name in handed["drop"]:
            del self._kept[name]
        self._kept |= handed["put"]

    def _find_lost(self) -> list[str]:
        kept = [json.loads(text) for text in self._kept.values()]
        there = {(a["question"], a["entry"], _as_text(a["value"])) for a in kept}
        lost = [
            question
            for question, entry, value in self.seen.answers
            if (question, entry, value) not in there
        ]
        mine = f'"visitor {self._number}, '
        foreign = [
            a["question"]
            for a in kept
            if '"visitor ' in (text := _as_text(a["value"])) and mine not in text
        ]
        return lost + foreign

    async def _page(self, page: WorkbookPage, answers: int, reading: float) -> None:
        began = monotonic()
        html = await self._fetch(self._address.replace("00-start-here.ipynb", page.file))
        said = KERNEL.search(html)
        if said is None:
            raise ConnectionError("The page came without a kernel.")
        kernel = json.loads(said[1])
        plans = form_plans(page.notebook)
        models = {int(cell): MODEL.findall(body) for cell, body in CELL.findall(html)}
        forms = {models[index][0]: plan for index, plan in plans.items() if models.get(index)}
        line = await self._join(kernel["kernelId"], kernel["baseUrl"])
        try:
            await self._fill(line, set(forms))
            self.seen.ready.append(1000 * (monotonic() - began))
            await asyncio.sleep(reading)
            for model, prompt in self._choose(forms, answers):
                await self._answer(line, model, prompt)
        finally:
            line.close()

    async def _fetch(self, address: str) -> str:
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        request = HTTPRequest(address, headers={"Cookie": cookies}, request_timeout=STEP)
        answer = await AsyncHTTPClient().fetch(request)
        for cookie in answer.headers.get_list("Set-Cookie"):
            name, _, value = cookie.split(";", 1)[0].partition("=")
            self._cookies[name] = value
        return answer.body.decode()

    async def _join(self, kernel: str, base: str) -> Line:
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        address = f"{self._origin}{base}api/kernels/{kernel}/channels?session_id={uuid4()}"
        headers = {"Cookie": cookies, "Origin": self._origin}
        address = address.replace("http", "ws", 1)
        request = HTTPRequest(address, headers=headers, connect_timeout=STEP)
        return Line(await websocket_connect(request), self._keep)

    async def _fill(self, line: Line, forms: set[str]) -> None:
        """Ask for all widgets, say hello, and wait until every form has its answers."""
        await line.send("kernel_info_request", {})
        control = uuid4().hex
        target = {"comm_id": control, "target_name": "jupyter.widget.control", "data": {}}
        await line.send("comm_open", target)
        await line.send("comm_msg", {"comm_id": control, "data": {"method": "request_states"}})
        await line.wait_for(lambda said: said["comm_id"] == control)
        kept = {"id": self._workbook, "erased": [], "answers": self._kept}
        hello = {"type": "hello", "visit": self._visit, "area": "browser", "kept": kept}
        await line.tell(next(iter(forms)), hello)  # one greets for all
        while forms:
            filled = await line.wait_for(lambda said: "filled" in said["data"].get("state", {}))
            forms = forms - {filled["comm_id"]}

    def _choose(self, forms: dict[str, FormPlan], count: int) -> list[tuple[str, Prompt]]:
        kept = {model: plan for model, plan in forms.items() if not plan.button}
        asked = [(model, prompt) for model, plan in kept.items() for prompt in plan.prompts]
        return self._chance.sample(asked, min(count, len(asked)))

    async def _answer(self, line: Line, model: str, prompt: Prompt) -> None:
        entry, value = self._value(prompt)
        for number in range(TRIES):
            began = monotonic()
            about = {"id": prompt.id, "entry": entry, "value": value, "seq": number}
            about["store"] = self._workbook
            await line.tell(model, {"type": "save", **about, "at": 1000 * time()})
            heard = await line.wait_for(lambda said: _is_about(said, prompt.id))
            if heard["data"]["content"]["type"] == "saved":
                self.seen.saved.append(1000 * (monotonic() - began))
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


def _as_text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _is_about(said: dict[str, Any], question: str) -> bool:
    content = said["data"].get("content", {})
    return content.get("type") in ("saved", "refused") and content.get("id") == question
