"""Is the VAT of each rate what the rate makes of its net amount?

Suppliers round line by line or by rate (CGI, annexe II, article 242 nonies A leaves both), so that a few cents may be
between; how many, the case type says.
"""

from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal

from services.validation.domain import catalogue
from services.validation.domain.rule import Rule
from services.validation.domain.setting import amount_limit
from shared.contracts.values import CheckSetting, Finding, VatAmount

CENT = Decimal("0.01")
TOLERANCE = "0.02"

UNEQUAL = Rule(
    id="vat_amounts.unequal",
    severity="error",
    message_en="The VAT given at {rate} % is {given}, but on {net} it is {reckoned}.",
    message_fr="La TVA indiquée à {rate} % est de {given}, mais sur {net} elle est de {reckoned}.",
    remedy_en="Correct the amounts, or ask the supplier for a correct invoice.",
    remedy_fr="Corrigez les montants ou demandez une facture juste au fournisseur.",
)


def vat_amounts(amounts: Sequence[VatAmount], settings: Sequence[CheckSetting]) -> Iterator[Finding]:
    """One finding per rate whose VAT is farther off than the limit `tolerance`, in the case's currency."""
    tolerance = amount_limit(settings, catalogue.VAT_AMOUNTS, "tolerance", TOLERANCE)
    for place, amount in enumerate(amounts):
        reckoned = (amount.net * amount.rate / 100).quantize(CENT, ROUND_HALF_UP)
        if abs(reckoned - amount.vat) > tolerance:
            yield UNEQUAL.at(
                f"/vat/{place}/vat",
                rate=str(amount.rate),
                given=str(amount.vat),
                net=str(amount.net),
                reckoned=str(reckoned),
            )
