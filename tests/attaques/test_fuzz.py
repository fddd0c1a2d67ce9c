# SPDX-License-Identifier: EUPL-1.2
"""Anything typed, pasted or sent: the command line, the permalinks and the files imported answer, or refuse in one line."""

from __future__ import annotations

import os
import re
import subprocess
import time
from pathlib import Path

import pytest
from cibles import CIBLES, GRAINES, une_ligne
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from longueur import GUIDES, LONGUE, PATIENCE, TIRAGES, noter
from petit_atlas import construire

from atlas_tui.__main__ import main
from atlas_tui.cli.run import COMMANDS
from atlas_tui.imports import ImportRefuse, importer
from atlas_tui.imports.jumelages import COLUMNS
from atlas_tui.session import DemandeRefusee, demande
from parquet.errors import AtlasError
from parquet.pages import lien, lire_adresse
from store.store import Store

pytestmark = [pytest.mark.surete, pytest.mark.timeout(PATIENCE)]

RACINE = Path(__file__).resolve().parents[2]

ORDRES = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_tirages = settings(
    max_examples=10**9 if LONGUE else 60,
    deadline=None,
    database=None,
    phases=(Phase.explicit, Phase.generate, Phase.shrink),
    suppress_health_check=list(HealthCheck),
)


class Duree:
    """Stops the draws when time is up: what is drawn after that is not run."""

    def __init__(self) -> None:
        self.debut, self.faits = time.monotonic(), 0

    def encore(self) -> bool:
        if TIRAGES and time.monotonic() - self.debut > TIRAGES:
            raise Fini
        self.faits += 1
        return True


class Fini(BaseException):
    """Time is up."""


def mener(attaque: str, essai, duree: Duree) -> None:
    try:
        essai()
    except Fini:
        pass
    noter(f"Tirages : {attaque}", f"{TIRAGES} s, {duree.faits} tirages, aucune faute restante")


MORCEAUX = st.sampled_from(
    [
        "atlas://", "monde", "pays/bf", "pays/", "/", "?", "&", "=", "mots=", "nature=cooperation", "thematique=2", "annee=2008..2010",
        "montant=", "..", "%", "%00", "%ff", "%1b", "+", "-", "\"", "'", "«", "fiche/pro-1", "collectivite/col-1", "tri=", "au=2013",
        "\x1b[2J", "\x00", "\u202e", "[/nope]", "1e999", "-1", "9" * 30, "é", "\ud800", "region/44", "jumelage=oui", "odd=6", "|", "*",
    ]
)  # fmt: skip
TEXTES = st.lists(MORCEAUX | st.text(max_size=6), max_size=8).map("".join)


def test_any_permalink_is_read_or_refused_in_one_line() -> None:
    duree = Duree()

    @_tirages
    @given(TEXTES)
    # Found: read as criteria that no link could say.
    @example("monde?mots=\ud800")
    def essai(text: str) -> None:
        duree.encore()
        try:
            address = lire_adresse(text)
        except AtlasError as error:
            une_ligne(error)
            return
        assert lire_adresse(lien(address)) == address

    mener("permaliens", essai, duree)


@pytest.fixture(scope="module")
def dossier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return construire(tmp_path_factory.mktemp("fuzz") / "atlas").dossier


_OPTIONS = st.sampled_from(
    [
        "--mots", "--thematique", "--pays", "--region", "--nature", "--statut", "--annee", "--montant", "--odd", "--jumelage", "--format",
        "json", "csv", "table", "--limite", "--tri", "--au", "--largeur", "--hauteur", "--cote", "france", "--maille", "--bourse",
        "--departement", "--continent", "--type-collectivite", "--partenaire", "--collectivite", "--version", "--help", "--", "-", "2013",
        "eau", "bf", "44", "160", "2008..2010", "collectivites", "pays", "monde", "pro-1", "col-1", "-x", "--vers", "-.csv", "-.json",
    ]
)  # fmt: skip
_LECTURE = [command.name for command in COMMANDS if command.en_session]


