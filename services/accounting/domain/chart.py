"""The French chart of accounts, journals and VAT rates that a ledger starts with, as data.

Names are French: accounting records are kept in French and in euros (Code de commerce, article L123-22).
"""

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

ACCOUNTS: Mapping[str, str] = MappingProxyType(
    {
        "101": "Capital",
        "106": "Réserves",
        "110": "Report à nouveau (solde créditeur)",
        "119": "Report à nouveau (solde débiteur)",
        "120": "Résultat de l'exercice (bénéfice)",
        "129": "Résultat de l'exercice (perte)",
        "164": "Emprunts auprès des établissements de crédit",
        "205": "Logiciels et droits similaires",
        "218": "Autres immobilisations corporelles",
        "281": "Amortissements des immobilisations corporelles",
        "370": "Stocks de marchandises",
        "401": "Fournisseurs",
        "4081": "Fournisseurs - factures non parvenues",
        "411": "Clients",
        "4191": "Clients - avances et acomptes reçus",
        "421": "Personnel - rémunérations dues",
        "431": "Sécurité sociale",
        "44551": "TVA à décaisser",
        "44562": "TVA sur immobilisations",
        "44566": "TVA déductible sur autres biens et services",
        "44567": "Crédit de TVA à reporter",
        "44571": "TVA collectée",
        "455": "Associés - comptes courants",
        "467": "Autres comptes débiteurs ou créditeurs",
        "471": "Comptes d'attente",
        "512": "Banques",
        "530": "Caisse",
        "580": "Virements internes",
        "6037": "Variation des stocks de marchandises",
        "606": "Achats non stockés de matières et fournitures",
        "607": "Achats de marchandises",
        "609": "Rabais, remises et ristournes obtenus sur achats",
        "611": "Sous-traitance générale",
        "613": "Locations",
        "615": "Entretien et réparations",
        "616": "Primes d'assurance",
        "622": "Rémunérations d'intermédiaires et honoraires",
        "623": "Publicité, publications, relations publiques",
        "624": "Transports de biens et transports collectifs du personnel",
        "625": "Déplacements, missions et réceptions",
        "626": "Frais postaux et de télécommunications",
        "627": "Services bancaires et assimilés",
        "635": "Autres impôts, taxes et versements assimilés",
        "641": "Rémunérations du personnel",
        "645": "Charges de sécurité sociale et de prévoyance",
        "654": "Pertes sur créances irrécouvrables",
        "658": "Charges diverses de gestion courante",
        "661": "Charges d'intérêts",
        "665": "Escomptes accordés",
        "666": "Pertes de change",
        "681": "Dotations aux amortissements - charges d'exploitation",
        "695": "Impôts sur les bénéfices",
        "706": "Prestations de services",
        "707": "Ventes de marchandises",
        "7085": "Ports et frais accessoires facturés",
        "709": "Rabais, remises et ristournes accordés",
        "758": "Produits divers de gestion courante",
        "765": "Escomptes obtenus",
        "766": "Gains de change",
    }
)
"""Account number -> name, after the plan comptable general (ANC regulation 2014-03, article 932-1). At least three
digits, as the tax office's export wants them (LPF, article A47 A-1); a tenant adds its own (`account.py`)."""

PROFIT = "120"
LOSS = "129"
STOCK = "370"
SUPPLIERS = "401"
CUSTOMERS = "411"
ADVANCES = "4191"
DEDUCTIBLE_VAT = "44566"
COLLECTED_VAT = "44571"
BANK = "512"
STOCK_CHANGE = "6037"
PURCHASES = "607"
SERVICES = "706"
GOODS = "707"
REBATES = "709"

PERSONAL = ("401", "411", "4191")
"""Accounts, with all below them, that are kept by customer or supplier, and whose lines are matched."""

SALES_JOURNAL = "VE"
PURCHASE_JOURNAL = "AC"
BANK_JOURNAL = "BQ"
MISCELLANEOUS_JOURNAL = "OD"
OPENING_JOURNAL = "AN"
JOURNALS: Mapping[str, str] = MappingProxyType(
    {
        OPENING_JOURNAL: "À-nouveaux",
        SALES_JOURNAL: "Ventes",
        PURCHASE_JOURNAL: "Achats",
        BANK_JOURNAL: "Banque",
        MISCELLANEOUS_JOURNAL: "Opérations diverses",
    }
)
"""Journal code -> name. The code is also the name of the series that numbers the journal's entries."""

INVOICES = "FA"
CREDIT_NOTES = "AV"
"""Series of the numbers that customers see: factures and avoirs."""

VAT_RATES = frozenset(Decimal(rate) for rate in ("20", "10", "5.5", "2.1", "0"))
"""Per cent, in force in metropolitan France (CGI, articles 278 to 281 nonies); 0 stands for exempt."""


def is_personal(account: str) -> bool:
    """Whether lines on this account name a customer or supplier and are matched with each other."""
    return account.startswith(PERSONAL)


def is_on_balance_sheet(account: str) -> bool:
    """Classes 1 to 5 are carried into the next year; 6 and 7, charges and income, end with theirs."""
    return account[0] in "12345"
