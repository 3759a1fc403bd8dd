"""The example reader's answers: believable, whole, the same from the same seed, and of no certain day."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from traces import MARK, files_with

from reconnect_widgets import declarations, reflection
from reconnect_widgets.answers.answer import as_fields
from reconnect_widgets.answers.from_outside import checked, require_fit
from reconnect_widgets.answers.store import Store
from reconnect_widgets.declarations import questions
from reconnect_widgets.example import making
from reconnect_widgets.example.making import example_answers, make_example, told
from reconnect_widgets.example.story import APART, STORIES, branch
from reconnect_widgets.places import notebooks_folder
from reconnect_widgets.prompts import Scale
from reconnect_widgets.rules.gate import Gate, gate
from reconnect_widgets.rules.readiness import read_readiness
from reconnect_widgets.rules.record import NAME, StoredRecord
from reconnect_widgets.rules.safety_check import AGAIN, CHECK
from reconnect_widgets.rules.waiting import waiting_until
from reconnect_widgets.stages import START
from reconnect_widgets.views.glance import at_a_glance
from reconnect_widgets.views.pages import plans
from reconnect_widgets.views.patterns import readiness_over_time, weekdays, what_helped
from reconnect_widgets.views.reciprocity import reciprocity
from reconnect_widgets.views.scales import day_by_day, then_and_now
from reconnect_widgets.views.weeks import urges_by_week

CONTACT_PAGES = {"04", "05", "07", "10", "11"}
UNTIL = datetime(2026, 3, 18, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("example") / "answers.sqlite3"
    make_example(path, UNTIL)
    return path


@pytest.fixture
def record(file: Path) -> StoredRecord:
    return StoredRecord(Store(file), UNTIL.date())


def test_the_same_seed_gives_the_same_answers_and_another_gives_others() -> None:
    assert [*example_answers(UNTIL)] == [*example_answers(UNTIL)]
    assert [*example_answers(UNTIL)] != [*example_answers(UNTIL, seed=13)]


@pytest.mark.parametrize("hour", [0, 9, 23])
@pytest.mark.parametrize("day", range(7))
def test_they_are_twelve_weeks_up_to_a_moment_on_whatever_day_that_is(day: int, hour: int) -> None:
    until = UNTIL.replace(hour=hour) + timedelta(days=day)

    answers = [*example_answers(until)]

    days = {answer.day for answer in answers}
    assert (min(days), max(days)) == (until.date() - timedelta(days=83), until.date())
    assert len(days) == 84
    moments = [answer.changed_at for answer in answers]
    assert moments == sorted(moments)
    assert moments[-1] <= until


def test_every_question_is_answered_but_what_is_never_kept_and_the_name() -> None:
    answered = {answer.question for answer in example_answers(UNTIL)}

    kept = {name for name in answered if not name.startswith("safety.")}
    assert kept == set(questions()) - set(CHECK) - set(AGAIN) - {NAME}


@pytest.mark.parametrize("story", STORIES)
def test_nothing_that_was_told_is_left_out(story: str) -> None:
    answers = [answer.question for answer in example_answers(UNTIL, story=story)]
    said = told(UNTIL.date() - timedelta(days=83), story=story)

    assert answers == [one.question for one in said]


def test_what_changed_notebooks_do_not_ask_or_not_so_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = (notebooks_folder() / "03-are-you-ready.ipynb").read_text("utf-8")
    (tmp_path / "03-are-you-ready.ipynb").write_text(words, "utf-8")
    monkeypatch.setattr(declarations, "notebooks_folder", lambda: tmp_path)
    monkeypatch.setattr(making, "questions", declarations.questions.__wrapped__)

    pages = {answer.page for answer in example_answers(UNTIL)}

    assert pages == {START, "03"}


@pytest.mark.parametrize("story", STORIES)
def test_each_answer_is_one_that_its_question_lets_through_and_a_copy_could_bring(
    story: str,
) -> None:
    for answer in example_answers(UNTIL, story=story):
        assert checked(as_fields(answer)) == answer
        assert max(answer.answered_at, answer.changed_at) <= UNTIL
        if answer.question in questions():
            page, prompt = questions()[answer.question]
            require_fit(answer, prompt)
            assert prompt.check(answer.value) == answer.value
            assert (answer.page, answer.words) == (page, prompt.words)


def test_scales_were_answered_again_and_again() -> None:
    answers = [*example_answers(UNTIL)]
    scales = [prompt.id for _, prompt in questions().values() if isinstance(prompt, Scale)]

    for scale in scales:
        if scale.startswith("ready.") and scale.split("_")[0] in ("ready.best", "ready.work"):
            continue  # asked once, and changed when it changes
        assert len({a.day for a in answers if a.question == scale}) >= 2, scale


def test_every_reading_has_something_to_say(record: StoredRecord) -> None:
    for view in (
        day_by_day(),
        weekdays(),
        then_and_now(),
        urges_by_week("urge.log"),
        what_helped("urge.log"),
        reciprocity("contact.log"),
        readiness_over_time(),
        plans(),
    ):
        words = str(view(record))
        assert "rc-early" not in words, view
        assert words, view
    assert str(at_a_glance()(record)).count("<li>") >= 3


def test_nothing_is_held_and_every_page_is_done_at_the_end(record: StoredRecord) -> None:
    reading = read_readiness(record)

    assert record.holds == ()
    assert gate(record, asks_again=True) is Gate.OPEN
    assert set(record.marks.values()) == {"done"}
    assert waiting_until(record) is None
    assert reading
    assert reading.kind == "ready"


def test_the_other_reader_begins_alike_and_lets_go_after_a_no(tmp_path: Path) -> None:
    answers = {story: [*example_answers(UNTIL, story=story)] for story in STORIES}
    parted = UNTIL.date() - timedelta(days=83 - branch(APART)["day"])
    before = [
        [a.value for a in of if a.day < parted and a.kind != "scale"] for of in answers.values()
    ]
    make_example(tmp_path / "answers.sqlite3", UNTIL, story=APART)
    record = StoredRecord(Store(tmp_path / "answers.sqlite3"), UNTIL.date())

    assert before[0] == before[1]
    assert record.holds == ("said_no",)
    assert {page for page, mark in record.marks.items() if mark == "held"} == CONTACT_PAGES
    assert record.marks["13"] == "done"
    assert "Since " in str(at_a_glance()(record))
    begun = [
        a.value["began"] for a in answers[APART] if a.question == "contact.log" and a.day > parted
    ]
    assert begun == []


def test_begun_anew_nothing_is_left_of_what_was_typed(tmp_path: Path) -> None:
    path = tmp_path / "answers.sqlite3"
    make_example(path, UNTIL)
    store = Store(path)
    before = store.id
    store.save(reflection("note.words", "Words"), MARK, page="01", visit="v")
    store.close()

    make_example(path, UNTIL + timedelta(days=30))

    store = Store(path)
    assert files_with(tmp_path) == []
    assert store.id != before
    assert before in store.erased
    assert {a.day for a in store.every()} == {
        UNTIL.date() + timedelta(days=30 - back) for back in range(84)
    }


@pytest.mark.parametrize("story", STORIES)
def test_the_reader_and_the_other_person_have_no_gender_and_no_full_name(story: str) -> None:
    for answer in example_answers(UNTIL, story=story):
        words = re.findall(r"[\w’'-]+", str(answer.value))
        assert not {word.lower() for word in words} & {"he", "him", "his", "she", "her", "hers"}
        assert "!" not in str(answer.value)
        assert "—" not in str(answer.value)
        assert not re.search(r"(Kim|Robin|Sam|Noor|Jo) [A-Z]", str(answer.value))
