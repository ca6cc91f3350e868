from pathlib import Path

import pytest
import yaml

from services.validation.domain.catalogue import CHECKS

CASE_TYPES = sorted(Path(__file__).parents[3].glob("services/intake/case_types/*.yaml"))


@pytest.mark.parametrize("path", CASE_TYPES, ids=lambda path: path.stem)
def test_a_case_type_only_asks_for_checks_that_validation_has(path: Path) -> None:
    case_type = yaml.safe_load(path.read_text())

    assert set(case_type["checks"]) <= CHECKS


def test_there_are_case_types() -> None:
    assert CASE_TYPES
