# SPDX-License-Identifier: EUPL-1.2
"""A field of a short questionnaire. What is typed ahead goes to the field it is meant for, a password above all."""

from __future__ import annotations

from textual import events
from textual.message import Message

from atlas_tui.app.widgets.champ import Champ


class Case(Champ):
    """One line. Entrée, Tab and ↓ go to the next field before the next key is looked at."""

    DEFAULT_CSS = """
    Case, Case:focus { border: none; height: 1; padding: 0; width: 1fr; background: $surface; }
    """

    class Validee(Message):
        """Entrée in the last field."""

    async def _on_key(self, event: events.Key) -> None:
        # Keys that came in one packet were all given to the field that had the focus then.
        here = self.screen.focused
        if here is not self and here is not None:
            event.prevent_default()
            event.stop()
            here.post_message(events.Key(event.key, event.character))
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
