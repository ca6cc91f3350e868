"""Why the warehouse says no, to whoever asked: as an operation's answer, or as a reason in an event."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from shared.contracts.decision import Answer, refused


@dataclass(frozen=True, slots=True)
class Fault:
    """code: stable, for programs; detail: what is wrong; remedy: what to do; pointer: which field (RFC 6901). The texts
    are constant, so that they can be said in every language; `{name}` stands for one of `values`."""

    code: str
    detail: str
    remedy: str
    pointer: str = ""
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def answer(self) -> Answer:
        return refused(self.code, self.detail, self.remedy, self.pointer, values=self.values)

    @property
    def reason(self) -> str:
        """For events, whose readers know one language."""
        return f"{self.detail} {self.remedy}".format_map(self.values)
