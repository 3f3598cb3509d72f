"""The results page in plain values: frozen numbers and questionnaire in, words and drawings out.

Nothing here reads the database or knows Django. What the frozen evaluation does not hold cannot
appear: hidden figures are absent from it.
"""
