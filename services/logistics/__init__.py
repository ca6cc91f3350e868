"""Stock, reservations, shipments and parcel events."""
