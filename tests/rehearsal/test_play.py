"""The rehearsal: every conversation ends, none is out of reach, and replies differ."""

from typing import Any

import pytest

from reconnect_widgets.exceptions import PromptError
from reconnect_widgets.rehearsal.play import FOLDER, ORDER, Scene, read_scene, scene

SCENES = [scene(key) for key in ORDER]


@pytest.mark.parametrize("told", SCENES, ids=ORDER)
class TestEveryScene:
    def test_every_branch_ends(self, told: Scene) -> None:
        for way in told.paths():
            assert told.turns[way[-1]].end

    def test_no_turn_is_out_of_reach(self, told: Scene) -> None:
        assert {turn for way in told.paths() for turn in way} == set(told.turns)

    def test_every_way_is_at_least_four_turns_deep(self, told: Scene) -> None:
        assert min(len(way) for way in told.paths()) >= 4

    def test_replies_lead_to_different_places_and_say_why(self, told: Scene) -> None:
        for turn in told.turns.values():
            leads = [reply.to for reply in turn.replies]

            assert len(set(leads)) == len(leads) != 1
            assert all(reply.words and len(reply.why) > 30 for reply in turn.replies)
            assert len({reply.words for reply in turn.replies}) == len(leads)
            assert "says:" not in turn.they  # it stands after “They say:”

    def test_it_can_end_in_different_ways(self, told: Scene) -> None:
        assert sum(bool(turn.end) for turn in told.turns.values()) >= 2

    def test_no_ending_praises_thanks_that_were_not_said(self, told: Scene) -> None:
        last = [
            (reply.words, told.turns[reply.to].end)
            for turn in told.turns.values()
            for reply in turn.replies
        ]

        assert [words for words, end in last if "You thanked" in end and "hank" not in words] == []

    def test_the_words_are_of_no_gender_and_promise_nothing(self, told: Scene) -> None:
        shown = [told.title, told.intro]
        for turn in told.turns.values():
            shown += [turn.they, turn.then, turn.end, *(r.words for r in turn.replies)]
            shown += [reply.why for reply in turn.replies]
        words = " ".join(shown).lower().replace(",", " ").replace(".", " ").split()

        assert not {"he", "she", "him", "her", "his", "hers", "boyfriend", "girlfriend"} & set(
            words
        )
        assert "!" not in " ".join(shown)


def test_the_answers_that_people_fear_have_a_file_and_a_title_each() -> None:
    assert {path.stem for path in FOLDER.glob("*.toml")} == set(ORDER)
    assert len({told.title for told in SCENES}) == len(ORDER) >= 6


@pytest.mark.parametrize("told", SCENES, ids=ORDER)
def test_a_clear_no_ends_contact_in_the_words_of_the_ending(told: Scene) -> None:
    ends = " ".join(turn.end.lower() for turn in told.turns.values())

    assert any(
        said in ends
        for said in ("contact ends", "ends contact", "contact is over", "nothing more needs")
    )


def reply(to: str) -> dict[str, str]:
    return {"words": f"To {to}", "why": "Because.", "to": to}


@pytest.mark.parametrize(
    ("turns", "complaint"),
    [
        ({"start": {"replies": [reply("start"), reply("end")]}, "end": {"end": "."}}, "circles"),
        (
            {"start": {"replies": [reply("end")]}, "end": {"end": "."}, "lost": {"end": "."}},
            "reach",
        ),
        ({"start": {"replies": [reply("end"), reply("end")]}, "end": {"end": "."}}, "different"),
        ({"start": {"replies": [reply("nowhere")]}}, "different turns of the scene"),
        ({"start": {}}, "either replies or an end"),
    ],
)
def test_a_scene_that_does_not_hold_up_is_refused_in_words(
    turns: dict[str, Any], complaint: str
) -> None:
    with pytest.raises(PromptError, match=complaint):
        read_scene("trial", {"title": "T", "intro": "I", "turns": turns})


def test_an_unknown_scene_is_refused() -> None:
    with pytest.raises(PromptError, match="no scene"):
        scene("../secret")
