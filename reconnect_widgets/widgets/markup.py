"""Questions as accessible HTML, the same in a Voila page before its kernel is there and in a widget.

Controls are native: a ``fieldset`` with a ``legend`` for each group, a ``label`` for each field.
``markupsafe`` escapes every word that is put in.
"""

from dataclasses import replace
from functools import lru_cache

from markupsafe import Markup

from ..charts import heads
from ..forms import ROWS_IN_A_FORM, FormPlan
from ..help.own_lines import own_lines
from ..prompts import Choice, Log, Number, Plan, Prompt, Reflection, Scale, Several
from ..rules.safety_check import HELP_AT_ONCE, SCREEN, SEEN
from ..views.hold_cards import SEEN_WORDS

ROW = "--row--"
"""Stands in a log's template where the row's own key will be."""

BRIEF = 16
"""Characters up to which the words of a choice fit beside each other on a phone."""

IN_A_ROW = Markup('{}<span class="rc-hidden">, {}</span>')
"""What a field of a table is called: the column alone would be the name of each field in it. What is
asked comes first, since a row can be a sentence."""

HALF = 4
"""Questions of a check after which it goes on, where a page is shown part by part."""

NONE = Markup("")

AT_ONCE = Markup('<div class="rc-notice {}" role="{}" data-at="{}" hidden>{}</div>')
"""Stands after a question and shows as soon as it is answered so: what cannot wait for the others."""

NOT_ALONE = Markup(
    "<p><strong>Please do not stay alone with this. Call or text somebody now.</strong> The other "
    "questions can wait.</p>{}"
)


FORM = Markup(
    '<form class="rc rc-form" novalidate autocomplete="off"><fieldset class="rc-all" disabled>{}'
    '</fieldset><p class="rc-saved" aria-live="off" data-state="idle"></p></form>'
)
NOT_KEPT = Markup(
    '<p class="rc-note">These answers are not kept. Only what follows from them is.</p>'
)
SEND = Markup('<button type="button" class="rc-button rc-send">{}</button>')
AFTER = Markup('<div class="rc-after" aria-live="off"></div>')
GROUP = Markup(
    '<fieldset class="rc-q rc-{kind}" data-id="{id}" data-kind="{kind}"{among}{described}>'
    "<legend>{words}</legend>{hint}"
    '<div class="{holder}{brief}" style="--rc-count:{count}">{options}</div>{clear}{tail}</fieldset>'
    "{at_once}"
)
OPTION = Markup('<label><input type="{}" name="{}" value="{}"><span>{}</span></label>')
CLEAR = Markup('<button type="button" class="rc-clear rc-quiet">Clear this answer</button>')
FIELD = Markup(
    '<div class="rc-q rc-{kind}" data-id="{id}" data-kind="{kind}"><label for="{name}">{words}</label>'
    "{hint}{control}{unit}{tail}</div>"
)


@lru_cache(maxsize=1000)  # a third of the time until a page's first word, and of a turn a sixth
def form(plan: FormPlan) -> Markup:
    """Return a form; it is disabled until it has been filled."""
    if plan.tool:
        parts = [plan.tool.html(plan.prompts, question)]
    elif plan.button and len(plan.prompts) > HALF:
        parts = [_half(plan.prompts[:HALF]), _half(plan.prompts[HALF:])]
    else:
        parts = [question(prompt) for prompt in plan.prompts]
    if plan.button:
        parts += [NOT_KEPT, SEND.format(plan.button)]
    if plan.after:
        parts.append(AFTER)
    return FORM.format(Markup("").join(parts))


def _half(prompts: tuple[Prompt, ...]) -> Markup:
    return Markup('<div class="rc-half" id="{}">{}</div>').format(
        prompts[0].id, Markup("").join(map(question, prompts))
    )


