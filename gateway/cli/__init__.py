"""`coulisse`: the platform from a terminal. It speaks HTTP like any client, and needs the database for keys alone."""
