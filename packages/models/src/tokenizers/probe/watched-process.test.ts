import { runWatched } from './watched-process.ts';

const run = (program: string, limits = {}): Promise<string | undefined> =>
  runWatched(process.execPath, ['-e', program], { cpuSeconds: 60, bytes: 2 ** 32, ...limits });

test.each([
  ['', {}, undefined],
  ['process.exit(3)', {}, 'ended with exit code 3'],
  ['process.abort()', {}, 'was ended by SIGABRT'],
  ['for (;;);', { cpuSeconds: 0.5 }, 'takes more than 0.5 s of processor time'],
  [
    'const all = []; setInterval(() => all.push(Buffer.alloc(2 ** 24, 1)), 5)',
    { bytes: 2 ** 28 },
    'takes more than 256 MiB of memory',
  ],
])('%s', async (program, limits, reason) => {
  expect(await run(program, limits)).toBe(reason);
});

test('a command that is not there', async () => {
  expect(await runWatched('/no/such/command', [], { cpuSeconds: 1, bytes: 1 })).toMatch(
    /^can't be started: /,
  );
});
