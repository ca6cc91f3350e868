"""What a story is, the stage that it plays on, and what came of it."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from infra.demo.accountant import Accountant
from infra.demo.api import Json
from infra.demo.papers import paper
from infra.demo.partners import Partners
from infra.demo.people import Agent, FrontOffice, Supervisor
from infra.demo.warehouse import Carrier, Warehouse
from infra.local.waiting import wait_until

PATIENCE = 300.0
"""Seconds that a story waits for a fact. Long, so that a killed process costs time and nothing else."""

_LOOK_EVERY = 0.3
_FINAL = frozenset({"closed", "refused", "cancelled"})


class UnexpectedError(Exception):
    """Something came otherwise than the story has it."""


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody who takes part. `shop`, `marketplace` and `intranet` (purchasing, and people's own requests) are
    front offices of one tenant; `agent` and `colleague` are two different persons."""

    shop: FrontOffice
    marketplace: FrontOffice
    intranet: FrontOffice
    agent: Agent
    colleague: Agent
    supervisor: Supervisor
    accountant: Accountant
    warehouse: Warehouse
    carrier: Carrier
    partners: Partners


@dataclass(frozen=True, slots=True)
class Story:
    """`ends`: how many of its cases end how, in the words of `ending_of`; `play` raises UnexpectedError."""

    title: str
    ends: Mapping[str, int]
    play: Callable[["Stage"], None]

    @property
    def cases(self) -> int:
        return sum(self.ends.values())


@dataclass(slots=True)
class Stage:
    """One story's own view: who takes part, the cases it has handed over, and what it has said so far."""

    cast: Cast
    say: Callable[[str], None]
    cases: list[str] = field(default_factory=list)

    def submit(self, case: Json, *documents: str, by: FrontOffice | None = None) -> str:
        """Hands a case over, each document a fresh PDF of the kind named."""
        office = by or self.cast.shop
        files = [self.document(kind, case["reference"], by=office) for kind in documents]
        return self.joined(office.submit({**case, "documents": files}))

    def joined(self, case: str) -> str:
        """Counts a case as one of this story's."""
        self.cases.append(case)
        return case

    def document(self, kind: str, reference: str, by: FrontOffice | None = None) -> Json:
        """A stored PDF, as a case names it."""
        content = paper(kind.replace("_", " ").capitalize(), reference)
        return {"id": (by or self.cast.shop).upload(content), "kind": kind}

    def until(self, case: str, status: str) -> Json:
        """The case once it has this status. Raises UnexpectedError when it ends in another one."""
        return self._until(case, f"{case} to be {status}", lambda read: read["status"] == status)

    def until_step(self, case: str, step: str, state: str) -> Json:
        """The case once one of its steps is in this state."""
        return self._until(
            case, f"{step} of {case} to be {state}", lambda read: _step(read, step).get("state") == state
        )

    def until_review(self, case: str, round: int = 1) -> Json:
        """The review once it waits for a person, in that round."""
        found: list[Json] = []

        def waits() -> bool:
            review = self.cast.agent.open_review(case)
            if review is not None and review["round"] >= round:
                found.append(review)
            return bool(found)

        self.wait(f"a review of {case}", waits)
        return found[0]

    def until_task(self, case: str, step: str, round: int = 1) -> Json:
        """The task once it stands on the work list, in that round."""
        found: list[Json] = []

        def is_listed() -> bool:
            task = self.cast.agent.task(case, step, round)
            if task is not None:
                found.append(task)
            return bool(found)

        self.wait(f"{step} of {case} on the work list", is_listed)
        return found[0]

    def wait(self, what: str, fact: Callable[[], bool]) -> None:
        """Until the fact is there. Raises UnexpectedError after PATIENCE."""
        if not wait_until(fact, PATIENCE, every=_LOOK_EVERY):
            raise UnexpectedError(f"waited {PATIENCE:.0f} s in vain for {what}")

    def check(self, fact: bool, words: str) -> None:
        """Raises UnexpectedError with these words unless the fact holds."""
        if not fact:
            raise UnexpectedError(f"not so: {words}")

    def shipment_of(self, case: str) -> str:
        """The id of the shipment, as the case's timeline tells it."""
        ids = [
            fact["details"]["shipment"]
            for fact in self.cast.shop.timeline(case)
            if "shipment" in fact["details"]
        ]
        self.check(bool(ids), f"{case} was shipped")
        return str(ids[0])

    def _until(self, case: str, what: str, holds: Callable[[Json], bool]) -> Json:
        read: Json = {}

        def fact() -> bool:
            read.update(self.cast.shop.case(case))
            if not holds(read) and read["status"] in _FINAL:
                raise UnexpectedError(f"waited for {what}, but it is {read['status']}")
            return holds(read)

        self.wait(what, fact)
        return read


@dataclass(frozen=True, slots=True)
class Result:
    """How a story went. `problem` is empty when all was as told."""

    story: Story
    ends: Counter[str]
    problem: str
    example: str = ""

    @property
    def is_right(self) -> bool:
        return not self.problem and dict(self.ends) == dict(self.story.ends)


def ending_of(case: Mapping[str, Any]) -> str:
    """How a case stands, in a word or two: its status, and whether a person has to look at it."""
    return f"{case['status']}, raised" if case.get("raised") else str(case["status"])


def _step(case: Json, name: str) -> Json:
    step: Json = case.get("steps", {}).get(name, {})
    return step
