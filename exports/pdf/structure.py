# SPDX-License-Identifier: EUPL-1.2
"""What a reader's assistive tools read: the tree of headings, paragraphs, tables and figures of a document.

fpdf2 knows a flat list of elements; ours nests (a table has rows that have cells). A table of 12,731 rows makes 130,000
elements: they are written packed in compressed object streams, which takes a tenth of the room.
"""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fpdf.output import OutputProducer, PDFCatalog, PDFInfo
from fpdf.syntax import PDFObject, PDFString, Raw

if TYPE_CHECKING:
    from fpdf import FPDF

_PAR_FLUX = 2_000
"""Objects packed in one stream."""

COLONNE = "/A <</O /Table /Scope /Column>>"
"""Attribute of a heading cell over a column."""
LIGNE = "/A <</O /Table /Scope /Row>>"
"""Attribute of a heading cell before its row."""


class Arbre:
    """The elements of a document in the order they were opened; the first is the document itself."""

    def __init__(self) -> None:
        self._types: list[str] = []
        self._parents: list[int] = []
        self._extras: dict[int, str] = {}
        self._pages: list[list[int]] = []
        self._open: list[int] = []
        self.ouvrir("Document")

    def ouvrir(self, genre: str, *, alt: str = "", attribut: str = "") -> int:
        """Open an element inside the one that is open; `alt` says what a picture shows. Return its number."""
        number = len(self._types)
        self._types.append(genre)
        self._parents.append(self._open[-1] if self._open else -1)
        extra = attribut + (f"/Alt {PDFString(alt).serialize()}" if alt else "")
        if extra:
            self._extras[number] = extra
        self._open.append(number)
        return number

    def fermer(self) -> None:
        """Close the element that was opened last."""
        self._open.pop()

    def nouvelle_page(self) -> None:
        """From now on, marks are those of the next page."""
        self._pages.append([])

    def marque(self) -> tuple[str, int]:
        """A mark for content of the open element on the page under way: the element's type and the mark's number."""
        page = self._pages[-1]
        page.append(self._open[-1])
        return self._types[self._open[-1]], len(page) - 1

    def __len__(self) -> int:
        return len(self._types)

    def objets(self, premier: int, racine: int, pages: Sequence[str]) -> Iterator[tuple[int, str]]:
        """(number, text) of every PDF object: elements from `premier` on, then the pages' lists. `pages`: references."""
        kids: defaultdict[int, list[str]] = defaultdict(list)
        home: dict[int, int] = {}
        for page, marks in enumerate(self._pages):
            for mark, element in enumerate(marks):
                if home.setdefault(element, page) == page:
                    kids[element].append(str(mark))
                else:
                    kids[element].append(f"<</Type /MCR /Pg {pages[page]} /MCID {mark}>>")
        for number in range(1, len(self._types)):
            kids[self._parents[number]].append(f"{premier + number} 0 R")
        for number, genre in enumerate(self._types):
            parent = self._parents[number]
            above = racine if parent < 0 else premier + parent
            page_ref = f"/Pg {pages[home[number]]}" if number in home else ""
            extra = self._extras.get(number, "")
            yield (
                premier + number,
                f"<</S /{genre} /P {above} 0 R /K [{' '.join(kids.pop(number, ()))}]{page_ref}{extra}>>",
            )
        for page, marks in enumerate(self._pages):
            yield premier + len(self._types) + page, f"[{' '.join(f'{premier + m} 0 R' for m in marks)}]"

    def nombre_objets(self) -> int:
        """How many objects `objets` gives."""
        return len(self._types) + len(self._pages)


class _Racine(PDFObject):
    """The root of the tree, and the list that leads from a page's marks to their elements."""

    def __init__(self) -> None:
        super().__init__()
        self.type = Raw("/StructTreeRoot")
        self.k = Raw("")
        self.parent_tree = Raw("")
        self.parent_tree_next_key = 0


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a packed object is: its stream's number, its rank in it."""

    flux: int
    rang: int


