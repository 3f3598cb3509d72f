"""The two rows that a save writes, as statements that check before they write.

Everything is decided inside the statement: between a question to the database and the next one
others would wait, on SQLite all of them.
"""

from typing import Any

from django.db import connection

from aiproj.shared.ids import new_row_id
from aiproj.shared.prepared import Statement
from assessments.models import AnswerRevision

# As Assessment.accepts_answers says it.
OPEN = """
    SELECT 1 FROM assessments_assessment
    WHERE id = %(assessment)s AND state = 'open'
        AND (opens_at IS NULL OR opens_at <= %(saved_at)s)
        AND (closes_at IS NULL OR closes_at > %(saved_at)s)
"""
# Savers do not wait for each other, closing waits for them. SQLite has one writer at a time.
OPEN_UNTIL_COMMIT = f"{OPEN} FOR SHARE"
ADD = """
    INSERT INTO assessments_answer (id, response_id, capability, value, comment, evidence_url,
        seconds, version, updated_at)
    SELECT %(id)s, %(response)s, %(capability)s, %(value)s, %(comment)s, %(evidence_url)s,
        %(seconds)s, %(version)s, %(saved_at)s
    WHERE EXISTS ({open})
"""
CHANGE = """
    UPDATE assessments_answer SET value = %(value)s, comment = %(comment)s,
        evidence_url = %(evidence_url)s, version = %(version)s, updated_at = %(saved_at)s
    WHERE response_id = %(response)s AND capability = %(capability)s AND version = %(seen)s
        AND EXISTS ({open})
"""
REVISE = """
    INSERT INTO assessments_answerrevision (response_id, capability, version, value, comment,
        evidence_url, key, body_hash, saved_at)
    SELECT %(response)s, %(capability)s, %(version)s, %(value)s, %(comment)s, %(evidence_url)s,
        %(key)s, %(body_hash)s, %(saved_at)s
"""
BOTH = "WITH written AS ({write} RETURNING 1) {revise} FROM written"


def _at_once(name: str, write: str) -> Statement:
    """Answer and revision in one statement; SQLite knows no such thing."""
    return Statement(name, BOTH.format(write=write.format(open=OPEN_UNTIL_COMMIT), revise=REVISE))


ADD_BOTH = _at_once("add_answer", ADD)
CHANGE_BOTH = _at_once("change_answer", CHANGE)


def write(revision: AnswerRevision, *, assessment_id: int, seconds: int | None) -> bool:
    """Write an answer and its revision in the caller's transaction, or neither.

    False when the assessment takes no answers or the answer's version is another. Raises
    IntegrityError when the key or a first answer is there already.
    """
    values = _values(revision, assessment_id, seconds)
    is_new = revision.version == 1
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            (ADD_BOTH if is_new else CHANGE_BOTH).run(cursor, values)
        else:
            cursor.execute((ADD if is_new else CHANGE).format(open=OPEN), values)
            if cursor.rowcount:
                cursor.execute(REVISE, values)
        return bool(cursor.rowcount)


def _values(revision: AnswerRevision, assessment_id: int, seconds: int | None) -> dict[str, Any]:
    return {
        "id": new_row_id(),
        "assessment": assessment_id,
        "response": revision.response_id,
        "capability": revision.capability,
        "value": revision.value,
        "comment": revision.comment,
        "evidence_url": revision.evidence_url,
        "seconds": seconds,
        "seen": revision.version - 1,
        "version": revision.version,
        "key": revision.key,
        "body_hash": revision.body_hash,
        "saved_at": connection.ops.adapt_datetimefield_value(revision.saved_at),
    }
