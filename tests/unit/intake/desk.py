"""A desk with intake on it: the real batch code, and one case to look at."""

from services.intake.domain.case import Case
from services.intake.domain.task import Task
from services.intake.domain.timeline import TimelineEntry
from services.intake.service import room
from shared.contracts.cases import CaseEnded, CaseReopened, RemindCase
from shared.contracts.decision import Answer
from shared.contracts.message import Message
from shared.contracts.people import KeepTask
from shared.runtime.batch import Outcome
from tests.support.deciding import Deciding
from tests.unit.intake.builders import CASE


class Desk(Deciding):
    """Deciding with intake's table. Keeps everything that was sent; what is said to the work list, intake's own, and
    for key figures is kept apart."""

    def __init__(self, environ: dict[str, str] | None = None) -> None:
        super().__init__(room(environ or {}))
        self.sent_messages: list[Message] = []
        self.kept: list[KeepTask] = []
        self.heard: list[KeepTask] = []
        self.counted: list[CaseEnded | CaseReopened] = []

    def sent(self, outcome: Outcome) -> tuple[Message, ...]:
        found = super().sent(outcome)
        self.kept.extend(item for item in found if isinstance(item, KeepTask))
        self.counted.extend(item for item in found if isinstance(item, CaseEnded | CaseReopened))
        return tuple(item for item in found if not isinstance(item, KeepTask | CaseEnded | CaseReopened))

    def said(self, task: str) -> KeepTask:
        """What the case said last of a task."""
        return [message for message in self.heard if message.task == task][-1]

    def told(self, *messages: Message) -> list[str]:
        """Handle these one after the other; the names of what the last one led to."""
        sent: tuple[Message, ...] = ()
        for message in messages:
            sent = self.tell(message)
            self.sent_messages.extend(sent)
        return [type(item).__name__ for item in sent]

    @property
    def case(self) -> Case:
        case = self.get(Case, CASE)
        assert case is not None
        return case

    def state(self, step: str) -> str:
        return self.case.steps[step].state

    def entries(self) -> list[TimelineEntry]:
        return sorted(self.all(TimelineEntry), key=lambda entry: entry.seq)

    def facts(self) -> list[str]:
        return [fact.what for entry in self.entries() for fact in entry.facts]

    def sent_names(self) -> list[str]:
        return [type(item).__name__ for item in self.sent_messages]

    def only(self, kind: type[Message]) -> Message:
        """The one message of this kind that was sent so far."""
        (message,) = [item for item in self.sent_messages if isinstance(item, kind)]
        return message

    def work(self) -> None:
        """Let the work list take over what the case has said so far."""
        kept, self.kept = self.kept, []
        self.heard.extend(kept)
        for message in kept:
            self.tell(message)

    def task(self, id: str) -> Task:
        self.work()
        found = self.get(Task, id)
        assert found is not None
        return found

    def asked(self, message: Message) -> Answer | None:
        """Hand a command over and read what its sender learns of it."""
        self.work()
        self.tell(message, id="asked")
        self.store.inbox.discard("asked")
        return self.store.answers.pop("asked", None)

    def reminder(self) -> RemindCase:
        """What the keeper sends once the case is due."""
        due_at = self.case.due_at
        assert due_at is not None
        return RemindCase(case=CASE, due_at=due_at)
