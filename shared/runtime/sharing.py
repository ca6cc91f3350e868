"""Which queues a replica leaves to others, whenever the replicas of its service have changed."""

from collections.abc import Container, Mapping

from shared.contracts.message import LANES, PARTITIONS
from shared.contracts.topology import queue_name
from shared.runtime.owners import owners

_Owner = tuple[str, str]


class Sharing:
    """Remembers what this replica has left to whom.

    Every replica is attached to every queue, and the broker gives each queue to one of them: to the one that was
    attached first, and when it goes to the next. Whoever leaves a queue that is another's and attaches again stands
    behind that other one. Once everybody has done so, the owner is served. Should two have left at the same time and
    stand in the wrong order, whoever is served sees it and leaves once more.
    """

    def __init__(self, service: str, name: str) -> None:
        self._service = service
        self._name = name
        self._left_to: dict[int, _Owner] = {}

    def to_leave(self, replicas: Mapping[str, str], served: Container[str]) -> list[str]:
        """The queues to leave and attach to again.

        replicas: the living ones and the attachment of each, which is another one whenever it has attached anew;
        served: the queues that this replica was served from since it was asked last.
        """
        queues: list[str] = []
        for partition, owner in owners(PARTITIONS, replicas).items():
            attached = (owner, replicas[owner])
            known = self._left_to.get(partition) == attached
            self._left_to[partition] = attached
            lanes = [queue_name(self._service, lane, partition) for lane in LANES]
            if owner != self._name:
                queues += [queue for queue in lanes if not known or queue in served]
        return queues
