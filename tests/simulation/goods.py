"""What lies in the warehouses: ordinary articles, one that is kept by lot, one whose pieces have numbers."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random

from shared.contracts.values import GoodsLine, Trace
from tests.simulation.agenda import START

PLAIN = ("A-1", "A-2", "A-3")
BY_LOT = "L-1"
NUMBERED = "S-1"
ARTICLES = (*PLAIN, BY_LOT, NUMBERED)
WAREHOUSES = ("main", "north")
ANY = "any"

_DAYS = {"lot-0": 0, "lot-1": 3, "lot-2": 12, "lot-3": 90, "lot-9": None}
"""Lots that come in again and again, with the days after which they expire; None for one that keeps."""
_MOST_NUMBERED = 4


def expiry_of(lot: str) -> date | None:
    """A lot has one expiry, wherever it comes in."""
    days = _DAYS.get(lot, 1000)
    return None if days is None else START.date() + timedelta(days=days)


def an_article(random: Random) -> str:
    """Mostly an ordinary one."""
    drawn = random.random()
    return random.choice(PLAIN) if drawn < 0.8 else BY_LOT if drawn < 0.92 else NUMBERED


def pieces_of(random: Random, article: str) -> int:
    """How many somebody wants at a time."""
    return random.choice((1, 1, 2, 3, 25)) if article != NUMBERED else random.randint(1, _MOST_NUMBERED)


def trace_of(random: Random, article: str, quantity: int, *, sound: bool) -> Trace | None:
    """What is written on goods that come in. Not sound: a number that may be on hand already, an old lot."""
    if article == BY_LOT:
        lot = f"lot-{random.getrandbits(32):08x}" if sound else random.choice(tuple(_DAYS))
        return Trace(lot=lot, expires_on=expiry_of(lot))
    if article == NUMBERED:
        again = not sound and random.random() < 0.1
        numbers = (f"S{random.randrange(3) if again else random.getrandbits(40)}" for _ in range(quantity))
        return Trace(serials=tuple(numbers))
    return None


def goods(
    random: Random, article: str, quantity: int, cost: Decimal | None = None, *, sound: bool = False
) -> GoodsLine:
    """Pieces that come in."""
    if article == NUMBERED and not sound:
        quantity = min(quantity, _MOST_NUMBERED)
    trace = trace_of(random, article, quantity, sound=sound) or Trace()
    return GoodsLine(
        article=article,
        quantity=quantity,
        unit_cost=cost,
        lot=trace.lot,
        expires_on=trace.expires_on,
        serials=trace.serials,
    )


def a_cost(random: Random) -> Decimal | None:
    """What a piece costs; now and then nobody says."""
    return None if random.random() < 0.2 else Decimal(random.randrange(1, 2000)) / 100
