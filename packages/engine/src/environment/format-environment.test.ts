import { isHealthy, type EnvironmentReport, type ReadyEngine } from './environment-report.ts';
import { formatEnvironment } from './format-environment.ts';

const ENGINE: ReadyEngine = {
  isReady: true,
  tfjsVersion: '4.22.0',
  tensorflowVersion: '2.21.0',
  variant: 'cpu',
  tensorflowFolder: '/cache/tensorflow',
  devices: ['CPU: a processor'],
  threads: 2,
  bfloat16: { works: true, instructions: ['avx512_bf16'] },
  selfTest: [{ name: 'matmul', expected: [19], found: [19], passed: true }],
};
const REPORT: EnvironmentReport = {
  node: '20.20.2',
  platform: 'linux-x64',
  memoryBytes: 16e9,
  engine: ENGINE,
  folders: [{ name: 'cache: binding', path: '/cache/binding', bytes: 160_000 }],
  freeBytes: 71.04e9,
};

test('a note on Node stands below its version', () => {
  const text = formatEnvironment({ ...REPORT, node: '27.0.0', nodeNote: 'Node 27.0.0 is not tested' });
  expect(text.split('\n').slice(0, 2)).toEqual([
    'Node               27.0.0 on linux-x64, 16.0 GB of memory',
    '                   Node 27.0.0 is not tested',
  ]);
});

test('a report is aligned lines', () => {
  expect(formatEnvironment(REPORT)).toBe(
    [
      'Node               20.20.2 on linux-x64, 16.0 GB of memory',
      'engine             tfjs-node-gpu 4.22.0',
      'TensorFlow         2.21.0 (cpu), /cache/tensorflow',
      'devices            CPU: a processor',
      'threads            2',
      'bfloat16           works, in hardware (avx512_bf16)',
      'self-test: matmul  passed',
      'cache: binding     /cache/binding (0.2 MB)',
      'free disk          71.0 GB',
    ].join('\n'),
  );
});

test('more rows stand below, in the same columns', () => {
  expect(
    formatEnvironment(REPORT, [['sandbox', 'works']])
      .split('\n')
      .at(-1),
  ).toBe('sandbox            works');
});

test.each([
  [{ bfloat16: { works: false, instructions: [] } }, 'not available'],
  [{ bfloat16: { works: true, instructions: [] } }, 'works, but the processor has no instructions for it'],
  [{ devices: ['CPU: a processor', 'GPU: a card'] }, 'works, on the GPU'],
])('bfloat16 with %j: %s', (engine, text) => {
  expect(formatEnvironment({ ...REPORT, engine: { ...ENGINE, ...engine } })).toContain(text);
});

test('a failed check says what was expected and found', () => {
  const selfTest = [{ name: 'matmul', expected: [19, 22], found: [19, 0], passed: false }];
  const report = { ...REPORT, engine: { ...ENGINE, selfTest } };
  expect(formatEnvironment(report)).toContain('self-test: matmul  FAILED: expected 19, 22, got 19, 0');
  expect([isHealthy(REPORT), isHealthy(report)]).toEqual([true, false]);
});

test('an engine that is not ready is a line, and not healthy', () => {
  const report: EnvironmentReport = { ...REPORT, engine: { isReady: false, problem: 'not set up' } };
  expect(formatEnvironment(report)).toContain('engine          NOT READY: not set up');
  expect(isHealthy(report)).toBe(false);
});
