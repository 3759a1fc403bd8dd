"""The servers of the tests: a port that is taken before they come to use it is no failure."""

import socket
import sqlite3
from contextlib import closing
from pathlib import Path

import processes
import pytest


def test_a_server_begins_again_on_another_port(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        ports, find = iter([taken]), processes.free_port
        monkeypatch.setattr(processes, "free_port", lambda: next(ports, 0) or find())

        with processes.serve_workbook(data=tmp_path / "data") as served:
            assert served.port != taken
            assert processes.fetch(served.address)[0] == 200


def test_who_still_reads_what_was_emptied_leaves_the_next_journal_alone(tmp_path: Path) -> None:
    file = tmp_path / "answers.sqlite3"
    with closing(sqlite3.connect(file)) as before:
        before.execute("CREATE TABLE answers (words)")
        assert before.execute("SELECT * FROM answers").fetchall() == []

        processes.empty(file)
        with closing(sqlite3.connect(file, isolation_level=None)) as after:
            after.execute("PRAGMA cache_size = 1")  # it writes before the end, journal first
            after.execute("BEGIN IMMEDIATE")
            after.execute("CREATE TABLE others (words)")
            after.executemany("INSERT INTO others VALUES (?)", [("long" * 1000,)] * 20)
            before.execute("PRAGMA busy_timeout = 0")
            with pytest.raises(sqlite3.OperationalError):
                before.execute("SELECT * FROM answers")
            after.execute("COMMIT")
            assert after.execute("SELECT count(*) FROM others").fetchone() == (20,)
