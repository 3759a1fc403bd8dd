"""A kernel's client that is ready when the kernel is.

jupyter_client's own ends each start by listening until nothing has come for 200 ms
(``KernelClient._async_wait_for_ready``, "Flush IOPub channel").
"""

from queue import Empty
from time import monotonic

from jupyter_client.asynchronous.client import AsyncKernelClient

STILL_STARTING = 1.0
"""Seconds after which a kernel that does not answer is asked again."""


class PromptClient(AsyncKernelClient):
    """Waits for the answer to its own question on both channels, and no longer."""

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Return when the kernel has answered and is heard; raises ``RuntimeError`` if it is not."""
        until = monotonic() + (float("inf") if timeout is None else timeout)
        asked: set[str] = set()
        while True:
            asked.add(str(self.kernel_info()))
            try:
                return await self._hear(asked)
            except Empty:
                # It is still starting, or it answered before we were listening.
                pass
            if not await self._async_is_alive():
                raise RuntimeError("The kernel ended before it was ready.")
            if monotonic() > until:
                raise RuntimeError(f"The kernel was not ready within {timeout} seconds.")

    async def _hear(self, asked: set[str]) -> None:
        while True:
            reply = await self.shell_channel.get_msg(timeout=STILL_STARTING)
            if reply["msg_type"] == "kernel_info_reply":
                break
        self._handle_kernel_info_reply(reply)
        while True:
            told = await self.iopub_channel.get_msg(timeout=STILL_STARTING / 5)
            idle = told["msg_type"] == "status" and told["content"]["execution_state"] == "idle"
            if idle and told["parent_header"].get("msg_id") in asked:
                return
