"""Does what a reader can do, so that what that takes is imported (compile.mjs)."""

import asyncio
import json
from importlib import import_module
from importlib.util import find_spec
from pkgutil import walk_packages
from typing import Any

import reconnect_widgets

from ..example.addresses import example_of
from ..page.turning import TARGET
from ..places import notebooks_folder
from ..stages import STAGES
from .kernel import start

HELLO: dict[str, Any] = {"type": "hello", "visit": "build", "zone": "Europe/Berlin"}
NOTHING_KEPT: dict[str, Any] = {
    "area": "browser",
    "kept": {"id": "0" * 16, "erased": [], "answers": {}},
}


COME_LATER = ("numpy", "pandas")


def import_tools() -> set[str]:
    """Import what is only imported when a reader presses a button; what is for servers alone fails.

    Returns the files of modules that wait for pandas.
    """
    waiting = set()
    for found in walk_packages(reconnect_widgets.__path__, "reconnect_widgets.", onerror=print):
        if found.name.endswith("__main__"):
            continue
        try:
            import_module(found.name)
        except ImportError as error:
            spec = find_spec(found.name)
            if error.name in COME_LATER and spec and spec.origin:
                waiting.add(spec.origin)
    return waiting


async def turn_to_all() -> None:
    """Turn to every page; raises ``RuntimeError`` for one that fails."""
    told: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    kernel = start(lambda words: told.put_nowait(json.loads(words)))

    def say(kind: str, data: dict[str, Any]) -> None:
        content = {"comm_id": "build", "target_name": TARGET, "data": data}
        kernel.hear(json.dumps({"msg_type": kind, "content": content}))

    say("comm_open", {})
    own = [stage.file for stage in STAGES if (notebooks_folder() / stage.file).is_file()]
    for no, path in enumerate([*own, *map(example_of, own)]):
        hello = HELLO | NOTHING_KEPT if path in own else HELLO
        say("comm_msg", {"type": "turn", "no": no, "path": path, "drawn": [], "hello": hello})
        while (said := (await told.get())["content"]["data"]).get("type") != "turned":
            pass
        if trouble := said.get("trouble"):
            raise RuntimeError(f"{path}: {trouble}")
