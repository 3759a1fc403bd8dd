"""The rehearsal as a form: scenes to choose from, and a log for the words worth keeping."""

from dataclasses import dataclass

from markupsafe import Markup

from ..forms import Ask, FormPlan, Tool
from ..prompts import Log, Prompt, Text
from ..rehearsal.play import ORDER, Scene, Turn, scene


@dataclass(frozen=True)
class Rehearsal(Tool):
    """Scenes, and the log in which words are kept."""

    scenes: tuple[Scene, ...]
    keep: str

    def html(self, prompts: tuple[Prompt, ...], ask: Ask) -> Markup:
        buttons = Markup("").join(SCENE.format(one.key, one.title) for one in self.scenes)
        told = Markup("").join(map(_scene, self.scenes))
        return HTML.format(self.keep, buttons, told) + super().html(prompts, ask)


HTML = Markup(
    '<div class="rc-rehearsal" data-keep="{}"><div class="rc-buttons" role="group"'
    ' aria-label="Scenes">{}</div><p class="rc-scene" tabindex="-1"></p>'
    '<ol class="rc-talk"></ol><p class="rc-note rc-kept" aria-live="off"></p>'
    '<template class="rc-choice"><div class="rc-chosen"><p class="rc-you">'
    '<span class="rc-who">You:</span> <span class="rc-said"></span></p>'
    '<p class="rc-why" tabindex="-1"></p><div class="rc-buttons">'
    '<button type="button" class="rc-quiet rc-back">Choose again here</button>'
    '<button type="button" class="rc-quiet rc-keep">Keep these words</button></div></div></template>'
    "{}</div>"
)
SCENE = Markup(
    '<button type="button" class="rc-quiet" data-scene="{}" aria-pressed="false">{}</button>'
)
TOLD = Markup('<template data-scene="{}" data-intro="{}">{}</template>')
TURN = Markup('<li class="rc-moment" data-turn="{}" tabindex="-1">{}{}</li>')
THEN = Markup('<p class="rc-then">{}</p>')
THEY = Markup('<p class="rc-they"><span class="rc-who">They say:</span> {}</p>')
END = Markup(
    '<div class="rc-advice"><p>{}</p></div><div class="rc-buttons">'
    '<button type="button" class="rc-quiet rc-anew">Play this scene again</button></div>'
)
CHOOSE = Markup(
    '<p class="rc-note rc-choose">What do you choose?</p><ul class="rc-replies">{}</ul>'
)
REPLY = Markup(
    '<li data-to="{}" data-why="{}"><button type="button" class="rc-reply">{}</button></li>'
)


def _scene(one: Scene) -> Markup:
    turns = Markup("").join(_turn(key, turn) for key, turn in one.turns.items())
    return TOLD.format(one.key, one.intro, turns)


def _turn(key: str, turn: Turn) -> Markup:
    said = ((THEN, turn.then), (THEY, turn.they), (END, turn.end))
    shown = Markup("").join(html.format(words) for html, words in said if words)
    replies = Markup("").join(REPLY.format(one.to, one.why, one.words) for one in turn.replies)
    return TURN.format(key, shown, CHOOSE.format(replies) if replies else "")


def rehearse(*scenes: str, keep: str) -> FormPlan:
    """Offer conversations to try out, all of them or these; ``keep`` is a log for words worth keeping."""
    chosen = tuple(scene(key) for key in scenes or ORDER)
    words = Text(id="words", words="The words")
    log = Log(id=keep, words="My words", fields=(words,), add="Add words of my own")
    return FormPlan((log,), tool=Rehearsal(chosen, keep))
