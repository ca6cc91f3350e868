"""What became of hostile messages: each is handled or kept, or it has vanished."""

from collections.abc import Iterable
from hashlib import sha256

from shared.contracts.codec import decode
from shared.contracts.errors import CoulisseError
from shared.contracts.topology import queue_name
from tests.integration.runtime.desk import Desk
from tests.integration.runtime.hostile import Hostile

KEY = "normal.1.stock.reserve.v1"
_QUEUE = queue_name("logistics", "normal", 1)
"""Where KEY leads."""


def without_fate(desk: Desk, messages: Iterable[Hostile]) -> list[Hostile]:
    """Those that neither the inbox nor the failed store knows."""
    known = set(desk.database.inbox.distinct("ids")) | set(desk.database.failed.distinct("_id"))
    return [message for message in messages if _id_of(message.body) not in known]


def _id_of(body: bytes) -> str:
    """A message that can be read is known by its id, another one by its bytes; see shared/runtime/aside.py."""
    try:
        return decode(body).envelope.id
    except CoulisseError:
        return sha256(_QUEUE.encode() + body).hexdigest()
