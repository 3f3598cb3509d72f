"""Documents as plain data for the typesetter."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from scoping.exports.blocks import Block, Document, Paragraph, Table


def paper_data(document: Document) -> dict[str, Any]:
    """The document as the template reads it: every block says what it is."""
    facts = dict(document.facts)
    return {
        "title": document.title,
        "subtitle": document.subtitle,
        "facts": [list(row) for row in document.facts],
        "organization": facts.get("Organization", ""),
        "state": facts.get("State", ""),
        "hash": facts.get("SHA-256", ""),
        "watermark": document.watermark,
        "headline": document.headline,
        "drawings": dict(document.drawings),
        "parts": [
            {
                "title": part.title,
                "level": part.level,
                "blocks": [_block(block) for block in part.blocks],
            }
            for part in document.parts
        ],
    }


def _block(block: Block) -> dict[str, Any]:
    kinds = {Paragraph: "paragraph", Table: "table"}
    shares = {"shares": block.shares} if isinstance(block, Table) else {}
    return {"kind": kinds.get(type(block), "facts"), **asdict(block), **shares}
