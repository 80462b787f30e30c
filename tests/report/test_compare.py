from cleaner.report.compare import compare

A = "The bridge was shut on Monday.\n\nThe mayor said it would stay shut.\n\nFerries ran every hour."


def test_equal_texts_share_every_word() -> None:
    found = compare(A, A)
    assert (found.shared, found.only_left, found.only_right) == (17, 0, 0)
    assert [group.same for group in found.groups] == [True]


def test_a_changed_word_is_marked_on_both_sides() -> None:
    found = compare("The bridge was shut on Monday.", "The bridge was closed on Monday.")
    (row,) = found.groups[0].rows
    assert [span.text for span in row.left if not span.shared] == ["shut"]
    assert [span.text for span in row.right if not span.shared] == ["closed"]


def test_the_space_between_two_changed_words_belongs_to_the_change() -> None:
    found = compare("The bridge was suddenly shut on Monday.", "The bridge was quietly closed on Monday.")
    (row,) = found.groups[0].rows
    assert [span.text for span in row.right if not span.shared] == ["quietly closed"]


def test_a_paragraph_of_one_side_stands_alone() -> None:
    found = compare(A, A.replace("\n\nThe mayor said it would stay shut.", ""))
    assert [group.same for group in found.groups] == [True, False, True]
    assert found.groups[1].rows[0].right == ()
    assert (found.only_left, found.only_right) == (7, 0)


def test_the_spans_of_a_side_are_its_text() -> None:
    other = A.replace("shut", "closed").replace("hour", "half hour") + "\n\nNobody complained."
    found = compare(A, other)
    for text, side in ((A, "left"), (other, "right")):
        rows = [getattr(row, side) for group in found.groups for row in group.rows]
        assert "\n\n".join("".join(span.text for span in spans) for spans in rows if spans) == text


def test_the_longest_shared_passage_crosses_paragraphs() -> None:
    found = compare(A, "Something else came first here.\n\n" + A)
    assert found.passages[0].split() == A.split()


def test_unspaced_scripts_are_compared_by_character() -> None:
    found = compare("市長は橋を閉鎖した。", "市長は橋を再開した。")
    assert (found.shared, found.only_left) == (7, 2)


def test_long_texts_are_compared_in_part_and_say_so() -> None:
    long = "\n\n".join(f"Paragraph number {n} of many." for n in range(500))
    assert compare(long, long).cut
    assert not compare(A, A).cut


def test_empty_texts_compare() -> None:
    assert compare("", "").groups == ()
    assert compare(A, "").only_left == 17
