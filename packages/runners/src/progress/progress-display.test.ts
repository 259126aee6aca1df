import { ProgressDisplay, type OutputStream } from './progress-display.ts';

const trials = [
  { name: 'cola', cost: 1 },
  { name: 'rte', cost: 1 },
];

interface Recorder extends OutputStream {
  /** The output since the last call. */
  take(): string;
}

function record(stream: Omit<OutputStream, 'write'>): Recorder {
  let text = '';
  return {
    ...stream,
    write: (more) => (text += more),
    take: () => {
      const taken = text;
      text = '';
      return taken;
    },
  };
}

beforeEach(() => {
  import.meta.jest.useFakeTimers();
});
afterEach(() => {
  import.meta.jest.useRealTimers();
});

test('a terminal: lines are redrawn in place, and those of ended trials stay above', () => {
  const stream = record({ isTTY: true, columns: 60, rows: 10 });
  const display = new ProgressDisplay({ title: 'mini', trials, workers: 1, now: () => 0, stream, env: {} });
  display.start('cola');
  expect(stream.take()).toBe('');
  import.meta.jest.advanceTimersByTime(250);
  const drawn = 'mini  [------------]  0 of 2 trials, 0 s, time left unknown\n  cola, 0 s\n';
  expect(stream.take()).toBe(drawn);
  import.meta.jest.advanceTimersByTime(250);
  expect(stream.take()).toBe(`\x1b[2A\x1b[J${drawn}`);
  display.finish('cola', { status: 'killed' });
  expect(stream.take()).toBe(
    '\x1b[2A\x1b[J\x1b[31m[1/2] cola: killed after 0 s\x1b[39m\n' +
      'mini  1 of 2 trials, 1 failed, 0 s, time left unknown\n',
  );
  display.stop();
  expect(stream.take()).toBe('\x1b[1A\x1b[J');
  import.meta.jest.advanceTimersByTime(10_000);
  expect(stream.take()).toBe('');
});

test('a terminal that is low, of unknown width, or without colours', () => {
  const stream = record({ isTTY: true, columns: 0, rows: 2 });
  const display = new ProgressDisplay({
    title: 'x'.repeat(100),
    trials,
    workers: 1,
    stream,
    env: { NO_COLOR: '1' },
  });
  display.start('cola');
  import.meta.jest.advanceTimersByTime(250);
  expect(stream.take()).toBe(`${'x'.repeat(78)}…\n`);
  display.finish('cola', { status: 'failed' });
  expect(stream.take()).toContain('\x1b[J[1/2] cola: failed after 0 s\n');
  display.stop();
});

test.each([
  ['a pipe', { isTTY: false }, {}],
  ['a dumb terminal', { isTTY: true, columns: 80 }, { TERM: 'dumb' }],
])('%s: whole lines, one per trial and one every half minute', (_, kind, env) => {
  const stream = record(kind);
  const display = new ProgressDisplay({ title: 'mini', trials, workers: 1, now: () => 0, stream, env });
  display.start('cola');
  import.meta.jest.advanceTimersByTime(29_000);
  expect(stream.take()).toBe('');
  import.meta.jest.advanceTimersByTime(1000);
  expect(stream.take()).toBe('mini: 0 of 2 trials, 0 s, time left unknown; cola\n');
  display.finish('cola', { status: 'done', summary: 'matthews 0.43' });
  display.write('Ctrl-C: stopping');
  display.stop();
  expect(stream.take()).toBe('[1/2] cola: done in 0 s, matthews 0.43\nCtrl-C: stopping\n');
});
