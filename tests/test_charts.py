"""Charts: readable, named, escaped, and true to their figures."""

import re
from datetime import date, timedelta
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest
from markupsafe import Markup

from reconnect_widgets.charts import (
    before_after,
    early,
    figure,
    line_chart,
    progress_strip,
    shades,
    span_strip,
    sparkline,
    thin,
    weekly_bars,
)

LEVELS = ("Hardly there", "Now and then", "Often", "Most of the day", "All the time")
MONDAY = date(2026, 9, 28)
EVIL = '<script>alert("x")</script> & ” {0} {hatch} \N{HEBREW LETTER ALEF}'


def days(*values: Any) -> list[tuple[date, int]]:
    return [(MONDAY + timedelta(days=day), value) for day, value in enumerate(values)]


def weeks(*counts: Any) -> list[tuple[date, list[Any]]]:
    return [(MONDAY + timedelta(days=7 * week), part) for week, part in enumerate(counts)]


def drawing(markup: Markup, index: int = 0) -> Element:
    """Parse one drawing, which fails where the markup is not well formed."""
    text = str(markup)
    start = [found.start() for found in re.finditer('<svg class="rc-chart-plot"', text)][index]
    depth = 0
    for tag in re.finditer(r"<svg\b|</svg>", text[start:]):
        depth += 1 if tag.group() == "<svg" else -1
        if depth == 0:
            return ElementTree.fromstring(text[start : start + tag.end()])
    raise AssertionError(text)


def texts(svg: Element) -> list[str]:
    return [text.text for text in svg.iter("text")]


ALL = [
    line_chart(days(4, 3, 2), title=EVIL, levels=(EVIL, "Often", "All the time", "", EVIL)),
    weekly_bars(weeks([1, 2], [0, 3]), title=EVIL, series=[EVIL, "b"], limit=2, limit_words=EVIL),
    before_after([(MONDAY, 7, 3), (MONDAY, 5, None)], title=EVIL, words=(EVIL, "later")),
    sparkline(days(2, 0), title=EVIL, levels=(EVIL, "b", EVIL)),
    progress_strip(
        [("00", EVIL, "done"), ("04", "Contact", "held"), ("05", "Slow", "")], title=EVIL
    ),
    span_strip(3, 42, title=EVIL, ends=(EVIL, "Dec 6")),
]


@pytest.mark.parametrize("markup", ALL)
def test_every_drawing_is_an_image_with_a_name_and_a_description(markup: Markup) -> None:
    svg = drawing(markup)

    assert svg.get("role") == "img"
    parts = {part.get("id"): part for part in svg if part.tag in ("title", "desc")}
    assert parts[svg.get("aria-labelledby")].text
    assert parts[svg.get("aria-describedby")].text


@pytest.mark.parametrize("markup", ALL)
def test_what_was_typed_is_never_markup(markup: Markup) -> None:
    assert isinstance(markup, Markup)
    assert "<script" not in markup
    assert "&lt;script&gt;" in markup


def test_no_two_drawings_share_an_id() -> None:
    charts = [
        line_chart(days(*part), title="Pull", levels=LEVELS) for part in ((1, 2), (2, 1), (1,))
    ]
    ids = re.findall(r' id="([^"]+)"', "".join(charts + ALL))

    assert len(ids) == len(set(ids))


def test_a_drawing_is_the_same_each_time() -> None:
    first, again = (line_chart(days(1, 2), title="Pull", levels=LEVELS) for _ in range(2))

    assert first == again


def test_a_line_has_a_word_at_every_point_of_its_scale() -> None:
    svg = drawing(line_chart(days(4, 3), title="Pull", levels=LEVELS))

    assert set(LEVELS) <= set(texts(svg))
    assert (
        "From All the time on Sep 28, 2026 to Most of the day on Sep 29, 2026"
        in svg.find("desc").text
    )


def test_the_highest_point_is_at_the_top_and_the_lowest_at_the_bottom() -> None:
    svg = drawing(line_chart(days(4, 0), title="Pull", levels=LEVELS))

    assert svg.find(".//path[@class='rc-chart-line']").get("d") == "M0 0L1000 1000"


def test_words_are_sized_in_em_and_never_scaled_with_the_drawing() -> None:
    svg = drawing(line_chart(days(4, 0), title="Pull", levels=LEVELS))

    assert svg.get("viewBox") is None
    assert not [
        text for inner in svg.iter("svg") if inner.get("viewBox") for text in inner.iter("text")
    ]


