"""The names that a template may use, by what it is for."""

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from jinja2 import nodes

from services.notifications.domain.digest import DIGEST as DIGEST_TYPE
from services.notifications.domain.payload import EVENT_NAMES, NOT_SAID, PROGRESS, TOLD
from services.notifications.domain.pinging import PING
from services.notifications.domain.template import DEFAULT, DIGEST
from services.notifications.rendering.flaws import Flaw
from shared.contracts.cases import CaseProgressed
from shared.contracts.message import Message

NAMES = (*EVENT_NAMES, DEFAULT, DIGEST)
"""Of templates."""

LANGUAGES = ("en", "fr")
_EVENT = frozenset({"id", "type", "title", "timestamp", "client", "data", "facts"})


def template_of(type: str) -> str:
    """The name of the template by which an event of this type is told."""
    if type == DIGEST_TYPE:
        return DIGEST
    return DEFAULT if type == PING else type


def data_of(name: str) -> frozenset[str]:
    """What `data` holds for events of this name; of any of them for `default`."""
    kinds: tuple[Any, ...] = TOLD if name in (DEFAULT, DIGEST) else (_message_of(name),)
    return frozenset(field.name for kind in kinds for field in fields(kind) if field.name not in NOT_SAID)


def names_of(name: str) -> frozenset[str]:
    """What stands by itself in a template of this name."""
    return frozenset(
        {"organisation", "events", "more"} if name == DIGEST else {"organisation", "event", "data"}
    )


def unknown(tree: nodes.Template, name: str) -> Iterator[Flaw]:
    """Names that a template of this name is never given, one flaw each."""
    known, bound = names_of(name), {one.name for one in tree.find_all(nodes.Name) if one.ctx != "load"}
    for used in tree.find_all(nodes.Name):
        if used.ctx == "load" and used.name not in known | bound:
            yield _flaw(used.lineno, used.name, known)
    for used_part in tree.find_all(nodes.Getattr):
        if isinstance(used_part.node, nodes.Name) and used_part.node.name not in bound:
            parts = {"event": _EVENT, "data": data_of(name)}.get(used_part.node.name)
            if parts is not None and used_part.attr not in parts:
                yield _flaw(used_part.lineno, f"{used_part.node.name}.{used_part.attr}", parts)


def _flaw(line: int, name: str, known: frozenset[str]) -> Flaw:
    return Flaw(line, "unknown_name", {"name": name, "known": ", ".join(sorted(known))})


def _message_of(name: str) -> type[Message]:
    if name.removeprefix("case.") in PROGRESS:
        return CaseProgressed
    (found,) = (kind for kind in TOLD if kind.definition.type.rsplit(".", 1)[0] == name)
    return found
