"""Five plain nameko services: an event handler, a few writes, a dispatch."""

from typing import Any

from nameko.events import EventDispatcher, EventHandler
from nameko.extensions import DependencyProvider

from tests.performance.peers.storing import Documents, connect
from tests.performance.peers.work import Hop, Service, handled_by, senders_of

NAME = "peer_nameko"


class QuorumEventHandler(EventHandler):  # type: ignore[misc]
    """nameko's event handler on a quorum queue; its own are classic."""

    def setup(self) -> None:
        super().setup()
        self.queue.queue_arguments = {"x-queue-type": "quorum"}


class Storage(DependencyProvider):  # type: ignore[misc]
    """The service's own database; one connection pool a process."""

    def __init__(self, database: str) -> None:
        self.database = database

    def setup(self) -> None:
        self.documents = Documents(connect(self.container.config["MONGODB_URL"]), self.database)

    def get_dependency(self, worker_ctx: Any) -> Documents:
        return self.documents


def _handler(hop: Hop, sender: str) -> Any:
    def handle(self: Any, payload: dict[str, Any]) -> None:
        for name, body in self.documents.handle(hop.message, payload["case"]):
            self.dispatch(name, body)

    handle.__name__ = f"{hop.message.replace('.', '_')}_of_{sender}"
    return QuorumEventHandler.decorator(f"{NAME}_{sender}", hop.message)(handle)


def _service(name: Service) -> type[Any]:
    """A class as one would write it: a name, its dependencies, one event handler for each message."""
    handlers = [_handler(hop, sender) for hop in handled_by(name) for sender in senders_of(hop.message)]
    return type(
        name.title(),
        (),
        {
            "name": f"{NAME}_{name}",
            "dispatch": EventDispatcher(),
            "documents": Storage(f"{NAME}_{name}"),
            **{handler.__name__: handler for handler in handlers},
        },
    )


Intake = _service("intake")
Validation = _service("validation")
Accounting = _service("accounting")
Logistics = _service("logistics")
Notifications = _service("notifications")
