"""The fixed words of invoices, in French and in English, and the law that asks for them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gateway.printing.numbers import Language, money, rate

RECOVERY_FEE = "40.00"
"""Euros, flat, from a professional who pays late (Code de commerce, article D441-5)."""


@dataclass(frozen=True, slots=True)
class Wording:
    """One language's words, by what they stand for."""

    language: Language
    words: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        return self.words[name]


_FRENCH = {
    "invoice": "Facture",
    "credit_note": "Avoir",
    "number": "Numéro",
    "issued_on": "Date d’émission",
    "supplied_on": "Date de l’opération",
    "due_on": "Échéance",
    "at_once": "Payée d’avance",
    "order": "Votre référence",
    "case": "Dossier",
    "customer": "Client",
    "credits": "Sur la facture",
    "recharges": "Annule l’avoir",
    "of_day": "{number} du {day}",
    "reason": "Motif",
    "billed_to": "Facturé à",
    "delivered_to": "Livré à",
    "vat_number": "N° TVA",
    "article": "Référence",
    "label": "Désignation",
    "quantity": "Quantité",
    "unit_price": "Prix unitaire HT",
    "vat_rate": "TVA",
    "line_net": "Montant HT",
    "net": "Total HT",
    "vat_at": "TVA {rate} sur {net}",
    "gross": "Total TTC",
    "prepaid": "Acompte déjà versé",
    "due": "Net à payer",
    "returned": "Net à votre crédit",
    "payment": "Règlement",
    "pay_by": "À régler par virement au plus tard le {day}, en rappelant le numéro {number}.",
    "paid": "Facture acquittée. Il ne reste rien à payer.",
    "credited": "Ce montant est porté au crédit de votre compte client.",
    "vat_back": "La TVA de cet avoir rectifie celle de la facture d’origine (article 272 du CGI) ; il "
    "vous appartient de rectifier la TVA que vous avez déduite.",
    "goods": "Nature des opérations : livraison de biens.",
    "services": "Nature des opérations : prestation de services.",
    "debits": "Option pour le paiement de la TVA d’après les débits.",
    "exempt": "Les lignes au taux de 0 % sont exonérées de TVA.",
    "no_discount": "Pas d’escompte pour paiement anticipé.",
    "late": "Tout retard de paiement d’un client professionnel entraîne de plein droit des pénalités égales à "
    "{late_rate} et une indemnité forfaitaire pour frais de recouvrement de {fee} (articles L441-10 et D441-5 du "
    "Code de commerce).",
    "capital": "au capital de {capital}",
    "page": "Page {page} sur {pages}",
}

_ENGLISH = {
    "invoice": "Invoice",
    "credit_note": "Credit note",
    "number": "Number",
    "issued_on": "Date of issue",
    "supplied_on": "Date of supply",
    "due_on": "Due date",
    "at_once": "Paid in advance",
    "order": "Your reference",
    "case": "Case",
    "customer": "Customer",
    "credits": "On invoice",
    "recharges": "Cancels credit note",
    "of_day": "{number} of {day}",
    "reason": "Reason",
    "billed_to": "Billed to",
    "delivered_to": "Delivered to",
    "vat_number": "VAT no.",
    "article": "Item",
    "label": "Description",
    "quantity": "Quantity",
    "unit_price": "Unit price, net",
    "vat_rate": "VAT",
    "line_net": "Amount, net",
    "net": "Total net of VAT",
    "vat_at": "VAT {rate} on {net}",
    "gross": "Total including VAT",
    "prepaid": "Already paid",
    "due": "Amount due",
    "returned": "Amount credited",
    "payment": "Payment",
    "pay_by": "Please pay by bank transfer no later than {day}, quoting {number}.",
    "paid": "Paid in full. Nothing is left to pay.",
    "credited": "This amount has been credited to your account.",
    "vat_back": "The VAT of this credit note corrects that of the original invoice (article 272 of the French General "
    "Tax Code); please correct the VAT that you have deducted.",
    "goods": "Nature of the supply: goods.",
    "services": "Nature of the supply: services.",
    "debits": "VAT is paid on the basis of debits.",
    "exempt": "Lines at a rate of 0% are exempt from VAT.",
    "no_discount": "No discount is given for early payment.",
    "late": "Late payment by a business customer incurs, without notice, penalties of {late_rate} and a flat "
    "recovery fee of {fee} (articles L441-10 and D441-5 of the French Commercial Code).",
    "capital": "with a share capital of {capital}",
    "page": "Page {page} of {pages}",
}

WORDINGS: Mapping[Language, Wording] = {"fr": Wording("fr", _FRENCH), "en": Wording("en", _ENGLISH)}


def mentions(invoice: Mapping[str, Any], wording: Wording) -> list[str]:
    """What the law wants to be read besides names, dates and amounts: nature of the operations and VAT on debits (CGI
    annexe II, article 242 nonies A), discount, penalties and recovery fee (Code de commerce, article L441-9)."""
    language, seller = wording.language, invoice["seller"]
    found = [wording[invoice["supplies"]]]
    if seller["vat_on_debits"] and invoice["supplies"] == "services":
        found.append(wording["debits"])
    if any(rate(total["rate"], language) == rate("0", language) for total in invoice["vat"]):
        found.append(wording["exempt"])
    if invoice["kind"] == "invoice":
        fee = money(RECOVERY_FEE, "EUR", language)
        late_rate = seller[f"late_rate_{language}"]
        found += [wording["no_discount"], wording["late"].format(late_rate=late_rate, fee=fee)]
    elif any(float(total["vat"]) for total in invoice["vat"]):
        found.append(wording["vat_back"])
    return found
