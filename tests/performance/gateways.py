"""Other doors to stand beside the gateway's: the same without storing, and an empty Flask route."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import psutil
import requests
from flask import Flask, Response

from infra.local.house import clone
from tests.performance.consumption import with_children
from tests.performance.house import SETTINGS, Measured
from tests.support.processes import free_port, wait_until

EMPTY_PATH = "/empty"
Door = tuple[str, list[psutil.Process]]
"""Its address and its processes."""


def empty_app() -> Flask:
    """What Flask and gunicorn cost when there is nothing to do."""
    app = Flask("empty", static_folder=None)
    app.add_url_rule(EMPTY_PATH, view_func=_empty, methods=["GET"], endpoint="empty")
    return app


def _empty() -> Response:
    return Response(b"{}", content_type="application/json")


@contextmanager
def storing_nothing(platform: Measured) -> Iterator[Door]:
    """The same gateway, with as many workers, made by its factory with store=False."""
    with _served(platform, "gateway.app:create_app(store=False)", ("-c", "gateway/gunicorn.conf.py")) as door:
        yield door


@contextmanager
def empty_flask(platform: Measured) -> Iterator[Door]:
    """An empty Flask route behind the same gunicorn, workers and threads."""
    processes = platform.processes()["gateway"]
    workers = max(1, len(processes[0].children()))
    options = (
        "--worker-class",
        "gthread",
        "--workers",
        str(workers),
        "--threads",
        "16",
        "--keep-alive",
        "15",
    )
    with _served(platform, "tests.performance.gateways:empty_app()", options) as door:
        yield door


@contextmanager
def _served(platform: Measured, application: str, options: tuple[str, ...]) -> Iterator[Door]:
    bind = f"127.0.0.1:{free_port()}"
    account = platform.accounts["gateway"]
    process = subprocess.Popen(
        [str(clone() / ".venv/bin/gunicorn"), *options, "--bind", bind, application],
        cwd=clone(),
        env={
            **os.environ,
            **SETTINGS,
            "PYTHONPATH": str(clone()),
            "MONGODB_URL": account.mongodb_url,
            "AMQP_URL": account.amqp_url,
            "COULISSE_MASTER_KEY_FILE": str(platform.house.master_key),
            "GATEWAY_BIND": bind,
        },
        stdout=sys.stderr,
        stderr=sys.stderr,
    )
    try:
        wait_until(lambda: _answers(f"http://{bind}"), 30, f"{application} answering")
        yield f"http://{bind}", with_children([process.pid])
    finally:
        process.terminate()
        process.wait(30)


def _answers(url: str) -> bool:
    try:
        return requests.get(f"{url}/healthz", timeout=1).status_code in {200, 404}
    except requests.RequestException:
        return False