def test_any_command_line_answers_or_refuses_in_one_line(
    dossier: Path, capfdbinary, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As the host runs it: nothing is written anywhere, whatever is drawn.
    monkeypatch.setenv("ATLAS_TUI_COMPTE", "public")
    monkeypatch.setenv("ATLAS_TUI_DONNEES", str(dossier))
    duree = Duree()

    @_tirages
    @given(st.sampled_from(_LECTURE), st.lists(_OPTIONS | TEXTES, max_size=6))
    # Found: a byte that is not UTF-8 reached the index of words.
    @example("chercher", ["json", "\ud800"])
    @example("contact", ["\udcff"])
    # Found: the line end that was typed cut the refusal in two.
    @example("chercher", ["\n"])
    @example("etat", ["monde", "a\nb"])
    def essai(name: str, words: list[str]) -> None:
        duree.encore()
        status = main([name, *words])
        out, err = capfdbinary.readouterr()
        said = err.decode()
        assert status in (0, 1, 2), (name, words)
        assert "imprévue" not in said, (name, words, said)
        assert len(said.splitlines()) <= 1 or status == 0, (name, words, said)
        assert not ORDRES.search(said), (name, words, said)
        if name not in ("carte", "graphique"):
            assert b"\x1b" not in out, (name, words)

    mener("ligne de commande", essai, duree)


def test_any_line_sent_through_ssh_is_words_or_a_refusal() -> None:
    duree = Duree()

    @_tirages
    @given(TEXTES | st.text())
    @example("'")
    def essai(text: str) -> None:
        duree.encore()
        try:
            words = demande(text)
        except DemandeRefusee as error:
            une_ligne(error)
            return
        assert not any(ORDRES.search(re.sub("[\u202a-\u202e\u2066-\u2069]", "", word)) for word in words)

    mener("lignes de SSH", essai, duree)


_CELLULES = TEXTES | st.sampled_from(
    ["Gordes", "43.911", "5.2", "Belgium", "Bornem", "nan", "inf", "1e400", "\x00", "\ufeff"]
)


def test_any_file_is_imported_whole_or_refused(tmp_path: Path) -> None:
    """Files that change the atlas, one after the other over the same store (their accounts: test_imports.py)."""
    duree = Duree()
    file = tmp_path / "f"
    titles = "\t".join(COLUMNS.values())
    with Store.create(tmp_path / "atlas.sqlite") as store:

        @_tirages
        @given(
            st.lists(st.lists(_CELLULES, max_size=9).map("\t".join), max_size=6),
            st.binary(max_size=30),
            st.sampled_from(["utf-8", "utf-16", "cp1252", "utf-8-sig"]),
        )
        def essai(lines: list[str], raw: bytes, codec: str) -> None:
            duree.encore()
            file.write_bytes("\n".join((titles, *lines)).encode(codec, "replace") + raw)
            try:
                found = importer(store, "jumelages", file)
            except ImportRefuse as error:
                une_ligne(error)
                return
            assert not [r for r in found.rejets if ORDRES.search(r.raison)]

        mener("imports", essai, duree)
        assert store.verify() == []


# --- guided by what they reach --------------------------------------------------------------------------------------------

CAS = Path(__file__).with_name("cas")
GUIDE = RACINE / "build" / "tirages" / "bin" / "python"


@pytest.mark.parametrize("cible", CIBLES)
def test_what_draws_found_once_is_found_no_more(cible: str) -> None:
    """The kept cases, and what the guided draws begin with: those must get somewhere, or the draws prove nothing."""
    for data in (*GRAINES[cible], *(path.read_bytes() for path in sorted(CAS.glob(f"{cible}/*")))):
        CIBLES[cible](data)


def test_every_folder_of_cases_has_its_target() -> None:
    assert {path.name for path in CAS.iterdir()} <= set(CIBLES) == set(GRAINES)


@pytest.mark.skipif(not LONGUE, reason="make attaques")
@pytest.mark.parametrize("cible", CIBLES)
def test_guided_draws_find_nothing(cible: str, tmp_path: Path) -> None:
    """libFuzzer, by the coverage that its draws reach; what it finds stays in cas/, to be replayed at each run."""
    if not GUIDE.exists():
        pytest.skip("atheris absent : « make tirages » l'installe où il existe (Linux, Python 3.11 à 3.13)")
    order = ["nice", "-n", "19", str(GUIDE), str(Path(__file__).with_name("guides.py")), cible, str(GUIDES)]
    order += [str(RACINE / "build" / "corpus" / cible), str(CAS / cible)]
    env = {**os.environ, "PYTHONPATH": str(RACINE), "TMPDIR": str(tmp_path)}
    done = subprocess.run(order, env=env, cwd=tmp_path, capture_output=True, text=True, errors="replace")
    said = dict(re.findall(r"^stat::(\w+): +(\d+)$", done.stderr, re.M))
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    noter(
        f"Tirages guidés : {cible}",
        f"{GUIDES} s, {said['number_of_executed_units']} tirages, {len(list((RACINE / 'build' / 'corpus' / cible).iterdir()))} chemins "
        f"gardés, {said['peak_rss_mb']} Mo au plus, aucune faute restante",
    )
