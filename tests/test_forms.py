"""Forms as plain data: which are the same, and what they tell of themselves."""

from reconnect_widgets import choice
from reconnect_widgets.forms import FormPlan, form
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
