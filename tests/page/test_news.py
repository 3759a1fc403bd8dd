"""What a form says when it changed by itself: one sentence for each cause, and none that frightens."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from parts import hear

from reconnect_widgets import days, log, open_page, scale, text
from reconnect_widgets.answers.store import Store
from reconnect_widgets.page.news import ELSEWHERE, ERASED, NEW_DAY
from reconnect_widgets.places import answers_path
from reconnect_widgets.widgets.form import Form

NOTE = text("note.words", "What?")
PULL = scale("space.pull", "How strong?", "Hardly", "Often", "Always", better="low")
URGES = log("urge.log", "Urges", text("trigger", "What set it off?"))
MINE, THEIRS = "mine", "theirs"


@pytest.fixture
def form() -> Form:
    """A form that was filled for a visit, with an answer and a row from it."""
    made = open_page("01").form(NOTE, PULL, URGES, each_day=True)
    hear(made, type="hello", visit=MINE)
    hear(made, type="save", id=NOTE.id, value="first", seq=1)
    hear(made, type="save", id=URGES.id, entry="a", value={"trigger": "a song"}, seq=2)
    hear(made, type="refresh")
    return made


def writes(visit: str, value: str | None) -> Callable[[], None]:
    return lambda: void(Store(answers_path()).save(NOTE, value, page="01", visit=visit))


def removes(visit: str) -> Callable[[], None]:
    return lambda: void(Store(answers_path()).save(URGES, None, page="01", visit=visit, entry="a"))


def void(_: object) -> None:
    return None


@pytest.mark.parametrize(
    "happens", [writes(THEIRS, "other"), writes(THEIRS, None), removes(THEIRS)]
)
def test_it_was_somewhere_else_where_another_visit_wrote(
    form: Form, happens: Callable[[], None]
) -> None:
    happens()
    hear(form, type="refresh")

    assert form.filled["news"] == ELSEWHERE


@pytest.mark.parametrize("happens", [writes(MINE, "other"), writes(MINE, None), removes(MINE)])
def test_nobody_else_was_here_where_the_same_visit_wrote(
    form: Form, happens: Callable[[], None]
) -> None:
    """On another page of the same tab, or by a note that changes what the page shows."""
    happens()
    hear(form, type="refresh")

    assert form.filled["news"] == ""


def test_a_new_day_is_no_somebody(form: Form, monkeypatch: pytest.MonkeyPatch) -> None:
    tomorrow = days.now() + timedelta(days=1)
    monkeypatch.setattr("reconnect_widgets.page.session.now", lambda: tomorrow)
    hear(form, type="refresh")

    assert form.filled["answers"][NOTE.id]["value"] is None
    assert form.filled["news"] == NEW_DAY


@pytest.mark.parametrize(
    "erase",
    [
        lambda store: store.erase_answer(NOTE.id),
        lambda store: store.erase_answer(URGES.id, "a"),
        lambda store: store.erase_page("01"),
        lambda store: store.erase_everything(),
    ],
)
def test_what_was_erased_in_another_tab_is_named_as_erased(
    form: Form, erase: Callable[[Store], None]
) -> None:
    erase(Store(answers_path()))
    hear(form, type="refresh")

    assert form.filled["news"] == ERASED


def test_a_file_that_is_gone_is_named_as_the_cause(form: Form) -> None:
    answers_path().unlink()
    hear(form, type="refresh")

    assert form.filled["news"].startswith("The file with your answers was removed or replaced.")


def test_what_the_reader_brought_back_themselves_is_no_news(form: Form) -> None:
    writes(THEIRS, "from a copy")()
    form.listener.refill(is_asked_for=True)  # type: ignore[attr-defined]

    assert form.filled["answers"][NOTE.id]["value"] == "from a copy"
    assert form.filled["news"] == ""
