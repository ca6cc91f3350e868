"""Cases, their story, findings and reviews, as they are read."""

from marshmallow import fields

from gateway.schemas import shown
from gateway.schemas.answers import Answer

PRIORITIES = ("normal", "urgent")
STATUSES = ("open", "waiting", "needs_correction", "refusing", "cancelling", "refused", "cancelled", "closed")
STEP_STATES = (
    "pending",
    "asked",
    "waiting",
    "done",
    "needs_correction",
    "refused",
    "undoing",
    "undone",
    "stuck",
)
_CASE_ID = "case_0198c1a2b3c47d5e8f90123456789abc"


class Who(Answer):
    """Who did it; never a person's name."""

    kind = shown.one_of("client", "agent", "service")
    id = shown.words(example="shop")


class CaseDocument(Answer):
    """A document of a case, and what the front office says it is."""

    document = shown.words(example="doc_0198c1a2b3c47d5e8f90123456789abc")
    kind = shown.words(example="signed_order")


class CaseTrace(Answer):
    """Which pieces goods that came in are."""

    lot = shown.words("Empty where there is none.")
    expires_on = shown.day(null=True)
    serials = shown.texts()


class CaseLine(Answer):
    """One line of a case."""

    number = shown.whole()
    article = shown.words(example="CH-100")
    label = shown.words(example="Chaise")
    quantity = shown.whole()
    unit_price = shown.amount("Net of VAT.")
    vat_rate = shown.amount("Per cent.")
    trace = fields.Nested(CaseTrace, allow_none=True)


class CaseVat(Answer):
    """Net amount and VAT at one rate."""

    rate = shown.amount("Per cent.")
    net = shown.amount()
    vat = shown.amount()


class CaseTotals(Answer):
    """What the front office says the case amounts to."""

    net = shown.amount(null=True)
    vat = shown.amount(null=True)
    gross = shown.amount(null=True)


class CaseParty(Answer):
    """A person or company of the case, without its data. holds: which identifiers are known of it."""

    ref = shown.words()
    role = shown.words(example="buyer")
    holds = shown.texts()


class CaseStep(Answer):
    """How far one step of a case is."""

    state = shown.one_of(*STEP_STATES)
    round = shown.whole("Of the answer that counts.")
    asked_at = shown.instant(null=True)
    due_at = shown.instant("When it has to have moved on.", null=True)
    done_at = shown.instant(null=True)
    raised = shown.truth("Somebody was called because it had not.")
    by = fields.String(metadata={"description": "The person who decided it, where one did."})


class CaseAttention(Answer):
    """Who has to look at a case, and why."""

    step = shown.words()
    team = shown.words()
    reason = shown.one_of("deadline_missed", "undo_failed", "found_later")
    since = shown.instant()
    task = fields.String(metadata={"description": "The exception in the work list; empty for none."})


class CaseEnding(Answer):
    """How a case ends once everything is undone."""

    outcome = shown.one_of("refused", "cancelled")
    step = shown.words("The step that refused it; empty for a cancellation.")
    reason = shown.words()


class KnownCase(Answer):
    """What can be said of a case from the moment it was accepted."""

    id = shown.words(example=_CASE_ID)
    type = shown.words(example="sales_order")
    reference = shown.words(example="WEB-2026-000417")
    priority = shown.one_of(*PRIORITIES)
    currency = shown.words(example="EUR")
    customer = shown.words("Empty when the case has none.", example="C-1042")
    tags = shown.texts()


class ListedCase(KnownCase):
    """A case in a list. While its status is `received` it has the required fields, its client and received_at alone."""

    status = shown.one_of("received", *STATUSES)
    received_at = fields.DateTime(metadata={"description": "While it is `received`."})
    number = fields.String(metadata={"example": "2026-000417"})
    client = fields.String(metadata={"description": "Who handed it over.", "example": "shop"})
    gross = fields.String(metadata=shown.amount("What its lines amount to with VAT.").metadata)
    opened_at = fields.DateTime()
    changed_at = fields.DateTime()
    ended_at = fields.DateTime(allow_none=True)
    raised = fields.Boolean(metadata={"description": "Somebody has to look at it."})
    attention = fields.List(fields.Nested(CaseAttention))


