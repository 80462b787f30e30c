import pytest

from cleaner.clutter.regex import refuse_costly


@pytest.mark.parametrize(
    "pattern",
    [
        r"(a+)+$",
        r"(a|aa)+$",
        r"(\w*)*x",
        r"(a?){30}a{30}",
        r"(a+)(a+)(a+)(a+)b",
        r".*a.*b.*c.*d",
        r"(.*a){12}",
        "(" * 40 + "a" + "){0,2}" * 40,
        "a?" * 400 + "a" * 400,
    ],
)
def test_patterns_with_too_many_ways_to_match_are_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match="too many ways"):
        refuse_costly(pattern)


@pytest.mark.parametrize("pattern", [r"(?=a)b", r"(?<!a)b", r"(a)\1", r"(?>a+)b"])
def test_what_re2_does_not_know_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match="RE2 has no such thing"):
        refuse_costly(pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        r"\d+ min read",
        r"by (?:\w+ ){1,4}\w+$",
        r"[^(]*\((?:photo|image):[^)]{2,70}\)$",
        r"(?:ab|cd)+e",
        "(" * 40 + "a" + ")?" * 40,
    ],
)
def test_patterns_that_can_end_in_one_place_only_pass(pattern: str) -> None:
    refuse_costly(pattern)