def question(prompt: Prompt, name: str = "", short: bool = False) -> Markup:
    """Return one question. ``name`` sets a row's question apart; ``short`` asks it in a list box."""
    name = name or prompt.id
    if isinstance(prompt, Log):
        return _log(prompt)
    if isinstance(prompt, Scale | Choice) and short and not isinstance(prompt, Several):
        return _field(prompt, name, _select(prompt, name))
    if isinstance(prompt, Scale):
        return _group(prompt, name, "rc-points", "radio")
    if isinstance(prompt, Choice):
        return _group(
            prompt, name, "rc-options", "checkbox" if isinstance(prompt, Several) else "radio"
        )
    if isinstance(prompt, Plan):
        return _plan(prompt, name)
    return _field(prompt, name, _control(prompt, name))


def _hint(prompt: Prompt, name: str) -> Markup:
    if not prompt.hint:
        return NONE
    return Markup('<p class="rc-hint" id="{}-hint">{}</p>').format(name, prompt.hint)


def _described(prompt: Prompt, name: str) -> Markup:
    said = {
        "unit": _unit(prompt),
        "hint": prompt.hint,
        "last": _says_last(prompt),
        "error": True,
    }
    ids = (f"{name}-{part}" for part, is_there in said.items() if is_there)
    return Markup(' aria-describedby="{}"').format(" ".join(ids))


def _unit(prompt: Prompt) -> str:
    return prompt.unit if isinstance(prompt, Number) else ""


def _says_last(prompt: Prompt) -> bool:
    return isinstance(prompt, Scale | Choice)


def _tail(prompt: Prompt, name: str) -> Markup:
    last = NONE
    if _says_last(prompt):
        last = Markup('<p class="rc-last" id="{}-last"></p>').format(name)
    closing = NONE
    if isinstance(prompt, Reflection) and prompt.closing:
        closing = Markup('<p class="rc-closing">{}</p>').format(prompt.closing)
    return Markup('{}{}<p class="rc-error" id="{}-error"></p>').format(closing, last, name)


def _group(prompt: Prompt, name: str, holder: str, kind: str) -> Markup:
    options = Markup("").join(OPTION.format(kind, name, *one) for one in prompt.options.items())
    at_once = NONE
    if prompt.id in HELP_AT_ONCE:
        said = " ".join(HELP_AT_ONCE[prompt.id])
        help_first = NOT_ALONE.format(own_lines("crisis"))
        at_once = AT_ONCE.format("rc-urgent rc-at-once", "alert", said, help_first)
    if prompt.id == SCREEN:  # before the other questions, which are more private
        at_once = AT_ONCE.format("rc-at-once", "status", " ".join(SEEN), SEEN_WORDS)
    return GROUP.format(
        **_asked(prompt, name),
        described=_described(prompt, name),
        among=_among(prompt),
        holder=holder,
        brief=" rc-brief" if max(map(len, prompt.options.values())) <= BRIEF else "",
        count=len(prompt.options),
        options=options,
        clear=CLEAR if kind == "radio" else "",
        at_once=at_once,
    )


def _among(prompt: Prompt) -> Markup:
    if not isinstance(prompt, Choice) or not prompt.among:
        return NONE
    return Markup(' data-among="{}"').format(prompt.among)


def _field(prompt: Prompt, name: str, control: Markup) -> Markup:
    unit = NONE
    if said := _unit(prompt):
        unit = Markup(' <span class="rc-unit" id="{}-unit">{}</span>').format(name, said)
    return FIELD.format(**_asked(prompt, name), name=name, control=control, unit=unit)


def _asked(prompt: Prompt, name: str) -> dict[str, str]:
    """Return what every question shows, by the names in its HTML."""
    return {
        "id": prompt.id,
        "kind": prompt.kind,
        "words": prompt.words,
        "hint": _hint(prompt, name),
        "tail": _tail(prompt, name),
    }


