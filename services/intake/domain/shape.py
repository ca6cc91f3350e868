"""What a case has to bring along, by its type."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from services.intake.domain.amount import is_reckonable
from services.intake.domain.case_type import Requires
from shared.contracts.values import Line


@dataclass(frozen=True, slots=True)
class Missing:
    """where: a JSON pointer into the case as submitted; the texts say what to do."""

    where: str
    en: str
    fr: str


def missing(
    requires: Requires, *, lines: bool, customer: bool, roles: Collection[str]
) -> tuple[Missing, ...]:
    """Everything that is missing, given whether there are lines and a customer and which party roles are
    filled."""
    found: list[Missing] = []
    if requires.lines and not lines:
        found.append(
            Missing(
                "/lines",
                "Lines are missing: give at least one line.",
                "Les lignes manquent : indiquez au moins une ligne.",
            )
        )
    if requires.customer and not customer:
        found.append(
            Missing(
                "/customer",
                "The customer is missing: give the customer's account.",
                "Le client manque : indiquez le compte du client.",
            )
        )
    for role in requires.parties:
        if role not in roles:
            found.append(
                Missing(
                    "/parties",
                    f"A party is missing: give one in the role {role}.",
                    f"Une partie manque : indiquez-en une dans le rôle {role}.",
                )
            )
    return tuple(found)


def unusable(lines: Iterable[Line]) -> tuple[Missing, ...]:
    """Lines that nobody could reserve or invoice."""
    return tuple(
        Missing(
            f"/lines/{place}",
            f"Line {line.number} cannot be reckoned with: "
            "give a quantity from 1, a price and a VAT rate of 0 to 100.",
            f"La ligne {line.number} est inexploitable : "
            "indiquez une quantité à partir de 1, un prix et un taux de TVA de 0 à 100.",
        )
        for place, line in enumerate(lines)
        if not is_reckonable(line)
    )
