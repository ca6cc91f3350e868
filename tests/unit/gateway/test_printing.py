"""Invoices on paper: the same bytes each time, with what the law wants to be read."""

from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from gateway.printing.invoice_sheet import printed
from gateway.printing.numbers import Language, decimal, long_date, money, rate

SELLER: dict[str, Any] = {
    "name": "Maison Coulisse",
    "line1": "12 quai des Étoiles",
    "line2": "",
    "postcode": "75004",
    "city": "Paris",
    "country": "FR",
    "siren": "732829320",
    "siret": "73282932000074",
    "vat_number": "FR44732829320",
    "legal_form": "SAS",
    "capital": "120 000 €",
    "register": "RCS Paris",
    "email": "",
    "phone": "",
    "iban": "FR7630006000011234567890189",
    "bic": "AGRIFRPP",
    "payment_days": 30,
    "late_rate_fr": "trois fois le taux d'intérêt légal",
    "late_rate_en": "three times the French legal interest rate",
    "vat_on_debits": False,
}


def an_invoice(lines: int = 1, **changes: Any) -> dict[str, Any]:
    line = {
        "article": "CH-100",
        "label": "Chaise",
        "quantity": 4,
        "unit_price": "49.90",
        "vat_rate": "20",
        "net": "199.60",
    }
    return {
        "kind": "invoice",
        "number": "FA-2026-000042",
        "issued_on": "2026-03-01",
        "due_on": "2026-03-31",
        "terms": "on_account",
        "case_number": "2026-000173",
        "reference": "WEB-2026-000417",
        "customer": "C-1042",
        "currency": "EUR",
        "lines": [line] * lines,
        "vat": [{"rate": "20", "net": "199.60", "vat": "39.92"}],
        "net": "199.60",
        "gross": "239.52",
        "prepaid": "0.00",
        "open": "239.52",
        "reason": None,
        "credited_number": "",
        "credited_on": None,
        "supplies": "goods",
        "seller": SELLER,
        "billed_to": {
            "name": "Ateliers Roche — Łódź",
            "address": {"line1": "4 rue des Forges", "postcode": "69003", "city": "Lyon", "country": "FR"},
            "vat_number": "FR83404833048",
            "siren": "404833048",
        },
    } | changes


def read(invoice: dict[str, Any], language: Language = "fr") -> str:
    reader = PdfReader(BytesIO(printed(invoice, language)))
    text = " ".join(page.extract_text() for page in reader.pages)
    return " ".join(text.split())


def test_the_same_invoice_is_the_same_bytes_whenever_it_is_printed() -> None:
    assert printed(an_invoice(30), "fr") == printed(an_invoice(30), "fr")


@pytest.mark.parametrize(
    "said",
    [
        "FA-2026-000042", "1er mars 2026", "31 mars 2026", "Maison Coulisse SAS au capital de 120 000 €",
        "SIREN 732829320", "RCS Paris", "FR44732829320", "Ateliers Roche — Łódź", "4 rue des Forges", "FR83404833048",
        "Chaise", "199,60 €", "TVA 20 % sur 199,60 €", "239,52 €", "Pas d’escompte", "trois fois le taux",
        "indemnité forfaitaire pour frais de recouvrement de 40,00 €", "FR76 3000 6000 0112 3456 7890 189",
        "livraison de biens",
    ],
)  # fmt: skip
def test_a_french_invoice_says_what_the_law_wants(said: str) -> None:
    assert said in read(an_invoice())


@pytest.mark.parametrize(
    "said",
    [
        "Invoice",
        "1 March 2026",
        "€239.52",
        "VAT 20% on €199.60",
        "flat recovery fee of €40.00",
        "Page 1 of 1",
    ],
)
def test_an_english_invoice_says_the_same(said: str) -> None:
    assert said in read(an_invoice(), "en")


def test_a_paid_invoice_asks_for_nothing() -> None:
    text = read(an_invoice(terms="prepaid", prepaid="239.52", open="0.00"))

    assert "Facture acquittée" in text
    assert "IBAN" not in text


