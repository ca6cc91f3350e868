"""Whatever the order and the repetition of messages: a case ends, or waits for somebody, and nothing is left
undone."""

from collections import Counter
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.contracts.cases import RemindCase
from shared.contracts.message import Message
from tests.unit.intake.builders import CANCEL, CASE, a_correction, a_customer_file, a_sales_order
from tests.unit.intake.colleagues import Accounting, Logistics, Validation
from tests.unit.intake.desk import Desk

ENDED = ("closed", "refused", "cancelled")
UNDO = ("ReleaseStock", "ReleasePayment", "CreditInvoice", "RecallShipment", "WithdrawReview")
MOST_STEPS = 4_000
SEEDED = st.integers(0, 2**32).map(Random)


class World:
    """Intake among its colleagues, with a network that delivers in any order and sometimes twice."""

    def __init__(self, submission: Message, random: Random) -> None:
        self.random = random
        self.desk = Desk()
        self.logistics = Logistics(random)
        self.accounting = Accounting(random)
        self.validation = Validation(random)
        self.under_way: list[Message] = []
        self.delivered = 0
        self._to_intake(submission)

    def _to_intake(self, message: Message) -> None:
        before = self.desk.case if self.desk.store.entities and self.delivered else None
        self.under_way.extend(self._told(message))
        self.delivered += 1
        assert before is None or before.status not in ENDED or self.desk.case.status == before.status

    def _told(self, message: Message) -> list[Message]:
        sent = self.desk.tell(message)
        self.desk.sent_messages.extend(sent)
        return [item for item in sent if "notifications" not in item.definition.receivers]

    def deliver_one(self) -> None:
        message = self.under_way.pop(self.random.randrange(len(self.under_way)))
        if self.random.random() < 0.2 and self.delivered < 400:
            self.under_way.append(message)
        receiver = message.definition.receivers[0]
        if receiver == "intake":
            self._to_intake(message)
            return
        colleagues: dict[str, Logistics | Accounting | Validation] = {
            "logistics": self.logistics,
            "accounting": self.accounting,
            "validation": self.validation,
        }
        self.delivered += 1
        self.under_way.extend(colleagues[receiver].handle(message))

    def deliver_all(self) -> None:
        while self.under_way:
            self.deliver_one()
            assert self.delivered < MOST_STEPS, "messages go round in circles"

    def disturb(self) -> None:
        """Something happens outside of the plan."""
        happening = self.random.choice(["stock", "correct", "cancel", "remind", "none", "none", "none"])
        if happening == "stock":
            self.under_way.extend(self.logistics.happen())
        elif happening == "correct":
            self.under_way.append(a_correction())
        elif happening == "cancel" and self.random.random() < 0.3:
            self.under_way.append(CANCEL)
        elif happening == "remind" and self.desk.case.due_at is not None:
            self.under_way.append(RemindCase(case=CASE, due_at=self.desk.case.due_at))

    def settle(self) -> None:
        """From now on all goes well: documents are sound, goods and money come, carriers give parcels
        back."""
        self.validation.strict = False
        for _ in range(10):
            self.deliver_all()
            self.under_way.extend(self.logistics.settle() + self.accounting.settle())
            if self.desk.case.status == "needs_correction":
                self.under_way.append(a_correction())
            if any(step.state == "stuck" for step in self.desk.case.steps.values()):
                self.under_way.append(CANCEL)
        self.deliver_all()


def lived_through(submission: Message, random: Random) -> World:
    world = World(submission, random)
    for _ in range(random.randrange(60)):
        if world.under_way:
            world.deliver_one()
        world.disturb()
    world.deliver_all()
    return world


def is_cared_for(world: World) -> bool:
    """It is over, or somebody outside has to act: there is a reason why it stands still."""
    case = world.desk.case
    states = {step.state for step in case.steps.values()}
    return case.status in ENDED or bool(states & {"waiting", "needs_correction", "stuck"})


def has_a_deadline_or_a_person(world: World) -> bool:
    case = world.desk.case
    return case.status in ENDED or case.due_at is not None or case.raised


@pytest.mark.parametrize("submission", [a_sales_order(), a_customer_file()], ids=["order", "file"])
@settings(max_examples=200, deadline=None)
@given(random=SEEDED)
def test_a_case_ends_or_somebody_is_waited_for(submission: Message, random: Random) -> None:
    world = lived_through(submission, random)

    assert is_cared_for(world), world.desk.case
    assert has_a_deadline_or_a_person(world), world.desk.case


@pytest.mark.parametrize("submission", [a_sales_order(), a_customer_file()], ids=["order", "file"])
@settings(max_examples=200, deadline=None)
@given(random=SEEDED)
def test_nothing_is_left_over_or_undone_without_need(submission: Message, random: Random) -> None:
    world = lived_through(submission, random)

    world.settle()

    case, logistics, accounting = world.desk.case, world.logistics, world.accounting
    assert case.status in ENDED, case
    if case.status == "closed":
        assert all(step.state == "done" for step in case.steps.values())
        assert not Counter(world.desk.sent_names()).keys() & set(UNDO)
        if case.type == "sales_order":
            assert (logistics.shipment, accounting.payment, accounting.invoice) == (
                "dispatched",
                "cleared",
                "issued",
            )
    else:
        assert logistics.shipment in ("none", "recalled")
        assert logistics.stock in ("none", "released")
        assert accounting.payment in ("none", "released")
        assert accounting.invoice in ("none", "void", "credited", "refused")


@settings(max_examples=200, deadline=None)
@given(random=SEEDED)
def test_the_front_office_hears_of_each_thing_once(random: Random) -> None:
    world = lived_through(a_sales_order(), random)

    world.settle()

    told = Counter(world.desk.sent_names())
    ends = sum(told[name] for name in ("CaseClosed", "CaseRefused", "CaseCancelled"))
    progress = Counter(item.progress for item in world.desk.sent_messages if hasattr(item, "progress"))
    assert (told["CaseOpened"], ends) == (1, 1)
    assert all(times == 1 for times in progress.values()), progress