def test_long_words_are_folded_and_the_gutter_is_wide_enough_for_them() -> None:
    long = "A very long way of saying that it is there from morning until night and beyond"
    svg = drawing(line_chart(days(1, 2), title="Pull", levels=("Not", "Some", long)))

    rows = [words for words in texts(svg) if words in long or words.endswith("…")]
    assert max(map(len, rows)) <= 16
    assert 7 < float(re.search(r"padding-left:([\d.]+)em", svg.get("style"))[1]) < 10.5


def test_a_long_scale_has_words_at_its_ends_and_its_middle() -> None:
    svg = drawing(line_chart(days(4, 9), title="Urge", levels=[str(n) for n in range(11)]))

    assert [words for words in texts(svg) if words.isdigit()] == ["10", "5", "0"]


def test_one_day_is_one_dot_with_its_date() -> None:
    svg = drawing(line_chart(days(2), title="Pull", levels=LEVELS))

    assert svg.find(".//path[@class='rc-chart-line']") is None
    assert texts(svg)[-1] == "Sep 28"
    assert svg.find("desc").text == "Sep 28, 2026: Often."


def test_nothing_gives_no_drawing() -> None:
    assert line_chart([], title="Pull", levels=LEVELS) == ""
    assert weekly_bars([], title="Urges", series=["Urges"]) == ""
    assert before_after([], title="Urges", words=("a", "b")) == ""
    assert sparkline([], title="Pull", levels=LEVELS) == ""
    assert progress_strip([], title="Pages") == ""


def test_a_long_time_without_an_answer_is_dotted() -> None:
    points = [*days(4, 3), (MONDAY + timedelta(days=40), 1)]

    svg = drawing(line_chart(points, title="Pull", levels=LEVELS))

    assert svg.find(".//path[@class='rc-chart-line']").get("d").count("M") == 1
    assert svg.find(".//path[@class='rc-chart-gap']").get("d").count("M") == 1


def test_hundreds_of_days_are_averaged_and_the_chart_says_so() -> None:
    many = days(*([0, 4] * 200))

    drawn, each = thin(many)
    svg = drawing(line_chart(many, title="Pull", levels=LEVELS))

    assert len(drawn) <= 42
    assert each == 10
    assert {value for _, value in drawn} == {2}
    assert {"each dot: 10 days", "Sep 28, 2026", "Nov 1, 2027"} <= {*texts(svg)}  # not of the dots
    halves = drawing(sparkline(days(*[2, 3] * 42), title="Pull", levels=LEVELS))
    assert "Sep 28 – Dec 20" in texts(halves)
    assert halves.find("desc").text.startswith("From Most of the day")  # as the table rounds


def test_of_two_answers_on_a_day_the_later_one_is_drawn_and_order_does_not_matter() -> None:
    first, second = days(1, 2)

    assert thin([second, (MONDAY, 0), (MONDAY, 3)])[0] == [(MONDAY, 3), second]
    assert thin([second, first]) == thin([first, second])


def test_bars_are_told_apart_by_pattern_and_named_in_the_key() -> None:
    markup = weekly_bars(weeks([4, 1], [2, 1]), title="Contact", series=["Beyond", "Necessary"])
    svg = drawing(markup)

    pattern = svg.find(".//pattern").get("id")
    filled = {rect.get("class"): rect.get("fill") for rect in svg.findall("rect")}
    assert filled == {"rc-chart-full": None, "rc-chart-hatched": f"url(#{pattern})"}
    assert "Beyond</span>" in markup
    assert "Necessary</span>" in markup


def test_a_bar_is_as_tall_as_its_count_and_says_it() -> None:
    svg = drawing(weekly_bars(weeks([4], [2], [0]), title="Urges", series=["Urges"]))

    tall = [float(rect.get("height")[:-2]) for rect in svg.findall("rect")]
    assert tall[0] == 2 * tall[1]
    assert texts(svg)[:3] == ["4", "2", "0"]


def test_the_limit_is_a_line_even_when_no_week_comes_near_it() -> None:
    svg = drawing(
        weekly_bars(weeks([1]), title="Contact", series=["All"], limit=5, limit_words="Five")
    )

    limit = float(svg.find("line[@class='rc-chart-limit']").get("y1")[:-2])
    bar = float(svg.find("rect").get("y")[:-2])
    assert 0 < limit < bar


