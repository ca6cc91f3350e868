"""What people can say to the gateway, and what they can see."""

from decimal import Decimal
from random import Random
from typing import Any

from services.intake.domain.case import Case
from services.validation.domain.review import Review
from shared.contracts.accounts import RecordPayment
from shared.contracts.cases import CancelCase, CorrectCase
from shared.contracts.documents import DecideReview
from shared.contracts.message import Message
from shared.contracts.stock import ReceiveGoods
from shared.contracts.values import Actor, GoodsLine
from tests.simulation.agenda import Agenda
from tests.simulation.faults import Faults
from tests.simulation.gateway import TENANTS, Gateway
from tests.simulation.orders import a_case, a_document
from tests.simulation.store import SimulatedStore
from tests.simulation.subscribers import subscribing

CLIENT = Actor(kind="client", id="shop")
AGENTS = (Actor(kind="agent", id="agent-1"), Actor(kind="agent", id="agent-2"))


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

    def submit(self) -> None:
        message = a_case(self._random, self._agenda.now())
        tenant = TENANTS[self._random.random() < 0.2]
        self.cases[message.case] = tenant
        self._gateway.hand_over(message, tenant, key=f"submit {message.case}", lane=message.priority)
        if self._faults.strikes(self._faults.rates.repeat):
            self._agenda.after(
                self._random.random() * 60,
                lambda: self._gateway.hand_over(message, tenant, lane=message.priority),
            )

    def tell(self, message: Message, tenant: str) -> None:
        """Now and then said again, under another id."""
        self._gateway.hand_over(message, tenant)
        if self._faults.strikes(self._faults.rates.repeat):
            self._agenda.after(self._random.random() * 60, lambda: self._gateway.hand_over(message, tenant))

    def all(self, service: str, kind: type[Any]) -> list[Any]:
        return [loaded.entity for loaded in self._stores[service].entities[kind].values()]

    def goods_in(self, tenant: str, warehouse: str, article: str, quantity: int) -> None:
        self.tell(
            ReceiveGoods(
                receipt=self._gateway.new_id("rcp"),
                warehouse=warehouse,
                lines=(GoodsLine(article=article, quantity=quantity),),
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
        reason = "" if answer == "accept" else "the photo is blurred"
        self.tell(
            DecideReview(
                case=review.case,
                step=review.step,
                round=round or review.round,
                answer=answer,
                reason=reason,
                actor=self._deciding(review),
            ),
            review.tenant,
        )

    def _deciding(self, review: Review) -> Actor:
        """Whoever has claimed it; now and then somebody else, in vain."""
        claimed = [agent for agent in AGENTS if agent.id == review.assignee]
        tries = not claimed or self._faults.strikes(self._faults.rates.repeat)
        return self._random.choice(AGENTS if tries else claimed)

    def mend(self, case: Case, fault: float) -> None:
        """Everything its type may ask for, anew."""
        kinds = (
            ("signed_order",)
            if case.type == "sales_order"
            else ("identity", "proof_of_address", "bank_details")
        )
        self.tell(
            CorrectCase(
                case=case.id,
                actor=CLIENT,
                documents=tuple(a_document(self._random, kind, fault) for kind in kinds),
            ),
            case.tenant,
        )

    def stop(self, case: str) -> None:
        self.tell(CancelCase(case=case, actor=CLIENT, reason="ordered twice"), self.cases[case])
