from collections import Counter
from pathlib import Path

import pytest

import infra.demo
from infra.demo.scenarios import STORIES
from infra.demo.story import Result, Story, ending_of
from services.intake.adapters.case_type_files import load_case_types
from services.intake.settings import BUILT_IN

FOLDER = Path(infra.demo.__file__).parent


def test_the_demo_hands_over_at_least_150_cases() -> None:
    assert sum(story.cases for story in STORIES) >= 150


def test_the_demo_hands_over_cases_of_every_type() -> None:
    known = load_case_types((BUILT_IN, FOLDER / "case_types"))
    told = "".join(file.read_text() for file in FOLDER.rglob("*.py"))

    assert [one.name for one in known.all_newest() if f'"{one.name}"' not in told] == []


def test_stories_are_told_apart_by_their_titles() -> None:
    assert len({story.title for story in STORIES}) == len(STORIES)


def test_every_title_fits_beside_both_ends_on_eighty_columns() -> None:
    assert max(len(story.title) for story in STORIES) <= 26


@pytest.mark.parametrize(
    ("ends", "problem", "right"),
    [
        (Counter(closed=2), "", True),
        (Counter(closed=1, open=1), "", False),
        (Counter(closed=2), "not so: each signature was right", False),
        (Counter(), "", False),
    ],
)
def test_a_story_is_right_when_all_its_cases_ended_as_told_and_all_its_facts_held(
    ends: Counter[str], problem: str, right: bool
) -> None:
    story = Story("Two orders", {"closed": 2}, play=lambda _stage: None)

    assert Result(story, ends, problem).is_right is right


def test_a_case_that_somebody_has_to_look_at_ends_otherwise_than_one_that_nobody_has_to() -> None:
    assert ending_of({"status": "cancelling", "raised": True}) == "cancelling, raised"
    assert ending_of({"status": "cancelling", "raised": False}) == "cancelling"
    assert ending_of({"status": "received"}) == "received"
