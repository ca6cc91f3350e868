"""Does a period end after it begins?"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from services.validation.domain import catalogue
from services.validation.domain.rule import Rule
from services.validation.domain.setting import limit
from shared.contracts.values import CheckSetting, Finding

BACKWARDS = Rule(
    id="period.backwards",
    severity="error",
    message_en="{until} is before {since}.",
    message_fr="{until} est avant {since}.",
    remedy_en="Correct one of the two dates.",
    remedy_fr="Corrigez l'une des deux dates.",
)


def period(answers: Mapping[str, str], settings: Sequence[CheckSetting]) -> Iterator[Finding]:
    """The limits `from` and `until` name the answers with the first and the last day; one of them may be missing."""
    first = limit(settings, catalogue.PERIOD, "from", "from")
    last = limit(settings, catalogue.PERIOD, "until", "until")
    if first not in answers or last not in answers:
        return
    since, until = date.fromisoformat(answers[first]), date.fromisoformat(answers[last])
    if until < since:
        yield BACKWARDS.at(f"/answers/{last}", since=since.isoformat(), until=until.isoformat())
