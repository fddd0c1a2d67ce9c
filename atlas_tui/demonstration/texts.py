# SPDX-License-Identifier: EUPL-1.2
"""A small grammar of sentences: `[a|b]` picks one, `<3-12>` or `<100-900/50>` a number, `{champ}` a field, `@liste` a word.

`<3-12=n>` and `[a|b]=mot` are remembered: what follows, the texts under the title too, says them again with `{n}`, `{mot}`.
Brackets may hold brackets. Templates are compiled once; rendering walks them with the projet's own random numbers.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib.resources import files

import msgspec

from atlas_tui.demonstration.french import thousands

Draw = Callable[[], float]
Fields = dict[str, str]
Part = Callable[[Draw, Fields], str]
Template = tuple["str | Part", ...]

_TOKEN = re.compile(r"(\[|\]=\w+|\]|\||<\d+-\d+(?:/\d+)?(?:=\w+)?>|\{\w+\}|@\w+)")


def _number(token: str) -> Part:
    token, _, name = token.strip("<>").partition("=")
    bounds, _, by = token.partition("/")
    low, high = (int(x) for x in bounds.split("-"))
    step = int(by or 1)
    count = (high - low) // step + 1

    def number(draw: Draw, _: Fields) -> str:
        return thousands(low + step * int(draw() * count))

    return _remembered(number, name) if name else number


def _remembered(part: Part, name: str) -> Part:
    def remember(draw: Draw, fields: Fields) -> str:
        fields[name] = text = part(draw, fields)
        return text

    return remember


def _field(name: str) -> Part:
    return lambda _, fields: fields[name]


def _choice(options: Sequence[Template]) -> Part:
    count = len(options)
    return lambda draw, fields: render(options[int(draw() * count)], draw, fields)


def render(template: Template, draw: Draw, fields: Fields) -> str:
    """Return one of the texts a template stands for."""
    return "".join([p if isinstance(p, str) else p(draw, fields) for p in template])


def compile_template(text: str, lists: Mapping[str, Sequence[str]]) -> Template:
    """Compile a template; ValueError when its brackets do not match or a list is unknown."""
    tokens = [t for t in _TOKEN.split(text) if t]
    template, rest = _sequence(tokens, 0, lists, inside=False)
    if rest != len(tokens):
        raise ValueError(f"unbalanced: {text}")
    return template


def _sequence(
    tokens: Sequence[str], at: int, lists: Mapping[str, Sequence[str]], *, inside: bool
) -> tuple[Template, int]:
    parts: list[str | Part] = []
    while at < len(tokens):
        token = tokens[at]
        if inside and token[0] in "|]":
            break
        at += 1
        if token == "[":  # noqa: S105
            options = []
            while True:
                option, at = _sequence(tokens, at, lists, inside=True)
                options.append(option)
                if at >= len(tokens):
                    raise ValueError("unbalanced: " + "".join(tokens))
                at += 1
                closing = tokens[at - 1]
                if closing[0] == "]":
                    break
            choice = _choice(options)
            parts.append(_remembered(choice, closing[2:]) if closing[2:] else choice)
        elif token[0] == "]":
            raise ValueError("unbalanced: " + "".join(tokens))
        elif token[0] == "<" and token[-1] == ">":
            parts.append(_number(token))
        elif token[0] == "{":
            parts.append(_field(token[1:-1]))
        elif token[0] == "@":
            parts.append(_choice([compile_template(word, {}) for word in lists[token[1:]]]))
        else:
            parts.append(token)
    return tuple(parts), at


class Sujet(msgspec.Struct, frozen=True):
    """A title and what goes with it: « Formation des sages-femmes » has not the objectives of « Don d'une ambulance »."""

    titre: Template
    themes: tuple[str, ...]
    objectifs: tuple[Template, ...]
    descriptions: tuple[Template, ...]
    besoins: tuple[str, ...] = ()
    """What the place or the lead must be: « mer », « ville », « sahel »... See `places.fits`."""


class Famille(msgspec.Struct, frozen=True):
    """What is written of one kind of projet, and how often it occurs in the South and in the North."""

    nom: str
    poids_sud: int
    poids_nord: int
    action: float
    odd: tuple[int, ...]
    sujets: tuple[Sujet, ...]
    sud: tuple[Sujet, ...]
    nord: tuple[Sujet, ...]


class Library(msgspec.Struct, frozen=True):
    """Every sentence of the demonstration."""

    familles: Mapping[str, Famille]
    communs: Mapping[str, Mapping[str, tuple[Template, ...]]]


@cache
def library() -> Library:
    """Load and compile `textes/*.toml`."""
    folder = files(__package__).joinpath("textes")
    common = tomllib.loads(folder.joinpath("communs.toml").read_text(encoding="utf-8"))
    lists = common.pop("listes")

    def several(texts: Sequence[str]) -> tuple[Template, ...]:
        return tuple(compile_template(t, lists) for t in texts)

    familles: dict[str, Famille] = {}
    for name in sorted(f.name for f in folder.iterdir() if f.name.endswith(".toml")):
        if name in ("communs.toml", "demandes.toml", "actualites.toml", "expertises.toml"):
            continue
        for key, f in tomllib.loads(folder.joinpath(name).read_text(encoding="utf-8")).items():
            objectifs, descriptions = several(f["objectifs"]), several(f["descriptions"])
            sujets: list[Sujet] = []
            sud: list[Sujet] = []
            nord: list[Sujet] = []
            for row in f["titres"]:
                # A bare title suits everything that its family says.
                title, themes, aims, texts, areas, *needs = (
                    [row, "", "", "", "sn"] if isinstance(row, str) else row
                )
                sujet = Sujet(
                    compile_template(title, lists),
                    tuple(themes.split() or f["themes"]),
                    tuple(objectifs[int(d, 36) - 1] for d in aims) or objectifs,
                    tuple(descriptions[int(d, 36) - 1] for d in texts) or descriptions,
                    tuple(needs[0].split()) if needs else (),
                )
                sujets.append(sujet)
                if "s" in areas:
                    sud.append(sujet)
                if "n" in areas:
                    nord.append(sujet)
            weights = f.get("aires", {})
            familles[key] = Famille(
                key,
                weights.get("sud", 0),
                weights.get("nord", 0),
                f.get("action", 0.0),
                tuple(f["odd"]),
                tuple(sujets),
                tuple(sud or nord),
                tuple(nord or sud),
            )
    communs = {k: {name: several(texts) for name, texts in v.items()} for k, v in common.items()}
    return Library(familles, communs)
