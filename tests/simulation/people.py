"""Everybody who acts on cases from outside: front offices, agents, the warehouse, the bank, carriers.

They see what a reader of the gateway would see, and act at random; at the end they do whatever is still asked of them.
"""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from random import Random

from services.accounting.domain.settlement import Settlement
from services.intake.domain.case import FINAL, Case
from services.logistics.domain.claim import Claim
from services.logistics.domain.count_list import CountList
from services.logistics.domain.reservation import Reservation
from services.logistics.domain.shipment import Shipment
from services.notifications.domain.delivery import Delivery
from services.validation.domain.review import Review
from shared.contracts.shipments import RecordParcelEvent
from shared.contracts.stocktaking import CountStock
from shared.contracts.subscriptions import DeleteSubscription, Redeliver
from shared.contracts.values import GoodsLine
from tests.simulation.accountants import Accountants
from tests.simulation.agenda import Agenda
from tests.simulation.clerks import Clerks
from tests.simulation.desk import CLIENT
from tests.simulation.faults import Faults
from tests.simulation.gateway import TENANTS, Gateway
from tests.simulation.goods import PLAIN, WAREHOUSES, an_article
from tests.simulation.leads import Leads
from tests.simulation.store import SimulatedStore
from tests.simulation.storekeepers import Storekeepers

_SHARES = (0.46, 0.16, 0.12, 0.13, 0.13)
"""How much of what people do is about cases themselves, clerical, a lead's, a storekeeper's, an accountant's."""
_STATUSES = ("announced", "in_transit", "out_for_delivery", "delivered", "delayed", "lost", "returned")


