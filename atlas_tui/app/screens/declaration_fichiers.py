# SPDX-License-Identifier: EUPL-1.2
"""What is done with a declaration of APD beside typing it: spreadsheets in and out, last year's lines, receipts, versions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static, TextArea

from atlas_tui.app.screens.modal import Modal
from atlas_tui.app.screens.questionnaire import MenuModal, Question, Questionnaire, Travail
from atlas_tui.app.widgets.cells import caler, propre
from atlas_tui.app.widgets.lines import Lines
from atlas_tui.app.widgets.menu import Entree
from atlas_tui.app.widgets.sheet import Feuille, Morceau
from atlas_tui.terminal import destination
from exports.apd.comparaison import ecarts
from exports.french import euros, pluriel
from exports.writing import ExportRefuse
from store.apd import Apd
from store.campagne import ecran as page_campagne
from store.clock import from_paris, minute
from store.declarations import Declarations, Declaree, total
from store.errors import Refused, StoreError

if TYPE_CHECKING:
    from atlas_tui.app.screens.declaration import DeclarationScreen
    from atlas_tui.imports.apd import Lues
    from store.records import LigneApd


def actions(ecran: DeclarationScreen) -> list[Entree]:
    """What this person may do of it now."""
    dossier, who = ecran.dossier, ecran.app.session.who
    entries = []
    if ecran.modifiable:
        entries += [
            Entree(
                "importer",
                "Importer un tableau",
                valeur=".xlsx ou .csv, tout ou rien",
            ),
            Entree("coller", "Coller des lignes", valeur="copiées d'un tableur, avec leurs titres"),
            Entree("modele", "Modèle à remplir", valeur="un classeur, avec les codes à choisir"),
        ]
        if dossier.avant:
            entries.append(
                Entree(
                    "reprendre",
                    f"Reprendre les lignes de {dossier.annee - 1}",
                    valeur=pluriel(len(dossier.avant), "ligne"),
                )
            )
        entries.append(Entree("vider", "Retirer toutes les lignes", valeur="puis F6 : un état néant"))
        entries.append(Entree("relire", "Relire", valeur="ce qui est gardé, sans mes changements"))
        if ecran._perimee:
            entries.append(Entree("garder", "Garder mes lignes", valeur="par-dessus celles de mon collègue"))
        entries.append(
            Entree("campagne", "Confirmer la fiche", valeur="campagne annuelle : demandé pour déclarer")
        )
    if ecran.lignes:
        entries.append(Entree("exporter", "Exporter les lignes", valeur=".xlsx ou .csv"))
    if dossier.declarees:
        entries.append(Entree("recepisse", "Récépissé", valeur="PDF, à garder et à signer"))
    if dossier.avant and ecran.lignes:
        entries.append(Entree("annee", f"Comparer avec {dossier.annee - 1}"))
    if len(dossier.declarees) > 1 or (dossier.declarees and dossier.etat == "brouillon"):
        entries.append(Entree("versions", "Comparer les versions déclarées"))
    if who.role == "daect" and dossier.etat == "declaree":
        entries.append(Entree("rouvrir", "Rouvrir", valeur="la collectivité pourra la corriger"))
    return entries or [Entree("rien", "Rien à faire ici", valeur="ni ligne, ni déclaration")]


def faire(ecran: DeclarationScreen, cle: str) -> None:
    """Do one of them."""
    app, dossier = ecran.app, ecran.dossier
    match cle:
        case "importer":
            app.push_screen(ImporterScreen(ecran))
        case "coller":
            app.push_screen(CollerScreen(ecran))
        case "modele" | "exporter":
            app.push_screen(ExporterLignesScreen(ecran, vide=cle == "modele"))
        case "reprendre":
            _poser(
                ecran,
                list(dossier.avant),
                f"Lignes de {dossier.annee - 1} reprises : mettez leurs montants à jour.",
            )
        case "vider":
            ecran.remplacer([], "Lignes retirées. F6 déclare un état néant.")
        case "relire":
            ecran.oublier()
            ecran.relire("Relue.")
        case "garder":
            ecran.relire("Vos lignes sont gardées à l'écran : F5 ou F6.", miennes=True)
        case "campagne":
            ecran.action_fermer()
            app.call_later(app.aller_page, page_campagne(dossier.collectivite))
        case "recepisse":
            app.push_screen(RecepisseScreen(ecran))
        case "annee":
            app.push_screen(
                EcartsScreen(str(dossier.annee - 1), dossier.avant, str(dossier.annee), ecran.lignes)
            )
        case "versions":
            _versions(ecran)
        case "rouvrir":
            app.push_screen(RouvrirScreen(ecran))


def _poser(ecran: DeclarationScreen, lignes: list[LigneApd], message: str) -> None:
    """Put lines in the declaration; where there are some already, ask whether they stay."""
    if not ecran.lignes:
        ecran.remplacer(lignes, message)
        return

    def dit(cle: str) -> None:
        if cle != "non":
            ecran.remplacer(lignes if cle == "remplacer" else [*ecran.lignes, *lignes], message)

    here, come = pluriel(len(ecran.lignes), "ligne"), pluriel(len(lignes), "ligne")
    entries = [
        Entree("remplacer", f"Remplacer : {come} à la place des {here}"),
        Entree("ajouter", f"Ajouter : {come} à la suite"),
        Entree("non", "Annuler"),
    ]
    ecran.app.push_screen(MenuModal(f"La déclaration a déjà {here}", entries, dit))


class ConfirmerScreen(MenuModal):
    """Declare, once what is worth a second look was seen: all of it."""

    DEFAULT_CSS = """
    ConfirmerScreen #alertes { height: auto; max-height: 60%; margin: 1 0 0 0; }
    """

    def __init__(self, quoi: str, annee: int, alertes: Sequence[str], suite: Callable[[], None]) -> None:
        entries = [Entree("non", "Non, revoir la déclaration"), Entree("oui", f"Oui, déclarer {quoi}")]
        super().__init__(
            f"Déclarer {quoi} pour {annee} ?", entries, lambda said: suite() if said == "oui" else None
        )
        self._alertes = alertes

    def corps(self) -> ComposeResult:
        """The alerts above the two answers."""
        if self._alertes:
            yield Static("\n".join(f"! {propre(one)}" for one in self._alertes), id="alertes", markup=False)
        yield from super().corps()


# --- in -----------------------------------------------------------------------------------------------------------------


def _lues(ecran: DeclarationScreen, lues: Lues) -> None:
    """What was read: taken, or every wrong line told and nothing taken."""
    if lues.rejets:
        ecran.app.push_screen(RejetsScreen(lues))
        return
    _poser(
        ecran,
        list(lues.lignes),
        f"{pluriel(len(lues.lignes), 'ligne lue', 'lignes lues')}, pas encore déclarées : F6.",
    )


def _lire(ecran: DeclarationScreen, path: Path) -> Lues:
    """Read a spreadsheet. In a thread. StoreError with the line that says why it cannot be used."""
    from atlas_tui.imports.apd import lire_lignes
    from atlas_tui.imports.report import ImportRefuse

    try:
        return lire_lignes(path, ecran.dossier.annee, ecran.dossier.collectivite, ecran.projets)
    except ImportRefuse as error:
        raise StoreError(str(error)) from None


class ImporterScreen(Questionnaire):
    """Which file."""

    TITRE = "Importer un tableau"
    AVIS = "Un classeur .xlsx (sa première feuille) ou un CSV en UTF-8, aux titres du modèle. Rien n'est pris si une ligne est fausse."

    def __init__(self, ecran: DeclarationScreen) -> None:
        super().__init__()
        self._ecran = ecran

    def questions(self) -> Sequence[Question]:
        """One."""
        return (Question("fichier", "Fichier"),)

    def valider(self, valeurs: Mapping[str, str]) -> None:
        """Read it."""
        try:
            path = destination.destination(valeurs["fichier"], a_lire=True)
        except ExportRefuse as error:
            self.dire(str(error))
            return

        def lu(lues: Lues) -> None:
            self.dismiss()
            self.app.call_later(_lues, self._ecran, lues)

        self.en_fil(lambda: _lire(self._ecran, path), lu)


class CollerScreen(Travail):
    """Lines pasted from a spreadsheet: what reaches a distant host without a file."""

    TITRE = "Coller des lignes"
    TOUCHES = "F5 lire  Échap fermer"
    DEFAULT_CSS = """
    CollerScreen TextArea, CollerScreen TextArea:focus { border: none; height: 1fr; padding: 0; margin: 1 0; }
    CollerScreen #etat-volet { height: auto; min-height: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "fermer", "Fermer", show=False, priority=True),
        Binding("f5", "valider", "Lire", show=False, priority=True),
    ]

    def __init__(self, ecran: DeclarationScreen) -> None:
        super().__init__()
        self._ecran = ecran

    def corps(self) -> ComposeResult:
        """What to do, the text, what is wrong."""
        yield Static("Collez ici les lignes copiées du tableur, leurs titres compris, puis F5.", markup=False)
        yield TextArea("", id="colle", soft_wrap=False, show_line_numbers=False, compact=True)
        yield self.etat()

    def on_mount(self) -> None:
        """In the text."""
        area = self.query_one(TextArea)
        area.cursor_blink = False
        self.set_focus(area)

    def action_valider(self) -> None:
        """Read what was pasted."""
        text = self.query_one(TextArea).text

        def travail() -> Lues:
            from tempfile import TemporaryDirectory

            with TemporaryDirectory(prefix="atlas-tui-") as folder:
                path = Path(folder) / "lignes collées"
                path.write_text(text, "utf-8", newline="")
                return _lire(self._ecran, path)

        def lu(lues: Lues) -> None:
            self.dismiss()
            self.app.call_later(_lues, self._ecran, lues)

        self.en_fil(travail, lu)


