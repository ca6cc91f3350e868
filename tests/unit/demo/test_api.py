import json

import pytest
import requests

from infra.demo.api import Api, RefusedError, TemporaryError, to_repeat


def answer(status: int, headers: dict[str, str] | None = None, body: object = None) -> requests.Response:
    response = requests.Response()
    response.status_code = status
    response.headers.update(headers or {})
    response._content = json.dumps(body).encode()
    response.request = requests.Request("POST", "http://127.0.0.1/v1/cases").prepare()
    return response


def test_a_503_is_sent_again_when_the_gateway_says() -> None:
    assert to_repeat(TemporaryError(answer(503, {"Retry-After": "2"}))) == 2.0


@pytest.mark.parametrize(
    "error",
    [
        TemporaryError(answer(500)),
        TemporaryError(answer(503, {"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"})),
        requests.ConnectionError(),
        requests.ReadTimeout(),
        requests.exceptions.ChunkedEncodingError(),
    ],
)
def test_what_may_pass_is_sent_again_after_the_usual_wait(error: Exception) -> None:
    assert to_repeat(error) is True


def test_a_refusal_is_not_sent_again_and_says_why() -> None:
    body = {"code": "idempotency_key_reused"}

    refusal = RefusedError(answer(422, {"Content-Type": "application/problem+json"}, body))

    assert to_repeat(refusal) is False
    assert (refusal.status, refusal.problem) == (422, body)


def test_a_list_is_read_page_after_page(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = {"id": "case_1"}, {"id": "case_2"}
    pages = {
        "/cases": {"items": [first], "next": "/v1/cases?cursor=x"},
        "/cases?cursor=x": {"items": [second], "next": None},
    }
    monkeypatch.setattr(Api, "get", lambda _self, path, **_query: pages[path])

    assert Api("http://127.0.0.1", "key").everything("/cases") == [first, second]
