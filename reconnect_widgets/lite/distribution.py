"""Pyodide, which is Python for browsers: where a distribution is found, and which of its files are needed.

The npm package ``pyodide`` is its core, which every page but the last needs. pandas is in a whole
distribution, such as a release of Pyodide.
"""

import hashlib
import json
import shutil
import subprocess
import tarfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urljoin
from urllib.request import urlopen

from platformdirs import user_cache_path

from ..exceptions import ReconnectError

LOCK = "pyodide-lock.json"
MAIN = "pyodide.mjs"
LIBRARY = "python_stdlib.zip"
CORE = (MAIN, "pyodide.asm.mjs", "pyodide.asm.js", "pyodide.asm.wasm", LIBRARY)
"""The files that every page needs; the second or the third is there, by its version."""

NPM = "pyodide"
KNOWN = "314.0.7"
"""The version of the npm package with which all pages were tried."""

ALWAYS = ("sqlite3",)
"""Parts of Python that some distributions keep as packages of their own."""

PANDAS = ("pandas",)


@dataclass(frozen=True)
class Distribution:
    """A folder with the files of a Pyodide."""

    folder: Path
    lock: dict[str, Any] = field(repr=False)

    @property
    def first(self) -> list[str]:
        """Return the packages that Python begins with."""
        return [name for name in ALWAYS if self._has(name)]

    @property
    def later(self) -> list[str]:
        """Return the packages that page 13 needs besides, if all of them are there."""
        return [*PANDAS] if all(map(self._has, PANDAS)) else []

    def core(self) -> list[Path]:
        """Return the files that Python begins with."""
        there = filter(Path.is_file, (self.folder / name for name in CORE))
        return [*there, *self._files_of(self.first)]

    def wheels(self) -> list[Path]:
        """Return the files of what page 13 needs."""
        return self._files_of(self.later)

    def own_lock(self, wheels: Mapping[str, bytes]) -> str:
        """Return the list of packages, with none that is not shipped; ``wheels`` were made anew."""
        names = {*self._with_needs(self.first), *self._with_needs(self.later)}
        packages = {name: dict(self.lock["packages"][name]) for name in sorted(names)}
        for package in packages.values():
            if made := wheels.get(package["file_name"]):
                package["sha256"] = hashlib.sha256(made).hexdigest()
        return json.dumps(self.lock | {"packages": packages}, sort_keys=True)

    def _has(self, name: str) -> bool:
        """Say whether a package and all that it needs can be shipped."""
        packages = self.lock["packages"]
        if name not in packages or not (self.folder / packages[name]["file_name"]).is_file():
            return False
        return all(map(self._has, packages[name]["depends"]))

    def _files_of(self, names: Iterable[str]) -> list[Path]:
        packages = self.lock["packages"]
        return [self.folder / packages[name]["file_name"] for name in self._with_needs(names)]

    def _with_needs(self, names: Iterable[str]) -> list[str]:
        found: dict[str, None] = {}
        for name in names:
            found |= dict.fromkeys(
                [*self._with_needs(self.lock["packages"][name]["depends"]), name]
            )
        return [*found]


def distribution(named: str | None, work: Path) -> Distribution:
    """Return the distribution that was named, or the npm package; ``work`` is a folder for what comes.

    ``named`` is a folder, an archive, or the address of one or the other. Raises
    :class:`ReconnectError` with what to do when there is none.
    """
    if named is None:
        return _read(_npm_package(work))
    if named.startswith(("https://", "http://")):
        return _read(_downloaded(named, work))
    path = Path(named).expanduser()
    return _read(path if path.is_dir() else _unpacked(path, work))


def _read(folder: Path) -> Distribution:
    lock = _lock(folder)
    packages = lock["packages"]
    if not (folder / MAIN).is_file():
        raise ReconnectError(f"There is no Pyodide in {folder}: {MAIN} is missing.")
    found = Distribution(folder, lock)
    for path in [*found.core(), *found.wheels()]:
        expected = next(
            (one["sha256"] for one in packages.values() if one["file_name"] == path.name), None
        )
        if expected and hashlib.sha256(path.read_bytes()).hexdigest() != expected:
            raise ReconnectError(f"{path} is not the file that {LOCK} names. Please get it again.")
    return found


def _lock(folder: Path) -> dict[str, Any]:
    """Return the list of packages."""
    try:
        lock: dict[str, Any] = json.loads((folder / LOCK).read_text("utf-8"))
        _ = lock["packages"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ReconnectError(f"There is no Pyodide in {folder}: it has no {LOCK}.") from error
    return lock


def _npm_package(work: Path) -> Path:
    """Return the core, which npm brings once; it is kept for the next build."""
    kept = user_cache_path("reconnect", appauthor=False) / f"pyodide-{KNOWN}"
    if not (kept / LOCK).is_file():
        npm = shutil.which("npm")
        if not npm:
            raise ReconnectError(
                "Pyodide is missing, the Python for browsers. Name a folder with it by --pyodide, or "
                "install npm, from which it comes."
            )
        ask = [npm, "pack", "--silent", f"{NPM}@{KNOWN}"]
        done = subprocess.run(ask, cwd=work, capture_output=True, text=True, check=False)
        if done.returncode:
            raise ReconnectError(f"npm could not bring Pyodide. {done.stderr.strip()}")
        brought = _unpacked(work / done.stdout.split()[-1], work)
        shutil.rmtree(kept, ignore_errors=True)
        shutil.copytree(brought, kept.with_name(f"{kept.name}.new"), dirs_exist_ok=True)
        kept.with_name(f"{kept.name}.new").rename(kept)  # whole, or not at all
    return kept


def _unpacked(archive: Path, work: Path) -> Path:
    target = work / "pyodide"
    try:
        with tarfile.open(archive) as packed:
            packed.extractall(target, filter="data")
    except (OSError, tarfile.TarError) as error:
        raise ReconnectError(f"{archive} is no folder and no archive with Pyodide.") from error
    found = sorted(target.rglob(LOCK))
    if not found:
        raise ReconnectError(f"There is no Pyodide in {archive}: {LOCK} is missing.")
    return found[0].parent


def _downloaded(address: str, work: Path) -> Path:
    if not address.endswith("/"):
        return _unpacked(_fetch(address, work / address.rsplit("/", 1)[-1]), work)
    folder = work / "pyodide"
    folder.mkdir()
    _fetch(urljoin(address, LOCK), folder / LOCK)
    packages = _lock(folder)["packages"]
    for name in CORE:
        _fetch(urljoin(address, name), folder / name, needed=name == MAIN)
    wanted = [*ALWAYS, *PANDAS]
    while wanted:
        package = packages.get(wanted.pop())
        if package and not (folder / package["file_name"]).exists():
            _fetch(urljoin(address, package["file_name"]), folder / package["file_name"])
            wanted += package["depends"]
    return folder


def _fetch(address: str, target: Path, *, needed: bool = True) -> Path:
    try:
        with urlopen(address) as answer, target.open("wb") as file:  # noqa: S310  # as was named
            shutil.copyfileobj(answer, file)
    except (URLError, OSError) as error:
        if needed:
            raise ReconnectError(f"{address} cannot be had: {error}.") from error
        target.unlink(missing_ok=True)
    return target
