"""What was ordered about failed messages, as it is read."""

from gateway.schemas import shown
from gateway.schemas.answers import Answer
from gateway.schemas.shown_cases import Who


class Retry(Answer):
    """An order to retry. It goes part by part, and can be stopped between two."""

    id = shown.words(example="ret_0198c1a2b3c47d5e8f90123456789abc")
    by = shown.part(Who)
    note = shown.words()
    ordered_at = shown.instant()
    state = shown.one_of("running", "stopping", "stopped", "done", description="done: all were sent back.")
    total = shown.whole("Messages that it holds.")
    taken = shown.whole("Sent back so far.")
    skipped = shown.whole("Not failed any more when their turn came.")
    stopped_by = shown.part(Who, null=True)
    finished_at = shown.instant(null=True)


class RetryProgress(Retry):
    """An order with what became of the messages that were sent back."""

    under_way = shown.whole("Not yet handled.")
    resolved = shown.whole("Handled after all.")
    failed_again = shown.whole("Given up again, or ordered back by somebody else since.")


class Changed(Answer):
    """One place that an edit changes."""

    pointer = shown.words("RFC 6901.", example="/data/lines/0/quantity")
    before = shown.words("As JSON; empty for nothing.")
    after = shown.words("As JSON; empty for nothing.")


class ListedEdit(Answer):
    """Another body for a failed message; a second person approves it, then it is sent. The original stays kept."""

    id = shown.words(example="edt_0198c1a2b3c47d5e8f90123456789abc")
    failure = shown.words("Which message.")
    by = shown.part(Who)
    reason = shown.words()
    proposed_at = shown.instant()
    state = shown.one_of(
        "proposed",
        "approved",
        "rejected",
        "sent",
        "outdated",
        description="outdated: the message was not failed any more.",
    )
    differences = shown.several(Changed)
    decided_by = shown.part(Who, null=True)
    decided_at = shown.instant(null=True)
    note = shown.words("Of whoever decided.")


class Edit(ListedEdit):
    """An edit with the body as it would be sent."""

    body = shown.words()


class Difference(Answer):
    """What would be changed or added."""

    collection = shown.words(example="StockItem")
    id = shown.words()
    before = shown.words("The fields that differ, as JSON; empty for what is new.")
    after = shown.words("The same, as they would be.")


class WouldSend(Answer):
    """What would go out."""

    type = shown.words(example="stock.reserved.v1")
    content = shown.words("As JSON.")


class DryRunResult(Answer):
    """What would happen."""

    outcome = shown.one_of(
        "handled", "nothing", "waits", "fails", description="waits: it would be tried again."
    )
    error = shown.words()
    reason = shown.words()
    place = shown.words()
    changes = shown.several(Difference, "Things that would be other than they are.")
    records = shown.several(Difference, "Entries, movements and facts that would be added.")
    messages = shown.several(WouldSend)
    effects = shown.several(WouldSend, "What would be asked of partners.")
    answer = shown.words("What whoever handed it over would be told, as JSON; or empty.")
    cut = shown.whole("How many differences are left out here, because they are too large.")


class DryRun(Answer):
    """What its service would do with a failed message now. Nothing was changed to find out."""

    id = shown.words(example="dry_0198c1a2b3c47d5e8f90123456789abc")
    failure = shown.words()
    edit = shown.words("Whose body was tried.", null=True)
    by = shown.part(Who)
    asked_at = shown.instant()
    done_at = shown.instant(null=True)
    result = shown.part(DryRunResult, "Null until its service has answered.", null=True)


class AuditEntry(Answer):
    """Who ordered what, and when."""

    id = shown.words()
    tenant = shown.words()
    at = shown.instant()
    by = shown.part(Who)
    deed = shown.one_of("retry", "stop", "edit", "approve", "reject", "dry_run", "archive", "restore", "note")
    subject = shown.words("Id of the order, edit or dry run.")
    count = shown.whole("Of how many messages.")
    note = shown.words()
    failure = shown.words("Which one, where it is one.", null=True)


RetryPage = shown.page_of(Retry)
EditPage = shown.page_of(ListedEdit)
AuditPage = shown.page_of(AuditEntry)
