"""The parts of a page: where each begins, which are its core, and how long both take."""

import json
from typing import Any

import pytest

from reconnect_widgets.places import notebooks_folder
from reconnect_widgets.stages import STAGES
from reconnect_widgets.voila.sections import SECONDS, Section, sections

SHORT_WAY = range(4, 14)
"""Minutes of a page's core: about ten."""


def notebook(*cells: str | tuple[str, str]) -> dict[str, Any]:
    """Make a notebook of Markdown cells, each with a tag or without."""
    made = [cell if isinstance(cell, tuple) else (cell, "") for cell in cells]
    return {
        "cells": [
            {"cell_type": "markdown", "metadata": {"tags": tag.split()}, "source": text}
            for text, tag in made
        ]
    }


def own(file: str) -> dict[str, Any]:
    return dict(json.loads((notebooks_folder() / file).read_text("utf-8")))


def minutes(parts: list[Section]) -> int:
    return round(sum(part.seconds for part in parts) / 60)


def test_a_part_begins_at_each_second_level_heading() -> None:
    parts = sections(notebook("# Title", "Words", "## One", "### Deeper", "Words", "## Two"))

    assert [part.begins for part in parts] == [2, 5]


def test_a_heading_in_other_words_for_other_readers_begins_no_part() -> None:
    parts = sections(
        notebook(
            ("## One", "unless-fear core"),
            ("## One, gently", "if-fear core"),
            ("## Two", "unless-fear"),
            ("## Three", "if-shut"),
        )
    )

    assert [part.begins for part in parts] == [0, 2, 3]


def test_where_nothing_is_marked_all_is_core() -> None:
    assert [part.is_core for part in sections(notebook("## One", "## Two"))] == [True, True]
    assert [part.is_core for part in sections(notebook(("## One", "core"), "## Two"))] == [
        True,
        False,
    ]


def test_the_time_counts_words_and_questions_once() -> None:
    words = "word " * 200
    asked = {
        "cell_type": "code",
        "metadata": {},
        "source": 'page.form(log("a.b", "?", text("c", "?"), text("d", "?")), '
        'scale("a.e", "?", "1", "2", "3"))',
    }
    made = notebook("## One\n" + words)
    made["cells"].append(asked)

    [part] = sections(made)
    assert part.seconds == part.seconds_held == 60 + SECONDS["log"] + SECONDS["scale"]


def test_a_reader_by_whose_answers_a_page_is_held_reads_other_words_in_their_own_time() -> None:
    long, short = "word " * 199, "word " * 49

    [part] = sections(notebook((f"## One\n{long}", "unless-shut"), (f"## One\n{short}", "if-shut")))
    assert (part.seconds, part.seconds_held) == (60, 15)


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.number)
def test_the_short_way_of_each_page_takes_about_ten_minutes(stage: Any) -> None:
    parts = sections(own(stage.file))
    core = [part for part in parts if part.is_core]

    assert minutes(core) in SHORT_WAY
    assert minutes(parts) > minutes(core)
    assert parts[0].is_core
    assert parts[-1].is_core
