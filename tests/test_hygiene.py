# SPDX-License-Identifier: EUPL-1.2
"""What the code base promises about itself: what starts loads little, files stay short, locks name no host."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = [pytest.mark.hygiene, pytest.mark.ouverture]

RACINE = Path(__file__).resolve().parent.parent
PAQUETS = ("atlas_tui", "exports", "parquet", "store")
VERROUS = sorted(RACINE.glob("requirements*.lock"))

LOURDES = frozenset(
    {
        "apsw", "argon2", "babel", "duckdb", "fpdf", "hypothesis", "numpy", "pandas", "polars", "pyarrow",
        "pytest", "rapidfuzz", "rich", "sqlite3", "tantivy", "textual", "uharfbuzz",
    }
)  # fmt: skip
"""Libraries that cost tens of milliseconds: loaded when the command that needs them runs, never before."""

SANS_IMPORT = {"tzdata": "zoneinfo reads it where the system has no time zones of its own"}
"""Dependencies that no import names, each with what uses it."""

LONGS: dict[str, str] = {}
"""Source files that may have more than 500 lines, each with its reason."""


def charge(code: str) -> set[str]:
    """Give the top-level modules that a fresh Python holds after it ran `code`."""
    fin = "\nimport json, sys\nsys.stderr.write('\\n' + json.dumps(sorted({m.partition('.')[0] for m in sys.modules})))"
    fait = subprocess.run(
        [sys.executable, "-c", code + fin], cwd=RACINE, capture_output=True, text=True, timeout=60
    )
    assert fait.returncode == 0, fait.stderr
    return set(json.loads(fait.stderr.splitlines()[-1]))


def sources() -> Iterator[Path]:
    for paquet in PAQUETS:
        yield from sorted((RACINE / paquet).rglob("*.py"))


@pytest.mark.parametrize("paquet", PAQUETS)
def test_importing_a_package_loads_nothing_heavy(paquet: str) -> None:
    assert not charge(f"import {paquet}") & LOURDES


def test_importing_the_command_line_loads_nothing_heavy() -> None:
    assert not charge("import atlas_tui.__main__") & LOURDES


@pytest.mark.parametrize("arguments", [["--help"], ["etat", "--help"], ["chercher", "--help"]], ids=" ".join)
def test_help_loads_nothing_heavy(arguments: list[str]) -> None:
    code = f"""
from atlas_tui.__main__ import main
try:
    status = main({arguments!r})
except SystemExit as fin:
    status = fin.code
