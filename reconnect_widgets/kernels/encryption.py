"""What a page and its kernel say to each other: encrypted, or said to be open."""

import json
import os
from pathlib import Path
from typing import Any

from ..hosting import OVERHEARD
from .forks import log


def private_kernels() -> dict[str, str]:
    """Return the settings that keep other users of the computer from listening to a kernel.

    A kernel publishes what it shows on a port of this computer; encrypted, only its own page can
    read that. Where a library is too old for it, the terminal and the pages say so. Call it before
    any page's words are put together.
    """
    able = _can_encrypt()
    os.environ[OVERHEARD] = "" if able else "yes"
    if not able:
        log.warning(
            "What a page and its kernel say to each other is not encrypted, so other users of this "
            "computer could read along. An update of ipykernel, jupyter_client and pyzmq ends that."
        )
    return {"transport_encryption": "auto"} if able else {}


def _can_encrypt() -> bool:
    """Say whether the library of the sockets, that of the server and that of the kernel all can."""
    import zmq
    from jupyter_client.manager import KernelManager

    known = "transport_encryption" in KernelManager.class_trait_names()
    return known and zmq.has("curve") and "curve" in _kernel().get("supported_encryption", "")


def _kernel() -> dict[str, Any]:
    """Return what is known of the kernel.

    Its file is read here: asking Jupyter for its specification would settle by whom kernels are
    started, before our settings are there.
    """
    from ipykernel.kernelspec import get_kernel_dict
    from jupyter_client.kernelspec import KernelSpecManager

    folder = KernelSpecManager().find_kernel_specs().get("python3")
    file = Path(folder, "kernel.json") if folder else None
    spec = json.loads(file.read_text("utf-8")) if file and file.is_file() else get_kernel_dict()
    return dict(spec.get("metadata", {}))
