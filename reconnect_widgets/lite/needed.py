"""Does what a reader can do, so that what that takes is imported (compile.mjs)."""

from importlib import import_module
from importlib.util import find_spec
from pkgutil import walk_packages
from typing import Any

import reconnect_widgets

from ..example.addresses import example_of
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
    """Turn to every page; raises ``RuntimeError`` for one that fails, but for want of what comes later."""
    visit = start(lambda _: None).visit
    own = [stage.file for stage in STAGES if (notebooks_folder() / stage.file).is_file()]
    for path in [*own, *map(example_of, own)]:
        told = await visit.turn(path, HELLO | NOTHING_KEPT if path in own else HELLO)
        if trouble := told.get("trouble"):
            raise RuntimeError(f"{path}: {trouble}")
        if visit.mistake and not any(f"'{name}'" in visit.mistake for name in COME_LATER):
            raise RuntimeError(visit.mistake)
