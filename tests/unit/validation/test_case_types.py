from pathlib import Path

import pytest

from services.intake.queries.case_types import BUILT_IN, known_types
from services.validation.domain import catalogue
from shared.contracts.values import CheckSetting

CASE_TYPES = sorted(known_types({}))


@pytest.mark.parametrize("name", CASE_TYPES)
def test_a_case_type_only_asks_for_checks_and_limits_that_validation_has(name: str) -> None:
    kind = known_types({})[name]

    catalogue.verify(kind.checks, kind.check_settings)


def test_there_are_case_types() -> None:
    assert {path.stem for path in Path(BUILT_IN).glob("*.yaml")} == set(CASE_TYPES)


@pytest.mark.parametrize(
    "setting",
    [
        CheckSetting(check="completenes"),
        CheckSetting(check="sums", limits={"tolerance": "1"}),
        CheckSetting(check="vat_amounts", limits={"tolerances": "1"}),
    ],
)
def test_what_validation_does_not_know_fails_loudly(setting: CheckSetting) -> None:
    with pytest.raises(catalogue.UnknownCheckError, match="unknown checks or limits"):
        catalogue.verify(("sums",), (setting,))
