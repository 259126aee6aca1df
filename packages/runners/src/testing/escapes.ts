/**
 * A program that tries to get out of the sandbox. Each row is a test, and a row of docs/sandbox.md.
 */
export interface Escape {
  /** The attempt, after "A program". */
  readonly name: string;
  /** Python lines of the body of `f`, which the check calls. */
  readonly body: readonly string[];
  /** The required result: a verdict, or a Python condition on `found`, the value that `f` returned. */
  readonly holds: string;
}

/** Helpers for the bodies: `number(name)` of a system call, `call(number, …)` gives 0 or more, or the error's name. */
export const PRELUDE = [
  'import ctypes, errno, os, signal, sys',
  'libc = ctypes.CDLL(None, use_errno=True)',
  'X86 = os.uname().machine == "x86_64"',
  'def call(number, *arguments):',
  '    result = libc.syscall(number, *(ctypes.c_long(a) if isinstance(a, int) else a for a in arguments))',
  '    return errno.errorcode[ctypes.get_errno()] if result == -1 else result',
  'def attempt(action):',
  '    try: return action()',
  '    except (OSError, ValueError) as error: return type(error).__name__',
].join('\n');

/** The whole program of a row. */
export function escapeProgram({ body }: Pick<Escape, 'body'>): string {
  return [PRELUDE, 'def f():', ...body.map((line) => `    ${line}`), '    return "done"'].join('\n');
}

const VERDICTS: readonly string[] = ['failed', 'timed out', 'out of memory', 'refused'];

/** The check of a row: it calls `f`, and asserts what must hold of what it returns. */
export function escapeCheck({ holds }: Escape): string {
  return VERDICTS.includes(holds) ? 'assert f() == "done"' : `found = f()\nassert ${holds}, found`;
}

/** The verdict that a row must get. */
export function escapeVerdict({ holds }: Escape): string {
  return VERDICTS.includes(holds) ? holds : 'passed';
}

function escape(name: string, holds: string, ...body: readonly string[]): Escape {
  return { name, holds, body };
}

/** A system call by its numbers on x86-64 and ARM64. */
function denied(name: string, [x86, arm]: readonly [number, number], ...rest: readonly string[]): Escape {
  return escape(
    `calls \`${name}\``,
    "found == 'EPERM'",
    `return call(${x86} if X86 else ${arm}${rest.map((value) => `, ${value}`).join('')})`,
  );
}

/** The network, which it has none of. */
export const NETWORK: readonly Escape[] = [
  escape(
    'connects to an address outside',
    'refused',
    'import socket',
    'socket.create_connection(("192.0.2.1", 80), 1)',
  ),
  escape('sends datagrams', 'refused', 'import socket', 'socket.socket(socket.AF_INET, socket.SOCK_DGRAM)'),
  escape(
    "speaks with the virtual machine's host",
    'refused',
    'import socket',
    'socket.socket(40, socket.SOCK_STREAM)',
  ),
  escape(
    'speaks with the kernel (netlink)',
    'refused',
    'import socket',
    'socket.socket(16, socket.SOCK_RAW)',
  ),
  escape('asks a name server', 'refused', 'import socket', 'socket.getaddrinfo("example.org", 80)'),
];

/** Files, mounts, devices. */
export const FILES: readonly Escape[] = [
  escape('writes into the root folder', 'refused', 'open("/file", "w")'),
  escape('writes into the standard library', 'refused', 'open(sys.path[0] + "/file", "w")'),
  escape(
    'changes a module of the standard library',
    'refused',
    'open(os.__file__ if os.path.exists(os.__file__) else sys.path[0] + "/os.py", "a")',
  ),
  escape('removes a module of the standard library', 'refused', 'os.remove(sys.path[0] + "/os.py")'),
  escape('lists the root folder', "found == ['dev', 'python', 'tmp']", 'return sorted(os.listdir("/"))'),
  escape(
    'leaves by the parent of the root',
    "found == ['dev', 'python', 'tmp']",
    'return sorted(os.listdir("/.." * 9))',
  ),
  escape(
    'leaves by a link',
    "found == ['dev', 'python', 'tmp']",
    'os.symlink("/../../..", "/tmp/up")',
    'return sorted(os.listdir("/tmp/up"))',
  ),
  escape(
    'mounts again what it has',
    "found == 'EPERM'",
    'return call(165 if X86 else 40, None, b"/", None, 32, None)',
  ),
  escape('takes a new root', 'refused', 'os.chroot("/tmp")'),
  escape('makes a device', 'refused', 'os.mknod("/tmp/x", 0o20666, os.makedev(1, 1))'),
  escape('reads /proc', "found == 'FileNotFoundError'", 'return attempt(lambda: os.listdir("/proc/1"))'),
  escape(
    'opens files that its maker left open',
    'found == 4',
    'return len([fd for fd in range(4096) if attempt(lambda: os.fstat(fd).st_mode) != "OSError"])',
  ),
  escape(
    'locks a file of the host',
    "found == 'PermissionError'",
    'import fcntl',
    'return attempt(lambda: fcntl.flock(open(sys.path[0] + "/os.py"), 1))',
  ),
  escape(
    'leases a file of the host',
    "found == 'PermissionError'",
    'import fcntl',
    'return attempt(lambda: fcntl.fcntl(open(sys.path[0] + "/os.py"), 1024, 0))',
  ),
];

