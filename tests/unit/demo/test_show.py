from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

from rich.console import Console, RenderableType

from infra.demo import show
from infra.demo.play import Progress
from infra.demo.story import Result, Stage, Story

STORY = Story("Two orders", {"closed": 2}, play=lambda _stage: None)


def printed(shown: RenderableType, width: int = 80) -> str:
    console = Console(width=width, color_system=None)
    with console.capture() as capture:
        console.print(shown)
    return capture.get()


def test_the_table_shows_expected_and_actual_ends_and_what_went_wrong() -> None:
    result = Result(STORY, Counter(closed=1, waiting=1), "waited 150 s in vain")

    text = printed(show.results([result], {"Two orders": "one is late"}, width=80))

    assert "2 closed" in text
    assert "1 closed, 1 waiting" in text
    assert "✗" in text
    assert "Two orders: waited 150 s in vain" in text


def test_a_small_terminal_shows_the_stories_that_still_play() -> None:
    nobody: Any = None
    told = [Progress(Story(str(number), {}, STORY.play), Stage(nobody, print)) for number in range(5)]
    for over in (told[0], told[2]):
        over.result = Result(over.story, Counter(), "")

    assert [one.story.title for one in show.in_sight(told, rows=4)] == ["0", "1", "3", "4"]
    assert [one.story.title for one in show.in_sight(told, rows=3)] == ["1", "3", "4"]
    assert show.in_sight(told, rows=9) == told


def test_a_timeline_reads_without_ids() -> None:
    begin = datetime(2026, 3, 31, 10, tzinfo=UTC)
    facts = [
        {
            "at": begin.isoformat(),
            "what": "case_opened",
            "step": "",
            "details": {},
            "who": _who("client", "shop"),
        },
        {
            "at": (begin + timedelta(seconds=1.5)).isoformat(),
            "what": "step_done",
            "step": "issue_invoice",
            "details": {"invoice": "inv_" + "0a" * 16, "number": "FA-2026-000001"},
            "who": _who("service", "accounting"),
        },
    ]

    text = printed(show.timeline("SO-2026-000001", facts))

    assert "shop (client)" in text
    assert "1.50   accounting      step done: issue invoice   number FA-2026-000001" in text
    assert "inv_" not in text


def _who(kind: str, id: str) -> dict[str, str]:
    return {"kind": kind, "id": id}
