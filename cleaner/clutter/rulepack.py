"""Rule packs: TOML files that say what clutter looks like. Read, checked, and merged with the user's own."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
import rtoml

from cleaner.clutter.fold import normalise
from cleaner.clutter.regex import refuse_costly
from cleaner.clutter.shape import NOTICE_CHARACTERS
from cleaner.document import Category, Verdict
from cleaner.errors import RuleError
from cleaner.resources import data_dir

Where = Literal["head", "tail", "anywhere"]
Takes = Literal["line", "block", "to-end"]
Status = Literal["active", "off", "retired"]
Phrases = tuple[Annotated[str, msgspec.Meta(min_length=1)], ...]

_NOT_PACKS = ("agencies.toml",)


class Rule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One rule as it stands in a pack; `rules/README.md` explains every key to those who write them."""

    id: str
    says: str = ""
    category: Category | None = None
    is_: Phrases = msgspec.field(default=(), name="is")
    starts: Phrases = ()
    ends: Phrases = ()
    has: Phrases = ()
    regex: str = ""
    keys: Phrases = ()
    needs: Phrases = ()
    unless: Phrases = ()
    words: tuple[int, int] = (1, 25)
    sentence: bool | None = None
    label: bool = False
    names: bool = False
    where: Where = "anywhere"
    takes: Takes = "line"
    weight: Annotated[float, msgspec.Meta(ge=-1, le=1)] = 0.9
    verdict: Verdict | None = None
    status: Status = "active"
    match: tuple[str, ...] = ()
    spare: tuple[str, ...] = ()

    def phrases(self) -> tuple[str, ...]:
        """All phrases as they are written, whatever they are for."""
        return (*self.is_, *self.starts, *self.ends, *self.has, *self.keys, *self.needs, *self.unless)


