"""gunicorn -c gateway/stream/gunicorn.conf.py 'gateway.stream.app:create_app()'"""  # noqa: N999 - as gunicorn has it

# ruff: noqa: E402 - everything below has to be imported after the patching
from gevent import monkey

monkey.patch_all()

from gateway.serving import worker_files

worker_files.make_folder()

import os
from typing import Any

import gunicorn.http.wsgi

from gateway.serving.orphans import end_with_parent
from gateway.stream.app import EXTENSION
from gateway.stream.settings import StreamSettings
from shared.security.secret_files import read_secret_files

read_secret_files(os.environ)
_settings = StreamSettings.read()

# Its name and version are nobody's business.
gunicorn.http.wsgi.SERVER = "coulisse"

bind = _settings.bind
workers = _settings.workers
# A thread for each idle listener would be paid for in memory and switching; green ones cost some 50 KB.
worker_class = "gevent"
worker_connections = _settings.most + 100
preload_app = False
timeout = 60
# Streams end by themselves as soon as the worker is told to stop.
graceful_timeout = 10
keepalive = 15
backlog = 2048
limit_request_line = 4094
limit_request_fields = 60
limit_request_field_size = 8190
accesslog = None
# It would lie in the home of whoever runs this, one for all of that user's gateways.
control_socket_disable = True
loglevel = "warning"


def post_fork(server: Any, _worker: Any) -> None:
    """The worker must not outlive who keeps it."""
    end_with_parent(server.pid)


def post_worker_init(worker: Any) -> None:
    """The worker has its application: begin to follow the log, until the worker is told to stop."""
    worker.app.callable.extensions[EXTENSION].start(lambda: worker.alive)


def child_exit(_server: Any, worker: Any) -> None:
    """In the process that keeps the workers."""
    worker_files.forget_worker(worker.pid)


def on_exit(_server: Any) -> None:
    """In the same."""
    worker_files.remove_folder()


def worker_exit(_server: Any, worker: Any) -> None:
    """Take leave."""
    if worker.app.callable is not None:
        worker.app.callable.extensions[EXTENSION].stop()
