"""What readers cost a server: memory of one more who sits there idle, and kernels left by a walk."""

import json
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from time import monotonic, sleep

from playwright.sync_api import Browser, Page, WebSocket

from .processes import Running
from .subjects import Subject
from .visits import PATIENCE, PROBE, marks_of, new_reader

MORE_READERS = 4
SETTLES = 4.0
"""Seconds until a server has done what it does after a page was opened."""
PAGES_IN_A_WALK = 14
ARRIVED, IDLE = 10_000, 120_000
"""Milliseconds until all pages are there, and for which they are left alone."""


def memory_per_reader(browser: Browser, subject: Subject, running: Running) -> float:
    """Return the own memory (PSS) of a further idle reader in MB, with one and with five there."""
    probe = PROBE.replace("/*PAGES*/ []", json.dumps(subject.pages(), ensure_ascii=False))
    with ExitStack() as windows:
        weights = []
        for count in range(1 + MORE_READERS):
            context, page = windows.enter_context(new_reader(browser))
            context.add_init_script(probe)
            page.goto(running.address, wait_until="commit")
            marks_of(page)
            if count in (0, MORE_READERS):
                sleep(SETTLES)
                weights.append(running.memory)
    return (weights[1] - weights[0]) / MORE_READERS


def lines_cut(browser: Browser, addresses: Mapping[str, str]) -> dict[str, int]:
    """Leave a page of each alone for two minutes, all at once; return how often its line was cut."""
    cut = dict.fromkeys(addresses, 0)

    def watch(name: str, page: Page) -> None:
        def closed(_: WebSocket) -> None:
            cut[name] += 1

        page.on("websocket", lambda line: line.on("close", closed))

    with ExitStack() as windows:
        for name, address in addresses.items():
            _, page = windows.enter_context(new_reader(browser))
            watch(name, page)
            page.goto(address, wait_until="load")
        page.wait_for_timeout(ARRIVED)
        cut.update(dict.fromkeys(cut, 0))
        page.wait_for_timeout(IDLE)
        return {**cut}


def kernels_after_walk(browser: Browser, subject: Subject, running: Running) -> int:
    """Go from the first page to the last by *Next*, and return how many kernels live in the end.

    The server has seen nobody before, so all of them are counted.
    """
    with new_reader(browser) as (_, page):
        page.goto(running.address)
        if subject.own:
            page.locator(".rc-map a").first.click()
            page.wait_for_url("**/00-*")
            _arrive(page)
        for _ in range(PAGES_IN_A_WALK - 1):
            links = page.locator(f"{subject.links} a[href]".strip())
            if subject.own and links.count() < 2 and "/00-" not in page.url:
                break  # the last page leads back only
            _turn(page, links.count())
            links.last.click()
            _arrive(page)
        until_gone(lambda: running.kernels <= 1, 15)
        return running.kernels


def until_gone(ask: Callable[[], bool], seconds: float) -> None:
    """Wait until something is so, and no longer than this."""
    until = monotonic() + seconds
    while not ask() and monotonic() < until:
        sleep(0.25)


def _turn(page: Page, links: int) -> None:
    if not links:
        raise RuntimeError(f"There is no way on from {page.url.split('?')[0]}.")


def _arrive(page: Page) -> None:
    page.wait_for_load_state("load", timeout=PATIENCE)
    page.wait_for_timeout(700)
