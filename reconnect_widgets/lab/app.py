"""JupyterLab as a place to read and change the workbook: its application with our defaults.

Nothing is fetched from elsewhere (no news, no look for updates, no list of extensions), and what
a notebook showed is left out of the file when it is saved, so that no answer ends up in it.
"""

import logging
import os
import sys
from pathlib import Path
from subprocess import DEVNULL
from typing import Any

from jupyter_server.serverapp import ServerApp
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from jupyterlab.handlers.announcements import NeverCheckForUpdate
from jupyterlab.labapp import LabApp
from traitlets.config import Config

from ..answers.keys import read_key
from ..kernels.forks import NO_HISTORY
from ..places import data_folder, notebooks_folder
from ..servers import (
    PRIVATE_KERNELS,
    START_PAGE,
    Wishes,
    bring_home,
    end_by,
    leave_outputs_out,
    put_first,
    require_free_port,
    require_known,
    require_start_page,
    say_address,
    use_own_kernel,
)
from ..terminal import log_quietly, log_request, shown
from ..voila.strangers import refuse_strangers
from .copies import bring_copies, needs_copy

PORT = 8913
EXTENSIONS = {
    "jupyterlab": True,
    "notebook_shim": False,  # carries old settings over, and warns about each of them
    # Its preview is not the app: a page of its own template, which fetches fonts from elsewhere.
    "voila.server_extension": False,
}


def writable_notebooks() -> Path:
    """Return the workbook's notebooks where they can be changed, copied when need be."""
    folder = notebooks_folder()
    if not needs_copy(folder):
        return folder
    copies = bring_copies(folder, data_folder() / "notebooks")
    sys.stderr.write(f"{shown(str(copies))}\n")
    return copies.folder


def preset(notebooks: Path) -> Config:
    """Return our defaults; config files and the command line may change each of them."""
    key, own = read_key(), data_folder() / "lab"
    return Config(
        {
            "ServerApp": {
                "ip": "127.0.0.1",
                "port": PORT,
                "base_url": key.base,
                "port_retries": 0,
                "kernel_manager_class": QuietKernels,
                "root_dir": str(notebooks),
                "allow_root": True,  # on 127.0.0.1 and behind the token; a container often is root
                "cookie_secret": key.cookie_secret,
                # No pings: their time for an answer is over before the first is sent, or, as by default,
                # longer than tornado allows without a warning.
                "tornado_settings": {"ws_ping_interval": 0, "log_function": log_request},
            },
            "Application": {"log_level": logging.WARNING},
            "IdentityProvider": {"token": key.token},
            "LabApp": {
                "default_url": f"/lab/tree/{START_PAGE}",
                "news_url": None,
                "check_for_updates_class": NeverCheckForUpdate,
                "extension_manager": "readonly",
                # The reader's everyday JupyterLab keeps its own open tabs and settings.
                "workspaces_dir": str(own / "workspaces"),
                "user_settings_dir": str(own / "settings"),
            },
            # What is exported or printed has no need of them, and is read without anybody hearing of it.
            "HTMLExporter": {"require_js_url": "", "mathjax_url": ""},
            **PRIVATE_KERNELS,
        }
    )


class QuietKernels(AsyncMappingKernelManager):
    """Jupyter's kernel manager; what kernels print goes to their notebooks, and not to the terminal.

    What is run there, which can be a draft for ``check_message``, is in no history on the disk.
    """

    async def start_kernel(self, **options: Any) -> str:  # type: ignore[override]
        options |= {"stdout": DEVNULL, "stderr": DEVNULL, "extra_arguments": [NO_HISTORY]}
        return str(await super().start_kernel(**options))


class LabServer(ServerApp):
    """Jupyter's server, which says its address on standard output and keeps to its port."""

    def init_httpserver(self) -> None:
        log_quietly(self)
        require_start_page(Path(self.root_dir))
        self.contents_manager.register_pre_save_hook(leave_outputs_out)  # type: ignore[no-untyped-call]
        if self.port_retries == 0:
            require_free_port(self.ip, self.port)
        refuse_strangers(self.web_app)
        super().init_httpserver()
        # As soon as it answers.
        self.io_loop.add_callback(say_address, self, f"/lab/tree/{START_PAGE}")

    def init_signal(self) -> None:
        super().init_signal()
        end_by(lambda: self.stop(from_signal=True))  # without a question that times out


def serve(wishes: Wishes) -> int:
    """Serve JupyterLab until it is ended, and end the process with it."""
    if "--help-all" in wishes.settings:
        LabApp.launch_instance(["--help-all"])
    require_known(wishes.settings, {"debug", *LabApp().aliases, *LabApp().flags})
    use_own_kernel()
    put_first("JUPYTER_CONFIG_PATH", Path(__file__).parent)
    notebooks = notebooks_folder() if wishes.notebooks else writable_notebooks()
    server = LabServer.instance(jpserver_extensions=EXTENSIONS, config=preset(notebooks))
    server.initialize(wishes.as_settings("ServerApp"), starter_extension=LabApp.name)
    server.start()
    bring_home()
    return end_at_once()


def end_at_once() -> int:
    """End the process: a thread that Jupyter left behind would keep it for ever."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)