/** Processes, privileges, the kernel. */
export const KERNEL: readonly Escape[] = [
  escape('forks', 'refused', 'os.fork()'),
  escape('makes a process by clone', "found == 'EPERM'", 'return call(56 if X86 else 220, 17, 0, 0, 0, 0)'),
  escape(
    'makes a process by clone3',
    "found == 'ENOSYS'",
    'return call(435, ctypes.create_string_buffer(88), 88)',
  ),
  escape('starts a command', 'refused', 'import subprocess', 'subprocess.run(["/bin/sh", "-c", "id"])'),
  escape('starts Python again', 'refused', 'os.execv("/python/0/os.py", ["x"])'),
  escape('lives on after its guard', "found == 'EPERM'", 'return call(157 if X86 else 167, 1, 0, 0, 0, 0)'),
  escape(
    'raises its limits',
    "found == 'ValueError'",
    'import resource',
    'return attempt(lambda: resource.setrlimit(resource.RLIMIT_AS, (2**40, 2**40)))',
  ),
  escape(
    'becomes root',
    "found in ('PermissionError', 'OSError')",
    'return attempt(lambda: os.setuid(0 if os.getuid() else 1))',
  ),
  denied('ptrace', [101, 117], '16', '1', '0', '0'),
  denied('process_vm_readv', [310, 270], '1', 'None', '0', 'None', '0', '0'),
  denied('pidfd_open', [434, 434], '1', '0'),
  denied('unshare', [272, 97], '0x10000000'),
  denied('setns', [308, 268], '0', '0'),
  denied('bpf', [321, 280], '0', 'None', '0'),
  denied('perf_event_open', [298, 241], 'None', '0', '-1', '-1', '0'),
  denied('keyctl', [250, 219], '0', '-3', '0'),
  denied('userfaultfd', [323, 282], '0'),
  denied('seccomp', [317, 277], '1', '0', 'None'),
  escape(
    'asks by the numbers of 32-bit programs (x32)',
    "found in ('EPERM', 'ENOSYS')",
    'return call(0x40000000 + 39) if X86 else "EPERM"',
  ),
];

/** Memory that the limit on the address space does not count. */
export const MEMORY: readonly Escape[] = [
  escape('takes 10 GB', 'out of memory', 'x = bytearray(10 * 2**30)'),
  escape('takes memory bit by bit', 'out of memory', 'x = [bytearray(2**20) for _ in iter(int, 1)]'),
  escape(
    'maps shared memory',
    "found == 'OSError'",
    'import mmap',
    'return attempt(lambda: [mmap.mmap(-1, 2**24) for _ in range(100)])',
  ),
  escape('keeps memory in files of no folder', 'refused', 'os.memfd_create("x")'),
  denied('memfd_secret', [447, 447], '0'),
  denied('shmget', [29, 194], '0', '4096', '0o1600'),
  denied('mq_open', [240, 180], 'b"x"', '0o102', '0o600', 'None'),
  denied('io_uring_setup', [425, 425], '1', 'None'),
  escape('keeps memory in pairs of sockets', 'refused', 'import socket', 'socket.socketpair()'),
  denied('setsockopt', [54, 208], '3', '1', '7', 'None', '4'),
  denied('sendmsg', [46, 211], '3', 'None', '0'),
  escape(
    'lets pipes keep more',
    "found == 'PermissionError'",
    'import fcntl',
    'return attempt(lambda: fcntl.fcntl(os.pipe()[1], 1031, 2**20))',
  ),
  escape(
    'fills all pipes that it may have',
    'found <= 2**20',
    'total = 0',
    'for _ in range(64):',
    '    try: _, end = os.pipe()',
    '    except OSError: break',
    '    os.set_blocking(end, False)',
    '    while True:',
    '        try: total += os.write(end, bytes(4096))',
    '        except OSError: break',
    'return total',
  ),
  denied('vmsplice', [278, 75], '1', 'None', '0', '0'),
  denied('tee', [276, 77], '0', '1', '1', '0'),
  escape('fills its folder', 'refused', '[open(f"/tmp/{i}", "wb").write(bytes(2**21)) for i in range(100)]'),
  escape(
    'writes a large file',
    'refused',
    'signal.signal(signal.SIGXFSZ, signal.SIG_IGN)',
    'open("/tmp/x", "wb").write(bytes(2**26))',
  ),
  escape('makes files without end', 'refused', '[open(f"/tmp/{i}", "w") and 0 for i in range(10**6)]'),
  escape('opens files without end', 'refused', 'x = [open("/dev/null") for _ in iter(int, 1)]'),
  escape(
    'queues signals without end',
    "found == 'EAGAIN'",
    'signal.pthread_sigmask(0, [40])',
    'info = (ctypes.c_int * 32)(40, 0, -1)',
    'return [call(129 if X86 else 138, 1, 40, info) for _ in range(100)][-1]',
  ),
];

