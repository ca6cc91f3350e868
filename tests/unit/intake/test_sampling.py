"""Quality control looks at a share of the cases, the same ones whoever asks."""

from dataclasses import replace
from decimal import Decimal

from services.intake.domain.case_type import StepType
from services.intake.domain.deadline import Deadline
from services.intake.domain.sampling import is_in_sample
from services.intake.queries.case_types import known_types
from shared.contracts.documents import OpenReview
from tests.unit.intake.desk import Desk
from tests.unit.intake.people import CLAIRE, a_complaint, answered, opened

STEP = StepType(
    name="quality", action="review", deadline=Deadline(), team="quality", sample=Decimal(10), seed="one"
)
CASES = [f"case_{number:032x}" for number in range(5_000)]


def drawn(step: StepType) -> set[str]:
    return {case for case in CASES if is_in_sample(case, step)}


def test_about_as_many_are_drawn_as_the_type_says() -> None:
    assert 400 < len(drawn(STEP)) < 600
    assert drawn(replace(STEP, sample=Decimal(0))) == set()
    assert drawn(replace(STEP, sample=Decimal(100))) == set(CASES)


def test_a_seed_draws_the_same_sample_again_and_another_seed_another_one() -> None:
    assert drawn(STEP) == drawn(STEP)
    assert drawn(STEP) != drawn(replace(STEP, seed="two"))
    assert drawn(STEP) < drawn(replace(STEP, sample=Decimal(20)))


def test_a_case_in_the_sample_is_looked_at_by_somebody_else_and_the_others_are_closed() -> None:
    kind = known_types({})["complaint"].by_name["quality"]
    inside = next(case for case in CASES if is_in_sample(case, kind))
    outside = next(case for case in CASES if not is_in_sample(case, kind))

    (review,) = [item for item in _sent(inside) if isinstance(item, OpenReview) and item.step == "quality"]
    assert (review.team, review.not_by) == ("quality", (CLAIRE.id,))
    assert type(_sent(outside)[-1]).__name__ == "CaseClosed"


def _sent(case: str) -> list[object]:
    desk = Desk()
    for message in (a_complaint(), opened(), answered()):
        desk.told(replace(message, case=case))
    return list(desk.sent_messages)
