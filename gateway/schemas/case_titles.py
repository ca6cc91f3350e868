"""What the fields of a case are called in forms, in English and French."""

from collections.abc import Mapping

_TITLES: Mapping[str, tuple[str, str]] = {
    "type": ("Case type", "Type de dossier"),
    "reference": ("Your reference", "Votre référence"),
    "priority": ("Priority", "Priorité"),
    "currency": ("Currency (ISO 4217)", "Devise (ISO 4217)"),
    "customer": ("Customer account", "Compte client"),
    "supplier": ("Supplier account", "Compte fournisseur"),
    "of_case": ("Case that this one is about", "Dossier d’origine"),
    "answers": ("Answers", "Réponses"),
    "rate": ("VAT rate (%)", "Taux de TVA (%)"),
    "lot": ("Lot", "Lot"),
    "serials": ("Serial numbers", "Numéros de série"),
    "payment_terms": ("Payment terms", "Conditions de paiement"),
    "warehouse": ("Warehouse", "Entrepôt"),
    "tags": ("Tags", "Étiquettes"),
    "parties": ("People and companies", "Personnes et sociétés"),
    "lines": ("Lines", "Lignes"),
    "totals": ("Totals", "Totaux"),
    "documents": ("Documents", "Pièces"),
    "role": ("Role", "Rôle"),
    "name": ("Name", "Nom"),
    "email": ("E-mail", "Courriel"),
    "phone": ("Telephone", "Téléphone"),
    "address": ("Address", "Adresse"),
    "line1": ("Street", "Rue"),
    "line2": ("Further details", "Complément d’adresse"),
    "postcode": ("Postcode", "Code postal"),
    "city": ("City", "Ville"),
    "country": ("Country (ISO 3166-1)", "Pays (ISO 3166-1)"),
    "vat_number": ("VAT number", "Numéro de TVA"),
    "siren": ("SIREN", "SIREN"),
    "siret": ("SIRET", "SIRET"),
    "bank_account": ("Bank account", "Compte bancaire"),
    "iban": ("IBAN", "IBAN"),
    "bic": ("BIC", "BIC"),
    "identity": ("Identity document", "Pièce d’identité"),
    "number": ("Number", "Numéro"),
    "expires_on": ("Valid until", "Valable jusqu’au"),
    "article": ("Article", "Article"),
    "label": ("Description", "Désignation"),
    "quantity": ("Quantity", "Quantité"),
    "unit_price": ("Unit price without VAT", "Prix unitaire HT"),
    "vat_rate": ("VAT rate (%)", "Taux de TVA (%)"),
    "net": ("Total without VAT", "Total HT"),
    "vat": ("VAT", "TVA"),
    "gross": ("Total with VAT", "Total TTC"),
    "id": ("Uploaded document", "Pièce téléversée"),
    "kind": ("Kind of document", "Type de pièce"),
}


def titles(language: str) -> dict[str, str]:
    """By name of the field."""
    place = 1 if language == "fr" else 0
    return {name: both[place] for name, both in _TITLES.items()}
