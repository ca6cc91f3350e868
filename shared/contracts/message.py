"""How a message is defined: a frozen dataclass and one line that says who sends it where."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Literal, TypeVar, cast, dataclass_transform
from zlib import crc32

from shared.contracts.quick import quick

PARTITIONS = 4
"""Queues per service and lane. A changed number means new queue names and a drained broker."""

Lane = Literal["urgent", "normal"]
LANES: tuple[Lane, ...] = ("urgent", "normal")
"""In the order in which a runtime serves them."""

_TYPE = re.compile(r"^[a-z_]+\.[a-z_]+\.v[1-9][0-9]*$")


@dataclass(frozen=True, slots=True)
class Definition:
    """What the contract says of one message type, beside its fields.

    type: CloudEvents `type` and last part of the routing key, such as `stock.reserve.v1`.
    sender: the room that sends it (a service, or `gateway`); receivers: the services that handle it.
    partition_by: the fields whose values, with the tenant, choose the partition.
    """

    type: str
    kind: Literal["command", "event"]
    senders: tuple[str, ...]
    receivers: tuple[str, ...]
    partition_by: tuple[str, ...]


class Message:
    """Base of all messages. Fields are JSON values, decimals, instants and further frozen dataclasses."""

    __slots__ = ()
    definition: ClassVar[Definition]


M = TypeVar("M", bound=type[Message])


@dataclass_transform(frozen_default=True, kw_only_default=True)
def command(
    name: str, *, by: str | tuple[str, ...], to: str, partition_by: tuple[str, ...] = ("case",)
) -> Callable[[M], M]:
    """Define an order to one service, such as `stock.reserve.v1`; `by` names who may send it."""
    return _defined(name, "command", by, (to,), partition_by)


@dataclass_transform(frozen_default=True, kw_only_default=True)
def event(
    name: str, *, by: str | tuple[str, ...], to: tuple[str, ...], partition_by: tuple[str, ...] = ("case",)
) -> Callable[[M], M]:
    """Define a fact, such as `stock.reserved.v1`, and every service that listens to it."""
    return _defined(name, "event", by, to, partition_by)


def _defined(
    name: str,
    kind: Literal["command", "event"],
    by: str | tuple[str, ...],
    to: tuple[str, ...],
    partition_by: tuple[str, ...],
) -> Callable[[M], M]:
    if not _TYPE.match(name):
        raise ValueError(f"{name!r} is no message type: write thing.verb.v1")

    def define(cls: M) -> M:
        made = cast(M, quick(dataclass(frozen=True, slots=True, kw_only=True)(cls)))
        unknown = set(partition_by) - set(made.__dataclass_fields__)  # type: ignore[attr-defined]
        if unknown:
            raise ValueError(f"{name}: partition_by names no field: {sorted(unknown)}")
        senders = (by,) if isinstance(by, str) else by
        made.definition = Definition(name, kind, senders, to, partition_by)
        return made

    return define


def partition_of(tenant: str, message: Message) -> int:
    """The partition that all messages with the same partition key share, 0 to PARTITIONS - 1."""
    key = tenant
    for field in message.definition.partition_by:
        key = f"{key}|{getattr(message, field)}"
    return crc32(key.encode()) % PARTITIONS


def routing_key(lane: Lane, tenant: str, message: Message) -> str:
    """`lane.partition.name.version`, as in `urgent.3.stock.reserve.v1`."""
    return f"{lane}.{partition_of(tenant, message)}.{message.definition.type}"
