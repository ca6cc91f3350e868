"""Which trace a request's messages belong to."""

import time
from collections.abc import Iterator

import pytest
from flask import Flask, Response, g

from gateway.ids import new_id
from gateway.serving.request_traces import RequestTraces
from shared.telemetry.trace_context import place_of, sampled, trace_of
from shared.telemetry.tracing import Tracing
from tests.support.collector import Collector
from tests.support.processes import wait_until

TRACE, SPAN = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
ONE, OTHER = new_id("case"), new_id("case")
BEGUN: list[Tracing] = []


@pytest.fixture(autouse=True)
def ended() -> Iterator[None]:
    """No thread goes on exporting while other tests run."""
    yield
    while BEGUN:
        BEGUN.pop().stop()


def answered(
    environ: dict[str, str], *subjects: str, begins: bool = True, traceparent: str = ""
) -> tuple[list[str], Tracing]:
    """What the messages about these subjects carry, of one request; and the tracing, stopped after the test."""
    monkeypatched = {"OTEL_TRACES_SAMPLER": "parentbased_always_on", **environ}
    tracing = Tracing("gateway", monkeypatched)
    BEGUN.append(tracing)
    traces = RequestTraces(tracing)
    app = Flask("test")
    passed: list[str] = []

    def view() -> Response:
        g.request_id, g.begun_ns = "r1", time.time_ns()
        passed.extend(traces.passed_on(subject, begins=begins) for subject in subjects)
        return Response("ok")

    app.add_url_rule("/cases", "cases", view)
    traces.register(app)
    app.test_client().get("/cases", headers={"traceparent": traceparent} if traceparent else {})
    return passed, tracing


@pytest.fixture
def endpoint(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Nobody listens there: what is passed on does not depend on it."""
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_TIMEOUT", "0.1")
    return {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9"}


def test_without_an_endpoint_a_caller_s_trace_passes_unchanged() -> None:
    given = f"00-{TRACE}-{SPAN}-01"

    assert answered({}, ONE, traceparent=given)[0] == [given]
    assert answered({}, ONE)[0] == [""]


def test_a_caller_s_trace_goes_on_under_a_span_of_ours(endpoint: dict[str, str]) -> None:
    (passed,), _ = answered(endpoint, ONE, traceparent=f"00-{TRACE}-{SPAN}-01")

    assert place_of(passed).trace == TRACE
    assert place_of(passed).span != SPAN


def test_what_a_caller_does_not_record_is_not_recorded(endpoint: dict[str, str]) -> None:
    (passed,), _ = answered(endpoint, ONE, traceparent=f"00-{TRACE}-{SPAN}-00")

    assert not sampled(passed)


def test_a_malformed_trace_counts_as_none(endpoint: dict[str, str]) -> None:
    (passed,), _ = answered(endpoint, ONE, traceparent="00-évil-01")

    assert place_of(passed).trace == trace_of(ONE)


def test_what_is_asked_later_goes_into_the_case_s_own_trace(endpoint: dict[str, str]) -> None:
    (first,), _ = answered(endpoint, ONE)
    (later,), _ = answered(endpoint, ONE, begins=False)

    assert place_of(first).trace == place_of(later).trace == ONE.removeprefix("case_")
    assert place_of(first).span != place_of(later).span


def test_each_case_of_a_bulk_request_has_its_own_trace_and_all_are_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with Collector() as collector:
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url)
        (one, other), tracing = answered({"OTEL_EXPORTER_OTLP_ENDPOINT": collector.url}, ONE, OTHER)
        tracing.stop()

        assert [place_of(one).trace, place_of(other).trace] == [trace_of(ONE), trace_of(OTHER)]
        wait_until(lambda: len(collector.spans) == 2, 60, "both told")
        assert {span.trace for span in collector.spans} == {trace_of(ONE), trace_of(OTHER)}
        assert all(span.parent == "" for span in collector.spans)
