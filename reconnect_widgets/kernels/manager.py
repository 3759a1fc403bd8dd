"""The kernels of visits: Jupyter's kernel manager with a warm process below it."""

import asyncio
import os
import posixpath
from collections.abc import Callable
from typing import Any

from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from jupyter_server.utils import ApiPath
from tornado.ioloop import IOLoop
from traitlets import Bool, Float

from ..example.addresses import notebook_of
from ..example.keeping import ExampleKeeper
from ..page.turning import FOLDER, PAGES
from ..widgets.assets import PAGE_BRINGS_THEM
from .forks import WarmProcess, can_fork, log
from .sockets import make_socket_folder, remove_socket_folder

FOR_VISITS = [
    "--IPKernelApp.extra_extensions=reconnect_widgets.kernels.visit",
    # It needs no history of what was typed, which would be a database, and nothing that prints past
    # Python.
    "--HistoryManager.enabled=False",
    "--IPKernelApp.capture_fd_output=False",
]
"""What is asked of ipykernel for a visit."""


class WorkbookKernels(AsyncMappingKernelManager):
    """Jupyter's kernel manager; the kernels of visits are forked from a warm process."""

    fork_kernels = Bool(
        True,
        config=True,
        help="Fork kernels from one process that has imported what they need, where the system can.",
    )
    patience = Float(
        10.0,
        config=True,
        help="Seconds to wait for a forked kernel before one is started the ordinary way.",
    )
    join_within = Float(
        30.0,
        config=True,
        help="Seconds in which a page has to join the kernel that it asked for, or that ends.",
    )

    def __init__(self, **options: Any) -> None:
        """Start the warm process, so that it is there when the first page is asked for."""
        super().__init__(**options)  # type: ignore[no-untyped-call]
        self.example = ExampleKeeper()
        self._visits: set[str] = set()
        self._promised: set[str] = set()
        """Kernels that a page was given and has not joined yet; a tab's copy may ask for the same."""
        self._farewells: dict[str, set[Callable[[], None]]] = {}
        self._sockets = make_socket_folder()
        self.warm: WarmProcess | None = None
        if self.fork_kernels and can_fork():
            try:
                self.warm = WarmProcess(self.patience)
            except OSError as error:
                log.warning("Kernels are started the ordinary way: %s", type(error).__name__)

    def pre_start_kernel(
        self, kernel_name: str | None, kwargs: dict[str, Any]
    ) -> tuple[Any, str, str]:
        """Let a visit's kernel and the server meet where nobody else can listen, if there is such a place."""
        kernel, name, kernel_id = super().pre_start_kernel(kernel_name, kwargs)
        if self._sockets and not self._sockets.is_dir():
            self._sockets = make_socket_folder()  # the system clears such places, as at a logout
        if self._sockets and PAGE_BRINGS_THEM in (kwargs.get("env") or {}):
            kernel.connection_file = str(self._sockets / f"kernel-{kernel_id}.json")
            kernel.transport = "ipc"
            if kernel.has_trait("transport_encryption"):
                kernel.transport_encryption = "disabled"  # the folder is this user's alone
        return kernel, name, kernel_id

    async def begin_visit(self, path: str, kernel_name: str) -> str:
        """Start the kernel of a visit that begins at the page at a path, and return its id."""
        kernel_id = await self.start_kernel(
            kernel_name=kernel_name,
            path=ApiPath(posixpath.dirname(notebook_of(path))),
            env={
                **os.environ,
                PAGE_BRINGS_THEM: "1",
                FOLDER: str(self.root_dir),
                PAGES: f"{getattr(self.parent, 'base_url', '/')}voila/render/",
            },
            extra_arguments=FOR_VISITS,
        )
        self._visits.add(kernel_id)
        self._promised.add(kernel_id)
        IOLoop.current().call_later(self.join_within, self.end_if_unjoined, kernel_id)
        return kernel_id

    def take_visit(self, kernel_id: str) -> bool:
        """Let a page have a kernel again, if it is a visit's that no page has now, and still runs."""
        is_free = kernel_id in self._visits and kernel_id not in self._promised
        if not is_free or not self._runs(kernel_id):
            return False
        self._promised.add(kernel_id)
        IOLoop.current().call_later(self.join_within, self.end_if_unjoined, kernel_id)
        return True

    def is_promised(self, kernel_id: str) -> bool:
        """Say whether a page was given a kernel and is about to join it."""
        return kernel_id in self._promised

    def was_left(self, kernel_id: str) -> None:
        """Note that a page has let go of a kernel, so that it may be given again."""
        self._promised.discard(kernel_id)

    def _runs(self, kernel_id: str) -> bool:
        if kernel_id not in self:
            return False
        process = getattr(self.get_kernel(kernel_id).provisioner, "process", None)
        runs = process is not None and process.poll() is None
        return runs and self._kernel_connections.get(kernel_id, 0) <= 0

    async def end_if_unjoined(self, kernel_id: str) -> None:
        """End a kernel that no page joined: its tab was closed at once, or no script runs there."""
        self._promised.discard(kernel_id)
        if kernel_id in self and self._kernel_connections.get(kernel_id, 0) <= 0:
            await self.shutdown_kernel(kernel_id, now=True)

    def is_of_visit(self, kernel_id: str) -> bool:
        """Say whether a kernel is a visit's, and ends with it; beside JupyterLab there are others."""
        return kernel_id in self._visits

    def tell_end(self, kernel_id: str, tell: Callable[[], None]) -> None:
        """Call ``tell`` when a kernel has ended, such as one that was idle for too long."""
        self._farewells.setdefault(kernel_id, set()).add(tell)

    def tell_no_more(self, kernel_id: str, tell: Callable[[], None]) -> None:
        """Take back :meth:`tell_end`."""
        self._farewells.get(kernel_id, set()).discard(tell)

    async def shutdown_kernel(  # type: ignore[override]
        self, kernel_id: str, now: bool = False, restart: bool = False
    ) -> None:
        """End a kernel, and tell whoever wants to know."""
        if not restart:
            # At once: a page that joined it now would wait for a minute for a kernel that ends.
            self._visits.discard(kernel_id)
            self._promised.discard(kernel_id)
        ended = super().shutdown_kernel(kernel_id, now, restart)  # type: ignore[no-untyped-call]
        await ended
        if not restart:
            for tell in self._farewells.pop(kernel_id, set()):
                tell()

    async def shutdown_all(self, now: bool = False) -> None:  # type: ignore[override]
        """End all kernels and the warm process, which buries them."""
        try:
            await super().shutdown_all(now=now)
        finally:
            if self.warm:
                await asyncio.to_thread(self.warm.end)
                self.warm = None
            if self._sockets:
                remove_socket_folder(self._sockets)
