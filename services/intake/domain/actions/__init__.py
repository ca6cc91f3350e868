"""The actions that steps of case types may name."""

from services.intake.domain.action import Action
from services.intake.domain.actions.accept_goods import ACCEPT_GOODS
from services.intake.domain.actions.check_documents import CHECK_DOCUMENTS
from services.intake.domain.actions.check_payment import CHECK_PAYMENT
from services.intake.domain.actions.issue_credit_note import ISSUE_CREDIT_NOTE
from services.intake.domain.actions.issue_invoice import ISSUE_INVOICE
from services.intake.domain.actions.post_purchase import POST_PURCHASE
from services.intake.domain.actions.reserve_stock import RESERVE_STOCK
from services.intake.domain.actions.review import REVIEW
from services.intake.domain.actions.ship import SHIP

ACTIONS: dict[str, Action] = {
    action.name: action
    for action in (
        CHECK_DOCUMENTS,
        RESERVE_STOCK,
        CHECK_PAYMENT,
        ISSUE_INVOICE,
        SHIP,
        REVIEW,
        ACCEPT_GOODS,
        POST_PURCHASE,
        ISSUE_CREDIT_NOTE,
    )
}

__all__ = ["ACTIONS"]
