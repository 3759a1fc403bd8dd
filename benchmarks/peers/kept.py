"""What stock Voila and the peers share: the form to show, and a file that keeps its answers.

It needs nothing but Python's own library, since each of them runs in an environment of its own.
``BENCHMARK_FORM`` and ``BENCHMARK_ANSWERS`` name the two files. An answer is on the disk before it
is called kept, as in the workbook.
"""

import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

FORM, ANSWERS = "BENCHMARK_FORM", "BENCHMARK_ANSWERS"


def pages() -> list[dict[str, Any]]:
    """Return the two pages: ``title`` and ``parts``, each of them ``prose`` or ``questions``."""
    read: list[dict[str, Any]] = json.loads(Path(os.environ[FORM]).read_text("utf-8"))
    return read


def _open(file: str = "") -> sqlite3.Connection:
    db = sqlite3.connect(file or os.environ[ANSWERS], isolation_level=None)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    db.execute("CREATE TABLE IF NOT EXISTS answers (question TEXT PRIMARY KEY, value TEXT)")
    return db


def recall() -> dict[str, Any]:
    """Return every answer by its question."""
    with closing(_open()) as db:
        return {key: json.loads(value) for key, value in db.execute("SELECT * FROM answers")}


def keep(question: str, value: Any, file: str = "") -> str:
    """Write an answer to the disk, and say so in the words that the benchmark waits for."""
    with closing(_open(file)) as db:
        db.execute(
            "INSERT OR REPLACE INTO answers VALUES (?, ?)",
            (question, json.dumps(value, default=str)),
        )
    return f"Kept: {question} = {value}"
