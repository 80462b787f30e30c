"""How the commands put figures into words, and read those that all of them know."""


def count(number: int, noun: str) -> str:
    """The number and the noun, in the plural but for one.

    >>> count(1, "copy"), count(2_000, "copy"), count(0, "cluster")
    ('1 copy', '2,000 copies', '0 clusters')
    """
    if number == 1:
        return f"1 {noun}"
    return f"{number:,} {noun.removesuffix('y')}ies" if noun.endswith("y") else f"{number:,} {noun}s"


def to_file(output: str | None) -> str | None:
    """The file that `--output` names; None for standard output, whose name is `-` as standard input's."""
    return None if output == "-" else output
