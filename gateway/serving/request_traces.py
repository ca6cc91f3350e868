"""The trace that a request belongs to: its caller's, or that of the case that it is about.

Who sends a well-formed `traceparent` (W3C Trace Context) has the case's messages in that trace. Otherwise a case's
trace has the case's own number, and everything that is asked about the case later goes into the same.
"""

import secrets
import time

from flask import Flask, Response, g, request
from opentelemetry.trace import SpanKind

from shared.telemetry.trace_context import Place, place_of, sampled, span_id, well_formed
from shared.telemetry.tracing import Tracing


class RequestTraces:
    """Of one worker."""

    def __init__(self, tracing: Tracing) -> None:
        self._tracing = tracing

    def register(self, app: Flask) -> None:
        """Record a span for every request whose trace is recorded."""
        if self._tracing.on:
            app.after_request(self._end)

    def passed_on(self, subject: str, *, begins: bool = False) -> str:
        """The traceparent for a message that this request makes. begins: the message is the first about its subject.
        Where nothing is recorded here, what the caller sent."""
        given = _given()
        if not self._tracing.on:
            return given
        if "span" not in g:
            g.span = self._below(given) if given else self._about(subject, begins=begins)
            g.about = subject
        elif not given and subject != g.about and begins:
            return self._another(subject)
        span: str = g.span
        return span

    def _below(self, given: str) -> str:
        """A caller's trace goes on; whether it is recorded is the caller's say, unless the sampler is told not to
        listen."""
        trace = place_of(given).trace
        sampling = self._tracing.sampling
        flags = given[-2:] if sampling.by_parent else ("01" if sampling.takes(trace) else "00")
        g.parent = place_of(given)
        return f"00-{trace}-{secrets.token_hex(8)}-{flags}"

    def _about(self, subject: str, *, begins: bool) -> str:
        if not subject.startswith("case_"):
            trace = secrets.token_hex(16)
            return (
                f"00-{trace}-{secrets.token_hex(8)}-{'01' if self._tracing.sampling.takes(trace) else '00'}"
            )
        begun = self._tracing.begun(subject)
        if begins:
            return begun
        g.parent = place_of(begun)
        return f"{begun[:36]}{secrets.token_hex(8)}{begun[52:]}"

    def _another(self, subject: str) -> str:
        """One of many cases of one request: a trace of its own, tied to the request's."""
        begun = self._tracing.begun(subject)
        if sampled(begun):
            about = {"coulisse.case": subject, "coulisse.request_id": g.request_id}
            self._tracing.record(
                _name(), SpanKind.SERVER, begun, None, g.begun_ns, time.time_ns(), about, link=g.span
            )
        return begun

    def _end(self, response: Response) -> Response:
        if "span" not in g and not (given := _given()):
            trace = secrets.token_hex(16)
            if not self._tracing.sampling.takes(trace):
                return response
            g.span = f"00-{trace}-{span_id(trace)}-01"
        elif "span" not in g:
            g.span = self._below(given)
        if sampled(g.span):
            parent: Place | None = g.get("parent")
            caller = g.get("caller")
            about: dict[str, str | int | float | bool] = {
                "http.request.method": request.method,
                "http.response.status_code": response.status_code,
                "coulisse.request_id": g.request_id,
            }
            if request.url_rule:
                about["http.route"] = request.url_rule.rule
            if caller:
                about["coulisse.tenant"] = caller.tenant
            if subject := g.get("about"):
                about["coulisse.case"] = subject
            failed = f"answered {response.status_code}" if response.status_code >= 500 else ""
            self._tracing.record(
                _name(), SpanKind.SERVER, g.span, parent, g.begun_ns, time.time_ns(), about, failed=failed
            )
        return response


def trace_here() -> str:
    """The trace of the present request, for its log line; empty where there is none."""
    span = g.get("span") or _given()
    return place_of(span).trace if span else ""


def _given() -> str:
    given = request.headers.get("traceparent", "")
    return given if well_formed(given) else ""


def _name() -> str:
    return f"{request.method} {request.url_rule.rule if request.url_rule else 'unknown'}"
