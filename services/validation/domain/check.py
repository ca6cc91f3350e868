"""What validation knows of a checking step."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from shared.contracts.values import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One checking step of a case, in its latest round.

    findings: those of the decision while inspecting, all of them once done. Bounded: the findings of one
    document are few by construction, and a case's documents are limited at the door.
    """

    id: str
    tenant: str
    case: str
    step: str
    round: int
    checks: tuple[str, ...]
    state: Literal["inspecting", "done"]
    findings: tuple[Finding, ...]
    asked_at: datetime
    done_at: datetime | None = None

    @property
    def accepted(self) -> bool:
        """Nothing that was found is an error."""
        return all(finding.severity != "error" for finding in self.findings)


def check_id(case: str, step: str) -> str:
    return f"{case}/{step}"


def inspection_id(case: str, step: str, round: int) -> str:
    """The id of the effect of one round."""
    return f"inspect/{case}/{step}/{round}"
