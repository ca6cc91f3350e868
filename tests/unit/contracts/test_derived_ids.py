"""Ids that follow from their causes, and lie together with what they are about."""

import re

import pytest

from shared.contracts.decision import derived_id

CASE = "case_0198c1a2b3c47d0e8f1122334455667a"
MESSAGE = "0198c1a2b3c4" + "f" * 20


def test_the_same_cause_and_label_make_the_same_id() -> None:
    assert derived_id(MESSAGE, "0:case_opened", CASE) == derived_id(MESSAGE, "0:case_opened", CASE)


@pytest.mark.parametrize(
    ("cause", "label", "about"),
    [(MESSAGE, "1:case_opened", CASE), ("acme|shop|POST /v1/cases|k1", "0:case_opened", CASE)],
)
def test_another_label_or_cause_makes_another(cause: str, label: str, about: str) -> None:
    assert derived_id(cause, label, about)[12:] != derived_id(MESSAGE, "0:case_opened", CASE)[12:]


@pytest.mark.parametrize(
    ("cause", "about"),
    [(MESSAGE, CASE), (MESSAGE, ""), (CASE, ""), ("acme|shop|POST /v1/cases|k1", CASE), (MESSAGE, "A-100")],
)
def test_it_begins_as_what_it_is_about_or_as_its_cause(cause: str, about: str) -> None:
    id = derived_id(cause, "audit", about)

    assert id[:12] == "0198c1a2b3c4"
    assert re.fullmatch("[0-9a-f]{32}", id)


def test_what_follows_from_no_id_is_a_hash() -> None:
    one, other = derived_id("acme|shop|POST /v1/x|k1", "a"), derived_id("acme|shop|POST /v1/x|k2", "a")

    assert one[:12] != other[:12]
    assert re.fullmatch("[0-9a-f]{32}", one)
