"""The plain readings: why it ended, and whether the reader is ready, with what both sides weigh.

The words of each outcome stand in the notebook; the rules stand in :mod:`cause` and
:mod:`readiness`.
"""

from collections.abc import Sequence

from markupsafe import Markup

from ..charts import early
from ..prompts import say_day
from ..rules.cause import read_cause
from ..rules.gate import is_left_out
from ..rules.guidance import rich
from ..rules.readiness import Rule, read_readiness, wants_nothing
from ..rules.record import Record
from ..stages import BY_NUMBER
from . import view

CAUSE_TITLES = {
    "workable": "This could be worked out",
    "unclear": "This is unclear so far",
    "incompatible": "This is probably a basic incompatibility",
    "unsafe": "This was not safe",
    "answered": "This could change, for your own sake",
}
READINESS = {"not_yet": "Not yet", "nearly": "Nearly", "ready": "Ready to try"}
LETTING_GO = Markup(
    '<div class="rc-reading"><p>You said that you do not want them back, so there is nothing to be ready '
    "for. If that changes, the rules stand here.</p></div>"
)
RULES_NOTE = "These rules read your own answers and cannot know more."
MET = {True: ("Yes", "rc-yes"), False: ("Not yet", "rc-no"), None: ("Open", "rc-open")}


@view
def cause_reading(
    record: Record,
    *,
    workable: str,
    unclear: str,
    incompatible: str,
    unsafe: str,
    answered: str,
) -> Markup:
    """Read the list of causes, with these words for what each reading means for the rest.

    ``answered`` stands for *workable* where no answer of the other person is awaited any more.
    """
    means = {
        "workable": workable,
        "unclear": unclear,
        "incompatible": incompatible,
        "unsafe": unsafe,
        "answered": answered,
    }

    reading = read_cause(record)
    if reading is None:
        return early("Add the causes as you see them, and a plain reading appears here.")
    kind: str = reading.kind
    if kind == "workable" and is_left_out("answered", record):
        kind = "answered"
    reasons = Markup("").join(Markup("<li>{}</li>").format(words) for words in reading.reasons)
    return Markup(
        '<div class="rc-reading"><p><strong>{}</strong></p><p>{}</p>'
        '<p class="rc-why">Why this reading:</p><ul class="rc-why">{}</ul>'
        '<p class="rc-note">{}</p></div>'
    ).format(CAUSE_TITLES[kind], rich(means[kind], record), reasons, RULES_NOTE)


@view
def readiness(
    record: Record,
    *,
    not_yet: str,
    nearly: str,
    ready: str,
    balance: str = "",
    brief: bool = False,
) -> Markup:
    """Go through the readiness rules, each with its answer, with these words for each outcome.

    ``balance`` is the list of gains and costs that is weighed beside them. ``brief`` folds the rules
    that are met, where the reader has seen them on an earlier page.
    """
    means = {"not_yet": not_yet, "nearly": nearly, "ready": ready}

    reading = read_readiness(record)
    if reading is None:
        first = f"“{BY_NUMBER['03'].title}” first" if brief else "the parts before this one"
        return early(f"Answer {first}, and the rules appear here with your answers.")
    if wants_nothing(record):
        return LETTING_GO
    met = [rule for rule in reading.rules if rule.met] if brief else []
    days = ""
    latest = record.days("ready.main_reason")[-1].day
    if record.is_old(latest):
        days = (
            f"These answers are from {say_day(latest)}, and much may have changed since. "
            "Please answer them anew before you go by this reading."
        )
    return Markup(
        '<div class="rc-reading"><p><strong>{}</strong></p><p>{}</p>{}{}{}{}<p class="rc-note">{}</p></div>'
    ).format(
        READINESS[reading.kind],
        rich(means[reading.kind], record),
        Markup("<p>{}</p>").format(days) if days else "",
        _rules([rule for rule in reading.rules if rule not in met]),
        _folded(met),
        _weighed(record, balance) if balance else "",
        RULES_NOTE,
    )


def _rules(rules: Sequence[Rule]) -> Markup:
    if not rules:
        return Markup("")
    return Markup('<ul class="rc-rules">{}</ul>').format(Markup("").join(map(_rule, rules)))


def _folded(met: Sequence[Rule]) -> Markup:
    if not met:
        return Markup("")
    words = "One rule is met" if len(met) == 1 else f"{len(met)} rules are met"
    return Markup("<details><summary>{}</summary>{}</details>").format(words, _rules(met))


def _rule(rule: Rule) -> Markup:
    said, name = MET[rule.met]
    return Markup(
        '<li class="{}"><span class="rc-mark">{}</span> {}<span class="rc-why">{}</span></li>'
    ).format(name, said, rule.words, rule.because)


def _weighed(record: Record, balance: str) -> Markup:
    """Say how gains and costs weigh, as the reader weighed them; nothing before there are two."""
    rows = [row.value for row in record.entries(balance) if "weight" in row.value]
    rows = [row for row in rows if row.get("side") and row.get("kind")]
    if len(rows) < 2:
        return Markup("")
    back = sum(row["weight"] + 1 for row in rows if _for_going_back(row))
    apart = sum(row["weight"] + 1 for row in rows if not _for_going_back(row))
    if abs(back - apart) <= max(back, apart) / 5:
        words = "about as much on either side"
    else:
        words = "for being back together" if back > apart else "for staying apart"
    return Markup(
        "<p>By how much each one matters to you, your gains and costs weigh <strong>{}</strong>. Strong "
        "reasons on both sides are common, and a list does not decide.</p>"
    ).format(words)


def _for_going_back(row: dict[str, str]) -> bool:
    return (row["side"], row["kind"]) in (("back", "gain"), ("apart", "cost"))


@view
def widest_gaps(record: Record, life_map: str) -> Markup:
    """Name up to three areas that matter more than they satisfy."""
    known = []
    for row in record.entries(life_map):
        matters, satisfies = row.value.get("importance"), row.value.get("satisfaction")
        if isinstance(matters, int) and isinstance(satisfies, int):
            area = row.options.get("rows", {}).get(row.entry, row.entry)
            known.append((matters - satisfies, area))
    gaps = [(gap, area) for gap, area in known if gap > 0]
    if not known:
        return early("Fill in the map, and the areas with the widest gap appear here.")
    if not gaps:
        return Markup(
            '<div class="rc-reading"><p>No area falls short of what it means to you so far.</p></div>'
        )
    named = sorted(gaps, key=lambda gap: -gap[0])[:3]
    items = Markup("").join(Markup("<li>{}</li>").format(area) for _, area in named)
    return Markup(
        '<div class="rc-reading"><p>Widest gap between how much it matters and how content you are:</p>'
        "<ul>{}</ul><p>One small thing in one of these is enough for a week.</p></div>"
    ).format(items)
