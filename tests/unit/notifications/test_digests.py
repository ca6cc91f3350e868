"""Gathered rather than told one by one: once, when the time has come, with everything in it."""

import json
from datetime import timedelta
from typing import Any

from services.notifications.domain.delivery import Delivery
from services.notifications.domain.digest import DIGEST, MOST_EVENTS, Digest, reminder
from shared.contracts.notifying import Preference
from tests.support.deciding import Deciding
from tests.unit.notifications.messages import a_bench, a_closed_case, a_deletion
from tests.unit.notifications.preferences import a_mail_subscription, an_opened_case, mails, told

DAILY = Preference(pace="daily", hour=8)


def a_gathering_bench(**changes: Any) -> Deciding:
    bench = a_bench()
    bench.tell(a_mail_subscription(**{"preference": DAILY, **changes}))
    return bench


def close(bench: Deciding) -> None:
    """What the runtime does once the digests are due."""
    for digest in bench.all(Digest):
        if digest.due_at is not None:
            bench.tell(reminder(digest), at=digest.due_at)


def gathered(bench: Deciding) -> list[list[str]]:
    """The cases told in each digest."""
    found = sorted(bench.all(Delivery), key=lambda delivery: delivery.id)
    return [
        [one["data"]["case"] for one in json.loads(delivery.body)["data"]["events"]] for delivery in found
    ]


def test_what_is_gathered_is_told_once_at_its_hour() -> None:
    bench = a_gathering_bench()

    bench.tell(a_closed_case("case_1"))
    bench.tell(a_closed_case("case_2"))
    before = told(bench)
    close(bench)
    close(bench)

    assert before == []
    assert told(bench) == [("sub_1", DIGEST)]
    assert gathered(bench) == [["case_1", "case_2"]]
    assert len(mails(bench)) == 1


def test_what_comes_after_a_digest_is_told_in_the_next() -> None:
    bench = a_gathering_bench()
    bench.tell(a_closed_case("case_1"))
    close(bench)

    bench.pass_time(timedelta(days=1))
    bench.tell(a_closed_case("case_2"))
    close(bench)

    assert gathered(bench) == [["case_1"], ["case_2"]]


def test_what_comes_together_with_the_reminder_is_told_too() -> None:
    """In one batch: the event is not stored yet when the digest is closed (world 6088 of two cases)."""
    bench = a_gathering_bench()
    bench.tell(a_closed_case("case_1"))
    (digest,) = bench.all(Digest)
    assert digest.due_at is not None

    bench.try_tell([a_closed_case("case_2"), reminder(digest)], at=digest.due_at)

    assert gathered(bench) == [["case_1", "case_2"]]


def test_a_reminder_that_comes_again_or_too_early_tells_nothing() -> None:
    bench = a_gathering_bench()
    bench.tell(a_closed_case("case_1"))
    (digest,) = bench.all(Digest)

    bench.tell(reminder(digest))
    early = told(bench)
    bench.tell(reminder(digest), at=digest.due_at)
    bench.tell(reminder(digest), at=digest.due_at)

    assert early == []
    assert len(told(bench)) == 1


def test_of_very_many_events_only_their_number_is_told() -> None:
    bench = a_gathering_bench()

    bench.try_tell([a_closed_case(f"case_{number}") for number in range(MOST_EVENTS + 7)])
    close(bench)

    (delivery,) = bench.all(Delivery)
    data = json.loads(delivery.body)["data"]
    assert (len(data["events"]), data["more"]) == (MOST_EVENTS, 7)


def test_who_left_meanwhile_is_told_nothing() -> None:
    bench = a_gathering_bench()
    bench.tell(a_closed_case())

    bench.tell(a_deletion())
    close(bench)

    assert told(bench) == []
    assert [digest.due_at for digest in bench.all(Digest)] == [None]


def test_an_urgent_case_is_told_at_once() -> None:
    bench = a_gathering_bench()

    bench.tell(a_closed_case(), lane="urgent")

    assert told(bench) == [("sub_1", "case.closed")]


def test_the_parties_of_each_case_have_a_digest_of_their_own() -> None:
    bench = a_gathering_bench(role="buyer")
    bench.tell(an_opened_case("case_1", "buyer"))
    bench.tell(an_opened_case("case_2", "buyer"))
    bench.tell(a_closed_case("case_1"))

    close(bench)

    assert sorted(gathered(bench)) == [["case_1", "case_1"], ["case_2"]]
    assert {delivery.case for delivery in bench.all(Delivery)} == {"case_1", "case_2"}


def test_in_quiet_hours_a_mail_waits_and_its_delivery_is_read_as_pending() -> None:
    bench = a_bench()
    bench.tell(a_mail_subscription(preference=Preference(quiet_from="09:00", quiet_until="11:00")))

    bench.tell(a_closed_case())  # at 10:00 in Paris

    (mail,) = mails(bench)
    assert mail.due_at == bench.now + timedelta(hours=1)
