"""The line of a visit, from a page to its kernel: what may go over it, and what its end means.

Voila ends a kernel by a message that a page posts when it is left. It is refused for want of a cookie
(voila#1458), and a browser that crashes posts nothing. So the server watches the line itself.
"""

import json
from contextlib import suppress
from functools import cache, partial
from typing import Any
from uuid import uuid4

from jupyter_server.auth.decorator import authorized, ws_authenticated
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.base.websocket import WebSocketMixin
from tornado.iostream import StreamBufferFullError
from tornado.web import HTTPError
from tornado.websocket import WebSocketClosedError, WebSocketHandler

from ..kernels.manager import WorkbookKernels, close_later
from ..page.turning import TARGET
from ..terminal import log
from .door import has_secret, is_from_own_page, require_secret
from .drawn import DrawnPages

PROTOCOL = TARGET
"""Each side says ``{"msg_type": …, "content": …}``; what else Jupyter's messages have is the server's."""

KINDS = ("comm_open", "comm_msg")
ANSWERS = ("comm_msg", "status", "iopub_welcome")
"""What a page says to a kernel, where it never runs code, and what it is told (jupyter-client's terms)."""

AGAINST_THE_RULES = 1008  # RFC 6455
GONE = 4410
"""Why a line ends whose kernel has ended."""

MOST_UNANSWERED = 3

MOST_BYTES = 4_000_000
"""Of one message of a page; what is larger closes the line before it is read."""

MOST_SAID = 4000
"""Messages of a page between two pings of Jupyter's."""


@cache
def _say_what_is_cut_off() -> None:
    """Tell whoever runs the server, once; to a page it looks as if there were none."""
    log.warning(
        "The proxy before the workbook does not pass WebSockets on, so nothing can be saved. nginx wants "
        "proxy_http_version 1.1 and the headers Upgrade and Connection."
    )


class VisitSocket(WebSocketMixin, WebSocketHandler, JupyterHandler):
    """Finds or begins the kernel of a visit, says its id, and is the line to it.

    It is asked with the ``path`` of the page and the ``kernel`` that the page had before. Jupyter asks who
    it is, and the authorizer, before it opens.
    """

    kernel_manager: WorkbookKernels  # with others, it is not there (pages.py)
    ws_connection: Any  # it is there as long as the line is
    auth_resource = "kernels"
    max_message_size = MOST_BYTES
    ping_timeout: Any = 0
    """None for Tornado, which allows no longer one than the time between two questions."""

    said = 0
    kernel_id = ""
    iopub: Any = None
    is_left = False

    def initialize(self, pages: DrawnPages) -> None:
        self.pages = pages

    def check_origin(self, origin: str | None = None) -> bool:
        """Let no other site begin a kernel, whatever a host allows to others."""
        return is_from_own_page(self) and bool(super().check_origin(origin))

    def select_subprotocol(self, subprotocols: list[str]) -> str | None:
        return PROTOCOL if PROTOCOL in subprotocols else None

    @ws_authenticated
    @authorized("execute")  # type: ignore[untyped-decorator]
    async def get(self) -> None:  # type: ignore[override]
        require_secret(self)
        if "Upgrade" not in self.request.headers:
            _say_what_is_cut_off()
        path = self.get_query_argument("path", "")
        if not path.endswith(".ipynb"):
            raise HTTPError(404)
        page = await self.pages.page(path)
        await super().get(self.get_query_argument("kernel", ""), path, page.kernel_name)

    async def open(self, *visit: str) -> None:
        """Take up the line; a kernel that was about to end lives on."""
        if self.is_left:
            return  # before it stood
        # Small messages would wait some 40 ms for each other (Nagle's algorithm).
        self.set_nodelay(True)
        self.ws_connection.stream.max_write_buffer_size = self.kernel_manager.most_unread
        end = partial(self.close, GONE)
        self.kernel_id = await self.kernel_manager.visit(end, *visit)
        if self.kernel_id not in self.kernel_manager:
            end()  # it died at once, or the server ends
            return
        super().open()  # which asks from now on whether the browser is there
        self._tell({"msg_type": "kernel", "content": {"id": self.kernel_id}})
        kernel: Any = self.kernel_manager.get_kernel(self.kernel_id)
        self.session, self.iopub = kernel.session, kernel.connect_iopub()
        self.iopub.on_recv(self._hear)
        # For a name of its own the kernel says welcome: then the page hears all that it says.
        self.iopub.socket.subscribe(uuid4().hex)

    def on_message(self, message: str | bytes) -> None:
        """Tell the kernel what a page says; what it may not say closes the line."""
        self.said += 1
        try:
            if self.said > MOST_SAID:
                raise ValueError
            kind, content, by_reader = message_of(message)
        except REFUSED:
            self.close(AGAINST_THE_RULES)
            return
        self.kernel_manager.say(self.kernel_id, kind, content, by_reader=by_reader)

    def _hear(self, message: list[bytes]) -> None:
        """Give the page what is for it, as the kernel wrote it.

        What cannot be read is left out. Raised here, an error would end the channel for good.
        """
        try:
            parts = self.session.feed_identities(message)[1]
            kind, content = json.loads(parts[1])["msg_type"], parts[4].decode("utf-8", "replace")
            if kind in ANSWERS:
                self._tell(f'{{"msg_type": "{kind}", "content": {content}}}')
        except StreamBufferFullError:
            self.ws_connection.stream.close()
        except Exception as error:  # noqa: BLE001  # its words could hold an answer
            log.warning("What a kernel said cannot be read: %s", type(error).__name__)

    def _tell(self, words: str | dict[str, Any]) -> None:
        """Write to the page; if it was left meanwhile, Tornado says so next."""
        with suppress(WebSocketClosedError):
            self.write_message(words).add_done_callback(lambda written: written.exception())

    def on_close(self) -> None:
        """Let go of the kernel, which ends unless another page takes it up."""
        self.is_left = True
        if self.iopub:
            close_later(self.iopub)
        self.kernel_manager.leave(self.kernel_id)

    def send_ping(self) -> None:
        """Ask whether the browser is there, unless all browsers were forgotten meanwhile.

        One that does not answer for three questions is let go.
        """
        self.ping_timeout = MOST_UNANSWERED * self.ping_interval
        if self.ws_connection and not has_secret(self):
            self.close()
            return
        self.said = 0
        with suppress(WebSocketClosedError):
            super().send_ping()


REFUSED = ValueError, TypeError, KeyError, RecursionError


def message_of(words: str | bytes) -> tuple[str, bytes, bool]:
    """Return the kind and the content of what a page says, and whether its reader may be there.

    It is written anew: what was looked at here is what the kernel reads. Raises one of ``REFUSED``.
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
    return kind, json.dumps(content).encode("ascii"), not _is_said_again(content.get("data"))


def _is_said_again(data: Any) -> bool:
    """Say whether a page says by itself what it, or a part of it, has said before."""
    said = data.get("content", data) if isinstance(data, dict) else None
    return isinstance(said, dict) and bool(said.get("again"))
