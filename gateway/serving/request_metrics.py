"""Requests by route and status, and how long they took; of all workers together."""

import os
import time

from flask import Flask, Response
from flask.globals import app_ctx, request_ctx
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

_BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class RequestMetrics:
    """One worker's part. Where gunicorn keeps several workers (PROMETHEUS_MULTIPROC_DIR is set, see
    gunicorn.conf.py), each writes into files of its own, and whichever is asked adds all of them up."""

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        self._requests = Counter(
            "coulisse_gateway_requests", "Requests", ["method", "route", "status"], registry=registry
        )
        self._seconds = Histogram(
            "coulisse_gateway_request_seconds",
            "From a request's complete head to its answer",
            ["method", "route"],
            buckets=_BOUNDS,
            registry=registry,
        )
        self.unsent = Gauge(
            "coulisse_gateway_unsent_requests",
            "Accepted requests that have waited for the broker for more than five seconds",
            registry=registry,
            multiprocess_mode="livemax",
        )
        self.unsent_seconds = Gauge(
            "coulisse_gateway_unsent_oldest_seconds",
            "Age of the oldest of them",
            registry=registry,
            multiprocess_mode="livemax",
        )

    def register(self, app: Flask) -> None:
        """Count every request of the application."""
        app.after_request(self._count)

    def _count(self, response: Response) -> Response:
        request = request_ctx.request
        # The rule, not the address: as many series as there are routes.
        route = request.url_rule.rule if request.url_rule else "none"
        method = request.method if request.url_rule else "any"
        self._requests.labels(method, route, str(response.status_code)).inc()
        if not response.is_streamed:
            self._seconds.labels(method, route).observe(time.perf_counter() - app_ctx.g.begun)
        return response

    def exposition(self) -> bytes:
        """The text that Prometheus reads."""
        if not os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
            alone: bytes = generate_latest(self.registry)
            return alone
        together = CollectorRegistry()
        MultiProcessCollector(together)  # type: ignore[no-untyped-call]
        text: bytes = generate_latest(together)
        return text
