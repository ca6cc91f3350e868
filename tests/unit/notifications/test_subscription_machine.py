"""Subscriptions and deliveries live through any order of orders: who listens is told once, who left never again."""

from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from services.notifications.domain.delivery import Delivery
from services.notifications.domain.subscription import MOST_SUBSCRIPTIONS
from shared.contracts.message import Message
from shared.contracts.subscriptions import Redeliver
from tests.unit.notifications.messages import (
    SHOP,
    a_bench,
    a_closed_case,
    a_creation,
    a_deletion,
    a_rotation,
    an_issued_invoice,
    subscriptions_in,
)

ids = st.integers(1, 4).map(lambda number: f"sub_{number}")
events = st.sampled_from([("*",), ("case.closed",), ("case.invoice_issued",)])
CLOSED, INVOICED = "case.closed", "case.invoice_issued"


class Subscribing(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.bench = a_bench()
        self.listens: dict[str, tuple[str, ...]] = {}
        self.gone: set[str] = set()
        self.expected: set[tuple[str, str, str]] = set()
        self.told = 0

    @rule(id=ids, wanted=events)
    def create(self, id: str, wanted: tuple[str, ...]) -> None:
        self.bench.tell(a_creation(id, events=wanted))

        if id not in self.gone:
            self.listens.setdefault(id, wanted)

    @rule(id=ids)
    def delete(self, id: str) -> None:
        self.bench.tell(a_deletion(id))

        self.listens.pop(id, None)
        self.gone.add(id)

    @rule(id=ids)
    def rotate(self, id: str) -> None:
        outcome = self.bench.try_tell([a_rotation(id)])

        assert bool(outcome.delayed) == (id not in self.listens and id not in self.gone)

    @rule(of=st.sampled_from([CLOSED, INVOICED]), again=st.booleans())
    def happen(self, of: str, again: bool) -> None:
        """Something is told once, or delivered twice by the broker."""
        self.told += 1
        case, id = f"case_{self.told}", f"message-{self.told}"
        event: Message = a_closed_case(case) if of == CLOSED else an_issued_invoice(case)
        for _ in range(1 + again):
            self.bench.try_tell([event], ids=[id])
        self.expected |= {(name, case, of) for name, wanted in self.listens.items() if {"*", of} & {*wanted}}

    @rule(seconds=st.integers(0, 20), which=st.integers(0, 9))
    def redeliver(self, seconds: int, which: int) -> None:
        self.bench.pass_time(timedelta(seconds=seconds))
        deliveries = sorted(self.bench.all(Delivery), key=lambda delivery: delivery.id)
        if deliveries:
            chosen = deliveries[which % len(deliveries)]
            self.bench.tell(Redeliver(delivery=chosen.id, client="shop", actor=SHOP))
            self.bench.tell(Redeliver(delivery=chosen.id, client="stranger", actor=SHOP))

    @invariant()
    def who_listens_is_who_asked_to(self) -> None:
        found = subscriptions_in(self.bench)
        assert {id: one.events for id, one in found.items()} == self.listens
        assert len(found) <= MOST_SUBSCRIPTIONS

    @invariant()
    def each_event_has_one_delivery_and_one_effect_under_its_id(self) -> None:
        deliveries = self.bench.all(Delivery)
        made = [(one.subscription, one.case, one.type) for one in deliveries]
        assert len(made) == len(set(made))
        assert set(made) == self.expected
        assert {effect.id for effect in self.bench.effects()} == {one.id for one in deliveries}


def test_who_listens_is_told_once_whatever_comes() -> None:
    run_state_machine_as_test(
        Subscribing, settings=settings(max_examples=30, stateful_step_count=25, deadline=None)
    )