class Case(ListedCase):
    """A case. While its status is `received` it has the required fields alone; it has all once it is taken up."""

    type_version = fields.Integer()
    payment_terms = fields.String(metadata={"enum": ["on_account", "prepaid"]})
    warehouse = fields.String()
    parties = fields.List(fields.Nested(CaseParty))
    documents = fields.List(fields.Nested(CaseDocument))
    lines = fields.List(fields.Nested(CaseLine))
    totals = fields.Nested(CaseTotals, allow_none=True)
    round = fields.Integer(metadata={"description": "Counts up with each correction."})
    steps = fields.Dict(
        keys=fields.String(), values=fields.Nested(CaseStep), metadata={"description": "By their names."}
    )
    due_at = fields.DateTime(
        allow_none=True, metadata={"description": "First deadline of its steps; null when nothing runs."}
    )
    wanted_en = fields.List(
        fields.String(), metadata={"description": "What has to be corrected, in English."}
    )
    wanted_fr = fields.List(fields.String(), metadata={"description": "The same in French."})
    ending = fields.Nested(CaseEnding, allow_none=True)
    supplier = fields.String(metadata={"description": "The supplier's account; empty when there is none."})
    vat = fields.List(fields.Nested(CaseVat), metadata={"description": "Amounts of a case without lines."})
    of_case = fields.String(metadata={"description": "The case that this one is about; empty for none."})
    answers = fields.Dict(
        keys=fields.String(),
        values=fields.String(),
        metadata={"description": "To what the case type asks, by name."},
    )
    alike = fields.String(
        metadata={"description": "An earlier case that looks like the same one; empty for none."}
    )
    reopened = fields.Integer(metadata={"description": "How often it was opened again."})


class CaseFact(Answer):
    """Something that happened to a case."""

    id = shown.words("Its place in the story.", example="3.1")
    case = shown.words(example=_CASE_ID)
    at = shown.instant()
    what = shown.words("A stable code.", example="step_done")
    step = shown.words("Empty when it is about the whole case.")
    details = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    who = shown.part(Who)
    message = shown.words("Id of the message behind it.")


class CaseWaiver(Answer):
    """Who took a finding upon themselves, and why."""

    reason = shown.words()
    actor = shown.part(Who)
    at = shown.instant()


class CaseFinding(Answer):
    """One result of a check of a case."""

    rule = shown.words("A stable code.", example="iban_wrong")
    rule_version = shown.whole()
    severity = shown.one_of("info", "warning", "error")
    where = shown.words("A JSON pointer into the case, or `document:<id>`.")
    message_en = shown.words()
    message_fr = shown.words()
    remedy_en = shown.words()
    remedy_fr = shown.words()
    step = shown.words("The step that checked it.")
    round = shown.whole()
    checked_at = shown.instant("Null while files are still being inspected.", null=True)
    waived = shown.part(CaseWaiver, "Null while it stands.", null=True)


class RefusedDecision(Answer):
    """A decision that was not taken over, and why."""

    reason = shown.one_of(
        "other_round",
        "already_decided",
        "withdrawn",
        "reason_missing",
        "claimed_by_other",
        "second_person_needed",
        "changed_it_last",
        "decided_before",
        "not_in_team",
    )
    actor = shown.part(Who)
    at = shown.instant()


class Review(Answer):
    """What a person is asked to decide."""

    id = shown.words()
    case = shown.words(example=_CASE_ID)
    step = shown.words(example="approval")
    round = shown.whole("To be sent with the decision.")
    state = shown.one_of("open", "decided", "withdrawn")
    client = shown.words("Whose case it is.")
    team = shown.words("Who may decide it; empty for anybody.")
    title_en = shown.words()
    title_fr = shown.words()
    documents = shown.several(CaseDocument)
    opened_at = shown.instant()
    wanted_by = shown.instant("Its deadline.", null=True)
    answer = shown.one_of("accept", "refuse", "correct", null=True)
    reason = shown.words("Empty while it is open.")
    decided_by = shown.part(Who, null=True)
    decided_at = shown.instant(null=True)
    last_refusal = shown.part(RefusedDecision, "The latest decision that was not taken over.", null=True)


CasePage = shown.page_of(ListedCase)
CaseFactPage = shown.page_of(CaseFact)
CaseFindingList = shown.list_of(CaseFinding)
ReviewPage = shown.page_of(Review)


class FoundCases(shown.list_of(ListedCase)):  # type: ignore[misc]
    """Cases that were searched for. Their next page is asked for with the same body and this cursor in it."""

    next_cursor = shown.words("Null on the last page.", null=True)
