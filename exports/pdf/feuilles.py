# SPDX-License-Identifier: EUPL-1.2
"""The sheets of a document: pages with their header and footer, a cursor that goes down, tagged text, rules, links, bookmarks.

Lengths are points (1/72 inch); y goes down from the top of the page.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from fpdf import FPDF, ViewerPreferences
from fpdf.outline import OutlineSection
from fpdf.syntax import DestinationXYZ, Name

from exports.french import FINE, INSECABLE
from exports.pdf.structure import Arbre, Producteur
from exports.pdf.texte import Ecriture

Couleur = tuple[float, float, float]
"""Red, green, blue, 0 to 1."""

NOIR: Couleur = (0.09, 0.09, 0.09)
GRIS: Couleur = (0.33, 0.33, 0.33)
FILET: Couleur = (0.78, 0.78, 0.80)
FOND: Couleur = (0.95, 0.95, 0.97)
BLEU: Couleur = (0.0, 0.0, 0.57)
ROUGE: Couleur = (0.70, 0.04, 0.08)

MARGE = 51.0
"""Left and right, 18 mm."""
HAUT = 68.0
"""Where the text begins on a page."""
BAS = 62.0
"""Room left under the text."""
A4 = (595.28, 841.89)


@dataclass(frozen=True, slots=True)
class Mentions:
    """What every page says around the text."""

    titre: str
    date: str
    """« Au 31 décembre 2013 »."""
    pied: tuple[str, str]
    """Two lines at the foot: the atlas and its snapshot; sources and licence."""
    bandeau: str = ""
    """« Données fictives — démonstration »: across the top of each page of a demonstration."""


class _Fichier(FPDF):
    """fpdf2's document, with the tree that `Producteur` writes."""

    def __init__(self) -> None:
        super().__init__(unit="pt", format=A4)
        self.arbre = Arbre()
        self.serres: dict[int, bytes] = {}
        """By page, what was drawn on it, compressed: a thousand pages would else stay in memory as they are."""


