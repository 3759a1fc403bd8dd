"""Drives the browsers of other makers as they are installed, by the two standards that they speak.

Playwright's own Firefox and WebKit are changed ones and must be downloaded. Firefox speaks WebDriver
BiDi by itself, and WebKitGTK brings a driver for WebDriver; both take the same keys and clicks.
"""

import json
import os
import shutil
import subprocess
from base64 import b64decode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count, cycle
from pathlib import Path
from typing import Any, Protocol
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import psutil
import pytest
from processes import eventually, free_port
from websocket import WebSocket, create_connection

FIREFOXES = ("firefox-esr", "firefox")
PACKAGES = {"firefox": "firefox-esr", "webkit": "webkit2gtk-driver and xvfb"}
"""What brings them on Debian."""

ENTER, TAB, BACKSPACE, CONTROL = "\ue007", "\ue004", "\ue003", "\ue009"
NOWHERE = {
    "proxyType": "manual",
    "httpProxy": "127.0.0.1:9",
    "sslProxy": "127.0.0.1:9",
    "noProxy": ["127.0.0.1"],
}
"""No other host is reached, also by *Exit this page*."""

QUICK_CODE = {"JSC_useOMGJIT": "0"}
"""For WebKit, as Firefox's last preference: Pyodide is compiled once, else that takes half of a walk."""

PREFERENCES = """
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("browser.startup.page", 0);
user_pref("app.update.enabled", false);
user_pref("network.captive-portal-service.enabled", false);
user_pref("network.connectivity-service.enabled", false);
user_pref("services.settings.server", "http://127.0.0.1:9/");
user_pref("ui.prefersReducedMotion", 1);
user_pref("javascript.options.wasm_optimizingjit", false);
"""

ASIDE = 6
"""Pixels beside the middle of what is pressed, on either side in turn. Two presses at the very same place
are a double click, which is for what was there first (clicks.js)."""
AT = """(function (css, words, aside) {
  const said = (one) => (one.getAttribute("aria-label") ?? one.textContent).trim();
  const all = [...document.querySelectorAll(css)].filter((one) => one.checkVisibility());
  const one = all.find((one) => !words || said(one) === words);
  if (!one) return null;
  one.scrollIntoView({ block: "center", behavior: "instant" });
  const box = one.getClientRects()[0];
  const at = [Math.round(box.x + box.width / 2 + aside), Math.round(box.y + box.height / 2)];
  const over = document.elementFromPoint(...at);
  const isFree = one.contains(over) || over?.contains(one);
  if (!isFree || one.disabled || one.closest("fieldset:disabled")) return null;
  if (!globalThis.pressed)
    for (const type of ["mouseup", "click"])
      addEventListener(type, ({ target }) => { pressed[type] ||= pressed.isMeant(target); }, true);
  globalThis.pressed = { isMeant: (hit) => one.contains(hit) || hit === over };
  return at;
})(...arguments)"""
"""Where something can be pressed, once nothing lies over it."""
CAME_OF_IT = """(!globalThis.pressed ? "left" : "mouseup" in pressed && (pressed.click ? "hit" : "missed"))"""
"""What came of a press: the page may have been left for it, or have moved before it was there."""


class Browser(Protocol):
    """What both of them can be asked."""

    def go(self, url: str) -> None:
        """Open an address."""

    def run(self, body: str, *arguments: Any) -> Any:
        """Run the body of a function in the page, and return what it returns."""

    def act(self, *sources: dict[str, Any]) -> None:
        """Move the mouse, press its button, type: in the words that both standards share."""

    def turn(self, by: int) -> None:
        """Go back or forward."""

    @property
    def url(self) -> str:
        """The address of the page that is shown."""


