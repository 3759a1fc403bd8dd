"""The kernel of a workbook without a server: the same turns as anywhere, in a worker of the page.

It speaks to its page by comms as a Jupyter kernel does, over the worker's own messages
(``page_script/python_worker.js``). It has no file with answers: see ``answers/from_browser.py``.
"""

import gc
import json
import os
from collections.abc import Callable, Collection
from functools import partial
from typing import Any

import comm
from comm.base_comm import BaseComm
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from ..example.addresses import is_of_example
from ..example.keeping import begin_example
from ..hosting import BROWSER
from ..page.notebooks import FOLDER
from ..page.turning import PAGES, TARGET, Visit
from ..places import DATA, example_path, notebooks_folder
from ..widgets.assets import PAGE_BRINGS_THEM
from ..widgets.words import COMES_LATER

DATA_FOLDER = "/tmp/reconnect"  # noqa: S108  # in the worker's memory
"""What the example is kept in; of the reader's own answers there is no file."""


class Kernel:
    """One visit's Python; ``tell`` gives the page each message, as JSON."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._told: dict[str, Any] = {}
        """The answers that came with the page before, by name."""
        self._comms = comm.get_comm_manager()
        comm.create_comm = partial(Comm, tell)
        self.visit = VisitInBrowser(warm_up())
        self._comms.register_target(TARGET, self.visit.begin)

    def hear(self, words: str) -> None:
        """Take a message of the page, as it says it to a server, too (``voila/connection.py``)."""
        message = json.loads(words)
        if kept := message["content"]["data"].get("hello", {}).get("kept"):
            kept["answers"] = self._told = self._as_said(kept["answers"])
        comms: Any = self._comms
        if message["msg_type"] == "comm_msg" and message["content"]["comm_id"] not in comms.comms:
            return  # of a page that was left: what the browser has written, the next page brings anew
        hear = {"comm_open": comms.comm_open, "comm_msg": comms.comm_msg}[message["msg_type"]]
        hear(None, "", {"content": message["content"], "buffers": []})

    def _as_said(self, answers: dict[str, Any]) -> dict[str, Any]:
        """Put in again what was told with the page before, of which a page says no more than the name."""
        told = self._told
        return {name: told[name] if text is None else text for name, text in answers.items()}


class VisitInBrowser(Visit):
    """A visit that makes the example's answers when their reader first comes to it."""

    async def turn(
        self, path: str, hello: object, drawn: Collection[object] = ()
    ) -> dict[str, Any]:
        if is_of_example(path) and not example_path().exists():
            asked = hello.get("story") if isinstance(hello, dict) else None
            begin_example(str(asked))  # until today
        return await super().turn(path, hello, drawn)


class Comm(BaseComm):
    """A comm whose other end is in the page that started this worker."""

    def __init__(self, tell: Callable[[str], None], *args: Any, **options: Any) -> None:
        self._tell = tell
        super().__init__(*args, **options)

    def publish_msg(
        self, msg_type: str, data: dict[str, Any] | None = None, *_: Any, **__: Any
    ) -> None:
        content = {"comm_id": self.comm_id, "data": data or {}}
        self._tell(json.dumps({"msg_type": msg_type, "content": content}))


def warm_up() -> InteractiveShell:
    """Return the shell that pages run in, with all that they import; nothing of a reader is in it."""
    config = Config({"HistoryManager": {"enabled": False}})
    shell = InteractiveShell.instance(config=config)
    # The collector would look through all of it in the middle of a turn, which doubles what that takes.
    gc.collect()
    gc.freeze()
    return shell


def start(tell: Callable[[str], None], has_pandas: bool = False) -> Kernel:
    """Start the kernel of a visit; ``has_pandas`` says whether pandas comes when a page needs it."""
    if has_pandas:
        os.environ[COMES_LATER] = "1"
    os.environ |= {
        "RECONNECT_PLACE": BROWSER.name,
        DATA: DATA_FOLDER,
        FOLDER: str(notebooks_folder()),
        PAGES: "",
        PAGE_BRINGS_THEM: "1",
    }
    return Kernel(tell)
