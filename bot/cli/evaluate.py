"""`evaluate`: the measures of design.md over a folder of questions."""


def evaluate() -> None:
    """Print the measures."""
