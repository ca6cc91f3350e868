"""gunicorn -c gateway/gunicorn.conf.py 'gateway.app:create_app()'"""  # noqa: N999 - the name that gunicorn documents

# ruff: noqa: E402 - the folder has to be there before anything imports prometheus_client
from gateway.serving import worker_files

worker_files.make_folder()

import os
from typing import Any

import gunicorn.http.wsgi

from gateway.house import EXTENSION
from gateway.serving import patient_worker, sending
from gateway.serving.orphans import end_with_parent
from gateway.settings import Settings
from shared.security.secret_files import read_secret_files

read_secret_files(os.environ)
_settings = Settings.read()

# Its name and version are nobody's business.
gunicorn.http.wsgi.SERVER = "coulisse"
gunicorn.http.wsgi.Response = sending.JoinedResponse

patient_worker.SECONDS = _settings.client_seconds

bind = _settings.bind
workers = _settings.workers
threads = _settings.threads
worker_class = "gateway.serving.patient_worker.PatientWorker"
# The application is made in each worker: connections and threads do not survive a fork.
preload_app = False
timeout = 60
graceful_timeout = 25
keepalive = 15
worker_connections = 1000
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
    """The worker has its application: begin to store and publish."""
    worker.app.callable.extensions[EXTENSION].start()


def child_exit(_server: Any, worker: Any) -> None:
    """In the process that keeps the workers."""
    worker_files.forget_worker(worker.pid)


def on_exit(_server: Any) -> None:
    """In the same."""
    worker_files.remove_folder()


def worker_exit(_server: Any, worker: Any) -> None:
    """Finish what is under way."""
    application = worker.app.callable
    if application is not None and application.extensions[EXTENSION].acceptance.running:
        application.extensions[EXTENSION].stop()
