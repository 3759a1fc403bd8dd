"""*At a glance*: what the answers add up to in three to five sentences, the surest first."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from markupsafe import Markup

from ..charts import early, small_bars, small_line, small_share
from ..journey.sentences import DAYS_FOR_WEEKDAYS, WEEKDAYS, read_weekday
from ..prompts import say_day
from ..rules.record import DAYS_FRESH, Record
from ..stages import BY_NUMBER, STAGES
from ..words import counted, listed
from . import view

if TYPE_CHECKING:
    from ..journey.glance import Contact, Counted, Glance, Urges, Weekday
    from ..journey.lines import Line
    from ..journey.series import Series

MOST = 5
"""Sentences that are read at a glance."""

DAYS_DRAWN = 14

FEWEST = 3
"""Sentences up to which plain facts are added, from the first day on."""

CONTACT_ITSELF = ("looked", "contacted", "other")
"""What is never named as going with the weakest urge: it is what the urge was for, or says nothing."""

TOGETHER = "It shows what goes together, not what causes what"
HOW = (
    "Days go up and down by themselves. A change, a weekday or an action is named here only if chance "
    "alone would seldom look like it: in about one of twenty such summaries. All that is looked at is "
    "counted in, and days that are like the day before count for less. Everything else here is a plain "
    "count of what you wrote. None of it says what caused what, and none of it says how it will go on."
)
NOTHING = (
    "Nothing to add up yet. After your first check-in, which takes a minute, sentences appear here."
)


@dataclass(frozen=True)
class Finding:
    """One sentence, its small picture, what it rests on, and where its figures are."""

    words: Markup
    rests_on: str
    picture: Markup
    figures: str


@view
def at_a_glance(record: Record, urges: str = "urge.log", contact: str = "contact.log") -> Markup:
    """Say what the answers add up to, with the way to the figures of each sentence."""
    from ..journey.glance import look

    glance = look(record, urges, contact)
    said = [*_sentences(glance, record, urges)][:MOST]
    if len(said) < FEWEST:
        said += [*_facts(glance, record)][: FEWEST - len(said)]
    if not said:
        return early(NOTHING)
    rest = early(words) if (words := _rest(glance, record)) else Markup("")
    how = Markup('<details class="rc-more"><summary>How sure is this?</summary><p>{}</p></details>')
    return _list(said, linked=True) + rest + how.format(HOW)


def summary(record: Record) -> Markup:
    """Return what stands first on paper: the same sentences, or nothing where it is too early."""
    from ..journey.glance import look

    said = [*_sentences(look(record), record, "urge.log")][:MOST]
    return _list(said) + Markup('<p class="rc-note">{}</p>').format(HOW) if said else Markup("")


def _list(said: Sequence[Finding], *, linked: bool = False) -> Markup:
    rows = Markup("").join(_row(one, linked=linked) for one in said)
    return Markup('<ol class="rc-sum">{}</ol>').format(rows)


def _row(said: Finding, *, linked: bool) -> Markup:
    link = Markup("")
    if linked:
        link = Markup(' <a href="#{}">See it<span class="rc-hidden">: {}</span></a>').format(
            said.figures, said.words.striptags()
        )
    return Markup("<li>{}<p>{}<small>{}.{}</small></p></li>").format(
        said.picture, said.words, said.rests_on, link
    )


def _sentences(glance: "Glance", record: Record, urges: str) -> Iterator[Finding]:
    """Give what stands, the surest first, and then what was counted."""
    made = _changes(glance, record.today)
    if glance.weekday:
        made["weekday"] = _weekday(glance.weekday)
    if glance.rate:
        made["rate"] = _rate(glance.rate, record.today)
    yield from (made[name] for name in glance.stands if name in made)
    if glance.urges:
        latest = record.entries(urges, 1) if "did" in glance.stands else []
        yield _urges(glance.urges, latest[0].words_of("did") if latest else {})
    if glance.contact and not record.closing:
        yield _contact(glance.contact, is_uneven="began" in glance.stands)


def _changes(glance: "Glance", today: date) -> dict[str, Finding]:
    """Return a sentence for the surest change, and one for all others of the check-in together.

    Scales of the pages are not alike, so each has a sentence of its own.
    """
    there = [(name, *glance.changes[name]) for name in glance.stands if name in glance.changes]
    checkins = [(name, one, series) for name, one, series in there if one]
    alone = [*checkins[:1], *(of for of in there if of[1] is None)]
    made = {name: _change(series, _moved(one, series, today), today) for name, one, series in alone}
    if others := checkins[1:]:
        clauses = [_clause(one, series) for _, one, series in others]
        words = Markup("{} than at first").format(listed(clauses))
        made[others[0][0]] = _change(others[0][2], words, today)
    return made


def _change(series: "Series", words: Markup, today: date) -> Finding:
    points = list(zip(series.dates, series.values.tolist(), strict=True))
    picture = small_line(points, len(series.levels) - 1)
    rests_on = f"{len(points)} days of answers, the latest on {_day(series.dates[-1], today)}"
    return Finding(
        Markup("{}.").format(upper(words)), rests_on, picture, f"figure-{series.question}"
    )


def _clause(one: "Line", series: "Series") -> str:
    return one.up if series.share > 0 else one.down


def _moved(one: "Line | None", series: "Series", today: date) -> Markup:
    was, now = (near(end, series.levels) for end in series.ends)
    day = _day(series.dates[0], today)
    if one is None:
        way = "up" if series.share > 0 else "down"
        said = Markup("the answers to “{}” go {}").format(series.words, way)
    else:
        said = Markup.escape(_clause(one, series))
    lately = _lately(series.lately, today)
    if was == now:
        return Markup("since {} {} a little, {} then and {}").format(day, said, now, lately)
    return Markup("since {} {}: {} then, {} {}").format(day, said, was, now, lately)


def _lately(latest: date, today: date) -> str:
    """Say when the latest answers are from: *lately*, or by which day where that is long ago."""
    return "lately" if (today - latest).days <= DAYS_FRESH else f"by {_day(latest, today)}"


def _weekday(found: "Weekday") -> Finding:
    name = WEEKDAYS[found.weekday]
    rests_on = f"{found.times} {name}s, with all questions of the check-in taken together"
    picture = small_bars(found.averages, found.weekday)
    words = Markup.escape(read_weekday((found.weekday, found.harder)))
    return Finding(words, rests_on, picture, "figures-weekdays")


def _rate(found: "Counted", today: date) -> Finding:
    more = "more" if found.after > found.before else "fewer"
    words = Markup("In a usual week you log {} urges than at first: {} then, {} {}.").format(
        more, _count(found.before), _count(found.after), _lately(found.lately, today)
    )
    most = max(found.weeks)
    picture = small_bars([count / most for count in found.weeks][-26:])
    rests_on = f"{sum(found.weeks):,} urges in {len(found.weeks)} whole weeks"
    return Finding(words, rests_on, picture, "figures-urges")


def _urges(found: "Urges", options: Mapping[str, str]) -> Finding:
    """Count urges; ``options`` say what can be done, and are there where one of them stands out."""
    words = Markup("Ten minutes later, an urge was weaker {:,} of {:,} times").format(
        found.weaker, found.times
    )
    if found.did in options and found.did not in CONTACT_ITSELF:
        words += Markup(". It fell most after {} (weaker {} of {} times)").format(
            said_as(options[found.did]), found.did_weaker, found.did_times
        )
    rests_on = f"{found.times:,} urges with both numbers. {TOGETHER}"
    return Finding(words + ".", rests_on, small_share(found.weaker, found.times), "figures-urges")


def _contact(found: "Contact", *, is_uneven: bool) -> Finding:
    total = found.mine + found.theirs
    words = Markup("They began {} of {} contacts, and you {}").format(
        found.theirs, total, found.mine
    )
    if is_uneven:
        often = "mostly" if found.mine and found.theirs else "always"
        words += f": {often} {'you' if found.mine > found.theirs else 'they'}"
    elif min(found.mine, found.theirs) * 5 >= total * 2:
        words += ": about as many" if found.mine != found.theirs else ": as many"
    rests_on = f"Logged in {found.weeks} different weeks; looks at a profile do not count"
    return Finding(words + ".", rests_on, small_share(found.theirs, total), "figures-contact")


def _facts(glance: "Glance", record: Record) -> Iterator[Finding]:
    """Give what is true from the first day on: the latest answers, the pages, the plans."""
    from ..journey.frames import frame_of, progress_frame

    yield from _latest(glance, record.today)
    frame = frame_of(record)
    table = progress_frame(frame, record.marks, [stage.number for stage in STAGES])
    begun = table[table["answered"] > 0].sort_values("first_day", kind="stable")
    if len(begun):
        done = int((begun["state"] == "done").sum())
        names = listed([BY_NUMBER[page].title for page in begun["page"][-2:]])
        words = Markup("You have begun {}, {}{}.").format(
            counted(len(begun), "page"),
            "lately " if len(begun) > 2 else "",
            Markup("<em>{}</em>").format(names),
        )
        rests_on = f"{done or 'None'} done for now, of {len(STAGES)}. Any order is fine"
        yield Finding(words, rests_on, small_share(len(begun), len(STAGES)), "figures-pages")
        asked, days = int(begun["answered"].sum()), frame["day"].nunique()
        questions = counted(asked, "question", "different questions")
        words = Markup("You have answered {}, on {}.").format(questions, counted(days, "day"))
        each = frame.groupby("day").size().to_numpy()[-DAYS_DRAWN:]
        picture = small_bars((each / each.max()).tolist())
        yield Finding(words, "A missed day costs nothing", picture, "figures-pages")


def _latest(glance: "Glance", today: date) -> Iterator[Finding]:
    there = [(one, s) for one, s in glance.changes.values() if one]
    if not there or any(one.question in glance.stands for one, _ in there):
        return
    day = max(series.dates[-1] for _, series in there)
    now = [(one, series) for one, series in there if series.dates[-1] == day][:3]
    parts = [
        Markup("{} {}").format(one.name, said_as(series.levels[int(series.values[-1])]))
        for one, series in now
    ]
    days = glance.days
    words = Markup("{}: {}.").format(
        "Your check-in of " + _day(day, today)
        if days == 1
        else "Your latest check-in, " + _day(day, today),
        Markup(", ").join(parts),
    )
    first = now[0][1]
    points = list(zip(first.dates, first.values.tolist(), strict=True))
    rests_on = "One day so far" if days == 1 else f"{days} days so far"
    picture = small_line(points, len(first.levels) - 1)
    yield Finding(words, rests_on, picture, "figures-days")


def _rest(glance: "Glance", record: Record) -> str:
    """Say in one line what shows no clear change, and what it is too early for."""
    from ..journey.glance import DAYS

    level = [
        one.name
        for name, (one, series) in glance.changes.items()
        if one and name not in glance.stands and len(series.dates) >= DAYS
    ]
    soon = []
    if glance.days < DAYS:
        soon.append("which way your check-ins go")
    if glance.days < DAYS_FOR_WEEKDAYS and "weekday" not in glance.stands:
        soon.append("whether a weekday is harder")
    if not glance.urges:
        soon.append("how urges go on")
    if not glance.contact and not record.closing:
        soon.append("who begins contact")
    said = [f"No clear change so far: {listed(level)}."] if level else []
    if glance.days >= DAYS_FOR_WEEKDAYS and "weekday" not in glance.stands:
        said.append(read_weekday(None, glance.days, is_told=glance.tells_weekdays))
    if soon:
        said.append(f"Too early to tell: {listed(soon)}.")
    return " ".join(said)


def near(average: float, levels: Sequence[str]) -> Markup:
    """Name the point of a scale that an average is near, or the two that it lies between."""
    low = int(average)
    if 1 / 4 < average - low < 3 / 4:
        return Markup("between {} and {}").format(said_as(levels[low]), said_as(levels[low + 1]))
    return Markup("around {}").format(said_as(nearest(average, levels)))


def nearest(average: float, levels: Sequence[str]) -> str:
    """Return the words of the point that an average is nearest to."""
    return levels[min(len(levels) - 1, int(average + 0.5))]


def said_as(words: str) -> Markup:
    """Return the words of a point as they stand within a sentence."""
    keeps = words[1:2].isupper() or words.startswith(("I ", "I’", "I'"))
    return Markup("<em>{}</em>").format(words if keeps else words[:1].lower() + words[1:])


def upper(words: Markup) -> Markup:
    """Return words as they stand at the beginning of a sentence."""
    if words.startswith("<em>"):
        return words[:4] + words[4:5].upper() + words[5:]
    return words[:1].upper() + words[1:]


def _count(number: float) -> str:
    return "none" if not number else f"{number:.1f}".removesuffix(".0")


def _day(day: date, today: date) -> str:
    return say_day(day) if day.year != today.year else f"{day:%B} {day.day}"
