"""附件: the photos, scans and other files of a case; added by button, by dragging, or pasted from the clipboard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from app.errors import AppError, Issue
from app.services.rasters import Raster
from app.ui.context import Context
from app.ui.jobs import Job
from app.ui.pages.case.file_card import SMALL, FileCard
from app.ui.pages.case.incoming import local_files, raster_of
from app.ui.pages.common import clerk_of, today_of
from app.ui.pages.register.paper import open_file, place_for
from app.ui.theme import look
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Banner, Card
from app.ui.widgets.layouts import Column, Flow
from app.ui.widgets.progress import ProgressPanel
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.progress import Progress
    from app.services.attachments import Added, AttachmentFace

_KINDS = (
    "照片、扫描件和文件 (*.jpg *.jpeg *.png *.gif *.bmp *.webp *.tif *.tiff *.heic *.pdf *.docx *.doc *.xlsx *.xls "
    "*.wps *.et *.txt *.mp3 *.m4a *.amr *.wav *.mp4 *.mov);;所有文件 (*)"
)
_HOW = "按 F5 选文件，从文件夹里拖到这里，或者截了图、复制了照片按 Ctrl+V。"
CHANGES = ("attachment",)


def look_at(context: Context, face: AttachmentFace) -> None:
    """Show a file of a case in the window; from there it is printed or stored elsewhere."""
    attachments = context.services.attachments
    context.go(
        "preview",
        title=face.name,
        fact=" · ".join(filter(None, (face.kind, face.size_words, face.note))),
        make=lambda progress: attachments.pages(face.id),
        name=face.name,
        save=lambda path: attachments.save_as(face.id, path),
        picture=face.is_picture,
    )


class FilesPanel(QWidget):
    """Put it anywhere and call :meth:`show_case`; it reads, adds, takes away and refreshes by itself."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._case = ""
        self._fixed = False
        self._faces: tuple[AttachmentFace, ...] = ()
        self._shown = False
        self._job: Job | None = None
        self._notice: Banner | None = None
        self.cards: dict[str, FileCard] = {}
        self.setAccessibleName("附件")
        self.setAcceptDrops(True)
        self.add_button = Button("加文件", icon="paperclip", key="F5", on=self._ask)
        self.paste_button = Button("贴上截图", icon="copy", key="Ctrl+V", on=self.paste)
        self.top = Card()
        self.said = Words("", bold=True)
        self.how = Words(_HOW, colour="ink2")
        inner = Column(self.top, margins=(20, 14, 20, 16), spacing=8)
        inner.put(self.said, self.how, Flow(self.add_button, self.paste_button, spacing=10))
        self.panel = ProgressPanel("正在存文件", cancel="停下", effect="停下以后，这一次的文件都不存。")
        self.panel.cancelled.connect(lambda: self._job.cancel() if self._job else None)
        self.panel.hide()
        self._held = QWidget()
        self._list = Column(self._held, spacing=12)
        self._column = Column(self, spacing=12)
        self._column.put(self.top, self.panel, self._held, None)
        context.jobs.changed.connect(self._data_changed)
        self._say_how_many()

    @property
    def first(self) -> QWidget | None:
        """What has the focus first: looking at the first file, or adding one."""
        return next((card.first for card in self.cards.values()), self.add_button)

    # -- showing --------------------------------------------------------------------------------------
    def show_case(self, id: str, *, fixed: bool = False) -> None:
        """Show the files of case ``id``; ``fixed``: nothing is added or taken away."""
        if id != self._case or fixed != self._fixed:
            self._flush()
            self._case, self._fixed, self._shown = id, fixed, False
            self._say(None)
            self._fill(())
        self.refresh()

    def refresh(self) -> None:
        """Read the files again."""
        if not self._case:
            return
        attachments, case = self._context.services.attachments, self._case
        self._context.jobs.read(lambda progress: attachments.of(case), self._show, channel="case-files", owner=self)

    def _data_changed(self, changes: frozenset[str]) -> None:
        if changes & {"attachment", "import"} and self._case and self.isVisible():
            self.refresh()

    def _show(self, faces: tuple[AttachmentFace, ...]) -> None:
        if faces == self._faces and self._shown:
            return
        self._shown = True
        self._flush()
        self._fill(faces)
        self._draw_small()

    def _fill(self, faces: tuple[AttachmentFace, ...]) -> None:
        """One card a file; the focus stays where it was."""
        focused = [(id, act) for id, card in self.cards.items() for act, b in card.buttons.items() if b.hasFocus()]
        known = {face.id: face for face in self._faces}
        self._faces = faces
        kept: dict[str, FileCard] = {}
        for face in faces:
            card = self.cards.pop(face.id, None)
            if card is None or known.get(face.id) != face:
                if card is not None:
                    self._let_go(card)
                card = self._card(face)
            kept[face.id] = card
        for gone in self.cards.values():
            self._let_go(gone)
        self.cards = kept
        for at, card in enumerate(kept.values()):
            self._list.insertWidget(at, card)
        before: QWidget = self.paste_button
        for card in kept.values():
            for stop in card.stops:
                QWidget.setTabOrder(before, stop)
                before = stop
        self._say_how_many()
        for id, act in focused:
            card = kept.get(id)
            target = card.buttons.get(act) if card is not None else self.first
            if target is not None:
                target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _card(self, face: AttachmentFace) -> FileCard:
        card = FileCard(face, today_of(self._context), fixed=self._fixed)
        card.wanted.connect(lambda act, id=face.id: self._act(act, id))
        card.noted.connect(lambda words, id=face.id: self._note(id, words))
        return card

    def _let_go(self, card: FileCard) -> None:
        self._list.removeWidget(card)
        card.hide()
        card.deleteLater()

    def _say_how_many(self) -> None:
        many = len(self._faces)
        self.said.setText(f"{many} 个附件" if many else "还没有附件")
        self.how.setText(
            _HOW if not self._fixed else "这一件在回收站里，附件只能看。" if many else "这一件在回收站里。"
        )
        self.add_button.setVisible(not self._fixed)
        self.paste_button.setVisible(not self._fixed)

    def _draw_small(self) -> None:
        """Have the small pictures drawn, in the long lane: strangers' files take what they take."""
        faces = [face for face in self._faces if face.pages and not self.cards[face.id].thumb.shown]
        if not faces:
            return
        attachments = self._context.services.attachments
        longest = round(look().px(SMALL - 8) * self.devicePixelRatioF())

        def work(progress: Progress) -> dict[str, Raster]:
            return attachments.small(faces, longest, progress)

        self._context.jobs.read(work, self._drawn, long=True, channel="case-file-pictures", owner=self)

    def _drawn(self, rasters: dict[str, Raster]) -> None:
        for id, raster in rasters.items():
            if id in self.cards:
                self.cards[id].thumb.show_raster(raster)

    def _say(self, banner: Banner | None) -> None:
        if self._notice is not None:
            self._notice.hide()
            self._notice.deleteLater()
        self._notice = banner
        if banner is not None:
            self._column.insertWidget(0, banner)
            self._context.tell(f"{banner.title.text()}。{banner.accessibleDescription()}")

    # -- adding ---------------------------------------------------------------------------------------
    def _ask(self) -> None:
        folder = self._context.settings.window.collect_folder or str(Path.home())
        chosen, _ = QFileDialog.getOpenFileNames(self.window(), "选照片、扫描件或文件", folder, _KINDS)
        if chosen:
            self._context.settings.change(collect_folder=str(Path(chosen[0]).parent))
            self.add([Path(path) for path in chosen])

    def add(self, paths: Sequence[Path]) -> None:
        """Copy files into the case."""
        attachments, case, by = self._context.services.attachments, self._case, clerk_of(self._context)
        self._add(lambda progress: attachments.add(case, paths, by=by, progress=progress))

    def paste(self) -> None:
        """Take what was copied: files, or a picture (a screenshot)."""
        data = QGuiApplication.clipboard().mimeData()
        paths = local_files(data)
        if paths:
            self.add(paths)
            return
        image = QGuiApplication.clipboard().image()
        if image.isNull():
            self._say(Banner("剪贴板里没有图片", "请先截图，或在文件夹里复制照片，再按 Ctrl+V。", tone="note"))
            return
        raster = raster_of(image)
        name = f"截图 {datetime.now():%Y-%m-%d %H.%M.%S}.png"
        attachments, case, by = self._context.services.attachments, self._case, clerk_of(self._context)
        self._add(lambda progress: attachments.add_raster(case, raster, name, by=by))

    def _add(self, work: Callable[[Progress], Added]) -> None:
        if self._fixed or not self._case or self._job is not None:
            return
        self._flush()
        self._say(None)
        self.panel.start()
        self.panel.show()
        for button in (self.add_button, self.paste_button):
            button.set_off("正在存文件")
        self._job = self._context.jobs.write(
            work,
            self._added,
            changes=CHANGES,
            failed=self._not_added,
            cancelled=lambda: self._over(Banner("停下了，没有存", tone="note")),
            progress=self.panel.show_step,
            owner=self,
        )

    def _over(self, banner: Banner) -> None:
        self._job = None
        self.panel.hide()
        for button in (self.add_button, self.paste_button):
            button.set_off("")
        self._say(banner)

    def _added(self, done: Added) -> None:
        many = len(done.added)
        wrong = any(issue.severity == "error" for issue in done.issues)
        title = f"存好了 {many} 个附件" if many else "没有新的附件"
        tone = "question" if wrong else "done" if many else "note"
        self._over(Banner(title, _sentences(done.issues), tone=tone))  # type: ignore[arg-type]

    def _not_added(self, error: AppError) -> None:
        words = _sentences(error.issues) if error.code == "attachment.none_taken" else error.message
        self._over(Banner("没有存下附件", f"{words}（号码 {error.number}）", tone="error"))

    # -- dragging -------------------------------------------------------------------------------------
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if not self._fixed and self._job is None and local_files(event.mimeData()):
            event.acceptProposedAction()
            self.top.set_tone("done")
            self.said.setText("松开就存进来")

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.top.set_tone("plain")
        self._say_how_many()

    def dropEvent(self, event: QDropEvent) -> None:
        self.top.set_tone("plain")
        self._say_how_many()
        paths = local_files(event.mimeData())
        if paths:
            event.acceptProposedAction()
            self.add(paths)

    # -- one file -------------------------------------------------------------------------------------
    def _act(self, act: str, id: str) -> None:
        card = self.cards.get(id)
        if card is None:
            return
        match act:
            case "look":
                look_at(self._context, card.face)
            case "open":
                self._open(card.face)
            case "save":
                self._save(card.face)
            case "remove":
                self._remove(card.face)

    def _open(self, face: AttachmentFace) -> None:
        attachments, root = self._context.services.attachments, self._context.folder.root

        def work(progress: Progress) -> Path:
            path = place_for(root, face.name)
            attachments.save_as(face.id, path)
            return path

        def opened(path: Path) -> None:
            if not open_file(path):
                self._say(Banner("这台电脑没有打开它的程序", f"可以「存成文件」。文件现在在：{path}", tone="note"))

        self._context.jobs.read(work, opened, long=True, failed=self._failed, owner=self)

    def _save(self, face: AttachmentFace) -> None:
        folder = Path(self._context.settings.window.export_folder or Path.home())
        ending = Path(face.name).suffix
        chosen, _ = QFileDialog.getSaveFileName(
            self.window(), "存到哪里", str(folder / face.name), f"{face.kind} (*{ending})"
        )
        if not chosen:
            return
        path = Path(chosen)
        self._context.settings.change(export_folder=str(path.parent))
        path = path if path.suffix else path.with_name(f"{path.name}{ending}")
        attachments = self._context.services.attachments
        self._context.jobs.read(
            lambda progress: attachments.save_as(face.id, path),
            lambda _: self._say(Banner("存好了", str(path), tone="done")),
            long=True,
            failed=self._failed,
            owner=self,
        )

    def _remove(self, face: AttachmentFace) -> None:
        attachments, by = self._context.services.attachments, clerk_of(self._context)
        self._flush()
        self._context.jobs.write(
            lambda progress: attachments.remove(face.id, by=by),
            lambda _: self._removed(face),
            changes=CHANGES,
            failed=self._failed,
            owner=self,
        )

    def _removed(self, face: AttachmentFace) -> None:
        back = Button("放回来", icon="arrow-counter-clockwise", key="Ctrl+Z", on=lambda: self._put_back(face))
        said = "三十天里再加一次同一个文件，也能放回来。"
        stacked = self.width() < look().px(560)
        self._say(Banner(f"拿掉了：{face.name}", said, tone="done", actions=(back,), stacked=stacked))
        back.setFocus(Qt.FocusReason.OtherFocusReason)

    def _put_back(self, face: AttachmentFace) -> None:
        attachments, by = self._context.services.attachments, clerk_of(self._context)
        self._context.jobs.write(
            lambda progress: attachments.restore(face.id, by=by),
            lambda _: self._say(Banner(f"放回来了：{face.name}", tone="done")),
            changes=CHANGES,
            failed=self._failed,
            owner=self,
        )

    def _note(self, id: str, words: str) -> None:
        attachments, by = self._context.services.attachments, clerk_of(self._context)

        def kept(face: AttachmentFace) -> None:
            self._faces = tuple(face if one.id == id else one for one in self._faces)
            if id in self.cards:
                self.cards[id].face = face

        def failed(error: AppError) -> None:
            for face in self._faces:
                if face.id == id and id in self.cards:
                    self.cards[id].face = face  # so that leaving the field tries again
            self._failed(error)

        if id in self.cards:  # what is on its way is not handed over twice
            self.cards[id].face = replace(self.cards[id].face, note=words)
        self._context.jobs.write(
            lambda progress: attachments.put_note(id, words, by=by),
            kept,
            changes=CHANGES,
            failed=failed,
            owner=self,
        )

    def _flush(self) -> None:
        """Notes that were typed and not left yet."""
        for card in self.cards.values():
            card.flush()

    def _failed(self, error: AppError) -> None:
        self._say(Banner("没有做成", f"{error.message}（号码 {error.number}）", tone="error"))


def _sentences(issues: Sequence[Issue]) -> str:
    """Remarks one after another; past five only how many more."""
    said = "".join(issue.message for issue in issues[:5])
    return said if len(issues) <= 5 else f"{said}……还有 {len(issues) - 5} 个。"