class RejetsScreen(Modal):
    """Every line that is wrong, with its number in the file."""

    TOUCHES = "↑ ↓ parcourir  Échap revenir à la déclaration"

    def __init__(self, lues: Lues) -> None:
        super().__init__()
        self._lues = lues

    @property
    def titre(self) -> str:
        """How many."""
        wrong = pluriel(len(self._lues.rejets), "ligne fausse", "lignes fausses")
        return f"Rien n'est importé : {wrong} sur {len(self._lues.rejets) + len(self._lues.lignes)}"

    def corps(self) -> ComposeResult:
        """The list."""
        sheet = Feuille()
        sheet.vide()
        for one in self._lues.rejets:
            sheet.champ(
                f"Ligne {one.ligne}", propre(f"{one.champ} : {one.raison}" if one.champ else one.raison)
            )
        yield Lines(sheet, id="rejets")

    def on_mount(self) -> None:
        """In the list."""
        self.query_one(Lines).focus()


# --- out ----------------------------------------------------------------------------------------------------------------


class FichierScreen(Questionnaire):
    """A name for a file that is written in the background, never over another."""

    def __init__(self, propose: str, ecrire: Callable[[Path], None], *, titre: str, avis: str = "") -> None:
        super().__init__()
        self._propose, self._ecrire, self._titre, self._avis = propose, ecrire, titre, avis

    @property
    def titre(self) -> str:
        """What is written."""
        return self._titre

    def questions(self) -> Sequence[Question]:
        """One, filled in."""
        try:
            name = destination.nom_libre(destination.destination(self._propose)).name
        except (ExportRefuse, OSError):
            name = self._propose
        return (Question("fichier", "Nom du fichier", valeur=name),)

    def on_mount(self) -> None:
        """Where it will be."""
        where = destination.enclos() or Path.cwd()
        self.dire(f"{self._avis}{'. ' if self._avis else ''}Il sera écrit dans {where}.")

    def valider(self, valeurs: Mapping[str, str]) -> None:
        """Write it."""

        def travail() -> Path:
            try:
                path = destination.destination(valeurs["fichier"])
                self._ecrire(path)
            except ExportRefuse as error:
                raise StoreError(str(error)) from None
            return path

        def fini(path: Path) -> None:
            where = destination.adresse(path)
            self.app.copy_to_clipboard(where)
            self.dire(f"Écrit : {path}. Échap ferme.")

        self.en_fil(travail, fini)


