# SPDX-License-Identifier: EUPL-1.2
"""A field of a short questionnaire. What is typed ahead goes to the field it is meant for, a password above all."""

from __future__ import annotations

from textual import events
from textual.message import Message
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


class Case(Input):
    """One line. Entrée, Tab and ↓ go to the next field before the next key is looked at."""

    DEFAULT_CSS = """
    Case, Case:focus { border: none; height: 1; padding: 0; width: 1fr; background: $surface; }
    Case > .input--cursor, Case:focus > .input--cursor, Case:ansi > .input--cursor {
        background: ansi_default; color: ansi_default; text-style: reverse;
    }
    """

    class Validee(Message):
        """Entrée in the last field."""

    def __init__(self, *, id: str, secret: bool = False, valeur: str = "") -> None:
        super().__init__(value=valeur, password=secret, id=id, compact=True, select_on_focus=False)
        self.cursor_blink = False

    async def _on_key(self, event: events.Key) -> None:
        # Keys that came in one packet were all given to the field that had the focus then.
        here = self.screen.focused
        if here is not self and here is not None:
            event.prevent_default()
            event.stop()
            here.post_message(events.Key(event.key, event.character))
            return
        if event.key in _GESTES:
            # A binding would be looked up once the letters that follow are in: « ab<Retour arr.>c » would say « abc ».
            event.prevent_default()
            event.stop()
            getattr(self, f"action_{_GESTES[event.key]}")()
            return
        sens = {"enter": 1, "tab": 1, "down": 1, "up": -1, "shift+tab": -1}.get(event.key, 0)
        if not sens:
            return
        event.prevent_default()
        event.stop()
        fields = list(self.screen.query(Case))
        rank = fields.index(self) + sens
        if 0 <= rank < len(fields):
            self.screen.set_focus(fields[rank])
        elif event.key == "enter":
            self.post_message(self.Validee())
