"""Nothing that is sent makes the gateway stumble or store what it should not."""

import copy
import json
from typing import Any

import pytest

from gateway import examples
from tests.integration.gateway.conftest import Desk

BODIES: dict[str, dict[str, Any]] = {
    "/v1/cases": examples.CASE,
    "/v1/payments": examples.PAYMENT,
    "/v1/goods-receipts": examples.GOODS,
    "/v1/stock-counts": examples.COUNT,
    "/v1/subscriptions": examples.SUBSCRIPTION,
}
OPERATORS: tuple[Any, ...] = ({"$ne": None}, {"$gt": ""}, {"$where": "sleep(1000)"}, [{"$ne": None}])


def places(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return ([at] if at else []) + [place for key, one in inner for place in places(one, (*at, key))]


def with_put(body: Any, place: tuple[Any, ...], put: Any) -> Any:
    changed = copy.deepcopy(body)
    holder = changed
    for key in place[:-1]:
        holder = holder[key]
    holder[place[-1]] = put
    return changed


@pytest.mark.parametrize("address", BODIES)
def test_operators_are_refused_in_every_field(desk: Desk, address: str) -> None:
    for place in places(BODIES[address]):
        for operator in OPERATORS:
            answer = desk.post(address, with_put(BODIES[address], place, operator))
            assert answer.status_code == 422, (place, operator, answer.text)
            assert answer.get_json()["errors"][0]["pointer"].startswith("/" + str(place[0]))
    assert desk.stored() == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (json.dumps(examples.CASE).encode()[:-20], 400),
        (b'{"type": "sales_order", "type": "sales_order"}', 400),
        (b'{"reference": NaN}', 400),
        (b"[" * 50_000, 400),
        (b'{"a":' * 500 + b"1" + b"}" * 500, 400),
        (b'{"reference": "\\ud800"}', 400),
        (b"\xff" * 100, 400),
        (b"null", 422),
        (b"[]", 422),
        (b'"text"', 422),
        (b"{}", 422),
        (b'{"reference": "' + b"x" * 999_000 + b'"}', 422),
        (b'{"reference": "' + b"x" * 1_000_000 + b'"}', 413),
    ],
)
def test_bodies_that_are_no_case(desk: Desk, body: bytes, status: int) -> None:
    answer = desk.ask("POST", "/v1/cases", data=body, content_type="application/json")

    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"
    assert desk.stored() == []


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/xml", "application/x-www-form-urlencoded", None]
)
def test_only_json_is_read(desk: Desk, content_type: str | None) -> None:
    answer = desk.ask("POST", "/v1/cases", data=json.dumps(examples.CASE), content_type=content_type)

    assert answer.status_code == 415


def test_a_compressed_body_is_not_unpacked(desk: Desk) -> None:
    answer = desk.ask(
        "POST", "/v1/cases", data=b"x", content_type="application/json", headers={"Content-Encoding": "gzip"}
    )

    assert answer.status_code == 415


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=101", "limit=x", "cursor=!!", "status[$ne]=x", "status=%24ne%20x", "bogus=1", "limit=1&limit=2",
     "type=" + "x" * 65, "cursor=" + "x" * 501],
)  # fmt: skip
def test_queries_are_checked(desk: Desk, query: str) -> None:
    answer = desk.get(f"/v1/cases?{query}")

    assert answer.status_code == 422
    assert answer.get_json()["errors"][0]["parameter"]


@pytest.mark.parametrize("id", ["%24ne", "a b", "x" * 81, "..", "%00", "case%2F..", "-x"])
def test_an_odd_id_is_not_found(desk: Desk, id: str) -> None:
    assert desk.get(f"/v1/cases/{id}").status_code in {404, 308}


def test_a_wrong_method_is_told_so(desk: Desk) -> None:
    answer = desk.ask("PUT", "/v1/cases", examples.CASE)

    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) >= {"GET", "POST"}


def test_answers_carry_an_id_and_the_security_headers(desk: Desk) -> None:
    given = desk.get("/v1/cases", headers={"X-Request-Id": "abc-123"})
    odd = desk.get("/v1/nowhere", headers={"X-Request-Id": "<script>"})

    assert given.headers["X-Request-Id"] == "abc-123"
    assert odd.headers["X-Request-Id"] == odd.get_json()["request_id"] != "<script>"
    assert given.headers["Cache-Control"] == "private, no-cache"
    assert odd.headers["Cache-Control"] == "no-store"
    for answer in (given, odd):
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
