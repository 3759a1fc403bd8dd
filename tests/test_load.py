"""The readers that the benchmark sends: they speak to a server as a page does, and lose nothing there."""

from pathlib import Path

import pytest
from processes import run_apart, serve_workbook

from benchmarks import load
from benchmarks.load import come, lost_in_file
from benchmarks.processes import Running

READERS, ANSWERS = 3, 2


def test_readers_at_once_walk_through_the_pages_and_lose_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load, "ARRIVE_WITHIN", 0.0)
    with serve_workbook(data=tmp_path / "data") as served:
        running = Running(served.process, served.address, tmp_path)
        seen, _ = run_apart(come(running, READERS, ANSWERS, reading=0.0))
        lost = lost_in_file(running, seen)

    assert [one.errors for one in seen] == [[]] * READERS
    assert all(len(one.first) == 1 for one in seen)
    assert [len(one.next) for one in seen] == [len(load.WALK) - 1] * READERS
    assert sum(len(one.answers) for one in seen) == READERS * ANSWERS * len(load.WALK)
    assert not lost
