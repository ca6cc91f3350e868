"""Events of a case become one delivery for each subscription that wants them."""

import json
from datetime import timedelta
from typing import Any

import pytest

from services.notifications.domain.delivery import Delivery, SendWebhook
from services.notifications.domain.event import Event
from services.notifications.domain.payload import CASE_EVENTS, EVENT_NAMES, PROGRESS, event_name
from services.notifications.domain.subscription import NAMED_ALONE
from services.notifications.service import room
from shared.contracts.cases import (
    CaseCancelled,
    CaseNeedsCorrection,
    CaseOpened,
    CaseProgressed,
    CaseRaised,
    CaseRefused,
    CaseWaiting,
)
from shared.contracts.catalogue import received_by
from shared.contracts.message import Message
from shared.contracts.stock import StockLow
from shared.contracts.subscriptions import DisableSubscription, Redeliver
from tests.support.deciding import Deciding
from tests.unit.notifications.messages import (
    SHOP,
    a_bench,
    a_closed_case,
    a_creation,
    a_deletion,
    an_issued_invoice,
)

ABOUT: dict[str, Any] = {"case": "case_1", "client": "shop", "number": "2026-000001", "reference": "WEB-17"}

OTHERS = (
    CaseOpened(**ABOUT, type="order"),
    CaseNeedsCorrection(**ABOUT, wanted_en=("The IBAN is wrong",), wanted_fr=("L’IBAN est erroné",)),
    CaseWaiting(**ABOUT, step="reserve", waits_for="stock", detail="SKU-1"),
    CaseRaised(**ABOUT, step="ship", reason="deadline_missed", detail="due yesterday"),
    CaseRefused(**ABOUT, step="check", reason="the identity has expired"),
    CaseCancelled(**ABOUT, reason="asked by the customer"),
)


def told_by(bench: Deciding) -> list[Delivery]:
    return sorted(bench.all(Delivery), key=lambda one: one.id)


def test_the_table_covers_what_the_catalogue_sends_here() -> None:
    table = room({"COULISSE_MASTER_KEY_FILE": "unused"}).table

    assert {row.message for row in table} == set(received_by("notifications"))


def test_nobody_listening_makes_no_delivery() -> None:
    bench = a_bench()
    bench.tell(a_creation(events=("case.opened",)))

    bench.tell(a_closed_case())
    bench.tell(a_closed_case(client="crm"))

    assert bench.effects() == []
    assert told_by(bench) == []


def test_each_subscription_that_wants_the_event_gets_its_own_delivery() -> None:
    bench = a_bench()
    bench.tell(a_creation("sub_all"))
    bench.tell(a_creation("sub_closed", events=("case.opened", "case.closed")))
    bench.tell(a_creation("sub_opened", events=("case.opened",)))

    bench.tell(a_closed_case())

    assert {one.subscription for one in told_by(bench)} == {"sub_all", "sub_closed"}
    assert {effect.id for effect in bench.effects()} == {one.id for one in told_by(bench)}


def test_the_payload_is_that_of_standard_webhooks() -> None:
    bench = a_bench()
    bench.tell(a_creation())

    bench.tell(a_closed_case())

    (told,) = told_by(bench)
    assert json.loads(told.body) == {
        "id": told.event,
        "type": "case.closed",
        "timestamp": "2026-03-02T09:00:00.000Z",
        "client": "shop",
        "data": {
            "case": "case_1",
            "number": "2026-000001",
            "reference": "WEB-17",
            "type": "order",
            "currency": "EUR",
            "gross": "120.00",
            "opened_at": "2026-03-02T08:00:00.000Z",
            "closed_at": "2026-03-02T09:00:00.000Z",
        },
    }


def test_progress_goes_by_its_own_name() -> None:
    bench = a_bench()
    bench.tell(a_creation(events=("case.invoice_issued",)))

    bench.tell(an_issued_invoice())

    (told,) = told_by(bench)
    payload = json.loads(told.body)
    assert payload["type"] == told.type == "case.invoice_issued"
    assert payload["data"]["details"] == {"invoice": "FA-2026-000007"}
    assert "progress" not in payload["data"]


@pytest.mark.parametrize("message", OTHERS, ids=lambda message: type(message).__name__)
def test_every_other_event_is_told_under_its_name(message: Message) -> None:
    bench = a_bench()
    bench.tell(a_creation())

    bench.tell(message)

    (told,) = told_by(bench)
    payload = json.loads(told.body)
    assert payload["type"] == message.definition.type.removesuffix(".v1")
    assert payload["type"] in EVENT_NAMES
    assert payload["data"]["case"] == "case_1"
    assert "client" not in payload["data"]
    assert payload["client"] == "shop"


