"""The kernels of visits: Jupyter's kernel manager, which alone decides where they begin and when they end."""

import asyncio
import os
import posixpath
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from jupyter_client.ioloop.restarter import AsyncIOLoopKernelRestarter
from jupyter_core.utils import ensure_async
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from jupyter_server.utils import ApiPath
from tornado.ioloop import IOLoop
from traitlets import Bool, Float, Int
from zmq.eventloop.zmqstream import ZMQStream

from ..example.addresses import notebook_of
from ..page.notebooks import FOLDER
from ..page.turning import PAGES
from ..terminal import log
from ..widgets.assets import PAGE_BRINGS_THEM
from .forks import FOR_VISITS, VisitProvisioner, WarmProcess, can_fork

AT_THE_END = 5.0
"""Seconds that kernels may take for what they were told when the server ends."""

Tell = Callable[[], None]
"""The line of a page that has a kernel: what to call when that has ended."""


def close_later(channel: ZMQStream) -> None:
    """Close a channel in the next round of the loop: what it is about to hear would count as too late."""
    channel.stop_on_recv()
    IOLoop.current().add_callback(channel.close)


class Watch(AsyncIOLoopKernelRestarter):
    """Notes that the kernel of a visit has died; its page asks for another, so none is started again."""

    time_to_dead = Float(1.0)

    async def poll(self) -> None:  # type: ignore[override]
        """Look whether it lives."""
        kernel: Any = self.kernel_manager
        if not await kernel.is_alive():
            log.warning("The kernel of a page has ended by itself. The page gets another.")
            await kernel.parent.shutdown_kernel(kernel.kernel_id, now=True)


