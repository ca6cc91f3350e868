"""The one place that knows nameko: a service class is hosted in a container, its `runs` starts the runtime."""

from collections.abc import Callable, Mapping
from typing import Any

from nameko.extensions import DependencyProvider

from shared.runtime.room import Room


class Runs(DependencyProvider):  # type: ignore[misc]
    """Runs the runtime for the room that `build(environ)` returns, as long as its container lives."""

    def __init__(self, build: Callable[[Mapping[str, str]], Room]) -> None:
        self._build = build

    def setup(self) -> Any: ...
