"""Subscriptions are made, rotated, disabled and deleted; repeats change nothing."""

from services.notifications.domain.subscription import MOST_SUBSCRIPTIONS, ClientSubscriptions
from shared.contracts.subscriptions import DisableSubscription
from tests.support.deciding import Deciding
from tests.unit.notifications.messages import (
    a_bench,
    a_creation,
    a_deletion,
    a_rotation,
    subscriptions_in,
)


def a_client_of(bench: Deciding) -> ClientSubscriptions:
    client = bench.get(ClientSubscriptions, "acme/shop")
    assert client is not None
    return client


def test_a_subscription_is_made_once_however_often_it_is_asked_for() -> None:
    bench = a_bench()

    for _ in range(3):
        bench.tell(a_creation(events=("case.closed", "case.closed")))

    (made,) = subscriptions_in(bench).values()
    assert made.events == ("case.closed",)
    assert made.state == "active"


def test_the_twenty_first_is_refused_and_the_refusal_is_kept() -> None:
    bench = a_bench()
    for number in range(MOST_SUBSCRIPTIONS):
        bench.tell(a_creation(f"sub_{number}"))

    bench.tell(a_creation("sub_20"))
    bench.tell(a_creation("sub_20"))

    client = a_client_of(bench)
    assert len(client.subscriptions) == MOST_SUBSCRIPTIONS
    assert [refused.id for refused in client.refused] == ["sub_20"]
    assert "at most 20" in client.refused[0].reason


def test_a_refused_one_is_not_made_by_a_repeat_when_there_is_room_again() -> None:
    bench = a_bench()
    for number in range(MOST_SUBSCRIPTIONS + 1):
        bench.tell(a_creation(f"sub_{number}"))

    bench.tell(a_deletion("sub_0"))
    bench.tell(a_creation("sub_20"))

    assert "sub_20" not in subscriptions_in(bench)


def test_two_clients_do_not_count_together() -> None:
    bench = a_bench()
    for number in range(MOST_SUBSCRIPTIONS):
        bench.tell(a_creation(f"sub_{number}"))

    bench.tell(a_creation("sub_crm", client="crm"))

    crm = bench.get(ClientSubscriptions, "acme/crm")
    assert crm is not None
    assert [one.id for one in crm.subscriptions] == ["sub_crm"]


def test_a_new_secret_leaves_the_old_one_signing_for_a_while() -> None:
    bench = a_bench()
    bench.tell(a_creation())

    bench.tell(a_rotation(sealed="second"))

    rotated = subscriptions_in(bench)["sub_1"]
    assert (rotated.sealed_secret, rotated.sealed_old_secret) == ("second", "sealed secret of sub_1")
    assert rotated.old_until == a_rotation().old_until


def test_a_late_repeat_of_a_rotation_does_not_bring_the_old_secret_back() -> None:
    bench = a_bench()
    bench.tell(a_creation())
    bench.tell(a_rotation(sealed="second"))
    bench.tell(a_rotation(sealed="third"))

    bench.tell(a_rotation(sealed="second"))
    bench.tell(a_rotation(sealed="third"))

    rotated = subscriptions_in(bench)["sub_1"]
    assert (rotated.sealed_secret, rotated.sealed_old_secret) == ("third", "second")


def test_a_rotation_that_overtook_the_creation_waits_for_it() -> None:
    bench = a_bench()

    outcome = bench.try_tell([a_rotation()])

    ((_, trouble),) = outcome.delayed
    assert trouble.error == "NotYetError"


def test_a_rotation_of_a_deleted_subscription_is_nothing() -> None:
    bench = a_bench()
    bench.tell(a_creation())
    bench.tell(a_deletion())

    bench.tell(a_rotation())

    assert subscriptions_in(bench) == {}


def test_a_deletion_before_its_creation_leaves_a_tombstone() -> None:
    bench = a_bench()

    bench.tell(a_deletion())
    bench.tell(a_creation())

    assert subscriptions_in(bench) == {}


def test_deleting_a_refused_one_takes_it_off_the_list() -> None:
    bench = a_bench()
    for number in range(MOST_SUBSCRIPTIONS + 1):
        bench.tell(a_creation(f"sub_{number}"))

    bench.tell(a_deletion("sub_20"))
    bench.tell(a_deletion("sub_20"))

    client = a_client_of(bench)
    assert client.refused == ()
    assert client.deleted == ("sub_20",)


def test_what_is_remembered_of_the_deleted_stays_bounded() -> None:
    bench = a_bench()

    for number in range(130):
        bench.tell(a_deletion(f"sub_{number}"))

    client = a_client_of(bench)
    assert len(client.deleted) == 100
    assert client.deleted[-1] == "sub_129"


def test_a_disabled_subscription_keeps_its_first_reason() -> None:
    bench = a_bench()
    bench.tell(a_creation())

    for reason in ("gone", "failed for days"):
        bench.tell(DisableSubscription(subscription="sub_1", client="shop", reason=reason))

    disabled = subscriptions_in(bench)["sub_1"]
    assert (disabled.state, disabled.reason) == ("disabled", "gone")


def test_disabling_what_is_deleted_is_nothing() -> None:
    bench = a_bench()

    bench.tell(DisableSubscription(subscription="sub_1", client="shop", reason="gone"))

    assert bench.all(ClientSubscriptions) == []