def test_every_name_that_can_be_subscribed_to_can_be_told() -> None:
    progress: list[Any] = [CaseProgressed(**{**ABOUT, "progress": each, "details": {}}) for each in PROGRESS]
    everything: list[Any] = [*OTHERS, *progress, a_closed_case()]

    told = {event_name(message) for message in everything}

    assert told | {*NAMED_ALONE} == set(EVENT_NAMES)
    assert len(CASE_EVENTS) == len(OTHERS) + 2


def test_a_redelivered_event_makes_no_second_delivery() -> None:
    bench = a_bench()
    bench.tell(a_creation())

    bench.tell(a_closed_case(), id="f" * 32)
    bench.tell(a_closed_case(), id="f" * 32)

    assert len(told_by(bench)) == len(bench.effects()) == 1


def test_a_subscription_made_in_the_same_batch_is_told() -> None:
    bench = a_bench()

    outcome = bench.try_tell([a_creation(), a_closed_case(), a_closed_case("case_2")])

    assert not outcome.failed
    assert {one.case for one in told_by(bench)} == {"case_1", "case_2"}


def test_the_disabled_and_the_deleted_are_not_told() -> None:
    bench = a_bench()
    bench.tell(a_creation("sub_1"))
    bench.tell(a_creation("sub_2"))
    bench.tell(DisableSubscription(subscription="sub_1", client="shop", reason="gone"))
    bench.tell(a_deletion("sub_2"))

    bench.tell(a_closed_case())

    assert told_by(bench) == []


def test_delivery_ids_follow_time() -> None:
    bench = a_bench()
    bench.tell(a_creation())

    for number in range(5):
        bench.pass_time(timedelta(milliseconds=1))
        bench.tell(a_closed_case(f"case_{number}"))

    assert [one.case for one in told_by(bench)] == [f"case_{number}" for number in range(5)]


def test_the_destination_shows_no_path_of_the_receiver() -> None:
    bench = a_bench()
    bench.tell(a_creation(url="https://hooks.shop.example/token-s3cret"))

    bench.tell(a_closed_case())

    (effect,) = bench.effects()
    assert effect.destination == "hooks.shop.example sub_1"


def a_redelivery(delivery: str, client: str = "shop") -> Redeliver:
    return Redeliver(delivery=delivery, client=client, actor=SHOP)


def a_bench_with_one_delivery() -> tuple[Deciding, Delivery]:
    bench = a_bench()
    bench.tell(a_creation())
    bench.tell(a_closed_case())
    (told,) = told_by(bench)
    return bench, told


def test_a_redelivery_sends_the_same_text_under_the_same_id() -> None:
    bench, told = a_bench_with_one_delivery()
    bench.pass_time(timedelta(hours=1))

    bench.tell(a_redelivery(told.id))

    (again,) = told_by(bench)
    (effect,) = bench.effects()
    assert (again.id, again.body, again.asked_at) == (told.id, told.body, bench.now)
    assert (effect.id, effect.due_at) == (told.id, bench.now)
    assert isinstance(effect.what, SendWebhook)
    assert (effect.what.delivery, effect.what.asked_at) == (told.id, bench.now)


def test_asked_twice_within_seconds_is_asked_once() -> None:
    bench, told = a_bench_with_one_delivery()
    bench.pass_time(timedelta(seconds=1))
    first = bench.now

    bench.tell(a_redelivery(told.id))
    bench.pass_time(timedelta(seconds=9))
    bench.tell(a_redelivery(told.id))

    assert told_by(bench)[0].asked_at == first

    bench.pass_time(timedelta(seconds=1))
    bench.tell(a_redelivery(told.id))

    assert told_by(bench)[0].asked_at == bench.now


def test_another_client_cannot_have_it_sent_again() -> None:
    bench, told = a_bench_with_one_delivery()

    bench.tell(a_redelivery(told.id, client="crm"))
    bench.tell(a_redelivery("dlv_unknown"))

    assert told_by(bench) == [told]


def test_another_tenant_naming_it_is_a_failure() -> None:
    bench, told = a_bench_with_one_delivery()

    outcome = bench.try_tell([a_redelivery(told.id)], tenant="other")

    ((_, trouble),) = outcome.failed
    assert trouble.error == "ForeignTenantError"


def test_an_article_that_runs_low_stands_in_the_log_of_events() -> None:
    bench = a_bench()

    bench.tell(StockLow(warehouse="lyon", article="CH-100", available=3, reorder_point=5, proposed=24))

    (event,) = bench.all(Event)
    assert (event.type, event.client, event.case) == ("stock.low", "", "")
    assert json.loads(event.body)["data"]["proposed"] == 24
