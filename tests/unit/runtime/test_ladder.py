"""Each failed attempt waits one rung higher; some jump one, so that what failed together comes back apart."""

from dataclasses import replace

import pytest

from shared.contracts.topology import LADDER_SECONDS, rung_exchange
from shared.runtime.delivery import Delivery
from shared.runtime.ladder import MOST_ATTEMPTS, come_back_later, next_rung

DELIVERY = Delivery(
    tag=7,
    epoch=1,
    queue="logistics.normal.2",
    lane="normal",
    body=b"{}",
    redelivered=False,
    attempt=0,
    message_id="m1",
    headers={},
)


@pytest.mark.parametrize("attempt", range(MOST_ATTEMPTS))
@pytest.mark.parametrize(("chance", "jump"), [(0.9, 0), (0.1, 1)])
def test_an_attempt_takes_the_next_rung_or_the_one_above(attempt: int, chance: float, jump: int) -> None:
    row = next_rung(replace(DELIVERY, attempt=attempt), lambda: chance)

    assert row is not None
    rung = min(attempt + jump, len(LADDER_SECONDS) - 1)
    assert row.exchange == rung_exchange(LADDER_SECONDS[rung])
    assert (row.routing_key, row.attempt, row.body) == ("logistics.normal.2", attempt + 1, b"{}")


def test_what_only_met_other_transactions_outwaits_that_of_a_killed_process_on_low_rungs() -> None:
    rows = [next_rung(replace(DELIVERY, attempt=attempt), lambda: 0.9, conflict=True) for attempt in range(6)]

    assert [row.exchange for row in rows if row] == [rung_exchange(s) for s in (1, 1, 5, 5, 30, 30)]
    assert next_rung(replace(DELIVERY, attempt=MOST_ATTEMPTS), lambda: 0.9, conflict=True) is None


@pytest.mark.parametrize("attempt", [MOST_ATTEMPTS, MOST_ATTEMPTS + 1, 1_000])
def test_the_ladder_ends(attempt: int) -> None:
    assert next_rung(replace(DELIVERY, attempt=attempt), lambda: 0.9) is None


def test_a_message_without_an_id_is_told_by_its_delivery() -> None:
    row = next_rung(replace(DELIVERY, message_id=""), lambda: 0.9)

    assert row is not None
    assert row.id == "logistics.normal.2#7"


def test_what_finds_no_room_waits_on_the_highest_rung_and_counts_no_attempt() -> None:
    row = come_back_later(replace(DELIVERY, attempt=3, retry=2))

    assert row.exchange == rung_exchange(LADDER_SECONDS[-1])
    assert (row.routing_key, row.attempt, row.retry) == (DELIVERY.queue, 3, 2)


def test_what_passed_the_delivery_limit_and_finds_no_room_comes_back_to_an_ordinary_queue() -> None:
    row = come_back_later(replace(DELIVERY, queue="logistics.dead", lane=None))

    assert row.routing_key == "logistics.normal.0"
