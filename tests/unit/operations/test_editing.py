"""Another body is checked, kept as a difference, and sent once a second person approved it."""

from typing import Any

import pytest

from services.operations.domain.difference import differences
from services.operations.domain.edit import Edit
from shared.contracts.failures import RepairOrdered, RepairTaken
from tests.unit.operations.orders import ADA, GRACE, a_bench, a_decision, a_release, an_edit


def repaired() -> dict[str, Any]:
    message = a_release()
    message["data"]["warehouse"] = "main"
    return message


def test_an_edit_is_kept_as_what_it_changes() -> None:
    bench = a_bench()

    bench.tell(an_edit(repaired()))

    edit = bench.get(Edit, "edt_1")
    assert edit is not None
    (difference,) = edit.differences
    assert (difference.pointer, difference.before, difference.after) == (
        "/data/warehouse",
        '"lyon"',
        '"main"',
    )
    assert (edit.state, edit.by) == ("proposed", ADA)


def test_an_edit_is_sent_once_somebody_else_approved_it() -> None:
    bench = a_bench()
    bench.tell(an_edit(repaired()))

    (order,) = bench.tell(a_decision(GRACE))
    bench.tell(RepairTaken(edit="edt_1", taken=True))

    edit = bench.get(Edit, "edt_1")
    assert edit is not None
    assert isinstance(order, RepairOrdered)
    assert (order.service, order.failure, order.body) == ("logistics", "msg_1", edit.body)
    assert (edit.state, edit.decided_by) == ("sent", GRACE)


def test_nobody_approves_their_own_edit() -> None:
    bench = a_bench()
    bench.tell(an_edit(repaired()))

    sent = bench.tell(a_decision(ADA))

    edit = bench.get(Edit, "edt_1")
    assert edit is not None
    assert sent == ()
    assert edit.state == "proposed"


def test_an_edit_is_decided_once() -> None:
    bench = a_bench()
    bench.tell(an_edit(repaired()))
    bench.tell(a_decision(GRACE, approved=False))

    assert bench.tell(a_decision(GRACE)) == ()


def test_an_edit_of_a_message_that_is_not_failed_any_more_is_outdated() -> None:
    bench = a_bench()
    bench.tell(an_edit(repaired()))
    bench.tell(a_decision(GRACE))

    bench.tell(RepairTaken(edit="edt_1", taken=False))

    edit = bench.get(Edit, "edt_1")
    assert edit is not None
    assert edit.state == "outdated"


def _with(**attributes: Any) -> dict[str, Any]:
    return {**repaired(), **attributes}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        pytest.param("{", "unreadable_body", id="no JSON"),
        pytest.param(_with(data={"case": 7}), "unreadable_body", id="another shape than the contract's"),
        pytest.param(_with(id="msg_2"), "envelope_changed", id="another id"),
        pytest.param(_with(tenant="globex"), "envelope_changed", id="another organisation"),
        pytest.param(_with(subject="case_2"), "envelope_changed", id="another case"),
        pytest.param(a_release(), "nothing_edited", id="the same"),
    ],
)
def test_a_body_that_may_not_be_sent_is_refused(body: dict[str, Any] | str, code: str) -> None:
    bench = a_bench()
    message = an_edit(body)

    bench.tell(message)

    (answer,) = [one for one in bench.store.answers.values() if one.status == "refused"]
    assert answer.code == code
    assert bench.all(Edit) == []


def test_an_organisation_cannot_write_a_message_of_another_over_rubbish() -> None:
    bench = a_bench()

    bench.tell(an_edit(a_release("globex"), original="rubbish"), tenant="acme")

    assert bench.all(Edit) == []


def test_the_support_team_of_the_whole_installation_can_write_a_message_over_rubbish() -> None:
    bench = a_bench()

    bench.tell(an_edit(a_release("globex"), original="rubbish"), tenant="*")

    (edit,) = bench.all(Edit)
    assert [one.pointer for one in edit.differences] == [""]


def test_differences_are_found_in_every_depth() -> None:
    before = '{"a": [1, {"b/c": 2}], "gone": true}'
    after = '{"a": [1, {"b/c": 3}, 4], "new": null}'

    found = {one.pointer: (one.before, one.after) for one in differences(before, after)}

    assert found == {
        "/a/1/b~1c": ("2", "3"),
        "/a/2": ("", "4"),
        "/gone": ("true", ""),
        "/new": ("", "null"),
    }
