# SPDX-License-Identifier: EUPL-1.2
"""`python -m benchmarks.fil`: the same walk down a shaped line, by us, by stock Textual and by peers; writes `docs/performances.md`.

Everything runs in a pseudo-terminal whose reader takes so many bits a second, and whose keys and answers take half the
round trip each way. Peers (`vd`, `harlequin`, `w3m` with `datasette`) are measured where they are on the path.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import select
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pexpect

from benchmarks.timing import process

RACINE = Path(__file__).resolve().parent.parent
BURKINA = "atlas://monde/pays/bf"
BAS, HAUT, PAGE, ECHAP, ENTREE = "\x1b[B", "\x1b[A", "\x1b[6~", "\x1b", "\r"
PROMENADE: tuple[tuple[str, str], ...] = (
    ("liste des projets", "2"), *(("ligne suivante", BAS),) * 5, ("page suivante", PAGE), ("page suivante", PAGE),
    ("ouvrir une fiche", ENTREE), ("revenir", ECHAP), ("palette", ":"), ("fermer", ECHAP), ("trouver", "/"),
    ("taper une lettre", "p"), ("taper une lettre", "o"), ("taper une lettre", "l"), ("fermer", ECHAP),
    ("demandes", "3"), ("classements", "4"), ("aide", "?"), ("fermer", ECHAP),
)  # fmt: skip
RECHERCHE = (("liste des projets", "2"), ("ouvrir une fiche", ENTREE))
_QUESTIONS = (
    (re.compile(rb"\x1b\[5n"), b"\x1b[0n"),
    (re.compile(rb"\x1b\[6n"), b"\x1b[1;1R"),
    (re.compile(rb"\x1b\[c"), b"\x1b[?62;22c"),
    (re.compile(rb"\x1b\[\?2026\$p"), b"\x1b[?2026;2$y"),
)


SANS_FIN = 12.0
"""Seconds after which a program that still writes is not waited for."""
W3M_PAYS = "w3m sur Datasette, par la table et ses pays"
W3M_LISTE = "w3m sur Datasette, adresse de la liste donnée"


@dataclass(frozen=True)
class Ligne:
    """A line: bits per second (0: as fast as it goes) and seconds for a round trip."""

    nom: str
    debit: int
    aller_retour: float


LAN = Ligne("LAN", 0, 0.0)
LIGNES = (LAN, Ligne("64 kbit/s, 300 ms", 64_000, 0.3), Ligne("9,6 kbit/s, 700 ms", 9_600, 0.7))


@dataclass
class Mesure:
    """Bytes and seconds of one action."""

    action: str
    octets: int
    secondes: float


@dataclass
class Bout:
    """The reader's end of the line."""

    commande: Sequence[str]
    taille: tuple[int, int] = (80, 24)
    ligne: Ligne = LAN
    environ: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        env = {**kept, "TERM": "xterm-256color", "LANG": "C.UTF-8", "COLORTERM": "truecolor", **self.environ}
        self.depart = time.monotonic()
        self.processus = pexpect.spawn(
            self.commande[0],
            list(self.commande[1:]),
            cwd=str(RACINE),
            env=env,
            dimensions=self.taille[::-1],
            timeout=60,
        )
        self.recus = 0
        self.dernier = self.premier = self.depart
        self._a_envoyer: list[tuple[float, bytes]] = []
        self._libre = 0.0
        self._queue = b""

    def touche(self, keys: str) -> None:
        """Press keys; they arrive half a round trip later."""
        self._a_envoyer.append((time.monotonic() + self.ligne.aller_retour / 2, keys.encode()))

    def tourner(self, calme: float, jusqu_a: float | None = None) -> None:
        """Let the line run until nothing came for `calme` seconds, or until the time `jusqu_a`."""
        quiet = began = time.monotonic()
        while True:
            now = time.monotonic()
            if jusqu_a is None and not self._a_envoyer and now - began > SANS_FIN:
                # A cursor that blinks, a clock: this one is never at rest.
                return
            while self._a_envoyer and self._a_envoyer[0][0] <= now:
                self.processus.send(self._a_envoyer.pop(0)[1])
                quiet = max(quiet, now)
            if jusqu_a is not None and now >= jusqu_a:
                return
            if jusqu_a is None and not self._a_envoyer and now - quiet > calme:
                return
            if now < self._libre:
                time.sleep(min(0.01, self._libre - now))
                continue
            if not select.select([self.processus.child_fd], [], [], 0.01)[0]:
                continue
            room = 65536 if not self.ligne.debit else max(1, self.ligne.debit // 8 // 50)
            try:
                part = os.read(self.processus.child_fd, room)
            except OSError:
                return
            if not part:
                return
            now = time.monotonic()
            if not self.recus:
                self.premier = now
            if self.ligne.debit:
                self._libre = max(self._libre, now) + len(part) * 8 / self.ligne.debit
            self.recus += len(part)
            self.dernier = max(now, self._libre) + self.ligne.aller_retour / 2
            quiet = max(now, self._libre)
            self._repondre(part)

    def _repondre(self, part: bytes) -> None:
        seen = self._queue + part
        for question, answer in _QUESTIONS:
            found = list(question.finditer(seen))
            if found:
                due = self.dernier + self.ligne.aller_retour / 2
                self._a_envoyer += [(due, answer)] * len(found)
                seen = question.sub(b"", seen)
        self._a_envoyer.sort(key=lambda item: item[0])
        self._queue = seen[-8:] if b"\x1b" in seen[-8:] else b""

    def processeur(self) -> float:
        """Processor seconds that the program took so far, user and system."""
        stat = Path(f"/proc/{self.processus.pid}/stat").read_text(encoding="ascii")
        user, system = stat.rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    def fermer(self) -> None:
        """End the program."""
        self.processus.close(force=True)


def promener(
    bout: Bout,
    walk: Sequence[tuple[str, str]],
    calme: float,
    avant_de_partir: Callable[[Bout], None] = lambda _: None,
) -> list[Mesure]:
    """Walk; one measure per action, the opening first."""
    try:
        bout.tourner(max(calme, 4.0))
        out = [Mesure("ouverture", bout.recus, bout.dernier - bout.depart)]
        for name, keys in walk:
            before, start = bout.recus, time.monotonic()
            bout.dernier = start
            bout.touche(keys)
            bout.tourner(calme)
            out.append(Mesure(name, bout.recus - before, bout.dernier - start))
        avant_de_partir(bout)
        return out
    finally:
        bout.fermer()


def nous(atlas: Path, *options: str) -> list[str]:
    """Our command line."""
    return [sys.executable, "-m", "atlas_tui", "--donnees", str(atlas), *options, BURKINA]


TEXTUAL = """
import sys
from atlas_tui.terminal.profile import preparer
preparer()
from pathlib import Path
from textual.app import App
from atlas_tui.app import ouvrir_en_fond
from atlas_tui.app.application import AtlasApp
from atlas_tui.app.screens.base import AtlasScreen
from atlas_tui.terminal.application import GuardedApp
from parquet.pages import lire_adresse
from textual.screen import Screen
GuardedApp._display = App._display
tel_quel = sys.argv[2] == "tel-quel"
if tel_quel:
    AtlasScreen.retenir = lambda self: None
    AtlasScreen._compositor_refresh = Screen._compositor_refresh
app = AtlasApp(ouvrir_en_fond(Path(sys.argv[1])), lire_adresse(sys.argv[3]))
if tel_quel:
    app.theme = "textual-dark"
app.run()
"""
"""The same program over Textual's own wire. `tel-quel`: with Textual's default theme, and screens painted as they come."""


def textual(atlas: Path, comment: str) -> list[str]:
    """The same program without our wire."""
    return [sys.executable, "-c", TEXTUAL, str(atlas), comment, BURKINA]


# --- peers ------------------------------------------------------------------------------------------------------------


def _table(atlas: Path, dossier: Path) -> tuple[Path, Path]:
    """The projets as CSV and as SQLite: what a peer opens for the same look-up."""
    import sqlite3

    import duckdb

    source = next((atlas / "instantanes").iterdir())
    csv, base = dossier / "projets.csv", dossier / "atlas.db"
    rows = duckdb.sql(
        "SELECT id, titre, statut, annee_debut, pays[1] AS pays, array_to_string(collectivites_noms, ', ') AS collectivites,"
        " array_to_string(partenaires_noms, ', ') AS partenaires"
        f" FROM read_parquet('{source}/projets.parquet') ORDER BY id"
    )
    rows.write_csv(str(csv))
    with sqlite3.connect(base) as connexion:
        names = rows.columns
        connexion.execute(f"CREATE TABLE projets ({', '.join(names)}, PRIMARY KEY (id))")
        marks = ", ".join("?" * len(names))
        connexion.executemany(f"INSERT INTO projets VALUES ({marks})", rows.fetchall())
    return csv, base


def pairs(atlas: Path, dossier: Path) -> dict[str, list[Mesure]]:
    """The look-up « country, list, fiche » in the programs that are installed."""
    found: dict[str, list[Mesure]] = {}
    try:
        csv, base = _table(atlas, dossier)
    except Exception as error:
        print(f"pairs : {error}", file=sys.stderr)
        return found
    if vd := shutil.which("vd"):
        keys = (
            ("choisir le pays", "cpays\r|BF\r"),
            ("liste des projets", '"'),
            ("ouvrir une fiche", ENTREE),
        )
        found["VisiData"] = promener(Bout([vd, str(csv)]), keys, 1.5)
    if harlequin := shutil.which("harlequin"):
        query = "select id, titre, statut, annee_debut from projets where pays = 'BF'"
        keys = (
            ("écrire la question", query),
            ("liste des projets", "\x0a"),
            ("question sur la fiche", "\x1b[F" + " and id = (select min(id) from projets where pays = 'BF')"),
            ("ouvrir une fiche", "\x0a"),
        )
        found["Harlequin"] = promener(Bout([harlequin, "-a", "sqlite", str(base)]), keys, 2.0)
    datasette, w3m = shutil.which("datasette"), shutil.which("w3m")
    if datasette and w3m:
        server = subprocess.Popen(
            [datasette, "serve", str(base), "-p", "8917"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            time.sleep(4)
            table = "http://127.0.0.1:8917/atlas/projets"
            projet = (("aller à la table des fiches", "/pro-\r"), ("ouvrir une fiche", ENTREE))
            # What the country's page is to us: the table with its countries, one of which is followed to its list.
            pays = (("choisir le pays", "/BF\r"), ("liste des projets", ENTREE))
            found[W3M_PAYS] = promener(Bout([w3m, f"{table}?_facet=pays"]), (*pays, *projet), 1.5)
            found[W3M_LISTE] = promener(Bout([w3m, f"{table}?pays=BF"]), projet, 1.5)
        finally:
            server.terminate()
            server.wait()
    return found


# --- processor ----------------------------------------------------------------------------------------------------------


def processeur(atlas: Path, taille: tuple[int, int], tours: int = 3) -> tuple[float, float]:
    """Processor seconds of the walk with Textual's writing and with ours, same looks; medians of interleaved runs."""
    spent: tuple[list[float], list[float]] = ([], [])
    for _ in range(tours):
        for found, command in zip(
            spent, (textual(atlas, "notre-aspect"), nous(atlas, "--profil", "local")), strict=True
        ):
            bout = Bout(command, taille)
            found.append(-1.0)
            promener(bout, PROMENADE, 0.8, lambda bout, found=found: found.__setitem__(-1, bout.processeur()))
    return statistics.median(spent[0]), statistics.median(spent[1])


def _section_processeur(atlas: Path) -> list[str]:
    rows = []
    for size in ((80, 24), (120, 40), (200, 60)):
        _dire(f"processeur, {size[0]}x{size[1]}")
        theirs, ours = processeur(atlas, size)
        rows.append(
            [f"{size[0]}x{size[1]}", f"{theirs:.2f}".replace(".", ","), f"{ours:.2f}".replace(".", ","),
             f"{ours / theirs:.2f}".replace(".", ",")]
        )  # fmt: skip
    return [
        "## Processeur de la promenade, ouverture comprise (secondes, profil local)",
        "",
        *_tableau(["taille", "écriture de Textual", "différence d'images", "rapport"], rows),
    ]


# --- the first screen -------------------------------------------------------------------------------------------------


def _section_ouverture(atlas: Path, tours: int = 3) -> list[str]:
    """Seconds to the last byte of the first screen down the slowest line, from the first byte and from the launch."""
    since_first, since_launch = [], []
    for _ in range(tours):
        bout = Bout(nous(atlas, "--profil", "bas-debit"), ligne=LIGNES[-1])
        try:
            bout.tourner(4.0)
            since_first.append(bout.dernier - bout.premier)
            since_launch.append(bout.dernier - bout.depart)
        finally:
            bout.fermer()
    return [
        "## Ouverture à 9,6 kbit/s et 700 ms",
        "",
        (
            f"Premier écran entier, profil bas-debit : {_secondes(statistics.median(since_first))} s après le premier octet écrit"
            f" (le programme est lancé), {_secondes(statistics.median(since_launch))} s après le lancement du processus ;"
            f" médianes de {tours} ouvertures."
        ),
        "",
    ]


# --- keys typed at speed ----------------------------------------------------------------------------------------------


def cinq_cents_touches(atlas: Path, dossier: Path, ligne: Ligne) -> tuple[bool, int, int]:
    """500 keys at 20 a second in the field of the finder: all there in order, memory in KB after 50 keys and at the end."""
    meter = dossier / "mesures.jsonl"
    bout = Bout(nous(atlas, "--profil", "bas-debit", "--mesurer", str(meter)), ligne=ligne)
    typed = [("abcdefghijklmnopqrstuvwxyz"[i % 26]) for i in range(500)]
    try:
        bout.tourner(4.0)
        bout.touche("/")
        bout.tourner(2.0)
        start = time.monotonic()
        for i, key in enumerate(typed):
            bout._a_envoyer.append((start + i / 20 + ligne.aller_retour / 2, key.encode()))
        bout.tourner(3.0)
        bout.touche(ECHAP)
        bout.tourner(3.0)
        bout.touche("q")
        bout.tourner(3.0)
    finally:
        bout.fermer()
    lines = [json.loads(line) for line in meter.read_text(encoding="utf-8").splitlines()]
    got = [line["action"] for line in lines][2:502]
    return got == typed, lines[52]["memoire_ko"], lines[min(501, len(lines) - 1)]["memoire_ko"]


# --- the page -----------------------------------------------------------------------------------------------------------


def _nombre(value: float) -> str:
    return f"{value:,.0f}".replace(",", "\u202f")


def _secondes(value: float) -> str:
    return f"{value:.1f}".replace(".", ",")


def _rapport(value: float) -> str:
    """Rounded down: what is said is reached."""
    return _secondes(int(value * 10) / 10)


def _tableau(entetes: Sequence[str], rangees: Sequence[Sequence[str]]) -> list[str]:
    rows = [f"| {' | '.join(entetes)} |", "|" + "---|" * len(entetes)]
    return [*rows, *(f"| {' | '.join(row)} |" for row in rangees), ""]


def _par_action(series: dict[str, list[Mesure]], valeur: Callable[[Mesure], str]) -> list[str]:
    first = next(iter(series.values()))
    seen: dict[str, int] = {}
    for i, mesure in enumerate(first):
        seen.setdefault(mesure.action, i)
    rows = [
        [name, *(valeur(found[rank]) if rank < len(found) else "-" for found in series.values())]
        for name, rank in seen.items()
    ]
    return _tableau(["action", *series], rows)


def _total(found: Sequence[Mesure]) -> int:
    return sum(mesure.octets for mesure in found)


def main(argv: list[str] | None = None) -> int:
    """Measure, print, write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--atlas", type=Path, help="un atlas déjà fait ; sinon la démonstration est construite"
    )
    parser.add_argument("--vers", type=Path, default=RACINE / "docs" / "performances.md")
    args = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="atlas-fil-") as temporary:
        dossier = Path(temporary)
        atlas = args.atlas or dossier / "atlas"
        if args.atlas is None:
            process("-m", "atlas_tui", "--donnees", str(atlas), "demo")()
        args.vers.write_text("\n".join(_page(atlas, dossier)), encoding="utf-8")
    return 0


def _dire(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _page(atlas: Path, dossier: Path) -> list[str]:
    sobre = nous(atlas, "--profil", "bas-debit")
    _dire("octets, 80x24")
    octets = {
        "Textual tel quel": promener(Bout(textual(atlas, "tel-quel")), PROMENADE, 1.2),
        "Textual, notre aspect": promener(Bout(textual(atlas, "notre-aspect")), PROMENADE, 1.2),
        "atlas-tui": promener(Bout(nous(atlas, "--profil", "local")), PROMENADE, 1.2),
        "atlas-tui, bas-debit": promener(Bout(sobre), PROMENADE, 1.2),
    }
    stock = _total(octets["Textual tel quel"])
    out = [
        "# Performances : ce qui passe sur le fil",
        "",
        "Cette page est écrite par `python -m benchmarks.fil`. Chaque programme tourne dans un pseudo-terminal de 80 colonnes et",
        "24 lignes dont le lecteur reçoit tant de bits par seconde ; les touches et les réponses du terminal mettent la moitié de",
        "l'aller-retour. Atlas de démonstration, page du Burkina Faso. Les octets sont les mêmes sur toute machine ; les temps",
        "comptent la machine du jour, partagée avec d'autres travaux.",
        "",
        "« Textual tel quel » est le même programme, mais sur l'écriture de Textual 8.2.8, avec son thème par défaut en couleurs",
        "vraies et sans attendre que l'écran soit prêt ; « notre aspect », le même sans la seule différence d'images.",
        "",
        "## Octets par action",
        "",
        *_par_action(octets, lambda mesure: _nombre(mesure.octets)),
        *_tableau(
            ["promenade entière", "octets", "Textual tel quel / lui"],
            [
                [name, _nombre(_total(found)), _secondes(stock / _total(found))]
                for name, found in octets.items()
            ],
        ),
        "## Autres tailles, promenade entière",
        "",
    ]
    rows = []
    for size in ((120, 40), (200, 60)):
        _dire(f"octets, {size[0]}x{size[1]}")
        totals = [
            _total(promener(Bout(command, size), PROMENADE, 1.2))
            for command in (textual(atlas, "tel-quel"), nous(atlas, "--profil", "local"), sobre)
        ]
        rows.append([f"{size[0]}x{size[1]}", *map(_nombre, totals), _rapport(totals[0] / totals[2])])
    out += _tableau(["taille", "Textual tel quel", "atlas-tui", "atlas-tui, bas-debit", "rapport"], rows)
    out += _section_processeur(atlas)
    out += ["## Temps jusqu'au dernier octet (secondes), profil bas-debit", ""]
    lines = {}
    for line in LIGNES:
        _dire(f"temps, {line.nom}")
        lines[line.nom] = promener(Bout(sobre, ligne=line), PROMENADE, 1.5 + line.aller_retour)
    out += _par_action(lines, lambda mesure: _secondes(mesure.secondes))
    _dire("pairs")
    ours = promener(Bout(sobre), RECHERCHE, 1.2)
    lookups = {"atlas-tui, bas-debit": ours, **pairs(atlas, dossier)}
    out += [
        "## La même recherche : un pays, sa liste, une fiche",
        "",
        "Chacun part d'un terminal vide et finit sur la fiche d'un projet du Burkina Faso. Les pairs lisent les mêmes projets en CSV",
        "(VisiData) ou dans SQLite (Harlequin, w3m sur Datasette) ; ils sont généralistes, et n'ont pas été faits pour cela.",
        "",
        *_tableau(
            ["programme", "octets", "dont ouverture"],
            [
                [name, _nombre(_total(found)), _nombre(found[0].octets)]
                for name, found in sorted(lookups.items(), key=lambda item: _total(item[1]))
            ],
        ),
    ]
    if (given := lookups.get(W3M_LISTE)) is not None:
        # The list's address given, the country is already chosen: what is left to both is the list and the fiche.
        out += [
            (
                f"À étapes égales, liste puis fiche : atlas-tui {_nombre(_total(ours) - ours[0].octets)} octets, w3m"
                f" {_nombre(_total(given))}. Son adresse déjà filtrée tient lieu du choix du pays, que les autres font à l'écran."
            ),
            "",
        ]
    _dire("ouverture")
    out += _section_ouverture(atlas)
    _dire("500 touches")
    ordered, before, after = cinq_cents_touches(atlas, dossier, LIGNES[-1])
    out += [
        "## 500 touches à 20 par seconde, à 9,6 kbit/s et 700 ms",
        "",
        (
            f"Toutes arrivées dans l'ordre : {'oui' if ordered else 'non'}. Mémoire après 50 touches : {_nombre(before)} Ko ;"
            f" après 500 : {_nombre(after)} Ko."
        ),
        "",
    ]
    return out


if __name__ == "__main__":
    sys.exit(main())
