from collections import Counter

import pytest

from infra.demo.scenarios import STORIES
from infra.demo.story import Result, Story, ending_of


def test_the_demo_hands_over_at_least_sixty_cases() -> None:
    assert sum(story.cases for story in STORIES) >= 60


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