class Feuilles:
    """A document being made."""

    def __init__(self, mentions: Mentions, cree_le: datetime) -> None:
        self.mentions = mentions
        pdf = self._pdf = _Fichier()
        pdf.set_auto_page_break(False)
        pdf.set_margin(0)
        pdf.single_resources_object = True
        # Object streams, which hold the tree, came with this version.
        pdf.pdf_version = "1.7"
        pdf.set_lang("fr-FR")
        pdf.set_title(mentions.titre)
        pdf.set_author("Atlas français de la coopération décentralisée")
        pdf.set_creator("atlas-tui")
        pdf.set_producer("fpdf2")
        pdf.set_creation_date(cree_le)
        pdf.viewer_preferences = ViewerPreferences(display_doc_title=True)
        pdf.page_mode = "USE_OUTLINES"
        self.ecriture = Ecriture(pdf)
        self.arbre = pdf.arbre
        self.y = 0.0
        self._links = 0

    # --- pages --------------------------------------------------------------------------------------------

    @property
    def page(self) -> int:
        """The page under way, from 1."""
        return self._pdf.page

    @property
    def largeur(self) -> float:
        """The width of the text."""
        return float(self._pdf.w) - 2 * MARGE

    @property
    def place(self) -> float:
        """What is left under the cursor."""
        return float(self._pdf.h) - BAS - self.y

    @property
    def paysage(self) -> bool:
        """True when the page under way is wider than high."""
        return bool(self._pdf.w > self._pdf.h)

    @property
    def hauteur(self) -> float:
        """The height of the text of a whole page."""
        return float(self._pdf.h) - HAUT - BAS

    def nouvelle_page(self, paysage: bool | None = None) -> None:
        """Begin a page; the same way round as the one before when `paysage` is None."""
        wide = self.paysage if paysage is None else paysage
        self._serrer()
        self._pdf.add_page(orientation="L" if wide else "P")
        sheet = self._pdf.pages[self._pdf.page]
        sheet.struct_parents = self._pdf.page - 1
        # The tabulation key goes from link to link in the order of the tree.
        sheet.tabs = Name("S")  # type: ignore[attr-defined]
        self.arbre.nouvelle_page()
        self.y = HAUT

    def _serrer(self) -> None:
        """Compress what was drawn on the page under way, which is left."""
        if page := self._pdf.page:
            contents = self._pdf.pages[page].contents
            assert isinstance(contents, bytearray)
            self._pdf.serres[page] = zlib.compress(contents)
            contents.clear()

    def exiger(self, hauteur: float) -> bool:
        """Begin a page when `hauteur` does not fit in what is left of this one; True when it did."""
        if self.place >= min(hauteur, self.hauteur):
            return False
        self.nouvelle_page()
        return True

    # --- tags ---------------------------------------------------------------------------------------------

    @contextmanager
    def element(self, genre: str, *, alt: str = "", attribut: str = "") -> Iterator[int]:
        """An element of the tree; what is opened or marked inside belongs to it."""
        number = self.arbre.ouvrir(genre, alt=alt, attribut=attribut)
        try:
            yield number
        finally:
            self.arbre.fermer()

    @contextmanager
    def contenu(self) -> Iterator[None]:
        """Marks what is drawn inside as the content of the open element, on this page."""
        genre, mark = self.arbre.marque()
        self.ecrire(f"/{genre} <</MCID {mark}>> BDC")
        yield
        self.ecrire("EMC")

    @contextmanager
    def ornement(self) -> Iterator[None]:
        """What is drawn inside says nothing that is not said elsewhere: assistive tools pass over it."""
        self.ecrire("/Artifact BMC")
        yield
        self.ecrire("EMC")

    # --- drawing ------------------------------------------------------------------------------------------

    def ecrire(self, operateurs: str) -> None:
        """Add PDF operators to the page under way."""
        contents = self._pdf.pages[self._pdf.page].contents
        assert isinstance(contents, bytearray)
        contents += operateurs.encode("latin-1") + b"\n"

    def retourne(self, y: float) -> float:
        """The PDF's own ordinate, which goes up."""
        return float(self._pdf.h) - y

    def ligne_de_texte(
        self, x: float, y: float, texte: str, taille: float, *, gras: bool = False, couleur: Couleur = NOIR
    ) -> None:
        """One line whose baseline is at y and whose left is at x."""
        if not texte:
            return
        r, g, b = couleur
        text = self.ecriture.suite(texte, gras).a(taille)
        self.ecrire(f"BT {r:g} {g:g} {b:g} rg {x:.2f} {self.retourne(y):.2f} Td {text} ET")

    def a_droite(
        self,
        droite: float,
        y: float,
        texte: str,
        taille: float,
        *,
        gras: bool = False,
        couleur: Couleur = NOIR,
    ) -> None:
        """The same, ending at `droite`."""
        width = self.ecriture.largeur(texte.rstrip(" "), taille, gras)
        self.ligne_de_texte(droite - width, y, texte, taille, gras=gras, couleur=couleur)

    def filet(self, x1: float, y: float, x2: float, epaisseur: float = 0.5, couleur: Couleur = FILET) -> None:
        """A horizontal rule."""
        r, g, b = couleur
        self.ecrire(
            f"{r:g} {g:g} {b:g} RG {epaisseur:g} w {x1:.2f} {self.retourne(y):.2f} m {x2:.2f} {self.retourne(y):.2f} l S"
        )

    def pave(self, x: float, y: float, largeur: float, hauteur: float, couleur: Couleur) -> None:
        """A filled rectangle from its top left corner."""
        r, g, b = couleur
        self.ecrire(
            f"{r:g} {g:g} {b:g} rg {x:.2f} {self.retourne(y + hauteur):.2f} {largeur:.2f} {hauteur:.2f} re f"
        )

    # --- paragraphs ---------------------------------------------------------------------------------------

    def paragraphe(
        self, texte: str, taille: float = 10.0, *, genre: str = "P", gras: bool = False, couleur: Couleur = NOIR,
        retrait: float = 0.0, largeur: float | None = None, interligne: float = 1.38,
    ) -> None:  # fmt: skip
        """A text that flows over as many lines and pages as it needs."""
        leading = taille * interligne
        with self.element(genre):
            lines = self.ecriture.lignes(texte, taille, (largeur or self.largeur) - retrait, gras)
            start = 0
            while start < len(lines):
                # Never one line alone at the foot of a page when others follow.
                if self.place < leading * min(2, len(lines) - start):
                    self.nouvelle_page()
                count = max(1, int(self.place / leading))
                with self.contenu():
                    for line in lines[start : start + count]:
                        self.y += leading
                        self.ligne_de_texte(
                            MARGE + retrait, self.y - leading * 0.28, line, taille, gras=gras, couleur=couleur
                        )
                start += count

    def titre(self, texte: str, niveau: int, *, suite: float = 60.0) -> None:
        """A heading with its bookmark; it stays with what follows (`suite` points of it)."""
        size = {1: 20.0, 2: 13.0, 3: 10.5}[niveau]
        before = {1: 0.0, 2: 16.0, 3: 10.0}[niveau]
        lines = self.ecriture.lignes(texte, size, self.largeur, True)
        if not self.exiger(before + len(lines) * size * 1.2 + suite) and self.y > HAUT:
            self.y += before
        self.signet(texte, niveau - 1)
        self.paragraphe(texte, size, genre=f"H{niveau}", gras=True, couleur=BLEU, interligne=1.2)
        self.y += {1: 6.0, 2: 5.0, 3: 3.0}[niveau]

    def signet(self, texte: str, niveau: int) -> None:
        """A bookmark to the cursor."""
        flat = " ".join(texte.split())[:200]
        dest = DestinationXYZ(self.page, top=self.retourne(self.y))
        self._pdf._outline.append(OutlineSection(flat, niveau, self.page, dest))

    def cible(self) -> int:
        """A place that links may lead to, fixed later by `fixer`."""
        return int(self._pdf.add_link(page=1))

    def fixer(self, cible: int) -> None:
        """Links to `cible` lead to the cursor."""
        self._pdf.set_link(cible, y=self.y, page=self.page)

    def lien(self, x: float, y: float, largeur: float, hauteur: float, cible: int, alt: str) -> None:
        """A rectangle of the page under way that leads to `cible`."""
        self._pdf.link(x, y, largeur, hauteur, cible, alt_text=None, contents=alt)

    # --- the end ------------------------------------------------------------------------------------------

    def finir(self, chemin: Path) -> None:
        """Put headers and footers, and write the file."""
        self.arbre.fermer()
        self._serrer()
        total = self._pdf.pages_count
        for number in range(1, total + 1):
            self._autour(number, total)
        chemin.write_bytes(self._pdf.output(output_producer_class=Producteur))

    def _autour(self, number: int, total: int) -> None:
        """Header and footer of a page: what readers need when they hold that page alone."""
        pdf, said = self._pdf, self.mentions
        pdf.page = number
        width, height = pdf.pages[number].dimensions()
        pdf.w, pdf.h = width, height
        right = width - MARGE
        self.ecrire("/Artifact <</Type /Pagination>> BDC")
        if said.bandeau:
            self._bandeau(said.bandeau, width)
        date_width = self.ecriture.largeur(said.date, 8)
        if number > 1:
            title = self.ecriture.tronque(said.titre, 8, right - MARGE - date_width - 20)
            self.ligne_de_texte(MARGE, 46, title, 8, couleur=GRIS)
        else:
            self.ligne_de_texte(
                MARGE, 46, "Atlas français de la coopération décentralisée", 8, gras=True, couleur=BLEU
            )
        self.a_droite(right, 46, said.date, 8, couleur=GRIS)
        self.filet(MARGE, 52, right, 0.75, BLEU)
        pages = f"page{INSECABLE}{number}{FINE}/{FINE}{total}"
        room = right - MARGE - self.ecriture.largeur(pages, 8) - 20
        self.filet(MARGE, height - 46, right)
        for i, line in enumerate(said.pied):
            self.ligne_de_texte(
                MARGE, height - 35 + i * 10, self.ecriture.tronque(line, 7, room), 7, couleur=GRIS
            )
        self.a_droite(right, height - 35, pages, 8, gras=True, couleur=GRIS)
        self.ecrire("EMC")

    def _bandeau(self, texte: str, width: float) -> None:
        size = 8.5
        self.pave(0, 14, width, 16, (1.0, 0.93, 0.90))
        left = (width - self.ecriture.largeur(texte, size, True)) / 2
        self.ligne_de_texte(left, 25, texte, size, gras=True, couleur=ROUGE)
