"""What offices do beside cases: comment, edit, claim reviews, set limits, acknowledge what they pulled, redeliver."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

from services.accounting.domain.journal_entry import JournalEntry
from services.intake.domain.case import Case
from services.intake.domain.task import Task
from services.logistics.domain.movement import Movement
from shared.contracts.accounts import AcknowledgeEntries, SetCreditLimit
from shared.contracts.cases import ChangeCase, CommentCase
from shared.contracts.people import ChangeTask, ClaimTask, FinishTask, ReleaseTask
from shared.contracts.subscriptions import RedeliverFailed
from shared.contracts.values import ErpReference
from shared.contracts.warehouses import AcknowledgeMovements
from tests.simulation.desk import AGENTS, CLIENT, Desk
from tests.simulation.gateway import TENANTS
from tests.simulation.orders import CUSTOMERS
from tests.simulation.subscribers import SUBSCRIPTIONS

_LIMITS = (None, Decimal("0.00"), Decimal("100.00"), Decimal("300.00"), Decimal("1000.00"))
_TAGS = ("later", "vip", "check twice")


class Clerks(Desk):
    """Each act is one order, or nothing when there is nothing to act on."""

    @property
    def clerical(self) -> tuple[Callable[[], None], ...]:
        return (
            self._comment, self._edit, self._edit, self._claim, self._claim, self._release, self._change_task,
            self._finish_task, self._set_limit,
            self._acknowledge_entries, self._acknowledge_movements, self._order_redelivery,
        )  # fmt: skip

    def _comment(self) -> None:
        if self.cases:
            case = self._random.choice(list(self.cases))
            self.tell(
                CommentCase(case=case, comment=self._gateway.new_id("txt"), actor=CLIENT), self.cases[case]
            )

    def _edit(self) -> None:
        """Two people at a time, who have both read the same edition: one of them comes too late."""
        known: list[Case] = self.all("intake", Case)
        if not known:
            return
        case = self._random.choice(known)
        for _ in range(self._random.randint(1, 2)):
            change = ChangeCase(
                case=case.id,
                actor=CLIENT,
                expected=self._random.choice((None, case.edition, case.edition)),
                tags=self._random.choice((None, (self._random.choice(_TAGS),))),
                priority=self._random.choice((None, "urgent", "normal")),
                reference=self._random.choice((None, f"R-{self._random.randrange(1000)}")),
            )
            self.tell(change, case.tenant)

    def _claim(self) -> None:
        task = self._some_task()
        if task is not None:
            agent, supervisor = self._random.choice(AGENTS), self._random.random() < 0.2
            claim = ClaimTask(
                case=task.case, task=task.id, assignee=agent.id, actor=agent, supervisor=supervisor
            )
            self.tell(claim, task.tenant)

    def _release(self) -> None:
        task = self._some_task()
        if task is not None:
            agent = self._random.choice(AGENTS)
            self.tell(ReleaseTask(case=task.case, task=task.id, actor=agent), task.tenant)

    def _change_task(self) -> None:
        """Another priority, or another due time."""
        task = self._some_task()
        if task is not None:
            later = self._agenda.now() + timedelta(minutes=self._random.choice((1, 60, 3000)))
            change = ChangeTask(
                case=task.case,
                task=task.id,
                actor=self._random.choice(AGENTS),
                wanted_by=self._random.choice((None, later)),
                priority=self._random.choice((None, "urgent", "normal")),
            )
            self.tell(change, task.tenant)

    def _finish_task(self) -> None:
        task = self._some_task()
        if task is not None:
            agent = self._random.choice(AGENTS)
            self.tell(FinishTask(case=task.case, task=task.id, note="seen to", actor=agent), task.tenant)

    def _some_task(self) -> Task | None:
        """Mostly one that is open."""
        tasks: list[Task] = self.all("intake", Task)
        wanted = [task for task in tasks if task.state == "open"] if self._random.random() < 0.8 else tasks
        return self._random.choice(wanted or tasks) if tasks else None

    def _set_limit(self) -> None:
        self.tell(
            SetCreditLimit(
                ledger="main",
                customer=self._random.choice(CUSTOMERS),
                credit_limit=self._random.choice(_LIMITS),
                at=self._agenda.now() - timedelta(seconds=self._random.randrange(3)),
                actor=CLIENT,
            ),
            TENANTS[0],
        )

    def _acknowledge_entries(self) -> None:
        """An ERP that pulls as well: what it has is not pushed any more."""
        entries: list[JournalEntry] = self.all("accounting", JournalEntry)
        if entries:
            entry = self._random.choice(entries)
            items = (ErpReference(id=entry.id, reference=f"PULLED-{self._random.randrange(3)}"),)
            order = AcknowledgeEntries(acknowledgement=self._gateway.new_id("ack"), items=items, actor=CLIENT)
            self.tell(order, entry.tenant)

    def _acknowledge_movements(self) -> None:
        movements: list[Movement] = self.all("logistics", Movement)
        if movements:
            movement = self._random.choice(movements)
            items = (ErpReference(id=movement.id, reference=f"PULLED-{self._random.randrange(3)}"),)
            order = AcknowledgeMovements(
                acknowledgement=self._gateway.new_id("ack"), items=items, actor=CLIENT
            )
            self.tell(order, movement.tenant)

    def _order_redelivery(self) -> None:
        subscription = self._random.choice(list(SUBSCRIPTIONS))
        now = self._agenda.now()
        order = RedeliverFailed(
            redelivery=self._gateway.new_id("rdl"),
            subscription=subscription,
            client=SUBSCRIPTIONS[subscription][0],
            since=now - timedelta(days=self._random.choice((1, 30))),
            until=now,
            actor=CLIENT,
        )
        self.tell(order, TENANTS[0])
