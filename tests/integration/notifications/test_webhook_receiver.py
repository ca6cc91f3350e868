"""The receiver can be told from outside how to behave, as the demo does."""

import json
from typing import Any

import urllib3

from tests.support.webhook_receiver import CONTROL, WebhookReceiver

POOL = urllib3.PoolManager(retries=False)


def control(receiver: WebhookReceiver, method: str, wanted: dict[str, Any] | None = None) -> Any:
    response = POOL.request(method, receiver.url(CONTROL), json=wanted)
    assert response.status == 200
    return json.loads(response.data)


def test_it_fails_as_often_as_it_was_told(receiver: WebhookReceiver) -> None:
    control(receiver, "PUT", {"kind": "answer", "status": 503, "retry_after": "7", "times": 2})

    answers = [POOL.request("POST", receiver.url(), body=b"{}") for _ in range(3)]

    assert [answer.status for answer in answers] == [503, 503, 204]
    assert answers[0].headers["Retry-After"] == "7"


def test_what_came_can_be_listed_and_forgotten(receiver: WebhookReceiver) -> None:
    POOL.request("POST", receiver.url("/a"), body=b"{}", headers={"webhook-id": "dlv_1"})

    (came,) = control(receiver, "GET")
    control(receiver, "DELETE")

    assert (came["id"], came["path"], came["verified"]) == ("dlv_1", "/a", False)
    assert control(receiver, "GET") == []


def test_it_learns_its_secrets_later(receiver: WebhookReceiver) -> None:
    control(receiver, "PUT", {"secrets": ["whsec_YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFh"]})

    assert receiver.secrets == ["whsec_YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFh"]
