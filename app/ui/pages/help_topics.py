"""Which topic of the help tells of which page, and who is shown which topics."""

from __future__ import annotations

from app.ui.pages import ENTRIES, UNLISTED

#: Topic (a file of ``resources/help``) → the pages it tells of, in the order of the list.
TOPICS: dict[str, tuple[str, ...]] = {
    "start": ("home", "practice", "setup-file", "menu", "more", "more-settings"),
    "entry": ("entry", "change"),
    "pen": (),
    "piles": ("piles", "pile", "pile-begin", "pile-owing", "pile-second", "pile-report"),
    "import": ("import", "import_columns", "imports"),
    "register": ("register", "listing", "export"),
    "case": ("case", "move", "case-step", "paper", "members", "preview"),
    "papers": ("paper-templates",),
    "due": ("due",),
    "calendar": ("calendar", "calendar-year", "time-limits", "time-limit"),
    "traders": ("traders", "trader", "letters", "letter"),
    "archive": ("archive", "archive-filing", "archive-file"),
    "bin": ("bin",),
    "enquiries": ("enquiries",),
    "reconciliations": ("reconciliations",),
    "monthly": ("monthly",),
    "returns": ("returns", "return", "slip", "adopt", "more-figures"),
    "worklog": ("worklog", "worklog-line"),
    "rosters": ("network", "volunteers", "titles", "roster-entry", "roster-import", "more-rosters"),
    "templates": (
        "templates",
        "template-view",
        "template-rules",
        "template-drift",
        "bind",
        "bind-head",
        "bind-trial",
    ),
    "indicators": ("indicators", "indicator", "tagging"),
    "summaries": ("summaries", "summary", "summary-new", "summary-templates"),
    "trouble": (),
    "city": ("merge",),
    "look": ("look", "who"),
}
#: Topics only of use where one writes complaints down.
_WRITING = frozenset({"pen", "import"})


def topic_of(page: str) -> str:
    """The topic that tells of the page ``page``; empty for none."""
    return next((name for name, pages in TOPICS.items() if page in pages), "")


def topics_for(level: str) -> tuple[str, ...]:
    """The topics an office of ``level`` has use for: those of pages it does not have are left out.

    Pages of the side bar decide; for a topic without any of them, the others do.
    """
    listed = {entry.key: entry.levels for entry in ENTRIES}
    others = {entry.key: entry.levels for entry in UNLISTED}
    shown = []
    for name, pages in TOPICS.items():
        levels = [listed[page] for page in pages if page in listed] or [
            others[page] for page in pages if page in others
        ]
        if levels and not any(level in each for each in levels):
            continue
        if name in _WRITING and level == "city":
            continue
        shown.append(name)
    return tuple(shown)


def known_pages() -> frozenset[str]:
    """Every page of the program by its key, those of the shell among them."""
    return frozenset(entry.key for entry in (*ENTRIES, *UNLISTED)) | {"look", "menu"}
