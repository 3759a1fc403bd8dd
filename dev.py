#!/usr/bin/env python3
"""Everything a fresh computer needs: git, Python 3.11 or later, and one of these commands.

    python3 dev.py app [options]     install the workbook here and open it in the browser
    python3 dev.py build FOLDER      install it here and write it as files for any website
    python3 dev.py test [options]    install everything and run all tests (options go to pytest)
    python3 dev.py lint              install everything and run every check of the code
    python3 dev.py bench [--short]   install everything and measure how long a reader waits

All is installed in the folder .venv beside this file, again only when pyproject.toml changed.
This file needs nothing but Python's own library.
"""

from __future__ import annotations  # so that an older Python gets as far as our sentence

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
WINDOWS = os.name == "nt"
PYTHON = VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")
STAMP = VENV / "installed"
DEBIANS = ("chromium-headless-shell", "chromium")
OTHER_BROWSERS = ("firefox-esr", "webkit2gtk-driver", "xvfb")
BROWSERS = (*DEBIANS, "chromium-browser", "google-chrome", "google-chrome-stable")
APP = "encryption"
"""The extra that the app is installed with: the lock and encrypted copies bring compiled libraries."""
MAC_CHROME = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
NO_BROWSER = (
    "The tests need a Chromium browser and none could be installed; please install Chromium or "
    "Google Chrome, or name one in RECONNECT_CHROMIUM."
)


class Trouble(Exception):
    """Something that the person at the terminal can put right, in one sentence."""


def run(*command: str | Path, check: bool = True) -> bool:
    """Run a command in the project's folder and say whether it went well."""
    words = [str(part) for part in command]
    done = subprocess.run(words, cwd=ROOT, stdin=subprocess.DEVNULL, check=False)
    if check and done.returncode:
        raise Trouble(f"This command failed: {' '.join(words)}")
    return done.returncode == 0


def works(*command: str | Path) -> bool:
    """Run a command without showing anything and say whether it went well."""
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def on_debian_as_root() -> bool:
    """Say whether packages can be installed from Debian's archive (Ubuntu's Chromium is a snap)."""
    release = Path("/etc/os-release")
    lines = release.read_text("utf-8").splitlines() if release.is_file() else []
    return "ID=debian" in lines and is_root()


def is_root() -> bool:
    """Say whether this is the user who may install everything; Windows has none."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def apt_install(*packages: str) -> bool:
    """Install packages of Debian, as root and with no questions."""
    if not on_debian_as_root():
        return False
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"
    quiet = ("-q", "-y", "--no-install-recommends")
    return run("apt-get", "-q", "update", check=False) and run(
        "apt-get", "install", *quiet, *packages, check=False
    )


def provide(there: Callable[[], object], *packages: str) -> bool:
    """Say whether something is there, after installing it where that can be done."""
    return bool(there() or (apt_install(*packages) and there()))


def fingerprint(extra: str) -> str:
    """Return what the installed packages depend on; the folder counts, as scripts name it."""
    parts = (extra, sys.version, str(ROOT), (ROOT / "pyproject.toml").read_text("utf-8"))
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def is_installed(extra: str) -> bool:
    """Say whether the environment is whole and current; one for development serves the app too."""
    stamp = STAMP.read_text("utf-8") if STAMP.is_file() and PYTHON.exists() else ""
    return stamp in (fingerprint(extra), fingerprint("dev"))


def install(extra: str) -> None:
    """Install the project and what it needs; the stamp comes last, so a broken try is repeated."""
    if is_installed(extra):
        return
    if not provide(can_make_environments, "python3-venv"):
        raise Trouble(f"{sys.executable} cannot make environments; please install python3-venv.")
    print("Installing the workbook in .venv; the first time this takes a minute.", file=sys.stderr)
    if not is_installed(APP):  # the development packages are added to those of the app
        STAMP.unlink(missing_ok=True)
        run(sys.executable, "-m", "venv", "--clear", VENV)
    STAMP.unlink(missing_ok=True)
    pip = (PYTHON, "-m", "pip", "install", "--quiet", "--editable")
    if not run(*pip, f".[{extra}]", check=extra != APP):
        print("Nothing can be encrypted on this computer; the rest works.", file=sys.stderr)
        run(*pip, ".")
    STAMP.write_text(fingerprint(extra), "utf-8")


def can_make_environments() -> bool:
    """Say whether this Python has ``ensurepip``, which Debian keeps in a package of its own."""
    return works(sys.executable, "-c", "import ensurepip, venv; ensurepip.version()")


def installed_chromium(environment: Mapping[str, str] = os.environ) -> str | None:
    """Return the path of a Chromium that is there: named, on the PATH, on a Mac, Playwright's."""
    if named := environment.get("RECONNECT_CHROMIUM"):
        return named
    found = (shutil.which(name, path=environment.get("PATH")) for name in BROWSERS)
    if on_path := next(filter(None, found), None):
        return on_path
    return next((path for path in (MAC_CHROME, playwrights_own()) if Path(path).is_file()), None)


