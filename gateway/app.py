"""The application factory."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Flask
from werkzeug.routing import BaseConverter

from gateway.access import limits
from gateway.documentation import DocumentedApi, documented
from gateway.house import EXTENSION, build
from gateway.refusing import failures
from gateway.routes import (
    api_keys,
    articles,
    bookkeeping,
    bounces,
    case_figures,
    case_types,
    cases,
    claims,
    comments,
    count_lists,
    customers,
    deliveries,
    documents,
    events,
    exports,
    failure_edits,
    failure_retries,
    figures,
    handling,
    health,
    invoices,
    journal,
    ledgers,
    lots,
    manual,
    meta,
    oauth,
    operations,
    payments,
    persons,
    redeliveries,
    reviews,
    sandbox,
    shipments,
    stock,
    subscriptions,
    tasks,
    tax_files,
    teams,
    templates,
    warehouses,
)
from gateway.routes import failures as failed_messages
from gateway.serving import access_log
from gateway.serving.security_headers import secured
from gateway.settings import Settings
from services.intake.queries.case_types import known_types

_ROUTES = (
    api_keys,
    cases,
    case_types,
    comments,
    documents,
    reviews,
    payments,
    journal,
    stock,
    lots,
    warehouses,
    count_lists,
    shipments,
    claims,
    subscriptions,
    deliveries,
    events,
    operations,
    failed_messages,
    failure_retries,
    failure_edits,
    articles,
    customers,
    invoices,
    exports,
    bookkeeping,
    ledgers,
    tax_files,
    redeliveries,
    bounces,
    templates,
    figures,
    case_figures,
    health,
    tasks,
    teams,
    handling,
    persons,
    sandbox,
)


class Gateway(Flask):
    """All that answers here is plain functions, so that nothing asks of each, at every request, whether it is."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        return func


class Id(BaseConverter):
    """An id, code or step name in an address; anything else is not found and reaches no database."""

    regex = r"[A-Za-z0-9][A-Za-z0-9._\-]{0,99}"


def create_app(
    settings: Settings | None = None, *, store: bool = True, clock: Callable[[], datetime] | None = None
) -> Flask:
    """The gateway. Its threads begin with `app.extensions["coulisse"].start()`, after the fork.

    store=False answers without keeping anything, to measure what keeping costs; no setting reaches it. Raises
    environs.EnvError or ValueError naming what is missing or wrong in the environment, and what intake raises for
    case types that it cannot read.
    """
    settings = settings or Settings.read()
    known_types()
    access_log.configure(settings.log_level)
    app = Gateway("gateway", static_folder=None)
    app.config.update(
        MAX_CONTENT_LENGTH=settings.most_body_bytes, MAX_FORM_PARTS=8, MAX_FORM_MEMORY_SIZE=65_536
    )
    app.extensions[EXTENSION] = build(settings, store=store, clock=clock)
    house = app.extensions[EXTENSION]
    access_log.register(app)
    house.traces.register(app)
    if settings.metrics:
        house.metrics.register(app)
    failures.register(app)
    api = with_routes(app)
    meta.register(app, api)
    manual.register(app, api)
    app.after_request(limits.told)
    app.wsgi_app = secured(app.wsgi_app)  # type: ignore[method-assign, assignment]
    return app


def with_routes(app: Flask) -> DocumentedApi:
    """Give an application every documented route; its document is `spec`."""
    app.url_map.converters["id"] = Id
    api = documented(app)
    api.register_converter(Id, lambda _: {"type": "string", "maxLength": 100, "pattern": f"^{Id.regex}$"})
    for routes in _ROUTES:
        api.register_blueprint(routes.ROUTES.blueprint)
    api.register_blueprint(oauth.BLUEPRINT)
    return api
