"""A page: built before its reader is known, filled at hello, saved answer by answer."""

import json
import sys
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from threading import Thread
from types import SimpleNamespace
from typing import Any

import pytest
from markupsafe import Markup
from parts import hear
from readers import is_checked, opened

from reconnect_widgets import (
    advice,
    choice,
    log,
    number,
    open_page,
    otherwise,
    reflection,
    said,
    scale,
    several,
    text,
)
from reconnect_widgets.answers.store import Store
from reconnect_widgets.declarations import questions
from reconnect_widgets.exceptions import PromptError
from reconnect_widgets.forms import FormPlan, Tool
from reconnect_widgets.page.page import Page
from reconnect_widgets.places import answers_path
from reconnect_widgets.prompts import Prompt
from reconnect_widgets.rules.holds import BEGAN_CONTACT, HOLDS
from reconnect_widgets.rules.record import StoredRecord
from reconnect_widgets.rules.safety_check import AGAIN, CHECK, CHECKED
from reconnect_widgets.stages import BY_NUMBER
from reconnect_widgets.tools import reply_log
from reconnect_widgets.widgets.form import Form
from reconnect_widgets.widgets.words import LEFT_OUT

PULL = scale("space.pull", "How strong?", "Hardly", "Often", "Always", better="low")


def test_nothing_is_opened_before_the_browser_says_hello() -> None:
    """A page can be built ahead of its reader."""
    page = open_page("01")
    page.form(text("note.words", "What?"))

    assert not answers_path().exists()


def test_hello_fills_the_page_with_what_was_answered(sent: list[Any]) -> None:
    """A returning reader finds every answer."""
    Store(answers_path()).save(text("note.words", "What?"), "before", page="01", visit="v")
    page = open_page("01")
    form = page.form(text("note.words", "What?"), reflection("note.more", "More?"))

    hear(form, type="hello", visit="w")

    assert form.filled["answers"]["note.words"]["value"] == "before"
    assert "note.more" not in form.filled["answers"]


def test_answers_to_choose_from_stand_in_the_order_of_the_notebook() -> None:
    """A form is drawn once in a kernel; whoever changes the order sees it at once."""

    def drawn(**answers: Any) -> str:
        return open_page("01").form(choice("note.one", "Which?", **answers)).html

    one, other = drawn(a="First", b="Second"), drawn(b="Second", a="First")

    assert one.index("First") < one.index("Second")
    assert other.index("Second") < other.index("First")


def test_saved_is_said_only_once_it_is_on_the_disk(sent: list[Any]) -> None:
    """The acknowledgement names the change that it answers."""
    form = open_page("01").form(text("note.words", "What?"))
    hear(form, type="hello", visit="v")

    hear(form, type="save", id="note.words", value="<script>x</script>", seq=4)

    assert (sent[-1]["type"], sent[-1]["seq"]) == ("saved", 4)
    assert Store(answers_path()).latest("note.words").value == "<script>x</script>"


@pytest.mark.parametrize(
    "message",
    [
        {"id": "space.pull", "value": 9},
        {"id": "unknown.question", "value": 1},
        {"id": "space.pull", "entry": "row", "value": 1},
        {"id": "urge.log", "value": {"n": 1}},
        {"id": "urge.log", "entry": "x" * 65, "value": {"n": 1}},
        {"id": None, "value": 1},
    ],
)
def test_what_does_not_fit_is_refused_and_changes_nothing(
    sent: list[Any], message: dict[str, Any]
) -> None:
    """What comes from a browser is checked."""
    form = open_page("01").form(PULL, log("urge.log", "Urges", number("n", "How strong?")))
    hear(form, type="hello", visit="v")

    hear(form, type="save", seq=1, **message)

    assert sent[-1]["type"] == "refused"
    assert sent[-1]["final"]
    assert [*Store(answers_path()).every()] == []


def test_what_a_part_shows_is_not_set_from_outside() -> None:
    """A browser asks and answers; a message that sets the state of a widget is none of our pages'."""
    form = open_page("01").form(text("note.words", "What?"))
    before = form.html

    form._handle_msg({"content": {"data": {"method": "update", "state": {"html": "marker"}}}})

    assert form.html == before


