"""One passphrase opens the lock and the copies, whatever keyboard it was typed on."""

from unicodedata import normalize

import pytest
from answering import Reader
from quick_age import use_quick_age

from reconnect_widgets.answers import passphrases
from reconnect_widgets.answers.locked import make_key, salt_of
from reconnect_widgets.answers.passphrases import LEAST, MOST, ask
from reconnect_widgets.copies.sealed import seal, unseal
from reconnect_widgets.exceptions import BadAnswer, BadCopy
from reconnect_widgets.tools.lock import Locking

WORDS = "Åse mañana café"
TYPED = {form: normalize(form, WORDS) for form in ("NFC", "NFD")}
GROWS = "\ufb2c"
"""A sign that is three when it is composed."""
HALF = "half of a heart \ud83d"
PIECE = b"what was written"


@pytest.fixture
def age(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the library that seals was tried with."""
    return use_quick_age(monkeypatch)


@pytest.mark.usefixtures("age")
def test_a_copy_opens_however_the_letters_of_its_passphrase_were_composed() -> None:
    sealed = seal(PIECE, TYPED["NFD"])

    assert unseal(sealed, TYPED["NFC"]) == PIECE
    assert TYPED["NFC"] != TYPED["NFD"]


@pytest.mark.parametrize("sealed_as", ["NFC", "NFD"])
@pytest.mark.parametrize("typed_as", ["NFC", "NFD"])
def test_a_copy_of_before_and_one_of_another_tool_open_too(
    age: list[str], sealed_as: str, typed_as: str
) -> None:
    from pyrage import passphrase as tool

    sealed = tool.encrypt(PIECE, TYPED[sealed_as])

    assert unseal(sealed, TYPED[typed_as]) == PIECE


def test_a_plain_passphrase_is_tried_once(age: list[str]) -> None:
    sealed = seal(PIECE, "four plain words")

    with pytest.raises(BadCopy):
        unseal(sealed, "four other words")
    assert age.count("four other words") == 1


@pytest.mark.parametrize("passphrase", [HALF, "no end\0of it"])
def test_what_could_not_be_typed_again_seals_and_opens_nothing(passphrase: str) -> None:
    pytest.importorskip("pyrage")
    with pytest.raises(BadAnswer, match="could not be typed again"):
        seal(PIECE, passphrase)
    with pytest.raises(BadCopy, match="does not open it"):
        unseal(b"age-encryption.org/v1\n-> scrypt c2FsdA 10\nx", passphrase)


@pytest.mark.parametrize(
    "passphrase", [HALF, "no end\0of it", "x" * (MOST + 1), GROWS * 400, "cat", "x" * (LEAST - 1)]
)
def test_the_lock_and_a_copy_refuse_the_same(passphrase: str, reader: Reader) -> None:
    wish = {"type": "lock", "passphrase": passphrase, "again": passphrase}
    with pytest.raises(BadAnswer) as by_lock:
        Locking().answer(wish, reader.record)
    with pytest.raises(BadAnswer) as by_copy:
        seal(PIECE, passphrase)

    assert str(by_lock.value) == str(by_copy.value)
    assert by_lock.value.field == by_copy.value.field == "passphrase"
    assert not reader.store.keeper.key


def test_the_lock_takes_two_spellings_for_one(reader: Reader) -> None:
    pytest.importorskip("sqlcipher3")
    wish = {"type": "lock", "passphrase": TYPED["NFD"], "again": TYPED["NFC"]}

    Locking().answer(wish, reader.record)

    salt = salt_of(reader.store.keeper.path)
    assert make_key(TYPED["NFC"], salt) == make_key(TYPED["NFD"], salt) == reader.store.keeper.key


def test_the_name_of_a_file_does_not_steer_the_terminal_that_asks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(passphrases, "getpass", lambda words: words)

    assert ask("Passphrase of answers\x1b[31m.sqlite3: ") == (
        r"Passphrase of answers\x1b[31m.sqlite3: "
    )


def test_a_terminal_that_passes_on_half_a_letter_gets_a_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def undecodable(_: str) -> str:
        return b"caf\xe9".decode()

    for given in (undecodable, lambda _: "caf\udce9"):
        monkeypatch.setattr(passphrases, "getpass", given)
        with pytest.raises(BadAnswer, match="whole letters"):
            ask("Passphrase: ")
