"""What needs both people is offered to nobody for whom that is not safe, or who was told no."""

import pytest
from readers import Reader as Situation
from readers import becomes, opened

from reconnect_widgets.answers.store import Store
from reconnect_widgets.declarations import questions
from reconnect_widgets.places import answers_path
from reconnect_widgets.stages import BY_NUMBER

TOGETHER = ("Couple therapy", "Help with deciding together", "Mediation")
KIND = "help.kind"


def kinds_offered(holds: tuple[str, ...], ticked: list[str]) -> list[str]:
    """Return which kinds of help for two page 12 offers."""
    store = Store(answers_path())
    becomes(store, Situation({"cause": "fighting", "weight": 3}, holds=holds))
    store.save(questions()[KIND][1], ticked, page="12", visit="v")
    store.close()
    session = opened(BY_NUMBER["12"])
    [form] = [form for form in session.parts.forms if KIND in form.prompts]
    session.store.close()
    assert "<span>A therapist of my own</span>" in form.html
    return [words for words in TOGETHER if f"<span>{words}</span>" in form.html]


@pytest.mark.parametrize("hold", ["fear", "harm", "order"])
def test_no_help_for_two_is_offered_after_fear_or_harm_or_with_an_order(hold: str) -> None:
    assert kinds_offered((hold,), ["own"]) == []


@pytest.mark.parametrize(
    "hold", ["said_no", "no_contact", "blocked", "practical", "space", "maybe_no", "young"]
)
def test_while_a_hold_closes_contact_only_what_has_to_be_settled_is_for_two(hold: str) -> None:
    assert kinds_offered((hold,), ["own"]) == ["Mediation"]


def test_what_was_ticked_before_stays() -> None:
    assert kinds_offered(("harm",), ["own", "couple"]) == ["Couple therapy"]


def test_others_choose_among_all_kinds() -> None:
    assert kinds_offered((), ["own"]) == list(TOGETHER)
