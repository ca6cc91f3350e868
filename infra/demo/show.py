"""What the demo looks like on a terminal, and in a file or a pipe."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from rich.box import SIMPLE_HEAD
from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.table import Table
from rich.text import Text

from infra.demo.api import Json
from infra.demo.play import Play, Progress
from infra.demo.story import Result
from infra.demo.sums import mark

_REFRESH_SECONDS = 0.25
_ROOM_FOR_WORDS = 120
_ROOM_FOR_STATES = 24
_ROWS_AROUND = 3
_WIDTH_OF_FILES = 140
_ID = re.compile(r"[a-z]{2,4}_[0-9a-f]{32}")


def console() -> Console:
    """Where the demo speaks. A file or a pipe has no width of its own: long lines stay whole there."""
    found = Console(highlight=False)
    return found if found.is_terminal else Console(highlight=False, width=_WIDTH_OF_FILES)


def follow(play: Play, console: Console) -> None:
    """Shows the play until it is over: a table that changes on a terminal, plain lines elsewhere."""
    if console.is_terminal:
        with Live(
            _table(play, console.height), console=console, refresh_per_second=4, transient=True
        ) as live:
            while not play.is_over:
                with play.changed:
                    play.changed.wait(_REFRESH_SECONDS)
                live.update(_table(play, console.height))
    else:
        heard: Counter[str] = Counter()
        while not play.is_over or _print_news(play, console, heard):
            _print_news(play, console, heard)
            with play.changed:
                play.changed.wait(_REFRESH_SECONDS)


def _print_news(play: Play, console: Console, heard: Counter[str]) -> bool:
    """Whether something was new."""
    news = [one for one in play.progress if one.lines > heard[one.story.title]]
    for one in news:
        heard[one.story.title] = one.lines
        console.print(f"  {one.story.title}: {one.said}", soft_wrap=True, markup=False, highlight=False)
    return bool(news)


def _table(play: Play, height: int) -> Table:
    over = sum(one.result is not None for one in play.progress)
    cases = sum(len(one.stage.cases) for one in play.progress)
    told = f"{over} of {len(play.progress)} stories are over, {cases} cases were handed over"
    table = Table(
        box=None,
        pad_edge=False,
        header_style="dim",
        caption=told,
        caption_justify="left",
        caption_style="dim",
    )
    longest = max(len(one.story.title) for one in play.progress)
    for name, width in (("", 1), ("Story", longest), ("Cases", _ROOM_FOR_STATES)):
        table.add_column(name, no_wrap=True, min_width=width, max_width=width)
    # Not no_wrap: rich takes what is too wide from every column that may not be wrapped.
    table.add_column("What is happening", ratio=1)
    for one in in_sight(play.progress, height - _ROWS_AROUND):
        table.add_row(_sign(one), one.story.title, _states(one, play.states), _now(one))
    return table


def in_sight(progress: Sequence[Progress], rows: int) -> list[Progress]:
    """Those that there is room for, in their order: where it is short, those that still play come first."""
    first = sorted(progress, key=lambda one: one.result is not None)[: max(rows, 1)]
    return [one for one in progress if one in first]


def _sign(progress: Progress) -> Text:
    if progress.result is None:
        return Text("…", "dim")
    return mark(progress.result.is_right)


def _states(progress: Progress, states: Mapping[str, str]) -> str:
    if progress.result is not None:
        return _counted(progress.result.ends)
    return _counted(Counter(states.get(case, "received") for case in list(progress.stage.cases)))


def _now(progress: Progress) -> Text:
    if progress.result is not None and progress.result.problem:
        return Text(progress.result.problem, "red", no_wrap=True, overflow="ellipsis")
    style = "" if progress.result is None else "dim"
    return Text(progress.said, style, no_wrap=True, overflow="ellipsis")


def results(found: Sequence[Result], said: Mapping[str, str], width: int) -> RenderableType:
    """What was to become of each story's cases, and what did. `said`: its last words, by title; a narrow
    terminal has no room for them where all went well."""
    table = Table(title="What became of the cases", title_justify="left", title_style="bold", box=SIMPLE_HEAD)
    table.add_column("", no_wrap=True)
    table.add_column("Story", no_wrap=True)
    table.add_column("Expected", no_wrap=True)
    table.add_column("Actual", no_wrap=True)
    if width >= _ROOM_FOR_WORDS:
        table.add_column("How it went", ratio=1)
    for one in found:
        row = (mark(one.is_right), one.story.title, _counted(one.story.ends), _counted(one.ends))
        table.add_row(*row, *((Text(said[one.story.title]),) if width >= _ROOM_FOR_WORDS else ()))
    problems = [Text(f"{one.story.title}: {one.problem}", "red") for one in found if one.problem]
    return Group(table, *problems)


def _counted(ends: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {end}" for end, count in sorted(ends.items()))


def timeline(title: str, facts: Sequence[Json]) -> RenderableType:
    """One case's story: when, who, what."""
    table = Table(title=title, title_justify="left", title_style="bold", box=SIMPLE_HEAD)
    table.add_column("Seconds", justify="right")
    table.add_column("Because of", no_wrap=True)
    table.add_column("What happened", no_wrap=True)
    table.add_column("Details", style="dim", overflow="fold")
    begin = datetime.fromisoformat(facts[0]["at"])
    for fact in facts:
        seconds = (datetime.fromisoformat(fact["at"]) - begin).total_seconds()
        table.add_row(f"{seconds:.2f}", _who(fact["who"]), _what(fact), _details(fact["details"]))
    return table


def _who(who: Mapping[str, str]) -> str:
    return who["id"] if who["kind"] == "service" else f"{who['id']} ({who['kind']})"


def _what(fact: Json) -> str:
    """The timeline's code in words, such as `undo asked: ship`."""
    what = fact["what"].replace("_", " ")
    return f"{what}: {fact['step'].replace('_', ' ')}" if fact["step"] else what


def _details(details: Mapping[str, str]) -> str:
    """Without ids, which only machines read."""
    readable = {name: value for name, value in details.items() if not _ID.fullmatch(value)}
    return ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in readable.items())
