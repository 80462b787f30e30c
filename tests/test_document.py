import pytest

from cleaner.document import site_of


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://news.example.org/a", "news.example.org"),
        ("http://user:secret@www.example.org:8080/", "example.org"),
        ("//cdn.example.org/a", "cdn.example.org"),
        ("example.org", "example.org"),
        ("www.example.org/archive//2026", "example.org"),
        ("example.org/?next=https://other.example/", "example.org"),
        ("https://example.org./a", "example.org"),
        ("https://www./", "www"),
        ("file:///home/a.html", None),
        ("no address", None),
        ("http://[broken", None),
        ("", None),
        (None, None),
    ],
)
def test_the_site_is_the_host_without_www(url: str | None, site: str | None) -> None:
    assert site_of(url) == site