def playwrights_own() -> str:
    """Return where Playwright's own Chromium would be."""
    ask = (
        "from playwright.sync_api import sync_playwright\n"
        "with sync_playwright() as driver: print(driver.chromium.executable_path)"
    )
    python = PYTHON if PYTHON.exists() else sys.executable
    answer = subprocess.run([python, "-c", ask], capture_output=True, text=True, check=False)
    return answer.stdout.strip()


def provide_chromium() -> str:
    """Return a Chromium for the tests, one without windows if it can be had: it takes a fifth less."""
    driver = (PYTHON, "-m", "playwright")
    # The driver needs a library that the smallest Debian lacks.
    if not provide(partial(works, *driver, "--version"), "libatomic1"):
        raise Trouble("Playwright cannot start; on Linux please install libatomic1.")
    if not any(provide(installed_chromium, package) for package in DEBIANS):
        as_root = ["--with-deps"] if is_root() else []
        run(*driver, "install", *as_root, "chromium", check=False)
    if found := installed_chromium():
        return found
    raise Trouble(NO_BROWSER)


def has_node() -> bool:
    """Say whether Node and its npm are there; a few tests are skipped without them."""
    return bool(shutil.which("node") and shutil.which("npm"))


def has_other_browsers() -> bool:
    """Say whether Firefox and WebKitGTK are there; the walks through them are skipped without."""
    firefox = shutil.which("firefox-esr") or shutil.which("firefox")
    return bool(firefox and shutil.which("WebKitWebDriver") and shutil.which("Xvfb"))


def app(arguments: list[str]) -> NoReturn:
    """Open the workbook; it takes this process's place, so that Ctrl-C and signals reach it."""
    install(APP)
    become("reconnect_widgets", arguments)


def become(module: str, arguments: list[str]) -> NoReturn:
    """Make way for a module; Windows cannot, so it is waited for."""
    command = [str(PYTHON), "-m", module, *arguments]
    if WINDOWS:
        sys.exit(subprocess.run(command, check=False).returncode)
    os.execv(PYTHON, command)


def build(arguments: list[str]) -> NoReturn:
    """Write the workbook as files, which Node makes small and quick."""
    provide(has_node, "nodejs", "npm")
    app(["build", *arguments])


def test(arguments: list[str]) -> NoReturn:
    """Run all tests, with those that need Node or the browsers of other makers where these are had."""
    provide(has_node, "nodejs", "npm")
    provide(has_other_browsers, *OTHER_BROWSERS)
    with_browser("pytest", arguments)


def with_browser(module: str, arguments: list[str]) -> NoReturn:
    """Make way for a module that drives a real browser: the tests, or the benchmarks."""
    install("dev")
    os.environ["RECONNECT_CHROMIUM"] = provide_chromium()
    os.chdir(ROOT)
    become(module, arguments)


def lint(arguments: list[str]) -> None:
    """Run every check of the code and of the notebooks; all of them, also when one fails."""
    if arguments:
        raise Trouble("python3 dev.py lint takes no options.")
    install("dev")
    checks = (
        ("ruff", "check", "."),
        ("ruff", "format", "--check", "."),
        ("mypy",),
        ("nbstripout", "--verify", "--keep-id", *sorted((ROOT / "notebooks").glob("*.ipynb"))),
    )
    went_well = [run(PYTHON, "-m", *check, check=False) for check in checks]
    if biome := provide_biome():
        went_well.append(run(biome, "check", "--error-on-warnings", check=False))
    else:
        print("The JavaScript was not checked: npm could not bring Biome.", file=sys.stderr)
    if not all(went_well):
        raise Trouble("Some checks failed; they are named above.")


def provide_biome() -> Path | None:
    """Return what reads the JavaScript, or None where npm cannot bring it."""
    folder = ROOT / ".ci"
    program = folder / "node_modules" / ".bin" / ("biome.cmd" if WINDOWS else "biome")
    if not program.exists() and provide(has_node, "nodejs", "npm"):
        run(shutil.which("npm") or "npm", "ci", "--prefix", folder, check=False)
    return program if program.exists() else None


COMMANDS = {
    "app": app,
    "build": build,
    "test": test,
    "lint": lint,
    "bench": partial(with_browser, "benchmarks"),
}


def main(arguments: list[str]) -> int:
    """Run one of the commands."""
    if sys.version_info < (3, 11):  # noqa: UP036
        print("The workbook needs Python 3.11 or later.", file=sys.stderr)
        return 1
    if not arguments or arguments[0] not in COMMANDS:
        print(__doc__, file=sys.stderr)
        return 0 if arguments in (["--help"], ["-h"]) else 2
    try:
        COMMANDS[arguments[0]](arguments[1:])
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
