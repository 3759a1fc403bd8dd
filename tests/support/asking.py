"""Begins a program once and asks it line by line, where to begin it each time would take most of the time."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from processes import ROOT

Ask = Callable[..., str]
"""Tells the program some words, and returns what it says."""


@contextmanager
def asked_often(*program: str | Path) -> Iterator[Ask]:
    """Run Python with a program that reads lists of words (JSON), one a line, and answers each by a line."""
    command = [sys.executable, *program]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as runs:
        given, told = runs.stdin, runs.stdout
        assert given
        assert told

        def ask(*words: object) -> str:
            given.write(f"{json.dumps([*map(str, words)])}\n")
            given.flush()
            return told.readline().strip()

        yield ask
