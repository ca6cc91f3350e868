"""An OpenTelemetry collector for tests: takes OTLP over HTTP and keeps every span it is told of."""

import gzip
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest


@dataclass(frozen=True)
class Told:
    """A span in hexadecimal digits; parent: empty for the first of a trace."""

    service: str
    name: str
    trace: str
    span: str
    parent: str
    attributes: dict[str, str]


class Collector:
    """Listens on loopback while used as a context manager."""

    def __init__(self) -> None:
        self.spans: list[Told] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self.spans))
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def of(self, trace: str) -> list[Told]:
        """Everything told of one trace so far."""
        return [span for span in list(self.spans) if span.trace == trace]

    def __enter__(self) -> "Collector":
        self._thread.start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()


def _handler(spans: list[Told]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.headers.get("Content-Encoding") == "gzip":
                body = gzip.decompress(body)
            spans.extend(_spans(ExportTraceServiceRequest.FromString(body)))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            return

    return Handler


def _spans(request: ExportTraceServiceRequest) -> list[Told]:
    found = []
    for resource in request.resource_spans:
        (service,) = [
            one.value.string_value for one in resource.resource.attributes if one.key == "service.name"
        ]
        for scope in resource.scope_spans:
            for span in scope.spans:
                attributes = {
                    one.key: one.value.string_value or str(one.value.int_value) for one in span.attributes
                }
                found.append(
                    Told(
                        service,
                        span.name,
                        span.trace_id.hex(),
                        span.span_id.hex(),
                        span.parent_span_id.hex(),
                        attributes,
                    )
                )
    return found
