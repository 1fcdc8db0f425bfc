"""A case from receipt to follow-up in the real window, by keyboard."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from app.ui.pages.case.members_page import MembersPage
from app.ui.pages.case.move_page import MovePage
from app.ui.pages.case.page import CasePage
from app.ui.pages.case.paper_page import PaperPage
from app.ui.pages.case.step_page import StepPage
from app.ui.theme import look
from tests.ui.desk import Desk
from tests.ui.keys import press, write

KEYS = {digit: Qt.Key(Qt.Key.Key_0.value + digit) for digit in range(10)}


class Clerk:
    """Works through one case with the keyboard alone."""

    def __init__(self, desk: Desk, id: str) -> None:
        self.desk, self.id = desk, id
        self.page = desk.go("case", CasePage, case=id)

    @property
    def state(self) -> str:
        return self.desk.services.complaints.show(self.id).state

    @property
    def focus(self) -> QWidget:
        focus = QApplication.focusWidget()
        assert focus is not None
        return focus

    def key(self, *keys: Qt.Key) -> None:
        for key in keys:
            press(self.focus, key)
            self.desk.settle()

    def turn_to(self, section: int) -> None:
        """Ctrl and a digit: 1 情况, 2 经过, 3 文书, 4 附件, 5 相关."""
        press(self.focus, KEYS[section], Qt.KeyboardModifier.ControlModifier)
        self.desk.settle()

    def begin(self, move: str) -> MovePage:
        """Press the digit of a move; its form."""
        self.key(KEYS[self.page.now.shown.index(move) + 1])
        page = self.desk.window.page("move")
        assert self.desk.window.current == "move" and isinstance(page, MovePage)
        return page

    def do(self, move: str, paper: bool = False, **texts: str) -> None:
        """Make a move: its digit, what it asks for, F10."""
        form = self.begin(move).form
        for name, text in texts.items():
            while form.now != name:
                self.key(Qt.Key.Key_F8)
            if form.asks[name].kind == "code":
                self.key(KEYS[int(text)])
            else:
                write(self.focus, text)
        if form.options is not None and not paper:
            for place, key in enumerate(form.options.keys, start=1):
                if key in form.chosen():
                    form.focus_on("options")
                    self.key(KEYS[place])
        self.key(Qt.Key.Key_F10)

    def said(self) -> str:
        """Everything the page of the case says now."""
        return "\n".join(label.text() for label in self.page.findChildren(QLabel) if label.isVisible())


@pytest.fixture
def clerk(desk: Desk) -> Clerk:
    id = desk.case(
        complainant="李秀英", phone="13805712236", trader="宏发手机店", item="手机", category="家用电子电器类",
        nature="质量", amount="2350", facts="用了两天就黑屏，拿去店里说是人为摔坏。", received_on="昨天",
    )  # fmt: skip
    return Clerk(desk, id)


def test_accepting_takes_two_keys_and_says_what_is_due_next(clerk: Clerk, desk: Desk) -> None:
    assert "前决定是否受理" in clerk.said() and "个工作日" in clerk.said()
    assert clerk.page.now.shown[:2] == ("accepted", "refused")
    assert clerk.focus.text() == "受理"  # type: ignore[attr-defined]  # a button: Return would do it as well
    clerk.do("accepted")
    assert (desk.window.current, clerk.state) == ("case", "accepted")
    said = clerk.said()
    assert "受理，记下了。" in said and "接下来：" in said and "办结" in said


def test_what_was_just_done_is_one_key_from_being_taken_back(clerk: Clerk, desk: Desk) -> None:
    clerk.do("accepted")
    press(clerk.focus, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    desk.settle()
    step = desk.window.page("case-step")
    assert isinstance(step, StepPage) and desk.window.current == "case-step"
    assert "受理" in step.head.title.text() and clerk.state == "accepted"
    write(clerk.focus, "点错了")
    clerk.key(Qt.Key.Key_F10)
    assert clerk.state == "registered"
    form = clerk.begin("accepted").form
    assert form.chosen() == (), "the paper nobody wanted the last time"


def test_a_pause_and_going_on(clerk: Clerk) -> None:
    clerk.do("accepted")
    clerk.do("mediating")
    clerk.do("paused", note="送省质检院检测")
    assert clerk.state == "paused" and "中止" in clerk.said()
    assert clerk.page.now.shown[0] == "resumed"
    clerk.do("resumed")
    assert clerk.state == "mediating"


def test_a_step_whose_paper_is_left_for_later_is_what_is_told(clerk: Clerk, desk: Desk) -> None:
    clerk.do("accepted")
    clerk.do("mediating", paper=True)
    assert desk.window.current == "paper"
    clerk.key(Qt.Key.Key_Escape)
    said = clerk.said()
    assert desk.window.current == "case" and "开始调解，记下了。" in said and "受理，记下了。" not in said
    press(clerk.focus, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    desk.settle()
    step = desk.window.page("case-step")
    assert isinstance(step, StepPage) and "开始调解" in step.head.title.text()


def test_after_the_help_the_side_bar_marks_where_one_is(clerk: Clerk, desk: Desk) -> None:
    def marked() -> list[str]:
        return [item.key for item in desk.window.side_bar.entries() if item.isChecked()]

    before = marked()
    clerk.key(Qt.Key.Key_F1)
    assert marked() == ["help"]
    clerk.key(Qt.Key.Key_Escape)
    assert desk.window.current == "case" and marked() == before


def test_what_a_move_needs_is_asked_for_and_said_at_its_field(clerk: Clerk, desk: Desk) -> None:
    page = clerk.begin("refused")
    clerk.key(Qt.Key.Key_F10)
    assert desk.window.current == "move" and clerk.state == "registered"
    assert page.form.fields["reason"].state == "error" and page.form.now == "reason"
    assert "不予受理理由" in page.form.fields["reason"].hint
    clerk.key(KEYS[4])
    assert page.form.text("reason") == "超过三年"
    page.form.options.choose([]) if page.form.options else None
    clerk.key(Qt.Key.Key_F10)
    assert clerk.state == "refused"
    clerk.turn_to(2)
    assert "超过三年" in clerk.said()


def test_a_day_that_is_none_stops_nothing_but_the_saving(clerk: Clerk, desk: Desk) -> None:
    page = clerk.begin("accepted")
    write(clerk.focus, "2月31日")
    clerk.key(Qt.Key.Key_F10)
    assert desk.window.current == "move" and clerk.state == "registered"
    assert page.form.fields["on"].state == "error"
    write(clerk.focus, "今天")  # what is wrong is marked: typing replaces it
    page.form.options.choose([]) if page.form.options else None
    clerk.key(Qt.Key.Key_F10)
    assert clerk.state == "accepted"


def test_settling_with_an_amount_written_as_spoken(clerk: Clerk, desk: Desk) -> None:
    clerk.do("accepted")
    page = clerk.begin("settled")
    while page.form.now != "recovered":
        clerk.key(Qt.Key.Key_F8)
    write(clerk.focus, "两千三百五十")
    assert page.form.fields["recovered"].hint == "2,350.00 元 · 贰仟叁佰伍拾元整"
    page.form.options.choose([]) if page.form.options else None
    clerk.key(Qt.Key.Key_F10)
    record = desk.services.complaints.show(clerk.id)
    assert (record.state, record.recovered) == ("settled", 235000)


def test_settling_leads_to_its_paper_which_is_kept(clerk: Clerk, desk: Desk) -> None:
    clerk.do("accepted")
    clerk.do("settled", paper=True, recovered="2350", note="退货退款，当场付清")
    page = desk.window.page("paper")
    assert desk.window.current == "paper" and isinstance(page, PaperPage)
    assert "调解书" in page.head.title.text() and clerk.state == "settled"
    assert desk.services.papers.issued(clerk.id) == (), "nothing is issued before it was looked at"
    if not page.form.text("terms"):
        page.form.focus_on("terms")
        write(clerk.focus, "店家退还货款 2350 元，当场付清。")
    clerk.key(Qt.Key.Key_F10)
    assert desk.window.current == "preview"
    clerk.key(Qt.Key.Key_Escape)
    assert desk.window.current == "paper", "back to what is to be changed"
    clerk.key(Qt.Key.Key_F10)
    clerk.key(Qt.Key.Key_F10)
    (paper,) = desk.services.papers.issued(clerk.id)
    assert paper.number and paper.event and paper.kind == "agreement"
    assert desk.services.papers.pdf(paper.id).startswith(b"%PDF")
    assert desk.window.current == "preview", "to be printed as it was issued"
    clerk.key(Qt.Key.Key_Escape)
    assert desk.window.current == "case" and clerk.page.section == "facts"
    assert clerk.page.now.shown[0] == "performed", "what comes next is at its digit"
    assert paper.number in clerk.said() and "发出了" in clerk.said()
    clerk.key(Qt.Key.Key_Escape)
    assert desk.window.current not in ("paper", "preview", "move")
    assert desk.services.drafts.waiting("paper") == ()


def test_a_paper_is_served_and_another_revoked(clerk: Clerk, desk: Desk) -> None:
    papers = desk.services.papers
    first = papers.issue(clerk.id, "papers_notice", {"missing": "购物小票"}, today=desk.today)
    clerk.page.refresh()
    desk.settle()
    clerk.turn_to(3)
    assert "《补正材料通知书》" in clerk.said()
    clerk.page.papers.buttons[("serve", first.id)].setFocus()
    clerk.key(Qt.Key.Key_Return)
    clerk.key(Qt.Key.Key_Return, KEYS[1], Qt.Key.Key_F10)
    assert papers.show(first.id).served_on == desk.today and "送达" in clerk.said()
    clerk.page.papers.buttons[("revoke", first.id)].setFocus()
    clerk.key(Qt.Key.Key_Return)
    write(clerk.focus, "名字写错了")
    clerk.key(Qt.Key.Key_F10)
    assert papers.show(first.id).revoked_reason == "名字写错了" and "作废" in clerk.said()
    assert ("revoke", first.id) not in clerk.page.papers.buttons
    clerk.page.papers.buttons[("look", first.id)].setFocus()
    clerk.key(Qt.Key.Key_Return)
    assert desk.window.current == "preview"


def test_papers_by_digit_and_what_they_lack(clerk: Clerk, desk: Desk) -> None:
    clerk.turn_to(3)
    offered = [offer.key for offer in clerk.page.papers_list.offers]
    clerk.key(KEYS[offered.index("papers_notice") + 1])
    page = desk.window.page("paper")
    assert isinstance(page, PaperPage) and desk.window.current == "paper"
    clerk.key(Qt.Key.Key_F10)
    assert desk.window.current == "paper" and page.form.fields["missing"].state == "error"
    write(clerk.focus, "购物小票")
    clerk.key(Qt.Key.Key_F10)
    assert desk.window.current == "preview"


def test_a_step_is_taken_back_with_a_reason(clerk: Clerk, desk: Desk) -> None:
    clerk.do("accepted")
    clerk.turn_to(2)
    assert clerk.page.section == "story"
    assert clerk.focus.accessibleName() == "撤回受理"
    clerk.key(Qt.Key.Key_Return)
    form = desk.window.page("case-step")
    assert isinstance(form, StepPage) and desk.window.current == "case-step"
    clerk.key(Qt.Key.Key_F10)
    assert form.form.fields["reason"].state == "error" and clerk.state == "accepted"
    write(clerk.focus, "点错了，应该是另一件")
    clerk.key(Qt.Key.Key_F10)
    assert (desk.window.current, clerk.state) == ("case", "registered")
    said = clerk.said()
    assert "「受理」撤回了。" in said and "点错了，应该是另一件" in said
    press(clerk.focus, Qt.Key.Key_Escape)
    assert desk.window.current != "case-step", "the way back does not lead to what is done"


def test_only_the_latest_step_and_what_stands_beside_can_be_taken_back(clerk: Clerk, desk: Desk) -> None:
    casework, today = desk.services.casework, desk.today
    on = {"on": today.isoformat()}
    for move, more in (("accepted", {}), ("mediating", {}), ("supervised", {"to": "市消保委"})):
        casework.move(clerk.id, move, on | more, today=today)
    clerk.page.refresh()
    desk.settle()
    clerk.turn_to(2)
    names = [button.accessibleName() for button in clerk.page.story.buttons.values()]
    assert names == ["撤回开始调解", "撤回督办"]


def test_dissatisfied_leads_back_to_mediation(clerk: Clerk) -> None:
    clerk.do("accepted")
    clerk.do("settled", recovered="100")
    lists = clerk.desk.services.lists
    words = [entry.code for entry in lists.entries("satisfaction", clerk.desk.today)]
    clerk.do("followed_up", satisfaction=str(words.index("dissatisfied") + 1))
    assert set(clerk.page.now.shown) == {"reopened", "upheld"}
    clerk.do("reopened", note="商家没有按协议退款")
    assert clerk.state == "mediating"
    assert "settled" in clerk.page.now.shown


def test_what_was_typed_waits_when_one_goes_away(clerk: Clerk, desk: Desk) -> None:
    page = clerk.begin("terminated" if "terminated" in clerk.page.now.shown else "papers_asked")
    while page.form.now != "note":
        clerk.key(Qt.Key.Key_F8)
    write(clerk.focus, "购物小票")
    clerk.key(Qt.Key.Key_Escape)
    assert desk.window.current == "case"
    clerk.begin("accepted")
    clerk.key(Qt.Key.Key_Escape)
    page = clerk.begin("papers_asked")
    assert page.form.text("note") == "购物小票"
    clerk.key(Qt.Key.Key_F10)
    desk.settle()
    assert clerk.state == "papers_asked"
    assert [draft for draft in desk.services.drafts.waiting("move") if "papers_asked" in draft.id] == []


def test_what_waited_can_be_thrown_away(clerk: Clerk, desk: Desk) -> None:
    page = clerk.begin("papers_asked")
    page.form.focus_on("note")
    write(clerk.focus, "购物小票")
    clerk.key(Qt.Key.Key_Escape)
    assert [draft.kind for draft in desk.services.drafts.waiting("move")] == ["move"]
    page = clerk.begin("papers_asked")
    clerk.key(Qt.Key.Key_F12)
    assert page.form.text("note") == "" and page.form.text("on") == "4月7日"
    assert desk.services.drafts.waiting("move") == ()


def test_the_first_page_leads_back_to_a_step_half_written(clerk: Clerk, desk: Desk) -> None:
    page = clerk.begin("papers_asked")
    page.form.focus_on("note")
    write(clerk.focus, "购物小票")
    desk.window.go("home")
    desk.settle()
    home = desk.window.page("home")
    assert home is not None
    press(home, Qt.Key.Key_F2)
    desk.settle()
    assert desk.window.current == "move" and page.form.text("note") == "购物小票"


def test_the_whole_file_of_a_case(clerk: Clerk, desk: Desk) -> None:
    clerk.turn_to(3)
    clerk.key(Qt.Key.Key_F7)
    assert desk.window.current == "preview"
    preview = desk.window.page("preview")
    assert preview is not None and "整卷材料" in preview.head.title.text()


def test_what_stands_beside_the_way_is_behind_the_nought(clerk: Clerk) -> None:
    assert "supervised" not in clerk.page.now.shown
    clerk.key(KEYS[0])
    assert "supervised" in clerk.page.now.shown
    clerk.key(Qt.Key.Key_Escape)
    assert "accepted" in clerk.page.now.shown
    clerk.key(KEYS[0])
    clerk.do("supervised", to="市消保委")
    assert clerk.state == "registered" and "督办" in clerk.said()


def test_the_people_of_a_group(clerk: Clerk, desk: Desk) -> None:
    clerk.turn_to(5)
    clerk.key(KEYS[1])
    page = desk.window.page("members")
    assert isinstance(page, MembersPage) and page.form.text("name") == "李秀英"
    clerk.key(Qt.Key.Key_F10)
    write(clerk.focus, "周爱珍")
    clerk.key(Qt.Key.Key_Return, Qt.Key.Key_Return)
    write(clerk.focus, "三百")
    clerk.key(Qt.Key.Key_F10)
    members = desk.services.casework.members(clerk.id)
    assert [(each.name, each.amount) for each in members] == [("李秀英", None), ("周爱珍", 30000)]
    clerk.key(Qt.Key.Key_F6, Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert page.form.text("name") == "周爱珍"
    clerk.key(Qt.Key.Key_F9)
    assert [each.name for each in desk.services.casework.members(clerk.id)] == ["李秀英"]
    clerk.key(Qt.Key.Key_Escape)
    assert desk.window.current == "case" and "群体投诉，1 人" in clerk.said()


def test_cases_that_belong_together(clerk: Clerk, desk: Desk) -> None:
    other = desk.services.complaints.show(desk.case(complainant="周爱珍", trader="宏发手机店"))
    clerk.turn_to(5)
    clerk.key(KEYS[2])
    write(clerk.focus, "99999")
    clerk.key(Qt.Key.Key_F10)
    assert desk.window.current == "case-step", "no such case: what was typed stays"
    step = desk.window.page("case-step")
    assert isinstance(step, StepPage)
    step.form.fields["number"].input.selectAll()
    write(clerk.focus, other.number)
    clerk.key(Qt.Key.Key_F10)
    assert "周爱珍 投诉 宏发手机店" in clerk.said()
    clerk.page.related.buttons[("case", other.id)].click()
    desk.settle()
    assert "周爱珍" in clerk.page.head.title.text()
    clerk.turn_to(5)
    (unlink,) = (button for (act, _), button in clerk.page.related.buttons.items() if act == "unlink")
    unlink.setFocus()
    clerk.key(Qt.Key.Key_Return)
    assert "没有关联别的投诉" in clerk.said()


def test_letters_and_the_trader_are_a_digit_away(clerk: Clerk, desk: Desk) -> None:
    for digit, page in ((3, "letter"), (4, "letter"), (5, "trader")):
        desk.go("case", CasePage, case=clerk.id, section="related")
        clerk.page.show_section("related")
        clerk.key(KEYS[digit])
        assert desk.window.current == page
    letter = desk.services.letters.write(
        {"kind": "query", "case": clerk.id, "to_whom": "县市场监管局", "subject": "查一查许可"}, today=desk.today
    ).letter
    desk.go("case", CasePage, case=clerk.id, section="related")
    assert "等答复" in clerk.said()
    clerk.page.related.buttons[("letter", letter.id)].click()
    desk.settle()
    assert desk.window.current == "letter"


def test_why_a_step_is_taken_back_waits_too(clerk: Clerk, desk: Desk) -> None:
    clerk.do("accepted")
    clerk.turn_to(2)
    clerk.key(Qt.Key.Key_Return)
    write(clerk.focus, "点错了")
    clerk.key(Qt.Key.Key_Escape)
    assert desk.window.current == "case" and clerk.state == "accepted"
    clerk.page.story.first.setFocus()  # type: ignore[union-attr]  # the step can be taken back
    clerk.key(Qt.Key.Key_Return)
    step = desk.window.page("case-step")
    assert isinstance(step, StepPage) and step.form.text("reason") == "点错了"


def test_a_report_goes_its_own_way(desk: Desk) -> None:
    id = desk.case(complainant="李秀英", trader="宏发手机店", kind="举报", facts="卖过期的饼干")
    clerk = Clerk(desk, id)
    assert "李秀英 举报 宏发手机店" in clerk.said()
    assert "answered" in clerk.page.now.shown and "settled" not in clerk.page.now.shown
    clerk.do("transferred", to="县市场监管局")
    clerk.do("answered", note="已经立案，罚款五百元")
    assert clerk.state == "answered"


def test_a_case_in_the_bin_is_only_looked_at(clerk: Clerk, desk: Desk) -> None:
    desk.services.complaints.delete(clerk.id)
    clerk.page.refresh()
    desk.settle()
    assert clerk.page.now.shown == () and "恢复以后才能办" in clerk.said()
    assert clerk.focus is clerk.page.restore_button
    clerk.key(Qt.Key.Key_Return)
    assert "accepted" in clerk.page.now.shown


def test_sections_by_f6_and_where_there_is_no_margin(clerk: Clerk, desk: Desk) -> None:
    seen = []
    for _ in range(5):
        clerk.key(Qt.Key.Key_F6)
        seen.append(clerk.page.section)
    assert seen == ["story", "papers", "files", "related", "facts"]
    look().set_scale(1.5)
    desk.window.resize(911, 512)
    desk.settle()
    clerk.key(Qt.Key.Key_F6, Qt.Key.Key_F6, Qt.Key.Key_F6, Qt.Key.Key_F6, Qt.Key.Key_F6)
    assert clerk.page.section == "now" and clerk.page.now.isVisible()
    clerk.do("accepted")
    assert clerk.state == "accepted"


def test_the_section_stays_with_its_case(clerk: Clerk, desk: Desk) -> None:
    clerk.turn_to(2)
    clerk.begin("accepted")
    clerk.key(Qt.Key.Key_Escape)
    assert clerk.page.section == "story"
    other = desk.case(complainant="周爱珍", trader="好又多超市")
    desk.go("case", CasePage, case=other)
    assert clerk.page.section == "facts"


def test_a_case_that_was_moved_meanwhile(clerk: Clerk, desk: Desk) -> None:
    """Somebody else made the move: what is typed here is neither lost nor done twice."""
    page = clerk.begin("accepted")
    desk.services.casework.move(clerk.id, "accepted", {"on": date.isoformat(desk.today)}, today=desk.today)
    page.form.options.choose([]) if page.form.options else None
    clerk.key(Qt.Key.Key_F10)
    assert desk.window.current == "move" and "还没有存" in "".join(
        label.text() for label in page.findChildren(QLabel) if label.isVisible()
    )
