import pytest

from cleaner.html.decode import decode

KANJI = "港の防波堤は四月から工事が始まると市が発表した。漁師たちは内港への水門を求めている。"
HANZI = "港口的防波堤将于四月开始施工，渔民要求修建通往内港的水闸。"


def page(text: str, encoding: str, declared: str | None) -> bytes:
    meta = f'<meta charset="{declared}">' if declared else ""
    return f"<html><head>{meta}</head><body><p>{text * 4}</p></body></html>".encode(encoding)


@pytest.mark.parametrize(
    ("text", "encoding", "declared"),
    [
        (KANJI, "cp932", "Shift_JIS"),
        (KANJI, "euc_jp", "x-euc-jp"),
        (KANJI, "iso2022_jp", "iso-2022-jp"),
        (HANZI, "gb18030", "gb2312"),
        ("Überfällige Straße – “done”", "cp1252", "iso-8859-1"),
        ("Şehir ışıkları", "cp1254", "iso-8859-9"),
        ("Морская стена", "cp1251", "windows-1251"),
    ],
)
def test_declared_encoding_is_read_as_browsers_read_it(text: str, encoding: str, declared: str) -> None:
    assert text in decode(page(text, encoding, declared)).text


def test_byte_order_mark_wins_over_the_declaration() -> None:
    data = b"\xef\xbb\xbf" + page("Straße", "utf-8", "iso-8859-1")
    assert decode(data).source == "bom"
    assert "Straße" in decode(data).text


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_is_known_without_its_mark(encoding: str) -> None:
    found = decode("\n  ".encode(encoding) + page("Морская стена" * 100, encoding, None))
    assert (found.encoding, found.source) == (encoding, "detected")
    assert "Морская стена" in found.text


def test_stray_zeros_are_no_utf16() -> None:
    assert decode(b"<p>Harbour\0 wall</p>" * 20).encoding == "utf-8"


def test_transport_wins_over_meta() -> None:
    data = page("Морская стена", "cp1251", "koi8-r")
    assert "Морская" in decode(data, {"content_type": "text/html; charset=windows-1251"}).text


def test_valid_utf8_is_utf8_whatever_it_declares() -> None:
    assert "Straße" in decode(page("Straße", "utf-8", "iso-8859-1")).text


def test_undeclared_legacy_encoding_is_detected() -> None:
    found = decode(page(HANZI * 10, "gb18030", None))
    assert found.source == "detected"
    assert HANZI in found.text


def test_page_cut_inside_a_character_is_still_utf8() -> None:
    assert decode("Straße und Größe".encode()[:-2]).text.startswith("Straße und Gr")


def test_unknown_label_is_passed_over() -> None:
    assert "Straße" in decode(page("Straße", "utf-8", "base64")).text
