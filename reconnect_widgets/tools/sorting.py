"""The sorting exercise: sentences, each for one of two piles, with a kind word at once."""

import re
from dataclasses import dataclass
from hashlib import blake2s

from markupsafe import Markup

from ..exceptions import PromptError
from ..forms import Ask, FormPlan, Tool
from ..prompts import Choice, Log, Prompt, require

PILES = {"stands": "Standing up for myself", "begs": "Begging"}
SAME = {
    "stands": "Yes, this stands up for you.",
    "begs": "Yes, this begs.",
}
OTHER = {
    "stands": "It can sound like begging. We would put it with standing up for yourself.",
    "begs": "The wish behind it is easy to understand. We would put it with begging.",
}


@dataclass(frozen=True)
class Sentence:
    """A sentence to sort, the pile where it lies for us, and the reason."""

    words: str
    pile: str
    why: str

    @property
    def key(self) -> str:
        """What the answer is kept under: it follows from the words, so new words ask anew."""
        start = "_".join(re.findall(r"[a-z]+", self.words.lower())[:4])
        return f"{start}_{blake2s(self.words.encode(), digest_size=3).hexdigest()}"


@dataclass(frozen=True)
class Sorting(Tool):
    """Sentences to sort."""

    sentences: tuple[Sentence, ...]

    def html(self, prompts: tuple[Prompt, ...], ask: Ask) -> Markup:
        (log,) = prompts
        items = Markup("").join(
            _item(number, sentence, log, ask) for number, sentence in enumerate(self.sentences, 1)
        )
        hint = Markup('<p class="rc-hint">{}</p>').format(log.hint) if log.hint else ""
        return HTML.format(log.id, log.words, hint, items)


HTML = Markup(
    '<fieldset class="rc-q rc-log rc-sorting" data-id="{}" data-kind="log"><legend>{}</legend>'
    '{}<ol class="rc-piles">{}</ol><p class="rc-note rc-card-place"></p><div class="rc-buttons" hidden>'
    '<button type="button" class="rc-quiet" data-turn="-1">Previous</button>'
    '<button type="button" class="rc-button" data-turn="1">Next sentence</button></div></fieldset>'
)
ITEM = Markup(
    '<li class="rc-row" data-entry="{}">{}{}<p class="rc-verdict" aria-live="off"></p></li>'
)
VERDICT = Markup('<template data-pile="{}"><strong>{}</strong> {}</template>')


def _item(number: int, sentence: Sentence, log: Prompt, ask: Ask) -> Markup:
    choice = Choice(id="pile", words=f"{number}. “{sentence.words}”", answers=PILES)
    said = {pile: SAME[pile] if pile == sentence.pile else OTHER[sentence.pile] for pile in PILES}
    verdicts = Markup("").join(VERDICT.format(*one, sentence.why) for one in said.items())
    return ITEM.format(sentence.key, ask(choice, f"{log.id}-{sentence.key}"), verdicts)


def standing_up(words: str, *, why: str) -> Sentence:
    """Give a sentence in which somebody stands up for themselves, and the reason."""
    return Sentence(words, "stands", why)


def begging(words: str, *, why: str) -> Sentence:
    """Give a sentence in which somebody begs, and the reason."""
    return Sentence(words, "begs", why)


def sort(id: str, words: str, *sentences: Sentence, hint: str = "") -> FormPlan:
    """Ask on which pile each sentence belongs; where it was put is kept."""
    require(Sentence, sentences, "What is sorted is made by standing_up(…) or begging(…)")
    rows = {sentence.key: sentence.words for sentence in sentences}
    if len(rows) < 2 or len(rows) != len(sentences):
        raise PromptError(f"The exercise {id!r} needs at least two different sentences.")
    pile = Choice(id="pile", words="Where does it belong?", answers=PILES)
    log = Log(id=id, words=words, hint=hint, fields=(pile,), rows=rows)
    return FormPlan((log,), tool=Sorting(sentences))
