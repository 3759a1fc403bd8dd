"""The kernels of one reader's own workbook: Jupyter's kernel manager with a warm process below it."""

import asyncio
from collections.abc import Callable
from typing import Any

from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from tornado.ioloop import IOLoop
from traitlets import Bool, Float, Int

from ..example.keeping import ExampleKeeper
from .forks import WarmProcess, can_fork, log
from .making import Compiled
from .ready import ReadyPages


class WorkbookKernels(AsyncMappingKernelManager):
    """Jupyter's kernel manager; kernels are forked from a warm process, and one is ready ahead."""

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
    ready_pages = Int(
        0,
        min=0,
        config=True,
        help="How many of the following pages are made ahead of need. Each costs a kernel.",
    )
    ready_after = Float(
        0.8,
        config=True,
        help="Seconds after a page was sent until the next one is made, so that they do not compete.",
    )

    join_within = Float(
        30.0,
        config=True,
        help="Seconds after it was sent in which a page has to join its kernel, or that ends.",
    )

    def __init__(self, **options: Any) -> None:
        """Start the warm process, so that it is there when the first page is asked for."""
        super().__init__(**options)  # type: ignore[no-untyped-call]
        self.compiled = Compiled()
        self.example = ExampleKeeper()
        self.site: Any = self.parent
        """What pages are made from: Voila's application, or what stands in for it (extension.py)."""
        self._of_pages: set[str] = set()
        self._farewells: dict[str, set[Callable[[], None]]] = {}
        self.ready = ReadyPages(self, self.ready_pages)
        self.warm: WarmProcess | None = None
        if self.fork_kernels and can_fork():
            try:
                self.warm = WarmProcess(self.patience)
            except OSError as error:
                log.warning("Kernels are started the ordinary way: %s", type(error).__name__)

    def expect_join(self, kernel_id: str) -> None:
        """Wait for a page that has been sent to join its kernel; one that does not has left it."""
        IOLoop.current().call_later(self.join_within, self.end_if_unjoined, kernel_id)

    async def end_if_unjoined(self, kernel_id: str) -> None:
        """End a kernel that no page joined: its tab was closed at once, or no script runs there."""
        if kernel_id in self and self._kernel_connections.get(kernel_id, 0) <= 0:
            await self.shutdown_kernel(kernel_id, now=True)

    def expect_after(self, path: str) -> None:
        """Make what follows the page of a notebook, when that page has had time to settle."""
        IOLoop.current().call_later(self.ready_after, self.ready.expect_after, path)

    async def start_kernel(self, **options: Any) -> str:  # type: ignore[override]
        """Start a kernel, and remember if it is a page's; beside JupyterLab there are others."""
        kernel_id: str = await super().start_kernel(**options)
        if "VOILA_REQUEST_URL" in (options.get("env") or {}):
            self._of_pages.add(kernel_id)
        return kernel_id

    def is_of_page(self, kernel_id: str) -> bool:
        """Say whether a kernel was started for a page, and ends with it."""
        return kernel_id in self._of_pages

    def tell_end(self, kernel_id: str, tell: Callable[[], None]) -> None:
        """Call ``tell`` when a kernel has ended, such as one that was idle for too long."""
        self._farewells.setdefault(kernel_id, set()).add(tell)

    def tell_no_more(self, kernel_id: str, tell: Callable[[], None]) -> None:
        """Take back :meth:`tell_end`."""
        self._farewells.get(kernel_id, set()).discard(tell)

    async def cull_kernel_if_idle(self, kernel_id: str) -> None:
        """Cull a kernel that nobody uses; the one made ahead stays as long as a page is open.

        It outlives the last page for as long as any idle kernel may, for whoever comes back.
        """
        if not (self.ready.holds(kernel_id) and any(self._kernel_connections.values())):
            await super().cull_kernel_if_idle(kernel_id)  # type: ignore[no-untyped-call]

    async def shutdown_kernel(  # type: ignore[override]
        self, kernel_id: str, now: bool = False, restart: bool = False
    ) -> None:
        """End a kernel, and tell whoever wants to know."""
        ended = super().shutdown_kernel(kernel_id, now, restart)  # type: ignore[no-untyped-call]
        await ended
        if not restart:
            self._of_pages.discard(kernel_id)
            for tell in self._farewells.pop(kernel_id, set()):
                tell()

    async def shutdown_all(self, now: bool = False) -> None:  # type: ignore[override]
        """End all kernels and the warm process, which buries them."""
        try:
            await self.ready.end()
            await super().shutdown_all(now=now)
        finally:
            if self.warm:
                await asyncio.to_thread(self.warm.end)
                self.warm = None
