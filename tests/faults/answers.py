"""Whether every request that reached a living worker was answered in time, and rightly."""

from collections.abc import Iterator, Sequence

from tests.faults.blow import Blow
from tests.faults.ledger import Ledger, Try
from tests.faults.others import Others
from tests.faults.stage import ACCEPT_SECONDS, DATABASE_SECONDS

LIMITS = {"read": float(DATABASE_SECONDS), "document": 30.0}
"""Seconds by what was asked: a read has one limit for the database; an upload has its bytes to store."""
_ORDINARY_LIMIT = float(DATABASE_SECONDS + ACCEPT_SECONDS)
"""A piece of work is first checked against the database, then stored."""
_GRACE = 1.0
_AWAY = 503


def late_or_wrong(ledger: Ledger, blows: Sequence[Blow], others: Others) -> Iterator[str]:
    """What was not answered as promised while no gateway process was struck."""
    struck = [(blow.struck_at - 1, blow.recovered_at + 1) for blow in blows if blow.kind.at_door]
    for one in ledger.tries:
        if any(begin <= one.until and one.at <= end for begin, end in struck):
            continue
        promised = LIMITS.get(one.what, _ORDINARY_LIMIT) + _GRACE
        told = f"{one.what} {one.key} sent {_during(one, blows)}"
        if one.took > promised and one.took > (most := others.stretched(promised, one.at, one.until)):
            yield (
                f"{told} was answered {one.status or 'nothing'} after {one.took:.1f} s, {promised:g} s are promised, "
                f"{most:.1f} s granted"
            )
        elif not one.status:
            yield f"{told} was cut after {one.took:.2f} s although no gateway process was struck"
        elif one.status >= 500 and (one.status != _AWAY or not one.waits):
            yield f"{told} was answered {one.status}, Retry-After {one.waits!r}"


def _during(one: Try, blows: Sequence[Blow]) -> str:
    names = [blow.kind.name for blow in blows if blow.struck_at <= one.until and one.at <= blow.recovered_at]
    return f"during {' and '.join(names)}" if names else "between faults"


def slowest(ledger: Ledger) -> dict[str, float]:
    """The longest answer by status, in seconds."""
    found: dict[str, float] = {}
    for one in ledger.tries:
        status = str(one.status) if one.status else "no answer"
        found[status] = max(found.get(status, 0.0), one.took)
    return {status: round(took, 2) for status, took in sorted(found.items())}
