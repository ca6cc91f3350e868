"""The rules of accounting: pure, without clock, database or network."""
