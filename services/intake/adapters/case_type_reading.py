"""One case type out of one YAML file."""

from dataclasses import dataclass
from datetime import timedelta

from yaml.nodes import Node

from services.intake.adapters.ask_reading import read_asks
from services.intake.adapters.check_reading import read_checks
from services.intake.adapters.reopening_reading import read_reopening
from services.intake.adapters.step_reading import read_steps
from services.intake.adapters.title_reading import read_title
from services.intake.adapters.yaml_reading import Reader
from services.intake.domain.asked import Ask
from services.intake.domain.case_type import ONE_BUSINESS_DAY, CaseType, Requires, StepType
from services.intake.domain.deadline import Calendar, Deadline
from shared.contracts.values import DocumentRequirement

_OPTIONAL = (
    "correction_deadline",
    "exception_deadline",
    "requires",
    "asks",
    "documents",
    "checks",
    "alike_within",
    "reopening",
)


@dataclass(frozen=True, slots=True)
class Found:
    """A case type and where it stands."""

    type: CaseType
    place: str


def read_case_type(reader: Reader, calendar: Calendar) -> Found | None:
    """None when something is wrong; what, the reader has noted."""
    root = reader.root()
    if root is None:
        return None
    fields = reader.fields(
        root,
        "the case type",
        required=("name", "version", "prefix", "title", "team", "steps"),
        optional=_OPTIONAL,
    )
    name = reader.name(fields.get("name"), "name")
    version = reader.number(fields.get("version"), "version")
    prefix = reader.text(fields.get("prefix"), "prefix", r"[A-Z]{2,4}", "has to be 2 to 4 capital letters.")
    title = read_title(reader, fields.get("title"))
    team = reader.team(fields.get("team"))
    correction = reader.deadline(fields.get("correction_deadline"), "correction_deadline")
    exception = reader.deadline(fields.get("exception_deadline"), "exception_deadline")
    requires = _read_requires(reader, fields.get("requires"))
    asks = read_asks(reader, fields.get("asks"))
    documents = reader.items(fields.get("documents"), "documents", lambda node: _read_document(reader, node))
    checks, settings = read_checks(reader, fields.get("checks"))
    alike_within = reader.duration(fields.get("alike_within"), "alike_within")
    steps = _read_steps(reader, fields, requires, asks, team)
    reopening = read_reopening(reader, fields.get("reopening"), steps)
    if name is None or version is None or prefix is None or title is None or team is None or not steps:
        return None
    return Found(
        CaseType(
            name=name,
            version=version,
            prefix=prefix,
            title=title,
            team=team,
            correction_deadline=correction or Deadline(timedelta(days=14)),
            exception_deadline=exception or ONE_BUSINESS_DAY,
            requires=requires,
            asks=asks,
            documents=documents,
            checks=checks,
            check_settings=settings,
            alike_within=alike_within,
            reopening=reopening,
            steps=steps,
            calendar=calendar,
        ),
        reader.place(root),
    )


def _read_steps(
    reader: Reader, fields: dict[str, Node], requires: Requires, asks: tuple[Ask, ...], team: str | None
) -> tuple[StepType, ...]:
    steps = read_steps(reader, fields.get("steps"), requires, asks, team or "") if "steps" in fields else ()
    has_check = any(step.action == "check_documents" for step in steps)
    for name in ("documents", "checks"):
        if steps and name in fields and not has_check:
            reader.wrong(
                fields[name], f"{name} are asked for but no step checks them: add a check_documents step."
            )
    if has_check and "checks" not in fields:
        reader.wrong(
            fields["steps"], "a step checks documents but there are no checks: add a list of checks."
        )
    return steps


def _read_requires(reader: Reader, node: Node | None) -> Requires:
    if node is None:
        return Requires()
    flags = ("lines", "customer", "supplier", "vat")
    fields = reader.fields(node, "requires", required=(), optional=(*flags, "of_case", "parties"))
    return Requires(
        lines=reader.flag(fields.get("lines"), "lines"),
        customer=reader.flag(fields.get("customer"), "customer"),
        supplier=reader.flag(fields.get("supplier"), "supplier"),
        vat=reader.flag(fields.get("vat"), "vat"),
        of_case=_names(reader, fields.get("of_case"), "of_case", "a case type"),
        parties=_names(reader, fields.get("parties"), "parties", "a role"),
    )


def _read_document(reader: Reader, node: Node) -> DocumentRequirement | None:
    fields = reader.fields(node, "a document", required=("any_of",), optional=("required",))
    kinds = _names(reader, fields.get("any_of"), "any_of", "a kind of document")
    if "any_of" in fields and not kinds:
        reader.wrong(fields["any_of"], "any_of names no kind of document: name one or more.")
    required = reader.flag(fields["required"], "required") if "required" in fields else True
    return DocumentRequirement(any_of=kinds, required=required) if kinds else None


def _names(reader: Reader, node: Node | None, what: str, item: str) -> tuple[str, ...]:
    return reader.items(node, what, lambda entry: reader.name(entry, item))
