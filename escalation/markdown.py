"""Markdown of the team's own pages as HTML: the door to markdown-it-py and nh3.

No raw HTML, no pictures: a procedure loads nothing from elsewhere.
"""

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

TAGS = {"p", "h2", "h3", "h4", "ul", "ol", "li", "strong", "em", "a", "br", "hr"}
TAGS |= {"blockquote", "code", "pre"}
_parser = MarkdownIt("commonmark", {"html": False})


def to_html(markdown: str) -> SafeString:
    """Clean HTML, its headings two levels down: the page has its own title."""
    html = _parser.render(markdown)
    for level in (3, 2, 1):
        html = html.replace(f"<h{level}>", f"<h{level + 1}>")
        html = html.replace(f"</h{level}>", f"</h{level + 1}>")
    clean = nh3.clean(html, tags=TAGS, link_rel="noopener noreferrer")
    return mark_safe(clean)  # noqa: S308 - nh3 has just cleaned it


def to_line(markdown: str) -> SafeString:
    """The same for one line, without a paragraph around it."""
    html = _parser.renderInline(markdown)
    return mark_safe(nh3.clean(html, tags={"strong", "em", "a", "code"}))  # noqa: S308
