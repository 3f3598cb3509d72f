"""A child's module that takes as much memory, or dies as its order says."""

import json
import os
import signal
import sys


def main() -> None:
    order = json.loads(sys.stdin.buffer.read())
    if order.get("die"):
        os.kill(os.getpid(), signal.SIGKILL)
    if order.get("wait"):
        signal.pause()
    taken = len(bytearray(order["bytes"]))
    sys.stdout.write(json.dumps({"taken": taken}))
