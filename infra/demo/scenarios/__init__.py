"""Every story that the demo tells, in the order of its tables."""

from infra.demo.scenarios import (
    cancelled_half_way,
    corrupt_pdf,
    credit_limit,
    customer_files,
    duplicate,
    everyday,
    failing_erp,
    missing_document,
    out_of_stock,
    parcel_events,
    prepayment,
    recall_refused,
    recalled,
    review_corrected,
    review_refused,
    stock_count,
    unknown_vat_rate,
    urgent,
    webhooks,
    wrong_iban,
)
from infra.demo.story import Story

STORIES: tuple[Story, ...] = tuple(
    told.STORY
    for told in (
        everyday,
        urgent,
        customer_files,
        missing_document,
        corrupt_pdf,
        wrong_iban,
        unknown_vat_rate,
        out_of_stock,
        stock_count,
        prepayment,
        credit_limit,
        duplicate,
        cancelled_half_way,
        recalled,
        recall_refused,
        review_refused,
        review_corrected,
        parcel_events,
        webhooks,
        failing_erp,
    )
)
