"""What a page and its kernel say to each other: encrypted, or said to be open."""

import os

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
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel
    from jupyter_client.manager import KernelManager

    if not zmq.has("curve") or "transport_encryption" not in KernelManager.class_trait_names():
        return False
    try:
        kernel = KernelSpecManager().get_kernel_spec("python3")
    except NoSuchKernel:
        return False
    return "curve" in kernel.metadata.get("supported_encryption", "")
