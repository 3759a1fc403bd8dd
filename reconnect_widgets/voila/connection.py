"""The line between a page and its kernel: quick, and the end of the kernel when the page is gone.

Voila's own way is a message that a page posts when it is left. It is refused for want of a cookie
(voila#1458), and a browser that crashes posts nothing. So the server watches the line itself.
"""

from contextlib import suppress
from typing import Any, ClassVar

from jupyter_core.utils import ensure_async
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from tornado.ioloop import IOLoop
from tornado.websocket import WebSocketClosedError
from traitlets import Float

from ..kernels.manager import WorkbookKernels


class WorkbookConnection(ZMQChannelsWebsocketConnection):
    """A kernel's websocket that waits for no second packet, and ends the kernel after the last."""

    grace = Float(
        3.0,
        config=True,
        help="Seconds from the last page's leaving to the end of its kernel. Words typed at the last "
        "moment are written meanwhile, and a line that broke can be taken up again. Below 0: never.",
    )
    _endings: ClassVar[dict[str, Any]] = {}
    """By kernel: when it is to end, as the loop's own handle."""

    _is_counted = False
    """Whether the manager counts this line among the kernel's."""

    def connect(self) -> Any:
        """Take up the line; a kernel that was about to end lives on."""
        # Small messages would wait some 40 ms for each other (Nagle's algorithm).
        self.websocket_handler.set_nodelay(True)
        self._call_off()
        if isinstance(self.multi_kernel_manager, WorkbookKernels):
            self.multi_kernel_manager.tell_end(self.kernel_id, self.on_kernel_ended)
        self._is_counted = True
        return super().connect()

    def on_kernel_ended(self) -> None:
        """Tell the page that its kernel is gone; Jupyter's server does so only when one died."""
        with suppress(WebSocketClosedError):  # a page that left at once was taken for an open one
            self._send_status_message("dead")  # type: ignore[no-untyped-call]

    def disconnect(self) -> None:  # type: ignore[override]
        """Let go of the line, and see to the kernel if this was the last one."""
        if self._is_counted:
            self._is_counted = False
            super().disconnect()  # type: ignore[no-untyped-call]
        else:
            self._leave_uncounted()
        self._call_off()
        if isinstance(self.multi_kernel_manager, WorkbookKernels):
            self.multi_kernel_manager.tell_no_more(self.kernel_id, self.on_kernel_ended)
        if self.grace >= 0 and self._is_alone():
            loop = IOLoop.current()
            self._endings[self.kernel_id] = loop.call_later(self.grace, self._end_kernel)

    def _leave_uncounted(self) -> None:
        """Let go of a line that was left before it stood.

        Jupyter counts it as one less all the same, and where that makes none, it goes on to lay it.
        """
        manager = self.multi_kernel_manager
        for _ in range(2):
            manager.notify_connect(self.kernel_id)
        super().disconnect()  # type: ignore[no-untyped-call]
        manager.notify_disconnect(self.kernel_id)

    def _call_off(self) -> None:
        ending = self._endings.pop(self.kernel_id, None)
        if ending is not None:
            IOLoop.current().remove_timeout(ending)

    def _is_alone(self) -> bool:
        manager = self.multi_kernel_manager
        if isinstance(manager, WorkbookKernels) and not manager.is_of_page(self.kernel_id):
            return False  # a notebook's in JupyterLab lives on while its tab is closed
        connections = getattr(manager, "_kernel_connections", {})
        return self.kernel_id in manager and connections.get(self.kernel_id, 0) <= 0

    async def _end_kernel(self) -> None:
        self._endings.pop(self.kernel_id, None)
        if not self._is_alone():
            return
        try:
            await ensure_async(self.multi_kernel_manager.shutdown_kernel(self.kernel_id))
        except Exception as error:  # noqa: BLE001
            self.log.warning("A kernel did not end: %s", type(error).__name__)
