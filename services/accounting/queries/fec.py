"""The export for the tax office (fichier des écritures comptables): LPF, article A47 A-1, arrêté of 29 July 2013.

18 columns, separated by tabs, dates AAAAMMJJ, decimal comma, UTF-8; the opening entries first, then all entries in the
order in which they became final. EcritureNum is the number in its journal, without gaps. Streamed: what is held is one
piece of it.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby, islice
from typing import Any
from zoneinfo import ZoneInfo

from pymongo.database import Database

from services.accounting.domain.chart import JOURNALS, OPENING_JOURNAL, is_personal
from services.accounting.domain.lettering import group_of_case, group_of_entry
from services.accounting.queries.charts import names

COLUMNS = (
    "JournalCode", "JournalLib", "EcritureNum", "EcritureDate", "CompteNum", "CompteLib", "CompAuxNum", "CompAuxLib",
    "PieceRef", "PieceDate", "EcritureLib", "Debit", "Credit", "EcritureLet", "DateLet", "ValidDate", "Montantdevise",
    "Idevise",
)  # fmt: skip
AT_ONCE = 1_000
"""Entries that are read, and whose letters are looked up, together."""
LONGEST_SECONDS = 1_800
_PARIS = ZoneInfo("Europe/Paris")
_BLANKS = str.maketrans({"\t": " ", "\r": " ", "\n": " ", "|": " "})
_READ = {
    "journal": 1, "number": 1, "entered_on": 1, "piece": 1, "piece_on": 1, "label": 1, "case": 1, "settles": 1,
    "by": 1, "posted_at": 1, "lines": 1,
}  # fmt: skip
Documents = Database[dict[str, Any]]
Letters = dict[tuple[str, str, str], tuple[str, str]]


def file_name(siren: str, year: int) -> str:
    """`SirenFECAAAAMMJJ`, with the day on which the year closes."""
    return f"{siren}FEC{year:04d}1231"


def fec(database: Documents, tenant: str, *, ledger: str = "main", year: int) -> Iterator[bytes]:
    """The file, a piece at a time; each line ends in CR LF."""
    yield ("\t".join(COLUMNS) + "\r\n").encode()
    called = {number: name.translate(_BLANKS) for number, name in names(database, tenant, ledger).items()}
    entries = entries_of(database, tenant, ledger, year)
    while piece := list(islice(entries, AT_ONCE)):
        letters = _letters(database, tenant, piece)
        yield "".join(_lines(entry, called, letters) for entry in piece).encode()


def entries_of(database: Documents, tenant: str, ledger: str, year: int) -> Iterator[dict[str, Any]]:
    """The entries of a year: the opening ones, then the others as they became final."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    days = {"$gte": first.isoformat(), "$lte": last.isoformat()}
    of_ledger = {"tenant": tenant, "ledger": ledger}
    limit = LONGEST_SECONDS * 1000
    opening = {**of_ledger, "journal": OPENING_JOURNAL, "entered_on": days}
    yield from _in_order(
        database.journal_entries.find(opening, _READ, max_time_ms=limit).sort("posted_at", 1)
    )
    # Nothing is final before its day has begun somewhere (14 hours ahead of UTC), give or take a clock.
    since = datetime.combine(first, time(), UTC) - timedelta(hours=16)
    wanted = {**of_ledger, "posted_at": {"$gte": since}, "entered_on": days}
    rows = database.journal_entries.find(wanted, _READ, max_time_ms=limit, batch_size=AT_ONCE)
    rows = rows.sort([("posted_at", 1), ("_id", 1)]).hint(
        [("tenant", 1), ("ledger", 1), ("posted_at", 1), ("_id", 1), ("entered_on", 1)]
    )
    yield from _in_order(row for row in rows if row["journal"] != OPENING_JOURNAL)