class Reader:
    """Somebody at a browser: reads, presses and types."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self._asides = cycle((-ASIDE, ASIDE))

    def run(self, body: str, *arguments: Any) -> Any:
        return self.browser.run(body, *arguments)

    def sees(self, expression: str, *arguments: Any) -> Any:
        """Wait until something is true of the page, and return it."""
        body = f"return {expression}"

        def ask() -> Any:
            with suppress(Refused):  # the page is on its way in or out
                return self.run(body, *arguments)

        return eventually(ask, lambda: f"{expression} {arguments}")

    def press(self, css: str, words: str = "") -> None:
        """Click what is there to be seen, the one with these words if there are more."""
        eventually(lambda: self._hits(css, words), lambda: f"{css} {words}")

    def _hits(self, css: str, words: str) -> bool:
        places: list[Any] = []
        aside = next(self._asides)

        def rests() -> bool:
            places.append(self.sees(AT, css, words, aside))
            return places[-1] in places[-2:-1]

        eventually(rests, lambda: f"{css} {words}")  # a page that fills moves what is on it
        x, y = places[-1]
        move = {"type": "pointerMove", "duration": 0, "x": x, "y": y, "origin": "viewport"}
        press = [{"type": f"pointer{how}", "button": 0} for how in ("Down", "Up")]
        mouse = {"pointerType": "mouse"}
        self.browser.act(
            {"type": "pointer", "id": "mouse", "parameters": mouse, "actions": [move, *press]}
        )
        return bool(self.sees(CAME_OF_IT) != "missed")

    def type(self, words: str, holding: str = "") -> None:
        """Press keys, wherever the focus is."""
        keys = [{"type": how, "value": key} for key in words for how in ("keyDown", "keyUp")]
        down, up = (
            [{"type": f"key{how}", "value": key} for key in holding] for how in ("Down", "Up")
        )
        self.browser.act({"type": "key", "id": "keys", "actions": [*down, *keys, *up]})

    def write(self, css: str, words: str) -> None:
        """Write into a field in place of what is there."""
        eventually(lambda: self._has_gone_into(css), lambda: css)
        self.type("a", holding=CONTROL)
        self.type(words)

    def _has_gone_into(self, css: str) -> Any:
        self.press(css)
        return self.run("return document.activeElement.matches(arguments[0])", css)


class Refused(Exception):
    """A browser could not do what it was asked."""


@dataclass
class Firefox:
    """Spoken to by WebDriver BiDi."""

    line: WebSocket
    context: str = ""
    _numbers: Iterator[int] = field(default_factory=count)

    def __post_init__(self) -> None:
        self.ask("session.new", capabilities={"alwaysMatch": {"proxy": NOWHERE}})
        self.context = self.ask("browsingContext.getTree")["contexts"][0]["context"]

    def ask(self, method: str, **parameters: Any) -> Any:
        number = next(self._numbers)
        self.line.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while (said := json.loads(self.line.recv())).get("id") != number:
            pass
        if "error" in said:
            raise Refused(said["message"])
        return said["result"]

    def go(self, url: str) -> None:
        self.ask("browsingContext.navigate", context=self.context, url=url, wait="complete")

    def run(self, body: str, *arguments: Any) -> Any:
        said = self.ask(
            "script.callFunction",
            functionDeclaration=f"""async function (given) {{
              return JSON.stringify(await (async function () {{{body}}}).apply(null, JSON.parse(given)));
            }}""",
            arguments=[{"type": "string", "value": json.dumps(arguments)}],
            target={"context": self.context},
            awaitPromise=True,
        )
        if "exceptionDetails" in said:
            raise Refused(said["exceptionDetails"]["text"])
        return json.loads(said["result"].get("value", "null"))

    def act(self, *sources: dict[str, Any]) -> None:
        self.ask("input.performActions", context=self.context, actions=sources)

    def turn(self, by: int) -> None:
        self.ask("browsingContext.traverseHistory", context=self.context, delta=by)

    @property
    def url(self) -> str:
        (tree,) = self.ask("browsingContext.getTree", root=self.context)["contexts"]
        return str(tree["url"])

    def print(self) -> bytes:
        """Return the page on paper."""
        return b64decode(self.ask("browsingContext.print", context=self.context)["data"])

    def picture(self) -> bytes:
        return b64decode(
            self.ask("browsingContext.captureScreenshot", context=self.context)["data"]
        )


@dataclass
class WebKit:
    """Spoken to by WebDriver, a request for each thing."""

    driver: str
    options: dict[str, Any]
    session: str = ""

    def __post_init__(self) -> None:
        wanted = {"webkitgtk:browserOptions": self.options, "proxy": NOWHERE}
        made = self.ask("POST", "", {"capabilities": {"alwaysMatch": wanted}})
        self.session = f"/{made['sessionId']}"

    def ask(self, method: str, path: str, sent: Any = None) -> Any:
        body = None if method == "GET" else json.dumps(sent or {}).encode()
        request = Request(f"{self.driver}/session{self.session}{path}", body, method=method)
        try:
            with urlopen(request, timeout=120) as answer:
                return json.load(answer)["value"]
        except HTTPError as refused:
            raise Refused(json.load(refused)["value"]["message"]) from None

    def go(self, url: str) -> None:
        self.ask("POST", "/url", {"url": url})

    def run(self, body: str, *arguments: Any) -> Any:
        return self.ask("POST", "/execute/sync", {"script": body, "args": arguments})

    def act(self, *sources: dict[str, Any]) -> None:
        self.ask("POST", "/actions", {"actions": sources})

    def turn(self, by: int) -> None:
        self.ask("POST", "/back" if by < 0 else "/forward")

    @property
    def url(self) -> str:
        return str(self.ask("GET", "/url"))

    def picture(self) -> bytes:
        return b64decode(self.ask("GET", "/screenshot"))


@contextmanager
def started(command: Sequence[str | Path], **options: Any) -> Iterator[subprocess.Popen[str]]:
    """Run a program while it is needed, and end it with all that it started."""
    process = subprocess.Popen(command, text=True, **options)
    try:
        yield process
    finally:
        own = psutil.Process(process.pid)
        for one in [*own.children(recursive=True), own]:
            with suppress(psutil.Error):
                one.kill()
        process.wait()


@contextmanager
def firefox(home: Path) -> Iterator[Firefox]:
    """Start a Firefox with a profile of its own."""
    program = next(filter(None, map(shutil.which, FIREFOXES)), None)
    if not program:
        pytest.skip(f"Firefox is not installed; on Debian: {PACKAGES['firefox']}")
    (home / "user.js").write_text(PREFERENCES, "utf-8")
    options = ("--headless", "--no-remote", "--profile", home, "--remote-debugging-port", "0")
    told = home / "WebDriverBiDiServer.json"
    with started([program, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL):
        eventually(lambda: told.is_file() and told.read_text("utf-8"))
        place = json.loads(told.read_text("utf-8"))
        address = f"ws://{place['ws_host']}:{place['ws_port']}/session"
        line = create_connection(address, timeout=120, suppress_origin=True)
        try:
            yield Firefox(line)
        finally:
            line.close()


@contextmanager
def webkit(home: Path) -> Iterator[WebKit]:
    """Start WebKitGTK's small browser, on a screen that nobody sees."""
    browser = next(Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser"), None)
    driver, screen = shutil.which("WebKitWebDriver"), shutil.which("Xvfb")
    if not (browser and driver and screen):
        pytest.skip(f"WebKitGTK is not installed; on Debian: {PACKAGES['webkit']}")
    shown, number = os.pipe()
    with started(
        [screen, "-displayfd", str(number), "-screen", "0", "1280x1024x24", "-nolisten", "tcp"],
        pass_fds=[number],
        stderr=subprocess.DEVNULL,
    ):
        os.close(number)
        with os.fdopen(shown) as display:
            name = display.readline().strip()
        port = free_port()
        environment = {
            **os.environ,
            "DISPLAY": f":{name}",
            "HOME": str(home),
            "GDK_BACKEND": "x11",
            "NO_AT_BRIDGE": "1",
            "WEBKIT_DISABLE_COMPOSITING_MODE": "1",
            **QUICK_CODE,
        }
        with started([driver, f"--port={port}"], env=environment, stderr=subprocess.DEVNULL):
            address = f"http://127.0.0.1:{port}"
            eventually(lambda: is_there(address))
            yield WebKit(address, {"binary": str(browser), "args": ["--automation"]})


def is_there(address: str) -> bool:
    try:
        return urlopen(f"{address}/status", timeout=5).status == 200
    except (URLError, OSError):
        return False


STARTS = {"firefox": firefox, "webkit": webkit}
