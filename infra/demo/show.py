"""What the demo looks like on a terminal, and in a file or a pipe."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.table import Table
from rich.text import Text

from infra.demo.api import Json
from infra.demo.books import Books
from infra.demo.play import Play, Progress
from infra.demo.story import Result

_REFRESH_SECONDS = 0.25


def follow(play: Play, console: Console) -> None:
    """Shows the play until it is over: a table that changes on a terminal, plain lines elsewhere."""
    if console.is_terminal:
        with Live(_table(play), console=console, refresh_per_second=4, transient=True) as live:
            while not play.is_over:
                with play.changed:
                    play.changed.wait(_REFRESH_SECONDS)
                live.update(_table(play))
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


def _table(play: Play) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("")
    table.add_column("Story", no_wrap=True)
    table.add_column("Cases", justify="right")
    table.add_column("What is happening", overflow="ellipsis", no_wrap=True, ratio=1)
    for one in play.progress:
        table.add_row(_sign(one), one.story.title, f"{len(one.stage.cases)}/{one.story.cases}", _now(one))
    return table


def _sign(progress: Progress) -> Text:
    if progress.result is None:
        return Text("…", "dim")
    return Text("✓", "green") if progress.result.is_right else Text("✗", "bold red")


def _now(progress: Progress) -> Text:
    if progress.result is not None and progress.result.problem:
        return Text(progress.result.problem, "red")
    return Text(progress.said, "" if progress.result is None else "dim")


def results(found: Sequence[Result], said: Mapping[str, str]) -> RenderableType:
    """What was to become of each story's cases, and what did. `said`: its last words, by title."""
    table = Table(title="What became of the cases", title_justify="left", title_style="bold")
    table.add_column("Story", no_wrap=True)
    table.add_column("Expected", no_wrap=True)
    table.add_column("Actual", no_wrap=True)
    table.add_column("", no_wrap=True)
    table.add_column("How it went")
    for one in found:
        good = Text("✓", "green") if one.is_right else Text("✗", "bold red")
        words = Text(one.problem, "red") if one.problem else Text(said[one.story.title])
        table.add_row(one.story.title, _counted(one.story.ends), _counted(one.ends), good, words)
    return table


def _counted(ends: Mapping[str, int]) -> str:
    return "\n".join(f"{count} {end}" for end, count in sorted(ends.items()))


def timeline(title: str, facts: Sequence[Json]) -> RenderableType:
    """One case's story: when, who, what."""
    table = Table(title=title, title_justify="left", title_style="bold", box=None, header_style="dim")
    table.add_column("Seconds", justify="right")
    table.add_column("Who", no_wrap=True)
    table.add_column("What", no_wrap=True)
    table.add_column("Details", style="dim", overflow="fold")
    begin = datetime.fromisoformat(facts[0]["at"])
    for fact in facts:
        seconds = (datetime.fromisoformat(fact["at"]) - begin).total_seconds()
        details = ", ".join(f"{name} {value}" for name, value in fact["details"].items())
        table.add_row(f"{seconds:.2f}", _who(fact["who"]), _what(fact), details)
    return table


def _who(who: Mapping[str, str]) -> str:
    return who["id"] if who["kind"] == "service" else f"{who['id']} ({who['kind']})"


def _what(fact: Json) -> str:
    what = fact["what"].replace("_", " ")
    return f"{what}: {fact['step'].replace('_', ' ')}" if fact["step"] else what


def books(read: Books) -> RenderableType:
    """The sums that have to agree."""
    table = Table(
        title="Books and stock", title_justify="left", title_style="bold", box=None, show_header=False
    )
    table.add_column("")
    table.add_column("", justify="right")
    table.add_column("")
    rows = [
        ("Invoices, credit notes", f"{read.invoices}, {read.credit_notes}", None),
        ("Debits", f"{read.debit:,.2f} EUR", read.debit == read.credit),
        ("Credits", f"{read.credit:,.2f} EUR", read.debit == read.credit),
        ("Journal entries", f"{read.entries}", None),
        ("Booked in the ERP, once each", f"{read.booked_in_erp}", read.booked_in_erp == read.entries),
        ("Pieces on hand", f"{read.on_hand}", not read.unequal),
        ("Sum of all stock movements", f"{read.moved}", not read.unequal),
        ("Pieces promised to open cases", f"{read.promised}", None),
    ]
    for name, value, agrees in rows:
        sign = Text("") if agrees is None else Text("✓", "green") if agrees else Text("✗", "bold red")
        table.add_row(name, value, sign)
    if read.unequal:
        return Group(table, Text(f"Do not agree: {', '.join(read.unequal)}", "red"))
    return table
