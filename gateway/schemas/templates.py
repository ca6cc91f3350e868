"""Templates: how they are set, tried and read."""

from typing import Any

from marshmallow import ValidationError, fields, validates_schema

from gateway.schemas import shown
from gateway.schemas.answers import Answer
from gateway.schemas.explained import Shape, an_id, refuse
from gateway.schemas.shape import made

_MOST = 40_000
_LINE_BREAKS = "\t\n\r"


class Lines(fields.Field[str]):
    """Several lines of text, without other control characters than tabs and line breaks."""

    def __init__(self, most: int, **options: Any) -> None:
        super().__init__(**options)
        self.most = most
        self.metadata = {"type": "string", "minLength": 1, "maxLength": most} | dict(self.metadata)

    def make_error(self, key: str, **_: Any) -> ValidationError:
        return made(key)

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> str:
        if not isinstance(value, str):
            raise refuse("wrong_type", "A text is expected here.", "Send a JSON string.")
        if not 1 <= len(value) <= self.most:
            raise refuse(
                "wrong_length",
                "The text has {length} characters.",
                "Send {least} to {most} characters.",
                length=len(value),
                least=1,
                most=self.most,
            )
        if any(
            (ord(sign) < 32 and sign not in _LINE_BREAKS) or 0xD800 <= ord(sign) < 0xE000 for sign in value
        ):
            raise refuse(
                "control_character",
                "The text holds a control character.",
                "Send plain text; tabs and line breaks may stand in it.",
            )
        return value


class TemplateParts(Shape):
    """Jinja as far as the documentation says. What is left out stays the organisation's `default`, else the house's."""

    subject = Lines(500, metadata={"description": "Of a mail; becomes one line."})
    text = Lines(_MOST, metadata={"description": "The mail for programs that show no HTML."})
    html = Lines(_MOST, metadata={"description": "The mail in HTML; values are escaped."})
    chat = Lines(_MOST, metadata={"description": "In chats; values are escaped as each chat needs it."})


class TemplateTexts(TemplateParts):
    """The organisation's own parts."""

    @validates_schema
    def says_something(self, data: dict[str, Any], **_: Any) -> None:
        """A template without any part is a mistake."""
        if not data:
            raise refuse(
                "empty",
                "No part is given.",
                "Send at least one of subject, text, html and chat, or delete it.",
            )


class PreviewWish(TemplateParts):
    """Parts that are not set yet; and the case whose events are shown, else values are made up."""

    case = an_id("case")


class ListedTemplate(Answer):
    """One template of the organisation's own."""

    name = shown.words("A type of event, `default` or `digest`.", example="case.closed")
    language = shown.one_of("en", "fr")
    parts = shown.texts("Which of subject, text, html and chat it has.")
    changed_at = shown.instant()


class ShownParts(Answer):
    """The parts of a template."""

    subject = shown.words(null=True)
    text = shown.words(null=True)
    html = shown.words(null=True)
    chat = shown.words(null=True)


class Template(Answer):
    """A template: the organisation's own parts, and the house's, which stand where there are none."""

    name = shown.words(example="case.closed")
    language = shown.one_of("en", "fr")
    own = shown.part(ShownParts)
    house = shown.part(ShownParts)
    changed_at = shown.instant("Null where nothing was ever changed.", null=True)


class Preview(Answer):
    """A message in all its forms."""

    subject = shown.words(example="Case closed: 2026-000417")
    text = shown.words()
    html = shown.words()
    slack = shown.words("The text of a message in Slack, with its values escaped.")
    teams = shown.words("The text of a message in Teams, with its values escaped.")
    unfit = shown.texts("Parts that fail on these values, so that the house's are shown.")


TemplateList = shown.list_of(ListedTemplate)
