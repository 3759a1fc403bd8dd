"""Turns to every page as a browser would, so that what they need is imported (compile.mjs)."""

import asyncio
import json
from typing import Any

from ..example.addresses import example_of
from ..places import notebooks_folder
from ..stages import STAGES
from ..turning import TARGET
from .kernel import start

HELLO: dict[str, Any] = {"type": "hello", "visit": "build", "zone": "Europe/Berlin"}
NOTHING_KEPT: dict[str, Any] = {
    "area": "browser",
    "kept": {"id": "0" * 16, "erased": [], "answers": {}},
}


async def turn_to_all() -> None:
    """Turn to every page; raises ``RuntimeError`` for one that fails."""
    told: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    kernel = start(lambda words: told.put_nowait(json.loads(words)))
    kernel.hear(json.dumps({"type": "comm_open", "id": "build", "target": TARGET}))
    own = [stage.file for stage in STAGES if (notebooks_folder() / stage.file).is_file()]
    for no, path in enumerate([*own, *map(example_of, own)]):
        hello = HELLO | NOTHING_KEPT if path in own else HELLO
        turn = {"type": "turn", "no": no, "path": path, "drawn": [], "hello": hello}
        kernel.hear(json.dumps({"type": "comm_msg", "id": "build", "data": turn}))
        while (said := await told.get())["data"].get("type") != "turned":
            pass
        if trouble := said["data"].get("trouble"):
            raise RuntimeError(f"{path}: {trouble}")
