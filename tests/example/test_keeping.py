"""The example's file is made when it is needed, and is nothing that anybody could lose."""

import asyncio

import pytest
from processes import run_apart as run
from traces import MARK, files_with

from reconnect_widgets import reflection
from reconnect_widgets.answers.store import Store
from reconnect_widgets.example import keeping
from reconnect_widgets.example.file import forget_example
from reconnect_widgets.example.keeping import begin_example, provide_example
from reconnect_widgets.places import answers_path, example_path

WORDS = reflection("note.words", "Words")


def write_into_the_example() -> Store:
    store = Store(example_path())
    store.save(WORDS, MARK, page="01", visit="v")
    return store


def test_it_is_made_once_and_anew_only_on_request() -> None:
    run(provide_example())
    store = write_into_the_example()
    run(provide_example())
    assert store.latest("note.words")

    run(provide_example("again"))
    assert store.latest("note.words") is None
    assert files_with(example_path().parent) == []
    assert not answers_path().exists()


def test_two_pages_that_ask_at_once_get_one_example(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    make = keeping.begin_example
    monkeypatch.setattr(keeping, "begin_example", lambda story: made.append(make(story)))

    async def both() -> None:
        await asyncio.gather(provide_example(), provide_example())

    run(both())

    assert len(made) == 1


def test_one_that_was_forgotten_is_made_when_it_is_asked_for_again() -> None:
    begin_example()
    write_into_the_example()

    forget_example()
    assert files_with(example_path().parent) == []
    assert [*Store(example_path()).every()] == []

    run(provide_example())
    assert [*Store(example_path()).every()]


def test_where_no_example_is_nothing_is_made_to_be_forgotten() -> None:
    forget_example()

    assert not example_path().exists()


def test_one_that_cannot_be_read_is_made_anew() -> None:
    begin_example()
    store = Store(example_path())
    store.keeper.db.execute(
        "PRAGMA user_version = 999"
    )  # as a newer version of the workbook has it
    store.close()

    run(provide_example())

    assert [*Store(example_path()).every()]
