"""Where kernels come from: the warm process for that of a visit, Jupyter's own way for any other."""

import asyncio
import os
import sys
from pathlib import Path
from subprocess import DEVNULL
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from ..widgets.assets import PAGE_BRINGS_THEM
from .forked import ForkedKernel
from .forks import KernelStart, WarmProcess, log

LAUNCHER = ["-m", "ipykernel_launcher"]
FIXED_AT_START = ("PYTHON", "LD_", "LC_", "LANG")
"""What of the environment works only when it is there before Python starts."""


class WarmProvisioner(LocalProvisioner):
    """Forks kernels from the warm process of the kernel manager above; starts the others as usual."""

    async def launch_kernel(self, cmd: list[str], **options: Any) -> KernelConnectionInfo:
        warm = self._warm()
        start = _kernel_start(cmd, self._scrub_kwargs(options))
        if warm and start:
            try:
                kernel = await asyncio.to_thread(warm.fork, start)
            except OSError as error:
                log.warning("A kernel is started the ordinary way: %s", type(error).__name__)
            else:
                self._follow(kernel, start)
                return self.connection_info
        if PAGE_BRINGS_THEM in (options.get("env") or {}):
            options |= dict.fromkeys(("stdout", "stderr"), DEVNULL)  # as in forks.py
        return await super().launch_kernel(cmd, **options)

    async def poll(self) -> int | None:
        warm = self._warm()
        if warm:
            warm.look()
        return await super().poll()

    def _follow(self, kernel: ForkedKernel, start: KernelStart) -> None:
        self.process = kernel  # type: ignore[assignment]  # it has what is used of a Popen
        self.pid = self.pgid = kernel.pid  # it leads a process group of its own
        self.cwd = start.folder

    def _warm(self) -> WarmProcess | None:
        """Return the warm process of the kernel manager that has this kernel's, if it keeps one."""
        kernels = getattr(self.parent, "parent", None)
        return getattr(kernels, "warm", None)


def _is_own(command: list[str]) -> bool:
    """Say whether a command starts ipykernel with the very Python that runs this."""
    return command[1:3] == LAUNCHER and Path(command[0]) == Path(sys.executable)


def _kernel_start(command: list[str], options: dict[str, Any]) -> KernelStart | None:
    """Return how to fork what would be started; ``None`` if a fork would not be the same."""
    environment = options.pop("env", None)
    folder = options.pop("cwd", None) or Path.cwd()
    if not _is_own(command) or environment is None or any(options.values()):
        return None
    if PAGE_BRINGS_THEM not in environment or not _same_start(environment):
        return None
    return KernelStart(command[3:], str(folder), environment)


def _same_start(environment: dict[str, str]) -> bool:
    def fixed(of: Any) -> dict[str, str]:
        return {name: value for name, value in of.items() if name.startswith(FIXED_AT_START)}

    return fixed(environment) == fixed(os.environ)
