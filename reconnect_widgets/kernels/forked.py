"""One kernel that was forked from the warm process, as the server sees it."""

import os
import select
import signal
import socket
import subprocess

UNKNOWN = 1
"""The exit status of a kernel when the warm process, its parent, can no longer tell."""


class ForkedKernel:
    """A kernel that is the warm process's child; it has what jupyter_client uses of a ``Popen``."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int, handle: int, line: socket.socket) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._handle = handle
        self._line = line

    def poll(self) -> int | None:
        """Return the exit status, or ``None`` while the kernel runs."""
        return self.returncode if self.returncode is not None else self._look(0)

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the end and return the exit status."""
        while self.returncode is None and self._look(timeout) is None:
            if timeout is not None:
                raise subprocess.TimeoutExpired("kernel", timeout)
        return UNKNOWN if self.returncode is None else self.returncode

    def send_signal(self, number: int) -> None:
        """Send a signal, unless the kernel has ended."""
        if self.poll() is None:
            signal.pidfd_send_signal(self._handle, number)

    def terminate(self) -> None:
        """Ask the kernel to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End the kernel."""
        self.send_signal(signal.SIGKILL)

    def _look(self, timeout: float | None) -> int | None:
        if not _is_readable(self._handle, timeout):
            return None
        # The parent tells the status as soon as it has buried the kernel, which is at once.
        words = self._line.recv(16) if _is_readable(self._line.fileno(), 0.1) else b""
        self.returncode = int(words.split()[1]) if words.startswith(b"exit") else UNKNOWN
        self._line.close()
        os.close(self._handle)
        return self.returncode


def _is_readable(handle: int, timeout: float | None) -> bool:
    poll = select.poll()
    poll.register(handle, select.POLLIN)
    return bool(poll.poll(None if timeout is None else timeout * 1000))
