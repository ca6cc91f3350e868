"""What validation knows of a checking step."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from shared.contracts.values import Actor, CheckSetting, Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """A person takes a finding upon themselves: it no longer stands against the case in this round."""

    rule: str
    rule_version: int
    where: str
    reason: str
    actor: Actor
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One checking step of a case, in its latest round.

    findings: those of the decision while inspecting, all of them once done. Bounded: the findings of one
    document are few by construction, and a case's documents are limited at the door. settings: as the case type has
    them; versions: of the checks that were run, by name; again: it was asked for once more in the same round; due_at:
    when it has to be looked at since a check has another version now.
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
    settings: tuple[CheckSetting, ...] = ()
    versions: dict[str, int] = field(default_factory=dict)
    waivers: tuple[Waiver, ...] = ()
    again: bool = False
    due_at: datetime | None = None

    @property
    def accepted(self) -> bool:
        """Nothing that was found is an error, but for what was waived."""
        waived = {(waiver.rule, waiver.where) for waiver in self.waivers}
        return all(
            finding.severity != "error" or (finding.rule, finding.where) in waived
            for finding in self.findings
        )


def check_id(case: str, step: str) -> str:
    return f"{case}/{step}"


def inspection_id(check: Check) -> str:
    """The id of the effect of one round; of a round that is looked at once more, since a check has another version now,
    each time another one."""
    edition = f"/{sum(check.versions.values())}" if check.again else ""
    return f"inspect/{check.case}/{check.step}/{check.round}{edition}"
