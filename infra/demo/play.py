"""All stories at once, each on a thread of its own."""

import threading
import traceback
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

import requests

from infra.demo.api import DeclinedError, RefusedError, TemporaryError
from infra.demo.people import FrontOffice
from infra.demo.story import Cast, Result, Stage, Story, UnexpectedError, ending_of

_LOOK_EVERY = 0.7
"""Seconds."""


@dataclass
class Progress:
    """What can be said of one story while it plays. `lines` counts what it has said so far."""

    story: Story
    stage: Stage
    said: str = ""
    lines: int = 0
    result: Result | None = None


@dataclass
class Play:
    """Stories that run, and how far they are. states: how each case stood when it was last looked at, by its id.
    `changed` wakes whoever shows it."""

    progress: list[Progress] = field(default_factory=list)
    states: dict[str, str] = field(default_factory=dict)
    changed: threading.Condition = field(default_factory=threading.Condition)

    @property
    def is_over(self) -> bool:
        return all(one.result is not None for one in self.progress)

    @property
    def results(self) -> list[Result]:
        """In the order of the stories; those that were broken off are left out."""
        return [one.result for one in self.progress if one.result is not None]

    def add(self, story: Story, cast: Cast) -> Progress:
        progress = Progress(story, Stage(cast, say=lambda words: self._hear(progress, words)))
        self.progress.append(progress)
        return progress

    def run(self, progress: Progress) -> None:
        """Plays one story to its end, whatever that is."""
        problem, ends = _played(progress), Counter[str]()
        try:
            ends = _endings(progress.stage)
        except (RefusedError, TemporaryError, requests.RequestException) as error:
            problem = problem or str(error)
        result = Result(progress.story, ends, problem)
        with self.changed:
            progress.result = result
            self.changed.notify_all()

    def watch(self, office: FrontOffice) -> None:
        """Keeps `states` up to date until the play is over."""
        while not self.is_over:
            # Only for show: the stories themselves say when the gateway stays away.
            with suppress(TemporaryError, requests.RequestException):
                self.states = {case["id"]: ending_of(case) for case in office.cases()}
            with self.changed:
                self.changed.notify_all()
                self.changed.wait_for(lambda: self.is_over, _LOOK_EVERY)

    def _hear(self, progress: Progress, words: str) -> None:
        with self.changed:
            progress.said = words
            progress.lines += 1
            self.changed.notify_all()


@contextmanager
def playing(stories: Sequence[Story], cast: Cast) -> Iterator[Play]:
    """The play, begun. Leaving waits for nothing: threads of stories that are broken off end with the process."""
    play = Play()
    for story in stories:
        threading.Thread(
            target=play.run, args=(play.add(story, cast),), daemon=True, name=story.title
        ).start()
    threading.Thread(target=play.watch, args=(cast.shop,), daemon=True, name="watch").start()
    yield play


def _played(progress: Progress) -> str:
    """What went wrong, empty when nothing did."""
    try:
        progress.story.play(progress.stage)
    except (
        UnexpectedError,
        DeclinedError,
        RefusedError,
        TemporaryError,
        requests.RequestException,
    ) as error:
        return str(error)
    except Exception as error:  # noqa: BLE001 - a mistake in the story itself: it fails, and the others play on
        return "".join(traceback.format_exception(error)).strip()
    return ""


def _endings(stage: Stage) -> Counter[str]:
    """How the cases stand now, as the API tells it."""
    return Counter(ending_of(stage.cast.shop.case(case)) for case in stage.cases)
