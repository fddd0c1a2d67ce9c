# SPDX-License-Identifier: EUPL-1.2
"""What a reader's assistive tools read: the tree of headings, paragraphs, tables and figures of a document.

fpdf2 knows a flat list of elements; ours nests (a table has rows that have cells). A table of 12,731 rows makes 130,000
elements: they are written packed in compressed object streams, which takes a tenth of the room.
"""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from fpdf.output import OutputProducer, PDFCatalog, PDFInfo, PDFPage
from fpdf.syntax import Name, PDFArray, PDFContentStream, PDFObject, PDFString, Raw

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

    def objets(self, premier: int, racine: int, pages: Sequence[str]) -> Iterator[str]:
        """The text of every PDF object, numbered from `premier` on: elements, then the pages' lists. `pages`: references."""
        marks: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
        for page, elements in enumerate(self._pages):
            for mark, element in enumerate(elements):
                marks[element].append((page, mark))
        children: defaultdict[int, list[int]] = defaultdict(list)
        for number in range(1, len(self._types)):
            children[self._parents[number]].append(number)
        for number, genre in enumerate(self._types):
            parent = self._parents[number]
            above = racine if parent < 0 else premier + parent
            own = marks.pop(number, [])
            home = own[0][0] if own else -1
            kids = [
                str(mark) if page == home else f"<</Type /MCR /Pg {pages[page]} /MCID {mark}>>"
                for page, mark in own
            ]
            kids += [f"{premier + child} 0 R" for child in children.pop(number, ())]
            page_ref = f"/Pg {pages[home]}" if own else ""
            yield (
                f"<</S /{genre} /P {above} 0 R /K [{' '.join(kids)}]{page_ref}{self._extras.get(number, '')}>>"
            )
        for elements in self._pages:
            yield f"[{' '.join(f'{premier + m} 0 R' for m in elements)}]"

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

    def _add_pages(self, _slice: slice = slice(0, None)) -> list[PDFPage]:
        """The pages; what was drawn on each was compressed when it was left, header and footer came later."""
        pages = super()._add_pages(_slice)
        for page in pages:
            body = PDFContentStream(self.fpdf.serres.pop(page.index()))  # type: ignore[attr-defined]
            body.filter = Name("FlateDecode")
            self._add_pdf_obj(body)
            page.contents = PDFArray([body, page.contents])  # type: ignore[assignment]
        return pages

    def bufferize(self) -> bytearray:
        """The whole file."""
        out = super().bufferize()
        del out[out.rindex(b"\nxref\n") + 1 :]
        offsets = {number: offset for number, offset in self.offsets.items() if offset}
        self.offsets.clear()
        pages = [self.fpdf.pages[i + 1].ref for i in range(self.fpdf.pages_count)]
        stream, number = self.obj_id, self._premier
        objects = self._arbre.objets(self._premier, self._racine, pages)
        while texts := list(islice(objects, _PAR_FLUX)):
            stream += 1
            offsets[stream] = len(out)
            head, position = [], 0
            for text in texts:
                head.append(f"{number} {position}")
                number += 1
                position += len(text) + 1
            start = " ".join(head) + "\n"
            body = zlib.compress((start + "\n".join(texts)).encode("latin-1"), 9)
            said = f"/N {len(texts)} /First {len(start)} /Length {len(body)} /Filter /FlateDecode"
            out += (
                f"{stream} 0 obj\n<</Type /ObjStm {said}>>\nstream\n".encode()
                + body
                + b"\nendstream\nendobj\n"
            )
        self._references(out, offsets, stream + 1)
        self.buffer = out
        return out

    def _references(self, out: bytearray, offsets: dict[int, int], number: int) -> None:
        """The compressed table of references, itself object `number`, and the end of the file."""
        offsets[number] = len(out)
        first_stream = self.obj_id + 1
        rows = bytearray(b"\x00" + bytes(4) + b"\xff\xff")
        for n in range(1, number + 1):
            rank = n - self._premier
            if 0 <= rank < self._arbre.nombre_objets():
                rows += (
                    b"\x02" + (first_stream + rank // _PAR_FLUX).to_bytes(4) + (rank % _PAR_FLUX).to_bytes(2)
                )
            else:
                rows += b"\x01" + offsets[n].to_bytes(4) + b"\x00\x00"
        catalog = next(o for o in self.pdf_objs if isinstance(o, PDFCatalog))
        info = next(o for o in self.pdf_objs if isinstance(o, PDFInfo))
        body = zlib.compress(bytes(rows), 9)
        start = len(out)
        identity = self.fpdf._default_file_id(out)
        said = f"/Size {number + 1} /W [1 4 2] /Root {catalog.ref} /Info {info.ref} /ID [{identity}]"
        out += f"{number} 0 obj\n<</Type /XRef {said} /Length {len(body)} /Filter /FlateDecode>>\nstream\n".encode()
        out += body + f"\nendstream\nendobj\nstartxref\n{start}\n%%EOF\n".encode()
