"""Subscriptions at the door: where may be called, and a secret that is shown once."""

import pytest

from gateway.examples import SUBSCRIPTION
from shared.contracts.codec import decode
from shared.contracts.subscriptions import SECRET_PURPOSE, CreateSubscription
from tests.integration.gateway.conftest import Desk

PUBLIC = {"url": "https://93.184.215.14/hook", "events": ["case.closed", "*"]}


def test_the_secret_is_answered_and_stored_sealed_only(desk: Desk) -> None:
    answer = desk.post("/v1/subscriptions", PUBLIC, again="k1")

    assert answer.status_code == 202, answer.text
    secret = answer.get_json()["secret"]
    (stored,) = desk.stored()
    message = decode(bytes(stored["message"]["body"])).message
    assert isinstance(message, CreateSubscription)
    assert desk.house.sealer.unseal(message.sealed_secret, SECRET_PURPOSE) == secret
    assert secret not in repr(stored)
    assert desk.post("/v1/subscriptions", PUBLIC, again="k1").get_json()["secret"] == secret


@pytest.mark.parametrize(
    "url",
    ["http://93.184.215.14/", "https://127.0.0.1/", "https://169.254.169.254/latest", "https://[::1]/",
     "https://10.1.2.3/", "ftp://example.org/", "https://user:pass@93.184.215.14/"],
)  # fmt: skip
def test_private_and_odd_addresses_are_refused(desk: Desk, url: str) -> None:
    answer = desk.post("/v1/subscriptions", SUBSCRIPTION | {"url": url})

    assert answer.status_code == 422
    assert answer.get_json()["errors"][0]["pointer"] == "/url"
    assert desk.stored() == []


def test_an_unknown_event_is_pointed_at(desk: Desk) -> None:
    answer = desk.post("/v1/subscriptions", PUBLIC | {"events": ["case.closed", "case.eaten"]})

    assert [error["pointer"] for error in answer.get_json()["errors"]] == ["/events/1"]
