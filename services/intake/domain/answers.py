"""What a service's event means for the step that it answers."""

from dataclasses import dataclass, field
from typing import Literal

from shared.contracts.cases import Progress
from shared.contracts.values import Actor


@dataclass(frozen=True, slots=True)
class Done:
    """The step is done. progress: what the front office wants to know of it, with its details."""

    progress: Progress | None = None
    details: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Waiting:
    """The step goes on by itself once something has come in. revokes: a step that was done is not so any
    more; progress: what has come of it already, which the front office wants to know, with its details."""

    waits_for: Literal["stock", "payment", "review"]
    detail: str
    revokes: bool = False
    progress: Progress | None = None
    details: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NotPossible:
    """What an earlier step had secured is gone; this step is asked again once it is back."""

    waits_for: Literal["stock"]
    detail: str
    secured_by: str


@dataclass(frozen=True, slots=True)
class NeedsCorrection:
    """The front office has to mend something; faulty: the documents to be replaced."""

    wanted_en: tuple[str, ...]
    wanted_fr: tuple[str, ...]
    faulty: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """The case cannot go on."""

    reason: str


@dataclass(frozen=True, slots=True)
class Undone:
    """Nothing of the step is left."""

    progress: Progress | None = None
    details: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class UndoFailed:
    """A person has to undo it."""

    reason: str


@dataclass(frozen=True, slots=True)
class AcceptedOnce:
    """The first of two persons has accepted."""

    by: Actor


@dataclass(frozen=True, slots=True)
class Waived:
    """A person has taken a finding upon themselves. accepted: nothing else stands against the case."""

    accepted: bool
    details: dict[str, str]


@dataclass(frozen=True, slots=True)
class Outdated:
    """What was found may be found otherwise today."""


@dataclass(frozen=True, slots=True)
class Rechecked:
    """What is found today in what was checked before."""

    found: Done | NeedsCorrection


Answer = (
    Done
    | Waiting
    | NotPossible
    | NeedsCorrection
    | Refused
    | Undone
    | UndoFailed
    | AcceptedOnce
    | Waived
    | Outdated
    | Rechecked
)