def test_a_credit_note_names_the_invoice_and_the_reason_and_no_penalties() -> None:
    text = read(
        an_invoice(
            kind="credit_note", number="AV-2026-000003", credited_number="FA-2026-000042", reason="annulée"
        )
    )

    assert all(
        said in text for said in ("Avoir", "AV-2026-000003", "Sur la facture", "FA-2026-000042", "annulée")
    )
    assert "pénalités" not in text


def test_an_exempt_line_is_said_to_be_exempt() -> None:
    assert "exonérées de TVA" in read(an_invoice(vat=[{"rate": "0.0", "net": "199.60", "vat": "0.00"}]))


def test_mark_up_in_a_label_is_text() -> None:
    line = an_invoice()["lines"][0] | {"label": "<b>Chaise</b> & <img src='file:///etc/passwd'/>"}

    assert "<b>Chaise</b> & <img src='file:///etc/passwd'/>" in read(an_invoice(lines=1) | {"lines": [line]})


def test_a_buyer_whose_data_is_gone_is_named_by_number() -> None:
    assert "Client C-1042" in read(an_invoice(billed_to=None))


def test_goods_that_go_elsewhere_name_the_address_that_they_go_to() -> None:
    address = {"line1": "12 quai de la Fosse", "postcode": "44000", "city": "Nantes", "country": "FR"}
    elsewhere = {"name": "Ateliers Roche, dépôt", "address": address, "vat_number": None, "siren": None}

    printed_so = read(an_invoice(delivered_to=elsewhere))

    assert "LIVRÉ À Ateliers Roche, dépôt 12 quai de la Fosse 44000 Nantes" in printed_so
    assert "DELIVERED TO" in read(an_invoice(delivered_to=elsewhere), "en")


def test_goods_that_go_to_the_buyer_name_no_second_address() -> None:
    buyer = an_invoice()["billed_to"]

    assert "LIVRÉ À" not in read(an_invoice(delivered_to=None))
    assert "LIVRÉ À" not in read(an_invoice(delivered_to=buyer))
    assert "LIVRÉ À" not in read(an_invoice(delivered_to=buyer | {"address": None}))


def test_a_long_invoice_repeats_its_heading_and_counts_its_pages() -> None:
    pages = PdfReader(BytesIO(printed(an_invoice(80), "fr"))).pages

    assert len(pages) > 2
    assert all("Désignation" in page.extract_text() for page in pages[:-1])
    assert f"Page {len(pages)} sur {len(pages)}" in " ".join(pages[-1].extract_text().split())


def test_amounts_are_written_as_people_write_them() -> None:
    assert decimal("1234567.5", "en") == "1,234,567.50"
    assert decimal("-1234.5", "fr") == "−1\u202f234,50"
    assert money("-12.5", "EUR", "en") == "−€12.50"
    assert money("12.5", "CHF", "en") == "12.50\u00a0CHF"
    assert (rate("5.50", "fr"), rate("20", "en")) == ("5,5\u00a0%", "20%")
    assert long_date("2026-08-02", "fr") == "2\u00a0août\u00a02026"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", ("Avoir", "FA-2026-000042 du 1er mars 2026", "article 272 du CGI", "retour", "FR44732829320")),
        ("en", ("Credit note", "FA-2026-000042 of 1 March 2026", "article 272", "retour", "RCS Paris")),
    ],
)
def test_a_credit_note_names_what_it_corrects_and_says_what_becomes_of_its_vat(
    language: Language, said: tuple[str, ...]
) -> None:
    note = an_invoice(
        kind="credit_note",
        number="AV-2026-000007",
        credited_number="FA-2026-000042",
        credited_on="2026-03-01",
        reason="retour",
    )

    text = " ".join(read(note, language).replace("\N{NO-BREAK SPACE}", " ").split())

    assert [one for one in said if one not in text] == []
    assert "D441-5" not in text


def test_an_invoice_that_takes_a_credit_note_back_names_it() -> None:
    text = read(an_invoice(credited_number="AV-2026-000007", credited_on="2026-03-09", reason="erreur"))

    assert [one for one in ("Annule l’avoir", "AV-2026-000007", "erreur") if one not in text] == []
