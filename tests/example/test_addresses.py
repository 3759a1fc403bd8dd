"""Which pages show the example: those in its folder."""

from pathlib import Path

import pytest

from reconnect_widgets.example.addresses import example_of, is_of_example, notebook_of
from reconnect_widgets.example.story import STORIES
from reconnect_widgets.hosting import hosting
from reconnect_widgets.page.page import open_page
from reconnect_widgets.places import answers_path, example_path
from reconnect_widgets.stages import STAGES
from reconnect_widgets.views.example import example_reader

START = STAGES[0].file


@pytest.mark.parametrize(
    ("path", "notebook"),
    [
        (f"example/{START}", START),
        (f"notebooks/example/{START}", f"notebooks/{START}"),
        (f"example/example/{START}", f"example/{START}"),
    ],
)
def test_a_page_of_the_example_is_made_from_the_same_notebook(path: str, notebook: str) -> None:
    assert is_of_example(path)
    assert notebook_of(path) == notebook
    assert example_of(notebook) == path or notebook.startswith("example/")


@pytest.mark.parametrize(
    "path", [START, f"notebooks/{START}", "example/other.ipynb", "example", f"examples/{START}"]
)
def test_any_other_page_is_the_readers_own(path: str) -> None:
    assert not is_of_example(path)
    assert notebook_of(path) == path


def test_a_kernel_of_the_example_has_another_file_and_other_words(
    monkeypatch: pytest.MonkeyPatch, own_data_folder: Path
) -> None:
    example = example_path()
    monkeypatch.setenv("RECONNECT_WORKBOOK", "example")

    assert answers_path() == example == own_data_folder / "example" / "answers.sqlite3"
    assert example.parent.stat().st_mode & 0o777 == 0o700
    assert hosting().saved == "Saved in the example"
    assert "invented" in hosting().where


def test_in_a_browser_the_example_is_kept_apart_from_the_readers_own_answers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("RECONNECT_PLACE", "browser")
    assert hosting().in_browser

    monkeypatch.setenv("RECONNECT_WORKBOOK", "example")

    assert not hosting().in_browser
    assert hosting().saved == "Saved in the example"
    assert "gone when you leave the example" in hosting().ends


def test_the_way_to_the_example_is_shown_only_where_the_server_knows_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = open_page("13")
    words = page.show(example_reader())
    page.session.heard(words, {"type": "hello", "visit": "v"})
    assert words.html == ""

    monkeypatch.setenv("RECONNECT_EXAMPLE_PAGE", '/example/13.ipynb?"')
    page.session.refill()
    for story in STORIES:
        assert f'href="/example/13.ipynb?&#34;{story}"' in words.html

    monkeypatch.setenv("RECONNECT_WORKBOOK", "example")
    assert "href" not in str(example_reader()(page.session.record))