class ExporterLignesScreen(FichierScreen):
    """The lines, or the model to fill in."""

    def __init__(self, ecran: DeclarationScreen, *, vide: bool) -> None:
        from exports.apd import tableur

        lines = () if vide else tuple(ecran.lignes)
        what = f"{'modele-' if vide else ''}apd {ecran.dossier.annee} {ecran.dossier.nom}"
        super().__init__(
            destination.nom_propose(what, None, ".xlsx"),
            lambda path: tableur.ecrire(lines, path, ecran.projets),
            titre="Modèle à remplir (.xlsx ou .csv)" if vide else "Exporter les lignes (.xlsx ou .csv)",
        )


class RecepisseScreen(FichierScreen):
    """The receipt of what was declared last."""

    def __init__(self, ecran: DeclarationScreen, avis: str = "") -> None:
        app, stored = ecran.app, ecran.dossier.stored
        assert stored is not None
        id_ = stored.record.id

        def ecrire(path: Path) -> None:
            from exports.apd import recepisse

            if path.suffix.lower() != ".pdf":
                raise ExportRefuse("Un récépissé s'écrit en .pdf.")
            read = app.session.consulter(
                app.dossier, lambda store, compte: Declarations(store, compte.who).receipt(id_)
            )
            recepisse.ecrire(read, path)

        rank = len(ecran.dossier.declarees)
        name = f"recepisse-apd-{ecran.dossier.annee}-{id_.partition('-')[2]}-{rank}.pdf"
        super().__init__(name, ecrire, titre="Récépissé (.pdf)", avis=avis.rstrip("."))


