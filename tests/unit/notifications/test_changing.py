"""Changing a subscription, enabling it again, and trying it."""

import json
from typing import Any

from services.notifications.domain.delivery import Delivery
from services.notifications.domain.pinging import PING
from shared.contracts.subscriptions import (
    ChangeSubscription,
    DisableSubscription,
    EnableSubscription,
    PingSubscription,
)
from tests.support.deciding import Deciding
from tests.unit.notifications.messages import (
    SHOP,
    a_bench,
    a_closed_case,
    a_creation,
    a_deletion,
    subscriptions_in,
)

ELSEWHERE = "https://hooks.shop.example/elsewhere"


def a_change(**changes: Any) -> ChangeSubscription:
    return ChangeSubscription(subscription="sub_1", client="shop", actor=SHOP, **changes)


def a_ping(delivery: str = "dlv_1") -> PingSubscription:
    return PingSubscription(subscription="sub_1", client="shop", delivery=delivery, actor=SHOP)


def a_subscribed_bench() -> Deciding:
    bench = a_bench()
    bench.tell(a_creation(events=("case.opened",)))
    return bench


def test_what_a_change_leaves_out_stays_as_it_is() -> None:
    bench = a_subscribed_bench()

    bench.tell(a_change(url=ELSEWHERE))

    changed = subscriptions_in(bench)["sub_1"]
    assert (changed.url, changed.events, changed.revision) == (ELSEWHERE, ("case.opened",), 2)


def test_a_change_of_a_revision_that_is_no_more_changes_nothing() -> None:
    bench = a_subscribed_bench()
    bench.tell(a_change(url=ELSEWHERE, revision=1))

    bench.tell(a_change(events=("*",), revision=1))

    assert subscriptions_in(bench)["sub_1"].events == ("case.opened",)


def test_the_same_change_again_makes_no_further_revision() -> None:
    bench = a_subscribed_bench()
    bench.tell(a_change(url=ELSEWHERE))

    bench.tell(a_change(url=ELSEWHERE))

    assert subscriptions_in(bench)["sub_1"].revision == 2


def test_a_paused_subscription_is_told_nothing_until_it_goes_on() -> None:
    bench = a_bench()
    bench.tell(a_creation())
    bench.tell(a_change(disabled=True))
    bench.tell(a_closed_case("case_1"))

    bench.tell(a_change(disabled=False))
    bench.tell(a_closed_case("case_2"))

    assert [delivery.case for delivery in bench.all(Delivery)] == ["case_2"]


def test_a_subscription_that_was_switched_off_can_be_enabled_again() -> None:
    bench = a_subscribed_bench()
    bench.tell(DisableSubscription(subscription="sub_1", client="shop", reason="410 Gone"))

    bench.tell(EnableSubscription(subscription="sub_1", client="shop", actor=SHOP))

    enabled = subscriptions_in(bench)["sub_1"]
    assert (enabled.state, enabled.reason, enabled.revision) == ("active", "", 3)


def test_a_deleted_subscription_is_not_brought_back() -> None:
    bench = a_subscribed_bench()
    bench.tell(a_deletion())

    bench.tell(EnableSubscription(subscription="sub_1", client="shop", actor=SHOP))
    bench.tell(a_change(url=ELSEWHERE))

    assert subscriptions_in(bench) == {}


def test_a_test_event_is_sent_whatever_the_subscription_listens_to() -> None:
    bench = a_subscribed_bench()

    bench.tell(a_ping())
    bench.tell(a_ping())

    (delivery,) = bench.all(Delivery)
    payload = json.loads(delivery.body)
    assert (delivery.id, payload["type"], payload["data"]["subscription"]) == ("dlv_1", PING, "sub_1")
    assert len(bench.effects()) == 1


def test_no_test_event_goes_to_a_subscription_that_is_switched_off() -> None:
    bench = a_subscribed_bench()
    bench.tell(a_change(disabled=True))

    bench.tell(a_ping())

    assert bench.all(Delivery) == []
