"""Checks documents, parties and sums of cases, and keeps the reviews that people decide."""
