"""What is wrong with a template, where."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Flaw:
    """line: counted from 1; code: stable, what the gateway has words for; values: that stand in those words; part:
    subject, text, html or chat."""

    line: int
    code: str
    values: Mapping[str, object] = field(default_factory=dict)
    part: str = ""

    def __str__(self) -> str:
        return " ".join([self.code, *map(str, self.values.values())])
