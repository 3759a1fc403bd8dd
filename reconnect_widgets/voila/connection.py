"""The line between a page and the kernel of its visit: what may go over it, and what its end means.

Voila ends a kernel by a message that a page posts when it is left. It is refused for want of a cookie
(voila#1458), and a browser that crashes posts nothing. So the server watches the line itself.
"""

import json
from contextlib import suppress
from time import monotonic
from typing import Any, ClassVar, NamedTuple

from jupyter_core.utils import ensure_async
from jupyter_server.services.kernels.connection.base import deserialize_msg_from_ws_v1
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from jupyter_server.services.kernels.websocket import KernelWebsocketHandler
from tornado.ioloop import IOLoop
from tornado.web import HTTPError
from tornado.websocket import WebSocketClosedError
from traitlets import Float, Int

from ..kernels.manager import WorkbookKernels
from ..page.turning import TARGET
from .door import has_secret, require_secret
from .settings import HEADERS

PROTOCOL = "v1.kernel.websocket.jupyter.org"
KINDS = ("comm_open", "comm_close", "comm_msg", "comm_info_request", "kernel_info_request")
"""What a page says to a kernel (jupyter-client's messaging protocol); it never runs code there."""

TARGETS = (TARGET, "jupyter.widget.control", "jupyter.widget")
"""What a page opens: its visit, and where it holds other people's widgets, what their manager asks."""

AGAINST_THE_RULES = 1008  # RFC 6455


MOST_PARTS = 100
"""Parts of a message: its channel, its words, and the bytes that widgets of other people bring."""


class TooMuch(Exception):
    """A page asks for more than a line gives."""


class _Message(NamedTuple):
    kind: object
    content: dict[str, Any]


