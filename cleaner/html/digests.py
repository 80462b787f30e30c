"""Boxes that sum an article up and say that a machine wrote them: they repeat it, and are not of it."""

import re
from functools import cache

import numpy as np
from numpy.typing import NDArray

from cleaner.html.blocks import Outline
from cleaner.html.features import Tree
from cleaner.html.features.points import Points
from cleaner.html.features.words import Hashes, Words, among, distinct

NOTICE_WORDS = 45
"""A notice has no more words, and is no heading or list item: stories about machines name them too."""
LINES, LINE_WORDS = 2, 5
"""A box has so many lines of so many words beside the notice..."""
BOX_BLOCKS, BOX_PROSE = 12, 0.3
"""...none of them set like it, and no more blocks than this, with no larger share of the page's prose."""

ACRONYMS = "AI KI IA LLM ИИ ШІ"
MACHINES = (
    "chatgpt gpt openai gemini claude artificial artificielle artificiale artificială künstlich künstliche"
    " künstlicher künstlichen kunstig konstgjord kunstmatige tekoäly tekoälyn tekoälyllä tehisintellekt"
    " tehisaru sztuczna sztucznej sztuczną umělá umělé umělou mesterséges yapay нейросеть нейросети"
    " нейросетью искусственный искусственного искусственным штучний штучного штучним τεχνητή τεχνητής"
    " 인공지능 인공지능이 인공지능으로 ai가 ai로 ai를"
)
"""Words for machines that write; the acronyms mean something else in small letters."""
_ACRONYM = re.compile(rf"\b(?:{ACRONYMS.replace(' ', '|')})")
_MACHINE = re.compile(rf"\b(?:{MACHINES.replace(' ', '|')})\b")
_SUMMARY = re.compile(
    r"summar|takeaway|highlights|(?:bullet|key) points|key facts|zusammen(?:fassung|gefasst)|kurzfassung"
    r"|stichpunkt|sammen(?:drag|fatning)|sammanfatt|o(?:pp|p)summer|kortversjon|r[eé]sum|points[ -]clés"
    r"|puntos clave|pontos[ -]chave|riassunt|sintesi|punti chiave|samenvat|samengevat|kernpunt|streszcz"
    r"|podsumowan|skrót|shrnut|souhrn|tiivist|kokkuvõt|összefogl|rezumat|özet|περίληψη|кратк|пересказ|резюме"
    r"|саммари|요약|要約|要点|まとめ|摘要|总结|總結"
)
"""How summaries are called, in small letters."""


def summed_up(page: Outline, tree: Tree) -> NDArray[np.bool_]:
    """(blocks,) which stand in such a box: the innermost element that holds lines beside the notice."""
    found = np.zeros(len(page.texts), bool)
    spelt = tree.text.spelt
    named = np.bincount(spelt.rows.take(among(spelt.hashes, _machines())[0]), minlength=len(found))
    for block in np.flatnonzero((tree.text.words <= NOTICE_WORDS) & (named[: len(found)] > 0)).tolist():
        kind = page.chain[page.chains[page.owners[block]]].kind
        if kind == "paragraph" and _is_notice(page.texts[block]):
            first, end = _box(tree, block)
            found[first:end] = True
    return found


@cache
def _machines() -> Hashes:
    return distinct(Words.of(Points.of([f"{ACRONYMS} {MACHINES}"])).hashes)


def _is_notice(text: str) -> bool:
    small = text.lower()
    return bool(_SUMMARY.search(small) and (_ACRONYM.search(text) or _MACHINE.search(small)))


def _box(tree: Tree, notice: int) -> tuple[int, int]:
    """The first block of the box around a notice and the one after the last; nothing if there is none."""
    lines = tree.text.words >= LINE_WORDS
    lines[notice] = False
    element = int(tree.owners[notice])
    while element and lines[tree.first[element] : tree.end[element]].sum() < LINES:
        element = int(tree.parents[element])
    first, end = int(tree.first[element]), int(tree.end[element])
    small = end - first <= BOX_BLOCKS and tree.el_prose[element] <= BOX_PROSE * tree.total
    alone = (tree.signature[first:end] == tree.signature[notice]).sum() == 1
    return (first, end) if small and alone else (notice, notice)
