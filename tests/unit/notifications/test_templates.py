"""The words of an organisation: what a template may be, what it says, and what happens when it does not work."""

import json
from typing import Any

import pytest

from services.notifications.domain.payload import EVENT_NAMES
from services.notifications.domain.template import Template
from services.notifications.queries.previews import flaws
from services.notifications.rendering.chat_formats import FORMATS
from services.notifications.rendering.context import context_of
from services.notifications.rendering.samples import sample
from services.notifications.rendering.vocabulary import LANGUAGES, NAMES
from services.notifications.rendering.wording import TITLES
from services.notifications.rendering.words import UnfitTemplateError, in_chat, in_mail, render
from shared.contracts.notifying import ResetTemplate, SetTemplate
from tests.unit.notifications.messages import SHOP, a_bench

NO_OWN: dict[str, str | None] = {}


def a_payload(**data: Any) -> dict[str, Any]:
    return sample("case.closed") | {"data": {**sample("case.closed")["data"], **data}}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_house_has_words_for_everything(name: str, language: str) -> None:
    payload = sample(name)

    words = in_mail(payload, "acme", language, NO_OWN)
    chats = [in_chat(payload, "acme", language, NO_OWN, chat.escape)[0] for chat in FORMATS.values()]

    assert words.subject
    assert words.unfit == ()
    assert words.html.startswith("<!DOCTYPE html>")
    assert all([words.text.strip(), *chats])


def test_every_event_has_a_title_in_both_languages() -> None:
    assert {*EVENT_NAMES} <= {*TITLES}
    assert all(en and fr for en, fr in TITLES.values())


def test_an_organisation_says_it_in_its_own_words_where_it_has_some() -> None:
    own = {"subject": "{{ data.number }} : {{ data.gross|amount }} {{ data.currency }}"}

    words = in_mail(a_payload(), "acme", "fr", own)

    assert words.subject == "2026-000417 : 611,52 EUR"
    assert "Dossier clos" in words.text


def test_values_are_escaped_in_html_and_no_subject_has_two_lines() -> None:
    payload = a_payload(reference="<b>\r\nBcc: eve@example.org")

    words = in_mail(
        payload, "acme", "en", {"subject": "{{ data.reference }}", "html": "{{ data.reference }}"}
    )

    assert words.subject == "<b> Bcc: eve@example.org"
    assert words.html.startswith("&lt;b&gt;")


def test_values_become_no_links_or_mentions_in_chats() -> None:
    payload = a_payload(reference="<!channel> [x](https://evil.example) *b*")

    slack, _ = in_chat(payload, "acme", "en", {"chat": "{{ data.reference }}"}, FORMATS["slack"].escape)
    teams, _ = in_chat(payload, "acme", "en", {"chat": "{{ data.reference }}"}, FORMATS["teams"].escape)

    assert "<!channel>" not in slack
    assert "*b*" not in slack
    assert FORMATS["slack"].escape("deadline_missed") == "deadline_missed"
    assert r"\[x\]\(https://evil.example\)" in teams
    assert FORMATS["slack"].body("a")["text"] == "a"
    assert FORMATS["teams"].body("a")["attachments"][0]["content"]["body"][0]["text"] == "a"


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("a\n{{ data.number", "syntax", 2),
        ("a\n\n{% if data.number %}", "syntax", 3),
        ("{{ data.nombre }}", "unknown_name", 1),
        ("a\n{{ customer.name }}", "unknown_name", 2),
        ("{{ event.body }}", "unknown_name", 1),
        ("{{ data.number|tojson }}", "unknown_filter", 1),
        ("{{ data.number|truncate(5) }}", "unknown_filter", 1),
        ("{{ data.number.upper() }}", "not_allowed", 1),
        ("{{ ''.__class__.__mro__ }}", None, 1),
        ("{{ 'a' * 1000000000 }}", "not_allowed", 1),
        ("{{ 2 ** 1000000 }}", "not_allowed", 1),
        ("{% set a = 'a' %}", "not_allowed", 1),
        ("{% macro a() %}{% endmacro %}", "not_allowed", 1),
        ("{% include 'a' %}", "not_allowed", 1),
        ("{% extends 'a' %}", "not_allowed", 1),
        ("{{ '%1000000000d' % 1 }}", "not_allowed", 1),
        ("{{ data.number|default(data.reference) }}", "not_constant", 1),
        ("{% for a in event.facts %}{% for b in event.facts %}{% for c in event.facts %}x{% endfor %}{% endfor %}"
         "{% endfor %}", "loops", 1),
        ("(" * 10_000, None, 1),
        ("{{ " + "(" * 5_000 + ")" * 5_000 + " }}", "too_deep", 1),
        ("{{ " + "not " * 5_000 + "data.number }}", None, 1),
        ("{{ " + "9" * 5_000 + " }}", "too_deep", 1),
        ("{{ data.number" + "|upper" * 2_000 + " }}", "too_deep", 1),
        ("x" * 40_001, "too_long", 1),
    ],
)  # fmt: skip
def test_a_template_with_an_error_is_refused_with_its_line(text: str, code: str | None, line: int) -> None:
    found = flaws({"text": text}, "case.closed", "en")

    if code is not None:
        assert (found[0].part, found[0].code, found[0].line) == ("text", code, line)
        assert str(found[0])


def test_nothing_of_python_can_be_reached() -> None:
    context = context_of(a_payload(), "acme", "en")

    for text in (
        "{{ ''.__class__ }}",
        "{{ data.number.__init__ }}",
        "{{ data['__class__'] }}",
        "{{ data.keys }}",
    ):
        assert render("text", text, "en", context) == ""


def test_a_template_that_writes_without_end_is_stopped() -> None:
    payload = a_payload(wanted_en=["x" * 1_000] * 400)
    text = "{% for a in data.wanted_en %}{% for b in data.wanted_en %}{{ b }}{% endfor %}{% endfor %}"

    with pytest.raises(UnfitTemplateError):
        render("text", text, "en", context_of(payload, "acme", "en"))


def test_where_an_organisations_words_fail_the_houses_stand() -> None:
    own = {"text": "{{ data.wanted_en }}", "subject": "{{ data.closed_at|nothing }}"}

    words = in_mail(a_payload(), "acme", "en", own)

    assert words.subject == "Case closed: 2026-000417"
    assert words.unfit == ("subject",)


def test_a_template_is_set_changed_and_taken_back() -> None:
    bench = a_bench()
    wish = SetTemplate(name="case.closed", language="fr", subject="Clos", actor=SHOP)

    bench.tell(wish)
    (first,) = bench.all(Template)
    bench.tell(ResetTemplate(name="case.closed", language="fr", actor=SHOP))
    bench.tell(ResetTemplate(name="case.closed", language="fr", actor=SHOP))

    (last,) = bench.all(Template)
    assert (first.id, first.subject, first.revision) == ("acme/case.closed/fr", "Clos", 1)
    assert (last.subject, last.revision) == (None, 2)


def test_a_sample_is_json() -> None:
    assert json.loads(json.dumps([sample(name) for name in NAMES]))
