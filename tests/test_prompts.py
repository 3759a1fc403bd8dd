"""Questions: what they accept, what they refuse, and how they say an answer."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from reconnect_widgets import choice, date, log, number, plan, reflection, scale, several, text
from reconnect_widgets.days import today
from reconnect_widgets.declarations import questions
from reconnect_widgets.exceptions import BadAnswer, PromptError
from reconnect_widgets.prompts import LONGEST_TEXT, Prompt
from reconnect_widgets.prompts.numbers_and_dates import STILL_TO_COME
from reconnect_widgets.widgets.assets import page_modules

WHO = choice("end.who", "Who ended it?", they="They did", me="I did")
SHARED = several("end.shared", "What do you share?", children="Children", home="A home")
PULL = scale("space.pull", "How strong?", "Hardly", "Often", "Always", apart="Does not apply")
URGES = log("urge.log", "Urges", number("strength", "How strong?", most=10), text("did", "Did?"))


@pytest.mark.parametrize(
    ("prompt", "given", "kept", "said"),
    [
        (WHO, "me", "me", "I did"),
        (SHARED, ["home", "children"], ["children", "home"], "Children; A home"),
        (PULL, "0", 0, "Hardly"),
        (PULL, 2, 2, "Always"),
        (PULL, "apart", "apart", "Does not apply"),
        (number("a.b", "How many?", most=10, unit="times"), "7", 7, "7"),
        (number("a.b", "How many?"), 0, 0, "0"),
        (date("a.b", "When?"), "2026-02-03", "2026-02-03", "February 3, 2026"),
        (
            date("a.b", "When?", time=True),
            "2026-02-03T19:05",
            "2026-02-03T19:05",
            "February 3, 2026, 19:05",
        ),
        (text("a.b", "What?"), "<b>“hi”</b> 🌧 שלום", "<b>“hi”</b> 🌧 שלום", "<b>“hi”</b> 🌧 שלום"),
        (
            reflection("a.b", "What?"),
            "half an emoji \ud83d",
            "half an emoji \ufffd",
            "half an emoji \ufffd",
        ),
        (
            plan("a.b", "Plan"),
            {"if": "x.", "then": ""},
            {"if": "x.", "then": ""},
            "If x, then I will …",
        ),
        (
            plan("a.b", "Plan"),
            {"if": "x...", "then": "y..."},
            {"if": "x...", "then": "y..."},
            "If x, then I will y...",
        ),
        (URGES, {"strength": "4", "did": ""}, {"strength": 4}, "How strong: 4"),
    ],
)
def test_an_answer_is_kept_and_said(prompt: Prompt, given: Any, kept: Any, said: str) -> None:
    """What fits is kept in one plain form and can be said in words."""
    assert prompt.check(given) == kept
    assert prompt.fits(kept, prompt.options)
    assert prompt.said(kept, prompt.options) == said


@pytest.mark.parametrize(
    ("prompt", "given"),
    [
        (WHO, "nobody"),
        (WHO, ["me"]),
        (SHARED, "home"),
        (SHARED, ["moon"]),
        (PULL, 3),
        (PULL, -1),
        (PULL, True),
        (number("a.b", "How many?", most=10), 11),
        (number("a.b", "How many?"), -1),
        (number("a.b", "How many?"), "many"),
        (number("a.b", "How many?"), "1e999"),
        (number("a.b", "How many?"), 10**400),
        (number("a.b", "How many?"), 1.5),
        (date("a.b", "When?"), "2026-02-30"),
        (date("a.b", "When?"), "0026-02-03"),
        (text("a.b", "What?"), {"a": 1}),
        (text("a.b", "What?"), "x" * 100_001),
        (plan("a.b", "Plan"), {"when": "x"}),
        (URGES, {"other": 1}),
        (URGES, {"strength": 11}),
        (URGES, ["x"]),
    ],
)
def test_what_does_not_fit_is_refused_in_a_sentence(prompt: Prompt, given: Any) -> None:
    """A refusal is a sentence, and it never repeats what was written."""
    with pytest.raises(BadAnswer) as refused:
        prompt.check(given)

    assert str(refused.value).endswith(".")
    assert str(given) not in str(refused.value)


@pytest.mark.parametrize(
    "prompt", [WHO, SHARED, PULL, URGES, text("a.b", "What?"), date("a.b", "When?")]
)
def test_an_empty_answer_is_no_answer(prompt: Prompt) -> None:
    """Clearing an answer is allowed everywhere."""
    assert prompt.check("") is None
    assert prompt.check(None) is None


@pytest.mark.parametrize(
    "make",
    [
        lambda: text("Not An Id", "What?"),
        lambda: text("a.b", "  "),
        lambda: choice("a.b", "Which?", only="One"),
        lambda: scale("a.b", "How?", "low", "high"),
        lambda: scale("a.b", "How?", "low", "mid", "high", better="up"),
        lambda: log("a.b", "Log", text("x", "X"), text("x", "Again")),
        lambda: log("a.b", "Log", log("c", "Inner", text("x", "X"))),
        lambda: log("a.b", "Log", "X"),  # type: ignore[arg-type]
        lambda: text("a.b", ["What?"]),  # type: ignore[arg-type]
        lambda: text("a.b", "What?", hint=5),  # type: ignore[arg-type]
        lambda: choice("a.b", "Which?", me=["I"], they="They"),  # type: ignore[arg-type]
        lambda: scale("a.b", "How?", ["low", "mid", "high"]),  # type: ignore[arg-type]
        lambda: scale("a.b", "How?", 1, 2, 3),  # type: ignore[arg-type]
        lambda: several("a.b", "Which?", me="I", unless={"they": "fear"}),
    ],
)
def test_a_badly_worded_question_says_so_at_once(make: Callable[..., Any]) -> None:
    """Whoever writes a notebook learns of a mistake when the cell runs."""
    with pytest.raises(PromptError):
        make()


def test_a_browser_has_the_same_limit_for_a_text_and_says_the_same_number() -> None:
    script = page_modules()

    assert f"const LONGEST_TEXT = {LONGEST_TEXT};" in script
    assert f"That is longer than {LONGEST_TEXT:,} characters" in script


WHEN = log("urge.log", "Urges", date("when", "When"), date("at", "At", time=True))
TOMORROW = today() + timedelta(days=1)


@pytest.mark.parametrize("day", [TOMORROW, TOMORROW - timedelta(days=400)])
def test_what_happened_was_before_the_day_after_tomorrow(day: Any) -> None:
    row = {"when": f"{day}", "at": f"{day}T23:59"}

    assert WHEN.check(row) == row


@pytest.mark.parametrize("days", [1, 36_500])
@pytest.mark.parametrize(("field", "hour"), [("when", ""), ("at", "T00:00")])
def test_what_happened_lies_not_ahead(days: int, field: str, hour: str) -> None:
    with pytest.raises(BadAnswer, match="still to come") as refused:
        WHEN.check({field: f"{TOMORROW + timedelta(days=days)}{hour}"})

    assert refused.value.field == field


def test_a_plan_lies_some_years_ahead_and_no_century() -> None:
    for far in (
        date("a.b", "When?"),
        log("a.c", "Plans", date("on", "On", happened=False)).fields[0],
    ):
        assert far.check(f"{today().year + 10}-12-31")
        with pytest.raises(BadAnswer, match="check the year"):
            far.check(f"{today().year + 100}-01-01")


@pytest.mark.parametrize("years", [101, 126, 1026])
def test_nobody_remembers_a_day_of_more_than_a_century_ago(years: int) -> None:
    with pytest.raises(BadAnswer, match="check the year"):
        date("a.b", "When?").check(f"{today().year - years:04}-01-05")


def test_a_log_goes_back_ten_years_and_no_lifetime() -> None:
    assert WHEN.check({"when": f"{today().year - 10}-01-01"})
    with pytest.raises(BadAnswer, match="check the year"):
        WHEN.check({"when": f"{today().year - 11}-12-31"})


@pytest.mark.parametrize("asked", ["start.apart", "together.since"])
def test_when_two_parted_or_began_again_lies_not_ahead(asked: str) -> None:
    with pytest.raises(BadAnswer, match="still to come"):
        questions()[asked][1].check(f"{TOMORROW + timedelta(days=1)}")


def test_a_browser_tells_of_a_day_that_is_still_to_come_in_the_same_words() -> None:
    assert f'"{STILL_TO_COME}"' in page_modules()


def test_what_is_refused_in_a_row_names_its_question() -> None:
    with pytest.raises(BadAnswer) as refused:
        URGES.check({"did": "Nothing", "strength": 99})

    assert refused.value.field == "strength"
