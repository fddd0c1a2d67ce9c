# SPDX-License-Identifier: EUPL-1.2
"""Copying to the reader's own clipboard, wherever they are: OSC 52 goes through SSH, a remote clipboard does not.

No terminal says whether it obeyed (tmux obeys with `set-clipboard on` only): what is copied is always shown as well.
"""

from __future__ import annotations

import base64
import re

from store.cleaning import CONTROLS

MAX_BYTES = 74_994
"""What xterm takes at most, once decoded; longer, it drops everything."""


_ORDRES = re.compile(rf"(?!\t)[{CONTROLS}]")
"""What would be obeyed where it is pasted, a shell first of all; tabs part the columns of a table."""


def osc52(text: str) -> str:
    """Return the sequence that copies `text`, without what is no text; empty when it is too long for a terminal."""
    raw = _ORDRES.sub("", text).encode("utf-8", "replace")
    return "" if len(raw) > MAX_BYTES else f"\x1b]52;c;{base64.b64encode(raw).decode('ascii')}\x07"
