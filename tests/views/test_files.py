"""What a page says first of files beside the answers."""

import pytest
from answering import Reader

from reconnect_widgets.answers.database import tell
from reconnect_widgets.answers.locked import make_key, salt_of
from reconnect_widgets.answers.store import Store
from reconnect_widgets.rules.holds import HOLDS
from reconnect_widgets.tools.erase import Erasing
from reconnect_widgets.tools.lock import Locking
from reconnect_widgets.views.notices import first_words

COPY = "answers (Anna's conflicted copy).sqlite3"
ASIDE = "answers-damaged-2026.sqlite3-journal"
NAMED = "answers (Anna&#39;s conflicted copy).sqlite3"


@pytest.mark.parametrize("page", ["00", "01", "13"])
def test_a_copy_that_is_not_ours_is_named_on_every_page_until_it_is_gone(
    reader: Reader, page: str
) -> None:
    copy = reader.store.keeper.path.with_name(COPY)
    copy.touch()

    assert NAMED in first_words(page, reader.record)
    assert "reconnect restore" in first_words(page, reader.record)

    copy.unlink()
    assert "beside your answers" not in first_words(page, reader.record)


def test_a_journal_that_was_set_aside_is_told_of_until_it_was_read(reader: Reader) -> None:
    tell(reader.store.keeper.db, "set_aside", ASIDE)

    said = first_words("01", reader.record)
    assert reader.store.keeper.set_aside in said
    assert "Your answers are as they were" in said
    assert "damaged." not in said

    reader.store.keeper.forget_set_aside()
    assert "set aside" not in first_words("01", reader.record)


def test_what_cannot_stay_open_beside_a_locked_file_is_said_before_it_is_removed(
    reader: Reader,
) -> None:
    pytest.importorskip("sqlcipher3")
    path = reader.store.keeper.path
    key = reader.store.keeper.lock("four calm words")
    reader.store.close()
    reader.store = Store(path, key)
    path.with_name(ASIDE).write_bytes(b"words " * 1500)
    tell(reader.store.keeper.db, "set_aside", ASIDE)

    said = first_words("01", reader.record)
    assert "is not locked" in said
    assert "removed once you press the button, and only then" in said

    aside = path.with_name(reader.store.keeper.set_aside)
    assert aside.exists()
    reader.store.keeper.forget_set_aside()
    assert not aside.exists()


def test_locked_is_never_said_beside_a_copy_without_naming_it(reader: Reader) -> None:
    pytest.importorskip("sqlcipher3")
    reader.store.keeper.path.with_name(COPY).write_text("readable")
    words = {"passphrase": "four calm words", "again": "four calm words"}

    turned = Locking().answer({"type": "lock", **words}, reader.record)

    assert turned
    assert turned["sentence"].startswith("Locked.")
    assert COPY in turned["sentence"]
    assert reader.store.keeper.path.with_name(COPY).read_text() == "readable"
    assert reader.store.keeper.key == make_key("four calm words", salt_of(reader.store.keeper.path))


def test_erased_is_never_said_beside_a_copy_without_naming_it(reader: Reader) -> None:
    reader.answers(HOLDS, [])
    reader.store.keeper.path.with_name(COPY).write_text("readable")

    gone = Erasing(dict).answer({"type": "erase", "what": "everything"}, reader.record)

    assert gone
    assert gone["sentence"].startswith("Erased.")
    assert COPY in gone["sentence"]
