"""A clean clone built by the recipe, and a server in it that is started as BinderHub starts one."""

import json
import os
import secrets
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

from .base import Environment
from .recipe import BUILDPACKS, Recipe, Refused

BASE = "/user/owner-workbook-a1b2c3d4/"
PASSED_ON = ("LANG", "SSL_CERT_FILE", "PIP_CERT", "PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL")
UP_WITHIN = 120
ENDS_WITHIN = 20

# BinderHub's own launcher (binderhub/config.py), so that JupyterLab is chosen as it would be there.
CHOOSE = """\
import os, sys
try:
    import jupyterlab.labapp
    command = "jupyter-lab"
except Exception:
    command = "jupyter-notebook"
os.execvp(command, [command, *sys.argv[1:]])
"""


@dataclass(frozen=True)
class Home:
    """The folder that is both repository and home on Binder, and the environment beside it."""

    folder: Path
    environment: Environment

    def variables(self) -> dict[str, str]:
        """Return the environment variables of a repo2docker image."""
        prefix = str(self.environment.folder)
        known = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
        return known | {
            "HOME": str(self.folder),
            "REPO_DIR": str(self.folder),
            "USER": "jovyan",
            "NB_USER": "jovyan",
            "SHELL": "/bin/bash",
            "NB_PYTHON_PREFIX": prefix,
            "KERNEL_PYTHON_PREFIX": prefix,
            "CONDA_DIR": prefix,
            "PYTHONUNBUFFERED": "1",
            "PATH": f"{self.folder}/.local/bin:{prefix}/bin:/usr/local/bin:/usr/bin:/bin",
        }

    def run(self, command: str) -> None:
        """Run a command of the recipe, in the home and with nothing else of this computer's."""
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=self.folder,
            env=self.variables(),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise Refused(f"This command failed: {command}\n{(done.stdout + done.stderr)[-3000:]}")


@dataclass(frozen=True)
class Session:
    """A Binder session: where it answers, the token, and what its server wrote."""

    process: subprocess.Popen[bytes]
    origin: str
    token: str
    log: Path

    def kernels(self) -> int:
        """Return how many kernels live now."""
        with urlopen(self.address(f"api/kernels?token={self.token}")) as answer:
            return len(json.load(answer))

    def address(self, path: str) -> str:
        """Return the address of a path of the server, such as ``api``."""
        return f"{self.origin}{BASE}{path}"


@contextmanager
def session(home: Home, recipe: Recipe, work: Path, idle: int) -> Iterator[Session]:
    """Run the server for a block; kernels that are idle for ``idle`` seconds are ended."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    started = Session(
        _start(home, recipe, work, idle, port, token := secrets.token_urlsafe(16)),
        f"http://127.0.0.1:{port}",
        token,
        work / "server.log",
    )
    try:
        _wait(started)
        yield started
    finally:
        started.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            started.process.wait(ENDS_WITHIN)
        with suppress(ProcessLookupError):  # then nothing that it began is left
            os.killpg(started.process.pid, signal.SIGKILL)
        started.process.wait()


def _start(
    home: Home, recipe: Recipe, work: Path, idle: int, port: int, token: str
) -> subprocess.Popen[bytes]:
    host = work / "etc-jupyter"  # stands at /etc/jupyter there
    host.mkdir()
    (host / "jupyter_server_config.json").write_text(json.dumps(_settings_of_the_host(idle)))
    options = {"base_url": BASE, "token": token, "trust_xheaders": "True", "allow_origin": "*"}
    arguments = ["--ip=127.0.0.1", f"--port={port}", "--no-browser"]
    for app in ("NotebookApp", "ServerApp"):
        arguments += [f"--{app}.{name}={value}" for name, value in options.items()]
    if os.geteuid() == 0:
        arguments.append("--allow-root")  # Binder's own user is not root
    own = {
        "BINDER_LAUNCH_HOST": "https://binder.example/",
        "JUPYTERHUB_SERVICE_PREFIX": BASE,
        "JUPYTERHUB_USER": BASE.split("/")[2],
        "JUPYTER_CONFIG_PATH": str(host),
        "R2D_ENTRYPOINT": recipe.entrypoint.replace("${REPO_DIR}", str(home.folder)),
    }
    entry = [home.environment.python, "-u", BUILDPACKS / "repo2docker-entrypoint"]
    with (work / "server.log").open("wb") as log:
        return subprocess.Popen(
            [*entry, "python3", "-c", CHOOSE, *arguments],
            cwd=home.folder,
            env=home.variables() | own,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def _settings_of_the_host(idle: int) -> dict[str, dict[str, object]]:
    """Return what mybinder.org sets for all servers, with another time until kernels end."""
    return {
        "ServerApp": {"allow_origin": "*", "shutdown_no_activity_timeout": 600},
        "MappingKernelManager": {
            "cull_idle_timeout": idle,
            "cull_interval": 1,
            "cull_connected": True,
        },
    }


def _wait(started: Session) -> None:
    until = time.monotonic() + UP_WITHIN
    while time.monotonic() < until and started.process.poll() is None:
        try:
            with urlopen(started.address("api"), timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise Refused(f"The server did not come up:\n{started.log.read_text('utf-8')[-2000:]}")
