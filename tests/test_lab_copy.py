"""The reader's own copy of the notebooks, and the same notebooks served by JupyterLab."""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
from processes import ROOT, Served, fetch, serve_workbook

from reconnect_widgets.exceptions import PlaceError
from reconnect_widgets.lab.copies import bring_copies, needs_copy


def notebook(words: str, **notebook_metadata: Any) -> str:
    cells = [
        {"id": "a", "cell_type": "markdown", "metadata": {}, "source": [words]},
        {
            "id": "b",
            "cell_type": "code",
            "metadata": {},
            "source": "1",
            "outputs": [],
            "execution_count": None,
        },
    ]
    content = {"nbformat": 4, "nbformat_minor": 5, "metadata": notebook_metadata, "cells": cells}
    return json.dumps(content)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    folder.mkdir()
    for name in ("00.ipynb", "01.ipynb"):
        (folder / name).write_text(notebook("As delivered"))
    return folder


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    return tmp_path / "mine"


# Copying


def test_the_first_time_everything_is_copied(source: Path, mine: Path) -> None:
    copies = bring_copies(source, mine)

    assert copies.added == ("00.ipynb", "01.ipynb")
    assert (mine / "00.ipynb").read_bytes() == (source / "00.ipynb").read_bytes()
    assert mine.stat().st_mode & 0o777 == 0o700
    assert str(copies) == f"Your notebooks are in {mine} (2 added)."


def test_a_second_time_nothing_happens(source: Path, mine: Path) -> None:
    bring_copies(source, mine)

    copies = bring_copies(source, mine)

    assert str(copies) == f"Your notebooks are in {mine}."


def test_a_changed_notebook_is_never_overwritten(source: Path, mine: Path) -> None:
    bring_copies(source, mine)
    (mine / "00.ipynb").write_text(notebook("My words"))
    (source / "00.ipynb").write_text(notebook("Delivered anew"))

    for _ in range(2):
        copies = bring_copies(source, mine)

        assert copies.kept == ("00.ipynb",)
        assert "My words" in (mine / "00.ipynb").read_text()
    assert str(copies) == f"Your notebooks are in {mine} (1 left as you changed it)."


def test_an_unchanged_notebook_is_brought_up_to_date(source: Path, mine: Path) -> None:
    bring_copies(source, mine)
    (source / "00.ipynb").write_text(notebook("Delivered anew"))

    copies = bring_copies(source, mine)

    assert copies.updated == ("00.ipynb",)
    assert "Delivered anew" in (mine / "00.ipynb").read_text()


def test_running_and_saving_a_notebook_is_no_change(source: Path, mine: Path) -> None:
    bring_copies(source, mine)
    saved = json.loads(notebook("As delivered", kernelspec={"name": "python3"}))
    saved["cells"][1] |= {"execution_count": 3, "outputs": [{"output_type": "stream"}]}
    (mine / "00.ipynb").write_text(json.dumps(saved, indent=1))
    (source / "00.ipynb").write_text(notebook("Delivered anew"))

    assert bring_copies(source, mine).updated == ("00.ipynb",)


def test_a_notebook_that_was_there_before_us_is_kept(source: Path, mine: Path) -> None:
    mine.mkdir()
    (mine / "00.ipynb").write_text(notebook("Mine from elsewhere"))

    copies = bring_copies(source, mine)

    assert (copies.added, copies.kept) == (("01.ipynb",), ("00.ipynb",))


def test_a_new_notebook_is_added_and_a_deleted_one_comes_back(source: Path, mine: Path) -> None:
    bring_copies(source, mine)
    (mine / "00.ipynb").unlink()
    (source / "02.ipynb").write_text(notebook("New"))

    assert bring_copies(source, mine).added == ("00.ipynb", "02.ipynb")


@pytest.mark.parametrize("broken", ["", "no JSON", "[]", '{"cells": 3}'])
def test_a_broken_notebook_or_note_loses_nothing(source: Path, mine: Path, broken: str) -> None:
    bring_copies(source, mine)
    (mine / "00.ipynb").write_text(broken)
    (mine / ".as-delivered.json").write_text(broken)

    copies = bring_copies(source, mine)

    assert copies.kept == ("00.ipynb",)
    assert (mine / "00.ipynb").read_text() == broken


