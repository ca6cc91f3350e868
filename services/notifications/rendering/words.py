"""Rendering: an organisation's parts where it has them and they work, else the house's."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from time import thread_time
from typing import Any

from services.notifications.domain.template import DEFAULT, DIGEST, PARTS
from services.notifications.rendering.context import context_of
from services.notifications.rendering.flaws import Flaw
from services.notifications.rendering.language import Language
from services.notifications.rendering.vocabulary import template_of, unknown

MOST_OUTPUT = 200_000
"""Characters of one rendered part."""

SECONDS = 1.0
"""Of processor time that rendering one part may take; the language's own limits keep it far below."""

_MOST_SUBJECT = 200
_HOUSE = Path(__file__).parent / "house"
_BREAKS = re.compile(r"[\s\x00-\x1f\x7f\u2028\u2029]+")

Parts = Mapping[str, str | None]
Escape = Callable[[str], str]


class UnfitTemplateError(Exception):
    """A template that cannot be rendered; `flaw` says why and where."""

    def __init__(self, flaw: Flaw) -> None:
        super().__init__(f"{flaw.part}, line {flaw.line}: {flaw}")
        self.flaw = flaw


@dataclass(frozen=True, slots=True)
class Words:
    """What is told. unfit: parts of the organisation's that could not be rendered, so that the house's stand here."""

    subject: str
    text: str
    html: str
    unfit: tuple[str, ...] = ()


def flaws_in(parts: Parts, name: str) -> list[Flaw]:
    """What is wrong with an organisation's parts of the template of this name; empty when they may be used."""
    return [
        flaw for part in PARTS if (text := parts.get(part)) is not None for flaw in _flaws(part, text, name)
    ]


def _flaws(part: str, text: str, name: str) -> Iterator[Flaw]:
    tree, found = Language("en", html=part == "html").read(text)
    if tree is not None and not found:  # what is nested without bounds cannot be looked through
        found = list(unknown(tree, name))
    for flaw in sorted(found, key=lambda one: one.line):
        yield Flaw(flaw.line, flaw.code, flaw.values, part)


def in_mail(payload: Mapping[str, Any], organisation: str, language: str, own: Parts) -> Words:
    """Subject, text and HTML. own: the organisation's parts, None for those that it does not have."""
    context, unfit = context_of(payload, organisation, language), []

    def part(name: str) -> str:
        text, fits = _rendered(name, payload["type"], language, own, context)
        if not fits:
            unfit.append(name)
        return text

    subject = _BREAKS.sub(" ", part("subject")).strip()[:_MOST_SUBJECT]
    return Words(subject, part("text"), part("html"), tuple(unfit))


def in_chat(
    payload: Mapping[str, Any], organisation: str, language: str, own: Parts, escape: Escape
) -> tuple[str, bool]:
    """One text, with every value escaped for that chat; and whether the organisation's own could be used."""
    context = context_of(payload, organisation, language)
    text, fits = _rendered("chat", payload["type"], language, own, context, escape)
    return text.strip(), fits


def render(
    part: str, text: str, language: str, context: Mapping[str, Any], escape: Escape | None = None
) -> str:
    """One part. Raises UnfitTemplateError when it is not of the language, takes too long, or becomes too long."""
    tongue = Language(language, html=part == "html", say=escape)
    _, flaws = tongue.read(text)
    if flaws:
        raise UnfitTemplateError(_of(part, flaws[0]))
    until, written, pieces = thread_time() + SECONDS, 0, []
    try:
        for piece in tongue.from_string(text).generate(context):
            written += len(piece)
            if written > MOST_OUTPUT or thread_time() > until:
                raise UnfitTemplateError(_of(part, Flaw(1, "too_much")))
            pieces.append(piece)
    except UnfitTemplateError:
        raise
    except Exception as error:
        raise UnfitTemplateError(_of(part, Flaw(_line(error), "fails"))) from error
    return "".join(pieces)


def house_part(part: str, template: str, language: str) -> str:
    """The house's own text."""
    kind = DIGEST if template == DIGEST else DEFAULT
    return _house(f"{kind}.{language}.{part}")


def _rendered(
    part: str, type: str, language: str, own: Parts, context: Mapping[str, Any], escape: Escape | None = None
) -> tuple[str, bool]:
    mine = own.get(part)
    if mine is not None:
        try:
            return render(part, mine, language, context, escape), True
        except UnfitTemplateError:
            mine = ""
    house = house_part(part, template_of(type), language)
    return render(part, house, language, context, escape), mine is None


def _of(part: str, flaw: Flaw) -> Flaw:
    return Flaw(flaw.line, flaw.code, flaw.values, part)


def _line(error: Exception) -> int:
    trace, line = error.__traceback__, 1
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


@cache
def _house(file: str) -> str:
    return (_HOUSE / f"{file}.jinja").read_text(encoding="utf-8")
