"""Visits in a real Chromium: what a reader waits for, and what travels meanwhile."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any

from playwright.sync_api import Browser, BrowserContext, CDPSession, Error, Page, sync_playwright

import dev

from .processes import Running
from .subjects import Subject

PROBE = Path(__file__).with_name("probe.js").read_text("utf-8")
PATIENCE = 60_000
TEXT = 1
"""The opcode of a socket's frame that holds text."""
READING = 2_000
"""Milliseconds that the reader stays on a page before *Next*; whoever prepares, prepares now."""

QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # nothing leaves this machine
)


@dataclass
class Traffic:
    """What a page asked for: bytes as sent, of pages and files and of the socket."""

    requests: int = 0
    sent: int = 0
    socket: int = 0
    largest: dict[str, int] = field(default_factory=dict)
    _addresses: dict[str, str] = field(default_factory=dict)

    def watch(self, session: CDPSession) -> None:
        """Count from now on."""
        session.on("Network.requestWillBeSent", self._asked)
        session.on("Network.loadingFinished", self._finished)
        session.on("Network.webSocketCreated", lambda _: self._count())
        session.on("Network.webSocketFrameReceived", self._framed)
        session.send("Network.enable")

    def _count(self) -> None:
        self.requests += 1

    def _asked(self, event: dict[str, Any]) -> None:
        address = event["request"]["url"]
        if not address.startswith("http"):
            return  # blob: and data: travel nowhere
        self._count()
        self._addresses[event["requestId"]] = address
        self.sent += int(event.get("redirectResponse", {}).get("encodedDataLength", 0))

    def _finished(self, event: dict[str, Any]) -> None:
        address = self._addresses.get(event["requestId"])
        if address:
            self.sent += int(event["encodedDataLength"])
            name = address.split("?")[0].rsplit("/", 1)[-1]
            self.largest[name] = int(event["encodedDataLength"])

    def _framed(self, event: dict[str, Any]) -> None:
        frame = event["response"]
        length = len(frame["payloadData"])
        self.socket += length if frame["opcode"] == TEXT else length * 3 // 4  # else in base64


@dataclass(frozen=True)
class Visit:
    """One reader's visit: a first page with a cold cache, *Next*, and some changes."""

    first: dict[str, float]
    next: dict[str, float]
    changes: list[float]
    traffic: Traffic
    next_traffic: Traffic
    lost: list[str] = field(default_factory=list)
    """The questions whose first choice, made as soon as a control could be moved, was lost."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the browser that the tests use."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=dev.installed_chromium(),
            args=arguments(),
        )
        yield browser
        browser.close()


def arguments() -> list[str]:
    """How Chromium is started."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    return [*QUIET, *(["--no-sandbox"] if root else [])]


def visit(browser: Browser, subject: Subject, running: Running, changes: int) -> Visit:
    """Visit the first page with nothing in the cache, go on to the next, and change answers."""
    with new_reader(browser) as (context, page):
        pages = json.dumps(subject.pages(), ensure_ascii=False)
        context.add_init_script(PROBE.replace("/*PAGES*/ []", pages))
        session = context.new_cdp_session(page)
        traffic, next_traffic = Traffic(), Traffic()
        traffic.watch(session)
        page.goto(running.address, wait_until="commit")
        first = marks_of(page)
        lost = lost_choice(page, subject, running, 0)
        page.wait_for_timeout(READING)
        remember_acts(page, subject, 0)
        _stop_counting(session)
        session = context.new_cdp_session(page)
        next_traffic.watch(session)
        title = subject.pages()[1]["title"]
        page.locator(f"{subject.links} a".strip(), has_text=title).last.click()
        after = marks_of(page)
        lost += lost_choice(page, subject, running, 1)
        took = [float(page.evaluate("bench.change()")) for _ in range(changes)]
        remember_acts(page, subject, 1)
        page.wait_for_timeout(200)
        return Visit(first, after, took, traffic, next_traffic, lost)


WHOLE_PAGES = """{
  const { getItem } = Storage.prototype;
  Storage.prototype.getItem = function (name) {
    return name === "reconnect:whole" ? "yes" : getItem.call(this, name);
  };
}"""
"""Shows our pages whole, as their peers are, and not part by part."""


@contextmanager
def new_reader(browser: Browser) -> Iterator[tuple[BrowserContext, Page]]:
    """Open a window of somebody who has never been here."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.add_init_script(WHOLE_PAGES)
    context.set_default_timeout(PATIENCE)
    try:
        yield context, context.new_page()
    finally:
        context.close()


def marks_of(page: Page, patience: float = PATIENCE / 1000) -> dict[str, float]:
    """Wait for all marks; asked from here, since a page's own security forbids other ways."""
    until = monotonic() + patience
    found: dict[str, Any] = {}
    while not found.get("done"):
        if monotonic() > until:
            raise TimeoutError(f"Only this was seen in time: {found}")
        page.wait_for_timeout(50)
        with suppress(Error):  # the page is just being exchanged for the next
            found = page.evaluate("({...window.bench})")
    marks: dict[str, float] = found["marks"]
    return marks


def lost_choice(page: Page, subject: Subject, running: Running, number: int) -> list[str]:
    """Return the question whose answer is not what was chosen as soon as its control could be moved.

    It has to be in the file and on the page. The others say what they kept once it is on the disk, and
    the probe waits for just these words; ours says no more than *Saved*.
    """
    chosen = int(page.evaluate("bench.chosen"))
    is_shown = bool(page.evaluate("bench.shows()"))
    is_kept = not subject.own or subject.latest(running.folder, number) == chosen
    return [] if is_shown and is_kept else [subject.pages()[number]["question"]]


def remember_acts(page: Page, subject: Subject, number: int) -> None:
    """Note how often the control of a page was moved."""
    subject.acts[number] = int(page.evaluate(f"bench.acts[{number}]"))


def _stop_counting(session: CDPSession) -> None:
    session.send("Network.disable")
    session.detach()
