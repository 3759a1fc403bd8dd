"""Where a system has only what Windows has, the workbook takes the ordinary ways, and they work."""

from pathlib import Path

import pytest
from pages import Book, field, saved, turn
from playwright.sync_api import Page, expect
from processes import COMMAND, ROOT, serve_workbook
from traces import MARK

NOTE = "space.necessary"


def test_it_starts_and_keeps_what_is_written(
    page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "tests" / "support" / "without_unix"))
    with serve_workbook(command=COMMAND, data=tmp_path / "data") as server:
        book = Book(server)
        book.enter(page, "01")
        field(page, NOTE).fill(MARK)
        saved(page, NOTE)
        turn(page, "02")
        turn(page, "01")

        expect(field(page, NOTE)).to_have_value(MARK)
        (kernel,) = server.kernels()
        assert "ipykernel_launcher" in kernel.cmdline()
        assert book.value(NOTE) == MARK
        assert "Exception" not in server.said()