class Producteur(OutputProducer):
    """fpdf2's writer, with the tree of `fpdf.arbre` packed in object streams and a compressed table of references."""

    def __init__(self, fpdf: FPDF) -> None:
        super().__init__(fpdf)
        self._arbre: Arbre = fpdf.arbre  # type: ignore[attr-defined]
        self._premier = self._racine = 0
        # The packed objects have numbers and no place of their own in the file.
        self.offsets = defaultdict(int)

    def _add_structure_tree(self) -> PDFObject:
        root = _Racine()
        self._racine = self._add_pdf_obj(root)
        self._premier = self.obj_id + 1
        self.obj_id += self._arbre.nombre_objets()
        pages = self.fpdf.pages_count
        lists = self._premier + len(self._arbre)
        root.k = Raw(f"[{self._premier} 0 R]")
        root.parent_tree = Raw(f"<</Nums [{' '.join(f'{i} {lists + i} 0 R' for i in range(pages))}]>>")
        root.parent_tree_next_key = pages
        return root

    def bufferize(self) -> bytearray:
        """The whole file."""
        out = super().bufferize()
        del out[out.rindex(b"\nxref\n") + 1 :]
        places: dict[int, _Place] = {}
        offsets = {number: offset for number, offset in self.offsets.items() if offset}
        packed: list[tuple[int, str]] = []
        last = self.obj_id
        pages = [self.fpdf.pages[i + 1].ref for i in range(self.fpdf.pages_count)]

        def pack() -> None:
            nonlocal last
            last += 1
            offsets[last] = len(out)
            texts = [text for _, text in packed]
            starts, position = [], 0
            for text in texts:
                starts.append(position)
                position += len(text) + 1
            head = " ".join(f"{n} {s}" for (n, _), s in zip(packed, starts, strict=True)) + "\n"
            for rank, (number, _) in enumerate(packed):
                places[number] = _Place(last, rank)
            body = zlib.compress((head + "\n".join(texts)).encode("latin-1"), 9)
            out.extend(
                f"{last} 0 obj\n<</Type /ObjStm /N {len(packed)} /First {len(head)} /Length {len(body)} /Filter /FlateDecode>>\n"
                "stream\n".encode()
            )
            out.extend(body + b"\nendstream\nendobj\n")
            packed.clear()

        for item in self._arbre.objets(self._premier, self._racine, pages):
            packed.append(item)
            if len(packed) == _PAR_FLUX:
                pack()
        if packed:
            pack()
        self._references(out, offsets, places, last + 1)
        self.buffer = out
        return out

    def _references(
        self, out: bytearray, offsets: dict[int, int], places: dict[int, _Place], number: int
    ) -> None:
        """The compressed table of references, itself object `number`, and the end of the file."""
        offsets[number] = len(out)
        rows = bytearray(b"\x00" + bytes(4) + b"\xff\xff")
        for n in range(1, number + 1):
            if place := places.get(n):
                rows += b"\x02" + place.flux.to_bytes(4) + place.rang.to_bytes(2)
            else:
                rows += b"\x01" + offsets[n].to_bytes(4) + b"\x00\x00"
        catalog = next(o for o in self.pdf_objs if isinstance(o, PDFCatalog))
        info = next(o for o in self.pdf_objs if isinstance(o, PDFInfo))
        body = zlib.compress(bytes(rows), 9)
        start = len(out)
        identity = self.fpdf._default_file_id(out)
        out.extend(
            f"{number} 0 obj\n<</Type /XRef /Size {number + 1} /W [1 4 2] /Root {catalog.ref} /Info {info.ref} /ID [{identity}]"
            f" /Length {len(body)} /Filter /FlateDecode>>\nstream\n".encode()
        )
        out.extend(body + b"\nendstream\nendobj\n" + f"startxref\n{start}\n%%EOF\n".encode())
