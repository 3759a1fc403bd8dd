"""The safety check: what it asks, what follows from each answer, and that it was gone through.

Its answers are never kept. What is: the holds that follow, and whether all of it was answered.
"""

from collections.abc import Iterable, Mapping

from ..exceptions import BadAnswer, PromptError
from ..prompts import Choice, require
from .holds import ALL, THEIR_ANSWERS, in_order

UNSAID = "unsaid"
"""*Rather not say*: leaves a hold as it stands, and opens nothing."""

UNSAID_WORDS = "You chose not to say. Only you know whether contact is safe."
"""What a page says then, and never that contact would be safe."""

_YES = {"yes", "unsure"}
"""Being unsure is treated with the same care as yes."""

CHECK: Mapping[str, Mapping[str, str]] = {
    "safety.fear": dict.fromkeys(_YES, "fear"),
    "safety.control": dict.fromkeys(_YES, "fear"),
    "safety.harm": dict.fromkeys(_YES, "harm"),
    "safety.order": dict.fromkeys(_YES, "order"),
    "safety.no_contact": {
        "no_contact": "no_contact",
        "blocked": "blocked",
        "said_no": "said_no",
        "space": "space",
        "unsure": "maybe_no",
    },
    "safety.crisis": dict.fromkeys(_YES, "crisis"),
    "safety.adult": {"no": "young"},
    "safety.screen": dict.fromkeys(_YES, ""),
}
"""The questions of the check, and which hold follows from which answer."""

AGAIN: Mapping[str, Mapping[str, str]] = {
    "safety.fear_now": CHECK["safety.fear"],
    "safety.no_contact_now": CHECK["safety.no_contact"],
    "safety.crisis_now": CHECK["safety.crisis"],
}
"""The three questions that are asked again before pages that lead to contact."""

SCREEN, SEEN = "safety.screen", ("yes", "unsure")
"""The question who might see the screen, and the answers after which the page says how to stay safe."""

HELP_AT_ONCE: Mapping[str, tuple[str, ...]] = {
    "safety.crisis": ("yes", "unsure"),
    "safety.crisis_now": ("yes", "unsure"),
    "checkin.night": ("yes",),
}
"""Answers beside which a number to call is shown at once."""

GONE_THROUGH = {"all": "Gone through", UNSAID: "Gone through, with something left unsaid"}
CHECKED = Choice(id="safety.checked", words="The private safety check", answers=GONE_THROUGH)
ASKED_AGAIN = Choice(id="safety.asked_again", words="The three questions", answers=GONE_THROUGH)

_CLOSING = {hold.key for hold in ALL if hold.closes}


def require_asked(choices: Iterable[Choice], questions: Mapping[str, Mapping[str, str]]) -> None:
    """Raise :class:`PromptError` unless just these questions are asked, with answers that are known.

    An answer of which nobody knows what follows must not open anything.
    """
    require(Choice, choices, "The safety check asks questions that are made by choice(…)")
    asked = {choice.id: set(choice.answers) for choice in choices}
    if set(asked) != set(questions):
        raise PromptError(f"What is asked here is just this: {', '.join(questions)}.")
    for question, answers in asked.items():
        if unknown := answers - {*questions[question], _calm(question), UNSAID}:
            raise PromptError(f"Nobody knows what follows from {sorted(unknown)} to {question}.")


def holds_after(
    given: Mapping[str, str | None], before: Iterable[str], stays: Iterable[str] = ()
) -> list[str]:
    """Return the holds that are in force after the check, or after the three questions.

    ``given`` maps question ids to answers. Of the holds ``before``, those stay of which a question
    was not answered with a plain no, and those of ``stays``. The three questions lift nothing but
    a crisis, which closes no page. Raises :class:`BadAnswer` when an answer is missing: the check
    is the only thing that is not optional.
    """
    questions = CHECK if set(given) == set(CHECK) else AGAIN
    if any(not given.get(question) for question in questions):
        raise BadAnswer("Please answer each of these. “Rather not say” is an answer too.")
    found = {questions[question].get(str(answer), "") for question, answer in given.items()} - {""}
    calm = {question for question in questions if given[question] == _calm(question)}
    lifted = {hold for question in calm for hold in questions[question].values()}
    for question in questions.keys() - calm:
        lifted -= set(questions[question].values())
    if questions is AGAIN:
        lifted &= {"crisis"}
    kept = {*before} - (lifted - {*stays} - THEIR_ANSWERS)
    if found & THEIR_ANSWERS - {"maybe_no"}:  # now it is known what they said
        kept -= {"maybe_no"}
    return list(in_order(found | kept))


def gone_through(given: Mapping[str, str | None]) -> str:
    """Return ``unsaid`` if an answer that could close pages was left unsaid, and ``all`` if none."""
    questions = {**CHECK, **AGAIN}
    left = (q for q, answer in given.items() if answer == UNSAID)
    return UNSAID if any(_CLOSING & set(questions[q].values()) for q in left) else "all"


def _calm(question: str) -> str:
    return "yes" if question == "safety.adult" else "no"