class People(Clerks, Leads, Storekeepers, Accountants):
    """Acts at random, and at the end does what is still asked of anybody."""

    def __init__(
        self,
        agenda: Agenda,
        gateway: Gateway,
        stores: dict[str, SimulatedStore],
        random: Random,
        faults: Faults,
    ) -> None:
        super().__init__(agenda, gateway, stores, random, faults)
        self._acts: tuple[Callable[[], None], ...] = (
            self._receive, self._receive, self._count_one, self._pay, self._pay, self._pay_at_random, self._decide,
            self._decide, self._decide_wildly, self._correct, self._cancel, self._track, self._track, self._redeliver,
            self._unsubscribe,
        )  # fmt: skip
        rooms = (self._acts, self.clerical, self.leading, self.keeping, self.accounting)
        self._rooms = dict(zip(rooms, _SHARES, strict=True))

    def begin(self) -> None:
        """Before the first case comes."""
        self.subscribe()
        self.found_teams()
        self.furnish()
        self.open_books()

    def act(self) -> None:
        """One thing that somebody may do at any moment."""
        (acts,) = self._random.choices(tuple(self._rooms), tuple(self._rooms.values()))
        self._random.choice(acts)()

    def _known_cases(self) -> list[Case]:
        return self.all("intake", Case)

    # -- at random ------------------------------------------------------------------------------------------------

    def _receive(self) -> None:
        self.goods_in(
            self._random.choice(TENANTS),
            self._random.choice(WAREHOUSES),
            an_article(self._random),
            self._random.randint(1, 30),
        )

    def _count_one(self) -> None:
        self.tell(
            CountStock(
                count=self._gateway.new_id("cnt"),
                warehouse=self._random.choice(WAREHOUSES),
                lines=(
                    GoodsLine(
                        article=self._random.choice(PLAIN), quantity=self._random.choice((0, 1, 5, 20))
                    ),
                ),
                actor=CLIENT,
            ),
            self._random.choice(TENANTS),
        )

    def _pay(self) -> None:
        """Somebody pays what is asked for, or a part of it."""
        open_ones = [one for one in self.all("accounting", Settlement) if one.missing > 0]
        if open_ones:
            one = self._random.choice(open_ones)
            part = self._random.choice((1, 1, 2))
            self.payment(one.id, max(Decimal("0.01"), (one.missing / part).quantize(Decimal("0.01"))))

    def _pay_at_random(self) -> None:
        """Too early, too much, twice, or in another currency."""
        if self.cases:
            amount = Decimal(self._random.randrange(0, 20_000)) / 100
            self.payment(
                self._random.choice(list(self.cases)), amount, self._random.choice(("EUR", "EUR", "USD"))
            )

    def _decide(self) -> None:
        open_ones = [review for review in self.all("validation", Review) if review.state == "open"]
        if open_ones:
            self.answer(
                self._random.choice(open_ones), self._random.choice(("accept", "accept", "refuse", "correct"))
            )

    def _decide_wildly(self) -> None:
        """On a review that is decided, withdrawn or of an older round."""
        reviews = [review for review in self.all("validation", Review) if review.round > 0]
        if reviews:
            review = self._random.choice(reviews)
            round = max(1, review.round - self._random.randint(0, 1))
            self.answer(review, self._random.choice(("accept", "refuse")), round)

    def _correct(self) -> None:
        wanted = [case for case in self._known_cases() if case.status == "needs_correction"]
        pool = wanted or self._known_cases()
        if pool and (wanted or self._random.random() < 0.2):
            self.mend(self._random.choice(pool), fault=0.3)

    def _cancel(self) -> None:
        if self.cases:
            self.stop(self._random.choice(list(self.cases)))

    def _track(self) -> None:
        """A carrier's word on some parcel: late, early, repeated, or on one it does not have."""
        shipments = self.all("logistics", Shipment)
        parcels = [(one.tenant, one.id, parcel.tracking) for one in shipments for parcel in one.parcels]
        if parcels:
            tenant, shipment, tracking = self._random.choice(parcels)
            self.tell(
                RecordParcelEvent(
                    shipment=shipment,
                    tracking=tracking if self._random.random() < 0.95 else "nobody's",
                    carrier_event=f"ev_{self._random.randrange(1000)}",
                    status=self._random.choice(_STATUSES),  # type: ignore[arg-type]
                    at=self._agenda.now() - timedelta(minutes=self._random.randrange(300)),
                    place="Lyon",
                ),
                tenant,
            )

    def _redeliver(self) -> None:
        """Somebody wants to be told again."""
        deliveries: list[Delivery] = self.all("notifications", Delivery)
        if deliveries:
            again = self._random.choice(deliveries)
            self.tell(Redeliver(delivery=again.id, client=again.client, actor=CLIENT), again.tenant)

    def _unsubscribe(self) -> None:
        if self._random.random() < 0.3:
            self.tell(DeleteSubscription(subscription="sub_brief", client="shop", actor=CLIENT), TENANTS[0])

    # -- at the end -----------------------------------------------------------------------------------------------

    def finish(self, impatient: bool) -> bool:
        """Do what is still asked of anybody; True when something was. Impatient ones stop what still waits."""
        before = len(self._gateway.requests)
        for case in self._known_cases():
            if case.status in FINAL:
                continue
            if impatient and not any(step.state == "stuck" for step in case.steps.values()):
                self.stop(case.id)
            elif case.status == "needs_correction":
                self.mend(case, fault=0.0)
        for review in self.all("validation", Review):
            if review.state == "open":
                self.answer_surely(review, self._random.choice(("accept", "accept", "refuse")))
        for settlement in self.all("accounting", Settlement):
            if settlement.state in ("unpaid", "over_limit") and settlement.missing > 0:
                self.payment(settlement.id, settlement.missing)
        self._finish_at_the_warehouse()
        return len(self._gateway.requests) > before

    def _finish_at_the_warehouse(self) -> None:
        for count in self.all("logistics", CountList):
            if count.state == "open":
                self.close_count(count)
        for claim in self.all("logistics", Claim):
            if claim.is_open:
                self.settle(claim)
        for reservation in self.all("logistics", Reservation):
            if reservation.state == "waiting":
                where = (reservation.tenant, reservation.warehouse)
                for line in reservation.lines:
                    self.goods_in(*where, line.article, line.quantity, sound=True)