def test_an_unexpected_error_becomes_a_sentence_and_logs_no_answer(
    sent: list[Any], caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Jupyter drops errors in callbacks; a reader must not be left in the dark."""
    page = open_page("01")
    form = page.form(text("note.words", "What?"))
    hear(form, type="hello", visit="v")
    monkeypatch.setattr(page.session.store, "save", lambda *a, **k: 1 / 0)

    hear(form, type="save", id="note.words", value="a secret", seq=1)

    assert sent[-1]["type"] == "refused"
    assert "kept in this browser" in sent[-1]["sentence"]
    assert "ZeroDivisionError" in caplog.text
    assert "a secret" not in caplog.text


def test_guidance_follows_an_answer_at_once_and_says_why(sent: list[Any]) -> None:
    """The reason is the reader's own answer, escaped."""
    page = open_page("00")
    form = page.form(
        several("start.shared", "What do you share?", children="Children", home="A home"),
        text("start.name", "Name?"),
    )
    words = page.guidance(
        advice("Be **brief** with {name}.", when=said("start.shared", "children")),
        otherwise("Nothing special."),
    )
    hear(form, type="hello", visit="v")
    assert "Nothing special." in words.html

    hear(form, type="save", id="start.name", value="<i>K</i>", seq=1)
    hear(form, type="left")
    hear(form, type="save", id="start.shared", value=["children"], seq=2)

    assert "Be <strong>brief</strong> with &lt;i&gt;K&lt;/i&gt;." in words.html
    assert "“Children” to “What do you share”" in words.html
    assert "Nothing special." not in words.html


def test_an_id_can_be_asked_only_once_on_a_page() -> None:
    """Two questions with one id would overwrite each other."""
    page = open_page("01")
    page.form(PULL)

    with pytest.raises(PromptError, match="taken"):
        page.assessment(PULL)


def test_a_cell_that_is_run_again_asks_in_place_of_what_it_had_asked(
    sent: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As whoever changes a question in JupyterLab does; another cell still may not ask the same."""

    def run(cell: str, *prompts: Prompt) -> Form:
        asked = {"header": {"msg_id": object()}, "metadata": {"cellId": cell}}
        monkeypatch.setattr(
            "reconnect_widgets.widgets.part.get_ipython",
            lambda: SimpleNamespace(parent_header=asked),
        )
        return page.form(*prompts) if prompts else page.finish()

    page = open_page("01")
    first = run("a", text("note.one", "One?"))
    run("b", text("note.two", "Two?"))
    finish = run("c")
    hear(first, type="hello", visit="v")
    first = run("a", text("note.one", "In other words?"), text("note.more", "More?"))
    finish = run("c")
    assert "In other words?" in finish.after
    hear(first, type="save", id="note.one", value="an answer", seq=1)
    hear(first, type="left")

    asked = ("In other words?", "More?", "Two?")
    assert [words for words in asked if words not in finish.after] == ["In other words?"]
    assert "One?" not in finish.after
    with pytest.raises(PromptError, match="taken"):
        run("b", text("note.new", "New?"), text("note.more", "Two?"))
    run("b", text("note.new", "New?"), text("note.two", "Two?"))


def test_the_safety_check_keeps_the_hold_and_not_the_answers(sent: list[Any]) -> None:
    """What is stored is what follows."""
    page = open_page("00")
    form = page.safety_check(*(questions()[q][1] for q in CHECK))
    hear(form, type="hello", visit="v")
    given = dict.fromkeys(CHECK, "no") | {"safety.adult": "yes", "safety.no_contact": "no_contact"}

    hear(form, type="check", answers=given)

    kept = {answer.question: answer.value for answer in Store(answers_path()).every()}
    assert kept == {HOLDS.id: ["no_contact"], CHECKED.id: "all"}
    assert "They asked for no contact" in form.after
    assert page.session.masthead.map["marks"]["04"] == "held"
    assert not any(q in json.dumps(sent) for q in CHECK)


def test_a_hold_for_no_contact_is_lifted_by_a_statement_alone(sent: list[Any]) -> None:
    """A new check does not lift it; stating that they began contact does."""
    page = open_page("00")
    form = page.safety_check(*(questions()[q][1] for q in CHECK))
    hear(form, type="hello", visit="v")
    calm = dict.fromkeys(CHECK, "no") | {"safety.adult": "yes"}
    hear(form, type="check", answers=calm | {"safety.no_contact": "no_contact"})

    hear(form, type="check", answers=calm)
    assert page.session.record.holds == ("no_contact",)

    today = date.today().isoformat()
    for fields in ({}, {"when": today}, {"when": "2199-01-01", "about": "more"}):
        hear(form, type="lift", fields=fields)
    hear(form, type="lift", fields={"when": today, "about": "needed"})
    assert [message["type"] for message in sent[-4:]] == ["refused"] * 4
    assert page.session.record.holds == ("no_contact",)

    hear(form, type="lift", fields={"when": today, "about": "more"})
    assert page.session.record.holds == ()


def test_what_is_stated_and_lifted_on_one_day_can_be_so_again(sent: list[Any]) -> None:
    """However often: each statement counts from when it was made."""
    page = open_page("04")
    check = open_page("00").safety_check(*(questions()[q][1] for q in CHECK))
    again, tool = ask_again_and_contact(page)
    calm = dict.fromkeys(CHECK, "no") | {"safety.adult": "yes"}
    for part in (check, again):
        hear(part, type="hello", visit="v")
    hear(check, type="check", answers=calm)
    hear(again, type="refresh")
    today = {"when": date.today().isoformat(), "about": "more"}

    for _ in range(2):
        hear(again, type="check", answers=dict.fromkeys(AGAIN, "no"))
        assert "first.note" in tool.html
        blocked = dict.fromkeys(AGAIN, "no") | {"safety.no_contact_now": "blocked"}
        hear(again, type="check", answers=blocked)
        assert page.session.record.holds == ("blocked",)
        assert "They blocked you" in again.html
        hear(again, type="lift", fields=today)
        assert page.session.record.holds == ()
        assert "first.note" not in tool.html


def test_what_they_said_again_holds_again_in_the_visit_in_which_it_was_taken_back(
    sent: list[Any],
) -> None:
    """They had blocked the reader, began contact, and block once more."""
    page, signs = open_page("03"), questions()["ready.signs_no"][1]
    form, store = page.form(signs), Store(answers_path())
    for days, question, value in ((2, signs, ["blocked"]), (1, BEGAN_CONTACT, "2026-01-01")):
        at = datetime.now(UTC) - timedelta(days=days)
        store.save(question, value, page="03", visit="u", at=at)
    hear(form, type="hello", visit="v")

    hear(form, type="save", id=signs.id, value=["none"], seq=1)
    assert page.session.record.holds == ()

    hear(form, type="save", id=signs.id, value=["blocked"], seq=2)
    assert page.session.record.holds == ("blocked",)

    hear(form, type="save", id=signs.id, value=["none"], seq=3)
    assert page.session.record.holds == ()


def test_what_is_said_of_contact_counts_in_its_order_whatever_the_clocks_say(
    sent: list[Any],
) -> None:
    """A clock that was ahead was set right since; that of a reader's browser is some minutes behind."""
    page = open_page("04")
    again, tool = ask_again_and_contact(page)
    signs = page.form(questions()["ready.signs_no"][1], reply_log("first.reply"))
    store, ahead = Store(answers_path()), datetime.now(UTC) + timedelta(days=30)
    for question, value in ((HOLDS, []), (CHECKED, "all"), (BEGAN_CONTACT, "2026-01-01")):
        store.save(question, value, page="00", visit="v", at=ahead)
    hear(again, type="hello", visit="v")
    behind = (datetime.now(UTC) - timedelta(minutes=5)).timestamp() * 1000

    row: dict[str, Any] = {"id": "first.reply", "entry": "r"}
    for seq, ticked in enumerate((["said_no"], ["said_no", "silent"])):
        hear(signs, type="save", id="ready.signs_no", value=ticked, seq=seq, at=behind + seq)
        assert page.session.record.holds == ("said_no",)
        assert page.session.record.value("ready.signs_no") == ticked

    for seq, given in enumerate(({"said": "blocked"}, {"said": "blocked", "about": "Stop."})):
        hear(signs, type="save", **row, value=given, seq=seq, at=behind + seq)
        assert page.session.record.holds == ("blocked", "said_no")

    store.save(reply_log("first.reply"), {"said": "no"}, page="04", visit="v", entry="s", at=ahead)
    hear(again, type="lift", fields={"when": date.today().isoformat(), "about": "more"})
    hear(signs, type="save", id="ready.signs_no", value=["said_no"], seq=2, at=behind + 9)
    assert page.session.record.holds == ()

    hear(again, type="check", answers=dict.fromkeys(AGAIN, "no"))
    assert "first.note" in tool.html


def test_erasing_a_page_lifts_no_hold_that_was_stated_on_it(sent: list[Any]) -> None:
    """What follows from the check belongs to the first page, wherever it was asked."""
    page = open_page("04")
    again, _ = ask_again_and_contact(page)
    store = Store(answers_path())
    store.save(HOLDS, [], page="00", visit="v")
    store.save(CHECKED, "all", page="00", visit="v")
    hear(again, type="hello", visit="v")
    hear(again, type="check", answers=dict.fromkeys(AGAIN, "no") | {"safety.fear_now": "yes"})

    store.erase_page("04")

    assert page.session.record.holds == ("fear",)


def test_a_page_says_what_is_open_before_moving_on(sent: list[Any]) -> None:
    """Nothing is compulsory, and what is open has a name."""
    page = open_page("01")
    form = page.form(text("note.words", "What is on your mind?"), PULL)
    end = page.finish()
    hear(form, type="hello", visit="v")
    assert "You have answered no question here yet." in end.after

    hear(form, type="save", id="space.pull", value=1, seq=1)
    hear(end, type="save", id="done.p01", value=["done"], seq=2)

    assert "1 of 2" in end.after
    assert "What is on your mind?" in end.after
    assert page.session.masthead.map["marks"]["01"] == "done"
    assert page.session.masthead.map["words"] == "1 page is done."


def test_a_part_never_shows_answers_as_text(sent: list[Any]) -> None:
    """JupyterLab writes a part's text form into the notebook."""
    form = open_page("01").form(text("note.words", "What?"))
    hear(form, type="hello", visit="v")
    hear(form, type="save", id="note.words", value="a secret", seq=1)

    assert "a secret" not in repr(form)
    assert "a secret" not in json.dumps(form._repr_mimebundle_()[0])


def test_a_page_can_be_spoken_to_from_another_thread(sent: list[Any]) -> None:
    """JupyterLab gives widgets a thread of their own, and another one after a reconnect."""
    form = open_page("01").form(text("note.words", "What?"))
    hear(form, type="hello", visit="v")

    speaker = Thread(
        target=hear,
        args=(form,),
        kwargs={"type": "save", "id": "note.words", "value": "x", "seq": 1},
    )
    speaker.start()
    speaker.join()

    assert sent[-1]["type"] == "saved"


def ask_again_and_contact(page: Page) -> tuple[Form, Form]:
    """A page that leads to contact: asked again, then a tool."""
    again = page.ask_again(*(questions()[q][1] for q in AGAIN))
    return again, page.contact(text("first.note", "What will you write?"))


def test_a_tool_for_contact_waits_until_it_was_asked_again_today(
    sent: list[Any], store_with_calm_check: Store
) -> None:
    """Before that, and while anything is held, it is not in the document at all."""
    page = open_page("04")
    again, tool = ask_again_and_contact(page)
    hear(again, type="hello", visit="v")
    assert "first.note" not in tool.html
    assert "three short questions" in tool.html

    hear(again, type="check", answers=dict.fromkeys(AGAIN, "no"))
    assert "first.note" in tool.html
    hear(tool, type="save", id="first.note", value="kept", seq=1)

    hear(again, type="check", answers=dict.fromkeys(AGAIN, "no") | {"safety.fear_now": "yes"})
    assert "first.note" not in tool.html
    assert tool.filled == {}
    assert "your safety comes first" in page.session.masthead.html
    assert Store(answers_path()).latest("first.note").value == "kept"

    hear(tool, type="save", id="first.note", value="more", seq=2)
    assert sent[-1]["type"] == "refused"


@pytest.fixture
def store_with_calm_check() -> Store:
    """Yesterday's safety check, with nothing held."""
    store = Store(answers_path())
    yesterday = datetime.now(UTC) - timedelta(days=1)
    store.save(HOLDS, [], page="00", visit="v", at=yesterday)
    store.save(CHECKED, "all", page="00", visit="v", at=yesterday)
    return store


def test_a_tool_that_changes_the_answers_as_a_whole_fills_the_page_anew(sent: list[Any]) -> None:
    """Every form shows what is in the file now, and the browser hears only the tool's own reply."""

    class Restoring(Tool):
        name = "calendar"

        def answer(self, message: Mapping[str, Any], record: StoredRecord) -> dict[str, Any]:
            record.store.save(PULL, 2, page="01", visit="before")
            return {"type": "restored", "refill": True}

    page = open_page("01")
    asked = page.form(PULL)
    restoring = page._ask(FormPlan((), tool=Restoring()))
    hear(asked, type="hello", visit="v")

    hear(restoring, type="restore")

    assert asked.filled["answers"]["space.pull"]["value"] == 2
    assert sent[-1] == {"type": "restored"}


def test_what_was_typed_on_erased_answers_is_not_written_to_what_came_after(
    sent: list[Any],
) -> None:
    """However many of its letters were on their way."""
    page = open_page("01")
    form = page.form(text("note.words", "What?"))
    hear(form, type="hello", visit="v")
    before = form.filled["store"]
    Store(answers_path()).erase_everything()

    for seq in (1, 2, 3):
        hear(form, type="save", id="note.words", value="old words", seq=seq, store=before)

    assert [message["type"] for message in sent] == ["refused"] * 3
    assert form.filled["erased"] == [before]
    assert [*Store(answers_path()).every()] == []
    hear(form, type="save", id="note.words", value="new", seq=4, store=form.filled["store"])
    assert sent[-1]["type"] == "saved"


@pytest.mark.parametrize("error", [ModuleNotFoundError, ImportError])
def test_what_summaries_lack_is_said_once_on_a_page(
    error: type[ImportError] | type[ModuleNotFoundError], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A build without a server may be made without pandas, or a browser got some of what that needs."""
    monkeypatch.setitem(sys.modules, "pandas", None)

    def lacking(record: StoredRecord) -> None:
        raise error

    page = open_page("13")
    shown = [page.show(view) for view in (lacking, lambda _: Markup("<p>there</p>"), lacking)]

    hear(page.session.masthead, type="hello", visit="v")

    assert [words.html for words in shown] == [LEFT_OUT, "<p>there</p>", ""]
    assert all(words.known for words in shown)


def test_an_answer_about_now_that_is_still_so_is_one_of_today() -> None:
    """Whoever chooses the same answer again sends nothing, so there is a button for it."""
    contact = questions()["start.contact"][1]
    store = Store(answers_path())
    long_ago = datetime.now(UTC) - timedelta(days=60)
    store.save(contact, "some", page="00", visit="before", at=long_ago)
    page = open_page("01")
    words = page.guidance(advice("You talk.", when=said("start.contact", "some")))
    hear(words, type="hello", visit="v")
    assert "It is still so" in words.html

    hear(words, type="still", id="start.contact")

    assert "You talk." in words.html
    assert "It is still so" not in words.html
    before, now = store.history("start.contact")
    assert (before.value, before.day) == ("some", long_ago.astimezone().date())
    assert (now.value, now.day) == ("some", datetime.now().date())
    store.close()


def test_while_a_no_is_noted_what_is_still_seen_is_still_saved() -> None:
    """A reader who goes on to the next part of the page has not been told that it is not there."""
    store = Store(answers_path())
    is_checked(store)
    session = opened(BY_NUMBER["03"])
    signs, good = (
        next(form for form in session.parts.forms if asked in form.prompts)
        for asked in ("ready.signs_no", "ready.best_me")
    )

    hear(signs, type="save", id="ready.signs_no", value=["blocked"])
    hear(good, type="save", id="ready.best_me", value=1)

    assert "hurts" in signs.after
    assert [store.latest(asked).value for asked in ("ready.signs_no", "ready.best_me")] == [
        ["blocked"],
        1,
    ]
    session.store.close()
    store.close()
