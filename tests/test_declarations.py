"""What the workbook asks, as its notebooks say it."""

from pathlib import Path
from shutil import copytree

import pytest
from own_pages import add_page

from reconnect_widgets import declarations
from reconnect_widgets.places import notebooks_folder
from reconnect_widgets.stages import BY_NUMBER


def test_a_notebook_that_cannot_be_read_keeps_none_of_the_others_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = copytree(notebooks_folder(), tmp_path / "notebooks")
    (folder / BY_NUMBER["01"].file).write_text("{")
    (folder / BY_NUMBER["02"].file).unlink()
    (folder / BY_NUMBER["03"].file).write_text("{}")
    add_page(folder, BY_NUMBER["04"].file, "page = open_page(number)", "page.form('What?', **{})")
    monkeypatch.setattr(declarations, "notebooks_folder", lambda: folder)

    pages = {page for page, _ in declarations.questions.__wrapped__().values()}

    assert pages == {*BY_NUMBER} - {"01", "02", "03", "04"}
