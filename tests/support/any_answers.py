"""Answers that nobody thought of: any that the workbook could have kept, for Hypothesis to choose."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from reconnect_widgets.answers.answer import Answer
from reconnect_widgets.prompts import choice, log, plan, reflection, scale, text
from reconnect_widgets.stages import STAGES

NOW = datetime(2026, 3, 18, 12, tzinfo=UTC)
FIRST = NOW - timedelta(days=400)
PROMPTS = (
    text("space.name", "A few words"),
    reflection("space.trigger", "What sets it off?"),
    plan("space.plan", "For a hard moment"),
    scale("space.pull", "How strong?", "None", "Some", "Much", apart="Does not apply"),
    choice("start.who", "Who ended it?", they="They did", me="I did"),
    log(
        "urge.log",
        "Urges",
        text("what", "What was it?"),
        scale("how", "How strong?", "a", "b", "c"),
    ),
)

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
rows = st.fixed_dictionaries({}, optional={"what": words.filter(bool), "how": st.integers(0, 2)})
values = {
    "text": words,
    "reflection": words | st.text("é\u202e\u0000🌱", min_size=1).map(lambda some: some * 300),
    "plan": st.fixed_dictionaries({"if": words, "then": words}),
    "scale": st.sampled_from([0, 1, 2, "apart"]),
    "choice": st.sampled_from(["they", "me"]),
    "log": rows.filter(bool),
}


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    """An answer that the workbook could have kept, at any moment of a year."""
    prompt = draw(st.sampled_from(PROMPTS))
    at = FIRST + timedelta(milliseconds=draw(st.integers(0, 31_000_000_000)))
    return Answer(
        id=0,
        question=prompt.id,
        entry=draw(st.sampled_from(["a1", "b2"])) if prompt.kind == "log" else "",
        page=draw(st.sampled_from([stage.number for stage in STAGES])),
        kind=prompt.kind,
        words=prompt.words,
        options=prompt.options,
        value=draw(st.none() | values[prompt.kind]),
        visit="visit",
        day=at.date(),
        answered_at=at,
        changed_at=at + timedelta(seconds=draw(st.integers(0, 9))),
    )
