"""Trials of documents: in sandboxes by the file's content, and never elsewhere."""

from hashlib import sha256

import pytest

from services.validation.domain.sandbox import RULES
from shared.contracts.documents import DocumentsChecked
from tests.support.deciding import Deciding
from tests.unit.validation.cases import a_bench, a_command, a_document, a_note

SANDBOX = "acme~test"
CHECKS = ("known_content", "duplicates")


def checked(word: str, tenant: str, case: str = "case_1") -> DocumentsChecked:
    return told_of(a_bench(), word, tenant, case)


def told_of(bench: Deciding, word: str, tenant: str, case: str) -> DocumentsChecked:
    bench.tell(a_command(case=case, checks=CHECKS, documents=(a_document(),)), tenant=tenant)
    contents = {"doc_1": sha256(word.encode()).hexdigest()}
    (told,) = bench.tell(a_note(case=case, sha256=contents), tenant=tenant)
    assert isinstance(told, DocumentsChecked)
    return told


@pytest.mark.parametrize("ending", ["", "\n", "\r\n"])
@pytest.mark.parametrize("word", sorted(RULES))
def test_a_file_is_found_to_be_what_it_says(word: str, ending: str) -> None:
    rule = RULES[word]

    told = checked(word + ending, SANDBOX)

    assert [finding.rule for finding in told.findings] == ([rule.id] if rule else [])
    assert told.accepted == (rule is None or rule.severity != "error")


@pytest.mark.parametrize("word", sorted(RULES))
def test_a_live_tenants_file_may_say_anything(word: str) -> None:
    told = checked(word, "acme")

    assert (told.accepted, told.findings) == (True, ())


def test_a_trial_can_be_repeated_in_the_next_case() -> None:
    bench = a_bench()

    first = told_of(bench, "TEST-DOCUMENT-ACCEPTED", SANDBOX, "case_1")
    second = told_of(bench, "TEST-DOCUMENT-ACCEPTED", SANDBOX, "case_2")
    usual = told_of(bench, "An order", SANDBOX, "case_3")
    known = told_of(bench, "An order", SANDBOX, "case_4")

    assert (first.findings, second.findings, usual.findings) == ((), (), ())
    assert [finding.rule for finding in known.findings] == ["content.known_elsewhere"]
