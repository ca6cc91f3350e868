"""What must not be is refused through the API in one clear answer, and nothing of it is half done."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from services.accounting.check import audited
from services.logistics.check import DATABASE, differences
from tests.support.front_office import FrontOffice
from tests.support.running_house import Platform
from tests.unit.validation.files import a_pdf

TRIES = 6
"""Each waits for up to ten seconds."""

ENTRIES = "/v1/ledgers/main/entries"


def test_an_entry_that_does_not_balance_is_never_posted(shop: FrontOffice, platform: Platform) -> None:
    today = datetime.now(UTC).date().isoformat()

    answer = _asked(shop, "POST", ENTRIES, _entry(today, debit="80.00", credit="79.99"))

    assert _refused(answer) == {
        "code": "unbalanced_entry",
        "detail": "The debits are 80.00 and the credits 79.99.",
        "remedy": "Make them equal: an entry that does not balance is never posted.",
        "pointer": "/lines",
    }
    assert _nothing_posted(shop, platform)


def test_nothing_is_entered_in_a_period_that_is_locked(shop: FrontOffice, platform: Platform) -> None:
    until = datetime.now(UTC).date() - timedelta(days=2)
    assert _asked(shop, "PUT", "/v1/ledgers/main/lock", {"until": str(until)}).status_code == 200

    answer = _asked(shop, "POST", ENTRIES, _entry(str(until)))

    assert _refused(answer) == {
        "code": "locked_period",
        "detail": f"The books are locked up to {until}.",
        "remedy": "Enter it on a later day, or have the period opened again if its year is not closed.",
        "pointer": "/entered_on",
    }
    assert _nothing_posted(shop, platform)


def test_nothing_is_entered_in_a_year_that_is_closed_and_its_lock_stays(
    shop: FrontOffice, platform: Platform
) -> None:
    last = datetime.now(UTC).year - 1
    assert _asked(shop, "POST", "/v1/ledgers/main/closings", {"year": last}).status_code == 200

    late = _asked(shop, "POST", ENTRIES, _entry(f"{last}-12-31"))
    opened = _asked(shop, "PUT", "/v1/ledgers/main/lock", {"until": f"{last}-06-30"})

    assert _refused(late)["code"] == "locked_period"
    assert _refused(opened)["code"] == "closed_year"
    assert shop.get("/v1/ledgers/main")["locked_until"] == f"{last}-12-31"
    assert _nothing_posted(shop, platform)


def test_a_count_below_nothing_is_refused_at_the_door(shop: FrontOffice, platform: Platform) -> None:
    shop.stock_up({"CH-100": 4})
    counted = [{"article": "CH-100", "quantity": -1}]

    answer = shop.ask("POST", "/v1/stock-counts", {"warehouse": "main", "lines": counted})

    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, "invalid")
    assert [(one["code"], one["pointer"]) for one in problem["errors"]] == [
        ("out_of_range", "/lines/0/quantity")
    ]
    assert shop.stock("CH-100")["on_hand"] == 4
    assert _stock_is_right(shop, platform)


def test_a_lot_that_never_came_in_is_neither_counted_nor_recalled(
    shop: FrontOffice, platform: Platform
) -> None:
    _asked(shop, "PUT", "/v1/articles/CREAM", {"label": "Crème", "lot_tracked": True})
    lines = [{"article": "CREAM", "quantity": 3, "lot": "L1"}]
    _asked(shop, "POST", "/v1/goods-receipts", {"reference": "BL-1", "lines": lines})
    known, unknown = {**lines[0], "quantity": 2}, {"article": "CREAM", "quantity": 5, "lot": "L2"}

    counted = _asked(shop, "POST", "/v1/stock-counts", {"lines": [known, unknown]})
    recalled = _asked(shop, "POST", "/v1/articles/CREAM/lots/L2/recall", {"reason": "Wrong label"})

    assert _refused(counted) == {
        "code": "unknown_lot",
        "detail": "CREAM: lot L2 never came in here.",
        "remedy": "Compare it with the goods, and record their receipt if there was none.",
        "pointer": "/lines/1/lot",
    }
    assert _refused(recalled)["detail"] == "Nothing of this lot has ever come in."
    assert shop.stock("CREAM")["on_hand"] == 3
    assert _stock_is_right(shop, platform)


def test_what_is_another_organisations_is_refused_as_what_does_not_exist(
    shop: FrontOffice, stranger: FrontOffice, platform: Platform
) -> None:
    entry, group = _owed(shop)
    own = _owed(stranger)[1]
    count = _asked(shop, "POST", "/v1/stock-count-lists", {"warehouse": "main"}).json()["subject"]
    made = {"entry": "ent_" + "0" * 32, "group": "let_" + "0" * 32, "count": "cnl_" + "0" * 32}
    codes = []

    for method, path, body in _commands_about(own):
        theirs, nobodys = (
            _asked(stranger, method, path.format(**ids), _filled(body, ids))
            for ids in ({"entry": entry, "group": group, "count": count}, made)
        )
        assert _told(theirs) == _told(nobodys), (method, path, body)
        codes.append(_refused(theirs)["code"] if theirs.status_code == 409 else theirs.json()["code"])

    assert codes == [
        "unknown_lettering",
        "nothing_matched",
        "not_by_hand",
        "unknown_count_list",
        "not_found",
    ]
    assert shop.get(f"/v1/ledgers/main/letterings/{group}")["balance"] == "80.00"
    assert platform.mongo["coulisse_accounting"].failed.count_documents({"tenant": stranger.tenant}) == 0
    assert platform.mongo[DATABASE].failed.count_documents({"tenant": stranger.tenant}) == 0


def test_an_acknowledgement_of_what_another_organisation_has_is_of_something_unknown(
    shop: FrontOffice, stranger: FrontOffice
) -> None:
    entry = _owed(shop)[0]
    shop.stock_up({"CH-100": 1})
    movement = shop.items("/v1/stock/movements")[0]["id"]

    for kind, id in (("journal-entries", entry), ("stock-changes", movement)):
        at = f"/v1/exports/{kind}/acknowledgements"
        answer = _asked(stranger, "POST", at, {"items": [{"id": id, "reference": "ERP-1"}]})

        assert answer.status_code == 200, answer.text
        assert answer.json()["result"] == {"unknown": "1"}


def test_of_two_approvals_at_the_same_moment_one_counts_and_the_invoice_is_posted_once(
    shop: FrontOffice, platform: Platform
) -> None:
    case = _supplier_invoice(shop, "100.00", "20.00")
    task = _waiting(shop, case)
    claire, denis = (_person(platform, shop, name) for name in ("claire", "denis"))

    answers = _at_once(lambda person: _decided(person, task), (claire, denis))

    assert sorted(answer.status_code for answer in answers) == [200, 409]
    (late,) = [answer for answer in answers if answer.status_code == 409]
    assert _refused(late) == {
        "code": "already_decided",
        "detail": "Somebody else has decided already.",
        "remedy": "Read the review to see who, and how.",
    }
    shop.wait_for_status(case, "closed")
    assert len(shop.items("/v1/journal-entries")) == 1


def test_one_person_approving_twice_at_the_same_moment_is_not_two_persons(
    shop: FrontOffice, platform: Platform
) -> None:
    case = _supplier_invoice(shop, "6000.00", "1200.00")
    task = _waiting(shop, case)
    claire, denis = (_person(platform, shop, name) for name in ("claire", "denis"))

    answers = _at_once(lambda person: _decided(person, task), (claire, claire))

    assert sorted(answer.status_code for answer in answers) == [200, 409]
    (again,) = [answer for answer in answers if answer.status_code == 409]
    assert _refused(again)["code"] == "second_person_needed"
    assert shop.case(case)["status"] == "waiting"
    assert shop.items("/v1/journal-entries") == []
    assert _decided(denis, task).status_code == 200
    shop.wait_for_status(case, "closed")


def _entry(day: str, debit: str = "80.00", credit: str = "80.00") -> dict[str, Any]:
    lines = [{"account": "606", "debit": debit}, {"account": "512", "credit": credit}]
    return {"entered_on": day, "piece": "REC-1", "label": "Fournitures", "lines": lines}


def _owed(shop: FrontOffice) -> tuple[str, str]:
    """An entry by hand by which a customer owes 80.00, and the group in which its line stands alone."""
    lines = [{"account": "411", "party": "C-9", "debit": "80.00"}, {"account": "512", "credit": "80.00"}]
    body = {**_entry(datetime.now(UTC).date().isoformat()), "lines": lines}
    posted = _asked(shop, "POST", ENTRIES, body)
    assert posted.status_code == 200, posted.text
    (group,) = shop.items("/v1/ledgers/main/letterings")
    return posted.json()["result"]["entry"], group["id"]


def _commands_about(own: str) -> tuple[tuple[str, str, dict[str, Any]], ...]:
    """Each names a thing that may be somebody else's. own: a group of the caller's."""
    today = datetime.now(UTC).date().isoformat()
    counted = {"list": "{count}", "lines": [{"article": "CH-100", "quantity": 1}]}
    return (
        ("POST", "/v1/ledgers/main/letterings", {"letterings": [own, "{group}"]}),
        ("DELETE", "/v1/ledgers/main/letterings/{group}", {}),
        ("POST", ENTRIES + "/{entry}/reverse", {"entered_on": today}),
        ("POST", "/v1/stock-counts", counted),
        ("POST", "/v1/stock-count-lists/{count}/close", {}),
    )


def _filled(body: dict[str, Any], ids: dict[str, str]) -> dict[str, Any]:
    text = json.dumps(body)
    for name, id in ids.items():
        text = text.replace("{" + name + "}", id)
    filled: dict[str, Any] = json.loads(text)
    return filled


def _told(answer: Any) -> tuple[int, Any]:
    """Without what is made for each request, and without the ids that were asked for."""
    problem = {name: value for name, value in answer.json().items() if name not in {"instance", "request_id"}}
    return answer.status_code, re.sub(r"(ent|let|cnl|op)_[0-9a-f]{32}", "ID", json.dumps(problem))


def _supplier_invoice(shop: FrontOffice, net: str, vat: str) -> str:
    return shop.submit(
        {
            "type": "supplier_invoice",
            "reference": "ACH-1",
            "supplier": "S-0117",
            "parties": [{"role": "supplier", "name": "Bois et Cie"}],
            "vat": [{"rate": "20", "net": net, "vat": vat}],
            "answers": {
                "supplier_reference": "F-88",
                "invoiced_on": datetime.now(UTC).date().isoformat(),
            },
            "documents": [{"id": shop.upload(a_pdf()), "kind": "supplier_invoice"}],
        }
    )


def _waiting(shop: FrontOffice, case: str) -> dict[str, Any]:
    shop.wait_for_step(case, "approve", "waiting")
    return shop.task_of(case)


def _person(platform: Platform, shop: FrontOffice, name: str) -> FrontOffice:
    return FrontOffice(shop.url, platform.new_key(shop.tenant, client=name), shop.tenant)


def _decided(person: FrontOffice, task: dict[str, Any]) -> Any:
    body = {"round": task["round"], "answer": "accept"}
    return _asked(person, "POST", f"/v1/tasks/{task['id']}/decision", body)


def _at_once(ask: Any, people: tuple[FrontOffice, ...]) -> list[Any]:
    with ThreadPoolExecutor(len(people)) as together:
        return list(together.map(ask, people))


def _asked(shop: FrontOffice, method: str, path: str, body: dict[str, Any]) -> Any:
    """The answer once the command was decided; asked again under its key where the door did not wait long enough."""
    key = uuid4().hex
    for _ in range(TRIES):
        answer = shop.ask(method, path, body, again=key, headers={"Prefer": "wait=10"})
        if answer.status_code != 202:
            break
    return answer


def _refused(answer: Any) -> dict[str, str]:
    assert answer.status_code == 409, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert (problem["status"], problem["code"]) == (409, "refused")
    (error,) = problem["errors"]
    return dict(error)


def _nothing_posted(shop: FrontOffice, platform: Platform) -> bool:
    books = platform.mongo["coulisse_accounting"]
    return shop.items("/v1/journal-entries") == [] and audited(books, (shop.tenant,)).finished() == []


def _stock_is_right(shop: FrontOffice, platform: Platform) -> bool:
    return list(differences(platform.mongo[DATABASE], shop.tenant)) == []
