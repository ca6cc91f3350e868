"""The operations of the API, from its own OpenAPI document."""

import copy
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True)
class Operation:
    """parameters: names in the address; queries: names in the query; headers: what it cannot be asked without, beside
    the credential and the idempotency key; body: the example, or None."""

    method: str
    path: str
    parameters: tuple[str, ...]
    queries: tuple[str, ...]
    body: Any
    headers: Mapping[str, str] = field(default_factory=dict)

    def address(self, names: Callable[[str], str]) -> str:
        """With something in place of each parameter."""
        found = self.path
        for name in self.parameters:
            found = found.replace("{" + name + "}", names(name))
        return found

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def operations(document: Mapping[str, Any]) -> list[Operation]:
    """All that need a credential."""
    return [
        _operation(document, method, path, item)
        for path, item in document["paths"].items()
        for method in item
        if method in METHODS and item[method].get("security")
    ]


def _operation(document: Mapping[str, Any], method: str, path: str, item: Mapping[str, Any]) -> Operation:
    given = [*item.get("parameters", ()), *item[method].get("parameters", ())]
    parameters = [_resolved(document, one) for one in given]
    content = item[method].get("requestBody", {}).get("content", {})
    return Operation(
        method.upper(),
        path,
        tuple(one["name"] for one in parameters if one["in"] == "path"),
        tuple(one["name"] for one in parameters if one["in"] == "query"),
        content.get("application/json", {}).get("example"),
        # Whatever the present version is.
        {"If-Match": "*"} if any(one["name"] == "If-Match" for one in parameters) else {},
    )


def _resolved(document: Mapping[str, Any], one: Mapping[str, Any]) -> Mapping[str, Any]:
    while "$ref" in one:
        found: Any = document
        for part in one["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        one = found
    return one


def places(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where each value of a body stands."""
    if at:
        yield at
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        yield from places(one, (*at, key))


def with_put(body: Any, place: tuple[Any, ...], put: Any) -> Any:
    """The body with another value in one place."""
    changed = copy.deepcopy(body)
    holder = changed
    for key in place[:-1]:
        holder = holder[key]
    holder[place[-1]] = put
    return changed
