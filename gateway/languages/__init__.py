"""Answers in the language of who asks: the texts in the code are English, `fr.po` holds them in French."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po
from flask import Request

LANGUAGES = ("en", "fr")
"""The first is that of the texts in the code, and of whoever asks for none of these."""


def chosen(request: Request) -> str:
    """By Accept-Language (RFC 9110, section 12.5.4)."""
    return request.accept_languages.best_match(LANGUAGES) or LANGUAGES[0]


class Phrase(str):
    """A value within a text that is a text of the code itself, and so is said in the same language."""

    __slots__ = ()


def text(words: str) -> str:
    """Marks a text of the code that is kept in a table or variable before it is said."""
    return words


def said(words: str, language: str, values: Mapping[str, object]) -> str:
    """A text of the code in this language, with its values; in English where the catalogue lacks it."""
    found = words if language == LANGUAGES[0] else catalogue(language).get(words, words)
    if not values:
        return found
    return found.format_map(
        {name: said(one, language, {}) if isinstance(one, Phrase) else one for name, one in values.items()}
    )


@cache
def catalogue(language: str) -> dict[str, str]:
    """Every text of the code with its translation."""
    with (Path(__file__).parent / f"{language}.po").open("rb") as file:
        return {
            str(message.id): str(message.string) for message in read_po(file) if message.id and message.string
        }