assert not status, status
"""
    assert not charge(code) & LOURDES


def test_every_source_file_says_its_licence() -> None:
    sans = [
        str(f.relative_to(RACINE))
        for dossier in (*PAQUETS, "tests", "benchmarks")
        for f in sorted((RACINE / dossier).rglob("*.py"))
        if "SPDX-License-Identifier: EUPL-1.2" not in "\n".join(f.read_text("utf-8").splitlines()[:3])
    ]
    assert not sans


def test_no_source_file_is_too_long() -> None:
    lignes = {str(f.relative_to(RACINE)): len(f.read_text("utf-8").splitlines()) for f in sources()}
    assert not {f: n for f, n in lignes.items() if n > 500 and f not in LONGS}
    assert not [f for f in LONGS if lignes.get(f, 0) <= 500], "no longer needs its exception"


def test_every_table_and_column_of_the_store_says_what_it_tells_of_people(tmp_path) -> None:
    from store import personnel
    from store.store import Store

    with Store.create(tmp_path / "a.atlas") as store, store.read() as reading:
        undecided = personnel.indecises(reading.connection)
    assert not undecided, f"à décider dans store/personnel.py : {undecided}"


def test_no_file_is_a_drawer_for_odds_and_ends() -> None:
    noms = {"utils", "util", "helpers", "misc", "common"}
    assert not [
        str(f.relative_to(RACINE)) for f in sources() if noms & {f.stem, *f.relative_to(RACINE).parts}
    ]


def test_the_licence_is_whole_and_is_the_one_announced() -> None:
    texte = (RACINE / "LICENSE").read_text("utf-8")
    assert texte.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
    assert "15.Applicable Law" in texte
    assert projet()["license"] == "EUPL-1.2"


# --- lock files -------------------------------------------------------------------------------------------


def projet() -> dict:
    return tomllib.loads((RACINE / "pyproject.toml").read_text("utf-8"))["project"]


def noms(exigences: list[str]) -> set[str]:
    return {re.split(r"[^A-Za-z0-9._-]", e, maxsplit=1)[0].lower() for e in exigences}


def epingles(verrou: Path) -> dict[str, int]:
    """Give the packages a lock file pins (`name==version`), and how many hashes each has."""
    compte: dict[str, int] = {}
    nom = ""
    for ligne in verrou.read_text("utf-8").splitlines():
        if "--hash=" in ligne:
            compte[nom] += 1
        else:
            nom = ligne.split(" ")[0]
            compte[nom] = 0
    return compte


@pytest.mark.parametrize("verrou", VERROUS, ids=lambda v: v.name)
def test_a_lock_holds_names_versions_hashes_and_markers_only(verrou: Path) -> None:
    texte = verrou.read_text("utf-8")
    paquet = r"[a-z0-9][a-z0-9._-]*==[0-9][0-9A-Za-z.+!]*(?: ; [a-z_<>=!'. 0-9A-Zndor()]+)? \\"
    empreinte = r"    --hash=sha256:[0-9a-f]{64}(?: \\)?"
    for ligne in texte.splitlines():
        assert re.fullmatch(f"{paquet}|{empreinte}", ligne), ligne
    assert "://" not in texte
    assert "index-url" not in texte
    # The public registry lists a source and at least one wheel for each; less would be one machine's own copy.
    assert not {nom: n for nom, n in epingles(verrou).items() if n < 2}


def test_the_locks_cover_what_the_project_declares() -> None:
    execution = {p.partition("==")[0] for p in epingles(RACINE / "requirements.lock")}
    assert noms(projet()["dependencies"]) <= execution
    dev = set(epingles(RACINE / "requirements-dev.lock"))
    assert set(epingles(RACINE / "requirements.lock")) <= dev, "one version each, here and there"
    assert set(epingles(RACINE / "requirements-build.lock")) <= dev


def test_every_dependency_is_used_and_every_import_is_declared() -> None:
    importes: set[str] = set()
    for fichier in sources():
        if (
            fichier.relative_to(RACINE)
            .as_posix()
            .startswith(("exports/polices/build", "parquet/reference/build"))
        ):
            continue
        for noeud in ast.walk(ast.parse(fichier.read_text("utf-8"))):
            if isinstance(noeud, ast.Import):
                importes |= {alias.name.partition(".")[0] for alias in noeud.names}
            elif isinstance(noeud, ast.ImportFrom) and not noeud.level:
                importes.add((noeud.module or "").partition(".")[0])
    autre_nom = {"argon2": "argon2-cffi", "fpdf": "fpdf2"}
    etrangers = {autre_nom.get(i, i) for i in importes - set(PAQUETS) - set(sys.stdlib_module_names)}
    declares = noms(projet()["dependencies"]) - set(SANS_IMPORT)
    assert etrangers <= declares
    assert declares <= etrangers


# --- data is never markup ---------------------------------------------------------------------------------

BALISES = frozenset({"from_markup", "border_title", "border_subtitle", "tooltip", "sub_title"})
"""What reads markup in any string it is given."""


def balisages(code: str) -> Iterator[str]:
    """Tell where a module could have Textual read markup in a string: « line: what »."""
    arbre = ast.parse(code)
    lecteurs = {"notify"}
    for noeud in ast.walk(arbre):
        if isinstance(noeud, ast.ImportFrom) and (noeud.module or "").startswith("textual.widgets"):
            lecteurs |= {alias.asname or alias.name for alias in noeud.names}
    # Widgets that show no string of their own.
    lecteurs -= {"Input", "TextArea"}
    for noeud in ast.walk(arbre):
        if (
            isinstance(noeud, ast.ClassDef)
            and {b.id for b in noeud.bases if isinstance(b, ast.Name)} & lecteurs
        ):
            appels = [n for n in ast.walk(noeud) if isinstance(n, ast.Call) and _nomme(n.func) == "__init__"]
            if not appels or not all(_sans_balisage(appel) for appel in appels):
                yield f"{noeud.lineno}: la classe {noeud.name} n'appelle pas super().__init__(..., markup=False)"
        elif isinstance(noeud, ast.Call) and _nomme(noeud.func) in lecteurs and not _sans_balisage(noeud):
            yield f"{noeud.lineno}: {_nomme(noeud.func)}(...) sans markup=False"
        elif isinstance(noeud, ast.Attribute) and noeud.attr in BALISES:
            pose = isinstance(noeud.ctx, ast.Store)
            if pose or noeud.attr == "from_markup":
                yield f"{noeud.lineno}: {noeud.attr} lit le balisage"
        elif isinstance(noeud, ast.FunctionDef) and noeud.name == "render" and noeud.returns is not None:
            rendu = ast.unparse(noeud.returns)
            if re.search(r"\bstr\b|RenderResult", rendu):
                yield f"{noeud.lineno}: render rend un texte nu, que Textual lit comme du balisage"


def _nomme(appele: ast.expr) -> str:
    return appele.attr if isinstance(appele, ast.Attribute) else getattr(appele, "id", "")


def _sans_balisage(appel: ast.Call) -> bool:
    return any(
        mot.arg == "markup" and isinstance(mot.value, ast.Constant) and mot.value.value is False
        for mot in appel.keywords
    )


def test_no_widget_reads_markup_in_a_string() -> None:
    trouves = {
        str(f.relative_to(RACINE)): fautes
        for f in sorted((RACINE / "atlas_tui" / "app").rglob("*.py"))
        if (fautes := list(balisages(f.read_text("utf-8"))))
    }
    assert not trouves, "passez markup=False, ou un Content"


@pytest.mark.parametrize(
    "faute",
    [
        "Static(nom)", "Static(nom, markup=True)", "Label(f'{nom}')", "self.notify(nom)", "Content.from_markup(nom)",
        "self.border_title = nom", "self.tooltip = nom", "class A(Static):\n    pass",
        "class A(Static):\n    def __init__(self):\n        super().__init__(nom)",
        "class A(Widget):\n    def render(self) -> str:\n        return nom",
    ],
)  # fmt: skip
def test_the_rule_on_markup_sees_each_way_of_breaking_it(faute: str) -> None:
    imports = "from textual.widgets import Label, Static\n"
    assert list(balisages(imports + faute))
    assert not list(balisages(imports + "Static(nom, markup=False)\nself.notify(nom, markup=False)\n"))
