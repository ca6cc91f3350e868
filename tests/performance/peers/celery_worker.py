"""The Celery application that each worker runs: a task for each message, a queue for each service."""

import os
from typing import Any

from celery import Celery, signals
from kombu.entity import Queue

from tests.performance.peers.storing import Documents, connect
from tests.performance.peers.work import HOPS, SERVICES

NAME = "peer_celery"


def queue_name(service: str) -> str:
    return f"{NAME}_{service}"


def application(amqp_url: str) -> Celery:
    """Celery as its documentation recommends it for tasks that must not be lost: acknowledged late, also when the
    worker dies, quorum queues, confirmed publishing; no result backend, since nobody asks for results."""
    app = Celery(NAME, broker=amqp_url)
    app.conf.update(
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        task_ignore_result=True,
        task_default_queue_type="quorum",
        task_default_exchange=NAME,
        task_default_exchange_type="direct",
        task_queues=[
            Queue(  # type: ignore[no-untyped-call]
                queue_name(service),
                routing_key=queue_name(service),
                queue_arguments={"x-queue-type": "quorum"},
            )
            for service in SERVICES
        ],
        task_routes={hop.message: {"queue": queue_name(hop.service)} for hop in HOPS},
        broker_transport_options={"confirm_publish": True},
        broker_connection_retry_on_startup=True,
        broker_native_delayed_delivery_queue_type="quorum",
        worker_enable_remote_control=False,
        worker_send_task_events=False,
    )
    return app


def worker(service: str, amqp_url: str, mongodb_url: str) -> Celery:
    """The application with its tasks, for a worker of this service."""
    app = application(amqp_url)
    kept: list[Documents] = []

    @signals.worker_process_init.connect(weak=False)  # type: ignore[untyped-decorator]
    def open_database(**_: Any) -> None:
        kept.append(Documents(connect(mongodb_url), f"{NAME}_{service}"))

    def handling(message: str) -> None:
        @app.task(name=message)  # type: ignore[untyped-decorator]
        def handle(payload: dict[str, Any]) -> None:
            for name, body in kept[0].handle(message, payload["case"]):
                app.send_task(name, args=[body])

    for hop in HOPS:
        handling(hop.message)
    return app


def main() -> None:
    """One worker for the service that PEER_SERVICE names: prefork with one child, so that every service has one
    process that works, as with nameko."""
    service = os.environ["PEER_SERVICE"]
    app = worker(service, os.environ["AMQP_URL"], os.environ["MONGODB_URL"])
    app.worker_main(
        [
            "worker",
            "--pool=prefork",
            "--concurrency=1",
            f"--queues={queue_name(service)}",
            f"--hostname={service}@{NAME}",
            "--without-gossip",
            "--without-mingle",
            "--without-heartbeat",
            "--loglevel=WARNING",
        ]
    )


if __name__ == "__main__":
    main()
