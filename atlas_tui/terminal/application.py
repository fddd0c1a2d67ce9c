# SPDX-License-Identifier: EUPL-1.2
"""What any application of ours has between Textual and the terminal: the guard on every line, our wire under every frame."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.app import App
from textual.binding import Binding, BindingType
from textual.filter import LineFilter

from atlas_tui.terminal.clipboard import osc52
from atlas_tui.terminal.driver import GuardedDriver
from atlas_tui.terminal.guard import filtres
from atlas_tui.terminal.profile import adopter

if TYPE_CHECKING:
    from rich.console import RenderableType
    from textual.driver import Driver
    from textual.screen import Screen

    from atlas_tui.terminal.mesures import Mesures
    from atlas_tui.terminal.sonde import Sonde


class GuardedApp(App[None]):
    """An application whose every line goes through the guard. Tests without a terminal go through the same lines."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+l", "redessiner", "Redessiner l'écran", show=False, priority=True)
    ]

    def __init__(self, *, driver_class: type[Driver] | None = None, **options: Any) -> None:
        super().__init__(driver_class=driver_class or GuardedDriver, **options)
        self.sonde: Sonde | None = None
        """The first question asked to the terminal, with what was typed meanwhile."""
        self.mesures: Mesures | None = None
        """Where bytes and times are written, when they are asked for."""

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's filters, then ours."""
        return [*super().get_line_filters(), *filtres()]

    def copy_to_clipboard(self, text: str) -> None:
        """Copy `text` to the clipboard of the terminal, if it takes it."""
        self._clipboard = text
        if self._driver is not None and (sequence := osc52(text)):
            self._driver.write(sequence)

    def open_url(self, url: str, *, new_tab: bool = True) -> None:
        """Copy an address: no program is ever started for what data says, here or on a host."""
        self.copy_to_clipboard(url)

    @property
    def octets(self) -> int:
        """Bytes written to the terminal since the start."""
        return self._driver.octets if isinstance(self._driver, GuardedDriver) else 0

    def changer_profil(self, nom: str) -> None:
        """Take another profile of the line: looks, colours and frames follow at once, every screen."""
        adopter(nom)
        if isinstance(self._driver, GuardedDriver):
            self._driver.regler(self.console)
        for screen in self.screen_stack:
            for widget in screen.walk_children():
                widget.refresh(layout=True)
            screen.refresh()

    def action_redessiner(self) -> None:
        """Send the whole screen again: something else wrote on the terminal."""
        if isinstance(self._driver, GuardedDriver):
            self._driver.tout_redire()

    async def _on_resize(self, event: events.Resize) -> None:
        # A terminal that changed its size, were it to come back to the one it had, has moved what it showed.
        if isinstance(self._driver, GuardedDriver):
            self._driver.tailler((event.size.width, event.size.height))
        await super()._on_resize(event)

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        driver = self._driver
        if not (
            isinstance(driver, GuardedDriver)
            and isinstance(renderable, (LayoutUpdate, ChopsUpdate))
            and self._running
            and not self._closed
            and not self._batch_count
        ):
            super()._display(screen, renderable)
            return
        try:
            size = self.screen.outer_size
            x, y = size.clamp_offset(self.cursor_position)
            driver.montrer(renderable, (size.width, size.height), (x, y), self._sync_available)
        except Exception as error:
            self._handle_exception(error)
        finally:
            self.post_display_hook()