def test_many_weeks_become_averages_so_that_a_weekly_limit_stays_true() -> None:
    svg = drawing(weekly_bars(weeks(*[[3]] * 80), title="Contact", series=["All"], limit=3))

    bars = svg.findall("rect")
    limit = svg.find("line[@class='rc-chart-limit']").get("y1")
    assert len(bars) == 20
    assert {bar.get("y") for bar in bars} == {limit}
    assert "each bar: the average of 4 weeks" in texts(svg)
    half = drawing(weekly_bars(weeks(*[[2], [3]] * 14), title="Contact", series=["All"]))
    assert "2.5" in texts(half)  # where the highest bar ends


def test_an_urge_without_a_second_number_has_no_ring() -> None:
    svg = drawing(before_after([(MONDAY, 7, None)], title="Urges", words=("a", "b")))

    assert [circle.get("class") for circle in svg.iter("circle")] == ["rc-chart-full"]


def test_a_sparkline_has_the_words_of_its_ends_and_its_days() -> None:
    beside = drawing(sparkline(days(4, 2, 0), title="Pull", levels=LEVELS))
    longer = ("Not at all as it was", "b", "Very much as it was")
    beneath = drawing(sparkline(days(0, 2), title="Pull", levels=longer))

    assert texts(beside) == ["All the time", "Hardly there", "Sep 28 – Sep 30"]
    assert (
        beside.find(".//path[@class='rc-chart-line']").get("d") == "M0 0L500 500M500 500L1000 1000"
    )
    heights = [float(text.get("y").removesuffix("em")) for text in beneath.iter("text")]
    assert heights == sorted(set(heights))


@pytest.mark.parametrize(("word", "is_beside"), [("Very low", True), ("Hardly there", False)])
def test_the_days_of_a_sparkline_stand_beside_a_word_that_leaves_them_room(
    word: str, is_beside: bool
) -> None:
    svg = drawing(sparkline(days(2, 1, 0), title="Pull", levels=(word, "b", "All the time")))

    low, when = (text.get("y") for text in [*svg.iter("text")][1:])
    assert (low == when) is is_beside


def test_a_point_between_two_long_gaps_is_seen() -> None:
    apart = [(MONDAY, 1), (date(2026, 11, 2), 3), (date(2026, 12, 21), 2)]

    svg = drawing(sparkline(apart, title="Pull", levels=LEVELS))

    assert svg.find(".//path[@class='rc-chart-dots']").get("d").count("M") == 3


def test_shades_say_in_words_what_they_show() -> None:
    markup = shades(["Mon", "Tue"], [(EVIL, [(EVIL, 0.5), ("", 0.0)])], title="By weekday")

    assert markup.count("&lt;script&gt;") == 2
    assert "--rc-shade:34%" in markup
    assert "darker" not in markup  # in the dark, more color is lighter
    assert markup.count("<td></td>") == 2  # the corner, and the day without answers


def test_held_pages_are_hatched_and_named_aloud() -> None:
    svg = drawing(ALL[4])

    assert "page 4, Contact: on hold" in svg.find("desc").text
    assert [rect.get("class") for rect in svg.findall("rect")] == [
        "rc-chart-full",
        "rc-chart-hatched",
        "rc-chart-empty",
    ]


def test_a_plan_that_is_over_is_full_and_not_fuller() -> None:
    svg = drawing(span_strip(50, 42, title="Quiet", ends=("a", "b")))

    assert svg.find("rect[@class='rc-chart-full']").get("width") == "100%"
    assert svg.find("desc").text == "42 of 42 days."


def test_a_figure_brings_its_sentence_and_the_same_figures_as_a_table() -> None:
    shown = figure(Markup("<svg></svg>"), EVIL, ("Day", EVIL), [(EVIL, 3)], title=EVIL)

    assert "<svg></svg>" in shown
    assert "<script" not in shown
    assert shown.count("&lt;script&gt;") == 5
    assert '<th scope="row">' in shown
    assert "<td>3</td>" in shown
    ElementTree.fromstring(str(shown))


def test_a_sentence_in_place_of_a_chart_is_escaped() -> None:
    assert "<script" not in early(EVIL, title=EVIL)