def _control(prompt: Prompt, name: str) -> Markup:
    described = _described(prompt, name)
    if isinstance(prompt, Reflection):
        empty = Markup(' placeholder=" "') if prompt.closing else NONE  # tells an empty box in CSS
        return _box(name, 4, described + empty)
    if prompt.input["type"] == "text":  # as many lines as the words need, so that all are seen
        return _box(name, 1, described)
    attributes = Markup("").join(Markup(' {}="{}"').format(*one) for one in prompt.input.items())
    return Markup('<input id="{}"{}{}>').format(name, attributes, described)


def _box(name: str, lines: int, more: Markup) -> Markup:
    return Markup('<textarea dir="auto" id="{}" rows="{}"{}></textarea>').format(name, lines, more)


def _select(prompt: Prompt, name: str) -> Markup:
    options = Markup("").join(
        Markup('<option value="{}">{}</option>').format(key, words)
        for key, words in prompt.options.items()
    )
    return Markup('<select id="{}"{}><option value=""></option>{}</select>').format(
        name, _described(prompt, name), options
    )


def _plan(prompt: Plan, name: str) -> Markup:
    def part(key: str, lead: str, hint: str) -> Markup:
        return Markup(
            '<div class="rc-part-of-plan"><label for="{0}-{1}">{2}</label>'
            '<textarea dir="auto" id="{0}-{1}" data-part="{1}" rows="2" placeholder="{3}"></textarea></div>'
        ).format(name, key, lead, hint)

    return Markup(
        '<fieldset class="rc-q rc-plan" data-id="{}" data-kind="plan"{}><legend>{}</legend>{}{}{}{}</fieldset>'
    ).format(
        prompt.id,
        _described(prompt, name),
        prompt.words,
        _hint(prompt, name),
        part("if", "If …", prompt.if_hint),
        part("then", "… then I will", prompt.then_hint),
        _tail(prompt, name),
    )


def _log(prompt: Log) -> Markup:
    head = Markup(
        '<fieldset class="rc-q rc-log" data-id="{}" data-kind="log"><legend>{}</legend>{}'
    ).format(prompt.id, prompt.words, _hint(prompt, prompt.id))
    if prompt.rows:
        return head + _table(prompt) + Markup("</fieldset>")
    fields = Markup("").join(
        question(inner, f"{prompt.id}-{ROW}-{inner.id}", short=len(inner.options) > 3)
        for inner in prompt.fields
    )
    return head + Markup(
        '<p class="rc-note rc-older" hidden>The latest {} are shown here. Those before them are kept, '
        "and every copy that you make on <em>Your journey</em> holds them.</p>"
        '<button type="button" class="rc-earlier rc-quiet" hidden></button>'
        '<ol class="rc-rows"></ol><template><li class="rc-row" data-entry="{}"><details>'
        '<summary dir="auto"></summary><div class="rc-fields">{}'
        '<button type="button" class="rc-remove rc-quiet">'
        "Remove this one</button></div></details></li></template>"
        '<p class="rc-removed" aria-live="off"></p>'
        '<button type="button" class="rc-add rc-quiet">{}</button></fieldset>'
    ).format(ROWS_IN_A_FORM, ROW, fields, prompt.add)


def _table(prompt: Log) -> Markup:
    head = heads(inner.words for inner in prompt.fields)
    rows = Markup("").join(_table_row(prompt, entry, words) for entry, words in prompt.rows.items())
    return Markup(
        '<table class="rc-table"><thead><tr><td></td>{}</tr></thead><tbody>{}</tbody></table>'
    ).format(head, rows)


def _table_row(prompt: Log, entry: str, words: str) -> Markup:
    asked = (replace(inner, words=IN_A_ROW.format(inner.words, words)) for inner in prompt.fields)
    cells = Markup("").join(
        Markup("<td>{}</td>").format(question(inner, f"{prompt.id}-{entry}-{inner.id}", short=True))
        for inner in asked
    )
    return Markup('<tr class="rc-row" data-entry="{}"><th scope="row">{}</th>{}</tr>').format(
        entry, words, cells
    )