class WorkbookConnection(ZMQChannelsWebsocketConnection):
    """A kernel's websocket that waits for no second packet, and ends the kernel after the last."""

    grace = Float(
        3.0,
        config=True,
        help="Seconds from the last page's leaving to the end of its kernel. Words typed at the last "
        "moment are written meanwhile, and a page that is loaded again takes it up. Below 0: never.",
    )
    most_bytes = Int(4_000_000, config=True, help="Bytes of one message of a page.")
    most_each_second = Float(200.0, config=True, help="Messages of a page in a second, for long.")
    most_at_once = Int(2000, config=True, help="Messages of a page that may come all at once.")
    most_comms = Int(2000, config=True, help="Comms that a page may open on one line.")
    most_unread = Int(
        64_000_000, config=True, help="Bytes that a browser may leave unread before it is let go."
    )
    _endings: ClassVar[dict[str, Any]] = {}
    """By kernel: when it is to end, as the loop's own handle."""

    _is_counted = False
    """Whether the manager counts this line among the kernel's."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._left = float(self.most_at_once)
        self._last = monotonic()
        self._opened = self._unread = 0

    def connect(self) -> Any:
        """Take up the line; a kernel that was about to end lives on."""
        # Small messages would wait some 40 ms for each other (Nagle's algorithm).
        self.websocket_handler.set_nodelay(True)
        self._call_off()
        if isinstance(self.multi_kernel_manager, WorkbookKernels):
            self.multi_kernel_manager.tell_end(self.kernel_id, self.on_kernel_ended)
        self._is_counted = True
        return super().connect()

    def handle_incoming_message(self, incoming_msg: str | bytes) -> None:
        """Give a message to the kernel as it was read here; what is none closes the line."""
        try:
            self._count(len(incoming_msg))
            channel, message, parts = self._read(incoming_msg)
        except (TooMuch, ValueError, TypeError, KeyError, IndexError, RecursionError):
            self.websocket_handler.close(AGAINST_THE_RULES)
            return
        if channel == "shell" and self.channels and self._may_say(message):
            self.session.send_raw(self.channels["shell"], parts)

    def _count(self, size: int) -> None:
        """Count a message; raises :class:`TooMuch`. What was saved up comes back with time."""
        now = monotonic()
        earned = (now - self._last) * self.most_each_second
        self._left = min(self._left + earned, float(self.most_at_once)) - 1
        self._last = now
        if size > self.most_bytes or self._left < 0:
            raise TooMuch

    def _read(self, words: str | bytes) -> tuple[str, _Message, list[bytes]]:
        """Return the channel, the message, and its parts; raises an error of Python's for what is none.

        It is written anew: what was looked at here is what the kernel reads.
        """
        if isinstance(words, str):
            raise TypeError
        _require_few_parts(words)
        channel, parts = deserialize_msg_from_ws_v1(words)  # type: ignore[no-untyped-call]
        read = [json.loads(part.decode("utf-8")) for part in parts[:4]]
        header, _, _, content = read
        if not all(isinstance(one, dict) for one in read):
            raise TypeError
        # As ASCII: half a character, as an emoji that was cut leaves it, has no bytes of its own.
        anew = [json.dumps(one).encode("ascii") for one in read]
        return channel, _Message(header["msg_type"], content), anew + parts[4:]

    def _may_say(self, message: _Message) -> bool:
        if message.kind != "comm_open":
            return message.kind in KINDS
        self._opened += 1
        is_known = message.content.get("target_name") in TARGETS
        return is_known and self._opened <= self.most_comms

    @property
    def write_message(self) -> Any:
        """Give words to the browser; one that reads none of them is let go."""
        return self._write

    def _write(self, words: Any, binary: bool = False) -> Any:
        size = len(words)
        self._unread += size
        if self._unread > self.most_unread:
            self.websocket_handler.close(AGAINST_THE_RULES)
            return None
        written = self.websocket_handler.write_message(words, binary=binary)
        written.add_done_callback(lambda _: self._was_read(size))
        return written

    def _was_read(self, size: int) -> None:
        self._unread -= size

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
            self.multi_kernel_manager.was_left(self.kernel_id)
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
        if isinstance(manager, WorkbookKernels):
            if not manager.is_of_visit(self.kernel_id):
                return False  # a notebook's in JupyterLab lives on while its tab is closed
            if manager.is_promised(self.kernel_id):
                return False  # a page that is loaded again has it already, but for the line
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


def _require_few_parts(words: bytes) -> None:
    """Raise ``ValueError`` for what has more parts than a message, or parts that lie over each other.

    Jupyter copies as many as a message says that it has: a few bytes could ask for all memory.
    """
    count = int.from_bytes(words[:8], "little")
    if count > MOST_PARTS:
        raise ValueError
    starts = [int.from_bytes(words[at : at + 8], "little") for at in range(8, 8 * count + 8, 8)]
    if starts != sorted(starts):
        raise ValueError


class KernelSocket(KernelWebsocketHandler):
    """The line to a kernel; Jupyter asks who it is, and the authorizer, before it opens."""

    kernel_websocket_connection_class = WorkbookConnection
    ping_callback: Any

    @property
    def kernels(self) -> WorkbookKernels:
        """The kernels; of any other kind, this address is not there (see pages.py)."""
        kernels: WorkbookKernels = self.kernel_manager  # type: ignore[assignment]
        return kernels

    def set_default_headers(self) -> None:
        """Say what every answer says, also where no line is opened."""
        for name, value in HEADERS.items():
            self.set_header(name, value)

    async def pre_get(self) -> None:
        """Let a page join the kernel of a visit, and no other, such as a notebook's in JupyterLab."""
        require_secret(self)
        if not self.kernels.is_of_visit(self.kernel_id):
            raise HTTPError(404)
        await super().pre_get()  # type: ignore[no-untyped-call]

    def select_subprotocol(self, subprotocols: list[str]) -> str | None:
        """Speak the protocol of today and no other."""
        return PROTOCOL if PROTOCOL in subprotocols else None

    @property
    def max_message_size(self) -> int:
        """Bytes of one message; what is larger closes the line before it is read."""
        return int(WorkbookConnection.most_bytes.default_value)

    def send_ping(self) -> None:
        """Ask whether the browser is there, and let it go when it has not answered three times.

        Jupyter's own looks for the answer before the first question is asked, once the time for an
        answer is no longer than that between two questions; and Tornado allows no longer one.
        """
        if self.ws_connection is None or self.ws_connection.client_terminated:
            self.ping_callback.stop()
            return
        if not has_secret(self):  # all browsers were forgotten meanwhile
            self.close()
            return
        now = IOLoop.current().time()
        slept = now - self.last_ping > 2 * self.ping_interval / 1000  # as a laptop does
        if not slept and now - self.last_pong > 3.5 * self.ping_interval / 1000:
            self.close()
            return
        with suppress(WebSocketClosedError):
            self.ping(b"")
        self.last_ping = now
