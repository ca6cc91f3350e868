"""An office: intake and validation behind the gateway, people with keys, and a clock that can be put forward."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from gateway.access.scopes import ROLES
from services.accounting.service import room as accounting
from services.intake.service import room as intake
from services.logistics.service import room as logistics
from services.validation.service import room as validation
from shared.contracts.cases import RemindCase
from shared.contracts.people import RemindTask
from tests.integration.gateway.backroom import Backroom

ROOMS = {"intake": intake, "validation": validation, "accounting": accounting, "logistics": logistics}
SUPPLIER = {"role": "supplier", "name": "Papeterie du Rhône"}
EMPLOYEE = {"role": "employee", "name": "Noa Blanc"}


class Office(Backroom):
    """Everything that the gateway accepts is worked on at once."""

    def do(
        self, method: str, address: str, body: Any = None, *, by: str = "", status: str = "done"
    ) -> dict[str, Any]:
        """Hand a command over and read its operation. by: a person's key."""
        answer = self.desk.ask(method, address, body, **({"key": by} if by else {}))
        assert answer.status_code == 202, answer.text
        self.catch_up()
        found = self.desk.outcome(answer, **({"key": by} if by else {}))
        assert found["status"] == status, found
        return found

    def submit(self, body: dict[str, Any], *, status: str = "done") -> str:
        """The id of a case that intake has taken up."""
        id: str = self.do("POST", "/v1/cases", body, status=status)["subject"]
        return id

    def case(self, id: str) -> dict[str, Any]:
        found: dict[str, Any] = self.desk.get(f"/v1/cases/{id}").get_json()
        return found

    def facts(self, case: str) -> list[str]:
        return [one["what"] for one in self.items(f"/v1/cases/{case}/timeline")]

    def items(self, address: str) -> list[dict[str, Any]]:
        answer = self.desk.get(address)
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.get_json()["items"]
        return found

    def task(self, case: str, **filters: str) -> dict[str, Any]:
        """The only task of a case that fits."""
        query = "&".join(f"{name}={value}" for name, value in filters.items())
        (found,) = self.items(f"/v1/tasks?case={case}&{query}")
        return found

    def person(self, name: str, role: str = "agent") -> str:
        """The key of a person."""
        return self.desk.key_for("acme", client=name, scopes=tuple(ROLES[role]), role=role)

    def decide(self, task: Mapping[str, Any], by: str, answer: str = "accept", **more: Any) -> dict[str, Any]:
        body = {"round": task["round"], "answer": answer, "reason": more.get("reason", "")}
        address = f"/v1/tasks/{task['id']}/decision"
        return self.do("POST", address, body, by=by, status=more.get("status", "done"))

    def pass_time(self, by: timedelta) -> None:
        """What is due by then is told, as the keeper would."""
        self.now += by
        for row in list(self.mongo["coulisse_intake"]["tasks"].find({"due_at": {"$lte": self.now}})):
            self.tell(RemindTask(case=row["case"], task=row["_id"], due_at=row["due_at"]), row["tenant"])
        for row in list(self.mongo["coulisse_intake"]["cases"].find({"due_at": {"$lte": self.now}})):
            self.tell(RemindCase(case=row["_id"], due_at=row["due_at"]), row["tenant"])


def a_supplier_invoice(net: str = "100.00", tax: str = "20.00", **changes: Any) -> dict[str, Any]:
    return {
        "type": "supplier_invoice",
        "reference": "F-88-4471",
        "supplier": "S-0117",
        "parties": [SUPPLIER],
        "vat": [{"rate": "20", "net": net, "vat": tax}],
        "answers": {"supplier_reference": "F-88-4471", "invoiced_on": "2026-02-27"},
        **changes,
    }


def a_leave_request(**answers: str) -> dict[str, Any]:
    return {
        "type": "leave_request",
        "reference": "LEAVE-1",
        "parties": [EMPLOYEE],
        "answers": {"from": "2026-07-06", "until": "2026-07-24", "kind": "paid", **answers},
    }
