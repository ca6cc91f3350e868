"""Bytes that are no proper HTTP, sent to the real server: refused as problem details, never understood in two ways."""

import json
from collections.abc import Iterator

import pytest

from gateway.settings import Settings
from tests.integration.gateway.conftest import Desk
from tests.support.served_gateway import exchanged, served


@pytest.fixture(scope="module")
def port(settings: Settings, indexes: None) -> Iterator[int]:
    with served(settings, GATEWAY_CLIENT_SECONDS="2") as port:
        yield port


BODY = b'{"a":1}'
CL = b"Content-Length: 7\r\n"
TE = b"Transfer-Encoding: chunked\r\n"


def request(*headers: bytes, line: bytes = b"POST /v1/cases HTTP/1.1", body: bytes = b"") -> bytes:
    return line + b"\r\nHost: x\r\nConnection: close\r\n" + b"".join(headers) + b"\r\n" + body


SMUGGLED = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
BROKEN = {
    "length and chunks": request(CL, TE, body=b"0\r\n\r\n" + SMUGGLED),
    "two lengths": request(CL, b"Content-Length: 8\r\n", body=BODY),
    "the same length twice": request(CL, CL, body=BODY),
    "a list of lengths": request(b"Content-Length: 7, 7\r\n", body=BODY),
    "a negative length": request(b"Content-Length: -1\r\n", body=BODY),
    "a length with a plus": request(b"Content-Length: +7\r\n", body=BODY),
    "a length in words": request(b"Content-Length: seven\r\n", body=BODY),
    "a length with a blank before the colon": request(b"Content-Length : 7\r\n", body=BODY),
    "an unknown coding": request(b"Transfer-Encoding: xchunked\r\n", body=b"0\r\n\r\n" + SMUGGLED),
    "chunked not last": request(b"Transfer-Encoding: chunked, gzip\r\n", body=b"0\r\n\r\n"),
    "chunked twice": request(TE, TE, body=b"0\r\n\r\n" + SMUGGLED),
    "chunked in vertical tabs": request(b"Transfer-Encoding: \x0bchunked\r\n", body=b"0\r\n\r\n" + SMUGGLED),
    "chunks in HTTP/1.0": request(TE, line=b"POST /v1/cases HTTP/1.0", body=b"0\r\n\r\n" + SMUGGLED),
    "a folded header": request(b"X-A: 1\r\n 2\r\n"),
    "a NUL in a header": request(b"X-A: 1\x002\r\n"),
    "a NUL in a name": request(b"X-\x00A: 1\r\n"),
    "a bare CR in a header": request(b"X-A: 1\r2\r\n"),
    "a header without colon": request(b"nothing\r\n"),
    "a header without name": request(b": x\r\n"),
    "a header of 9,000 bytes": request(b"X-A: " + b"x" * 9_000 + b"\r\n"),
    "a hundred headers": request(*(b"X-%d: 1\r\n" % number for number in range(100))),
    "a long address": request(line=b"GET /" + b"x" * 5_000 + b" HTTP/1.1"),
    "no HTTP at all": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    "HTTP/2 by guess": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "another version": request(line=b"GET /v1/cases HTTP/3.7"),
    "a blank in the method": request(line=b"GE T /v1/cases HTTP/1.1"),
    "an expectation": request(b"Expect: miracles\r\n", CL, body=BODY),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_request_is_refused_once_and_closed(port: int, name: str) -> None:
    answer = exchanged(port, BROKEN[name])

    assert answer.count(b"HTTP/1.1 ") == 1, answer
    head, _, body = answer.partition(b"\r\n\r\n")
    status = int(head.split(b" ", 2)[1])
    assert status in {400, 408, 414, 417, 431, 501}, answer
    assert b"content-type: application/problem+json" in head.lower()
    assert b"connection: close" in head.lower()
    assert b"gunicorn" not in answer.lower()
    problem = json.loads(body)
    assert (problem["status"], problem["request_id"]) == (
        status,
        next(
            line.split(b": ")[1].decode()
            for line in head.split(b"\r\n")
            if line.lower().startswith(b"x-request-id")
        ),
    )


@pytest.mark.parametrize(
    "body",
    [b"zz\r\nabc\r\n0\r\n\r\n", b"-1\r\n\r\n", b"3;x\r\nabcd\r\n0\r\n\r\n", b"0x3\r\nabc\r\n0\r\n\r\n",
     b"ffffffffffffffffff\r\nabc", b"3\nabc\n0\n\n"],
)  # fmt: skip
def test_broken_chunks_never_become_a_body(desk: Desk, port: int, body: bytes) -> None:
    headers = [
        b"Authorization: Bearer " + desk.key.encode() + b"\r\n",
        b"Idempotency-Key: k\r\nContent-Type: application/json\r\n",
        TE,
    ]

    answer = exchanged(port, request(*headers, body=body + b"\r\n" + SMUGGLED))

    assert answer.count(b"HTTP/1.1 ") == 1
    assert answer.startswith((b"HTTP/1.1 400", b"HTTP/1.1 408"))
    assert desk.stored() == []


ODD = (
    b"X-Forwarded-Host: evil", b"X-Original-URL: /healthz", b"X-HTTP-Method-Override: GET", b"X_Request_Id: abc",
    b"Authorization_: x", b"Forwarded: host=evil",
)  # fmt: skip


@pytest.mark.parametrize("header", ODD)
def test_no_header_changes_what_was_asked(port: int, header: bytes) -> None:
    answer = exchanged(port, request(header + b"\r\n", line=b"GET /v1/cases HTTP/1.1"))

    assert answer.startswith((b"HTTP/1.1 401", b"HTTP/1.1 400"))
    assert b"evil" not in answer


def test_two_requests_in_one_packet_get_two_answers(port: int) -> None:
    last = b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"

    answer = exchanged(port, SMUGGLED + SMUGGLED + last)

    assert answer.count(b"HTTP/1.1 200") == 3
