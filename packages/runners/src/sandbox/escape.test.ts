import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workspaceRoot } from '@lamella/core';
import { waitUntil } from '../testing/fixture-programs.ts';
import { describeInSandbox, sandboxOrReason } from '../testing/sandbox-or-reason.ts';
import type { Judgement } from './judgement.ts';

/** A time limit that no other test has: the jails of these tests are known by it. */
const TIMEOUT_MS = 3000 + (process.pid % 1000) / 1000;

/** The processes of the launcher, its guards and its jails that are there. */
function processesLeft(): string[] {
  const mark = `"seconds":${TIMEOUT_MS / 1000},`;
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name) && commandOf(name).includes(mark));
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return ''; // it has just ended
  }
}

describeInSandbox('a program in the sandbox', await sandboxOrReason(), (sandbox) => {
  const LIMITS = { timeoutMs: TIMEOUT_MS, memoryBytes: 256 * 2 ** 20 };
  const run = (program: string, check = 'assert f() == "done"'): Promise<Judgement> =>
    sandbox.judge({ program, check, ...LIMITS });
  const body = (...lines: string[]): string =>
    ['import os, sys, ctypes', 'def f():', ...lines.map((line) => `    ${line}`), '    return "done"'].join(
      '\n',
    );

  describe('can not reach', () => {
    test('a server on this machine', async () => {
      let numConnections = 0;
      const server = createServer(() => numConnections++).listen(0, '127.0.0.1');
      await new Promise((resolve) => server.once('listening', resolve));
      const { port } = server.address() as AddressInfo;
      const { verdict } = await run(
        body('import socket', `socket.create_connection(("127.0.0.1", ${port}))`),
      );
      server.close();
      expect([verdict, numConnections]).toEqual(['refused', 0]);
    });

    test.each([
      ['the outside', 'import socket; socket.create_connection(("192.0.2.1", 80), 1)', 'refused'],
      [
        'the outside by datagrams',
        'import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM)',
        'refused',
      ],
      ["the virtual machine's host", 'import socket; socket.socket(40, socket.SOCK_STREAM)', 'refused'],
      ['a name server', 'import socket; socket.getaddrinfo("example.org", 80)', 'refused'],
      ['the root folder', 'open("/file", "w")', 'refused'],
      ['the standard library', 'open(sys.path[0] + "/file", "w")', 'refused'],
      [
        'its own mounts',
        'assert ctypes.CDLL(None, use_errno=True).mount(None, b"/", None, 32, None) == 0',
        'failed',
      ],
      ['another namespace', 'assert ctypes.CDLL(None).unshare(0x10000000) == 0', 'failed'],
      ['a new root', 'os.chroot("/tmp")', 'refused'],
      ['another process', 'os.fork()', 'refused'],
      ['a process by clone', 'assert ctypes.CDLL(None).syscall(56, 17, 0, 0, 0, 0) > 0', 'failed'],
      ['a command', 'import subprocess; subprocess.run(["/bin/sh", "-c", "id"])', 'refused'],
      ['higher limits', 'import resource; resource.setrlimit(resource.RLIMIT_AS, (2**40, 2**40))', 'failed'],
      ['a life after its guard', 'assert ctypes.CDLL(None).prctl(1, 0, 0, 0, 0) == 0', 'failed'],
      ["a debugger's view", 'assert ctypes.CDLL(None).ptrace(16, 1, 0, 0) == 0', 'failed'],
      ['processes in /proc', 'os.listdir("/proc/1")', 'failed'],
      ['memory that is not counted', 'os.memfd_create("x")', 'refused'],
      ['devices', 'os.mknod("/tmp/x", 0o20666, os.makedev(1, 1))', 'refused'],
    ])('%s', async (_, line, verdict) => {
      expect(await run(body(line))).toMatchObject({ verdict });
    });

    test('files of this machine', async () => {
      const secret = join(mkdtempSync(join(tmpdir(), 'lamella-secret-')), 'secret');
      writeFileSync(secret, 'secret');
      const paths = [
        secret,
        '/etc/passwd',
        process.env['HOME'] ?? '/root',
        workspaceRoot(),
        process.execPath,
        import.meta.filename,
      ];
      const { verdict, detail } = await run(
        body(`return [p for p in ${JSON.stringify(paths)} if os.path.exists(p)]`),
        'assert f() == [], f()',
      );
      expect([verdict, detail]).toEqual(['passed', '']);
    });

    test('the environment, in whatever way it is asked', async () => {
      process.env['LAMELLA_TEST_SECRET'] = 'secret';
      const program = body(
        'libc = ctypes.CDLL(None)',
        'libc.getenv.restype = ctypes.c_char_p',
        'return [dict(os.environ), libc.getenv(b"LAMELLA_TEST_SECRET"), libc.getenv(b"PATH")]',
      );
      expect(await run(program, 'assert f() == [{}, None, None], f()')).toMatchObject({ verdict: 'passed' });
    });

    test('other processes with signals', async () => {
      const program = body(
        'def send(pid):',
        '    try: os.kill(pid, 9)',
        '    except ProcessLookupError: return None',
        '    return pid',
        `return [pid for pid in [-1, ${process.pid}, ${process.ppid}, *range(2, 3000)] if send(pid)]`,
      );
      expect(await run(program, 'assert f() == [], f()')).toEqual({ verdict: 'passed', detail: '' });
    });
  });

  describe('is stopped when it', () => {
    test.each([
      ['never ends', 'while True: pass', 'timed out'],
      ['sleeps', 'import time; time.sleep(60)', 'timed out'],
      ['prints without end', 'while True: print("x" * 10_000)', 'timed out'],
      [
        'writes to every file number without end',
        'any(os.write(fd, b"x") == 0 for _ in iter(int, 1) for fd in (1, 2))',
        'timed out',
      ],
      [
        'ignores signals',
        'import signal; [signal.signal(s, signal.SIG_IGN) for s in (15, 24)]\n    while True: pass',
        'timed out',
      ],
      ['takes 10 GB', 'x = bytearray(10 * 2**30)', 'out of memory'],
      ['takes memory bit by bit', 'x = [bytearray(2**20) for _ in iter(int, 1)]', 'out of memory'],
      ['fills its folder', '[open(f"/tmp/{i}", "wb").write(bytes(2**21)) for i in range(100)]', 'refused'],
      [
        'writes a large file',
        'import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n    open("/tmp/x", "wb").write(bytes(2**26))',
        'refused',
      ],
      ['opens files without end', 'x = [open("/dev/null") for _ in iter(int, 1)]', 'refused'],
      [
        'starts threads without end',
        'import threading, time\n    for _ in iter(int, 1): threading.Thread(target=time.sleep, args=(1,), daemon=True).start()',
        'failed',
      ],
      ['forks without end', 'while True: os.fork()', 'refused'],
    ])('%s', async (_, line, verdict) => {
      const start = performance.now();
      expect(await run(body(line))).toMatchObject({ verdict });
      expect(performance.now() - start).toBeLessThan(30_000);
    });

    test('forks in spite of errors', async () => {
      const program = body('while True:', '    try: os.fork()', '    except OSError: pass');
      expect(await run(program)).toMatchObject({ verdict: 'timed out' });
    });

    test('leaves a thread behind', async () => {
      const program = body(
        'import threading, time',
        'threading.Thread(target=time.sleep, args=(600,)).start()',
      );
      expect(await run(program)).toMatchObject({ verdict: 'passed' });
      expect(processesLeft()).toEqual([]);
    });
  });

  describe('can not fake a pass by', () => {
    const check = 'assert f() == "right"';
    const ways: readonly (readonly [string, string])[] = [
      ['ending before the check', 'import sys; sys.exit(0)'],
      ['ending at once', 'import os; os._exit(0)'],
      ['ending when it is asked', 'import os\ndef f(): os._exit(0)'],
      ['raising SystemExit when it is asked', 'def f(): raise SystemExit(0)'],
      ['raising KeyboardInterrupt', 'def f(): raise KeyboardInterrupt'],
      ['handlers for the end', 'import atexit, os\natexit.register(lambda: os._exit(0))\ndef f(): return 1'],
      [
        'redefining what Python has',
        'import builtins\nbuiltins.AssertionError = Exception\nbuiltins.all = lambda *a: True\ndef f(): return 1',
      ],
      [
        'equality that always holds',
        'class Yes:\n  def __eq__(self, other): return True\n  __hash__ = None\ndef f(): return Yes()',
      ],
      [
        'a text with such an equality',
        'class Yes(str):\n  def __eq__(self, other): return True\n  __hash__ = str.__hash__\ndef f(): return Yes("x")',
      ],
      [
        'a list with such an equality',
        'class Yes(list):\n  def __eq__(self, other): return True\ndef f(): return Yes()',
      ],
      ["changing the check's modules", 'import sys\nsys.modules.clear()\ndef f(): return 1'],
      [
        "its caller's frames",
        'import sys\ndef f():\n  frame = sys._getframe()\n  while frame:\n    for v in list(frame.f_globals): frame.f_globals[v] = lambda *a, **k: True\n    frame = frame.f_back\n  return 1',
      ],
      [
        'writing a verdict to every file',
        'import os\nfor fd in range(3, 64):\n  try: os.write(fd, b\'{"verdict": "passed", "detail": ""}\')\n  except OSError: pass\ndef f(): return 1',
      ],
      [
        'answers of its own making',
        'import os, json, struct\ndef say(x):\n  d = json.dumps(x).encode(); os.write(3, struct.pack(">I", len(d)) + d)\nfor _ in range(3): say({"value": [{"verdict": "passed"}, []]})\ndef f(): return 1',
      ],
      [
        'answers that are no values',
        'import os, json, struct\nd = json.dumps({"value": {"object": {"x": []}}}).encode()\nos.write(3, struct.pack(">I", len(d)) + d)\ndef f(): return 1',
      ],
      [
        "an error that can't be made",
        'import os, json, struct\nd = json.dumps({"error": [], "text": 1, "errno": [], "line": 1}).encode()\nos.write(3, struct.pack(">I", len(d)) + d)\ndef f(): return 1',
      ],
      [
        'an announcement of endless data',
        'import os\nos.write(3, b"\\xff\\xff\\xff\\xff")\ndef f(): return 1',
      ],
      [
        'values nested without end',
        'import os, struct\nd = b"[" * 10**6\nos.write(3, struct.pack(">I", len(d)) + d)\ndef f(): return 1',
      ],
      ['closing its channel', 'import os\nos.close(3)\ndef f(): return 1'],
      [
        'reading the answer in its memory',
        'import gc\ndef f():\n  texts = [t for t in gc.get_objects() if isinstance(t, (list, dict, tuple)) and "right" in repr(t)[:2000]]\n  return "right" if any("assert" in repr(t) for t in texts) else 1',
      ],
    ];

    test.each(ways)('%s', async (_, program) => {
      expect(await run(program, check)).toMatchObject({ verdict: 'failed' });
    });

    test("a function with the name of Python's that the check uses", async () => {
      const program = 'def all(x): return True\ndef len(x): return 3\ndef f(): return [0]';
      expect(await run(program, 'assert len(f()) == 3 and all(f())')).toMatchObject({ verdict: 'failed' });
    });

    test("a module of its own under the name of one of Python's", async () => {
      const program = 'import math\nmath.isclose = lambda *a: True\ndef f(): return 1.0';
      expect(await run(program, 'assert math.isclose(f(), 2.0)')).toMatchObject({ verdict: 'failed' });
    });
  });

  test('is gone with its jails when the judgement is there', async () => {
    const judgement = run(body('import time', 'time.sleep(60)'));
    await waitUntil(() => processesLeft().length === 5); // the launcher, two guards, two jails
    await judgement;
    expect(processesLeft()).toEqual([]);
  });

  test('ends when its launcher is killed', async () => {
    const judgement = run(body('import time', 'time.sleep(60)'));
    await waitUntil(() => processesLeft().length === 5);
    const launcher = Math.min(...processesLeft().map(Number));
    process.kill(launcher, 'SIGKILL');
    await expect(judgement).rejects.toThrow('Expected a judgement');
    await waitUntil(() => processesLeft().length === 0);
  });
});
