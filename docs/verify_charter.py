"""Checks a charter that was exported as JSON, without the app: python verify_charter.py FILE [HASH]

The charter's SHA-256 is computed anew from its text and compared with the hash that the file
states, with the hash of every signature and, if you give it, with the hash that you noted or that
is printed on the paper: without that one, whoever rewrites the whole file is not found out.
Needs Python 3.9 or newer and nothing else. Leaves with 0 if all holds, else with 1.
"""

import hashlib
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any


def hash_of(content: Any) -> str:
    """SHA-256 over sorted keys without blanks, in UTF-8."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def seal_of(signature: dict[str, str]) -> str:
    """SHA-256 over what one signature says."""
    keys = ("condition", "content_hash", "part", "signed_at", "signer")
    return hash_of({key: signature[key] for key in keys})


def faults(found: dict[str, Any], noted: str = "") -> Iterator[str]:
    """Yield everything in the file that does not hold."""
    if hash_of(found["charter"]) != found["content_hash"]:
        yield "the text of the charter is not the one that its hash was made of"
    signed_hash = found.get("signed_hash", found["content_hash"])
    if hash_of(found.get("signed_charter", found["charter"])) != signed_hash:
        yield "the text that was signed is not the one that its hash was made of"
    if noted and noted.lower() not in (found["content_hash"], signed_hash):
        yield "the hash that you noted is another one"
    for signature in found["signatures"]:
        who = f"{signature['part']}, {signature['signer']}"
        if signature["content_hash"] != signed_hash:
            yield f"{who}: signed another text"
        if seal_of(signature) != signature["seal"]:
            yield f"{who}: the signature was changed"
    signed = {signature["part"] for signature in found["signatures"]}
    asked = found.get("signed_charter", found["charter"])["slots"]
    if found["state"] in ("approved", "superseded"):
        for slot in asked:
            if slot["part"] not in signed:
                yield f"{slot['part']}: the signature is missing"


def main(arguments: Sequence[str]) -> int:
    """Say what does not hold, or that all does."""
    found = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))
    wrong = list(faults(found, *arguments[1:2]))
    for fault in wrong:
        sys.stdout.write(f"WRONG: {fault}\n")
    if not wrong:
        count = len(found["signatures"])
        sys.stdout.write(f"Charter {found['version']} holds, with {count} signatures.\n")
        sys.stdout.write(f"SHA-256 {found['content_hash']}\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1:]))
