import { PRELUDE } from './escapes.ts';

/** A program that would reach a process of Lamella's group, session or user: its name and Python for `f`. */
export type Reach = readonly [name: string, ...body: readonly string[]];

/** Each is tried as root, as an ordinary user, and as root without mount rights, beside a process of the same group. */
export const REACHES: readonly Reach[] = [
  ['kills its group', 'return attempt(lambda: os.kill(0, 9))'],
  ['kills everyone', 'return attempt(lambda: os.kill(-1, 9))'],
  ['stops its group', 'return attempt(lambda: os.kill(0, signal.SIGSTOP))'],
  ['kills the group by its own number', 'return attempt(lambda: os.killpg(os.getpgrp(), 9))'],
  ['kills group 0', 'return attempt(lambda: os.killpg(0, 9))'],
  ['stops group 0', 'return attempt(lambda: os.killpg(0, signal.SIGSTOP))'],
  ["kills its session's leader", 'return attempt(lambda: os.kill(os.getsid(0), 0))'],
  [
    'kills every number up to 9999',
    'return [pid for pid in range(2, 9999) if attempt(lambda: os.kill(pid, 9)) is None]',
  ],
  [
    'kills every group up to 9999',
    'return [pid for pid in range(2, 9999) if attempt(lambda: os.killpg(pid, 9)) is None]',
  ],
  ['kills by thread', 'return [call(200 if X86 else 130, pid, 9) for pid in range(2, 99)]'],
  ['kills by thread and process', 'return [call(234 if X86 else 131, pid, pid, 9) for pid in range(2, 99)]'],
  [
    'queues a signal for others',
    'return [call(129 if X86 else 138, pid, 9, (ctypes.c_int * 32)(9, 0, -1)) for pid in (0, -1, 2, 3)]',
  ],
  ['sends a signal by a file number', 'return call(424, 3, 9, None, 0)'],
  [
    'tells pipes to signal the group',
    'import fcntl',
    'r, w = os.pipe()',
    'attempt(lambda: fcntl.fcntl(r, 10, 9))',
    'attempt(lambda: fcntl.fcntl(r, 8, 0))',
    'attempt(lambda: fcntl.fcntl(r, 4, 0o20000))',
    'os.write(w, b"x")',
  ],
  [
    'tells its channel to signal the group',
    'import fcntl',
    'attempt(lambda: fcntl.ioctl(3, 0x8901, b"\\0\\0\\0\\0"))',
    'attempt(lambda: fcntl.fcntl(3, 4, 0o20002))',
  ],
  ['lowers the priority of its group', 'return attempt(lambda: os.setpriority(os.PRIO_PGRP, 0, 19))'],
  ["lowers its user's priority", 'return attempt(lambda: os.setpriority(os.PRIO_USER, 0, 19))'],
  [
    "lowers its user's priority by number",
    'return attempt(lambda: os.setpriority(os.PRIO_USER, os.getuid(), 19))',
  ],
  [
    "lowers everyone's priority",
    'return [attempt(lambda: os.setpriority(os.PRIO_PROCESS, pid, 19)) for pid in range(2, 999)]',
  ],
  ["lowers its group's priority for input and output", 'return call(251 if X86 else 30, 2, 0, 3 << 13)'],
  [
    "lowers its user's priority for input and output",
    'return call(251 if X86 else 30, 3, os.getuid(), 3 << 13)',
  ],
  [
    'changes how others are scheduled',
    'return [attempt(lambda: os.sched_setscheduler(pid, os.SCHED_IDLE, os.sched_param(0))) for pid in range(2, 999)]',
  ],
  [
    "takes others' processors",
    'return [attempt(lambda: os.sched_setaffinity(pid, {0})) for pid in range(2, 999)]',
  ],
  ['joins another group', 'return [attempt(lambda: os.setpgid(0, pid)) for pid in range(2, 999)]'],
  ['moves others into its group', 'return [attempt(lambda: os.setpgid(pid, 0)) for pid in range(2, 999)]'],
  ['makes a session', 'return attempt(os.setsid)'],
  ['takes the terminal', 'return [attempt(lambda: os.tcsetpgrp(fd, 1)) for fd in range(5)]'],
  ['opens the terminal', 'return attempt(lambda: open("/dev/tty"))'],
  [
    "limits others' memory",
    'import resource',
    'return [attempt(lambda: resource.prlimit(pid, resource.RLIMIT_AS, (1, 1))) for pid in range(2, 999)]',
  ],
];

/** The whole program of a row. */
export function reachProgram([, ...body]: Reach): string {
  return [PRELUDE, 'def f():', ...body.map((line) => `    ${line}`)].join('\n');
}

/** Whose sandboxes they are tried in. Most containers give root without the right to mount. */
export const IDENTITIES = ['root', 'an ordinary user', 'root without mount rights'] as const;
