"""What a route is, and what its view is given."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Response

from gateway.accepting.body_hash import NO_BODY, BodyHash
from gateway.access.api_keys import Caller
from gateway.reading import conditional
from gateway.schemas.explained import Shape


@dataclass(frozen=True, slots=True)
class Call:
    """What a view is given. request_id: the id under which the request is stored; body_hash: the keyed hash of its
    body; both are empty for routes that store none. expected: the version that If-Match names, for routes that are
    `editable`; None when any will do."""

    caller: Caller
    path: Mapping[str, str]
    query: Mapping[str, Any]
    body: Any
    request_id: str = ""
    body_hash: BodyHash = NO_BODY
    expected: int | None = None

    def check_version(self, current: int) -> None:
        """Raises a 412 problem when the client means to change another version than the current one."""
        conditional.check_version(self.expected, current)


View = Callable[[Call], Response]


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One operation.

    scope: what the key must hold; body, query: shapes (instances, made once); answer: the shape of success, for the
    documentation; produces: the media types that it can answer.
    stores: it hands over work; makes: it does its work at once; both need an Idempotency-Key.
    raw: the view reads the body itself, does its work at once and may do it twice without harm; a key is honoured.
    own_keys: it honours the key itself.
    editable: whether it reads If-Match, or insists on it.
    speaks: its answer is in the language that is asked for.
    Limits: seconds: what the databases may take for it; most_body_bytes: its body; None for the settings.
    """

    method: str
    path: str
    scope: str
    summary: str
    status: int = 200
    answer: Any = None
    body: Shape | None = None
    query: Shape | None = None
    stores: bool = False
    makes: bool = False
    raw: bool = False
    own_keys: bool = False
    produces: tuple[str, ...] = ("application/json",)
    editable: conditional.Editable = ""
    speaks: bool = False
    seconds: float | None = None
    most_body_bytes: int | None = None
    example: Mapping[str, Any] | None = None
    more: Mapping[str, Any] = field(default_factory=dict)
