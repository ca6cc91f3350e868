"""One message's turn on one case: what changes is collected here and becomes a decision at the end."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from services.intake.domain.asked import Title
from services.intake.domain.case import FINAL, TIMED, Attention, Case, Status, Step
from services.intake.domain.case_type import CaseType, StepType
from services.intake.domain.deadline import Deadline
from services.intake.domain.timeline import Fact, TimelineEntry, entry_id
from services.intake.domain.timing import anew, ended, timed
from shared.contracts.cases import CaseReopened
from shared.contracts.decision import Answer, Decision, Entity, Moment, OnLane
from shared.contracts.message import Message
from shared.contracts.people import KeepTask, TaskKind, TaskState
from shared.contracts.quick import replace
from shared.contracts.values import Actor


class Turn:
    """Lives for one decision only. Steps change in `steps`, the case by `change`; nothing of what came in is
    touched. now: the instant, but never before the last change of the case, since machines' clocks differ and a story
    does not go back in time. reminded: the due time of the case has come, so it has to move on; answer: what the sender
    of a command learns of it, None for a plain "done"."""

    __slots__ = (
        "_before",
        "_ends",
        "_facts",
        "_heard",
        "_messages",
        "answer",
        "case",
        "moment",
        "now",
        "reminded",
        "steps",
        "type",
        "who",
    )

    def __init__(self, case: Case, kind: CaseType, moment: Moment, who: Actor) -> None:
        self.case = case
        self.type = kind
        self.moment = moment
        self.now = max(moment.now, case.changed_at)
        self.who = who
        self.steps = dict(case.steps)
        self._before = case.steps
        self.reminded = False
        self._heard = self._ends = False
        self.answer: Answer | None = None
        self._facts: list[Fact] = []
        self._messages: list[Message] = []

    @property
    def is_over(self) -> bool:
        return self.case.status in FINAL

    @property
    def is_ending(self) -> bool:
        """It will be refused or cancelled, or is over: nothing new is asked for."""
        return self.case.ending is not None or self.is_over

    def change(self, **changes: Any) -> None:
        self.case = replace(self.case, **changes)

    def move(self, step: str, **changes: Any) -> None:
        self.steps[step] = replace(self.steps[step], **changes)

    def hear(self, step: str, revision: int) -> None:
        """News of this revision have come, which is kept even where they change nothing else."""
        self.move(step, heard=revision)
        self._heard = True

    def note(self, what: str, step: str = "", details: dict[str, str] | None = None) -> None:
        """Put a fact into the timeline; whatever changes a case notes one."""
        self._facts.append(Fact(what=what, step=step, details=details or {}))

    def tell(self, message: Message) -> None:
        self._messages.append(message)

    def call(self, attention: Attention) -> None:
        """Somebody has to look at the case."""
        self.change(attention=(*self.case.attention, attention), raised=True)

    def settle(self, step: str, *, finished: str = "") -> None:
        """The step has moved on: nobody has to look at it any more. finished: the task that a person has finished
        already."""
        if self.case.raised:
            left = tuple(item for item in self.case.attention if item.step != step)
            gone = [item for item in self.case.attention if item.step == step and item.task != finished]
            self._close(gone)
            self.change(attention=left, raised=bool(left))

    def _close(self, gone: Iterable[Attention]) -> None:
        for item in gone:
            if item.task:
                self.keep_task(item.task, self.type.by_name[item.step], "exception", "done")

    def keep_task(
        self,
        id: str,
        kind: StepType,
        sort: TaskKind,
        state: TaskState,
        title: Title | None = None,
        **more: Any,
    ) -> None:
        """Say how a task of the case stands; whoever does so notes a fact as well."""
        case = self.case
        said = KeepTask(
            case=case.id,
            task=id,
            revision=case.entries + 1,
            kind=sort,
            state=state,
            step=kind.name,
            round=case.round,
            number=case.number,
            client=case.client,
            team=kind.team,
            title_en=title.en if title else "",
            title_fr=title.fr if title else "",
            priority=case.priority,
            **more,
        )
        self.tell(said)

    def end(self, status: Status) -> None:
        self._ends = True
        self._close(self.case.attention)
        self.change(status=status, ended_at=self.now, attention=(), raised=False, wanted_en=(), wanted_fr=())

    def begin_anew(self) -> None:
        """It was over; what its steps took until then is told, and counts no more."""
        self.steps = {name: anew(step) for name, step in self.steps.items()}
        self._before = dict(self.steps)
        self.change(reopened=self.case.reopened + 1, reopened_at=self.now, ended_at=None, ending=None)
        self.tell(CaseReopened(case=self.case.id, type=self.case.type, reopened_at=self.now))

    def due(self, deadline: Deadline) -> datetime:
        """When a deadline that begins now is over, where the organisation is."""
        return deadline.after(self.now, self.case.tenant, self.type.calendar)

    def step_of_action(self, action: str) -> StepType | None:
        return next((step for step in self.type.steps if step.action == action), None)

    def decision(self, *also: Entity, record: Entity | None = None) -> Decision:
        """What is to be kept and told; nothing when nothing was noted. record: to be added beside the timeline."""
        if not self._facts and not self.reminded and not self._heard:
            return Decision(save=also, answer=self.answer)
        changes: dict[str, Any] = {
            "steps": self._timed(),
            "status": self._status(),
            "due_at": self._due_at(),
            "changed_at": self.now,
        }
        entries: tuple[Entity, ...] = ()
        if self._facts:
            changes["entries"] = self.case.entries + 1
            entries = (self._entry(),) if record is None else (self._entry(), record)
        case = replace(self.case, **changes)
        if self._ends:
            self.tell(ended(case, self.now))
        return Decision(save=(case, *also), add=entries, send=self._sent(), answer=self.answer)

    def _timed(self) -> dict[str, Step]:
        ending = self.case.ending is not None
        return {
            name: timed(self._before[name], step, self.now, ending=ending)
            for name, step in self.steps.items()
        }

    def _entry(self) -> TimelineEntry:
        case, seq = self.case, self.case.entries + 1
        return TimelineEntry(
            id=entry_id(case.id, seq),
            tenant=case.tenant,
            case=case.id,
            seq=seq,
            at=self.now,
            who=self.who,
            message=self.moment.message_id,
            facts=tuple(self._facts),
        )

    def _sent(self) -> tuple[Message | OnLane, ...]:
        """On the case's own lane: what an ordinary message sets off for an urgent case is urgent."""
        lane = self.case.priority
        if lane == self.moment.lane:
            return tuple(self._messages)
        return tuple(OnLane(lane, message) for message in self._messages)

    def _status(self) -> Status:
        case = self.case
        if case.status in FINAL:
            return case.status
        if case.ending is not None:
            return "refusing" if case.ending.outcome == "refused" else "cancelling"
        states = {step.state for step in self.steps.values()}
        if "needs_correction" in states:
            return "needs_correction"
        return "waiting" if "waiting" in states else "open"

    def _due_at(self) -> datetime | None:
        """Moved forward only when it has been reached: most steps are done long before, and every move costs
        an index write."""
        if self.is_over:
            return None
        first = first_deadline(self.steps)
        held = self.case.due_at
        if self.reminded or held is None or (first is not None and first < held):
            return first
        return held


def first_deadline(steps: dict[str, Step]) -> datetime | None:
    """The earliest deadline of the steps that have not been raised yet."""
    open_ones = [s.due_at for s in steps.values() if s.due_at and s.state in TIMED and not s.raised]
    return min(open_ones, default=None)
