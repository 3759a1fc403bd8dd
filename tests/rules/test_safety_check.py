"""The safety check: what follows from every combination of its answers."""

from collections.abc import Iterator, Mapping
from functools import cache
from itertools import product

import pytest

from reconnect_widgets import choice
from reconnect_widgets.declarations import questions
from reconnect_widgets.exceptions import BadAnswer, PromptError
from reconnect_widgets.forms import ask_again, safety_check
from reconnect_widgets.prompts import Choice
from reconnect_widgets.rules.holds import ALL, THEIR_ANSWERS
from reconnect_widgets.rules.safety_check import AGAIN, CHECK, gone_through, holds_after

CALM = dict.fromkeys(CHECK, "no") | {"safety.adult": "yes"}
CALM_AGAIN = dict.fromkeys(AGAIN, "no")
EVERY = [hold.key for hold in ALL]


def offered(names: Mapping[str, object]) -> dict[str, Choice]:
    """The questions as the notebooks ask them."""
    found = {name: questions()[name][1] for name in names}
    return {name: prompt for name, prompt in found.items() if isinstance(prompt, Choice)}


@cache
def combinations() -> list[dict[str, str]]:
    choices = offered(CHECK)
    return [
        dict(zip(choices, given, strict=True))
        for given in product(*(prompt.answers for prompt in choices.values()))
    ]


def follows(given: Mapping[str, str]) -> Iterator[str]:
    """What has to follow, said in another way than the code says it."""
    if {"yes", "unsure"} & {given["safety.fear"], given["safety.control"]}:
        yield "fear"
    for question, hold in (("harm", "harm"), ("order", "order"), ("crisis", "crisis")):
        if given[f"safety.{question}"] in ("yes", "unsure"):
            yield hold
    if given["safety.no_contact"] not in ("no", "unsaid"):
        yield {"unsure": "maybe_no"}.get(given["safety.no_contact"], given["safety.no_contact"])
    if given["safety.adult"] == "no":
        yield "young"


def test_every_combination_of_answers_holds_just_what_was_said() -> None:
    assert len(combinations()) == 86_016
    for given in combinations():
        assert set(holds_after(given, ())) == set(follows(given)), given


def test_no_combination_lifts_what_was_not_answered_with_a_plain_no() -> None:
    for given in combinations()[::7]:  # every combination with all holds in force takes a minute
        after = set(holds_after(given, EVERY))
        for question, leads in CHECK.items():
            if given[question] == "unsaid":
                assert set(leads.values()) - {""} - THEIR_ANSWERS <= after, given
        assert after & THEIR_ANSWERS, given  # these are lifted by a statement alone


@pytest.mark.parametrize(
    ("given", "passed"),
    [
        (CALM, "all"),
        (CALM | {"safety.crisis": "unsaid", "safety.screen": "unsaid"}, "all"),
        *[(CALM | {q: "unsaid"}, "unsaid") for q in CHECK if q[7:] not in ("crisis", "screen")],
        (dict.fromkeys(CHECK, "unsaid"), "unsaid"),
        (CALM_AGAIN, "all"),
        (CALM_AGAIN | {"safety.crisis_now": "unsaid"}, "all"),
        (CALM_AGAIN | {"safety.fear_now": "unsaid"}, "unsaid"),
        (CALM_AGAIN | {"safety.no_contact_now": "unsaid"}, "unsaid"),
    ],
)
def test_what_could_close_a_page_and_was_left_unsaid_is_remembered_as_that(
    given: dict[str, str], passed: str
) -> None:
    assert gone_through(given) == passed


def test_rather_not_say_leaves_every_hold_as_it_stands() -> None:
    unsaid = dict.fromkeys(CHECK, "unsaid")

    assert holds_after(unsaid, EVERY) == EVERY
    assert holds_after(unsaid, ()) == []


def test_half_an_answer_about_fear_does_not_lift_it() -> None:
    assert holds_after(CALM | {"safety.control": "unsaid"}, ["fear"]) == ["fear"]
    assert holds_after(CALM, ["fear"]) == []


def test_an_order_stays_where_it_was_stated_in_this_visit() -> None:
    assert holds_after(CALM, ["order"], stays=["order"]) == ["order"]
    assert holds_after(CALM, ["order"]) == []


def test_what_is_known_takes_the_place_of_not_sure_and_nothing_weaker_of_what_is_known() -> None:
    assert holds_after(CALM | {"safety.no_contact": "said_no"}, ["maybe_no"]) == ["said_no"]
    assert holds_after(CALM, ["maybe_no"]) == ["maybe_no"]
    both = holds_after(CALM | {"safety.no_contact": "space"}, ["no_contact"])
    assert both == ["no_contact", "space"]


@pytest.mark.parametrize("before", EVERY)
def test_the_three_questions_lift_nothing_but_a_crisis(before: str) -> None:
    assert holds_after(CALM_AGAIN, [before]) == ([] if before == "crisis" else [before])
    assert holds_after(dict.fromkeys(AGAIN, "unsaid"), [before]) == [before]


@pytest.mark.parametrize("given", [CALM, CALM_AGAIN])
def test_a_missing_answer_is_refused(given: dict[str, str]) -> None:
    for question in given:
        with pytest.raises(BadAnswer, match="Rather not say"):
            holds_after({**given, question: None}, ())


def test_the_check_asks_all_of_it_and_offers_only_answers_of_which_the_rest_is_known() -> None:
    questions = offered(CHECK)
    with pytest.raises(PromptError, match="just this"):
        safety_check(*[q for name, q in questions.items() if name != "safety.harm"])
    questions["safety.harm"] = choice("safety.harm", "?", a_little="A little", no="No")
    with pytest.raises(PromptError, match="a_little"):
        safety_check(*questions.values())
    with pytest.raises(PromptError, match="just this"):
        ask_again(choice("safety.fear_now", "?", yes="Yes", no="No"))
