"""The settings that keep a page private, and what happens to a notebook before its kernel starts."""

import logging
import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from voila.configuration import VoilaConfiguration

from reconnect_widgets.stages import STAGES
from reconnect_widgets.voila.settings import HEADERS, page_headers, workbook_config
from reconnect_widgets.voila.shell import shell_parts
from reconnect_widgets.voila.skeleton import prepare


def test_nothing_can_be_fetched_from_another_host() -> None:
    policy = HEADERS["Content-Security-Policy"]

    assert "http" not in policy
    assert "*" not in policy
    assert "unsafe-eval" not in policy
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy


def test_no_script_runs_in_a_page_but_those_that_stand_in_its_template() -> None:
    shell = shell_parts()
    policy = page_headers(shell)["Content-Security-Policy"]

    for rules in (policy, HEADERS["Content-Security-Policy"]):
        (scripts,) = re.findall(r"script-src ([^;]*)", rules)
        assert "unsafe" not in scripts
        assert "script-src-attr 'none'" in rules
    for script in (shell["script"], *shell["signals"].values()):
        named = b64encode(sha256(script.encode()).digest()).decode()
        assert f"'sha256-{named}'" in policy


def test_an_address_can_choose_neither_template_nor_theme_nor_see_an_error() -> None:
    pages = VoilaConfiguration(config=workbook_config())

    assert (pages.allow_template_override, pages.allow_theme_override) == ("NO", "NO")
    assert pages.show_tracebacks is False
    assert pages.http_header_envs == []


def test_the_given_folder_is_served(tmp_path: Path) -> None:
    assert workbook_config(tmp_path).Voila.root_dir == str(tmp_path)


def test_a_page_is_told_which_others_are_there(tmp_path: Path) -> None:
    (tmp_path / STAGES[1].file).touch()

    notebook = new_notebook()

    prepare(notebook, tmp_path)

    assert notebook.metadata["reconnect"]["there"] == [STAGES[1].file]


def test_a_form_stands_in_its_cell_before_the_kernel(tmp_path: Path) -> None:
    asked = 'page.form(text("space.why", "Why <now>?"))'
    notebook = new_notebook(cells=[new_markdown_cell("# One"), new_code_cell(asked)])

    prepare(notebook, tmp_path)

    assert "Why &lt;now&gt;?" in notebook.cells[1].metadata["reconnect"]["html"]
    assert "disabled" in notebook.cells[1].metadata["reconnect"]["html"]


def test_a_page_does_without_forms_that_cannot_be_drawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_notebook: object) -> dict[int, str]:
        raise RuntimeError("with a word of the reader's")

    monkeypatch.setattr("reconnect_widgets.voila.skeleton.stand_ins", fail)
    notebook = new_notebook(cells=[new_code_cell("page.finish()")])

    with caplog.at_level(logging.WARNING):
        prepare(notebook, tmp_path)

    assert notebook.cells[0].metadata == {}
    assert "RuntimeError" in caplog.text
    assert "reader's" not in caplog.text