class WorkbookKernels(AsyncMappingKernelManager):
    """Jupyter's kernel manager; the kernels of visits are forked from a warm process."""

    fork_kernels = Bool(
        True,
        config=True,
        help="Fork kernels from one process that has imported what they need, where the system can.",
    )
    grace = Float(
        3.0,
        config=True,
        help="Seconds from the last page's leaving to the end of its kernel. A page that is loaded again "
        "meanwhile takes it up.",
    )
    patience = Float(
        30.0,
        config=True,
        help="Seconds that a kernel may take after that for words that were typed at the last moment.",
    )
    most_unread = Int(
        64_000_000, config=True, help="Bytes that a browser may leave unread before it is let go."
    )

    def __init__(self, **options: Any) -> None:
        """Start the warm process, so that it is there when the first page is asked for."""
        super().__init__(**options)  # type: ignore[no-untyped-call]
        self._visits: dict[str, Tell | None] = {}
        """By kernel, who has it; beside JupyterLab there are kernels that are no visit's."""
        self._shells: dict[str, Any] = {}
        """By kernel of a visit, the channel on which all of its pages speak: it keeps their order."""
        self._ends: dict[str, asyncio.Task[None]] = {}
        """By kernel that no page has: what ends it."""
        self.warm = WarmProcess() if self.fork_kernels and can_fork() else None

    def pre_start_kernel(
        self, kernel_name: str | None, kwargs: dict[str, Any]
    ) -> tuple[Any, str, str]:
        """Let a visit's kernel come from the warm process, and meet the server where nobody can listen."""
        kernel: Any
        kernel, name, kernel_id = super().pre_start_kernel(kernel_name, kwargs)
        if PAGE_BRINGS_THEM not in (kwargs.get("env") or {}):
            return kernel, name, kernel_id
        kernel.restarter_class, kernel.last_activity = Watch, datetime.now(UTC)
        spec = kernel.kernel_spec
        if spec and "kernel_provisioner" not in spec.metadata:
            kernel.provisioner = VisitProvisioner(
                warm=self.warm, kernel_id=kernel_id, kernel_spec=spec, parent=kernel
            )
        return kernel, name, kernel_id

    async def visit(self, tell: Tell, before: str, path: str, kernel_name: str) -> str:
        """Return the id of the kernel that a page has from now on: the one before, or a new one.

        It may have one again that is a visit's, still runs, and that no page has now. ``tell`` is called
        when it has ended, for whatever cause. For Jupyter it counts as connected to nobody: a host that ends
        what is idle ends it also while a page is open, which asks for another when it is used again.
        """
        kernel_id = before
        is_there = before in self and await ensure_async(self.is_alive(before))
        # Asked last: another page may have been given it meanwhile.
        if not is_there or self._visits.get(before, tell) or not self._can_be_met(before):
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
            if kernel_id in self:
                self._shells[kernel_id] = self.get_kernel(kernel_id).connect_shell()
        self._visits[kernel_id] = tell
        self._stay(kernel_id)
        return kernel_id

    def _can_be_met(self, kernel_id: str) -> bool:
        """Say whether another line can be laid to a kernel: a system clears what is some days old."""
        return Path(self.get_kernel(kernel_id).connection_file).exists()

    def say(self, kernel_id: str, kind: str, content: bytes, *, by_reader: bool = False) -> str:
        """Tell the kernel of a visit something; return the message's id, or nothing when it has ended."""
        if kernel_id not in self._shells:
            return ""
        kernel: Any = self.get_kernel(kernel_id)
        if by_reader:  # for whoever culls what nobody uses, here or in a hub
            kernel.last_activity = self.last_kernel_activity = datetime.now(UTC)
        return str(kernel.session.send(self._shells[kernel_id], kind, content)["header"]["msg_id"])

    def leave(self, kernel_id: str) -> None:
        """Note that a page has left its kernel, which ends unless another one takes it up."""
        if kernel_id in self._visits:
            self._visits[kernel_id] = None
            self._ends[kernel_id] = asyncio.ensure_future(self._end(kernel_id))

    async def _end(self, kernel_id: str) -> None:
        await asyncio.sleep(self.grace)
        await self._hear_out(kernel_id, self.patience)
        del self._ends[kernel_id]
        # It is not asked to: of the threads of ipykernel's, one may wait for another that has ended.
        await self.shutdown_kernel(kernel_id, now=True)

    async def _hear_out(self, kernel_id: str, patience: float) -> None:
        """Wait until a kernel has done all that it was told: to end one interrupts it."""
        asked = self.say(kernel_id, "kernel_info_request", b"{}")
        if not asked:
            return
        done, session = asyncio.Event(), self.get_kernel(kernel_id).session

        def hear(reply: list[bytes]) -> None:
            said = session.deserialize(session.feed_identities(reply)[1], content=False)
            if said["parent_header"]["msg_id"] == asked:
                done.set()

        self._shells[kernel_id].on_recv(hear)
        with suppress(TimeoutError):
            await asyncio.wait_for(done.wait(), patience)

    def _stay(self, kernel_id: str) -> None:
        if kernel_id in self._ends:
            self._ends.pop(kernel_id).cancel()

    async def shutdown_kernel(self, kernel_id: str, *how: Any, **options: Any) -> None:  # type: ignore[override]
        """End a kernel, and tell the page that has it."""
        self._stay(kernel_id)
        # At once: a page that joined it now would wait for a minute for a kernel that ends.
        tell = self._visits.pop(kernel_id, None)
        if shell := self._shells.pop(kernel_id, None):
            close_later(shell)
        if kernel_id in self:
            ended = super().shutdown_kernel(kernel_id, *how, **options)  # type: ignore[no-untyped-call]
            await ended
        if tell:
            tell()

    async def restart_kernel(self, kernel_id: str, *how: Any, **options: Any) -> None:  # type: ignore[override]
        """Restart a kernel; that of a visit ends, for none that comes in its place knows the page."""
        if kernel_id in self._visits:
            await self.shutdown_kernel(kernel_id, now=True)
        else:
            await super().restart_kernel(kernel_id, *how, **options)  # type: ignore[no-untyped-call]

    def start_watching_activity(self, kernel_id: str) -> None:
        """Leave those of visits alone, of which all is known here; Jupyter's server reads all they say."""
        kernel: Any = self.get_kernel(kernel_id)
        if kernel.restarter_class is not Watch:
            super().start_watching_activity(kernel_id)  # type: ignore[no-untyped-call]

    async def shutdown_all(self, now: bool = False) -> None:  # type: ignore[override]
        """End all kernels, once they have done what they were told, and the warm process."""
        await asyncio.gather(*(self._hear_out(one, AT_THE_END) for one in self._shells))
        self._visits.clear()  # no page's leaving ends one besides
        for kernel_id in [*self._ends]:
            self._stay(kernel_id)
        # Those that begin or end just now: Jupyter would look for them too early, or too late.
        await asyncio.gather(*self._pending_kernels.values(), return_exceptions=True)
        try:
            await super().shutdown_all(now=now)
        finally:
            while self._shells:
                close_later(self._shells.popitem()[1])
            if self.warm:
                self.warm.end()
                self.warm = None
