"""How a case type sets its checks: limits that they go by, and how grave their findings are."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal, InvalidOperation

from services.validation.domain.catalogue import UnknownCheckError, check_of
from shared.contracts.values import CheckSetting, Finding


def limit(settings: Iterable[CheckSetting], check: str, name: str, unset: str) -> str:
    """What a check goes by."""
    return next((one.limits[name] for one in settings if one.check == check and name in one.limits), unset)


def amount_limit(settings: Iterable[CheckSetting], check: str, name: str, unset: str) -> Decimal:
    """Raises UnknownCheckError for what is no amount."""
    text = limit(settings, check, name, unset)
    try:
        found = Decimal(text)
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or found < 0:
        raise UnknownCheckError(f"limit {check}.{name} is no amount: {text!r}")
    return found


def weighed(findings: Iterable[Finding], settings: Iterable[CheckSetting]) -> Iterator[Finding]:
    """The findings as grave as the case type has them. Mere information stays what it is, and so does what was found
    in a file that is not safe."""
    grave = {one.check: one.severity for one in settings if one.severity is not None}
    for finding in findings:
        severity = grave.get(check_of(finding.rule))
        if severity is None or finding.severity == "info":
            yield finding
        else:
            yield replace(finding, severity=severity)