def test_a_folder_that_cannot_be_made_is_named(source: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(PlaceError, match="cannot be used"):
        bring_copies(source, tmp_path / "file" / "mine")


def test_the_notebooks_of_a_checkout_are_opened_in_place() -> None:
    assert not needs_copy(ROOT / "notebooks")


def test_the_notebooks_of_an_installed_package_are_copied() -> None:
    assert needs_copy(ROOT / "reconnect_widgets" / "notebooks")


def test_notebooks_that_cannot_be_written_to_are_copied(
    source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda path, _: path != source / "00.ipynb")

    assert needs_copy(source)


# JupyterLab


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    place = tmp_path_factory.mktemp("lab")
    folder = place / "my notebooks"
    folder.mkdir()
    (folder / "00-start-here.ipynb").write_text(notebook("Hello"))
    with serve_workbook("lab", "--notebooks", folder, data=place / "data") as served:
        yield served


def settings_of(lab: Served, plugin: str) -> dict[str, Any]:
    _, _, answer = fetch(f"{lab.origin}{lab.base}/lab/api/settings/{plugin}?token={lab.token}")
    schema: dict[str, Any] = json.loads(answer)["schema"]["properties"]
    return {name: said.get("default") for name, said in schema.items()}


def test_all_of_a_notebook_is_on_the_page_also_with_an_older_jupyterlab(lab: Served) -> None:
    assert settings_of(lab, "@jupyterlab/notebook-extension:tracker")["windowingMode"] == "none"


def test_jupyterlab_opens_the_start_page(lab: Served) -> None:
    status, address, _ = fetch(lab.address)

    assert lab.address == f"{lab.origin}{lab.base}/lab/tree/00-start-here.ipynb?token={lab.token}"
    assert (status, address) == (200, lab.address)


def test_jupyterlab_looks_for_no_news_and_no_extensions(lab: Served) -> None:
    _, _, page = fetch(lab.address)
    disabled = re.search(r'"disabledExtensions": (\[[^]]*\])', page)
    notices = settings_of(lab, "@jupyterlab/apputils-extension:notification")

    assert disabled is not None
    assert "@jupyterlab/apputils-extension:announcements" in json.loads(disabled[1])
    assert "@voila-dashboards/jupyterlab-preview" in json.loads(disabled[1])
    assert notices["fetchNews"] == "false"
    assert notices["checkForUpdates"] is False


def test_what_jupyterlab_shows_exports_or_prints_asks_nobody_elsewhere(lab: Served) -> None:
    notebook, token = "00-start-here.ipynb", f"?token={lab.token}"
    status, _, exported = fetch(f"{lab.origin}{lab.base}/nbconvert/html/{notebook}{token}")

    assert status == 200
    assert re.findall(r'(?:src|href)="(?!data:)[^"#]+"', exported) == []
    assert fetch(f"{lab.origin}{lab.base}/voila/render/{notebook}{token}")[0] == 404


def test_jupyterlab_keeps_no_answers_in_a_notebook(lab: Served) -> None:
    widgets = settings_of(lab, "@jupyter-widgets/jupyterlab-manager:plugin")
    shown = json.loads(notebook("Hello", widgets={"state": "secret"}))
    shown["cells"][1]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "secret"}]
    body = json.dumps({"type": "notebook", "format": "json", "content": shown}).encode()
    saving = Request(
        f"{lab.origin}{lab.base}/api/contents/saved.ipynb",
        data=body,
        method="PUT",
        headers={"Authorization": f"token {lab.token}", "Content-Type": "application/json"},
    )

    with urlopen(saving) as answer:
        status = answer.status

    saved = lab.data.parent / "my notebooks" / "saved.ipynb"
    assert status == 201
    assert "Hello" in saved.read_text()
    assert "secret" not in saved.read_text()
    assert widgets["saveState"] is False


def test_jupyterlab_says_nothing_when_all_is_well(lab: Served) -> None:
    fetch(lab.address)

    assert lab.said() == ""


def test_a_notebook_on_which_nothing_is_said_keeps_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Jupyter's server cuts it before its first ping, after half a minute, and says so in the terminal."""
    # Who imports JupyterLab starts Node, and each process of tests imports this file.
    from reconnect_widgets.lab.app import preset

    monkeypatch.setenv("RECONNECT_DATA", str(tmp_path))

    assert preset(tmp_path).ServerApp.tornado_settings["ws_ping_interval"] == 0


def test_the_app_and_jupyterlab_share_one_key(lab: Served) -> None:
    with serve_workbook(data=lab.data) as app:
        assert app.token == lab.token
