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

    # A thicker border takes its room from padding and height, so that the text stays where it is.
    def line(border: int) -> str:
        height = px(SIZE.control) - 2 * border
        return f"padding: 0px {px(14) - border}px; min-height: {height}px; max-height: {height}px;"

    def area(border: int) -> str:
        return f"padding: {px(6) - border}px {px(10) - border}px;"

    def search(border: int) -> str:
        height = px(SIZE.main) - 2 * border
        sides = f"padding: 0px {px(14) - border}px 0px {px(46) - border}px;"
        return f"{sides} min-height: {height}px; max-height: {height}px;"

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
        selection-background-color: {c.sel}; selection-color: {c.ink};
    }}
    QLineEdit {{ {line(edge)} }}
    QPlainTextEdit {{ {area(edge)} }}
    QLineEdit[kind="search"] {{ {search(edge)} font-size: {px(TYPE.search)}px; }}
    QLineEdit[state="error"], QPlainTextEdit[state="error"] {{
        background: {c.error_tint}; border: {edge2}px solid {c.error_edge};
    }}
    QLineEdit[state="question"], QPlainTextEdit[state="question"] {{
        background: {c.question_tint}; border: {edge2}px solid {c.question_edge};
    }}
    QLineEdit[state="error"], QLineEdit[state="question"] {{ {line(edge2)} }}
    QPlainTextEdit[state="error"], QPlainTextEdit[state="question"] {{ {area(edge2)} }}
    QLineEdit:read-only, QPlainTextEdit:read-only {{ background: {c.head}; color: {c.ink}; }}
    QLineEdit:focus, QPlainTextEdit:focus {{ border: {ring}px solid {c.focus}; }}
    QLineEdit:focus {{ {line(ring)} }}
    QPlainTextEdit:focus {{ {area(ring)} }}
    QLineEdit[kind="search"]:focus {{ {search(ring)} }}

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
    QTabBar::scroller {{ width: {px(72)}px; }}
    QTabBar QToolButton {{ background: {c.head}; border: {edge}px solid {c.border}; }}
    QToolTip {{ background: {c.surface}; color: {c.ink}; border: {edge}px solid {c.border}; padding: {px(6)}px; }}
    """
