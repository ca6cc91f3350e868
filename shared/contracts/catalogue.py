"""All messages of Coulisse, in one list: what topology, codec, documentation and tests go by."""

from shared.contracts import (
    accounts,
    bookkeeping,
    cases,
    credit_notes,
    documents,
    failures,
    goods,
    notifying,
    people,
    purchases,
    shipments,
    stock,
    stock_value,
    stocktaking,
    subscriptions,
    warehouses,
)
from shared.contracts.failures import OF_THE_RUNTIME
from shared.contracts.message import Message
from shared.contracts.services import SERVICES

__all__ = ["BY_TYPE", "MESSAGES", "SERVICES", "received_by"]


def _messages_of(module: object) -> list[type[Message]]:
    found = (value for value in vars(module).values() if isinstance(value, type))
    return [kind for kind in found if issubclass(kind, Message) and kind is not Message]


_MODULES = (
    cases,
    people,
    documents,
    stock,
    stocktaking,
    warehouses,
    shipments,
    goods,
    stock_value,
    accounts,
    bookkeeping,
    purchases,
    credit_notes,
    subscriptions,
    notifying,
    failures,
)

MESSAGES: tuple[type[Message], ...] = tuple(kind for module in _MODULES for kind in _messages_of(module))

BY_TYPE: dict[str, type[Message]] = {kind.definition.type: kind for kind in MESSAGES}


def received_by(service: str) -> tuple[type[Message], ...]:
    """The messages that a service's table has to handle; its runtime handles OF_THE_RUNTIME besides."""
    return tuple(
        kind for kind in MESSAGES if service in kind.definition.receivers and kind not in OF_THE_RUNTIME
    )
