"""The message desk: what it asks, how long the waiting is, and what a logged no does."""

from datetime import UTC, datetime, timedelta

import pytest
from answering import Reader
from parts import hear

from reconnect_widgets import open_page
from reconnect_widgets.answers.store import Store
from reconnect_widgets.exceptions import PromptError
from reconnect_widgets.places import answers_path
from reconnect_widgets.rules.holds import HOLDS
from reconnect_widgets.rules.safety_check import CHECKED
from reconnect_widgets.rules.waiting import waiting_until
from reconnect_widgets.tools import desk, drawer
from reconnect_widgets.widgets.form import Form

WORDS = {"hope": "What do I hope for?", "lands": "How may it land?", "other": "What else?"}
FIRST = desk("first.message", stage="first", **WORDS)
SENT, REPLY = FIRST.prompts[-2:]


def test_after_a_message_the_waiting_goes_on_for_two_weeks(reader: Reader) -> None:
    """Silence is an answer for now."""
    assert waiting_until(reader.record) is None
    reader.answers(SENT, {"when": "2026-03-10", "way": "message"}, entry="a", page="04")

    assert str(waiting_until(reader.record)) == "2026-03-24"


def test_a_message_of_long_ago_is_no_waiting(reader: Reader) -> None:
    """The time is over by itself."""
    reader.answers(SENT, {"when": "2026-03-04"}, entry="a", page="04")

    assert waiting_until(reader.record) is None


@pytest.mark.parametrize(("said", "ends"), [("warm", True), ("later", True), ("nothing", False)])
def test_an_answer_ends_the_waiting_and_nothing_does_not(
    reader: Reader, said: str, ends: bool
) -> None:
    """Nothing so far is not an answer."""
    reader.answers(SENT, {"when": "2026-03-10"}, entry="a", page="04")
    reader.answers(REPLY, {"when": "2026-03-12", "said": said}, entry="b", page="04")

    assert (waiting_until(reader.record) is None) is ends


def test_an_answer_that_was_only_begun_does_not_end_the_waiting(reader: Reader) -> None:
    """A new row is kept with its day at once, and says nothing yet."""
    reader.answers(SENT, {"when": "2026-03-10"}, entry="a", page="04")
    reader.answers(REPLY, {"when": "2026-03-12"}, entry="b", page="04")
    assert waiting_until(reader.record) is not None

    reader.answers(
        REPLY, {"when": "2026-03-12", "about": "That they are fine"}, entry="b", page="04"
    )
    assert waiting_until(reader.record) is None


def test_an_answer_to_an_earlier_message_does_not_end_the_waiting(reader: Reader) -> None:
    """The last message counts, whichever page it was written on."""
    reader.answers(REPLY, {"when": "2026-03-02", "said": "warm"}, entry="b", page="04")
    meet = desk("meet.message", stage="meet", **WORDS)
    reader.answers(meet.prompts[-2], {"when": "2026-03-15"}, entry="a", page="07")

    assert str(waiting_until(reader.record)) == "2026-03-29"


def test_a_logged_no_is_a_hold(reader: Reader) -> None:
    """The workbook keeps to it."""
    reader.answers(REPLY, {"when": "2026-03-12", "said": "no"}, entry="b", page="04")

    assert reader.record.holds == ("said_no",)


def test_a_desk_for_a_post_is_no_tool_for_contact() -> None:
    """What others see is on a page that is never held."""
    post = desk("games.post", stage="post", **WORDS)

    assert not post.contact
    assert len(post.prompts) == 5
    assert FIRST.contact
    with pytest.raises(PromptError):
        desk("other.message", stage="first", **WORDS)


def test_the_drawer_has_nothing_to_copy_with() -> None:
    """A letter that is not sent stays here."""
    (log,) = drawer("letters.unsent", "Letters").prompts

    assert [field.id for field in log.fields] == ["when", "letter"]


def test_while_waiting_there_is_no_second_desk_and_the_draft_is_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The logs stay, so that an answer can be noted."""
    monkeypatch.setattr(Form, "send", lambda self, content, buffers=None: None)
    store = Store(answers_path())
    yesterday = datetime.now(UTC) - timedelta(days=1)
    store.save(HOLDS, [], page="00", visit="v", at=yesterday)
    store.save(CHECKED, "all", page="00", visit="v", at=yesterday)
    page = open_page("05")
    form = page.desk("slow.message", stage="first", **WORDS)
    hear(form, type="hello", visit="v")
    assert "rc-draft" in form.html
    hear(form, type="save", id="slow.message", value="A light hello", seq=1)

    hear(form, type="save", id="slow.sent", entry="a", value={"way": "message"}, seq=1)

    assert "rc-draft" not in form.html
    assert "slow.reply" in form.html
    assert "now the waiting" in form.after
    assert store.latest("slow.message").value == "A light hello"

    hear(form, type="save", id="slow.reply", entry="b", value={"said": "warm"}, seq=1)
    assert "rc-draft" in form.html


def test_a_no_that_was_logged_by_mistake_can_be_removed(
    monkeypatch: pytest.MonkeyPatch, reader: Reader
) -> None:
    """A slip of the finger needs no statement about the other person."""
    monkeypatch.setattr(Form, "send", lambda self, content, buffers=None: None)
    store = Store(answers_path())
    store.save(REPLY, {"said": "no"}, page="04", entry="b", visit="v")
    page = open_page("04")
    form = page.drawer("first.letters", "Letters")
    hear(form, type="hello", visit="v")
    assert page.session.record.holds == ("said_no",)

    hear(form, type="unsay", id="first.reply#b")

    assert page.session.record.holds == ()
