# SPDX-License-Identifier: EUPL-1.2
"""Export what the page shows: a format, a name, then the file is written while a still line says how far it is."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from threading import Event
from time import monotonic
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from atlas_tui.app.espace.recherches import retenir_export
from atlas_tui.app.exportation import Sujet
from atlas_tui.app.screens.modal import Modal
from atlas_tui.app.trace import chemin, journal
from atlas_tui.app.widgets.champ import Champ
from atlas_tui.app.widgets.chrome import Ligne
from atlas_tui.app.widgets.menu import Entree, Menu
from atlas_tui.terminal import destination
from exports.documents import ExportAnnule, ExportRefuse, Reglages, write_file, write_stream
from exports.french import FINE, INSECABLE, nombre
from parquet.errors import AtlasError

if TYPE_CHECKING:
    from datetime import date

    from parquet.atlas import Atlas

PATIENCE = 1.0
"""Seconds before the first word of progress."""
RYTHME = 0.5
"""Seconds between two words of progress: each is bytes on the wire."""
PRESSE_PAPIERS_MAX = 50_000
"""Bytes that go whole into the reader's clipboard."""
EN_TEXTE = (".csv", ".json", ".geojson", ".xml", ".txt")


class ExporterScreen(Modal):
    """The formats, the name of the file, a line that says what happens."""

    TITRE = "Exporter"
    TOUCHES = "1-9 format  Tab nom  Entrée ou F5 écrire  y copier  Échap fermer"
    DEFAULT_CSS = """
    ExporterScreen #formats { margin: 1 0 1 0; }
    ExporterScreen #nom-titre { height: 1; }
    ExporterScreen #etat-export { height: 1fr; margin: 1 0 0 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(str(n), f"format({n})", f"Format {n}", show=False) for n in range(1, 10)),
        Binding("y", "copier", "Copier", show=False),
        Binding("f5", "ecrire", "Écrire", show=False),
    ]

    class Avance(Message):
        """So much is done."""

        def __init__(self, fraction: float) -> None:
            super().__init__()
            self.fraction = fraction

    class Fini(Message):
        """The work is over: what there is to do on the event loop."""

        def __init__(self, suite: Callable[[], None]) -> None:
            super().__init__()
            self.suite = suite

    def __init__(self, sujet: Sujet, au: date | None = None) -> None:
        super().__init__()
        self.sujet = sujet
        self._au = au
        self._arret: Event | None = None
        """Set to stop the export under way; None when there is none."""
        self._propose = ""

    @property
    def titre(self) -> str:
        """What is exported."""
        return f"Exporter{INSECABLE}: {self.sujet.titre}"

    def corps(self) -> ComposeResult:
        """Formats, name, what happens: a path is never cut."""
        yield Menu(id="formats", toujours=True)
        yield Ligne(id="nom-titre")
        yield Champ(id="nom")
        yield Static("", id="etat-export", markup=False)

    def on_mount(self) -> None:
        """The first format, a name to write as it is."""
        where = destination.enclos() or Path.cwd()
        self.query_one("#nom-titre", Ligne).dire(f"Nom du fichier, dans {where}")
        menu = self.query_one("#formats", Menu)
        menu.styles.height = len(self.sujet.formats)
        menu.montrer(
            [Entree(f.fin, f"{rank} {f.nom}", f.fin) for rank, f in enumerate(self.sujet.formats, 1)]
        )
        menu.focus()
        self._proposer(self.fin)

    @property
    def fin(self) -> str:
        """The ending of the format under the cursor."""
        line = self.query_one("#formats", Menu).courante
        return line.cle if line is not None else ".csv"

    def dire(self, message: str, suite: str = "") -> None:
        """Say what happens."""
        self.query_one("#etat-export", Static).update(
            Content("\n".join(part for part in (message, suite) if part))
        )

    # --- choosing -----------------------------------------------------------------------------------------------

    def action_format(self, rang: int) -> None:
        """The format of a digit."""
        formats = self.sujet.formats
        if rang <= len(formats) and self._arret is None:
            self.query_one("#formats", Menu).aller(rang - 1)
            self._nommer(formats[rang - 1].fin)

    @on(Menu.Choisi, "#formats")
    def _choisi(self, event: Menu.Choisi) -> None:
        if self._arret is None:
            self._proposer(event.cle)
            self.action_ecrire()

    def _nommer(self, fin: str) -> None:
        self._proposer(fin)
        self.query_one(Input).focus()

    def _proposer(self, fin: str) -> None:
        """A free name of this ending, unless the person wrote one: then its ending alone changes."""
        field = self.query_one(Input)
        if field.value in ("", self._propose):
            name = destination.nom_propose(self.sujet.titre, self._au, fin)
            field.value = self._propose = self._libre(name)
        elif Path(field.value).suffix in {f.fin for f in self.sujet.formats}:
            field.value = str(Path(field.value).with_suffix(fin))
        field.cursor_position = len(field.value)

    def _libre(self, name: str) -> str:
        try:
            return destination.nom_libre(destination.destination(name)).name
        except (ExportRefuse, OSError):
            return name

    # --- writing ------------------------------------------------------------------------------------------------

    @on(Input.Submitted)
    def _valider(self) -> None:
        self.action_ecrire()

    def action_ecrire(self) -> None:
        """Write the file in the background. A name that is taken is never replaced: another one is proposed."""
        if self._arret is not None:
            return
        field = self.query_one(Input)
        try:
            path = destination.destination(field.value)
            if path.suffix.lower() not in {f.fin for f in self.sujet.formats}:
                path = path.with_name(path.name + self.fin)
            if (free := destination.nom_libre(path)) != path:
                field.value = self._propose = str(Path(field.value).with_name(free.name))
                field.cursor_position = len(field.value)
                self.dire(
                    f"{path.name} existe déjà et n'est pas remplacé.", "Entrée écrit sous le nom proposé."
                )
                return
        except (ExportRefuse, OSError) as error:
            self.dire(_raison(error))
            return

        def travail(atlas: Atlas, reglages: Reglages) -> Callable[[], None]:
            answer = self.sujet.repondre(atlas, path.suffix.lower())
            reglages.suivi(0.0)
            write_file(answer, path, reglages)
            return lambda: self._ecrit(path)

        self._lancer(travail)

    def action_copier(self) -> None:
        """Put the whole file in the reader's clipboard, when it is a small text: nothing to fetch from the host."""
        if self._arret is not None:
            return
        fin = self.fin
        if fin not in EN_TEXTE:
            self.dire(
                f"Un fichier {fin} ne se copie pas : ce n'est pas du texte.", "Choisissez CSV, JSON ou texte."
            )
            return

        def travail(atlas: Atlas, reglages: Reglages) -> Callable[[], None]:
            stream = io.BytesIO()
            write_stream(self.sujet.repondre(atlas, fin), fin, stream, reglages)
            return lambda: self._copie(stream.getvalue(), fin)

        self._lancer(travail)

    def _lancer(self, travail: Callable[[Atlas, Reglages], Callable[[], None]]) -> None:
        stop = self._arret = Event()
        page = self.app.page
        opened = self.app.ouverture_de(page.adresse.au if page is not None else None)
        self.dire("")
        last = monotonic() + PATIENCE - RYTHME

        def suivi(fraction: float) -> None:
            nonlocal last
            if stop.is_set():
                raise ExportAnnule
            if monotonic() - last >= RYTHME:
                last = monotonic()
                self.post_message(self.Avance(fraction))

        def fil() -> None:
            try:
                suite = travail(opened.result(), Reglages(suivi=suivi))
            except ExportAnnule:
                suite = lambda: self.dire("Export annulé : rien n'a été écrit.")  # noqa: E731
            except (ExportRefuse, AtlasError, OSError) as error:
                said = _raison(error)
                suite = lambda: self.dire(said)  # noqa: E731
            except Exception:
                journal().exception("export de %s", self.sujet.titre)
                suite = lambda: self.dire(f"L'export a échoué ; le détail est dans {chemin()}.")  # noqa: E731
            self.post_message(self.Fini(suite))

        self.run_worker(fil, name="export", thread=True, exit_on_error=False)

    @on(Avance)
    def _avancer(self, event: Avance) -> None:
        if self._arret is not None:
            self.dire(f"Export{INSECABLE}: {event.fraction * 100:.0f}{FINE}% — Échap annule")

    @on(Fini)
    def _finir(self, event: Fini) -> None:
        self._arret = None
        event.suite()

    def _ecrit(self, path: Path) -> None:
        retenir_export(self.app, path, self._au)
        where = destination.adresse(path)
        self.app.copy_to_clipboard(where)
        self.dire(f"Écrit{INSECABLE}: {path}", f"Copié{INSECABLE}: {where}")
        self._propose = self.query_one(Input).value

    def _copie(self, data: bytes, fin: str) -> None:
        size = f"{nombre(max(1, round(len(data) / 1000)))}{INSECABLE}ko"
        if len(data) > PRESSE_PAPIERS_MAX:
            self.dire(
                f"Trop long pour le presse-papiers ({size}).", "Écrivez le fichier, ou affinez la liste."
            )
            return
        self.app.copy_to_clipboard(data.decode())
        self.dire(
            f"Copié dans le presse-papiers{INSECABLE}: {size} de {fin[1:]}.",
            "Si rien ne vient, le terminal ne le permet pas.",
        )

    def action_fermer(self) -> None:
        """Stop what is being written; else close."""
        if self._arret is not None:
            self._arret.set()
            self.dire("Annulation…")
            return
        super().action_fermer()


def _raison(error: Any) -> str:
    """Why an export is refused, in one line."""
    from exports.french import raison_systeme

    if isinstance(error, OSError):
        return f"Écriture impossible : {raison_systeme(error)}. Choisissez un autre nom."
    return str(error)
