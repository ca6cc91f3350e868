from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, String

from services.validation.adapters.files.pdf import pdf_signs
from tests.unit.validation.files import a_changed_pdf, a_pdf


def rules(data: bytes) -> list[str]:
    return [sign.rule for sign in pdf_signs(data)]


def what_acts(data: bytes) -> list[str]:
    return [sign.details["what"] for sign in pdf_signs(data) if sign.rule == "pdf.active_content"]


def test_an_ordinary_document_is_good() -> None:
    assert rules(a_pdf(pages=5)) == []


@pytest.mark.parametrize("kept", [0.3, 0.7, 0.99])
def test_a_document_without_its_end_is_truncated(kept: float) -> None:
    data = a_pdf(pages=3)

    assert rules(data[: int(len(data) * kept)]) == ["pdf.truncated"]


def test_a_document_with_a_wrong_table_of_contents_is_irregular() -> None:
    data = a_pdf()

    assert rules(data.replace(b"startxref\n", b"startxref\n1")) == ["pdf.irregular"]


def test_a_document_of_noise_is_damaged() -> None:
    assert rules(b"%PDF-1.7\n" + bytes(range(256)) * 20 + b"\n%%EOF") == ["pdf.damaged"]


def test_a_document_without_pages_is_refused() -> None:
    def empty(pdf: Pdf) -> None:
        del pdf.pages[0]

    assert rules(a_changed_pdf(empty)) == ["pdf.no_pages"]


def test_a_document_that_needs_a_password_is_encrypted() -> None:
    locked = pikepdf.Encryption(owner="owner", user="user")

    assert rules(a_changed_pdf(lambda pdf: None, encryption=locked)) == ["pdf.encrypted"]


def test_a_document_that_anybody_can_open_is_good_though_restricted() -> None:
    restricted = pikepdf.Encryption(owner="owner", user="")

    assert rules(a_changed_pdf(lambda pdf: None, encryption=restricted)) == []


def javascript_on_opening(pdf: Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def website_on_opening(pdf: Pdf) -> None:
    pdf.Root.OpenAction = pdf.make_indirect(Dictionary(S=Name.URI, URI=String("https://example.org")))


def named_javascript(pdf: Pdf) -> None:
    action = pdf.make_indirect(Dictionary(S=Name.JavaScript, JS=pdf.make_stream(b"app.alert(1)")))
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("a"), action])))


def launch_in_a_link(pdf: Pdf) -> None:
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, A=Dictionary(S=Name.Launch, F=String("calc.exe")))
    pdf.pages[0].obj.Annots = Array([pdf.make_indirect(link)])


def action_of_a_page(pdf: Pdf) -> None:
    pdf.pages[0].obj.AA = Dictionary(O=Dictionary(S=Name.URI, URI=String("https://example.org")))


def form_that_is_sent(pdf: Pdf) -> None:
    pdf.Root.AcroForm = Dictionary(Fields=Array([Dictionary(A=Dictionary(S=Name.SubmitForm))]))


def form_with_xfa(pdf: Pdf) -> None:
    pdf.Root.AcroForm = Dictionary(Fields=Array(), XFA=pdf.make_stream(b"<xdp/>"))


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (javascript_on_opening, ["JavaScript", "OpenAction"]),
        (website_on_opening, ["OpenAction"]),
        (named_javascript, ["JavaScript"]),
        (launch_in_a_link, ["Launch"]),
        (action_of_a_page, ["AA"]),
        (form_that_is_sent, ["SubmitForm"]),
        (form_with_xfa, ["XFA"]),
    ],
)
@pytest.mark.parametrize("packed", [False, True])
def test_what_acts_by_itself_is_found(change: Callable[[Pdf], None], found: list[str], packed: bool) -> None:
    generate = pikepdf.ObjectStreamMode.generate
    saving: dict[str, Any] = {"object_stream_mode": generate} if packed else {}

    assert what_acts(a_changed_pdf(change, **saving)) == found


def test_hiding_the_names_behind_escapes_does_not_help() -> None:
    data = a_changed_pdf(javascript_on_opening)

    hidden = data.replace(b"/JavaScript", b"/Java#53cript").replace(b"/JS", b"/J#53")

    assert "JavaScript" in what_acts(hidden)


def test_speaking_of_javascript_is_not_having_it() -> None:
    def about(pdf: Pdf) -> None:
        pdf.docinfo["/Title"] = "All about /JavaScript, /Launch and /OpenAction"

    assert rules(a_changed_pdf(about)) == []


@pytest.mark.parametrize("as_action", [True, False])
def test_choosing_the_first_page_is_not_acting(as_action: bool) -> None:
    def at_first_page(pdf: Pdf) -> None:
        place = Array([pdf.pages[0].obj, Name.Fit])
        pdf.Root.OpenAction = Dictionary(S=Name.GoTo, D=place) if as_action else place

    assert rules(a_changed_pdf(at_first_page)) == []


@pytest.mark.parametrize(("name", "found"), [("tool.exe", ["pdf.attachment"]), ("factur-x.xml", [])])
def test_an_attached_file_is_told_unless_it_is_the_invoice_itself(name: str, found: list[str]) -> None:
    def attach(pdf: Pdf) -> None:
        pdf.attachments[name] = b"<invoice/>"

    assert rules(a_changed_pdf(attach)) == found


def test_a_document_nested_too_deep_is_too_costly() -> None:
    def nest(pdf: Pdf) -> None:
        inner = Dictionary(JS=String("x"))
        for _ in range(100):
            inner = Dictionary(A=inner)
        pdf.Root.Deep = inner

    assert rules(a_changed_pdf(nest)) == ["file.too_costly"]
