"""`cleaner rules`: list the rules, show one, test them, count what they hit, import lists of others."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cleaner.cli._options import Inputs
from cleaner.cli._words import count
from cleaner.errors import OutputError, RuleError
from cleaner.files import cannot_write, replacing

if TYPE_CHECKING:
    from cleaner.clutter.rulepack import Rule
    from cleaner.document import Document

app = typer.Typer(
    help="List, show and test the rules.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

RuleDirs = Annotated[
    list[Path] | None,
    typer.Option("--rules", metavar="<path>", help="A folder (or file) of your own packs; repeatable."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command("list")
def list_rules(
    names: Annotated[
        list[str] | None, typer.Argument(help="Languages, packs or categories; all when none is given.")
    ] = None,
    rules: RuleDirs = None,
    as_json: AsJson = False,
) -> None:
    """List the rules: id, category, weight and what each finds."""
    from cleaner.clutter.rulepack import load_rules

    every = load_rules(rules or ())
    for name in names or ():
        if not any(_named(rule, [name]) for rule in every):
            raise RuleError(
                f"there is no language, pack, category or rule {name!r}; `cleaner rules list` prints all"
            )
    found = [rule for rule in every if not names or _named(rule, names)]
    if as_json:
        _json([_row(rule) for rule in found])
        return
    width = max((len(rule.id) for rule in found), default=0)
    for rule in found:
        _out(f"{rule.id:{width}}  {rule.category:10}  {rule.weight:4.2f}  {rule.says}")
    _note(f"{len(found):,} rules")


@app.command()
def table(rules: RuleDirs = None) -> None:
    """Print a Markdown table: rules by category and language."""
    from cleaner.clutter.rulepack import load_rules

    for line in coverage(load_rules(rules or ())):
        _out(line)


def coverage(rules: Sequence[Rule]) -> list[str]:
    """The lines of the table; a category without a rule in a language is a dash."""
    counts = Counter((rule.id.split(".")[0], str(rule.category)) for rule in rules)
    languages = sorted({language for language, _ in counts}, key=lambda name: (name == "any", name))
    categories = sorted({category for _, category in counts})
    lines = [f"| | {' | '.join(languages)} |", "|---" * (len(languages) + 1) + "|"]
    for category in categories:
        cells = [str(counts[language, category] or "–") for language in languages]
        lines.append(f"| {category} | {' | '.join(cells)} |")
    return lines


@app.command()
def show(
    name: Annotated[str, typer.Argument(help="The id of a rule, as `cleaner rules list` prints it.")],
    rules: RuleDirs = None,
    as_json: AsJson = False,
) -> None:
    """Show one rule: phrases, conditions, examples."""
    from cleaner.clutter.rulepack import load_rules

    found = [rule for rule in load_rules(rules or (), examples=True) if rule.id == name]
    if not found:
        raise RuleError(f"there is no rule {name!r}; `cleaner rules list` prints all")
    if as_json:
        _json(_row(found[0]))
        return
    for key, value in _row(found[0]).items():
        shown = ", ".join(map(str, value)) if isinstance(value, list | tuple) else value
        _out(f"{key:9} {shown}")


@app.command()
def test(
    rules: RuleDirs = None,
    keep_going: Annotated[
        bool, typer.Option("--keep-going", help="List everything that is wrong instead of the first.")
    ] = False,
) -> None:
    """Test all packs: ids, phrases, examples; the seeds' prose."""
    from cleaner.clutter.rulecheck import check_packs

    problems = check_packs(rules or (), stop_at_first=not keep_going)
    for problem in problems.found:
        _out(str(problem))
    _note(
        f"{problems.rules:,} rules, {problems.examples:,} examples, {problems.prose:,} lines of prose: "
        f"{'all pass' if not problems.found else f'{len(problems.found)} wrong'}"
    )
    if problems.found:
        raise typer.Exit(2)


