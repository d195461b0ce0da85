"""ministack or moto under a clock that the test sets: emulator.py ministack|moto PORT INSTANT.

An instant on stdin moves the clock, and is said back once it holds. When stdin ends, so does the emulator, with all that
it started and its folder: nothing outlives a test that was killed.
"""

import datetime
import os
import shutil
import signal
import sys
import threading

import time_machine


def instant(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text.strip().replace("Z", "+00:00"))


which, port, begin = sys.argv[1:]
sys.argv[1:] = []
# Before anything of the emulator's is imported.
traveller = time_machine.travel(instant(begin), tick=True).start()


def follow() -> None:
    for line in sys.stdin:
        traveller.move_to(instant(line))
        print("clock", line.strip(), flush=True)
    shutil.rmtree(os.environ["HOME"], ignore_errors=True)
    os.killpg(0, signal.SIGKILL)


threading.Thread(target=follow, daemon=True).start()

if which == "moto":
    from moto.server import main

    main(["-H", "127.0.0.1", "-p", port])
else:
    from ministack import app

    from amended import amend

    amend()
    # With TLS it would take port 443 too, where it may.
    app._port_is_bindable = lambda *_: False
    app.main()
