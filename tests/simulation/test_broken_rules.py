"""The invariants themselves are tested: a rule of the product that is broken is noticed within 200 worlds."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from services.accounting.domain.books import Books
from services.logistics.domain import accepting, giving_back, lot, picking, shipping
from services.logistics.domain.house import House
from services.notifications.domain.digest import Digest
from services.validation.domain import reviewing
from shared.contracts.decision import Selection
from tests.simulation.faults import CALM, LEAKY, ROUGH, Rates
from tests.simulation.life import live
from tests.simulation.witness import BrokenInvariantError

WORLDS = 200
RATES = (ROUGH, CALM)
OVERTAKEN = "judges a decision by old news of its claim"
RATES_OF = {OVERTAKEN: (LEAKY,)}
"""Where not RATES: news have to come late for this to matter."""


def _last_out(item: str, quantity: int) -> Selection[lot.Lot]:
    return replace(lot.first_out(item, quantity), order=("-order", "id"))


def _never(*_: Any) -> bool:
    return False


def _nothing(*_: Any) -> tuple[()]:
    return ()


def _as_it_was(review: Any, *_: Any) -> Any:
    return review


def _only_the_last(waiting: Digest, event: str, due_at: datetime) -> Digest:
    return replace(waiting, events=(event,), due_at=waiting.due_at or due_at)


BROKEN: dict[str, tuple[tuple[Any, str, Callable[..., Any]], ...]] = {
    "posts into locked days": (
        (Books, "is_locked", _never),
        (Books, "open_day", lambda _books, wanted: wanted),
    ),
    "sends the last expiry first": ((picking, "first_out", _last_out),),
    "moves goods while it counts them": ((House, "is_frozen", _never),),
    "does not tell the books what is shipped": ((shipping, "value_posted", _nothing),),
    "takes back more than was sent": ((accepting, "_never_sent", lambda *_: ""),),
    "forgets that what came back went out again": ((giving_back, "_out_again", _nothing),),
    OVERTAKEN: ((reviewing, "as_the_work_list_stood", _as_it_was),),
    "forgets what a digest has gathered": ((Digest, "with_event", _only_the_last),),
    "lets one person be the second too": ((reviewing, "_refusal_of_person", lambda *_: None),),
}


def _live_through_many(rates: tuple[Rates, ...]) -> None:
    for seed in range(WORLDS):
        live(seed, cases=10, rates=rates[seed % len(rates)])


@pytest.mark.parametrize("broken", BROKEN)
def test_a_product_is_caught_that(broken: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for owner, name, rule in BROKEN[broken]:
        monkeypatch.setattr(owner, name, rule)

    with pytest.raises(BrokenInvariantError):
        _live_through_many(RATES_OF.get(broken, RATES))
