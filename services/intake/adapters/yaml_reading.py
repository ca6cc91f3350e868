"""Reading YAML with the place of everything at hand, so that an error can name file and line."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import TypeVar

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from services.intake.adapters.duration import deadline, duration
from services.intake.domain.deadline import Deadline

T = TypeVar("T")
_STR = "tag:yaml.org,2002:str"
_INT = "tag:yaml.org,2002:int"
_BOOL = "tag:yaml.org,2002:bool"


@dataclass
class Problems:
    """Everything that is wrong, each with file and line, in the order of reading."""

    texts: list[str] = field(default_factory=list)

    def add(self, place: Path, line: int, text: str) -> None:
        self.texts.append(f"{place}:{line}: {text}")


def meant(name: str, known: Iterable[str]) -> str:
    """What to do about an unknown name: the likely one, or all of them."""
    names = sorted(known)
    close = get_close_matches(name, names, n=1)
    return f"did you mean {close[0]}?" if close else f"use one of {', '.join(names)}."


class Reader:
    """Reads one file. A method that meets something wrong notes it and returns None, and reading goes on."""

    def __init__(self, path: Path, problems: Problems) -> None:
        self._path = path
        self._problems = problems

    def root(self) -> Node | None:
        """The file's only document."""
        try:
            node = yaml.compose(self._path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            self._problems.add(self._path, line, f"this is no YAML ({error.problem}): mend the syntax.")
            return None
        except (OSError, UnicodeError, yaml.YAMLError) as error:
            self._problems.add(
                self._path, 1, f"the file cannot be read ({type(error).__name__}): store it as UTF-8 text."
            )
            return None
        if node is None:
            self._problems.add(self._path, 1, "the file is empty: write a case type or remove it.")
        return node

    def wrong(self, node: Node, text: str) -> None:
        self._problems.add(self._path, node.start_mark.line + 1, text)

    def place(self, node: Node) -> str:
        return f"{self._path}:{node.start_mark.line + 1}"

    def entries(self, node: Node, what: str) -> dict[str, tuple[Node, Node]]:
        """Keys and values of a mapping: by key, the nodes of both. Notes a key that stands twice."""
        if not isinstance(node, MappingNode):
            self.wrong(node, f"{what} has to be a mapping: write `key: value` lines.")
            return {}
        found: dict[str, tuple[Node, Node]] = {}
        for key, value in node.value:
            name = key.value if isinstance(key, ScalarNode) else ""
            if name in found:
                self.wrong(key, f"{name} stands twice in {what}: remove one.")
            else:
                found[name] = (key, value)
        return found

    def fields(
        self, node: Node, what: str, required: tuple[str, ...], optional: tuple[str, ...] = ()
    ) -> dict[str, Node]:
        """Values of a mapping whose keys are known; notes unknown and missing ones."""
        entries = self.entries(node, what)
        known = (*required, *optional)
        for name, (key, _) in entries.items():
            if name not in known:
                self.wrong(key, f"{what} has no key {name!r}: {meant(name, known)}")
        if isinstance(node, MappingNode):
            for name in required:
                if name not in entries:
                    self.wrong(node, f"{what} lacks {name}: add it.")
        return {name: value for name, (_, value) in entries.items() if name in known}

    def text(self, node: Node | None, what: str, pattern: str = r".*\S.*", hint: str = "") -> str | None:
        if node is None:
            return None
        if not isinstance(node, ScalarNode) or node.tag != _STR or not re.fullmatch(pattern, node.value):
            self.wrong(node, f"{what} {hint or 'has to be a text: put it in quotes.'}")
            return None
        return str(node.value)

    def name(self, node: Node | None, what: str) -> str | None:
        return self.text(
            node,
            what,
            r"[a-z][a-z0-9_]{0,39}",
            "has to be a name of small letters, digits and underscores, at most 40.",
        )

    def team(self, node: Node | None) -> str | None:
        return self.text(
            node,
            "team",
            r"[a-z0-9][a-z0-9_-]{0,39}",
            "has to be a name of small letters, digits, hyphens and underscores, at most 40.",
        )

    def number(self, node: Node | None, what: str) -> int | None:
        if node is None:
            return None
        if (
            not isinstance(node, ScalarNode)
            or node.tag != _INT
            or not re.fullmatch(r"[1-9]\d{0,5}", node.value)
        ):
            self.wrong(node, f"{what} has to be a whole number from 1: write digits only.")
            return None
        return int(node.value)

    def flag(self, node: Node | None, what: str) -> bool:
        if node is None:
            return False
        if not isinstance(node, ScalarNode) or node.tag != _BOOL:
            self.wrong(node, f"{what} has to be true or false.")
            return False
        return str(node.value).lower() in ("true", "yes", "on")

    def duration(self, node: Node | None, what: str) -> timedelta | None:
        if node is None:
            return None
        length = duration(node.value) if isinstance(node, ScalarNode) else None
        if length is None:
            self.wrong(
                node,
                f"{what} is no duration: write ISO 8601 weeks, days, hours or minutes, as in P10D or PT4H.",
            )
        return length

    def deadline(self, node: Node | None, what: str) -> Deadline | None:
        if node is None:
            return None
        found = deadline(node.value) if isinstance(node, ScalarNode) else None
        if found is None:
            self.wrong(
                node,
                f"{what} is no duration: write ISO 8601 weeks, days, hours or minutes, as in P10D or PT4H, "
                "or business days, as in P2BD.",
            )
        return found

    def one_of(self, node: Node | None, what: str, words: Iterable[str]) -> str | None:
        if node is None:
            return None
        known = tuple(words)
        if not isinstance(node, ScalarNode) or node.value not in known:
            given = node.value if isinstance(node, ScalarNode) else ""
            self.wrong(node, f"{what} cannot be {given!r}: {meant(str(given), known)}")
            return None
        return str(node.value)

    def items(self, node: Node | None, what: str, read: Callable[[Node], T | None]) -> tuple[T, ...]:
        """The readable items of a list."""
        if node is None:
            return ()
        if not isinstance(node, SequenceNode):
            self.wrong(node, f"{what} has to be a list: write [a, b] or lines that begin with a hyphen.")
            return ()
        read_items = (read(item) for item in node.value)
        return tuple(item for item in read_items if item is not None)
