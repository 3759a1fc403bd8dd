"""What browser tests say of a page: open it, find a question, wait until it is saved."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Error, Locator, Page, WebSocketRoute, expect
from processes import Served

import dev
from reconnect_widgets.answers.store import Store
from reconnect_widgets.places import ANSWERS_FILE
from reconnect_widgets.rules.safety_check import AGAIN, CHECK
from reconnect_widgets.stages import BY_NUMBER

QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--js-flags=--liftoff-only",
)
"""The last saves a third of what Pyodide's start costs: its code is not compiled a second time."""
READY = 60_000
"""Milliseconds that a busy machine may need until a page's kernel has filled it."""

SOON = 40
"""Milliseconds between two looks at what takes its time: each frame costs as much as looking does."""

SERVER, FOLDER = "server", "folder"
BOTH = pytest.mark.parametrize("kind", [SERVER, FOLDER])
"""Runs a test with the workbook of a server, and with the one that is mere files."""

KNOWS_OF_ITS_KERNEL = """window.isAdrift = window.isBack = false;
document.addEventListener("reconnect:adrift", () => { window.isAdrift = true; });
document.addEventListener("reconnect:ready", () => { window.isBack = true; });"""
"""Lets a page note, from now on, that its kernel is gone and that another has come."""


def chromium() -> dict[str, Any]:
    """How to start the Chromium that dev.py found or installed."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    return {
        "executable_path": dev.installed_chromium(),
        "args": [*QUIET, *(["--no-sandbox"] if root else [])],
    }


@dataclass
class Book:
    """The workbook as a reader meets it, and what lies on the disk."""

    server: Served

    @property
    def data(self) -> Path:
        return self.server.data

    @property
    def file(self) -> Path:
        """The file with the answers."""
        return self.data / ANSWERS_FILE

    @property
    def url(self) -> str:
        """The address that the command printed."""
        return self.server.address

    def address(self, number: str) -> str:
        """The address of a page; the browser has been let in before."""
        return f"{self.server.origin}/voila/render/{BY_NUMBER[number].file}"

    def key_to(self, number: str) -> str:
        """The address of a page that lets a browser in."""
        return self.url.replace(BY_NUMBER["00"].file, BY_NUMBER[number].file)

    def enter(self, page: Page, number: str = "00") -> None:
        """Open a page with the key, as the command does with the first."""
        page.goto(self.key_to(number))
        is_ready(page)

    def open(self, page: Page, number: str) -> None:
        """Open a page and wait until its forms are filled."""
        page.goto(self.address(number))
        is_ready(page)

    @property
    def store(self) -> Store:
        """The answers, opened anew."""
        return Store(self.file)

    @contextmanager
    def writing(self) -> Iterator[Store]:
        """Change the answers behind the back of the pages that are open."""
        store = self.store
        yield store
        store.close()

    def value(self, question: str) -> Any:
        """The latest answer to a question, if there is one."""
        answer = self.store.latest(question)
        return answer and answer.value


WHOLE_PAGES = """{
  const { getItem } = Storage.prototype;
  Storage.prototype.getItem = function (name) {
    return name === "reconnect:whole" ? "yes" : getItem.call(this, name);
  };
}"""


def show_whole_pages(context: BrowserContext) -> BrowserContext:
    """Show whole pages, as a browser does whose reader once asked for that; nothing is kept for it."""
    context.add_init_script(WHOLE_PAGES)
    return context


HELD_WORKER = """{
  const post = Worker.prototype.postMessage;
  let held = null;
  Worker.prototype.postMessage = function (message) {
    if (held) held.push([this, message]);
    else post.call(this, message);
  };
  globalThis.holdWorker = () => { held ??= []; };
  globalThis.letWorkerGo = () => {
    const said = held ?? [];
    held = null;
    for (const [worker, message] of said) post.call(worker, message);
  };
}"""
COMING_WORKER = """{
  const { set } = Object.getOwnPropertyDescriptor(Worker.prototype, "onmessage");
  const isOfKernel = ({ data }) => data.msg_type.startsWith("comm_");
  let held = [];
  globalThis.workerMay ??= "nothing";
  const may = (event) => workerMay === "speak" || (workerMay === "begin" && !isOfKernel(event));
  globalThis.letWorker = (what) => {
    globalThis.workerMay = what;
    const said = held;
    held = [];
    for (const one of said) one.hear(one.event);
  };
  const kindOf = ({ event }) => event.data.content?.data?.content?.type;
  globalThis.loseWorkerWords = (kind) => held.some((one) => kindOf(one) === kind) && (held = []);
  globalThis.workerHasSpoken = () => held.some(({ event }) => isOfKernel(event));
  Object.defineProperty(Worker.prototype, "onmessage", { set(hear) {
    const heard = (event) => may(event) ? hear(event) : held.push({ hear: heard, event });
    set.call(this, heard);
  } });
}"""
"""The same two of a kernel that is a worker of its page."""


class HeldLine:
    """What a visit says to its kernel, held back from ``hold`` to ``let_go``.

    Made before the page is opened; a line that is laid while it holds is free.
    """

    def __init__(self, page: Page) -> None:
        self._lines: list[WebSocketRoute] = []
        self._held: set[WebSocketRoute] = set()
        self._said: list[tuple[WebSocketRoute, str | bytes]] = []
        page.route_web_socket("**/reconnect/visit*", self._lay)
        page.add_init_script(HELD_WORKER)
        self._page = page

    def hold(self) -> None:
        """Keep back all that is said from now on."""
        self._held = {*self._lines}
        self._page.evaluate("holdWorker()")

    def let_go(self) -> None:
        """Say all that was kept back, in its order."""
        self._page.evaluate("letWorkerGo()")
        self._held = set()
        for kernel, message in self._said:
            kernel.send(message)

    def _lay(self, line: WebSocketRoute) -> None:
        kernel = line.connect_to_server()
        self._lines.append(line)

        def say(message: str | bytes) -> None:
            if line in self._held:
                self._said.append((kernel, message))
            else:
                kernel.send(message)

        line.on_message(say)


class ComingKernel:
    """A kernel that takes its time: a page has it after ``begin``, and hears of it after ``speak``."""

    def __init__(self, page: Page) -> None:
        self._has_begun = self._speaks = False
        self._asked: list[WebSocketRoute] = []
        self._said: list[tuple[WebSocketRoute, str | bytes]] = []
        page.route_web_socket("**/reconnect/visit*", self._lay)
        page.add_init_script(COMING_WORKER)
        self._page = page

    @property
    def is_asked_for(self) -> bool:
        return bool(self._asked)

    @property
    def has_spoken(self) -> bool:
        return bool(self._said) or bool(self._page.evaluate("workerHasSpoken()"))

    def begin(self) -> None:
        """Let the page have a kernel."""
        self._has_begun = True
        self._let_worker("begin")
        for asked in self._asked:
            with suppress(Error):  # a page that was left does not wait for it
                self._connect(asked)
        self._asked = []

    def speak(self) -> None:
        """Let the page hear the kernel."""
        self._speaks = True
        self._let_worker("speak")
        for line, words in self._said:
            with suppress(Error):
                line.send(words)

    def lose(self, until: str) -> None:
        """Lose what a worker said that the page has not heard, once a message of that kind is among it."""
        self._page.wait_for_function("(kind) => loseWorkerWords(kind)", arg=until)

    def come(self) -> None:
        """Let it begin and speak."""
        self.begin()
        self.speak()

    def _let_worker(self, what: str) -> None:
        self._page.add_init_script(f"globalThis.workerMay = '{what}'")
        self._page.evaluate("(what) => globalThis.letWorker?.(what)", what)

    def _lay(self, line: WebSocketRoute) -> None:
        if self._has_begun:
            self._connect(line)
        else:
            self._asked.append(line)

    def _connect(self, line: WebSocketRoute) -> None:
        def say(words: str | bytes) -> None:
            if self._speaks:
                line.send(words)
            else:
                self._said.append((line, words))

        line.connect_to_server().on_message(say)


def kill_kernels(book: Book) -> None:
    """Kill all kernels that live now."""
    for kernel in book.server.kernels():
        with suppress(psutil.NoSuchProcess):  # one whose page was left may end by itself just then
            kernel.kill()


def lose_kernel(page: Page, book: Book) -> None:
    """Kill the kernel of a page, and wait until the page knows."""
    page.evaluate(KNOWS_OF_ITS_KERNEL)
    kill_kernels(book)
    page.wait_for_function("() => window.isAdrift", timeout=READY)


def kernel_of(page: Page) -> str:
    """Return the id of the kernel that a page has."""
    return str(page.evaluate("sessionStorage.getItem('reconnect:kernel')"))


ONE_OF_EACH_COLOR = """() => {
  const queries = ["(prefers-color-scheme: dark)", "(forced-colors: active)", "(prefers-contrast: more)"];
  const screen = queries.map((one) => matchMedia(one).matches);
  const before = (globalThis.lookedAlike ??= new Set());
  const looks = new Map();
  const look = (element) => {
    if (!element) return "";
    if (!looks.has(element)) {
      const css = getComputedStyle(element);
      const { backgroundColor, backgroundImage } = css;
      const own = [backgroundColor, backgroundImage, css.opacity, css.filter, css.position, css.clip].join();
      const behind = look(element.parentElement);
      looks.set(element, own === "rgba(0, 0, 0, 0),none,1,none,static,auto" ? behind : `${behind}/${own}`);
    }
    return looks.get(element);
  };
  const found = new Map();
  for (const element of document.querySelectorAll("body, body *")) {
    const isWords = (one) => one.nodeType === Node.TEXT_NODE && one.data.trim();
    const words = [...element.childNodes].filter(isWords).map((one) => one.data.trim()).join("");
    if (!words && !element.matches("input, textarea, select")) continue;
    if (!element.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true })) continue;
    const { color, fontSize, fontWeight, textShadow } = getComputedStyle(element);
    const { width, height, right } = element.getBoundingClientRect();
    const isLookedAt = [
      words.length > 1, width > 1 && height > 1 && right > 0,
      element.closest(":disabled, [aria-disabled=true], [aria-hidden=true], [inert]"),
      element.closest("label")?.control?.disabled,
    ].map(Boolean);
    const size = parseFloat(fontSize) * (fontWeight >= 700 ? 1.3 : 1);
    const kind = [screen, color, size >= 24, textShadow, isLookedAt, look(element)].join();
    if (!found.has(kind)) found.set(kind, element);
  }
  const some = [...found.keys()].filter((kind) => !before.has(kind));
  for (const kind of some) before.add(kind);
  return some.map((kind) => found.get(kind));
}"""
"""One element with words for all that look alike: their color, letters, and what lies behind them,
and whether axe looks at it. Of the new ones alone: none like it was looked at in this document before."""
BARE_LINKS = """() => [...document.querySelectorAll("a[href], [role=link]")].filter(
  (link) => getComputedStyle(link).textDecorationLine === "none")"""
"""Links that are not underlined: of the others it is plain that more than a color tells them."""
LOOKED_AT, BARE = "data-axe-looks", "data-axe-bare"
AXE_LOOKS = f"""axe.configure({{
  rules: [
    {{ id: "color-contrast", selector: "[{LOOKED_AT}]" }},
    {{ id: "color-contrast-enhanced", selector: "[{LOOKED_AT}]" }},
    {{ id: "link-in-text-block", selector: ":is(a[href], [role=link])[{BARE}]" }},
  ],
}})"""
AXE = f"""async (rules) => {{
  const some = ({ONE_OF_EACH_COLOR})();
  if (rules.length && !some.length) return [];
  const bare = rules.length ? [] : ({BARE_LINKS})();
  for (const one of some) one.setAttribute("{LOOKED_AT}", "");
  for (const one of bare) one.setAttribute("{BARE}", "");
  const which = rules.length ? {{ runOnly: rules }} : {{}};
  const {{ violations }} = await axe.run(document, {{ resultTypes: ["violations"], ...which }});
  for (const one of some) one.removeAttribute("{LOOKED_AT}");
  for (const one of bare) one.removeAttribute("{BARE}");
  return violations.map(({{ id, nodes }}) => [id, nodes.slice(0, 3).map(({{ target }}) => target)]);
}}"""


def barriers(page: Page, *rules: str) -> list[list[Any]]:
    """What axe finds, in words; by all of its rules, or by those of colors that are named.

    Two of them take most of its time: the one looks at the colors of each element, the other at those
    of each link and of the words around it. So it is shown one of those that look alike, if none like
    it was in the same document before, and the links that are not underlined.
    """
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(Axe().axe_script)
        page.evaluate(AXE_LOOKS)
    found: list[list[Any]] = page.evaluate(AXE, rules)
    return found


FILLED = """() => {
  const forms = document.querySelectorAll("form.rc-form");
  return forms.length && forms[forms.length - 1].className === "rc rc-form rc-ready" &&
    !document.querySelector("form.rc-form:not(.rc-ready), .rc-words:not([data-known])");
}"""
IS_CALLED = """const isCalled = (title) => {
  const [heading, another] = document.querySelectorAll("h1");
  return heading?.textContent.replace(/\\s+/g, " ").trim() === title && !another;
};"""
AT = f"""([title, place]) => {{
  {IS_CALLED}
  return isCalled(title) && RegExp(place).test(location.href) &&
    document.documentElement.hasAttribute("data-rc-ready") && ({FILLED})();
}}"""
COME = f"""(title) => {{
  {IS_CALLED}
  return isCalled(title) && document.querySelector("form.rc-form fieldset")?.matches(":enabled");
}}"""
SAVED = """(id) => document.querySelector(`.rc-q[data-id="${id}"]`)?.closest("form.rc-form")
  .querySelector('.rc-saved[data-state="saved"]')"""


DOTS_AT_THE_EDGE = """[...document.querySelectorAll(".rc-chart-last")].filter(
  (dot) => dot.closest(".rc-chart-plot").getBoundingClientRect().width, // it may be folded
).map((dot) => {
  const end = dot.closest(".rc-chart-plot").getBoundingClientRect().right;
  return end - dot.getBoundingClientRect().right - parseFloat(getComputedStyle(dot).strokeWidth) / 2;
})"""
"""How much room each chart has at its end beyond its last dot, which is drawn half to its right."""


def is_ready(page: Page) -> None:
    """Wait until every form of the page has been filled, and all words that follow are there."""
    page.wait_for_function(FILLED, timeout=READY)  # looks at every frame; ``expect`` each second


def is_at(page: Page, number: str) -> None:
    """Wait until a page has come, in place of another or anew, and is filled.

    Until then the page before may still be there, with all its forms.
    """
    stage = BY_NUMBER[number]
    name = re.escape(stage.file.removesuffix(".ipynb"))
    place = rf"/(voila/render|workbook)/.*{name}\.(ipynb|html)"
    page.wait_for_function(AT, arg=[stage.title, place], timeout=READY)


def has_come(page: Page, number: str) -> None:
    """Wait until a page is there to be read and answered, whatever its kernel does."""
    page.wait_for_function(COME, arg=BY_NUMBER[number].title, timeout=READY)


def press_link(page: Page, number: str) -> None:
    """Follow the link to a page at the foot of the one before or after it, and do not wait."""
    page.locator(".rc-turn").get_by_role("link", name=BY_NUMBER[number].title).click()


def turn(page: Page, number: str) -> None:
    """Follow the link to a page at the foot of the one before or after it."""
    press_link(page, number)
    is_at(page, number)


def go(page: Page, number: str) -> None:
    """Follow the link to a page on the map of all pages."""
    page.evaluate(
        "(css) => document.querySelector(css).click()", f'.rc-map [data-rc-page="{number}"] a'
    )
    is_at(page, number)


def is_same_document(page: Page) -> bool:
    """Say whether the page is in the document that the fixture ``marked`` began with."""
    return page.evaluate("window.marker") == "mine"


def goes_back_and_forward(page: Page) -> None:
    """From page 01, go back to the start and forward to page 02, all in the document of ``marked``."""
    page.go_back()
    is_at(page, "00")
    for _ in range(2):
        page.go_forward()
    is_at(page, "02")
    assert is_same_document(page)


def question(page: Page, id: str) -> Locator:
    """The element of one question."""
    return page.locator(f'.rc-q[data-id="{id}"]:not(template *)')


def field(page: Page, id: str) -> Locator:
    """The field of a question that has just one."""
    return question(page, id).locator("input, textarea, select").first


def check_safety(page: Page, **said: str) -> None:
    """Go through the safety check: calmly, unless said otherwise by the labels of answers."""
    for asked in CHECK:
        name = asked.removeprefix("safety.")
        label = said.get(name, "Yes" if name == "adult" else "No")
        question(page, asked).get_by_role("radio", name=label, exact=True).check()
    page.get_by_role("button", name="See what follows").click()
    expect(
        page.locator("form", has=question(page, "safety.fear")).locator(".rc-saved")
    ).to_have_text("Done. Your answers were not kept.")


def answer_again(page: Page, **said: str) -> None:
    """Answer the three questions that a page asks again, calmly unless said otherwise."""
    for asked in AGAIN:
        label = said.get(asked.removeprefix("safety.").removesuffix("_now"), "No")
        question(page, asked).get_by_role("radio", name=label, exact=True).check()
    page.get_by_role("button", name="Go on").click()
    expect(
        page.locator("form", has=question(page, "safety.fear_now")).locator(".rc-saved")
    ).to_have_text("Done. Your answers were not kept.")


def form_of(page: Page, part: str) -> Locator:
    """The form that has some element in it."""
    return page.locator("form.rc-form", has=page.locator(part))


def keep_copy(page: Page, form: Locator, kind: str, folder: Path) -> Path:
    """Choose a form, press the button, and return the file that the browser was given."""
    form.get_by_label(kind).check()
    with page.expect_download(timeout=READY) as waiting:
        form.get_by_role("button", name="Keep a copy").click()
    file = folder / waiting.value.suggested_filename
    waiting.value.save_as(file)
    return file


def waits_in_the_browser(page: Page, id: str, *, so: bool = True) -> None:
    """Wait until the browser keeps a draft of a question, or no more."""
    kept = f"Object.keys(localStorage).some((name) => name.endsWith(':{id}'))"
    page.wait_for_function(f"() => {kept} === {str(so).lower()}")


def saved(page: Page, id: str) -> None:
    """Wait until the form of a question says that everything is saved, which takes half a second."""
    page.wait_for_function(SAVED, arg=id, timeout=READY, polling=SOON)
