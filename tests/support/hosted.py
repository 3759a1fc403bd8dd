"""The workbook in a Jupyter server of somebody else's, as Binder and JupyterHub run it."""

import json
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.request import Request, urlopen

from playwright.sync_api import Page
from processes import ROOT, environment, eventually, free_port, on_free_ports
from strangers import Stranger

from reconnect_widgets.answers.store import Store
from reconnect_widgets.places import ANSWERS_FILE
from reconnect_widgets.servers import START_PAGE
from reconnect_widgets.stages import BY_NUMBER

ANSWERS_WITHIN = 10
LAB = """
import sys
sys.modules["rfc3987_syntax"] = None
from jupyterlab import commands
commands._yarn_config = lambda _: {"yarn config": {}}
from jupyterlab.labapp import main
main()
"""
"""As ``python -m jupyterlab``, in half the time: see ``skip_unused_imports``. And Node is not started,
from which JupyterLab would hear where extensions come from."""


@dataclass
class Hosted:
    """A Jupyter server under a path of its own, with the workbook in it."""

    origin: str
    base: str
    token: str
    data: Path
    log: Path

    def address(self, number: str) -> str:
        """The address of a page; the token is needed only for the first."""
        return f"{self.origin}{self.base}voila/render/notebooks/{BY_NUMBER[number].file}"

    def enter(self, page: Page, number: str = "00") -> None:
        """Open a page as a link with the token does."""
        page.goto(f"{self.address(number)}?token={self.token}")

    def ask(self, path: str, method: str = "GET", body: Any = None) -> Any:
        """Ask the server's own interface, as its host may."""
        head = {"Authorization": f"token {self.token}"}
        data = None if body is None else json.dumps(body).encode()
        request = Request(f"{self.origin}{self.base}api/{path}", data, head, method=method)
        with urlopen(request, timeout=ANSWERS_WITHIN) as answer:
            return json.loads(answer.read() or "null")

    def reader(self) -> Stranger:
        """Return the reader, let in, as somebody without a browser."""
        reader = Stranger(SimpleNamespace(origin=f"{self.origin}{self.base.rstrip('/')}"))
        assert reader.ask(f"/voila/render/notebooks/{START_PAGE}?token={self.token}").status == 200
        return reader

    def kernels(self) -> set[str]:
        """The ids of all kernels that live now."""
        return {kernel["id"] for kernel in self.ask("kernels")}

    @property
    def store(self) -> Store:
        """The answers, opened anew."""
        return Store(self.data / ANSWERS_FILE)


@contextmanager
def serve_hosted(place: str, folder: Path, *settings: str) -> Iterator[Hosted]:
    """Run JupyterLab's server in a checkout, with what BinderHub gives it, for a block."""
    with ExitStack() as stack:
        yield on_free_ports(lambda: stack.enter_context(_serve(place, folder, *settings)))


@contextmanager
def _serve(place: str, folder: Path, *settings: str) -> Iterator[Hosted]:
    port, token, base = free_port(), secrets.token_hex(16), "/user/anna/"
    hosted = Hosted(f"http://127.0.0.1:{port}", base, token, folder / "data", folder / "log.txt")
    command = [sys.executable, "-c", LAB, "--no-browser", "--ip=127.0.0.1"]
    command += [f"--port={port}", "--ServerApp.port_retries=0"]
    command += [f"--ServerApp.base_url={base}", "--ServerApp.allow_origin=*"]
    command += [f"--IdentityProvider.token={token}", *settings]
    command += ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    own = environment(hosted.data) | {"RECONNECT_PLACE": place, "HOME": str(folder)}
    with hosted.log.open("w") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, env=own, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
    try:
        eventually(lambda: process.poll() is not None or _answers(hosted))
        assert process.poll() is None, hosted.log.read_text("utf-8")
        yield hosted
    finally:
        process.terminate()
        process.wait(30)


def _answers(hosted: Hosted) -> bool:
    try:
        return bool(hosted.ask("status"))
    except OSError:  # nobody is there, or somebody else who does not answer
        return False
