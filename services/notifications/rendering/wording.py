"""How events and what they tell are called, in English and French."""

from typing import Final

TITLES: Final[dict[str, tuple[str, str]]] = {
    "case.opened": ("Case opened", "Dossier ouvert"),
    "case.invoice_issued": ("Invoice issued", "Facture émise"),
    "case.invoice_credited": ("Invoice credited", "Facture créditée"),
    "case.shipment_dispatched": ("Shipment dispatched", "Expédition partie"),
    "case.payment_received": ("Payment received", "Paiement reçu"),
    "case.parcel_moved": ("News of a parcel", "Nouvelles d’un colis"),
    "case.commented": ("New comment", "Nouveau commentaire"),
    "case.changed": ("Case changed", "Dossier modifié"),
    "case.purchase_posted": ("Purchase posted", "Achat comptabilisé"),
    "case.purchase_reversed": ("Purchase reversed", "Achat extourné"),
    "case.credit_note_issued": ("Credit note issued", "Avoir émis"),
    "case.credit_note_reversed": ("Credit note reversed", "Avoir annulé"),
    "case.goods_accepted": ("Goods received", "Marchandises reçues"),
    "case.goods_given_back": ("Goods given back", "Marchandises rendues"),
    "case.answered": ("Complaint answered", "Réponse à la réclamation"),
    "case.likeness_found": ("A similar case exists", "Un dossier semblable existe"),
    "case.reopened": ("Case opened again", "Dossier rouvert"),
    "case.rated": ("Handling rated", "Traitement évalué"),
    "case.reservation_expired": ("Reservation expired", "Réservation expirée"),
    "case.shipment_late": ("Shipment late", "Expédition en retard"),
    "case.needs_correction": ("Correction needed", "Correction demandée"),
    "case.waiting": ("Case waiting", "Dossier en attente"),
    "case.raised": ("Case needs attention", "Dossier à examiner"),
    "case.refused": ("Case refused", "Dossier refusé"),
    "case.cancelled": ("Case cancelled", "Dossier annulé"),
    "case.closed": ("Case closed", "Dossier clos"),
    "stock.low": ("Stock is low", "Stock bas"),
    "subscription.disabled": ("Subscription switched off", "Abonnement désactivé"),
    "recipient.bounced": ("Mail address refused", "Adresse électronique refusée"),
    "coulisse.ping": ("Test message", "Message d’essai"),
    "coulisse.digest": ("Summary", "Récapitulatif"),
}

FACTS: Final[dict[str, tuple[str, str]]] = {
    "number": ("Case", "Dossier"),
    "reference": ("Reference", "Référence"),
    "type": ("Type", "Type"),
    "step": ("Step", "Étape"),
    "waits_for": ("Waits for", "Attend"),
    "detail": ("Detail", "Précision"),
    "reason": ("Reason", "Motif"),
    "currency": ("Currency", "Devise"),
    "gross": ("Amount with VAT", "Montant TTC"),
    "opened_at": ("Opened at", "Ouvert le"),
    "closed_at": ("Closed at", "Clos le"),
    "wanted_en": ("Wanted", "Demandé"),
    "wanted_fr": ("Wanted", "Demandé"),
    "warehouse": ("Warehouse", "Entrepôt"),
    "article": ("Article", "Article"),
    "available": ("Available", "Disponible"),
    "reorder_point": ("Order at", "Seuil de commande"),
    "proposed": ("Proposed order", "Commande proposée"),
    "waiting": ("Cases waiting", "Dossiers en attente"),
    "channel": ("Channel", "Canal"),
    "subscription": ("Subscription", "Abonnement"),
    "status": ("Answer of the mail server", "Réponse du serveur"),
    "role": ("Role", "Rôle"),
    "invoice": ("Invoice", "Facture"),
    "credit_note": ("Credit note", "Avoir"),
    "tracking": ("Parcel", "Colis"),
    "carrier": ("Carrier", "Transporteur"),
    "shipment": ("Shipment", "Expédition"),
    "amount": ("Amount", "Montant"),
    "place": ("Place", "Lieu"),
    "promised_on": ("Promised for", "Promis pour le"),
}
"""What is shown of an event where a template lists its facts; what has no name here (ids, mostly) is left out."""


def title_of(type: str, language: str) -> str:
    """The event's name for people; as programs have it where there is none."""
    found = TITLES.get(type)
    return type if found is None else found[language == "fr"]
