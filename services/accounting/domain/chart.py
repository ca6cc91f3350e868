"""The French chart of accounts, journals and VAT rates that a ledger starts with, as data.

Names are French: accounting records are kept in French and in euros (Code de commerce, article L123-22).
"""

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

ACCOUNTS: Mapping[str, str] = MappingProxyType(
    {
        "401": "Fournisseurs",
        "411": "Clients",
        "4191": "Clients - avances et acomptes reçus",
        "44566": "TVA déductible",
        "44571": "TVA collectée",
        "471": "Comptes d'attente",
        "512": "Banques",
        "607": "Achats de marchandises",
        "665": "Escomptes accordés",
        "706": "Prestations de services",
        "707": "Ventes de marchandises",
        "709": "Rabais, remises et ristournes accordés",
        "765": "Escomptes obtenus",
    }
)
"""Account number -> name, after the plan comptable general (ANC regulation 2014-03, article 932-1)."""

CUSTOMERS = "411"
ADVANCES = "4191"
COLLECTED_VAT = "44571"
BANK = "512"
SERVICES = "706"
GOODS = "707"
REBATES = "709"

SALES_JOURNAL = "VE"
BANK_JOURNAL = "BQ"
JOURNALS: Mapping[str, str] = MappingProxyType({SALES_JOURNAL: "Ventes", BANK_JOURNAL: "Banque"})
"""Journal code -> name. The code is also the name of the series that numbers the journal's entries."""

INVOICES = "FA"
CREDIT_NOTES = "AV"
"""Series of the numbers that customers see: factures and avoirs."""

VAT_RATES = frozenset(Decimal(rate) for rate in ("20", "10", "5.5", "2.1", "0"))
"""Per cent, in force in metropolitan France (CGI, articles 278 to 281 nonies); 0 stands for exempt."""
