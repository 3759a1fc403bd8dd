"""Carries out the check; ``deploy/binder/__init__.py`` says what it is."""

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from .base import make_base
from .launch import Home, session
from .recipe import Refused, read_recipe
from .walk import walk

ROOT = Path(__file__).parents[2]
BEGUN = time.monotonic()


def say(words: str) -> None:
    """Print what was done, and when."""
    print(f"{time.monotonic() - BEGUN:6.1f} s  {words}", flush=True)


def check(work: Path, python: str, idle: int) -> None:
    """Build and walk the latest commit of this repository."""
    home_folder = work / "home"
    subprocess.run(["git", "clone", "--quiet", ROOT, home_folder], check=True)
    recipe = read_recipe(home_folder)
    say(f"repo2docker takes Python {recipe.python} and {recipe.entrypoint}")
    environment = make_base(recipe, work / "environment", python)
    before = environment.packages()
    say(f"the frozen environment is there: {len(before)} packages")
    home = Home(home_folder, environment)
    for command in (*recipe.before_copy, *recipe.after_copy):
        home.run(command)
        say(command)
    after = environment.packages()
    new = [f"{name} {after[name]}" for name in sorted(after) if after[name] != before.get(name)]
    if complaints := environment.complaints():
        raise Refused(f"pip says: {complaints}")
    say(f"all of it fits together; added or newer: {', '.join(new)}")
    with session(home, recipe, work, idle) as served:
        say("the server answers")
        walk(served, idle, say)
        words = served.log.read_text("utf-8")
        if "Written" in words or served.token in words:
            raise Refused("The server's log holds an answer or the token.")
    say("the server's log holds neither an answer nor the token")


def main() -> int:
    """Read the command line, and say in one sentence what is wrong."""
    parser = argparse.ArgumentParser(prog="python3 -m deploy.binder")
    parser.add_argument("--idle", type=int, default=8, help="seconds until a kernel is ended (8)")
    parser.add_argument("--python", default="", help="the Python to use for the environment")
    parser.add_argument("--keep", type=Path, help="work in this new folder, and leave it there")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="binder-") as passing:
        work = asked.keep or Path(passing)
        work.mkdir(parents=True, exist_ok=True)
        try:
            check(work.resolve(), asked.python, asked.idle)
        except (Refused, AssertionError, subprocess.CalledProcessError) as trouble:
            print(trouble, file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
