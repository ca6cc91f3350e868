"""A rule: what a check found, in words for people."""

from dataclasses import dataclass

from shared.contracts.values import Finding, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One thing that a check can find. `id` is stable, `version` counts up when its meaning changes.

    Texts may hold `{names}` of details; details never carry personal data.
    """

    id: str
    severity: Severity
    message_en: str
    message_fr: str
    remedy_en: str
    remedy_fr: str
    version: int = 1

    def at(self, where: str, **details: str) -> Finding:
        """The finding: `where` is a JSON pointer (RFC 6901) into the case, or `document:<id>`."""
        return Finding(
            rule=self.id,
            rule_version=self.version,
            severity=self.severity,
            where=where,
            message_en=self.message_en.format_map(details),
            message_fr=self.message_fr.format_map(details),
            remedy_en=self.remedy_en.format_map(details),
            remedy_fr=self.remedy_fr.format_map(details),
        )