def _in_order(rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Entries of one commit have one instant: among them their numbers are the order."""
    for _, together in groupby(rows, key=lambda row: row["posted_at"]):
        yield from sorted(together, key=lambda row: (row["journal"], row["number"]))


def _lines(entry: dict[str, Any], called: dict[str, str], letters: Letters) -> str:
    on, number, label = entry["entered_on"].replace("-", ""), entry["number"], entry["label"]
    valid = max(on, entry["posted_at"].astimezone(_PARIS).strftime("%Y%m%d"))
    journal = entry["journal"]
    head = f"{journal}\t{JOURNALS.get(journal, journal)}\t{number}\t{on}\t"
    piece = entry["piece"].translate(_BLANKS)
    piece_on = entry["piece_on"].replace("-", "")
    text = []
    for line in entry["lines"]:
        account, party = line["account"], line["party"]
        code, lettered_on = letters.get((entry["_id"], account, party), ("", "")) if party else ("", "")
        said = (line["label"] or label).translate(_BLANKS)
        text.append(
            f"{head}{account}\t{called.get(account) or account}\t{party}\t{party}\t{piece}\t{piece_on}\t{said}\t"
            f"{line['debit'].replace('.', ',')}\t{line['credit'].replace('.', ',')}\t{code}\t{lettered_on}\t{valid}"
            "\t\t\r\n"
        )
    return "".join(text)


def _letters(database: Documents, tenant: str, entries: list[dict[str, Any]]) -> Letters:
    """The letters and their day by entry, account and party, of lines that are settled."""
    ids: set[str] = set()
    for entry in entries:
        case = entry.get("settles") or ("" if entry.get("by") else entry["case"])
        for line in entry["lines"]:
            if is_personal(line["account"]):
                ids.add(group_of_entry(entry["_id"], line["account"], line["party"]))
                if case:
                    ids.add(group_of_case(case, line["account"]))
    found: Letters = {}
    followed = _settled(database, tenant, ids, found)
    _settled(database, tenant, followed, found)
    return found


def _settled(database: Documents, tenant: str, ids: set[str], found: Letters) -> set[str]:
    """Notes the letters of these groups; the groups that took some of them over."""
    into: set[str] = set()
    if not ids:
        return into
    read = {
        "account": 1,
        "open": 1,
        "code": 1,
        "lettered_on": 1,
        "into": 1,
        "lines.entry": 1,
        "lines.party": 1,
    }
    for row in database.letterings.find({"_id": {"$in": list(ids)}, "tenant": tenant}, read):
        if row["into"]:
            into.add(row["into"])
        if row["code"] and not row["open"]:
            for line in row["lines"]:
                place = (line["entry"], row["account"], line["party"])
                found[place] = (row["code"], (row["lettered_on"] or "").replace("-", ""))
    return into


def description(name: str) -> bytes:
    """What the file is, for whoever reads it (LPF, article A47 A-1, VII: the description that goes with it)."""
    lines = [
        f"Description du fichier des écritures comptables {name}.txt",
        "",
        "Norme : article A47 A-1 du Livre des procédures fiscales (arrêté du 29 juillet 2013).",
        "Jeu de caractères : UTF-8. Séparateur de champs : tabulation. Séparateur d'enregistrements : CR LF.",
        "Première ligne : noms des champs. Dates : AAAAMMJJ. Décimales : virgule, sans séparateur de milliers.",
        "Ordre : écritures d'à-nouveaux, puis toutes les écritures dans l'ordre de leur validation.",
        "EcritureNum : numérotation continue par journal et par exercice ; JournalCode fait partie du numéro.",
        "EcritureLet, DateLet : renseignés lorsque le lettrage est soldé.",
        "Montantdevise, Idevise : vides, la comptabilité est tenue en une seule monnaie.",
        "",
        "Champs, dans l'ordre :",
        *(f"{place:2}. {column} : {_MEANINGS[column]}" for place, column in enumerate(COLUMNS, 1)),
        "",
        "Journaux :",
        *(f"{code} : {journal}" for code, journal in JOURNALS.items()),
        "",
    ]
    return "\r\n".join(lines).encode()


_MEANINGS = {
    "JournalCode": "code du journal",
    "JournalLib": "libellé du journal",
    "EcritureNum": "numéro de l'écriture",
    "EcritureDate": "date de comptabilisation",
    "CompteNum": "numéro de compte du plan comptable général",
    "CompteLib": "libellé du compte",
    "CompAuxNum": "code du client ou du fournisseur, vide pour les autres comptes",
    "CompAuxLib": "code du client ou du fournisseur : les noms ne figurent pas dans les écritures",
    "PieceRef": "référence de la pièce justificative",
    "PieceDate": "date de la pièce justificative",
    "EcritureLib": "libellé de l'écriture",
    "Debit": "montant au débit",
    "Credit": "montant au crédit",
    "EcritureLet": "lettrage",
    "DateLet": "date du lettrage",
    "ValidDate": "date de validation de l'écriture",
    "Montantdevise": "montant en devise",
    "Idevise": "identifiant de la devise",
}
