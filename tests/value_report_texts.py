"""What a value report says: the text of its PDF, and what its printed formulas give."""

import io
import re

import pypdf


def text_of(pdf):
    """All the words of a PDF, one space between them."""
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def worked_out(formula):
    """What a printed formula gives when one computes it by hand."""
    plain = re.sub(r"for being picked on this file|bikes too (?:little|much)|[,$€]", "", formula)
    return eval(plain.replace("×", "*").replace("÷", "/").replace("−", "-"))
