"""A case type says when two persons have to accept."""

from pathlib import Path

import pytest

from services.intake.adapters.case_type_files import CaseTypesError
from shared.contracts.documents import OpenReview
from tests.unit.intake.builders import a_sales_order
from tests.unit.intake.desk import Desk

TYPE = """
name: payment_run
version: 1
prefix: PR
title: {{en: Payment run, fr: Lot de paiements}}
team: accounts
requires: {{lines: true}}
steps:
  approve:
    action: review
    deadline: P1D
    title: {{en: "Pay this?", fr: "Payer ?"}}
    {rule}
"""


def opened(folder: Path, rule: str) -> OpenReview:
    (folder / "payment_run.yaml").write_text(TYPE.format(rule=rule))
    desk = Desk({"CASE_TYPES_DIR": str(folder)})
    desk.told(a_sales_order(type="payment_run"))
    found = desk.only(OpenReview)
    assert isinstance(found, OpenReview)
    return found


@pytest.mark.parametrize(
    ("rule", "wanted"),
    [
        ("", False),
        ("four_eyes: true", True),
        ("four_eyes: false", False),
        ('four_eyes_above: "23.99"', True),
        ('four_eyes_above: "24.00"', False),
    ],
)
def test_a_review_is_opened_for_as_many_as_the_type_wants(tmp_path: Path, rule: str, wanted: bool) -> None:
    """The order amounts to 24.00."""
    assert opened(tmp_path, rule).four_eyes is wanted


@pytest.mark.parametrize("rule", ["four_eyes: maybe", "four_eyes_above: 24.00", 'four_eyes_above: "-1"'])
def test_what_cannot_be_meant_is_said_at_the_start(tmp_path: Path, rule: str) -> None:
    with pytest.raises(CaseTypesError, match="four_eyes"):
        opened(tmp_path, rule)
