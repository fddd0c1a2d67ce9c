# SPDX-License-Identifier: EUPL-1.2
"""The one-line field that every form and finder is made of: keys typed ahead of the line are obeyed in their order."""

from __future__ import annotations

from textual import events
from textual.widgets import Input

_GESTES = {
    "backspace": "delete_left",
    "delete": "delete_right",
    "left": "cursor_left",
    "right": "cursor_right",
    "home": "home",
    "end": "end",
    "ctrl+u": "delete_left_all",
    "ctrl+w": "delete_left_word",
}
"""Keys that change the text or move in it, and the actions of Textual's field that do it."""


class Champ(Input):
    """Textual's field, without its box, its blink and its delay: a key that erases erases what was typed before it."""

    DEFAULT_CSS = """
    Champ > .input--cursor, Champ:focus > .input--cursor, Champ:ansi > .input--cursor {
        background: ansi_default; color: ansi_default; text-style: reverse;
    }
    """

    def __init__(
        self, valeur: str = "", *, id: str | None = None, invite: str = "", secret: bool = False
    ) -> None:
        super().__init__(
            value=valeur, placeholder=invite, password=secret, id=id, compact=True, select_on_focus=False
        )
        self.cursor_blink = False

    def _on_paste(self, event: events.Paste) -> None:
        # Textual keeps the first line and drops the others unsaid. A title or an address copied from a page is broken
        # where the page was: its lines make one, and nothing of it is lost.
        event.prevent_default()
        lines = event.text.splitlines()
        said = lines[0] if len(lines) == 1 else " ".join(filter(None, map(str.strip, lines)))
        if said:
            self.replace(said, *sorted(self.selection))
        event.stop()

    async def _on_key(self, event: events.Key) -> None:
        if event.key in _GESTES:
            # A binding would be looked up once the letters that follow are in: « ab<Retour arr.>c » would say « abc ».
            event.prevent_default()
            event.stop()
            getattr(self, f"action_{_GESTES[event.key]}")()
