"""The workbook in a Jupyter server of somebody else's: on Binder, or behind JupyterHub.

The package brings this extension along, and it does nothing unless ``RECONNECT_PLACE`` says that
the server is there for the workbook. Then pages look, answer and end as they do with `reconnect`.
What the host has set for the server stays as it is, but for what those pages cannot have. No answer
ends up in a notebook that JupyterLab saves there.
"""

import logging
import os
from pathlib import Path
from typing import Any

from traitlets.config import Config
from traitlets.utils.importstring import import_item

from ..hosting import BINDER, HUB, hosting
from ..places import notebooks_folder, settle_data
from ..servers import START_PAGE, leave_outputs_out, skip_unused_imports, use_own_kernel
from ..terminal import Discreet, log, log_request

HOSTED = (BINDER.name, HUB.name)
PACKAGE = __name__.partition(".")[0]


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "reconnect_widgets.voila.extension"}]


def _link_jupyter_server_extension(server: Any) -> None:
    """Set the server up before it makes its parts; the host's own settings come first."""
    if hosting().name not in HOSTED:
        return
    settle_data()
    skip_unused_imports()
    use_own_kernel()
    from .settings import NEEDED, TEMPLATE

    settings = hosted_config()
    folder = Path(server.root_dir)
    # On Binder the home is the repository. On a hub it is the reader's, who may keep anything there.
    home = Path(os.environ.get("HOME", "/")).resolve()
    is_readers = hosting().name == HUB.name and folder.resolve() == home
    if (is_readers or not start_path(folder)) and "root_dir" not in server.config.ServerApp:
        folder = notebooks_folder()
        settings.ServerApp.root_dir = settings.ServerApp.preferred_dir = str(folder)
    settings.ServerApp.default_url = f"/voila/render/{start_path(folder)}"
    pages = settings.VoilaConfiguration
    needed = {name: pages[name] for name in ("resources", *NEEDED)}
    own_kernels = settings.ServerApp.kernel_manager_class
    settings.merge(server.config)
    if pages.template == TEMPLATE:  # else no form would ever come
        pages.update(needed)
        kernels = settings.ServerApp.kernel_manager_class  # a class, or its name
        kernels = import_item(kernels) if isinstance(kernels, str) else kernels
        if not issubclass(kernels, import_item(own_kernels)):
            log.warning(
                "ServerApp.kernel_manager_class is left out: the workbook's pages need its own."
            )
            settings.ServerApp.kernel_manager_class = own_kernels
    server.update_config(settings)


def hosted_config() -> Config:
    """Return our settings in the sections that Jupyter's server has for them."""
    from .settings import workbook_config

    ours = workbook_config()
    pages = ours.pop("Voila")
    # Notebooks that are open in JupyterLab have kernels too, and a laptop may sleep for a while.
    ours.MappingKernelManager.cull_idle_timeout = 600
    ours.MappingKernelManager.cull_interval = 30
    ours.ServerApp.kernel_manager_class = ours.VoilaConfiguration.pop("multi_kernel_manager_class")
    ours.ServerApp.jinja_template_vars = pages["tornado_settings"]["jinja_template_vars"]
    ours.ServerApp.tornado_settings = {"log_function": log_request}
    return ours


def start_path(folder: Path) -> str:
    """Return where the start page is in a folder, or nothing when it is not there."""
    paths = (START_PAGE, f"notebooks/{START_PAGE}")
    return next((path for path in paths if (folder / path).is_file()), "")


def leave_answers_out(model: dict[str, Any], **_: Any) -> None:
    """Take outputs out of a notebook that can show answers; others of the host's keep theirs."""
    if model["type"] == "notebook":
        cells = model["content"].get("cells", ())
        if any(PACKAGE in str(cell["source"]) for cell in cells):
            leave_outputs_out(model)


def _load_jupyter_server_extension(server: Any) -> None:
    """Put the workbook's pages before Voila's own, and let nothing private into the log."""
    if hosting().name not in HOSTED:
        return
    from voila.configuration import VoilaConfiguration

    from .pages import in_the_way, page_handlers

    wishes = VoilaConfiguration(parent=server)
    if not in_the_way(type(server.kernel_manager), wishes):
        pages = page_handlers(server, server.base_url, wishes)
        server.web_app.add_handlers(".*$", pages)
    server.contents_manager.register_pre_save_hook(leave_answers_out)
    for logger in (logging.getLogger(), server.log):
        for handler in logger.handlers:
            handler.addFilter(Discreet())
