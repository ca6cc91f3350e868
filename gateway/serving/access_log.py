"""One line of JSON for each request: who, what, how long. No bodies, no queries, no personal data."""

import logging
import re
import secrets
import time
from typing import Any

import orjson
import structlog
from flask import Flask, Response, g, request
from opentelemetry import trace

HEADER = "X-Request-Id"
_REQUEST_ID = re.compile(r"[A-Za-z0-9._\-]{1,128}")
_log = structlog.get_logger("access")


def configure(level: str) -> None:
    """JSON lines on standard output, for the whole process."""
    # pika tells of every failed attempt in five lines; the link to the broker tells of it in one.
    logging.getLogger("pika").setLevel(logging.CRITICAL)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(serializer=_line),
        ],
        logger_factory=structlog.BytesLoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        cache_logger_on_first_use=True,
    )


def _line(event: dict[str, Any], **_: Any) -> bytes:
    return orjson.dumps(event, default=str)


def register(app: Flask) -> None:
    """Give each request an id and log it once it is answered."""
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    given = request.headers.get(HEADER, "")
    g.request_id = given if _REQUEST_ID.fullmatch(given) else secrets.token_hex(16)
    g.begun = time.perf_counter()
    # The id that an error answer shows leads to the trace as well as to the logs.
    trace.get_current_span().set_attribute("coulisse.request_id", g.request_id)


def _end(response: Response) -> Response:
    response.headers[HEADER] = g.request_id
    caller = g.get("caller")
    _log.info(
        "request",
        request_id=g.request_id,
        method=request.method,
        # The rule, not the address: an address may be anything that somebody typed.
        route=request.url_rule.rule if request.url_rule else None,
        status=response.status_code,
        ms=round((time.perf_counter() - g.begun) * 1000, 1),
        tenant=caller.tenant if caller else None,
        client=caller.client if caller else None,
        subject=g.get("subject"),
    )
    return response
