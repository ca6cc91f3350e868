import struct
import zlib

import pytest

from services.validation.adapters.files.inspection import inspected
from services.validation.adapters.files.media_type import DOCX, JPEG, ODT, PDF, PNG, XLSX, real_type
from services.validation.domain.file_rules import FILE_RULES
from tests.unit.validation.files import a_pdf, an_image, an_office_file


def rules(data: bytes, declared: str = "") -> list[str]:
    signs = inspected(data, declared)
    for sign in signs:
        FILE_RULES[sign.rule].at("document:doc_1", **sign.details)
    return [sign.rule for sign in signs]


@pytest.mark.parametrize(
    ("data", "declared"),
    [
        (a_pdf(), PDF),
        (a_pdf(), "application/octet-stream"),
        (an_image("PNG"), PNG),
        (an_image("JPEG"), JPEG),
        (an_image("JPEG"), "image/jpg"),
        (an_image("GIF"), "image/gif"),
        (an_image("TIFF"), "image/tiff"),
        (an_image("WEBP"), "image/webp"),
        (an_office_file("word"), DOCX),
        (an_office_file("xl"), XLSX),
        (b"<?xml version='1.0'?><a/>", "text/xml; charset=utf-8"),
        ("Référence;Montant\n".encode(), "text/csv"),
    ],
)
def test_good_files_are_good(data: bytes, declared: str) -> None:
    assert rules(data, declared) == []


def test_an_empty_file_is_empty() -> None:
    assert rules(b"", PDF) == ["file.empty"]


@pytest.mark.parametrize(
    ("data", "declared"),
    [(an_image("PNG"), PDF), (a_pdf(), PNG), (b"just text", PDF), (a_pdf(), "evil\ntype")],
)
def test_a_file_that_is_not_what_was_declared_is_told(data: bytes, declared: str) -> None:
    assert rules(data, declared) == ["file.type_mismatch"]


def test_a_declared_type_of_a_clients_own_words_is_not_repeated() -> None:
    (sign,) = inspected(a_pdf(), "mr smith's file")

    assert sign.details == {"real": PDF, "declared": "?"}


@pytest.mark.parametrize(
    "data",
    [
        b"MZ\x90\x00" + bytes(100),
        b"\x7fELF" + bytes(100),
        b"#!/bin/sh\nrm -rf /",
        b"<html><script>alert(1)</script></html>",
        b"\x00\x01\x02" * 100,
        b"\x1f\x8b\x08" + bytes(50),
        an_office_file("unknown"),
    ],
)
def test_programs_archives_and_unknown_things_are_not_accepted(data: bytes) -> None:
    assert rules(data) == ["file.type_refused"]


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "TIFF", "WEBP"])
def test_an_image_without_its_end_is_damaged(kind: str) -> None:
    data = an_image(kind, 400, 300)

    assert rules(data[: len(data) // 2]) == ["image.damaged"]


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_an_image_that_only_has_a_header_is_damaged(kind: str) -> None:
    assert rules(an_image(kind)[:40]) == ["image.damaged"]


def test_a_flipped_bit_in_a_png_is_found() -> None:
    data = bytearray(an_image("PNG"))
    data[len(data) // 2] ^= 1

    assert rules(bytes(data)) == ["image.damaged"]


def test_an_image_of_too_many_pixels_is_not_decoded() -> None:
    size = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0)
    parts = ((b"IHDR", size), (b"IDAT", zlib.compress(bytes(1000))), (b"IEND", b""))
    chunks = (struct.pack(">I", len(d)) + n + d + struct.pack(">I", zlib.crc32(n + d)) for n, d in parts)

    assert rules(b"\x89PNG\r\n\x1a\n" + b"".join(chunks)) == ["image.too_large"]


def test_macros_in_an_office_file_are_found() -> None:
    assert rules(an_office_file("word", word__vbaProject_bin=b"...")) == ["office.macros"]


def test_an_office_file_that_unpacks_to_far_more_is_too_costly() -> None:
    assert rules(an_office_file("xl", xl__sheet_xml=bytes(5_000_000))) == ["file.too_costly"]


def test_an_office_file_without_its_directory_is_damaged() -> None:
    data = an_office_file("word")

    assert rules(data[:-22]) == ["office.damaged"]


def test_an_open_document_is_known_by_its_first_member() -> None:
    head = b"PK\x03\x04" + bytes(26) + b"mimetypeapplication/vnd.oasis.opendocument.text"

    assert real_type(head) == ODT


def test_xml_with_entities_is_refused_and_broken_xml_is_damaged() -> None:
    laughs = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "ha">]><a>&b;</a>'

    assert rules(laughs) == ["xml.doctype"]
    assert rules(b"<?xml version='1.0'?><a><b></a>") == ["xml.damaged"]
    assert rules(b"<?xml version='1.0' encoding='nonsense'?><a/>") == ["xml.damaged"]
