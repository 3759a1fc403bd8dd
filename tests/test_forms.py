"""Forms as plain data: which are the same, and what they tell of themselves."""

from collections.abc import Callable
from typing import Any

import pytest

from reconnect_widgets import choice, open_page, progress, section, several, text
from reconnect_widgets.exceptions import PromptError
from reconnect_widgets.forms import FormPlan, form
from reconnect_widgets.page.page import Page
from reconnect_widgets.tools.export import Export, export

WHO = {"they": "They did", "me": "I did"}


def asked(answers: dict[str, str]) -> FormPlan:
    return form(choice("end.who", "Who ended it?", **answers))


def test_a_form_with_its_answers_in_another_order_is_another_form() -> None:
    turned = asked(dict(reversed(WHO.items())))

    assert asked(WHO) != turned
    assert len({asked(WHO), asked(dict(WHO)), turned}) == 2


def test_a_form_tells_nothing_of_the_copy_that_it_hands_over() -> None:
    plan, before = export(), repr(export())
    assert isinstance(plan.tool, Export)

    plan.tool.made.content = b"words of mine"

    assert repr(plan) == before


@pytest.mark.parametrize(
    "make",
    [
        lambda page: page.form("What do you feel?"),
        lambda page: page.form([text("note.mine", "What?")]),
        lambda page: page.form(several("note.mine", "Which?", a="A", unless={"a": "nobody"})),
        lambda page: page.assessment(text("note.mine", "What?")),
        lambda page: page.safety_check("Are you safe?"),
        lambda page: page.show(progress),
        lambda page: page.show("words"),
        lambda page: page.guidance("words"),
        lambda page: page.handout("note.sheet", "Which?", "Mine"),
        lambda page: page.handout("note.sheet", "Which?", section("a", "A", unless="nobody")),
        lambda page: page.calendar("A file", "note.day"),
        lambda page: page.sort("note.pile", "Where?", "I heard you.", "Please."),
        lambda page: page.builder("note.whole", "All", "One", "Two"),
    ],
)
def test_what_is_no_part_of_a_page_is_said_at_once(make: Callable[[Page], Any]) -> None:
    """Else it is found when somebody reads the page, who gets none at all."""
    with pytest.raises(PromptError) as said:
        make(open_page("01"))

    assert str(said.value).endswith(".")
