import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.html.blocks import outline, parse


def texts(html: str) -> list[str]:
    return outline(parse(html), 1000).texts


def test_inline_text_is_one_block() -> None:
    assert texts("<p>The <b>sea</b> <a href=x>wall</a> holds.</p>") == ["The sea wall holds."]


def test_text_around_a_nested_block_is_cut_there() -> None:
    assert texts("<div>Before<p>Inside</p>After</div>") == ["Before", "Inside", "After"]


def test_two_breaks_part_paragraphs_and_one_parts_lines() -> None:
    assert texts("<div>One<br>two<br><br>three</div>") == ["One\ntwo", "three"]


def test_scripts_styles_and_form_controls_are_no_text() -> None:
    html = "<p>Text</p><script>x</script><style>y</style><button>Go</button><select><option>z</select>"
    assert texts(html) == ["Text"]


def test_hidden_elements_are_kept() -> None:
    assert texts("<div hidden id='S:0'><p>Streamed text</p></div>") == ["Streamed text"]


def test_elements_that_hold_no_block_are_forgotten() -> None:
    page = outline(parse("<div><p> </p><section><p>One</p><div><img></div></section></div>"), 1000)
    assert page.tags == ["body", "div", "section", "p"]
    assert (page.first, page.end) == ([0] * 4, [1] * 4)


def test_text_in_links_is_counted() -> None:
    page = outline(parse("<p>See <a href=x>the <b>sea wall</b> </a></p>"), 1000)
    assert page.link_chars == [11]


def test_elements_alike_down_from_the_root_share_a_chain() -> None:
    page = outline(parse("<div class=a><p>1</p><p>2</p></div><div class=b><p>3</p></div>"), 1000)
    paths = [page.chain[page.chains[owner]].path for owner in page.owners]
    assert paths == ["body>div.a>p", "body>div.a>p", "body>div.b>p"]
    assert len(page.chain) == 5


def test_soft_hyphens_and_zero_width_spaces_go() -> None:
    assert texts("<p>Hub&shy;schrauber\u200b</p>") == ["Hubschrauber"]


@given(st.text(st.sampled_from("ab é\n\t\xa0\u2028\u3000\xad\u200b\u2060\ufeff")))
def test_white_space_of_any_kind_is_one_space_and_what_has_no_width_goes(text: str) -> None:
    seen = text.translate(dict.fromkeys(map(ord, "\xad\u200b\u2060\ufeff")))
    assert texts(f"<p>{text}</p>") == ([" ".join(seen.split())] if seen.split() else [])


def test_preformatted_text_keeps_its_spaces() -> None:
    assert texts("<pre>a\n  b</pre>") == ["a\n  b"]


def test_unclosed_processing_instruction_is_passed_over() -> None:
    assert texts("<div><?php echo 1; ?><p>Text</p></div>") == ["Text"]


def test_kinds_come_from_the_nearest_element_that_says() -> None:
    page = outline(
        parse("<ul><li><p>a</p></li></ul><h2>b</h2><blockquote><p>c</p></blockquote><p>d</p>"), 1000
    )
    chains = [page.chain[page.chains[owner]] for owner in page.owners]
    kinds = [(chain.kind, chain.level) for chain in chains]
    assert kinds == [("list_item", 1), ("heading", 2), ("quote", 0), ("paragraph", 0)]


def test_blocks_past_the_limit_are_taken_as_one() -> None:
    page = outline(parse("<p>a</p><p>b</p><p>c</p>"), 2)
    assert (page.texts, page.cut_at) == (["a", "b\nc"], 2)


@pytest.mark.parametrize(
    "nested",
    [
        "<div>" * 200_000 + "deep",
        "<div>" * 200_000 + "deep" + "</div>" * 200_000,
        "<div></nothing>" * 200_000 + "deep",
        "<script>var shallow</script>" + "<div>" * 200_000 + "deep",
        "<div>" * 5_000 + "deep<" + "a" * 300_000,
    ],
)
def test_a_page_nested_past_all_sense_keeps_its_text(nested: str) -> None:
    assert texts(nested) == ["deep"]


@pytest.mark.parametrize(
    "beside",
    [
        "<svg>" + "<path d='M0 0'/>" * 5_000 + "</svg>",
        '<script type=\'application/json\'>{"b": "' + "<a href=x>b<\\/a>" * 5_000 + '"}</script>',
        "<p>" * 5_000,
        "<select>" + "<option>Tilsen" * 200_000 + "</select>",
    ],
    ids=["drawing", "data", "no end tags", "options"],
)
def test_a_page_of_many_tags_that_do_not_nest_keeps_its_elements(beside: str) -> None:
    page = outline(parse(f"{beside}<article><h2>Bridge closed</h2></article>"), 1000)
    assert page.texts == ["Bridge closed"]
    assert page.chain[page.chains[page.owners[0]]].kind == "heading"
