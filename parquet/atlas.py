# SPDX-License-Identifier: EUPL-1.2
"""The atlas as its readers see it: one snapshot, opened; every question that screens, commands and exports may ask."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from parquet import actualites, aide, columns, fiches, figures, lists, query, snapshot, versions
from parquet import appels as lus
from parquet.appels import AppelLu, LabelLu, Subvention
from parquet.criteria import TOUT, Criteria
from parquet.engine import Engine
from parquet.errors import Introuvable
from parquet.extraits import Extrait, extraits
from parquet.finder import Finder
from parquet.pages import Page, criteres_de, nom_du_lieu, sans_demandes
from parquet.results import (
    ActualiteBref,
    Classement,
    ContactsCollectivite,
    Etat,
    FicheActualite,
    FicheAmbassade,
    FicheDemande,
    FicheLue,
    FicheProjet,
    FicheReseau,
    ListeDemandes,
    ListeProjets,
    NombrePage,
    Repartition,
    Situation,
    Trouvaille,
)
from parquet.snapshot import Ouvert
from parquet.versions import Changement, Version

if TYPE_CHECKING:
    import pyarrow as pa

    from parquet.doublons import Suspect

CONTACTS_MAX = 50
"""Collectivités that one search of contacts gives at most."""


class Atlas:
    """An opened snapshot. Safe from several threads; what it says never changes until it is opened anew."""

    def __init__(self, dossier: Path, ouvert: Ouvert, jour: date | None = None) -> None:
        self.dossier = dossier
        manifeste = ouvert.manifeste_delta or ouvert.manifeste
        self.instantane = ouvert.manifeste.nom
        self.journal_seq = manifeste.journal_seq
        self.au: date = jour or manifeste.au.date()
        """The day the figures stand at: that of the last edit, or the past day that was asked."""
        self.jour = jour
        """The past day that was asked; None for today's atlas."""
        self.passe = ouvert.instant is not None
        """True when something was changed since that day: people are not named."""
        self.demonstration = manifeste.demonstration
        self.avertissements = ouvert.avertissements
        """French lines: what was damaged and left aside to open."""
        self._engine = Engine(ouvert)
        self._finder: Finder | None = None
        self._finder_lock = threading.Lock()

    @classmethod
    def ouvrir(cls, dossier: Path, au: date | None = None) -> Atlas:
        """Open the current snapshot of the folder, or the newest sound one. Raises AtlasError with one French line.

        With `au`, the atlas answers as it stood at the end of that day, in Paris; people are named today only.
        """
        if au is None:
            return cls(dossier, snapshot.ouvrir(dossier))
        from parquet.jours import ouvrir_au

        return cls(dossier, ouvrir_au(dossier, au), au)

    def perime(self) -> bool:
        """True when the folder now holds something newer than what is open: open it anew to see it."""
        return self.jour is None and snapshot.derniere_seq(self.dossier) > self.journal_seq

    def derniere_seq(self) -> int:
        """The last journal entry that the folder now shows, whatever is open; 0 when it cannot be told."""
        return snapshot.derniere_seq(self.dossier)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.fermer()

    def fermer(self) -> None:
        """Free the memory; the atlas answers no more."""
        self._engine.close()

    def interrompre(self) -> None:
        """Stop the queries under way; they raise RequeteInterrompue in their threads."""
        self._engine.interrupt()

    def suivre(self, criteres: Criteria) -> Criteria:
        """The same criteria, naming the fiches into which those that they name were merged since."""
        aussi = criteres.aussi
        if not (criteres.collectivite or criteres.partenaire or aussi is not None):
            return criteres
        leads = self._engine.redirections()
        if not leads:
            return criteres

        def suivis(ids: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(dict.fromkeys(leads.get(id_, id_) for id_ in ids))

        return replace(
            criteres,
            collectivite=suivis(criteres.collectivite),
            partenaire=suivis(criteres.partenaire),
            aussi=aussi if aussi is None else self.suivre(aussi),
        )

    def vers(self, id_: str) -> str:
        """The id of the fiche that stands today under this one: another where it was merged."""
        asked = id_.strip().lower()
        return self._engine.redirections().get(asked, asked)

    def page_gardee(self, page: Page) -> Page:
        """The page, that of the kept fiche where it is that of one merged since."""
        if page.genre not in ("collectivite", "partenaire", "fiche"):
            return page
        return replace(page, code=self.vers(page.code))

    def intitule(self, page: Page) -> str:
        """The title of a page, with the département beside a collectivité's name. Raises Introuvable."""
        page = self.page_gardee(page)
        if nom := nom_du_lieu(page):
            return nom
        if page.genre == "appel":
            return self.appel(page.code).titre
        if page.genre == "label":
            return self.label(page.code).titre
        table, place = {
            "collectivite": ("collectivites", "coalesce(nullif(departement, ''), nullif(com, ''), '')"),
            "partenaire": ("partenaires", "pays"),
        }.get(page.genre, ("", ""))
        if table:
            row = self._engine.row(
                f"SELECT nom, {place}, type FROM {self._engine.source(table)} WHERE id = ?", [page.code]
            )
            if row is None:
                raise Introuvable(f"Aucune fiche {page.code[:40]} dans cet atlas. Cherchez-la par son nom.")
            if page.genre == "partenaire":
                return f"{row[0]} ({nom_du_lieu(Page('pays', row[1])) or row[1]})"
            return f"{row[0]} ({row[1]})" if row[1] and row[2] not in ("region", "departement") else row[0]
        found = self.fiche(page.code)
        if isinstance(found, FicheProjet | FicheDemande | FicheActualite):
            return found.bref.titre
        return found.nom

    def noms(self, criteres: Criteria) -> dict[str, str]:
        """Identifier → title of the collectivités and partenaires that the criteria name; an unknown one stays as it is."""
        known = self.noms(criteres.aussi) if criteres.aussi is not None else {}
        for genre, ids in (("collectivite", criteres.collectivite), ("partenaire", criteres.partenaire)):
            for id_ in ids:
                try:
                    known[id_] = self.intitule(Page(genre, id_))
                except Introuvable:
                    known[id_] = id_
        return known

    def etat(self, page: Page, criteres: Criteria = TOUT) -> Etat:
        """The figures of a page, narrowed by `criteres`. Raises Introuvable for a fiche, which has none."""
        _exiger_page(page)
        asked = self.suivre(criteres_de(page) & criteres)
        apd, sans_refugies = figures.apd(self._engine, asked)
        return Etat(
            chemin=page.chemin,
            intitule=self.intitule(page),
            au=self.au,
            instantane=self.instantane,
            demonstration=self.demonstration,
            compteurs=figures.compteurs(self._engine, asked, demandes=not sans_demandes(page)),
            apd=apd,
            apd_hors_refugies=sans_refugies,
            apd_affinee=query.apd_honours(asked),
        )

    def apd_totaux(self, par: str, annee: int | None = None, criteres: Criteria = TOUT) -> aide.Totaux:
        """The APD declared, added up by `par` (one of `aide.GROUPES`), of a year or of all: what `etat` counts."""
        return aide.totaux(self._engine, par, annee, self.suivre(criteres))

    def apd_annees(self) -> tuple[int, ...]:
        """The years that APD was declared for, the latest first."""
        return aide.annees(self._engine)

    def apd_lignes(self, annee: int) -> Iterator[aide.LigneDeclaree]:
        """Every line declared for a year, with who declared it and for which projet."""
        return aide.lignes(self._engine, annee)

    def projets(
        self,
        criteres: Criteria,
        *,
        tri: str = "",
        decroissant: bool = True,
        limite: int | None = 100,
        decalage: int = 0,
    ) -> ListeProjets:
        """A part of the list of projets; `tri` is one of `lists.TRIS`: by default relevance when words are asked, else the year."""
        return lists.projets(
            self._engine,
            self.suivre(criteres),
            tri=tri,
            decroissant=decroissant,
            limite=limite,
            decalage=decalage,
        )

    def demandes(
        self,
        criteres: Criteria,
        *,
        tri: str = "",
        decroissant: bool = True,
        limite: int | None = 100,
        decalage: int = 0,
    ) -> ListeDemandes:
        """A part of the list of demandes; `tri` is one of `lists.TRIS_DEMANDES`, by default as for projets."""
        return lists.demandes(
            self._engine,
            self.suivre(criteres),
            tri=tri,
            decroissant=decroissant,
            limite=limite,
            decalage=decalage,
        )

    def extraits(self, ids: Sequence[str], mots: str) -> dict[str, Extrait]:
        """Where these projets and demandes have the words asked: a short piece of their text. For the rows of a page."""
        return extraits(self._engine, ids, mots)

    def classement(
        self, quoi: str, page: Page, criteres: Criteria = TOUT, *, limite: int | None = None
    ) -> Classement:
        """A ranking over a page: quoi is one of `figures.CLASSEMENTS`. Raises Introuvable for a fiche."""
        _exiger_page(page)
        total, lines = figures.classement(
            self._engine, quoi, self.suivre(criteres_de(page) & criteres), limite
        )
        return Classement(page.chemin, quoi, total, lines)

    def nombres(self, par: str, criteres: Criteria = TOUT) -> tuple[NombrePage, ...]:
        """Projets and demandes behind each code of `par` (see `figures.nombres`)."""
        return figures.nombres(self._engine, par, self.suivre(criteres))

    def repartition(self, par: str, page: Page, criteres: Criteria = TOUT) -> Repartition:
        """The projets and demandes of a page by the codes of `par`, nature by nature. Raises Introuvable for a fiche."""
        _exiger_page(page)
        return figures.repartition(self._engine, par, self.suivre(criteres_de(page) & criteres))

    def situations(self, genre: str, ids: Sequence[str]) -> tuple[Situation, ...]:
        """Where these are on the map; `genre` is collectivite or partenaire."""
        return lists.situations(self._engine, genre, [self.vers(id_) for id_ in ids])

    def fiche(self, id_: str) -> FicheLue:
        """One fiche whole. Raises Introuvable."""
        return fiches.fiche(self._engine, self.vers(id_))

    def fiches_projets(self, ids: Sequence[str]) -> Iterator[FicheProjet]:
        """The whole fiches of these projets, in their order: what a file of a list holds. A few thousand are read at a time."""
        return fiches.projets(self._engine, ids)

    def colonnes_projets(self, ids: Sequence[str]) -> pa.Table:
        """The same as columns (`parquet.columns`): what a file of rows is made of."""
        return columns.projets(self._engine, ids)

    def colonnes_demandes(self, ids: Sequence[str]) -> pa.Table:
        """These demandes as columns."""
        return columns.demandes(self._engine, ids)

    def fiches_demandes(self, ids: Sequence[str]) -> Iterator[FicheDemande]:
        """The whole fiches of these demandes, in their order."""
        return fiches.demandes(self._engine, ids)

    def versions(self, id_: str) -> tuple[Version, ...]:
        """The versions of a fiche, the first first, archived ones too. Raises Introuvable."""
        return versions.versions(self._engine, id_)

    def comparer(self, id_: str, avant: int, apres: int) -> tuple[Changement, ...]:
        """What changed between two versions of a fiche, field by field. Raises Introuvable."""
        return versions.comparer(self._engine, id_, avant, apres)

    def trouver(self, texte: str, *, limite: int = 20) -> tuple[Trouvaille, ...]:
        """The finder: places, collectivités, partenaires, projets, demandes by their names."""
        return self._names().find(texte, limite=limite)

    def collectivites(
        self,
        texte: str,
        *,
        types: tuple[str, ...] = (),
        departement: str = "",
        region: str = "",
        limite: int = 20,
    ) -> tuple[Trouvaille, ...]:
        """Collectivités by name, of these types and place; an empty text gives those with most projets."""
        return self._names().find(
            texte, limite=limite, kind="collectivite", types=types, departement=departement, region=region
        )

    def partenaires(self, texte: str, *, limite: int = 20) -> tuple[Trouvaille, ...]:
        """Partenaires by name; an empty text gives those with most projets."""
        return self._names().find(texte, limite=limite, kind="partenaire")

    def partenaires_proches(self, nom: str, *, limite: int = 5) -> tuple[tuple[str, str], ...]:
        """(id, name and country) of the partenaires that a new one of this name may well be, the likeliest first."""
        from parquet.suggestions import noms_proches

        names = self._names()
        known = {
            one.chemin.partition("/")[2]: one
            for word in nom.split()
            if len(word) > 2
            for one in names.find(word, limite=200, kind="partenaire")
        }
        near = noms_proches(nom, {id_: one.nom for id_, one in known.items()})[:limite]
        return tuple((id_, f"{known[id_].nom} ({known[id_].precision})") for id_ in near)

    def doublons(self, ecartes: Collection[tuple[str, str]] = ()) -> list[Suspect]:
        """Collectivités and authorities that may be one, the likeliest first; `ecartes`: pairs that are known to be two."""
        from parquet.doublons import candidates, suspects

        both = [
            one
            for genre in ("collectivite", "partenaire")
            for one in suspects(candidates(self._engine, genre), ecartes)
        ]
        return sorted(both, key=lambda one: -one.ressemblance)

    def autorites_du_pays(self, pays: str, texte: str, *, limite: int = 20) -> tuple[tuple[str, str], ...]:
        """(id, name) of the partenaires of a country by name; an empty text gives the first ones."""
        return lists.partenaires_du_pays(self._engine, pays, texte, limite)

    def autorites_proches(self, pays: str, nom: str, *, limite: int = 5) -> tuple[tuple[str, str], ...]:
        """(id, name) of the partenaires of a country that a new one of this name may well be, the likeliest first."""
        from parquet.suggestions import noms_proches

        known = dict(lists.partenaires_du_pays(self._engine, pays, "", None))
        return tuple((id_, known[id_]) for id_ in noms_proches(nom, known)[:limite])

    def reseaux(self, texte: str, *, limite: int = 20) -> tuple[Trouvaille, ...]:
        """Réseaux by name or sigle; an empty text gives the first ones."""
        return self._names().find(texte, limite=limite, kind="reseau")

    def contacts(self, texte: str) -> tuple[ContactsCollectivite, ...]:
        """The people in charge in the collectivités whose name is like `texte`, the correspondants of the embassies, how the
        réseaux are reached: at most `CONTACTS_MAX` of them, the best answer first."""
        # A command asks this once: the index of all names would cost it 0.6 s, that of collectivités costs 0.1.
        kinds = ("ambassade", "collectivite", "reseau")
        names = self._finder or Finder.of(self._engine, kinds)
        found = names.find(texte, limite=CONTACTS_MAX, kinds=kinds)
        return fiches.a_joindre(self._engine, [one.chemin.partition("/")[2] for one in found])

    def ambassade(self, pays: str) -> FicheAmbassade | None:
        """The embassy for a country (ISO2) with its correspondants; None when the atlas has none."""
        return fiches.ambassade(self._engine, pays)

    def ambassades(self) -> tuple[FicheAmbassade, ...]:
        """Every embassy with its correspondants."""
        return fiches.ambassades(self._engine)

    def annuaire(self) -> tuple[FicheReseau, ...]:
        """Every association and réseau, without its members."""
        return fiches.reseaux(self._engine)

    def actualites(
        self,
        criteres: Criteria = TOUT,
        *,
        genre: str = "",
        depuis: date | None = None,
        a_venir: bool = False,
        limite: int | None = None,
    ) -> tuple[ActualiteBref, ...]:
        """What was published, the newest first; `genre` is actualite or evenement, `a_venir` keeps the events that are not over,
        the next first. Raises CritereInvalide for criteria that are not `actualites.CRITERES`."""
        return actualites.actualites(
            self._engine,
            self.suivre(criteres),
            genre=genre,
            depuis=depuis,
            a_partir_du=self.aujourdhui if a_venir else None,
            limite=limite,
        )

    def actualites_suivies(
        self, pays: Sequence[str], thematiques: Sequence[str], depuis: date | None = None
    ) -> tuple[ActualiteBref, ...]:
        """What was published since a day about one of these countries or of these themes: what a person follows."""
        return actualites.suivies(self._engine, pays, thematiques, depuis)

    def appels(self) -> tuple[AppelLu, ...]:
        """The calls for projects that were published, the last to close first."""
        return lus.appels(self._engine)

    def appel(self, id_: str) -> AppelLu:
        """One call. Raises Introuvable."""
        if found := lus.appels(self._engine, id_.lower()):
            return found[0]
        raise Introuvable(f"Aucun appel à projets {id_[:40]} : il n'existe pas, ou n'est pas publié.")

    def subventions(self, appel: str = "") -> tuple[Subvention, ...]:
        """What was granted and notified, the last first; by one call when it is given."""
        return lus.subventions(self._engine, appel.lower())

    def labels(self) -> tuple[LabelLu, ...]:
        """The public list of the label of expertise."""
        return lus.labels(self._engine)

    def label(self, id_: str) -> LabelLu:
        """One label. Raises Introuvable."""
        if found := lus.labels(self._engine, id_.lower()):
            return found[0]
        raise Introuvable(f"Aucun label {id_[:40]} : il n'existe pas, ou n'a pas été accordé.")

    @property
    def aujourdhui(self) -> date:
        """The day that an agenda starts at: the present; that of the atlas for the demonstration and for a past day."""
        return self.au if self.demonstration or self.jour is not None else max(self.au, date.today())  # noqa: DTZ011

    def preparer(self) -> None:
        """Make later answers quicker: build the index of names. For a session that stays, in the background."""
        self._engine.redirections()
        self._names()

    def exiger(self, criteres: Criteria) -> None:
        """Raise Introuvable when the criteria name a collectivité or a partenaire that is not in the atlas."""
        criteres = self.suivre(criteres)
        for table, ids in (("collectivites", criteres.collectivite), ("partenaires", criteres.partenaire)):
            known = (
                self._engine.rows(
                    f"SELECT id FROM {self._engine.source(table)} WHERE list_contains(?, id)", [list(ids)]
                )
                if ids
                else []
            )
            for missing in set(ids) - {id_ for (id_,) in known}:
                raise Introuvable(
                    f"Aucune fiche « {missing[:40]} » dans cet atlas : un identifiant s'écrit col-12 ou par-7. "
                    "Cherchez-le par son nom avec « atlas-tui contact » ou dans l'atlas par « / »."
                )

    def _names(self) -> Finder:
        with self._finder_lock:
            if self._finder is None:
                self._finder = Finder.of(self._engine)
            return self._finder


ECRANS = (
    "accueil", "acces-monde", "acces-france", "apd", "moi", "campagne", "confirmation", "deposer", "bureau",
    "appels", "subventions", "labels", "appel", "dossier", "label", "mission",
)  # fmt: skip
"""Pages that have no figures of their own."""


def _exiger_page(page: Page) -> None:
    if page.genre in ECRANS:
        raise Introuvable(
            f"« {page.genre} » est un écran, il n'a ni état ni classement. Demandez monde ou france."
        )
    if page.genre == "fiche":
        raise Introuvable(
            f"{page.code[:40]} est une fiche, elle n'a ni état ni classement. Lisez-la avec « atlas-tui fiche {page.code[:40]} »."
        )
