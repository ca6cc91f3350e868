"""What the checks of a case found, for readers."""

from typing import Any

from pymongo.database import Database

TIME_LIMIT_MS = 2_000
MOST_STEPS = 50


def findings(database: Database[dict[str, Any]], tenant: str, case: str) -> list[dict[str, Any]]:
    """The findings of the latest round of each checking step, errors first.

    Keys: rule, rule_version, severity (info, warning, error), where, message_en, message_fr, remedy_en, remedy_fr;
    step, round and checked_at (None while files are still being inspected); waived (reason, actor, at), None while it
    stands.
    """
    steps = database.checks.find({"tenant": str(tenant), "case": str(case)}, max_time_ms=TIME_LIMIT_MS)
    return [
        {
            **finding,
            "step": check["step"],
            "round": check["round"],
            "checked_at": check["done_at"],
            "waived": _waiver(check, finding),
        }
        for check in steps.limit(MOST_STEPS)
        for finding in check["findings"]
    ]


def _waiver(check: dict[str, Any], finding: dict[str, Any]) -> dict[str, Any] | None:
    place = (finding["rule"], finding["where"])
    found = (one for one in check.get("waivers", ()) if (one["rule"], one["where"]) == place)
    waiver = next(found, None)
    return waiver and {key: waiver[key] for key in ("reason", "actor", "at")}


def checks(database: Database[dict[str, Any]], tenant: str, case: str) -> list[dict[str, Any]]:
    """Where the checking steps of a case stand, without their findings.

    Keys: step, round, state (inspecting, done), accepted (None while inspecting), findings (how many), asked_at,
    done_at.
    """
    steps = database.checks.find({"tenant": str(tenant), "case": str(case)}, max_time_ms=TIME_LIMIT_MS)
    return [
        {
            "step": check["step"],
            "round": check["round"],
            "state": check["state"],
            "accepted": _accepted(check) if check["state"] == "done" else None,
            "findings": len(check["findings"]),
            "asked_at": check["asked_at"],
            "done_at": check["done_at"],
        }
        for check in steps.limit(MOST_STEPS)
    ]


def _accepted(check: dict[str, Any]) -> bool:
    return all(
        finding["severity"] != "error" or _waiver(check, finding) is not None for finding in check["findings"]
    )
