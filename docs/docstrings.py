"""Extension of griffe: the docstrings of this project are plain text; mkdocstrings wants Markdown."""

from __future__ import annotations

from typing import Any

import griffe

from paper_figures.site.text import docstring


class PlainDocstrings(griffe.Extension):
    """Rewrites every docstring as it is read."""

    def on_instance(self, *, obj: griffe.Object, **kwargs: Any) -> None:
        """Called by griffe for each module, class, function and attribute."""
        if obj.docstring is not None:
            obj.docstring.value = docstring(obj.docstring.value)
