"""The tools of the last page on a locked file: they work for who has the key, and for nobody else."""

import base64
import json
from dataclasses import dataclass, field
from typing import Any

import pytest
from parts import hear
from traces import MARK, files_with

from reconnect_widgets import open_page, text
from reconnect_widgets.answers.locked import is_locked
from reconnect_widgets.answers.store import Store
from reconnect_widgets.copies.chosen import KINDS, PAGES
from reconnect_widgets.places import answers_path, data_folder
from reconnect_widgets.widgets.form import Form

pytest.importorskip("sqlcipher3")

NOTE = text("note.words", "What is on your mind?")
COPY = {"type": "make", "kind": "json", "pages": list(PAGES), "kinds": list(KINDS)}


@pytest.fixture
def key() -> str:
    """What opens the file, in which one answer lies."""
    store = Store(answers_path())
    store.save(NOTE, MARK, page="01", visit="before")
    opened = store.keeper.lock("four calm words")
    store.close()
    return opened.hex()


@dataclass
class LastPage:
    """Page 13 in a browser that knows the key, or does not."""

    sent: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page = open_page("13")
        self.export, self.restore, self.erase = (
            getattr(self.page, tool)() for tool in ("export", "restore", "erase")
        )

    def hello(self, key: str = "") -> None:
        hear(self.page.session.masthead, type="hello", visit="w", key=key)

    def ask(self, form: Form, **message: Any) -> dict[str, Any]:
        """Send a message and return what came back first."""
        self.sent.clear()
        hear(form, **message)
        return self.sent[0]

    def bring(self, content: bytes) -> dict[str, Any]:
        data = base64.b64encode(content).decode()
        return self.ask(self.restore, type="piece", number=0, of=1, data=data)


@pytest.fixture
def last(key: str, monkeypatch: pytest.MonkeyPatch) -> LastPage:
    page = LastPage()
    monkeypatch.setattr(Form, "send", lambda form, content, buffers=None: page.sent.append(content))
    return page


def values(key: str) -> list[Any]:
    store = Store(answers_path(), bytes.fromhex(key))
    found = [answer.value for answer in store.every()]
    store.close()
    return found


def test_with_the_key_answers_are_copied_erased_and_brought_back(last: LastPage, key: str) -> None:
    last.hello(key)

    copy = base64.b64decode(last.ask(last.export, **COPY)["data"])
    rest = last.ask(last.export, type="piece", number=1)
    found = last.ask(last.erase, type="find", page="01")
    erased = last.ask(last.erase, type="erase", what="everything")
    between = values(key)
    seen = last.bring(copy)
    brought, again = (last.ask(last.restore, type="bring") for _ in range(2))

    assert [one["value"] for one in json.loads(copy)["answers"]] == [MARK]
    assert [item["said"] for item in found["items"]] == [MARK]
    assert (erased["type"], between) == ("erased", [])
    assert "1 answer would be added" in seen["html"]
    assert brought["words"] == "1 answer brought back."
    # As when the kernel is another one than began it.
    assert "choose it again" in again["sentence"]
    assert "make it again" in rest["sentence"]
    assert values(key) == [MARK]
    assert is_locked(answers_path())
    assert files_with(data_folder()) == []


@pytest.mark.parametrize("given", ["", "0" * 64], ids=["no key", "another key"])
def test_without_the_key_nothing_is_told_and_nothing_is_changed(
    last: LastPage, key: str, given: str
) -> None:
    last.hello(given)
    before = answers_path().read_bytes()

    said = [
        last.ask(last.export, **COPY),
        last.ask(last.erase, type="find", page="01"),
        last.ask(last.erase, type="weigh", what="everything"),
        last.ask(last.erase, type="erase", what="everything"),
        last.bring(b'{"format": "reconnect-answers"}'),
        last.ask(last.restore, type="bring"),
    ]

    assert {one["type"] for one in said} == {"refused"}
    assert MARK not in json.dumps(said)
    assert last.page.session.masthead.lock == "shut"
    assert answers_path().read_bytes() == before
    assert values(key) == [MARK]
