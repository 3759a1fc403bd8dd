"""The line between a page and the kernel of its visit: what may go over it, and what its end means.

Voila ends a kernel by a message that a page posts when it is left. It is refused for want of a cookie
(voila#1458), and a browser that crashes posts nothing. So the server watches the line itself.
"""

import json
from contextlib import suppress
from typing import Any

from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from jupyter_server.services.kernels.websocket import KernelWebsocketHandler
from tornado.iostream import StreamBufferFullError
from tornado.web import HTTPError
from tornado.websocket import WebSocketClosedError
from traitlets import Int, Unicode

from ..kernels.manager import WorkbookKernels
from ..page.turning import TARGET
from .door import has_secret, require_secret

PROTOCOL = TARGET
"""Each side says ``{"msg_type": …, "content": …}``; what else Jupyter's messages have is the server's."""

KINDS = ("comm_open", "comm_msg", "kernel_info_request")
ANSWERS = ("comm_msg", "status", "kernel_info_reply")
"""What a page says to a kernel, where it never runs code, and what it is told (jupyter-client's terms)."""

AGAINST_THE_RULES = 1008  # RFC 6455

MOST_UNANSWERED = 3

MOST_BYTES = 4_000_000
"""Of one message of a page; what is larger closes the line before it is read."""


class WorkbookConnection(ZMQChannelsWebsocketConnection):
    """A kernel's websocket that waits for no second packet, and gives a page no more than it needs."""

    kernel_ws_protocol = Unicode(PROTOCOL)
    most_said = Int(4000, config=True, help="Messages of a page between two pings of Jupyter's.")
    most_unread = Int(
        64_000_000, config=True, help="Bytes that a browser may leave unread before it is let go."
    )

    said = 0
    _is_laid = False

    async def prepare(self) -> None:
        """Open the line at once: a page that waited for its kernel would not hear that this has ended."""
        await self._register_session()  # type: ignore[no-untyped-call]
        self.session.key = self.kernel_manager.session.key

    def connect(self) -> Any:
        """Take up the line; a kernel that was about to end lives on."""
        # Small messages would wait some 40 ms for each other (Nagle's algorithm).
        self.websocket_handler.set_nodelay(True)
        self._stream.max_write_buffer_size = self.most_unread
        self._is_laid = True
        self.multi_kernel_manager.join(self.kernel_id, self.on_kernel_ended)
        return super().connect()

    def handle_incoming_message(self, incoming_msg: str | bytes) -> None:
        """Tell the kernel what a page says; what it may not say closes the line."""
        self.said += 1
        try:
            if self.said > self.most_said:
                raise ValueError
            kind, content = message_of(incoming_msg)
        except REFUSED:
            self.websocket_handler.close(AGAINST_THE_RULES)
            return
        if self.channels:
            self.session.send(self.channels["shell"], kind, content)  # type: ignore[arg-type]

    def handle_outgoing_message(self, stream: Any, outgoing_msg: list[Any]) -> None:
        """Give the page what is for it, as the kernel wrote it."""
        parts: list[Any] = self.session.feed_identities(outgoing_msg)[1]
        kind, content = json.loads(parts[1])["msg_type"], parts[4]
        if kind in ANSWERS:
            words = f'{{"msg_type": "{kind}", "content": {content.decode("utf-8", "replace")}}}'
            try:
                self.write_message(words)
            except StreamBufferFullError:
                self._stream.close()

    @property
    def _stream(self) -> Any:
        socket: Any = self.websocket_handler.ws_connection  # it is there as long as the line is
        return socket.stream

    def on_kernel_ended(self) -> None:
        """Tell the page that its kernel is gone, for whatever cause."""
        with suppress(WebSocketClosedError):  # a page that left at once was taken for an open one
            self._send_status_message("dead")  # type: ignore[no-untyped-call]

    def disconnect(self) -> None:  # type: ignore[override]
        """Let go of the line; one that was left before it stood is none, and was counted by nobody."""
        if self._is_laid:
            self._is_laid = False
            self.multi_kernel_manager.leave(self.kernel_id, self.on_kernel_ended)
            super().disconnect()  # type: ignore[no-untyped-call]
        else:
            self._open_sessions.pop(self.session_key, None)


REFUSED = ValueError, TypeError, KeyError, RecursionError


def message_of(words: str | bytes) -> tuple[str, bytes]:
    """Return the kind and the content of what a page says; raises one of ``REFUSED``.

    It is written anew: what was looked at here is what the kernel reads.
    """
    if isinstance(words, bytes):
        raise TypeError  # they can be read in more than one way
    said = json.loads(words)
    kind, content = said["msg_type"], said["content"]
    if kind not in KINDS or not isinstance(content, dict):
        raise ValueError
    if kind == "comm_open" and content.get("target_name") != TARGET:
        raise ValueError
    # As ASCII: half a character, as an emoji that was cut leaves it, has no bytes of its own.
    return kind, json.dumps(content).encode("ascii")


class KernelSocket(KernelWebsocketHandler):
    """The line to a kernel; Jupyter asks who it is, and the authorizer, before it opens."""

    kernel_manager: WorkbookKernels  # with others, it is not there (pages.py)
    kernel_websocket_connection_class = WorkbookConnection
    max_message_size = MOST_BYTES
    ping_timeout: Any = 0
    """None for Tornado, which allows no longer one than the time between two questions."""

    set_default_headers = JupyterHandler.set_default_headers
    """As every answer, also where no line is opened."""

    async def pre_get(self) -> None:
        """Let a page join the kernel of a visit, and no other, such as a notebook's in JupyterLab."""
        require_secret(self)
        if not self.kernel_manager.is_of_visit(self.kernel_id):
            raise HTTPError(404)
        await super().pre_get()  # type: ignore[no-untyped-call]

    def send_ping(self) -> None:
        """Ask whether the browser is there, unless all browsers were forgotten meanwhile.

        One that does not answer for three questions is let go.
        """
        self.ping_timeout = MOST_UNANSWERED * self.ping_interval
        if self.ws_connection and not has_secret(self):
            self.close()
            return
        if self.connection:
            self.connection.said = 0
        with suppress(WebSocketClosedError):
            super().send_ping()
