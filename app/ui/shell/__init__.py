"""The window around the pages: side bar, top bar, focus order, switching, and what shows when a page cannot."""
