# SPDX-License-Identifier: EUPL-1.2
"""What opens over a page and is closed by Échap: no box, the two first lines of the page stay in sight."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from atlas_tui.app.widgets.chrome import Ligne

if TYPE_CHECKING:
    from atlas_tui.app.application import AtlasApp


class Modal(ModalScreen[None]):
    """A title, a body, a last line that says which keys work."""

    DEFAULT_CSS = """
    Modal { background: transparent; align: left top; }
    Modal > #volet { margin-top: 2; width: 100%; height: 1fr; background: $background; }
    Modal #modal-titre { height: 1; text-style: bold; }
    Modal #modal-touches { height: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "fermer", "Fermer", show=False),
        Binding("f10", "app.quit", "Quitter", show=False),
    ]
    AUTO_FOCUS = ""
    TITRE: ClassVar[str]
    TOUCHES: ClassVar[str] = "Échap fermer"

    @property
    def titre(self) -> str:
        """The first line."""
        return self.TITRE

    @property
    def touches(self) -> str:
        """The last line."""
        return self.TOUCHES

    @property
    def au(self) -> str:
        """The day of the atlas, beside the keys."""
        known = self.app.connu if self.app.page is not None else None
        return known.au if known is not None else ""

    @property
    def app(self) -> AtlasApp:  # type: ignore[override]
        """The application, with its own type."""
        return cast("AtlasApp", super().app)

    def compose(self) -> ComposeResult:
        """The body between its two lines."""
        with Vertical(id="volet"):
            yield Ligne(id="modal-titre")
            yield from self.corps()
            yield Ligne(id="modal-touches", cede=True)

    def corps(self) -> ComposeResult:
        """The widgets of this modal."""
        yield from ()

    def on_mount(self) -> None:
        """Write the two lines."""
        self.ecrire_lignes()
        # Later: once the field of the classes above has the focus.
        self.call_after_refresh(self.app.rendre_touches)

    def ecrire_lignes(self) -> None:
        """Write the first line and the last."""
        self.query_one("#modal-titre", Ligne).dire(self.titre)
        self.query_one("#modal-touches", Ligne).dire(self.touches, self.au)

    def action_fermer(self) -> None:
        """Close, and give the page back as it was."""
        self.dismiss()
