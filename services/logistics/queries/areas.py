"""About where somebody is, for whoever chooses a warehouse."""

from services.logistics.domain.departments import area_of

__all__ = ["area_of"]
