"""The model behind the sheet view, so that Qt's table can say each cell to a screen reader."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from app.ui.sheets.drawing import CellFace, Place, SheetDrawing, address, column_letters

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class SheetModel(QAbstractTableModel):
    """A drawing and its faces as a table."""

    def __init__(self) -> None:
        super().__init__()
        self.drawing = SheetDrawing("", (), (), {})
        self.faces: Mapping[Place, CellFace] = {}

    def show(self, drawing: SheetDrawing, faces: Mapping[Place, CellFace]) -> None:
        self.beginResetModel()
        self.drawing, self.faces = drawing, faces
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.drawing.heights)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.drawing.widths)

    def text(self, place: Place) -> str:
        """What stands in a cell: the face if it has one, else what the author wrote."""
        face = self.faces.get(place)
        if face is not None:
            return face.text
        cell = self.drawing.cells.get(place)
        return cell.text if cell is not None else ""

    def sentence(self, place: Place) -> str:
        """A cell in words: address, meaning, value, state."""
        face = self.faces.get(place)
        said = face.sentence if face is not None else self.text(place).strip() or "空"
        return f"{address(place)}，{said}"

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        place = (index.row(), index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(place)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.sentence(place)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return column_letters(section) if orientation == Qt.Orientation.Horizontal else str(section + 1)
        return None
