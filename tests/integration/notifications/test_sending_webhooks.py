"""What a receiver gets over real HTTP, and what its answers mean."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from time import monotonic

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from services.notifications.adapters.orders import Orders
from shared.contracts.subscriptions import DisableSubscription, Redeliver
from shared.runtime.performing import Done, GivenUp, TryAgain
from tests.integration.notifications.sending import ONE_HOUR, Sending
from tests.support.webhook_receiver import WebhookReceiver
from tests.unit.notifications.messages import SHOP, a_closed_case, a_deletion


def test_a_webhook_arrives_signed_and_complete(sending: Sending, receiver: WebhookReceiver) -> None:
    sending.tell(a_closed_case())

    result = sending.attempt()

    (came,) = receiver.received
    (effect,) = sending.effects()
    assert result == Done(note="answered 204")
    assert came.verified
    assert came.id == effect["what"]["event"] == came.payload["id"]
    assert came.host == f"127.0.0.1:{receiver.port}"
    assert came.payload["type"] == "case.closed"
    assert came.headers["content-type"] == "application/json"
    assert re.fullmatch(r"v1,[A-Za-z0-9+/]{43}=", came.headers["webhook-signature"])
    assert abs(int(came.headers["webhook-timestamp"]) - came.at) < 5


def test_every_attempt_and_redelivery_has_the_same_id_and_text(
    sending: Sending, receiver: WebhookReceiver
) -> None:
    sending.tell(a_closed_case())
    receiver.behave(status=500, times=1)

    first = sending.attempt(1)
    second = sending.attempt(2)
    (effect,) = sending.effects()
    sending.tell(Redeliver(delivery=effect["_id"], client="shop", actor=SHOP))
    third = sending.attempt(1)

    assert first == TryAgain("answered 500")
    assert second == third == Done(note="answered 204")
    assert len({(came.id, came.body) for came in receiver.received}) == 1
    assert [came.verified for came in receiver.received] == [True] * 3


def test_during_a_rotation_the_old_and_the_new_secret_both_verify(
    sending: Sending, receiver: WebhookReceiver
) -> None:
    (old,) = receiver.secrets
    sending.tell(a_closed_case())
    new = sending.rotate("b", old_until=datetime.now(UTC) + ONE_HOUR)

    sending.attempt()

    (came,) = receiver.received
    Webhook(old).verify(came.body, came.headers)
    Webhook(new).verify(came.body, came.headers)
    assert len(came.headers["webhook-signature"].split(" ")) == 2


def test_after_a_rotation_the_old_secret_signs_no_more(sending: Sending, receiver: WebhookReceiver) -> None:
    (old,) = receiver.secrets
    sending.tell(a_closed_case())
    new = sending.rotate("b", old_until=datetime.now(UTC) - timedelta(seconds=1))

    sending.attempt()

    (came,) = receiver.received
    Webhook(new).verify(came.body, came.headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(old).verify(came.body, came.headers)


def test_a_deletion_counts_for_what_is_already_on_its_way(
    sending: Sending, receiver: WebhookReceiver
) -> None:
    sending.tell(a_closed_case())
    sending.tell(a_deletion())

    assert sending.attempt() == GivenUp("the subscription was deleted")
    assert receiver.received == []


def test_a_disabled_subscription_is_sent_nothing_more(sending: Sending, receiver: WebhookReceiver) -> None:
    sending.tell(a_closed_case())
    sending.tell(DisableSubscription(subscription="sub_1", client="shop", reason="gone"))

    assert sending.attempt() == GivenUp("the subscription is disabled: gone")
    assert receiver.received == []


def test_from_a_sandbox_that_was_left_behind_nobody_is_called(
    sending: Sending, receiver: WebhookReceiver
) -> None:
    sending.tell(a_closed_case())
    left_behind = Orders(sending.database, lambda tenant: tenant == "acme")
    sending.webhooks = replace(sending.webhooks, orders=left_behind)

    assert sending.attempt() == GivenUp("not called: its sandbox was begun anew")
    assert receiver.received == []


def test_410_ends_the_subscription(sending: Sending, receiver: WebhookReceiver) -> None:
    sending.tell(a_closed_case())
    receiver.behave(status=410)

    result = sending.attempt()

    assert isinstance(result, GivenUp)
    (disable,) = result.send
    assert disable == DisableSubscription(
        subscription="sub_1", client="shop", reason="the endpoint answered 410 Gone"
    )


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    ("retry_after", "waits"),
    [("120", timedelta(seconds=120)), ("864000", timedelta(days=1)), ("9" * 30, timedelta(days=1))],
)
def test_retry_after_is_honoured_up_to_a_day(
    sending: Sending, receiver: WebhookReceiver, status: int, retry_after: str, waits: timedelta
) -> None:
    sending.tell(a_closed_case())
    receiver.behave(status=status, retry_after=retry_after)

    result = sending.attempt()

    assert isinstance(result, TryAgain)
    assert result.after == waits


def test_retry_after_as_a_date_is_understood(sending: Sending, receiver: WebhookReceiver) -> None:
    sending.tell(a_closed_case())
    receiver.behave(
        status=503, retry_after=format_datetime(datetime.now(UTC) + timedelta(minutes=10), usegmt=True)
    )

    result = sending.attempt()

    assert isinstance(result, TryAgain)
    assert result.after is not None
    assert timedelta(minutes=9) < result.after <= timedelta(minutes=10)


@pytest.mark.parametrize("retry_after", ["1", "soon", "-5", "", "Sun, 99 Nov 2026", "٣"])
def test_a_short_or_unreadable_retry_after_leaves_the_schedule_as_it_is(
    sending: Sending, receiver: WebhookReceiver, retry_after: str
) -> None:
    sending.tell(a_closed_case())
    receiver.behave(status=503, retry_after=retry_after.encode().decode("latin-1"))

    assert sending.attempt() == TryAgain("answered 503")


def test_a_redirect_is_not_followed(sending: Sending, receiver: WebhookReceiver) -> None:
    sending.tell(a_closed_case())
    receiver.behave(status=307, location=receiver.url("/elsewhere"))

    result = sending.attempt()

    assert result == TryAgain("answered 307: redirects are not followed, register the final address")
    assert [came.path for came in receiver.received] == ["/hook"]


@pytest.mark.parametrize("status", [400, 401, 404, 500, 502])
def test_everything_else_is_tried_again(sending: Sending, receiver: WebhookReceiver, status: int) -> None:
    sending.tell(a_closed_case())
    receiver.behave(status=status)

    assert sending.attempt() == TryAgain(f"answered {status}")


def test_a_receiver_that_closes_without_a_word_is_tried_again(
    sending: Sending, receiver: WebhookReceiver
) -> None:
    sending.tell(a_closed_case())
    receiver.behave("refuse")

    assert sending.attempt() == TryAgain("the connection was closed before an answer came")


def test_a_receiver_that_is_down_is_tried_again(sending: Sending, receiver: WebhookReceiver) -> None:
    sending.tell(a_closed_case())
    receiver.__exit__(None, None, None)

    assert sending.attempt() == TryAgain("no connection: Connection refused")


@pytest.mark.parametrize("kind", ["hang", "drip_head"])
def test_an_answer_that_never_comes_is_ended_by_the_total_time_limit(
    database: object, receiver: WebhookReceiver, sending: Sending, kind: str
) -> None:
    short = Sending(sending.database, allow=f"127.0.0.1:{receiver.port}", within=0.5)
    sending.tell(a_closed_case())
    receiver.behave(kind)  # type: ignore[arg-type]
    begun = monotonic()

    result = short.attempt()

    assert result == TryAgain("no complete answer within 0.5 s")
    assert monotonic() - begun < 2


def test_a_body_that_never_ends_changes_nothing_about_the_answer(
    sending: Sending, receiver: WebhookReceiver
) -> None:
    short = Sending(sending.database, allow=f"127.0.0.1:{receiver.port}", within=0.5)
    sending.tell(a_closed_case())
    receiver.behave("drip_body")
    begun = monotonic()

    result = short.attempt()

    assert result == Done(note="answered 200")
    assert monotonic() - begun < 2


def test_used_up_within_hours_does_not_switch_a_subscription_off(sending: Sending) -> None:
    sending.tell(a_closed_case(), at=datetime.now(UTC) - 5 * ONE_HOUR)

    (effort,) = sending.efforts(attempt=10)

    assert sending.webhooks.switching.exhausted(effort, "answered 500") == ()


def test_days_of_failing_switch_a_subscription_off(sending: Sending) -> None:
    sending.tell(a_closed_case(), at=datetime.now(UTC) - 76 * ONE_HOUR)

    (effort,) = sending.efforts(attempt=10)
    (told,) = sending.webhooks.switching.exhausted(effort, "answered 500")

    assert isinstance(told, DisableSubscription)
    assert told.reason == "nothing was accepted for 76 hours; last: answered 500"


def test_a_subscription_that_accepted_something_meanwhile_stays(sending: Sending) -> None:
    sending.tell(a_closed_case(), at=datetime.now(UTC) - 76 * ONE_HOUR)
    sending.tell(a_closed_case("case_2"))
    failing, accepted = sending.efforts(attempt=10)

    sending.note(accepted.id, "done", at=datetime.now(UTC))

    assert sending.webhooks.switching.exhausted(failing, "answered 400") == ()
