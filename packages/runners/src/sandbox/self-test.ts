import type { JudgeRequest } from './judgement.ts';

/** A program that tries to get out, and the check that it could not. */
export const SELF_TEST: JudgeRequest = {
  program: `
import os, socket, sys

def attempt(action):
    try:
        action()
    except (OSError, ModuleNotFoundError) as error:
        return type(error).__name__
    return 'allowed'

def attempts():
    return {
        'root': sorted(os.listdir('/')),
        'scratch': os.listdir('/tmp'),
        'environment': dict(os.environ),
        'socket': attempt(socket.socket),
        'process': attempt(os.fork),
        'program': attempt(lambda: os.execv('/bin/sh', ['sh'])),
        'write': attempt(lambda: open('/file', 'w')),
        'library': attempt(lambda: open(f'{sys.path[0]}/file', 'w')),
        'own ids': [os.getpid(), os.getpgrp(), os.getsid(0)],
        'pair': attempt(socket.socketpair),
        'signal': attempt(lambda: os.kill(0, 0)),
    }
`,
  check: `
found = attempts()
assert found['root'] == ['dev', 'python', 'tmp'], f"it sees {found['root']}"
assert found['scratch'] == [], f"its folder holds {found['scratch']}"
assert found['environment'] == {}, 'it sees the environment'
assert found['own ids'] == [1, 1, 1], 'it sees other processes, or is in a session with them'
for name in ['socket', 'pair', 'signal', 'process', 'program', 'write', 'library']:
    assert found[name] != 'allowed', f'it may have a {name}'
`,
};
