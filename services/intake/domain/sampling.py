"""Quality control: which cases are looked at once more."""

from decimal import Decimal
from hashlib import blake2b

from services.intake.domain.case_type import StepType

_RANGE = 10_000
"""Per cents are told apart to the hundredth."""


def is_in_sample(case: str, kind: StepType) -> bool:
    """Whether the step is held for this case: always without a sample, else for the share of cases that the seed and
    their ids choose. The same case is in it again and again, and another seed draws another sample."""
    if kind.sample is None:
        return True
    drawn = blake2b(f"{kind.seed}|{kind.name}|{case}".encode(), digest_size=8).digest()
    return Decimal(int.from_bytes(drawn, "big") % _RANGE) < kind.sample * _RANGE / 100
