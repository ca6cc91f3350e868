"""What an action is: how a step of a case type is asked of a service, answered and undone."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from services.intake.domain.answers import Answer
from services.intake.domain.case import Case
from services.intake.domain.case_type import CaseType, StepType
from shared.contracts.message import Message

LEDGER = "main"
"""Every tenant has one ledger for now; the contract leaves room for more."""


@dataclass(frozen=True, slots=True)
class Asking:
    """What a command is built from. due_at: the step's deadline."""

    case: Case
    type: CaseType
    step: StepType
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One thing that a step can ask of another service.

    ask: builds the command; answers: by event, what it means; undo: builds the command that takes it back,
    None when there is nothing to take back.

    undo_when_done: False when only an unanswered step has something to take back; repeats: a correction asks
    it again; binds: lines and parties cannot be corrected any more once it was asked; needs: what a case type
    has to require for it; asks: answers that it has to ask for, with their kinds; after: an action that has to come
    before it; once: a case has it at most once; titled: its steps have a title; sourced: they say where goods come
    from; parts: they may say that goods are sent in parts."""

    name: str
    ask: Callable[[Asking], Message]
    answers: Mapping[type[Message], Callable[[Any], Answer]]
    undo: Callable[[Case, str], Message] | None = None
    undo_when_done: bool = True
    repeats: bool = False
    binds: bool = False
    needs: tuple[str, ...] = ()
    asks: Mapping[str, str] = field(default_factory=dict)
    after: str = ""
    once: bool = True
    titled: bool = False
    sourced: bool = False
    parts: bool = False
