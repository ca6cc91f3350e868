"""Everybody who acts on cases from outside: front offices, agents, the warehouse, the bank, carriers.

They see what a reader of the gateway would see, and act at random; at the end they do whatever is still asked of them.
"""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import Any

from services.accounting.domain.settlement import Settlement
from services.intake.domain.case import FINAL, Case
from services.logistics.domain.reservation import Reservation
from services.logistics.domain.shipment import Shipment
from services.notifications.domain.delivery import Delivery
from services.validation.domain.review import Review
from shared.contracts.accounts import RecordPayment
from shared.contracts.cases import CancelCase, CorrectCase
from shared.contracts.documents import DecideReview
from shared.contracts.message import Message
from shared.contracts.stock import CountStock, ReceiveGoods, RecordParcelEvent
from shared.contracts.subscriptions import DeleteSubscription, Redeliver
from shared.contracts.values import Actor, StockLine
from tests.simulation.agenda import Agenda
from tests.simulation.faults import Faults
from tests.simulation.gateway import Gateway
from tests.simulation.orders import ARTICLES, WAREHOUSES, a_case, a_document
from tests.simulation.store import SimulatedStore

CLIENT = Actor(kind="client", id="shop")
AGENTS = (Actor(kind="agent", id="agent-1"), Actor(kind="agent", id="agent-2"))
_STATUSES = ("announced", "in_transit", "out_for_delivery", "delivered", "delayed", "lost", "returned")


