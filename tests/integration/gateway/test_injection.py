"""Database operators, wrong types and odd texts in every field and parameter, generated from the OpenAPI document."""

import json
from typing import Any
from urllib.parse import quote

import pytest
from werkzeug.test import TestResponse

from tests.integration.gateway.conftest import Desk
from tests.support.api_operations import Operation, operations, places, with_put

OPERATORS: tuple[Any, ...] = (
    {"$ne": None},
    {"$gt": ""},
    {"$where": "sleep(1000)"},
    [{"$ne": None}],
    {"$regex": ".*"},
)
ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 1.5, 2**63 - 1, -(2**63), 1e308, "", " ", "x" * 10_000, "\u0000", "\ud7ff\uffff",
    "$ne", "../../etc/passwd", "'; DROP TABLE cases; --", "{{7*7}}", "%00", "\u202etxt", [], {}, [[]], {"": ""},
    {"__proto__": {"x": 1}}, {"__type__": "set", "__value__": []},
)  # fmt: skip
TEXTS = (
    '{"$ne":null}',
    "[$ne]",
    "\x00",
    "x" * 600,
    "é" * 50,
    "-1",
    "1e9",
    "' OR 1=1",
    "$where",
    "\u202e",
    "..",
    "%2500",
    "",
)

CHECKED_BY_WHAT_IS_THERE = frozenset({"POST /v1/operations/failures/{failure}/edits"})
"""What a message must look like depends on the one that failed; there is none here."""


def all_operations(desk: Desk) -> list[Operation]:
    return operations(desk.client.get("/v1/openapi.json").get_json())


def filled(name: str) -> str:
    return "lyon" if name == "warehouse" else f"{name}_none"


def _is_checked_by_what_is_there(operation: Operation, place: tuple[Any, ...]) -> bool:
    return str(operation) in CHECKED_BY_WHAT_IS_THERE and place[:1] == ("message",)


def asked(desk: Desk, operation: Operation, body: Any) -> TestResponse:
    return desk.ask(operation.method, operation.address(filled), body, headers=dict(operation.headers))


def sent(desk: Desk, operation: Operation, data: bytes, **headers: str) -> TestResponse:
    return desk.ask(
        operation.method,
        operation.address(filled),
        data=data,
        content_type="application/json",
        headers={**operation.headers, **headers},
    )


def test_operators_are_refused_in_every_field_of_every_body(desk: Desk) -> None:
    tried = 0

    for operation in all_operations(desk):
        if operation.body is None:
            continue
        for place in places(operation.body):
            for operator in OPERATORS:
                body = with_put(operation.body, place, operator)
                answer = asked(desk, operation, body)
                tried += 1
                if _is_checked_by_what_is_there(operation, place) and isinstance(body["message"], dict):
                    assert answer.status_code == 404, (str(operation), place, operator, answer.text)
                    continue
                assert answer.status_code == 422, (str(operation), place, operator, answer.text)
                pointer = answer.get_json()["errors"][0]["pointer"]
                assert pointer.startswith("/" + str(place[0])), (str(operation), place, pointer)

    assert tried > 200
    assert desk.stored() == []


def test_odd_values_never_make_the_gateway_stumble(desk: Desk) -> None:
    for operation in all_operations(desk):
        if operation.body is None:
            continue
        for place in places(operation.body):
            for odd in ODD:
                body = json.dumps(with_put(operation.body, place, odd)).encode()
                answer = sent(desk, operation, body)
                assert answer.status_code < 500, (str(operation), place, odd, answer.text)
                if answer.status_code == 422:
                    assert answer.get_json()["errors"], (str(operation), place, odd)


def test_an_unknown_field_is_refused_in_every_object(desk: Desk) -> None:
    for operation in all_operations(desk):
        if operation.body is None:
            continue
        for place in [(), *places(operation.body)]:
            inner = operation.body
            for part in place:
                inner = inner[part]
            if isinstance(inner, dict) and not _is_checked_by_what_is_there(operation, place):
                body = with_put(operation.body, (*place, "$set"), {"tenant": "globex"})
                answer = asked(desk, operation, body)
                assert answer.status_code == 422, (str(operation), place, answer.text)


def test_odd_texts_in_every_parameter_are_answered_calmly(desk: Desk) -> None:
    for operation in all_operations(desk):
        if operation.method != "GET" or operation.path.endswith("/stream"):
            continue
        address = operation.address(filled)
        for name in operation.queries:
            for text in TEXTS:
                answer = desk.get(f"{address}?{name}={quote(text)}")
                assert answer.status_code in {200, 404, 422}, (str(operation), name, text, answer.text)
            for odd in (f"{name}[$ne]=x", f"{name}[]=x", f"{name}.$gt=x"):
                assert desk.get(f"{address}?{odd}").status_code == 422, (str(operation), odd)


def test_odd_names_in_every_address_are_not_there(desk: Desk) -> None:
    for operation in all_operations(desk):
        for name in operation.parameters:
            for odd in (
                "%24ne",
                "%7B%22%24ne%22%3A1%7D",
                "..%2F..",
                "a%00b",
                "x" * 101,
                "%C3%A9",
                "a%20b",
                "-",
            ):
                names = {one: odd if one == name else filled(one) for one in operation.parameters}
                address = operation.address(names.__getitem__)
                answer = desk.ask(operation.method, address, operation.body)
                assert answer.status_code in {404, 405}, (str(operation), odd, answer.text)


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd", "gzip, gzip", "identity, gzip", "x"])
def test_no_body_is_unpacked(desk: Desk, encoding: str) -> None:
    for operation in all_operations(desk):
        if operation.body is None:
            continue
        answer = sent(desk, operation, b"\x1f\x8b" + b"\0" * 100, **{"Content-Encoding": encoding})
        assert answer.status_code == 415, (str(operation), answer.text)


def test_a_body_too_large_is_refused_everywhere(desk: Desk) -> None:
    large = b'{"a":"' + b"x" * desk.house.settings.most_body_bytes + b'"}'

    for operation in all_operations(desk):
        if operation.body is not None:
            answer = sent(desk, operation, large)
            assert answer.status_code == 413, (str(operation), answer.text)


@pytest.mark.parametrize(
    "name",
    ["../../../etc/passwd", "..\\..\\boot.ini", "/etc/passwd", "C:\\x", "a\x00.pdf", "a\r\nSet-Cookie: x=1",
     "x" * 5_000,
     "con", "\u202efdp.exe", "=cmd|'/C calc'!A0", "<script>", ""],
)  # fmt: skip
def test_the_name_of_a_file_leads_nowhere(desk: Desk, name: str) -> None:
    boundary = "edge"
    written = name.replace("\\", "\\\\").replace('"', '\\"')
    part = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{written}"\r\n\r\n'
    body = part.encode() + b"%PDF-1.4 x\r\n" + f"--{boundary}--\r\n".encode()

    answer = desk.ask(
        "POST", "/v1/documents", data=body, content_type=f"multipart/form-data; boundary={boundary}"
    )

    assert answer.status_code in {201, 400, 422}, answer.text
    assert "Set-Cookie" not in answer.headers
    assert "passwd" not in answer.text
