"""Who is called next: round robin over kinds and destinations, so that a busy partner starves no other."""

from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from shared.persistence.effect_port import Candidate


@dataclass(frozen=True, slots=True)
class Place:
    """Where a call goes: one kind of effect, one destination."""

    kind: str
    destination: str


@dataclass(frozen=True, slots=True)
class Share:
    """Effects for one call."""

    place: Place
    ids: tuple[str, ...]


def fair_share(
    candidates: Sequence[Candidate],
    free: int,
    room: Callable[[Place], int],
    most: Callable[[Place], int],
) -> list[Share]:
    """At most `free` calls: to each place as many as it has room for, of at most `most` effects each. Within a place
    the order of the candidates holds."""
    queues: dict[Place, deque[str]] = {}
    for candidate in candidates:
        queues.setdefault(Place(candidate.kind, candidate.destination), deque()).append(candidate.id)
    rooms = {place: room(place) for place in queues}
    shares: list[Share] = []
    planned: Counter[Place] = Counter()
    while queues:
        for place, waiting in list(queues.items()):
            if not waiting or planned[place] >= rooms[place]:
                del queues[place]
                continue
            if len(shares) >= free:
                return shares
            ids = tuple(waiting.popleft() for _ in range(min(most(place), len(waiting))))
            shares.append(Share(place, ids))
            planned[place] += 1
    return shares