class People:
    """cases: everything that was handed over, in order."""

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
        self.cases: list[str] = []
        self._acts: tuple[Callable[[], None], ...] = (
            self._receive, self._receive, self._count, self._pay, self._pay, self._pay_at_random, self._decide,
            self._decide, self._decide_wildly, self._correct, self._cancel, self._track, self._track, self._redeliver,
            self._unsubscribe,
        )  # fmt: skip

    def submit(self) -> None:
        message = a_case(self._random, self._agenda.now())
        self.cases.append(message.case)
        self._gateway.hand_over(message, key=f"submit {message.case}", lane=message.priority)

    def act(self) -> None:
        """One thing that somebody may do at any moment."""
        self._random.choice(self._acts)()

    def _tell(self, message: Message) -> None:
        """Now and then said again, under another id."""
        self._gateway.hand_over(message)
        if self._faults.strikes(self._faults.rates.repeat):
            self._agenda.after(self._random.random() * 60, lambda: self._gateway.hand_over(message))

    def _all(self, service: str, kind: type[Any]) -> list[Any]:
        return [loaded.entity for loaded in self._stores[service].entities[kind].values()]

    def _known_cases(self) -> list[Case]:
        return self._all("intake", Case)

    # -- at random ------------------------------------------------------------------------------------------------

    def _receive(self) -> None:
        self._goods_in(
            self._random.choice(WAREHOUSES), self._random.choice(ARTICLES), self._random.randint(1, 30)
        )

    def _goods_in(self, warehouse: str, article: str, quantity: int) -> None:
        self._tell(
            ReceiveGoods(
                receipt=self._gateway.new_id("rcp"),
                warehouse=warehouse,
                lines=(StockLine(article=article, quantity=quantity),),
                reference="delivery note",
                actor=CLIENT,
            )
        )

    def _count(self) -> None:
        self._tell(
            CountStock(
                count=self._gateway.new_id("cnt"),
                warehouse=self._random.choice(WAREHOUSES),
                lines=(
                    StockLine(
                        article=self._random.choice(ARTICLES), quantity=self._random.choice((0, 1, 5, 20))
                    ),
                ),
                actor=CLIENT,
            )
        )

    def _pay(self) -> None:
        """Somebody pays what is asked for, or a part of it."""
        open_ones = [one for one in self._all("accounting", Settlement) if one.missing > 0]
        if open_ones:
            one = self._random.choice(open_ones)
            part = self._random.choice((1, 1, 2))
            self._payment(one.id, max(Decimal("0.01"), (one.missing / part).quantize(Decimal("0.01"))))

    def _pay_at_random(self) -> None:
        """Too early, too much, twice, or in another currency."""
        if self.cases:
            amount = Decimal(self._random.randrange(0, 20_000)) / 100
            self._payment(self._random.choice(self.cases), amount, self._random.choice(("EUR", "EUR", "USD")))

    def _payment(self, case: str, amount: Decimal, currency: str = "EUR") -> None:
        self._tell(
            RecordPayment(
                payment=self._gateway.new_id("pay"),
                case=case,
                ledger="main",
                amount=amount,
                currency=currency,
                received_on=self._agenda.now().date(),
                reference="transfer",
                actor=CLIENT,
            )
        )

    def _decide(self) -> None:
        open_ones = [review for review in self._all("validation", Review) if review.state == "open"]
        if open_ones:
            self._answer(
                self._random.choice(open_ones), self._random.choice(("accept", "accept", "refuse", "correct"))
            )

    def _decide_wildly(self) -> None:
        """On a review that is decided, withdrawn or of an older round."""
        reviews = [review for review in self._all("validation", Review) if review.round > 0]
        if reviews:
            review = self._random.choice(reviews)
            round = max(1, review.round - self._random.randint(0, 1))
            self._answer(review, self._random.choice(("accept", "refuse")), round)

    def _answer(self, review: Review, answer: Any, round: int = 0) -> None:
        reason = "" if answer == "accept" else "the photo is blurred"
        self._tell(
            DecideReview(
                case=review.case,
                step=review.step,
                round=round or review.round,
                answer=answer,
                reason=reason,
                actor=self._random.choice(AGENTS),
            )
        )

    def _correct(self) -> None:
        wanted = [case for case in self._known_cases() if case.status == "needs_correction"]
        pool = wanted or self._known_cases()
        if pool and (wanted or self._random.random() < 0.2):
            self._mend(self._random.choice(pool), fault=0.3)

    def _mend(self, case: Case, fault: float) -> None:
        """Everything its type may ask for, anew."""
        kinds = (
            ("signed_order",)
            if case.type == "sales_order"
            else ("identity", "proof_of_address", "bank_details")
        )
        self._tell(
            CorrectCase(
                case=case.id,
                actor=CLIENT,
                documents=tuple(a_document(self._random, kind, fault) for kind in kinds),
            )
        )

    def _cancel(self) -> None:
        if self.cases:
            self._stop(self._random.choice(self.cases))

    def _stop(self, case: str) -> None:
        self._tell(CancelCase(case=case, actor=CLIENT, reason="ordered twice"))

    def _track(self) -> None:
        """A carrier's word on some parcel: late, early, repeated, or on one it does not have."""
        shipments = self._all("logistics", Shipment)
        parcels = [(one.id, parcel.tracking) for one in shipments for parcel in one.parcels]
        if parcels:
            shipment, tracking = self._random.choice(parcels)
            self._tell(
                RecordParcelEvent(
                    shipment=shipment,
                    tracking=tracking if self._random.random() < 0.95 else "nobody's",
                    carrier_event=f"ev_{self._random.randrange(1000)}",
                    status=self._random.choice(_STATUSES),  # type: ignore[arg-type]
                    at=self._agenda.now() - timedelta(minutes=self._random.randrange(300)),
                    place="Lyon",
                )
            )

    def _redeliver(self) -> None:
        """Somebody wants to be told again."""
        deliveries: list[Delivery] = self._all("notifications", Delivery)
        if deliveries:
            again = self._random.choice(deliveries)
            self._tell(Redeliver(delivery=again.id, client=again.client, actor=CLIENT))

    def _unsubscribe(self) -> None:
        if self._random.random() < 0.3:
            self._tell(DeleteSubscription(subscription="sub_brief", client="shop", actor=CLIENT))

    # -- at the end -----------------------------------------------------------------------------------------------

    def finish(self, impatient: bool) -> bool:
        """Do what is still asked of anybody; True when something was. Impatient ones stop what still waits."""
        before = len(self._gateway.requests)
        for case in self._known_cases():
            if case.status in FINAL:
                continue
            if impatient and not any(step.state == "stuck" for step in case.steps.values()):
                self._stop(case.id)
            elif case.status == "needs_correction":
                self._mend(case, fault=0.0)
        for review in self._all("validation", Review):
            if review.state == "open":
                self._answer(review, self._random.choice(("accept", "accept", "refuse")))
        for settlement in self._all("accounting", Settlement):
            if settlement.state in ("unpaid", "over_limit") and settlement.missing > 0:
                self._payment(settlement.id, settlement.missing)
        for reservation in self._all("logistics", Reservation):
            if reservation.state == "waiting":
                for line in reservation.lines:
                    self._goods_in(reservation.warehouse, line.article, line.quantity)
        return len(self._gateway.requests) > before
