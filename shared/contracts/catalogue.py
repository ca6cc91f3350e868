"""All messages of Coulisse, in one list: what topology, codec, documentation and tests go by."""

from shared.contracts import (
    accounts,
    cases,
    credit_notes,
    documents,
    goods,
    purchases,
    stock,
    stock_value,
    subscriptions,
)
from shared.contracts.message import Message

SERVICES = ("intake", "validation", "accounting", "logistics", "notifications", "operations")


def _messages_of(module: object) -> list[type[Message]]:
    found = (value for value in vars(module).values() if isinstance(value, type))
    return [kind for kind in found if issubclass(kind, Message) and kind is not Message]


_MODULES = (cases, documents, stock, goods, stock_value, accounts, purchases, credit_notes, subscriptions)

MESSAGES: tuple[type[Message], ...] = tuple(kind for module in _MODULES for kind in _messages_of(module))

BY_TYPE: dict[str, type[Message]] = {kind.definition.type: kind for kind in MESSAGES}


def received_by(service: str) -> tuple[type[Message], ...]:
    """The messages that a service has to handle."""
    return tuple(kind for kind in MESSAGES if service in kind.definition.receivers)
