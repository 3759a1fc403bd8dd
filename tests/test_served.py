"""Whatever is asked is used: each question serves guidance, a rule, a chart, a day to call to mind, a sheet,
or is the reader's own to read back."""

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import chain
from pathlib import Path

import nbformat
import pytest

import reconnect_widgets
from reconnect_widgets.declarations import questions
from reconnect_widgets.places import notebooks_folder
from reconnect_widgets.prompts import Choice, Log, Plan, Reflection, Scale, Several, Text
from reconnect_widgets.rules.safety_check import AGAIN, CHECK

PACKAGE = Path(reconnect_widgets.__file__).parent
IN_CODE: Mapping[str, tuple[str, ...]] = {
    "rule": ("rules/*",),
    "reminder": ("views/today",),
    "summary": ("views/hold_cards", "views/space", "views/reci*", "journey/*"),
}
IN_NOTEBOOKS: Mapping[str, tuple[str, ...]] = {
    "guidance": ("said", "not_said"),
    "hand-out": ("section",),
    "reminder": ("event", "days_after"),
    "chart": (
        "cause_reading",
        "contact_against_limit",
        "contact_by_week",
        "days_of_quiet",
        "readiness",
        "reciprocity",
        "urges_by_week",
        "urges_over_time",
        "what_helped",
        "widest_gaps",
    ),
    "tool": ("builder", "cards", "desk", "drawer", "handout", "rehearse", "sort", "two_person"),
}
CALM: Mapping[str, set[str]] = {
    "cause.trust": {"no"},
    "start.partner": {"no", "unknown"},
    "start.onoff": {"never"},
    "dating.now": {"no", "thinking", "some"},
    "dating.reason": {"none"},
    "ready.reasons": {"other"},  # said in the reader's own words beside it
    "games.date_unseen": {"yes", "none"},
    "games.date_told": {"yes", "none"},
    "games.post_for": {"me", "friends", "none"},
    "games.post_unseen": {"yes", "none"},
    "help.need_before": {"no"},
    "help.need_practical": {"no", "some"},
    "help.need_talk": {"apart", "no"},
    "help.need_decide": {"no", "unknown"},
    "checkin.contact": {"no"},
}
"""Answers after which nothing has to be said, since what is asked about is not so, or is well."""
READ_BACK = Text | Reflection | Plan | Log
"""What is written in the reader's own words, or row by row, is theirs to read back on its page."""


def words_in(tree: ast.AST) -> Iterator[str]:
    """All words that stand in a piece of code."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def code() -> Iterator[tuple[str, str]]:
    """Each word in the code that uses answers, with what it is used for."""
    for use, modules in IN_CODE.items():
        for file in chain.from_iterable(PACKAGE.glob(f"{module}.py") for module in modules):
            yield from ((word, use) for word in words_in(ast.parse(file.read_text("utf-8"))))


def calls() -> Iterator[tuple[str, str]]:
    """Each word that a notebook hands to a condition, a view or a tool, with what that is for."""
    uses = {name: use for use, names in IN_NOTEBOOKS.items() for name in names}
    for path in notebooks_folder().glob("*.ipynb"):
        cells = [cell for cell in nbformat.read(path, 4).cells if cell.cell_type == "code"]
        for node in (node for cell in cells for node in ast.walk(ast.parse(cell.source))):
            name = getattr(node, "func", node)
            use = uses.get(getattr(name, "id", getattr(name, "attr", "")))
            if isinstance(node, ast.Call) and use:
                yield from ((word, use) for word in words_in(node))


def named(*conditions: str) -> Iterator[tuple[str, ...]]:
    """What notebooks hand to these conditions: ``("start.who", "they")``."""
    for path in notebooks_folder().glob("*.ipynb"):
        for cell in nbformat.read(path, 4).cells:
            if cell.cell_type == "code":
                calls = [n for n in ast.walk(ast.parse(cell.source)) if isinstance(n, ast.Call)]
                for call in calls:
                    if getattr(call.func, "id", "") in conditions:
                        yield tuple(words_in(call))


def by_kind() -> Iterator[tuple[str, str]]:
    """What a question serves by its kind alone, or by what it belongs to."""
    for question, (_, prompt) in questions().items():
        if isinstance(prompt, Scale):
            yield question, "chart"  # page 13 shows each over time
        if isinstance(prompt, READ_BACK):
            yield question, "reading back"
        if question in (*CHECK, *AGAIN):
            yield question, "rule"
        if question.startswith("done."):
            yield question, "summary"  # the map of all pages
        if question.removesuffix("_rest") != question:
            yield question, "tool"  # until when a draft rests on the desk


@cache
def served() -> Mapping[str, set[str]]:
    """What each question serves."""
    found: dict[str, set[str]] = {question: set() for question in questions()}
    for word, use in chain(code(), calls(), by_kind()):
        if word in found:
            found[word].add(use)
    return found


def test_a_question_that_serves_nothing_is_not_asked() -> None:
    assert [question for question, uses in served().items() if not uses] == []


@pytest.mark.parametrize(
    ("question", "for_everybody"),
    [
        ("start.who", set()),
        ("start.shared", {"nothing"}),
        ("ready.main_reason", set()),
        ("space.asked", {"nothing"}),
    ],
)
def test_each_answer_changes_what_is_read(question: str, for_everybody: set[str]) -> None:
    answers = {key for first, *keys in named("said") if first == question for key in keys}

    assert answers | for_everybody >= set(questions()[question][1].options)


def test_an_answer_that_changes_nothing_is_not_offered() -> None:
    answered = {(first, key) for first, *keys in named("said", "not_said") for key in keys}
    guided = {"guidance", "reading back"}
    idle = [
        (question, key)
        for question, (_, prompt) in questions().items()
        if isinstance(prompt, Choice | Several) and served()[question] <= guided
        for key in prompt.answers
        if (question, key) not in answered and key not in CALM.get(question, ())
    ]

    assert idle == []


def test_each_cause_and_whoever_would_have_to_change_it_has_words() -> None:
    asked = questions()["cause.list"][1].options

    assert {key for keys in named("cause_is") for key in keys} == set(asked["cause"]["options"])
    assert {key for keys in named("up_to") for key in keys} >= {
        "me",
        "them",
        "both",
        "circumstances",
    }


def test_each_question_asks_one_thing() -> None:
    asked = [prompt for _, prompt in questions().values()]
    fields = [field for log in asked if isinstance(log, Log) for field in log.fields]

    assert [one.id for one in (*asked, *fields) if one.words.count("?") > 1] == []
