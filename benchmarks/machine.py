"""The machine that was measured on, as far as it matters and without its name."""

import os
import platform
from importlib.metadata import version
from pathlib import Path

import psutil

import dev

from .environments import ENVIRONMENTS
from .environments import version as version_in

PEER_PACKAGES = {"stock": "voila", "streamlit": "streamlit", "solara": "solara", "panel": "panel"}


def machine(chromium: str = "") -> list[str]:
    """Return lines that say what the figures hold for."""
    memory = psutil.virtual_memory().total / 2**30
    cores = len(os.sched_getaffinity(0))
    lines = [
        f"{cores} cores of {_processor()}, {memory:.0f} GiB of memory, {platform.system()}",
        f"Python {platform.python_version()}, Voila {version('voila')}, "
        f"ipykernel {version('ipykernel')}, anywidget {version('anywidget')}",
    ]
    if chromium:
        shell = " shell" if "headless-shell" in str(dev.installed_chromium()) else ""
        lines.append(f"Chromium {chromium}, headless{shell}")
    there = {name: package for name, package in PEER_PACKAGES.items() if _is_there(name)}
    if chromium and there:
        lines.append(
            "Compared with "
            + ", ".join(f"{package} {version_in(name, package)}" for name, package in there.items())
        )
    return lines


def _is_there(name: str) -> bool:
    return (ENVIRONMENTS / name / "installed").is_file()


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()
