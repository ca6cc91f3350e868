"""Validation: its table message -> decision, and what it needs of the outside."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from services.validation.adapters.inspecting import Inspecting
from services.validation.adapters.inspector_pool import InspectorPool
from services.validation.adapters.inspector_process import Limits
from services.validation.adapters.outdated_checks import mark_outdated
from services.validation.adapters.party_data import PartyData
from services.validation.collections import COLLECTIONS
from services.validation.domain import catalogue, checking, claiming, rechecking, reviewing, team, waiving
from services.validation.domain.inspect_case import InspectCase
from services.validation.settings import Settings
from shared.contracts.decision import on
from shared.contracts.documents import (
    CheckDocuments,
    ClaimReview,
    DecideReview,
    NoteInspection,
    OpenReview,
    RecheckDocuments,
    ReleaseReview,
    WaiveFinding,
    WithdrawReview,
)
from shared.contracts.people import TeamDefined
from shared.persistence.documents import DocumentStore
from shared.runtime.nameko_host import Runs
from shared.runtime.performing import Performer
from shared.runtime.room import Chore, Mongo, Room
from shared.security.sealing import Sealer
from shared.security.vault import DATABASE as VAULT
from shared.security.vault import Vault

DATABASE = "coulisse_validation"

TABLE = (
    on(CheckDocuments, checking.check_documents, needs=checking.needed_to_check),
    on(NoteInspection, checking.note_inspection, needs=checking.needed_to_note),
    on(OpenReview, reviewing.open_review, needs=reviewing.needed),
    on(DecideReview, reviewing.decide_review, needs=reviewing.needed, then=reviewing.then),
    on(WithdrawReview, reviewing.withdraw_review, needs=reviewing.needed),
    on(ClaimReview, claiming.claim_review, needs=claiming.needed),
    on(ReleaseReview, claiming.release_review, needs=claiming.needed),
    on(WaiveFinding, waiving.waive_finding, needs=waiving.needed),
    on(RecheckDocuments, rechecking.recheck_documents, needs=rechecking.needed),
    on(TeamDefined, team.note_team, needs=team.needed),
)


def room(environ: Mapping[str, str]) -> Room:
    """Everything the runtime needs to know of validation. Raises SettingsError."""
    settings = Settings.read(environ)

    def performers(mongo: Mongo) -> tuple[Performer[InspectCase]]:
        limits = Limits(cpu_seconds=settings.cpu_seconds, memory=settings.memory)
        inspecting = Inspecting(
            documents=DocumentStore(mongo),
            parties=PartyData(Vault(mongo[VAULT], Sealer.from_file(settings.master_key_file))),
            pool=InspectorPool(settings.inspectors, limits),
            time_zone=settings.time_zone,
        )
        return (inspecting.performer(at_once=settings.inspectors),)

    def chores(mongo: Mongo) -> tuple[Chore, ...]:
        documents = DocumentStore(mongo)

        def sweep(now: datetime) -> None:
            documents.sweep_orphans(settings.keep_unattached, now)

        def mark(now: datetime) -> None:
            mark_outdated(mongo[DATABASE], catalogue.VERSIONS, now)

        return (
            Chore("sweep orphaned documents", every=timedelta(minutes=10), run=sweep),
            Chore("mark outdated checks", every=timedelta(minutes=10), run=mark),
        )

    return Room(name="validation", collections=COLLECTIONS, table=TABLE, performers=performers, chores=chores)


class Validation:
    """What nameko hosts."""

    name = "validation"
    runs = Runs(room)
