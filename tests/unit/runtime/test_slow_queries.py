"""A query over its time limit is the trouble of one message: its neighbours are handled, the service does not pause."""

from collections.abc import Collection as Some
from collections.abc import Mapping
from datetime import UTC, datetime

import pytest
from pymongo.errors import AutoReconnect, ExecutionTimeout

from shared.contracts.codec import decode, outgoing
from shared.contracts.decision import Decision, Entity, Key, on
from shared.contracts.errors import UnavailableError
from shared.contracts.stock import ReserveStock
from shared.persistence.memory import MemoryStore
from shared.persistence.mongo import TooSlowError, reachable
from shared.persistence.store import Loaded
from shared.runtime.batch import Received
from shared.runtime.deciding import Decider
from tests.unit.runtime.till import COLLECTIONS, Till, wish

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


class _SlowOnOne(MemoryStore):
    def load(self, wanted: Mapping[type[Entity], Some[str]]) -> dict[tuple[type[Entity], str], Loaded]:
        with reachable():
            if "slow" in wanted.get(Till, ()):
                raise ExecutionTimeout("operation exceeded time limit", 50)
        return super().load(wanted)


def test_only_the_message_with_the_slow_query_is_delayed() -> None:
    row = on(ReserveStock, lambda *_: Decision(), lambda message, _moment: [Key(Till, message.warehouse)])
    decider = Decider("logistics", [row], _SlowOnOne(COLLECTIONS), lambda _tried: None)
    places = ["a", "b", "slow", "c", "d"]
    batch = [
        Received(
            decode(
                outgoing(
                    wish(number, warehouse=place),
                    source="intake",
                    tenant="acme",
                    lane="normal",
                    now=NOW,
                    id=place,
                ).body
            ),
            "normal",
            number,
        )
        for number, place in enumerate(places)
    ]

    outcome = decider.handle(batch, NOW)

    assert [(received.handle, trouble.error) for received, trouble in outcome.delayed] == [
        (2, "TooSlowError")
    ]
    assert outcome.failed == []


def test_a_time_limit_is_told_from_an_absent_database() -> None:
    with pytest.raises(TooSlowError), reachable():
        raise ExecutionTimeout("operation exceeded time limit", 50)
    with pytest.raises(UnavailableError), reachable():
        raise AutoReconnect("connection closed")
