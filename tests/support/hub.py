"""A real JupyterHub on loopback, with the settings in deploy/ and a real proxy."""

import os
import secrets
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from urllib.request import urlopen

import psutil
import pytest
from beginning import free_port, without_checks
from filelock import FileLock
from platformdirs import user_cache_path
from playwright.sync_api import Page
from processes import (
    ENDS_WITHIN,
    READY_WITHIN,
    environment,
    eventually,
    on_free_ports,
    port_is_taken,
)

from reconnect_widgets.answers.store import Store
from reconnect_widgets.places import ANSWERS_FILE
from reconnect_widgets.stages import BY_NUMBER

READERS = ("anna", "bert")
PROXY = "configurable-http-proxy@~5.1"
"""The last that runs on the Node of Debian 12."""


@dataclass
class Hub:
    """A JupyterHub in which each reader has a host name of their own."""

    folder: Path
    port: int
    password: str
    clock: str
    """The key with which idle servers may be ended."""
    process: subprocess.Popen[bytes] | None = None

    def host(self, reader: str) -> str:
        """The origin of one reader's pages."""
        return f"http://{reader}.hub.localhost:{self.port}"

    def address(self, reader: str, number: str) -> str:
        """The address of one reader's page."""
        return f"{self.host(reader)}/user/{reader}/voila/render/{BY_NUMBER[number].file}"

    def log_in(self, page: Page, reader: str) -> None:
        """Log in as a reader does, and wait for the page that they land on."""
        page.goto(f"http://hub.localhost:{self.port}/")
        page.get_by_label("Username").fill(reader)
        page.get_by_label("Password").fill(self.password)
        page.get_by_role("button", name="Sign in").click()

    def file(self, reader: str) -> Path:
        """The file with one reader's answers."""
        return next((self.folder / "homes" / reader).rglob(ANSWERS_FILE))

    def store(self, reader: str) -> Store:
        """One reader's answers, opened anew."""
        return Store(self.file(reader))

    def ask(self, page: Page, method: str, reader: str, path: str) -> tuple[int, str]:
        """Ask one reader's server with every cookie that a browser has, whoever it belongs to."""
        cookies = "; ".join(f"{one['name']}={one['value']}" for one in page.context.cookies())
        head = {"Host": f"{reader}.hub.localhost:{self.port}", "Cookie": cookies}
        line = HTTPConnection("127.0.0.1", self.port, timeout=READY_WITHIN)
        try:
            line.request(method, f"/user/{reader}{path}", headers=head)
            answer = line.getresponse()
            return answer.status, answer.read().decode()
        finally:
            line.close()

    def runs(self, name: str) -> bool:
        """Say whether the hub has a process of this name, such as a reader's server."""
        started = psutil.Process(self.process.pid).children() if self.process else []
        for one in started:
            with suppress(psutil.Error):  # it has just ended
                if any(name in part for part in one.cmdline()):
                    return True
        return False

    @contextmanager
    def ends_idle_servers(self, *, after: int) -> Iterator[None]:
        """Run the service that ends idle servers for a block, with seconds in place of an hour."""
        command = [sys.executable, "-m", "jupyterhub_idle_culler"]
        where = f"--url=http://127.0.0.1:{self.port}/hub/api"
        with (self.folder / "clock.log").open("w") as log:
            clock = subprocess.Popen(
                [*command, f"--timeout={after}", "--cull-every=1", where],
                # A question that a busy hub lost is asked again, well before the test gives up.
                env=os.environ
                | {"JUPYTERHUB_API_TOKEN": self.clock, "JUPYTERHUB_REQUEST_TIMEOUT": "10"},
                stdout=log,
                stderr=log,
            )
        try:
            yield
        finally:
            clock.terminate()
            clock.wait(ENDS_WITHIN)

    def said(self) -> str:
        """What the hub and the service that ends idle servers have written so far."""
        return "\n".join(log.read_text("utf-8") for log in sorted(self.folder.glob("*.log")))


def find_proxy() -> Path:
    """Return the proxy that JupyterHub needs, which npm brings once; without Node there is none."""
    npm = shutil.which("npm")
    if not npm:
        pytest.skip("There is no Node here, and JupyterHub's proxy needs it.")
    kept = user_cache_path("reconnect") / PROXY.replace("@~", "-")
    with FileLock(kept.with_name(f"{kept.name}.lock")):
        if not kept.exists():
            unfinished = kept.with_name(f"{kept.name}-unfinished")
            install = [npm, "install", "--no-audit", "--no-fund", "--prefix", unfinished, PROXY]
            subprocess.run(install, check=True, capture_output=True)
            unfinished.rename(kept)
    return kept / "node_modules" / ".bin" / "configurable-http-proxy"


@contextmanager
def serve_hub(folder: Path, **settings: str) -> Iterator[Hub]:
    """Run JupyterHub for a block."""
    proxy = find_proxy()
    with ExitStack() as stack:
        yield on_free_ports(lambda: stack.enter_context(_serve(folder, proxy, **settings)))


@contextmanager
def _serve(folder: Path, proxy: Path, **settings: str) -> Iterator[Hub]:
    hub = Hub(folder, free_port(), secrets.token_hex(8), secrets.token_hex(16))
    readers = folder / "readers.txt"
    readers.write_text("\n".join(READERS))
    own = environment(folder / "nobody") | {
        "HUB_FOLDER": str(folder),
        "HUB_PORT": str(hub.port),
        "HUB_OWN_PORT": str(free_port()),
        "HUB_PROXY_PORT": str(free_port()),
        "HUB_PROXY": str(proxy),
        "HUB_PASSWORD": hub.password,
        "HUB_CLOCK_TOKEN": hub.clock,
        "RECONNECT_HUB": f"http://hub.localhost:{hub.port}",
        "RECONNECT_READERS": str(readers),
        "CONFIGPROXY_AUTH_TOKEN": secrets.token_hex(16),
    }
    config = Path(__file__).with_name("hub_config.py")
    command = [sys.executable, "-c", without_checks("jupyterhub.app"), "--config", str(config)]
    with (folder / "hub.log").open("w") as log:
        process = hub.process = subprocess.Popen(
            command,
            cwd=folder,
            env=own | settings,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            # With Ctrl-C it ends what it began; where tests run in the background, that is ignored.
            preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
        )
    try:
        # The proxy lives on without the port that it was to listen on, and the hub with it.
        eventually(lambda: process.poll() is not None or port_is_taken(hub.said()) or _answers(hub))
        assert process.poll() is None, hub.said()
        assert not port_is_taken(hub.said()), hub.said()
        yield hub
    finally:
        process.terminate()
        process.wait(60)


def _answers(hub: Hub) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{hub.port}/hub/api", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:  # nobody is there, or somebody else who does not answer
        return False
