"""`make demo`: a front office, its staff and its partners play on a real, private Coulisse."""
