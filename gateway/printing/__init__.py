"""Documents for people, on paper: what was issued, set again from data that never changes."""
