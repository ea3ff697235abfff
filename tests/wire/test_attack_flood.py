"""What a hostile client may throw at the server: it stays small, nobody else waits, and nothing breaks."""
import os, re, threading, time

import paramiko

import rig as rigs

SETTINGS = {"server": {"workers": "1"}, "limits": {"attempts": "3"}}


def resident_kb(rig):
    """What the worker holds, a sanitizer's quarantine included: tests compare with a wide margin."""
    return sum(int(re.search(r"VmRSS:\s+(\d+)", open(f"/proc/{pid}/status").read()).group(1)) for pid in rig.workers())


def slowest(rig, during):
    """The longest that somebody else waited for an answer while something went on."""
    calm, times = rig.rpc(rig.transport("paul@garage.test")), []
    thread = threading.Thread(target=during)
    thread.start()
    while thread.is_alive() or len(times) < 5:
        began = time.monotonic()
        calm.result("whoami")
        times.append(time.monotonic() - began)
        time.sleep(0.005)
    thread.join()
    return max(times)


def test_a_flood_of_bad_lines_makes_no_flood_of_answers(rig):
    """A window full of lines that are no requests was answered in one go: 70 MB of refusals, and nobody else had a turn for seconds."""
    t = rig.transport("marie@garage.test")
    channels = []
    for _ in range(4):
        channel = t.open_session(window_size=2**31 - 1)
        channel.invoke_subsystem("comptoir")
        channel.settimeout(3)
        channels.append(channel)
    before, peak = resident_kb(rig), [0]

    def flood():
        for channel in channels:
            channel.in_window_size = 0
            try:
                for _ in range(40):
                    channel.sendall(b"x\n" * 16000)
                    peak[0] = max(peak[0], resident_kb(rig))
            except OSError:
                pass
    waited = slowest(rig, flood)
    peak[0] = max(peak[0], resident_kb(rig))
    print(f"        # waited {waited * 1000:.0f} ms, grew {peak[0] - before} kB")
    t.close()
    assert waited < 2, waited
    assert peak[0] - before < 60000, (before, peak[0])
