"""What the page of a case does when a button is pressed: the bin, the form, taking back, papers, links."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from app.errors import AppError
from app.services.asks import Ask
from app.ui.pages.archive.handing_out import look_at_whole
from app.ui.pages.case.detail import title_of
from app.ui.pages.case.paper_page import ask_where, said_where, show_issued
from app.ui.pages.case.step_page import Step
from app.ui.pages.common import clerk_of, grouped, parties, short_day, today_of
from app.ui.pages.register.paper import show_forms
from app.ui.widgets.dialog import Question

if TYPE_CHECKING:
    from app.progress import Progress
    from app.services.casework import Moved
    from app.services.complaints.record import Record
    from app.services.duplicates import Link
    from app.services.papers import IssuedPaper
    from app.ui.pages.case.page import CasePage


# -- the case itself ----------------------------------------------------------------------------------
def delete(page: CasePage) -> None:
    """Into the bin, after asking."""
    if page.view is None:
        return
    record = page.view.record
    answer = Question(
        page.window(),
        "把这一件放进回收站？",
        f"{title_of(record)}，编号 {grouped(record.number)}。放进去以后不再统计，三十天内随时可以从回收站恢复。",
        [("delete", "放进回收站", "danger")],
        ("keep", "留着"),
    ).ask()
    if answer != "delete":
        return
    complaints, by = page.context.services.complaints, clerk_of(page.context)
    page.tell_on_top("放进回收站了。要找回来，按恢复。")
    page.context.jobs.write(lambda progress: complaints.delete(record.id, by=by), changes={"complaint"}, owner=page)


def restore(page: CasePage) -> None:
    """Out of the bin."""
    if page.view is None:
        return
    record, complaints, by = page.view.record, page.context.services.complaints, clerk_of(page.context)
    page.tell_on_top("恢复了，又算在台账里。")
    page.context.jobs.write(lambda progress: complaints.restore(record.id, by=by), changes={"complaint"}, owner=page)


def move_out(page: CasePage) -> None:
    """A real case was written while practising: it moves to the real register whole."""
    if page.view is None:
        return
    from app.services import practice

    database, id, by = page.context.services.database, page.view.record.id, clerk_of(page.context)
    page.move_button.set_off("正在移")
    page.bar.refresh()

    def settle() -> None:
        page.move_button.set_off("")
        page.bar.refresh()

    def moved(record: Record) -> None:
        settle()
        page.tell_on_top(f"移到真的台账里了，在那里的编号是 {grouped(record.number)}。这里的这一件放进了练习的回收站。")
        page.refresh()

    def failed(error: AppError) -> None:
        settle()
        page.context.show_error(error)

    page.context.jobs.write(
        lambda progress: practice.move_to_register(database, id, by=by),
        moved,
        changes={"complaint"},
        failed=failed,
        owner=page,
    )


def print_form(page: CasePage) -> None:
    """The registration form as it will be printed."""
    if page.view is not None:
        record = page.view.record
        show_forms(page.context, [record.id], "投诉登记表", f"登记表 {record.number}.pdf", title_of(record))


# -- steps --------------------------------------------------------------------------------------------
def take_back(page: CasePage, event: str) -> None:
    """Ask why, then take the step back."""
    if page.view is None:
        return
    context, record = page.context, page.view.record
    told = next(told for told in page.view.story if told.id == event)
    today, by = today_of(context), clerk_of(context)
    detail = f"，{told.detail}" if told.detail else ""

    def work(texts: Mapping[str, str]) -> Moved:
        return context.services.casework.take_back(record.id, event, reason=texts["reason"], today=today, by=by)

    step = Step(
        f"take-back-{event}",
        record.id,
        f"撤回：{told.words}",
        f"要撤回的是 {short_day(told.at, today)}的「{told.words}」{detail}。"
        "撤回以后不再算，经过里还看得见，写明为什么撤回。",
        (Ask("reason", "为什么撤回", "story", required=True, hint="例如 点错了；日期写错了，重新办"),),
        work,
        lambda moved: f"「{told.words}」撤回了。",
        lambda moved: "".join(issue.message for issue in moved.issues if issue.severity != "error"),
        fact=title_of(record),
        then=True,
    )
    context.go("case-step", step=step)


def open_told(page: CasePage, kind: str, id: str) -> None:
    """What a line of the story is about."""
    if page.view is None:
        return
    match kind:
        case "paper":
            paper = next((paper for paper in page.view.issued if paper.id == id), None)
            if paper is not None:
                show_issued(page.context, paper)
        case "letter":
            page.context.go("letter", letter=id)
        case _:
            page.show_section("files")


# -- papers -------------------------------------------------------------------------------------------
def with_paper(page: CasePage, act: str, paper: IssuedPaper | None) -> None:
    """Look at an issued paper, store it as a Word file, note how it was served, or revoke it; or see the whole file."""
    if paper is None:
        if page.view is not None:
            record = page.view.record
            look_at_whole(page.context, record.id, record.number, redacted=act == "redacted")
        return
    match act:
        case "look":
            show_issued(page.context, paper)
        case "word":
            _word(page, paper)
        case "serve":
            _serve(page, paper)
        case "revoke":
            _revoke(page, paper)


def _word(page: CasePage, paper: IssuedPaper) -> None:
    path = ask_where(page, f"{paper.title} {paper.issued_on.isoformat()}.docx")
    if path is None:
        return
    papers = page.context.services.papers

    def work(progress: Progress) -> None:
        from app.durable import write_durably

        write_durably(path, papers.word(paper.id))

    page.context.jobs.read(work, lambda _: page.show_banner(said_where(path)), long=True, owner=page)


def _serve(page: CasePage, paper: IssuedPaper) -> None:
    context, today, by = page.context, today_of(page.context), clerk_of(page.context)

    def work(texts: Mapping[str, str]) -> Any:
        return context.services.papers.serve(
            paper.id, on=texts["on"], way=texts["way"], receiver=texts["receiver"], today=today, by=by
        )

    step = Step(
        f"serve-{paper.id}",
        paper.case,
        f"送达：{paper.title}",
        "哪天、怎么送到的，谁收的。",
        (
            Ask("on", "送达日期", "date", required=True, default=today.isoformat()),
            Ask("way", "送达方式", "code", "served_way", required=True),
            Ask("receiver", "签收人", default=paper.recipient, hint="本人收的不用改"),
        ),
        work,
        lambda _: f"《{paper.title}》的送达记下了。",
        fact=paper.number,
        changes=frozenset({"complaint", "paper"}),
    )
    context.go("case-step", step=step)


def _revoke(page: CasePage, paper: IssuedPaper) -> None:
    context, today, by = page.context, today_of(page.context), clerk_of(page.context)

    def work(texts: Mapping[str, str]) -> Any:
        return context.services.papers.revoke(paper.id, texts["reason"], today=today, by=by)

    step = Step(
        f"revoke-{paper.id}",
        paper.case,
        f"作废：{paper.title}",
        "发错了的文书作废，不删掉：原样留着，写明为什么作废。编号不再用。",
        (Ask("reason", "作废理由", "story", required=True, hint="例如 名字写错了，另发一份"),),
        work,
        lambda _: f"《{paper.title}》作废了。",
        fact=paper.number,
        changes=frozenset({"complaint", "paper"}),
    )
    context.go("case-step", step=step)


# -- what hangs together ------------------------------------------------------------------------------
def link(page: CasePage) -> None:
    """Ask for the other case's number, then link the two."""
    if page.view is None:
        return
    context, record, by = page.context, page.view.record, clerk_of(page.context)

    def work(texts: Mapping[str, str]) -> Link:
        services = context.services
        return services.duplicates.link(record.id, services.complaints.show(texts["number"].replace(" ", "")).id, by)

    step = Step(
        f"link-{record.id}",
        record.id,
        "关联另一件投诉",
        "两件各算各的，只是在这里互相看得见。",
        (Ask("number", "那一件的编号", required=True, hint="台账里的编号，或者纸上的编号"),),
        work,
        lambda link: f"关联好了：{parties(link.complainant, link.trader)}。",
        fact=title_of(record),
    )
    context.go("case-step", step=step)


def with_related(page: CasePage, act: str, id: str) -> None:
    """Open another case or a letter, or take a link back."""
    context, by = page.context, clerk_of(page.context)
    match act:
        case "case":
            context.go("case", case=id)
        case "letter":
            context.go("letter", letter=id)
        case "unlink":
            page.tell_on_top("不再关联了。")
            duplicates = context.services.duplicates
            context.jobs.write(lambda progress: duplicates.take_back(id, by), changes={"complaint"}, owner=page)
