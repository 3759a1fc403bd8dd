"""A folder that looks as a distribution of Pyodide does, with nothing in its files."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

from reconnect_widgets.lite.distribution import LOCK

NEEDS = {"pandas": ["numpy", "pytz"], "numpy": [], "pytz": [], "sqlite3": [], "scipy": ["numpy"]}
CORE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip")


def make_pyodide(folder: Path, *without: str) -> Path:
    """Write one into a folder, without the files of some packages."""
    folder.mkdir(parents=True)
    for name in CORE:
        (folder / name).write_text(f"// {name}")
    packages: dict[str, Any] = {}
    for name, needs in NEEDS.items():
        wheel = folder / f"{name}-1.0.whl"
        packages[name] = {"name": name, "file_name": wheel.name, "depends": needs}
        packages[name]["sha256"] = sha256(name.encode()).hexdigest()
        if name not in without:
            wheel.write_text(name)
    lock = {"info": {"python": "3.13.2"}, "packages": packages}
    (folder / LOCK).write_text(json.dumps(lock), "utf-8")
    return folder
