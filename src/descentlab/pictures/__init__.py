"""What a result looks like, as plain marks, and two that draw them: SVG by hand, and matplotlib."""