# --- versions -----------------------------------------------------------------------------------------------------------


def _versions(ecran: DeclarationScreen) -> None:
    """Two of what was declared, side by side; what stands now is one of them while it is corrected."""
    every = list(ecran.dossier.declarees)

    def montrer(cle: str) -> None:
        rank = int(cle)
        before = every[rank - 1]
        if rank < len(every):
            after, name = every[rank].record.lignes, f"{rank + 1}e"
        else:
            after, name = tuple(ecran.lignes), "en cours"
        ecran.app.push_screen(EcartsScreen(_nom(before), before.record.lignes, name, after))

    pairs = [
        Entree(str(one.rang), f"{_nom(one)} : {euros(total(one.record.lignes))}, le {minute(one.le)}",
               droite=f"et {'la suivante' if one.rang < len(every) else 'celle en cours'}")
        for one in every if one.rang < len(every) or ecran.dossier.etat == "brouillon"
    ]  # fmt: skip
    ecran.app.push_screen(MenuModal("Comparer ce qui fut déclaré", pairs, montrer))


def _nom(one: Declaree) -> str:
    return "1re" if one.rang == 1 else f"{one.rang}e"


class EcartsScreen(Modal):
    """Two sets of lines side by side."""

    TOUCHES = "↑ ↓ parcourir  Échap fermer"
    _COLONNE = 16

    def __init__(
        self, avant: str, lignes: Sequence[LigneApd], apres: str, autres: Sequence[LigneApd]
    ) -> None:
        super().__init__()
        self._noms = (avant, apres)
        self._cotes = (tuple(lignes), tuple(autres))

    @property
    def titre(self) -> str:
        """Which two."""
        return f"Comparer : {self._noms[0]} et {self._noms[1]}"

    def corps(self) -> ComposeResult:
        """The sheet."""
        yield Lines(id="ecarts")

    def on_mount(self) -> None:
        """One line a thing, those that differ marked."""
        sheet = Feuille()
        sheet.vide()
        sheet.ligne(Morceau(self._rangee(*self._noms, ""), "titre"))
        for one in ecarts(*self._cotes):
            before, after = (euros(value) if value is not None else "–" for value in (one.avant, one.apres))
            mark = "* " if one.change else "  "
            sheet.ligne(Morceau(self._rangee(before, after, mark), "fort" if one.change else ""))
            sheet.ligne(propre(one.quoi), retrait=4)
        before, after = (euros(total(side)) for side in self._cotes)
        sheet.ligne(Morceau(self._rangee(before, after, "= "), "titre"))
        lines = self.query_one(Lines)
        lines.montrer(sheet)
        lines.focus()

    def _rangee(self, avant: str, apres: str, marque: str) -> str:
        left, right = (caler(one, self._COLONNE, droite=True) for one in (avant, apres))
        # Kept in one piece: spaces at the beginning of a line of text would go.
        return f"{marque:2}{left}  {right}".replace(" ", "\u00a0")


class RouvrirScreen(Questionnaire):
    """Until when, and why."""

    TITRE = "Rouvrir la déclaration"
    AVIS = "Ses agents sont prévenus par courriel. Les totaux gardent ce qui fut déclaré jusqu'à la nouvelle déclaration."

    def __init__(self, ecran: DeclarationScreen) -> None:
        super().__init__()
        self._ecran = ecran

    def questions(self) -> Sequence[Question]:
        """Two, either may stay empty."""
        return (Question("jusque", "Jusqu'au (vide : 30 jours)"), Question("raison", "Raison"))

    def valider(self, valeurs: Mapping[str, str]) -> None:
        """Open it again."""
        app, stored = self.app, self._ecran.dossier.stored
        assert stored is not None
        try:
            until = from_paris(valeurs["jusque"]) if valeurs["jusque"].strip() else None
        except ValueError as error:
            self.dire(f"Jusqu'au : {error}.")
            return

        def refus(error: object) -> None:
            self.dire(error.reason if isinstance(error, Refused) else str(error))

        def fini(_: object) -> None:
            self.dismiss()
            app.perime = True
            self._ecran.relire("Rouverte : ses agents sont prévenus.")

        self.en_fil(
            lambda: app.session.agir(
                app.dossier,
                lambda store, who: Apd(store, who).reopen(
                    stored.record.id, base=stored.version, until=until, reason=valeurs["raison"]
                ),
            ),
            fini,
            refus,
        )


__all__ = ["EcartsScreen", "ImporterScreen", "RecepisseScreen", "RejetsScreen", "actions", "faire"]
