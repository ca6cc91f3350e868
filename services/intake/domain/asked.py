"""What a case type asks of its cases beside what all cases have: the declaration, and whether answers fit it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

Kind = Literal["text", "date", "amount", "choice"]
Fault = Literal["required", "unknown", "wrong_length", "not_a_date", "not_an_amount", "not_a_choice"]

MOST_CHARACTERS = 500
AMOUNT = r"-?[0-9]{1,12}(\.[0-9]{1,2})?"
_AMOUNT = re.compile(AMOUNT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """A text for people, in both interface languages."""

    en: str
    fr: str

    def said(self, language: str) -> str:
        """In English for whatever is not French."""
        return self.fr if language == "fr" else self.en


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One thing that a case type asks. Answers are texts: a date as ISO 8601, an amount with a decimal point, a choice
    by its name. choices: by name, for a choice alone."""

    name: str
    kind: Kind
    title: Title
    required: bool
    choices: Mapping[str, Title]


def faults(asks: Iterable[Ask], answers: Mapping[str, str]) -> Iterator[tuple[str, Fault]]:
    """What is wrong with these answers, by name, in the order of the declaration."""
    by_name = {ask.name: ask for ask in asks}
    for ask in by_name.values():
        if ask.name in answers:
            fault = _fault(ask, answers[ask.name])
            if fault is not None:
                yield ask.name, fault
        elif ask.required:
            yield ask.name, "required"
    for name in sorted(answers.keys() - by_name):
        yield name, "unknown"


def _fault(ask: Ask, answer: str) -> Fault | None:
    if ask.kind == "date":
        return None if _is_date(answer) else "not_a_date"
    if ask.kind == "amount":
        return None if _AMOUNT.fullmatch(answer) else "not_an_amount"
    if ask.kind == "choice":
        return None if answer in ask.choices else "not_a_choice"
    return None if answer.strip() and len(answer) <= MOST_CHARACTERS else "wrong_length"


def _is_date(text: str) -> bool:
    try:
        return len(text) == 10 and date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
