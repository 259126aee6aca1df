"""Judges one program: `main(prepare())` with the limits in sys.argv[1] and {"program", "check"} in JSON on stdin prints
{"verdict", "detail"}.

Two jails are made first and the texts are read then, so that neither process holds the other's text.
"""

import json
import os
import select
import sys
import time

from _socket import socketpair  # the module `socket` takes longer to load than a jail to make

import check_side
import program_side
from jail import adopt_orphans, die_with_parent, kill, start_jailed, wait_for_all
from library import hide_places
from wire import Channel, Closed

# Libraries of the system that these modules load are out of reach later.
for module in ['_bz2', '_decimal', '_hashlib', '_lzma', '_struct', 'math', 'zlib']:
    try:
        __import__(module)
    except ImportError:
        pass  # a Python that was built without it

KILLED = 128 + 9
MAX_RESULT_BYTES = 2**16


def prepare():
    """The limits. No function that still runs may be among those that are told new places, so this is not in `main`."""
    die_with_parent()
    adopt_orphans()
    limits = json.loads(sys.argv[1])
    hide_places()
    return limits


def main(limits):
    program_end, check_end = socketpair()
    control_read, control_write = os.pipe()
    result_read, result_write = os.pipe()
    program = start_jailed(lambda: program_side.serve(program_end.fileno()), [program_end.fileno()], limits['program'])
    check = start_jailed(
        lambda: check_side.run(check_end.fileno(), control_read, result_write),
        [check_end.fileno(), control_read, result_write],
        limits['check'],
    )
    os.close(result_write)
    os.close(control_read)
    program_end.close()
    deadline = time.monotonic() + limits['seconds']
    request = json.loads(sys.stdin.buffer.read())
    try:
        Channel(check_end.fileno()).send(request['program'])
    except Closed:
        pass  # no room for it: the check will find the program gone
    check_end.close()
    Channel(control_write).send(request['check'])
    result = read_until(result_read, deadline)
    ends = [(kill(check), limits['check']), (kill(program), limits['program'])]
    wait_for_all()
    if result is None:
        verdict = {'verdict': 'timed out', 'detail': f'longer than {limits["seconds"]} s'}
    else:
        verdict = verdict_of(result, ends)
    print(json.dumps(verdict))


def read_until(fd, deadline):
    """All bytes up to the end of the pipe, or None where that comes after the deadline."""
    data = b''
    while True:
        ready, _, _ = select.select([fd], [], [], max(0, deadline - time.monotonic()))
        if not ready:
            return None
        part = os.read(fd, MAX_RESULT_BYTES)
        data += part
        if not part or len(data) > MAX_RESULT_BYTES:
            return data


def verdict_of(result, ends):
    """The check's verdict; where the kernel has killed one of them, that is the reason."""
    try:
        verdict = json.loads(result)
    except ValueError:  # the kernel has ended it
        verdict = {'verdict': 'failed', 'detail': 'the check ended without a verdict'}
    if verdict['verdict'] == 'passed':
        return verdict
    for (code, seconds), limit in ends:
        if code == KILLED and seconds >= limit['cpuSeconds'] - 0.1:
            return {'verdict': 'timed out', 'detail': f'more than {limit["cpuSeconds"]} s of processor time'}
        if code == KILLED:
            return {'verdict': 'out of memory', 'detail': 'killed by the kernel'}
    return verdict
