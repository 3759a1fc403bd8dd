"""Which drafts the desk can read at all: those in English, in any of its dialects."""

from pathlib import Path

import pytest

from reconnect_widgets.messages import is_english

HERE = Path(__file__).parent
FILES = sorted(path.name for path in HERE.glob("*.txt"))


@pytest.mark.parametrize(
    "words",
    [
        "Ich vermisse dich so sehr, bitte komm zurück zu mir",
        "Was hast du gestern Abend gemacht, ich war in der Stadt und da war so ein Mann",
        "Hallo, kannst du bitte die Kinder am Samstag abholen?",
        "no puedo vivir sin ti, mi amor",
        "Si no me contestas voy a ir a tu casa esta noche",
        "Sans toi je ne suis rien. Reviens, s'il te plaît",
        "Pourquoi tu ne réponds pas à mes messages ?",
        "Non posso vivere senza di te, torna da me ti prego",
        "waarom antwoord je niet op mijn berichten",
        "se você não voltar eu vou me matar",
        "Kocham cię, wróć do mnie proszę",
        "Seni çok özledim lütfen geri dön",
        "main tumhare bina nahi jee sakta please wapas aa jao",
        "मैं तुम्हारे बिना नहीं जी सकता",
        "ارجع إلي أرجوك",
        "我想你",
        "Я не могу без тебя, вернись",
        "te amo",
        "we need to talk pero no me contestas y estoy afuera de tu casa",
    ],
)
def test_another_language_is_recognized(words: str) -> None:
    assert not is_english(words)


@pytest.mark.parametrize("name", FILES)
def test_english_is_taken_for_english(name: str) -> None:
    """Slang, dialects, and one word or two of another language in it."""
    lines = (HERE / name).read_text("utf-8").splitlines()
    written = [line.split("|", 2)[2] for line in lines if line.strip() and line[0] != "#"]

    assert not [words for words in written if not is_english(words)]


@pytest.mark.parametrize("words", ["", "🌧️", "Zoë", "??", "Hi Noor", "12.30"])
def test_what_has_no_language_is_left_alone(words: str) -> None:
    assert is_english(words)
