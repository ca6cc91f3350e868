"""What a case has to bring along, by its type."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from services.intake.domain.amount import is_possible, is_reckonable
from services.intake.domain.asked import MOST_CHARACTERS, Fault, faults
from services.intake.domain.case_type import CaseType, Requires
from shared.contracts.values import Line, VatAmount


@dataclass(frozen=True, slots=True)
class Missing:
    """where: a JSON pointer into the case as submitted; the texts say what to do."""

    where: str
    en: str
    fr: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What a case brings: whether there is a customer and so on, its lines and amounts, the roles that are filled, and
    its answers."""

    lines: tuple[Line, ...]
    customer: bool
    roles: Collection[str]
    supplier: bool
    vat: tuple[VatAmount, ...]
    of_case: bool
    answers: Mapping[str, str]


_PARTS = {
    "lines": Missing(
        "/lines",
        "Lines are missing: give at least one line.",
        "Les lignes manquent : indiquez au moins une ligne.",
    ),
    "customer": Missing(
        "/customer",
        "The customer is missing: give the customer's account.",
        "Le client manque : indiquez le compte du client.",
    ),
    "supplier": Missing(
        "/supplier",
        "The supplier is missing: give the supplier's account.",
        "Le fournisseur manque : indiquez le compte du fournisseur.",
    ),
    "vat": Missing(
        "/vat",
        "The amounts are missing: give net and VAT by rate.",
        "Les montants manquent : indiquez le montant HT et la TVA par taux.",
    ),
    "of_case": Missing(
        "/of_case",
        "The case that this one is about is missing: give its id.",
        "Le dossier d’origine manque : indiquez son identifiant.",
    ),
}


def problems(kind: CaseType, brought: Brought) -> tuple[Missing, ...]:
    """Everything that stands against a case of this type."""
    return (
        *_missing(kind.requires, brought),
        *unusable(brought.lines),
        *_impossible(brought.vat),
        *(_said(name, fault) for name, fault in faults(kind.asks, brought.answers)),
    )


def _missing(requires: Requires, brought: Brought) -> Iterator[Missing]:
    for name, text in _PARTS.items():
        if getattr(requires, name) and not getattr(brought, name):
            yield text
    for role in requires.parties:
        if role not in brought.roles:
            yield Missing(
                "/parties",
                f"A party is missing: give one in the role {role}.",
                f"Une partie manque : indiquez-en une dans le rôle {role}.",
            )


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


def _impossible(amounts: Iterable[VatAmount]) -> Iterator[Missing]:
    for place, amount in enumerate(amounts):
        if not is_possible(amount):
            yield Missing(
                f"/vat/{place}",
                "An amount cannot be reckoned with: give net, VAT and a rate of 0 to 100.",
                "Un montant est inexploitable : indiquez le montant HT, la TVA et un taux de 0 à 100.",
            )


_ANSWERS: Mapping[Fault, tuple[str, str]] = {
    "required": ("is missing: answer it", "manque : répondez-y"),
    "unknown": ("is not asked for: remove it", "n’est pas demandé : supprimez-le"),
    "wrong_length": (
        f"has to have 1 to {MOST_CHARACTERS} characters",
        f"doit avoir de 1 à {MOST_CHARACTERS} caractères",
    ),
    "not_a_date": (
        "is no date: write year, month and day, as in 2026-03-31",
        "n’est pas une date : écrivez année, mois et jour, comme 2026-03-31",
    ),
    "not_an_amount": (
        "is no amount: write digits with at most two decimals, as in 12.50",
        "n’est pas un montant : écrivez des chiffres avec deux décimales au plus, comme 12.50",
    ),
    "not_a_choice": ("is none of the choices", "n’est pas un des choix possibles"),
}


def _said(name: str, fault: Fault) -> Missing:
    en, fr = _ANSWERS[fault]
    return Missing(f"/answers/{name}", f"The answer {name} {en}.", f"La réponse {name} {fr}.")
