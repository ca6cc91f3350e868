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
     "https://10.1.2.3/", "ftp://example.org/", "https://user:pass@93.184.215.14/", "https://localhost/",
     "https://localhost./", "https://2130706433/", "https://0177.0.0.1/", "https://0x7f.0.0.1/", "https://127.1/",
     "https://0/", "https://0.0.0.0/", "https://[::]/", "https://[::ffff:127.0.0.1]/", "https://[::ffff:7f00:1]/",
     "https://[64:ff9b::7f00:1]/", "https://[fe80::1%25eth0]/", "https://[fc00::1]/", "https://[2002:7f00:1::]/",
     "https://93.184.215.14:22/", "https://93.184.215.14:27017/", "https://93.184.215.14:0/", "https://a@[::1]/",
     "https://93.184.215.14\\@127.0.0.1/", "https://93.184.215.14#@127.0.0.1/", "https:///127.0.0.1/", "https://",
     "//127.0.0.1/", "https://\u2460\u2461\u2466.0.0.1/", "https://127\u30020\u30020\u30021/", "gopher://x/", "file:///etc/passwd",
     "https://93.184.215.14/\r\nX-A: 1", "https://100.64.0.1/", "https://198.18.0.1/", "https://168.63.129.16/"],
)  # fmt: skip
def test_private_and_odd_addresses_are_refused(desk: Desk, url: str) -> None:
    answer = desk.post("/v1/subscriptions", SUBSCRIPTION | {"url": url})

    assert answer.status_code == 422
    assert answer.get_json()["errors"][0]["pointer"] == "/url"
    assert desk.stored() == []


def test_what_a_name_means_inside_is_not_told(desk: Desk) -> None:
    answer = desk.post("/v1/subscriptions", SUBSCRIPTION | {"url": "https://localhost/"})

    assert "127.0.0.1" not in answer.text
    assert "::1" not in answer.text


def test_an_unknown_event_is_pointed_at(desk: Desk) -> None:
    answer = desk.post("/v1/subscriptions", PUBLIC | {"events": ["case.closed", "case.eaten"]})

    assert [error["pointer"] for error in answer.get_json()["errors"]] == ["/events/1"]
