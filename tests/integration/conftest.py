from tests.support.stack import clean_stack, stack

__all__ = ["clean_stack", "stack"]
