"""The processes that answer: workers, headers, the log of requests."""