/** Time. */
export const TIME: readonly Escape[] = [
  escape('never ends', 'timed out', 'while True: pass'),
  escape('sleeps', 'timed out', 'import time', 'time.sleep(60)'),
  escape('prints without end', 'timed out', 'while True: print("x" * 10_000)'),
  escape(
    'writes to every file number without end',
    'timed out',
    'any(os.write(fd, b"x") == 0 for _ in iter(int, 1) for fd in (1, 2))',
  ),
  escape(
    'ignores signals',
    'timed out',
    '[signal.signal(s, signal.SIG_IGN) for s in (15, 24)]',
    'while True: pass',
  ),
  escape('forks in spite of errors', 'timed out', 'while True: attempt(os.fork)'),
  escape(
    'starts threads without end',
    'failed',
    'import threading, time',
    'for _ in iter(int, 1): threading.Thread(target=time.sleep, args=(1,), daemon=True).start()',
  ),
];

/** Knowledge of the machine. `mentions` finds texts with a place of the host in all that can be reached from a value. */
export const KNOWLEDGE: readonly Escape[] = [
  escape(
    'looks for its environment',
    'found == [{}, None, None]',
    'libc.getenv.restype = ctypes.c_char_p',
    'return [dict(os.environ), libc.getenv(b"LAMELLA_TEST_SECRET"), libc.getenv(b"PATH")]',
  ),
  escape('asks for the name of the machine', "found == 'sandbox'", 'return os.uname().nodename'),
  escape(
    'asks for the ids around it',
    'found == [1, 0, 1, 1]',
    'return [os.getpid(), os.getppid(), os.getpgrp(), os.getsid(0)]',
  ),
  escape('asks who is logged in', "found == 'OSError'", 'return attempt(os.getlogin)'),
  escape(
    'reads how it was started',
    "found == [[''], [''], '', {}]",
    'return [sys.argv, getattr(sys, "orig_argv", [""]), sys.executable, sys._xoptions]',
  ),
  escape(
    'reads where Python lies',
    "found == ['/python', '/python']",
    'return [sorted(sys.path)[0][:7], *{sys.prefix, sys.exec_prefix, sys.base_prefix, sys.base_exec_prefix}]',
  ),
  escape(
    'reads all texts of `sys`',
    'all(text.startswith("/python") for text in found)',
    'texts = [t for v in vars(sys).values() for t in ([v] if isinstance(v, str) else v if isinstance(v, (list, tuple)) else [])]',
    'return [t for t in texts if isinstance(t, str) and t.startswith("/")]',
  ),
  escape(
    'reads where modules come from',
    "set(found) <= {'/', '/dev/null', '/bin:/usr/bin'}",
    'texts = [t for m in sys.modules.values() for o in (m, getattr(m, "__spec__", 0), getattr(m, "__loader__", 0)) if hasattr(o, "__dict__") for t in vars(o).values()]',
    'return sorted({t for t in texts if isinstance(t, str) and t.startswith("/") and not t.startswith("/python")})',
  ),
  escape(
    'reads where functions come from',
    'all(name.startswith(("/python/", "<", "sandbox/", "program")) for name in found)',
    'import gc, types',
    'return sorted({o.__code__.co_filename for o in gc.get_objects() if isinstance(o, types.FunctionType)})',
  ),
  escape(
    'reads where its callers come from',
    'all(name in ("program", "sandbox/program_side.py", "sandbox/jail.py", "sandbox/launch.py", "<string>") for name in found)',
    'names, frame = [], sys._getframe()',
    'while frame:',
    '    names.append(frame.f_code.co_filename)',
    '    frame = frame.f_back',
    'return names',
  ),
  escape(
    "looks for the launcher's modules",
    'found == []',
    'return [n for n in ("launch", "jail", "wire", "check_side", "library") if n in sys.modules]',
  ),
];

/** All that one jail alone shows. */
export const ESCAPES: Readonly<Record<string, readonly Escape[]>> = {
  'the network': NETWORK,
  'files and mounts': FILES,
  'processes and the kernel': KERNEL,
  memory: MEMORY,
  time: TIME,
  'knowledge of the machine': KNOWLEDGE,
};
