"""Answers to what is no readable HTTP: problem details, written without an application."""

import secrets

import orjson
import structlog
from gunicorn.http import errors

from gateway.refusing.problem_codes import PROBLEMS
from gateway.refusing.problems import PROBLEM_JSON, TYPE

_log = structlog.get_logger("access")

_KINDS: tuple[tuple[type[BaseException], int, str], ...] = (
    (errors.LimitRequestLine, 414, "address_too_long"),
    (errors.LimitRequestHeaders, 431, "headers_too_large"),
    (errors.ExpectationFailed, 417, "expectation_failed"),
    (errors.UnsupportedTransferCoding, 501, "transfer_coding_unknown"),
    (errors.ParseException, 400, "bad_request"),
    (TimeoutError, 408, "too_slow"),
)
_REASONS = {
    400: "Bad Request", 408: "Request Timeout", 414: "URI Too Long", 417: "Expectation Failed",
    431: "Request Header Fields Too Large", 500: "Internal Server Error", 501: "Not Implemented",
}  # fmt: skip


def answer_to(error: BaseException) -> bytes:
    """The whole answer to a request that could not be read. Nothing of the request is repeated or logged."""
    for kind, status, code in _KINDS:
        if isinstance(error, kind):
            return _answer(status, code, type(error).__name__)
    return _answer(500, "internal", type(error).__name__)


def too_slow() -> bytes:
    """For a client that did not finish the head of its request in time."""
    return _answer(408, "too_slow", "head")


def _answer(status: int, code: str, why: str) -> bytes:
    request_id = secrets.token_hex(16)
    problem = PROBLEMS[code]
    _log.info("unreadable", request_id=request_id, status=status, code=code, why=why)
    body = orjson.dumps(
        {
            "type": TYPE + code,
            "title": problem.title,
            "status": status,
            "code": code,
            "detail": problem.meaning,
            "remedy": problem.remedy,
            "errors": [],
            "request_id": request_id,
        }
    )
    head = (
        f"HTTP/1.1 {status} {_REASONS[status]}\r\nServer: coulisse\r\nConnection: close\r\n"
        f"Content-Type: {PROBLEM_JSON}\r\nContent-Language: en\r\nContent-Length: {len(body)}\r\n"
        f"Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nX-Request-Id: {request_id}\r\n\r\n"
    )
    return head.encode("ascii") + body
