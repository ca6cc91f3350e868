from collections import Counter
from typing import Any

from infra.demo.api import DeclinedError
from infra.demo.play import Play
from infra.demo.story import Stage, Story


def ended(story: Story) -> Play:
    play = Play()
    nobody: Any = None  # these stories meet nobody
    play.run(play.add(story, cast=nobody))
    return play


def test_a_story_that_comes_otherwise_ends_with_the_reason() -> None:
    def play(stage: Stage) -> None:
        stage.say("begun")
        stage.check(False, "the goods came")

    result = ended(Story("Goods", {"closed": 1}, play)).results[0]

    assert result.problem == "not so: the goods came"
    assert not result.is_right


def test_a_mistake_in_a_story_ends_that_story_and_is_shown() -> None:
    def play(_stage: Stage) -> None:
        raise KeyError("steps")

    played = ended(Story("Goods", {"closed": 1}, play))

    assert played.is_over
    assert "KeyError: 'steps'" in played.results[0].problem


def test_a_story_is_heard_while_it_plays() -> None:
    def play(stage: Stage) -> None:
        stage.say("goods came in")
        stage.say("goods went out")

    progress = ended(Story("Goods", {}, play)).progress[0]

    assert (progress.said, progress.lines) == ("goods went out", 2)
    assert progress.result is not None
    assert progress.result.is_right
    assert progress.result.ends == Counter()


def test_a_story_whose_order_was_declined_ends_with_the_reason() -> None:
    def play(_stage: Stage) -> None:
        raise DeclinedError("/ledgers/main/closings", {"code": "year_not_over"})

    result = ended(Story("Books", {}, play)).results[0]

    assert result.problem == "/ledgers/main/closings was not done: {'code': 'year_not_over'}"
