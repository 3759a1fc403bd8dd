"""The kernels of a public server: each belongs to one visitor, and there is room for so many.

Whose a kernel is, is known before its id leaves the server. So an id that was seen somewhere opens
nothing for anybody else.
"""

import hmac
from collections import Counter
from typing import Any
from uuid import uuid4

import zmq
from tornado.ioloop import IOLoop
from traitlets import Int

from .manager import WorkbookKernels

try:
    import resource
except ImportError:  # elsewhere than on Unix, where there is no such limit
    resource = None  # type: ignore[assignment]

SPARE = 4
"""One place more for every so many, for visitors who are inside already."""

LINES = 3
"""Lines to one kernel: its page has one, and those that broke are not always known to have."""

SOCKETS_OF_A_LINE, FILES_OF_A_SOCKET = 6, 3
"""What a line takes of ZeroMQ, whose sockets have files of their own; with some to spare."""


class VisitorKernels(WorkbookKernels):
    """A kernel manager that knows whose each kernel is."""

    places = Int(
        60,
        min=1,
        config=True,
        help="How many pages can be open at once. Each has a kernel, some 30 MB of memory.",
    )
    places_each = Int(
        8, min=1, config=True, help="How many pages one visitor can have open at once."
    )

    def __init__(self, **options: Any) -> None:
        """Begin with all places free."""
        super().__init__(**options)
        self._owners: dict[str, str] = {}
        """By kernel, or by the word for a page that is being made: the visitor."""
        self._lines: Counter[str] = Counter()
        """By kernel, how many lines to it are open."""
        self._raise_limits()

    def _raise_limits(self) -> None:
        """Let the server have as many sockets and files as its places can ask for."""
        sockets = self.places * LINES * SOCKETS_OF_A_LINE
        self.context.set(zmq.MAX_SOCKETS, max(sockets, self.context.get(zmq.MAX_SOCKETS)))
        if resource:
            soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
            none = resource.RLIM_INFINITY
            files = sockets * FILES_OF_A_SOCKET
            wanted = files if hard == none else min(hard, files)
            if soft != none and soft < wanted:
                resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))

    def take_place(self, visitor: str) -> str:
        """Return a word for a place that is the visitor's from now on; nothing if there is none."""
        own = [key for key, owner in self._owners.items() if owner == visitor]
        if len(own) >= self.places_each and not self._end_one_left(own):
            return ""
        # Whoever is inside turns a page while the one before is still open.
        room = self.places + (max(1, self.places // SPARE) if own else 0)
        if len(self._owners) >= room and not self._end_one_left(own):
            return ""
        place = uuid4().hex
        self._owners[place] = visitor
        return place

    def _end_one_left(self, kernel_ids: list[str]) -> bool:
        """End the oldest of these kernels whose page has been left; say whether there was one."""
        for kernel_id in kernel_ids:
            if kernel_id in self and not self._kernel_connections.get(kernel_id):
                del self._owners[kernel_id]
                IOLoop.current().add_callback(self.shutdown_kernel, kernel_id, now=True)
                return True
        return False

    def give(self, place: str, kernel_id: str) -> None:
        """Let a kernel, whose id nobody knows yet, have a place; it is free again when it ends."""
        self._owners[kernel_id] = self._owners.pop(place)

    def give_back(self, place: str) -> None:
        """Let others have a place for which no page could be made."""
        self._owners.pop(place, None)

    def is_of(self, kernel_id: str, visitor: str) -> bool:
        """Say whether a kernel is a visitor's; of one that is not there, it is said in the same way."""
        owner = self._owners.get(kernel_id, "")
        return bool(owner) and hmac.compare_digest(owner.encode(), visitor.encode())

    def take_line(self, kernel_id: str) -> bool:
        """Count one more line to a kernel, and say whether it may have it."""
        if self._lines[kernel_id] >= LINES:
            return False
        self._lines[kernel_id] += 1
        return True

    def give_line_back(self, kernel_id: str) -> None:
        """Count one line less."""
        self._lines[kernel_id] -= 1
        if not self._lines[kernel_id]:
            del self._lines[kernel_id]

    def remove_kernel(self, kernel_id: str) -> Any:
        """Forget a kernel, such as one that could not be started again; its place is free then."""
        self._owners.pop(kernel_id, None)
        return super().remove_kernel(kernel_id)

    async def shutdown_kernel(  # type: ignore[override]
        self, kernel_id: str, now: bool = False, restart: bool = False
    ) -> None:
        """End a kernel; its place is free then."""
        try:
            await super().shutdown_kernel(kernel_id, now, restart)
        finally:
            if not restart:
                self._owners.pop(kernel_id, None)

    async def end_if_unjoined(self, kernel_id: str) -> None:
        """End a kernel that no page ever joined; the place of one that never began is free, too."""
        if kernel_id not in self:
            self._owners.pop(kernel_id, None)
        await super().end_if_unjoined(kernel_id)
