"""Which replica of a service works on which partition, so that all of them share the work evenly."""

from collections.abc import Iterable
from hashlib import blake2b


def owners(partitions: int, replicas: Iterable[str]) -> dict[int, str]:
    """The replica that each partition, 0 to partitions - 1, belongs to; empty when there are none.

    Everybody who knows the same replicas comes to the same answer. The numbers of partitions differ by one at most;
    within that, each partition goes to whom it ranks highest (rendezvous hashing), so that few of them move when a
    replica comes or goes.
    """
    names = sorted(set(replicas))
    if not names:
        return {}
    each, more = divmod(partitions, len(names))
    held = dict.fromkeys(names, 0)
    found: dict[int, str] = {}
    for partition in range(partitions):
        for name in sorted(names, key=lambda name: _rank(name, partition)):
            if held[name] < each or (held[name] == each and more > 0):
                more -= held[name] == each
                held[name] += 1
                found[partition] = name
                break
    return found


def _rank(name: str, partition: int) -> bytes:
    return blake2b(f"{name}|{partition}".encode(), digest_size=8).digest()