class Pack(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One file of rules; `category` holds for every rule that does not name its own."""

    pack: str
    language: str = "any"
    category: Category | None = None
    rule: tuple[Rule, ...] = ()
    file: str = ""


def shipped_dir() -> Path:
    """The folder with the packs that come with the program."""
    return data_dir("rules")


def load_rules(
    dirs: Sequence[str | Path] = (),
    *,
    without: Iterable[str] = (),
    examples: bool = False,
    problems: list[RuleError] | None = None,
) -> tuple[Rule, ...]:
    """The rules of the shipped packs and of the packs in `dirs`, by id; a later folder replaces by id.

    `without` names rules, or packs (`en.share`), that do not run. The user's packs are checked by their
    examples as they are loaded; ours only with `examples`, which is what `cleaner rules test` is for.
    A name in `without` that no rule or pack has is wrong, too.
    Raises RuleError for the first thing wrong; given a list of `problems`, adds to it and loads the rest.
    """
    sink = _Problems(problems)
    rules = read_folder(shipped_dir(), sink, examples=examples)
    for folder in dirs:
        if not Path(folder).exists():
            sink.add(RuleError(f"{folder}: no such folder of rule packs"))
            continue
        rules = {**rules, **read_folder(Path(folder), sink, known=rules, examples=True)}
    off: set[str] = set()
    for name in without:
        named = {rule for rule in rules if rule == name or rule.startswith(f"{name}.")}
        if not named:
            sink.add(
                RuleError(f"without_rules: there is no rule and no pack {name!r}; see `cleaner rules list`")
            )
        off |= named
    return tuple(rules[name] for name in sorted(rules) if rules[name].status == "active" and name not in off)


class _Problems:
    """Raises what is wrong, or collects it when the caller asked for that."""

    def __init__(self, found: list[RuleError] | None) -> None:
        self.found = found

    def add(self, error: RuleError) -> None:
        if self.found is None:
            raise error
        self.found.append(error)


def pack_files(folder: Path) -> list[Path]:
    """The packs below `folder` (or `folder` itself, a file), in order of name; site rules are not packs."""
    if folder.is_file():
        return [folder]
    return sorted(
        path for path in folder.rglob("*.toml") if path.name not in _NOT_PACKS and path.parent.name != "sites"
    )


def read_folder(
    folder: Path, problems: _Problems, *, known: dict[str, Rule] | None = None, examples: bool = False
) -> dict[str, Rule]:
    """The rules of all packs below `folder` by id, whatever their status."""
    rules: dict[str, Rule] = {}
    origin: dict[str, str] = {}
    ours = folder == shipped_dir()
    for path in pack_files(folder):
        name = f"rules/{path.relative_to(folder).as_posix()}" if ours else str(path)
        try:
            pack = read_pack(path, name=name)
        except RuleError as error:
            problems.add(error)
            continue
        for written in pack.rule:
            rule = _inherit(written, pack)
            try:
                _check(rule, name, examples=examples, known=known or {})
                if rule.id in rules:
                    raise _wrong(name, rule, f"this id is already used in {origin[rule.id]}; choose another")
            except RuleError as error:
                problems.add(error)
                continue
            origin[rule.id] = name
            rules[rule.id] = rule
    return rules


def read_pack(path: Path, *, name: str | None = None) -> Pack:
    """One file."""
    name = name or str(path)
    try:
        text = path.read_text(encoding="utf-8")
        data = rtoml.loads(text)
    except OSError as error:
        raise RuleError(f"{name}: cannot be read: {error.strerror}") from None
    except (rtoml.TomlParsingError, UnicodeDecodeError) as error:
        raise RuleError(f"{name}: not valid TOML: {error}") from None
    try:
        return msgspec.convert({**data, "file": name}, Pack)
    except msgspec.ValidationError as error:
        raise RuleError(_locate(name, data, text, str(error))) from None


def _inherit(rule: Rule, pack: Pack) -> Rule:
    if rule.category is not None or pack.category is None:
        return rule
    return msgspec.structs.replace(rule, category=pack.category)


def _locate(name: str, data: dict[str, Any], text: str, message: str) -> str:
    """msgspec's message with the rule's id and line in place of its index."""
    if not (found := re.search(r"\$\.rule\[(\d+)\]", message)):
        return f"{name}: {message}"
    rules = data.get("rule", [])
    rule = rules[int(found[1])] if isinstance(rules, list) else {}
    identity = rule.get("id", f"number {int(found[1]) + 1}") if isinstance(rule, dict) else found[1]
    line = text[: text.find(f'"{identity}"')].count("\n") + 1 if f'"{identity}"' in text else 0
    place = f"{name}:{line}" if line else name
    return f"{place}: rule {identity}: {message.replace(found[0], 'its key ')}"


def _wrong(name: str, rule: Rule, what: str) -> RuleError:
    return RuleError(f"{name}: rule {rule.id}: {what}")


def _check(rule: Rule, name: str, *, examples: bool, known: dict[str, Rule]) -> None:
    """What the types cannot say: a rule must be able to match, and must prove that it does."""
    if rule.status == "retired" or (rule.status == "off" and (rule.id in known or not rule.match)):
        return
    if fault := _fault(rule):
        raise _wrong(name, rule, fault)
    if examples:
        if fault := _bad_regex(rule) or _bad_phrase(rule):
            raise _wrong(name, rule, fault)
        check_examples(rule, name)


def _fault(rule: Rule) -> str | None:
    """Why the rule could never do what it says, with the remedy."""
    if rule.category is None:
        return 'no category; give it one here or once for the pack: category = "share"'
    if not (rule.is_ or rule.starts or rule.ends or rule.has or rule.regex):
        return "it can match nothing; give it `is`, `starts`, `ends`, `has` or `regex`"
    if not 1 <= rule.words[0] <= rule.words[1]:
        return f"words = {list(rule.words)} is not a range; write [least, most]"
    return None


def _bad_phrase(rule: Rule) -> str | None:
    """A phrase that nothing or anything would match; asked only with the examples: there are thousands."""
    for key in ("is_", "starts", "ends", "has", "keys", "needs", "unless"):
        for phrase in getattr(rule, key):
            if not normalise(phrase):
                return f"`{key.strip('_')}` has a phrase without words: {phrase!r}"
            if key not in ("unless", "keys") and set(normalise(phrase).split()) == {"0"}:
                return f"`{key.strip('_')}` has a phrase that any number would match: {phrase!r}"
    return None


def _bad_regex(rule: Rule) -> str | None:
    if not rule.regex:
        return "`keys` go with a `regex`; phrases belong in `has`" if rule.keys else None
    if not rule.keys:
        return "a `regex` needs `keys`: phrases of which one stands in every line it matches"
    try:
        refuse_costly(rule.regex)
    except ValueError as error:
        return f"regex {rule.regex!r}: {error}"
    return None


def check_examples(rule: Rule, name: str) -> None:
    """Every `match` must be matched by the rule, no `spare` may be; RuleError names the first that fails."""
    from cleaner.clutter.match import RuleIndex

    if not rule.says:
        raise _wrong(name, rule, "`says` is missing: one sentence on what the rule finds")
    if not rule.match or not rule.spare:
        lacking = "match" if not rule.match else "spare"
        raise _wrong(name, rule, f"it needs at least one `{lacking}` example")
    index = RuleIndex([rule])
    for key, examples, wanted in (("match", rule.match, True), ("spare", rule.spare, False)):
        for number, line in enumerate(examples):
            if len(line) > NOTICE_CHARACTERS:
                raise _wrong(name, rule, f"`{key}[{number}]` is longer than {NOTICE_CHARACTERS} characters")
            if bool(index.hits([line])) is not wanted:
                verb = "not matched" if wanted else "matched"
                raise _wrong(
                    name, rule, f"`{key}[{number}]` is {verb}: {line!r}; mend the phrases or the example"
                )
