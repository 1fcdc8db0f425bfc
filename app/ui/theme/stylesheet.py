"""The application's one stylesheet. Kinds and states are dynamic properties of widgets."""

from __future__ import annotations

from collections.abc import Callable

from app.ui.theme.tokens import SIZE, TYPE, Colours


def stylesheet(c: Colours, px: Callable[[float], int], family: str) -> str:
    """The stylesheet of theme ``c`` at the scale ``px`` applies."""
    edge = max(1, px(1))
    edge2 = px(2)
    ring = px(SIZE.ring)
    radius = px(SIZE.radius)
    pad = px(14)
    search = px(46)
    return f"""
    * {{ font-family: "{family}"; font-size: {px(TYPE.body)}px; }}
    QWidget[ground="paper"] {{ background: {c.paper}; color: {c.ink}; }}
    QWidget[ground="surface"] {{ background: {c.surface}; color: {c.ink}; }}
    QWidget[ground="celadon"] {{ background: {c.celadon}; color: {c.ink}; }}
    QAbstractScrollArea {{ background: transparent; border: none; }}
    QAbstractScrollArea > #qt_scrollarea_viewport {{ background: transparent; }}
    QScrollArea > QWidget > QWidget {{ background: transparent; }}

    QLineEdit, QPlainTextEdit {{
        background: {c.field}; color: {c.ink};
        border: {edge}px solid {c.border}; border-radius: {radius}px;
        padding: 0px {pad - edge}px; selection-background-color: {c.sel}; selection-color: {c.ink};
    }}
    QLineEdit {{ min-height: {px(SIZE.control) - 2 * edge}px; max-height: {px(SIZE.control) - 2 * edge}px; }}
    QPlainTextEdit {{ padding: {px(6) - edge}px {pad - edge - px(4)}px; }}
    QLineEdit[kind="search"] {{
        min-height: {px(SIZE.main) - 2 * edge}px; max-height: {px(SIZE.main) - 2 * edge}px;
        font-size: {px(TYPE.search)}px; padding-left: {search - edge}px; background: {c.field};
    }}
    QLineEdit[state="error"], QPlainTextEdit[state="error"] {{
        background: {c.error_tint}; border: {edge2}px solid {c.error_edge}; padding: 0px {pad - edge2}px;
    }}
    QPlainTextEdit[state="error"] {{ padding: {px(6) - edge2}px {pad - edge2 - px(4)}px; }}
    QLineEdit[state="question"], QPlainTextEdit[state="question"] {{
        background: {c.question_tint}; border: {edge2}px solid {c.question_edge}; padding: 0px {pad - edge2}px;
    }}
    QPlainTextEdit[state="question"] {{ padding: {px(6) - edge2}px {pad - edge2 - px(4)}px; }}
    QLineEdit:read-only, QPlainTextEdit:read-only {{ background: {c.head}; color: {c.ink}; }}
    QLineEdit:focus, QPlainTextEdit:focus {{ border: {ring}px solid {c.focus}; padding: 0px {pad - ring}px; }}
    QLineEdit[kind="search"]:focus {{ padding-left: {search - ring}px; }}
    QPlainTextEdit:focus {{ padding: {px(6) - ring}px {pad - ring - px(4)}px; }}

    QScrollBar:vertical {{ background: transparent; width: {px(SIZE.scroll)}px; margin: 0px; }}
    QScrollBar:horizontal {{ background: transparent; height: {px(SIZE.scroll)}px; margin: 0px; }}
    QScrollBar::handle {{
        background: {c.border}; border-radius: {px(SIZE.handle) // 2}px; margin: {px(4)}px;
    }}
    QScrollBar::handle:vertical {{ min-height: {px(60)}px; }}
    QScrollBar::handle:horizontal {{ min-width: {px(60)}px; }}
    QScrollBar::handle:hover {{ background: {c.pine}; }}
    QScrollBar::add-line, QScrollBar::sub-line {{ width: 0px; height: 0px; }}
    QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}

    QAbstractScrollArea::corner {{ background: transparent; border: none; }}
    QTableView {{ background: transparent; border: none; outline: none; color: {c.ink}; }}
    QListView {{ background: transparent; border: none; outline: none; color: {c.ink}; }}
    QHeaderView, QHeaderView::section {{
        background: transparent; border: none; color: {c.ink2}; font-size: {px(TYPE.small)}px;
    }}
    QTableCornerButton::section {{ background: transparent; border: none; }}
    QToolTip {{ background: {c.surface}; color: {c.ink}; border: {edge}px solid {c.border}; padding: {px(6)}px; }}
    """
