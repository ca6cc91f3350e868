"""What people can say to the gateway, and what they can see."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from services.intake.domain.case import Case
from services.intake.domain.task import Task, review_task
from services.logistics.domain.movement import MovedPieces
from services.logistics.domain.shipment import Shipment
from services.notifications.domain.subscription import ClientSubscriptions
from services.validation.domain.review import Review
from shared.contracts.accounts import RecordPayment
from shared.contracts.cases import CancelCase, SubmitCase
from shared.contracts.documents import DecideReview
from shared.contracts.message import Message
from shared.contracts.stocktaking import ReceiveGoods
from shared.contracts.values import Actor
from tests.simulation.agenda import Agenda
from tests.simulation.faults import Faults
from tests.simulation.gateway import TENANTS, Gateway
from tests.simulation.goods import a_cost, goods
from tests.simulation.mending import a_correction
from tests.simulation.orders import (
    SALES,
    a_complaint,
    a_customer_file,
    a_leave_request,
    a_sale,
    spoiled,
)
from tests.simulation.store import SimulatedStore
from tests.simulation.subscribers import SUBSCRIPTIONS, subscribing
from tests.simulation.supplies import Sent, a_purchase_receipt, a_return, a_supplier_invoice

CLIENT = Actor(kind="client", id="shop")
AGENTS = tuple(Actor(kind="agent", id=f"agent-{number}") for number in (1, 2, 3))
_SHARES = (
    (a_sale, 0.58), (a_customer_file, 0.1), (a_supplier_invoice, 0.12), (a_purchase_receipt, 0.1),
    (a_complaint, 0.06), (a_leave_request, 0.04),
)  # fmt: skip
_RETURNS = 0.5
"""Of all cases, as long as something was sent that can come back."""


class Desk:
    """cases: everything that was handed over, with its tenant."""

    def __init__(
        self,
        agenda: Agenda,
        gateway: Gateway,
        stores: dict[str, SimulatedStore],
        random: Random,
        faults: Faults,
    ) -> None:
        self._agenda = agenda
        self._gateway = gateway
        self._stores = stores
        self._random = random
        self._faults = faults
        self.cases: dict[str, str] = {}

    def subscribe(self) -> None:
        """Front offices say of what they want to be told, before the first case comes."""
        for order in subscribing():
            self._gateway.hand_over(order, TENANTS[0])

    @property
    def is_subscribed(self) -> bool:
        known = self.all("notifications", ClientSubscriptions)
        return {one.id for client in known for one in client.subscriptions} >= SUBSCRIPTIONS.keys()

    def submit(self) -> None:
        tenant = TENANTS[self._random.random() < 0.2]
        message = self._a_case(tenant)
        self.cases[message.case] = tenant
        self._gateway.hand_over(message, tenant, key=f"submit {message.case}", lane=message.priority)
        if self._faults.strikes(self._faults.rates.repeat):
            self._agenda.after(
                self._random.random() * 60,
                lambda: self._gateway.hand_over(message, tenant, lane=message.priority),
            )

    def _a_case(self, tenant: str) -> SubmitCase:
        random, now = self._random, self._agenda.now()
        if random.random() < _RETURNS and (sent := self._something_sent(tenant)) is not None:
            return a_return(random, now, sent)
        kinds, weights = zip(*_SHARES, strict=True)
        return spoiled(random, random.choices(kinds, weights)[0](random, now))

    def _something_sent(self, tenant: str) -> Sent | None:
        """Mostly a sale of the type whose returns are taken."""
        moved: dict[str, tuple[MovedPieces, ...]] = {}
        for shipment in self.all("logistics", Shipment):
            if shipment.tenant == tenant and shipment.moved:
                moved[shipment.case] = (*moved.get(shipment.case, ()), *shipment.moved)
        sales = [self._find("intake", Case, case) for case in moved]
        usual = [case for case in sales if case.type == SALES[0]]
        pool = usual if self._random.random() < 0.9 else sales
        case = self._random.choice(pool) if pool else None
        return Sent(case, moved[case.id]) if case is not None else None

    def tell(self, message: Message, tenant: str) -> None:
        """Now and then said again, under another id."""
        self._gateway.hand_over(message, tenant)
        if self._faults.strikes(self._faults.rates.repeat):
            self._agenda.after(self._random.random() * 60, lambda: self._gateway.hand_over(message, tenant))

    def all(self, service: str, kind: type[Any]) -> list[Any]:
        return [loaded.entity for loaded in self._stores[service].entities[kind].values()]

    def _any(self, service: str, kind: type[Any]) -> Any:
        """One of them, or None."""
        known = self._stores[service].entities[kind]
        return self._random.choice(list(known.values())).entity if known else None

    def _find(self, service: str, kind: type[Any], id: str) -> Any:
        loaded = self._stores[service].entities[kind].get(id)
        return loaded.entity if loaded else None

    def _tenant(self) -> str:
        """Mostly the one that has most of the cases."""
        return TENANTS[self._random.random() < 0.2]

    def _days_ago(self, *days: int) -> date:
        return (self._agenda.now() - timedelta(days=self._random.choice(days))).date()

    def goods_in(
        self, tenant: str, warehouse: str, article: str, quantity: int, *, sound: bool = False
    ) -> None:
        line = goods(self._random, article, quantity, a_cost(self._random), sound=sound)
        self.tell(
            ReceiveGoods(
                receipt=self._gateway.new_id("rcp"),
                warehouse=warehouse,
                lines=(line,),
                reference="delivery note",
                actor=CLIENT,
            ),
            tenant,
        )

    def payment(self, case: str, amount: Decimal, currency: str = "EUR") -> None:
        self.tell(
            RecordPayment(
                payment=self._gateway.new_id("pay"),
                case=case,
                ledger="main",
                amount=amount,
                currency=currency,
                received_on=self._agenda.now().date(),
                reference="transfer",
                actor=CLIENT,
            ),
            self.cases[case],
        )

    def answer(self, review: Review, answer: Any, round: int = 0) -> None:
        self._decision(review, answer, self._deciding(review), round)

    def answer_surely(self, review: Review, answer: Any) -> None:
        """By somebody who may, whoever has claimed it."""
        taken = {*review.not_by, review.changed_by}
        if review.accepted_by is not None:
            taken.add(review.accepted_by.id)
        free = [agent for agent in AGENTS if agent.id not in taken]
        self._decision(review, answer, self._random.choice(free), supervisor=True)

    def _decision(
        self, review: Review, answer: Any, actor: Actor, round: int = 0, *, supervisor: bool = False
    ) -> None:
        reason = "" if answer == "accept" and not review.answered else "the photo is blurred"
        round = round or review.round
        self.tell(
            DecideReview(
                case=review.case,
                step=review.step,
                round=round,
                answer=answer,
                reason=reason,
                actor=actor,
                supervisor=supervisor,
                **self.hold(review, round),
            ),
            review.tenant,
        )

    def hold(self, review: Review, round: int) -> dict[str, Any]:
        """What the gateway reads in the work list when a decision comes in."""
        task: Task | None = self._find("intake", Task, review_task(review.case, review.step))
        if task is None or task.round != round:
            return {}
        second = task.accepted_by is not None
        return {"held_by": task.assignee, "claims": task.claims, "second": second}

    def _deciding(self, review: Review) -> Actor:
        """Whoever has claimed it; now and then somebody else, in vain."""
        claimed = [agent for agent in AGENTS if agent.id == review.assignee]
        tries = not claimed or self._faults.strikes(self._faults.rates.repeat)
        return self._random.choice(AGENTS if tries else claimed)

    def mend(self, case: Case, fault: float) -> None:
        """Everything its type may ask for, anew; by the client, or by somebody who may be asked to approve it later."""
        actor = self._random.choice((CLIENT, CLIENT, AGENTS[0]))
        self.tell(a_correction(self._random, case, actor, fault), case.tenant)

    def stop(self, case: str) -> None:
        self.tell(CancelCase(case=case, actor=CLIENT, reason="ordered twice"), self.cases[case])
