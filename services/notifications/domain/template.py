"""An organisation's own texts in place of the house's."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from shared.contracts.decision import NOTHING, Decision, Key, Known, Moment, Need
from shared.contracts.notifying import Language, ResetTemplate, SetTemplate

DEFAULT, DIGEST = "default", "digest"
"""Names of templates beside those of events: for whatever has none of its own, and for digests."""

PARTS = ("subject", "text", "html", "chat")


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """id: `tenant/name/language`. A part that is None is the organisation's `default`, else the house's; all four are
    None once it was reset. revision counts up with every change."""

    id: str
    tenant: str
    name: str
    language: Language
    changed_at: datetime
    subject: str | None = None
    text: str | None = None
    html: str | None = None
    chat: str | None = None
    revision: int = 1


def template_id(tenant: str, name: str, language: str) -> str:
    return f"{tenant}/{name}/{language}"


def needed(message: SetTemplate | ResetTemplate, moment: Moment) -> Iterable[Need]:
    return (Key(Template, template_id(moment.tenant, message.name, message.language)),)


def set_template(message: SetTemplate, known: Known, moment: Moment) -> Decision:
    """The latest counts; that it can be read was checked at the door, and is checked again whenever it is used."""
    id = template_id(moment.tenant, message.name, message.language)
    before = known.get(Template, id)
    after = Template(
        id=id,
        tenant=moment.tenant,
        name=message.name,
        language=message.language,
        changed_at=moment.now,
        subject=message.subject,
        text=message.text,
        html=message.html,
        chat=message.chat,
        revision=before.revision + 1 if before else 1,
    )
    return Decision(save=(after,))


def reset(message: ResetTemplate, known: Known, moment: Moment) -> Decision:
    """Back to the house's texts."""
    before = known.get(Template, template_id(moment.tenant, message.name, message.language))
    if before is None or all(getattr(before, part) is None for part in PARTS):
        return NOTHING
    after = replace(
        before,
        subject=None,
        text=None,
        html=None,
        chat=None,
        changed_at=moment.now,
        revision=before.revision + 1,
    )
    return Decision(save=(after,))
