"""The whole service: a process on a real broker and database, telling a real receiver."""

from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.local.stack import LocalStack
from shared.contracts.subscriptions import SECRET_PURPOSE, Redeliver
from shared.security.sealing import Sealer
from tests.integration.notifications.front_desk import FrontDesk
from tests.integration.notifications.sending import a_secret
from tests.support.processes import ServiceUnderTest, wait_until
from tests.support.webhook_receiver import WebhookReceiver
from tests.unit.notifications.messages import SHOP, a_closed_case, a_creation, a_deletion

MODULE = "services.notifications.service"


@pytest.fixture
def desk(clean_stack: LocalStack) -> Iterator[FrontDesk]:
    desk = FrontDesk(clean_stack)
    yield desk
    desk.close()


@pytest.fixture
def service(clean_stack: LocalStack, receiver: WebhookReceiver, tmp_path: Path) -> Iterator[ServiceUnderTest]:
    key = tmp_path / "master.key"
    key.write_text(b64encode(b"k" * 32).decode())
    environ = {
        "COULISSE_MASTER_KEY_FILE": str(key),
        "WEBHOOK_ALLOW": f"127.0.0.1:{receiver.port}",
        "WEBHOOK_DELAYS": "0.1s,0.1s,0.1s,0.1s",
        "WEBHOOK_DISABLE_AFTER": "0s",
        "EFFECT_BREAKER_SECONDS": "1",
    }
    with ServiceUnderTest(clean_stack, MODULE, **environ) as service:
        service.wait_ready()
        yield service


def subscribe(desk: FrontDesk, receiver: WebhookReceiver) -> None:
    secret = a_secret("a")
    receiver.secrets = [secret]
    desk.send(a_creation(url=receiver.url(), sealed_secret=Sealer(b"k" * 32).seal(secret, SECRET_PURPOSE)))
    wait_until(lambda: "sub_1" in desk.subscriptions(), 60, "the subscription made")


def test_a_client_is_told_and_can_have_it_told_again(
    service: ServiceUnderTest, desk: FrontDesk, receiver: WebhookReceiver
) -> None:
    subscribe(desk, receiver)
    receiver.behave(status=500, times=2)

    desk.send(a_closed_case())
    wait_until(lambda: len(desk.deliveries("done")) == 1, 60, "the delivery done")
    (told,) = desk.deliveries()
    desk.send(Redeliver(delivery=told["id"], client="shop", actor=SHOP))
    came = receiver.wait_for(lambda all_: len(all_) == 4)
    wait_until(
        lambda: [one["attempts"] for one in desk.deliveries("done")] == [4], 60, "the redelivery logged"
    )

    assert {one.id for one in came} == {told["event"]}
    assert [one.answered for one in came] == [500, 500, 204, 204]
    assert all(one.verified for one in came)
    assert service.terminate() == 0


def test_410_disables_the_subscription_by_itself(
    service: ServiceUnderTest, desk: FrontDesk, receiver: WebhookReceiver
) -> None:
    subscribe(desk, receiver)
    receiver.behave(status=410)

    desk.send(a_closed_case())
    wait_until(lambda: desk.subscriptions()["sub_1"]["state"] == "disabled", 20, "disabled")

    desk.send(a_closed_case("case_2"), a_deletion())
    wait_until(lambda: desk.subscriptions() == {}, 60, "deleted")
    (given_up,) = desk.deliveries()
    assert given_up["state"] == "given_up"
    assert given_up["note"] == "the endpoint answered 410 Gone"
    assert service.terminate() == 0


def test_a_receiver_that_fails_to_the_end_is_switched_off(
    service: ServiceUnderTest, desk: FrontDesk, receiver: WebhookReceiver
) -> None:
    subscribe(desk, receiver)
    receiver.behave(status=500)

    desk.send(a_closed_case())
    wait_until(lambda: desk.subscriptions()["sub_1"]["state"] == "disabled", 20, "disabled")

    (given_up,) = desk.deliveries("given_up")
    assert given_up["attempts"] == 5
    assert desk.subscriptions()["sub_1"]["reason"] == "nothing was accepted for 0 hours; last: answered 500"
    assert service.terminate() == 0
