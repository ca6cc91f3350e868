from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from rich.console import Console, RenderableType

from infra.demo import show
from infra.demo.books import Books
from infra.demo.story import Result, Story

STORY = Story("Two orders", {"closed": 2}, play=lambda _stage: None)
BOOKS = Books(
    entries=2,
    debit=Decimal("120.00"),
    credit=Decimal("120.00"),
    booked_in_erp=2,
    invoices=1,
    credit_notes=0,
    on_hand=5,
    moved=5,
    promised=0,
    unequal=(),
)


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


def test_the_books_say_which_article_does_not_add_up() -> None:
    unequal = Books(**{name: getattr(BOOKS, name) for name in BOOKS.__slots__} | {"unequal": ("LAMP",)})

    assert BOOKS.balance
    assert not unequal.balance
    assert "Do not agree: LAMP" in printed(show.books(unequal))


def _who(kind: str, id: str) -> dict[str, str]:
    return {"kind": kind, "id": id}
