"""How well a part is follows from what its processes and the broker say."""

from datetime import UTC, datetime, timedelta
from typing import Any

from services.operations.domain.health import (
    Beat,
    BrokerSeen,
    QueueSeen,
    of_all,
    of_broker,
    of_database,
    of_service,
)
from services.operations.domain.health_reasons import told_by

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def a_beat(age: float = 1.0, started: float = 3600.0, host: str = "h1", **said: Any) -> Beat:
    """age, started: seconds ago."""
    at, began = NOW - timedelta(seconds=age), NOW - timedelta(seconds=started)
    return Beat("intake", host, age, began, at, {"every_seconds": 5.0, "reasons": [], **said})


def codes(health: Any) -> list[str]:
    return [one.code for one in health.reasons]


def test_a_service_whose_process_says_nothing_wrong_is_well() -> None:
    assert of_service("intake", [a_beat()], None).state == "ok"


def test_a_service_without_a_living_process_is_down() -> None:
    health = of_service("intake", [a_beat(age=25)], None)

    assert (health.state, codes(health)) == ("down", ["nobody"])


def test_one_of_two_processes_that_does_no_work_degrades_and_both_bring_down() -> None:
    unwell = a_beat(reasons=["the database is away"])

    assert of_service("intake", [a_beat(), unwell], None).state == "degraded"
    assert of_service("intake", [unwell, unwell], None).state == "down"


def test_a_process_that_fell_silent_is_missed_until_another_takes_its_place() -> None:
    silent = a_beat(age=60, started=3600, host="h2")

    missed = of_service("intake", [a_beat(started=1800), silent], None)
    replaced = of_service("intake", [a_beat(started=30), silent], None)

    assert (missed.state, codes(missed)) == ("degraded", ["lost"])
    assert replaced.state == "ok"


def test_what_is_late_degrades() -> None:
    backlog = {"outbox_seconds": 90.0, "effects_seconds": 61.0, "failed_full": True}
    health = of_service("intake", [a_beat(lag_seconds=75.0, backlog=backlog, breakers=["erp"])], None)

    assert (health.state, codes(health)) == ("degraded", ["late", "outbox", "effects", "full", "resting"])


def test_queues_that_nobody_consumes_or_that_pile_up_degrade() -> None:
    queues = (QueueSeen("intake.normal.0", 20_000, 0, 5.0), QueueSeen("accounting.normal.0", 9, 0, 5.0))

    health = of_service("intake", [a_beat()], BrokerSeen(1.0, True, queues))

    assert (health.state, codes(health)) == ("degraded", ["deaf", "pile"])


def test_the_broker_is_down_when_operations_cannot_reach_it_or_nobody_has_a_connection() -> None:
    assert of_broker(BrokerSeen(1.0, False), []).state == "down"
    assert of_broker(BrokerSeen(500.0, True), [a_beat(broker=False)]).state == "down"
    assert codes(of_broker(BrokerSeen(500.0, True), [a_beat(broker=True)])) == ["unseen"]
    assert of_broker(BrokerSeen(1.0, True), []).state == "ok"


def test_a_member_of_the_database_that_is_away_degrades_and_the_worst_part_counts() -> None:
    database = of_database(1)

    assert database.state == "degraded"
    assert of_all([database, of_database(0)]) == "degraded"
    assert of_all([database, of_service("intake", [], None)]) == "down"


def test_what_processes_say_is_told_in_french_too() -> None:
    reason = told_by("h1", "messages have waited for 75 s in the outbox")

    assert reason.fr == "sur h1 : des messages attendent depuis 75 s dans la boîte d'envoi"
