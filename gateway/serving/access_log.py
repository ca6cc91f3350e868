"""One line of JSON for each request: who, what, how long. No bodies, no queries, no personal data."""

import re
import secrets
import sys
import time

import structlog
from flask import Flask, Response
from flask.globals import app_ctx, request_ctx

from gateway.serving.request_traces import trace_here
from shared.telemetry.logs import configure_logs

HEADER = "X-Request-Id"
_REQUEST_ID = re.compile(r"[A-Za-z0-9._\-]{1,128}")
_log = structlog.get_logger("access")


def configure(level: str, service: str = "gateway") -> None:
    """On standard output, for the whole process."""
    configure_logs(service, level, to=sys.stdout)


def register(app: Flask) -> None:
    """Give each request an id and log it once it is answered."""
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    g = app_ctx.g
    given = request_ctx.request.headers.get(HEADER, "")
    g.request_id = given if _REQUEST_ID.fullmatch(given) else secrets.token_hex(16)
    g.begun = time.perf_counter()
    g.begun_ns = time.time_ns()


def _end(response: Response) -> Response:
    request, g = request_ctx.request, app_ctx.g
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
        trace=trace_here() or None,
    )
    return response
