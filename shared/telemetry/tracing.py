"""Spans to an OpenTelemetry collector, by the standard OTEL_* variables; without an endpoint nothing is recorded.

Spans are made when they are over, for what is sampled alone: what is not sampled costs one look at a flag. The runtime
works on many messages at a time, so there is no "current span" that a tracer could keep; parents are known by the
messages themselves.
"""

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from opentelemetry.trace import Link, SpanContext, SpanKind, Status, StatusCode, TraceFlags

from shared.contracts.errors import SettingsError
from shared.telemetry.trace_context import Place, place_of, span_id, trace_of

_ENDPOINTS = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
_SHARE_BITS = 56
_LAST_SECONDS = 2.0
_RECORDED = TraceFlags(TraceFlags.SAMPLED)
Value = str | int | float | bool


@dataclass(frozen=True, slots=True)
class Sampling:
    """share: of the traces that begin here, from 0 to 1. by_parent: whether a caller's own decision counts."""

    share: float = 0.1
    by_parent: bool = True

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> "Sampling":
        """OTEL_TRACES_SAMPLER and OTEL_TRACES_SAMPLER_ARG, as OpenTelemetry defines them; one trace in ten, and what
        the caller decided, by default. Raises SettingsError."""
        name = environ.get("OTEL_TRACES_SAMPLER", "") or "parentbased_traceidratio"
        kind = name.removeprefix("parentbased_")
        given = environ.get("OTEL_TRACES_SAMPLER_ARG", "") or "0.1"
        try:
            share = {"always_on": 1.0, "always_off": 0.0}.get(kind, float(given))
        except ValueError:
            raise SettingsError(f"OTEL_TRACES_SAMPLER_ARG is a share from 0 to 1, not {given!r}") from None
        if kind not in ("always_on", "always_off", "traceidratio") or not 0 <= share <= 1:
            raise SettingsError(f"OTEL_TRACES_SAMPLER={name} with {given} is nothing that is known here")
        return cls(share, name.startswith("parentbased_"))

    def takes(self, trace: str) -> bool:
        """Whether a trace that begins here is recorded: by its last 56 bits, which are random in ids of cases too."""
        return int(trace[-_SHARE_BITS // 4 :], 16) < self.share * (1 << _SHARE_BITS)


class _Export:
    """The SDK, which costs a third of a second to import: taken in where traces are wanted, and there alone."""

    def __init__(self, service: str, environ: Mapping[str, str]) -> None:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import ReadableSpan
        from opentelemetry.sdk.trace.export import BatchSpanProcessor

        logging.getLogger("opentelemetry").setLevel(logging.ERROR)
        given = {} if environ.get("OTEL_SERVICE_NAME") else {"service.name": service}
        resource = Resource.create({"service.namespace": "coulisse", **given})
        self.span: Callable[..., ReadableSpan] = partial(ReadableSpan, resource=resource)
        self.processor = BatchSpanProcessor(OTLPSpanExporter())


class Tracing:
    """One process's way to the collector. Make it after a fork: it has a thread of its own."""

    def __init__(self, service: str, environ: Mapping[str, str]) -> None:
        self.sampling = Sampling.read(environ)
        disabled = environ.get("OTEL_SDK_DISABLED", "").lower() == "true"
        self.on = any(environ.get(name) for name in _ENDPOINTS) and not disabled
        self._export = _Export(service, environ) if self.on else None

    def begun(self, subject: str) -> str:
        """The traceparent of something that nobody has caused: the subject's own trace, recorded or not. Empty where
        tracing is off."""
        if not self.on:
            return ""
        trace = trace_of(subject)
        return f"00-{trace}-{span_id(trace)}-{'01' if self.sampling.takes(trace) else '00'}"

    def record(
        self,
        name: str,
        kind: SpanKind,
        here: str,
        parent: Place | None,
        began_ns: int,
        ended_ns: int,
        about: Mapping[str, Value],
        *,
        link: str = "",
        failed: str = "",
    ) -> None:
        """Tell of a span that is over. here: its own traceparent; parent: the span that caused it; link: the
        traceparent of another trace that has to do with it; failed: why, in few words."""
        if self._export is None:
            return
        self._export.processor.on_end(
            self._export.span(
                name,
                context=_context(place_of(here), remote=False),
                parent=None if parent is None else _context(parent, remote=True),
                attributes=dict(about),
                kind=kind,
                links=(Link(_context(place_of(link), remote=True)),) if link else (),
                status=Status(StatusCode.ERROR, failed) if failed else Status(),
                start_time=began_ns,
                end_time=ended_ns,
            )
        )

    def stop(self) -> None:
        """Send what is left, for two seconds at most: a collector that hangs must not hold up the end."""
        if self._export is not None:
            last = threading.Thread(target=self._export.processor.shutdown, name="last spans", daemon=True)
            last.start()
            last.join(_LAST_SECONDS)


def _context(place: Place, *, remote: bool) -> SpanContext:
    return SpanContext(int(place.trace, 16), int(place.span, 16), is_remote=remote, trace_flags=_RECORDED)
