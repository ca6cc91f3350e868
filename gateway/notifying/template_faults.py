"""What is wrong with a template, as a problem that names the part and its line."""

from collections.abc import Mapping

from gateway.languages import text
from gateway.refusing.problems import Fault, invalid
from services.notifications.queries.previews import Flaw, flaws

_WORDS: Mapping[str, tuple[str, str]] = {
    "syntax": (
        text("Line {line} cannot be read: {reason}"),
        text("Mend the template: it is written as Jinja templates are."),
    ),
    "too_long": (text("The template has more than {most} characters."), text("Send a shorter one.")),
    "too_deep": (
        text("Line {line}: expressions or blocks are nested too deeply, or a number is too large."),
        text("Nest less, and chain fewer filters."),
    ),
    "loops": (
        text("Line {line}: more than {most} loops stand inside each other."),
        text("Put fewer loops inside each other."),
    ),
    "not_allowed": (
        text("Line {line}: `{what}` is not allowed in templates."),
        text("Use values, conditions, loops and filters alone."),
    ),
    "unknown_test": (
        text("Line {line}: there is no test `{name}`."),
        text("Use one of: defined, none, undefined."),
    ),
    "unknown_filter": (text("Line {line}: there is no filter `{name}`."), text("Use one of: {known}.")),
    "not_constant": (
        text("Line {line}: what a filter is given must be a short constant."),
        text("Write a text or a number there."),
    ),
    "unknown_name": (text("Line {line}: there is no `{name}` here."), text("Use one of: {known}.")),
    "too_much": (
        text("The template writes too much, or takes too long."),
        text("Write less, in fewer loops."),
    ),
    "fails": (
        text("Line {line} fails on made-up values."),
        text("See what the values are in a preview, and use them otherwise."),
    ),
}


def check_template(parts: Mapping[str, str], name: str, language: str) -> None:
    """Raises a 422 problem that names everything that is wrong, each with its line."""
    found = flaws(parts, name, language)
    if found:
        raise invalid(*map(_fault, found))


def _fault(flaw: Flaw) -> Fault:
    detail, remedy = _WORDS[flaw.code]
    values = {**flaw.values, "line": flaw.line}
    return Fault(f"template_{flaw.code}", detail, remedy, f"/{flaw.part}", values=values)