@app.command()
def stats(
    inputs: Inputs,
    rules: RuleDirs = None,
    as_json: AsJson = False,
) -> None:
    """Count the lines of pages and texts that each rule hits.

    Exit status: 0 when all went well, 1 when documents had problems.
    """
    from cleaner.clutter.match import RuleIndex
    from cleaner.clutter.rulepack import load_rules
    from cleaner.clutter.shape import LINE_CHARACTERS
    from cleaner.io import read

    index = RuleIndex(load_rules(rules or ()))
    counts = {rule.id: 0 for rule in index.rules}
    lines = problems = 0
    for document in read(inputs, say=_note):
        if document.problem is not None:
            problems += 1
            _note(f"{document.source or document.id}: {document.problem}")
        short = [line for line in _visible(document).splitlines() if 0 < len(line) <= LINE_CHARACTERS]
        lines += len(short)
        for hit in index.hits(short):
            counts[hit.rule.id] += 1
    ranked = sorted(counts.items(), key=lambda row: (-row[1], row[0]))
    if as_json:
        _json({"lines": lines, "hits": dict(ranked)})
    else:
        for name, times in ranked:
            _out(f"{times:8,}  {name}")
        _note(
            f"{lines:,} lines; {sum(1 for _, times in ranked if not times)} of {len(ranked)} rules hit none"
        )
    if problems:
        raise typer.Exit(1)


@app.command("import")
def import_lists(
    files: Annotated[list[Path], typer.Argument(help="ftr-site-config files or Adblock lists.", exists=True)],
    out: Annotated[Path, typer.Option("--out", "-o", help="The rule folder to write `sites/` into.")],
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace files that exist.")] = False,
) -> None:
    """Turn lists of CSS selectors into OUT/sites/<domain>.toml."""
    from cleaner.clutter.importers import read_list, to_toml
    from cleaner.clutter.siterules import SiteRules

    imported = [read_list(path) for path in files]
    sites = SiteRules(site for one in imported for site in one.sites)
    folder = out / "sites"
    written = {folder / f"{_file_of(site.site)}.toml": to_toml(site) for site in sites.files()}
    there = [path for path in written if path.exists()]
    if there and not overwrite:
        raise OutputError(f"{there[0]} exists already; give --overwrite to replace what is there")
    try:
        for path, content in written.items():
            with replacing(path) as new:
                new.write_text(content, encoding="utf-8")
    except OSError as error:
        raise cannot_write(str(folder), error, again="import again") from error
    selectors = sum(len(site.strip) + len(site.body) + len(site.keep) for site in sites.files())
    skipped = sum(one.skipped for one in imported)
    _note(
        f"{count(len(sites.files()), 'site')}, {count(selectors, 'selector')} written to {folder}; "
        f"{count(skipped, 'line')} without an equal in CSS"
    )


def _file_of(site: str) -> str:
    return "_every_site" if site == "*" else site


def _visible(document: Document) -> str:
    """All text of a document, a block a line."""
    if document.html is None:
        return document.text or ""
    from cleaner.html import extract
    from cleaner.settings import Settings

    return extract(document, Settings()).original


def _named(rule: Rule, names: list[str]) -> bool:
    return any(name in (rule.category, rule.id) or rule.id.startswith(f"{name}.") for name in names)


def _row(rule: Rule) -> dict[str, Any]:
    """The rule's keys that are set, as they stand in a pack."""
    import msgspec

    fields = {field.name: field for field in msgspec.structs.fields(rule)}
    values = {f.encode_name: (getattr(rule, name), f.default) for name, f in fields.items()}
    row: dict[str, Any] = msgspec.to_builtins(
        {name: value for name, (value, default) in values.items() if value != default or name == "weight"}
    )
    return row


def _json(value: Any) -> None:
    import msgspec

    _out(msgspec.json.format(msgspec.json.encode(value), indent=2).decode())


def _out(line: str) -> None:
    sys.stdout.write(line + "\n")


def _note(line: str) -> None:
    print(f"cleaner: {line}", file=sys.stderr)  # noqa: T201
