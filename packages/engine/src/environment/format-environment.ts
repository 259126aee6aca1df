import type { EnvironmentReport, MissingEngine, ReadyEngine } from './environment-report.ts';

/**
 * A report as aligned lines of text, without a line break at the end.
 *
 * @param more rows to put below it
 */
export function formatEnvironment(
  report: EnvironmentReport,
  more: readonly (readonly [name: string, value: string])[] = [],
): string {
  const rows: readonly (readonly [string, string])[] = [
    ['Node', `${report.node} on ${report.platform}, ${formatBytes(report.memoryBytes)} of memory`],
    ...(report.nodeNote === undefined ? [] : [['', report.nodeNote] as const]),
    ...(report.engine.isReady ? describeReady(report.engine) : describeMissing(report.engine)),
    ...report.folders.map(({ name, path, bytes }) => [name, `${path} (${formatBytes(bytes)})`] as const),
    ['free disk', formatBytes(report.freeBytes)],
    ...more,
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n');
}

function describeReady(engine: ReadyEngine): [string, string][] {
  return [
    ['engine', `tfjs-node-gpu ${engine.tfjsVersion}`],
    ['TensorFlow', `${engine.tensorflowVersion} (${engine.variant}), ${engine.tensorflowFolder}`],
    ['devices', engine.devices.join('; ')],
    ['threads', String(engine.threads)],
    ['bfloat16', describeBfloat16(engine)],
    ...engine.selfTest.map(({ name, expected, found, passed }): [string, string] => [
      `self-test: ${name}`,
      passed ? 'passed' : `FAILED: expected ${expected.join(', ')}, got ${found.join(', ')}`,
    ]),
  ];
}

function describeMissing({ problem }: MissingEngine): [string, string][] {
  return [['engine', `NOT READY: ${problem}`]];
}

function describeBfloat16({ bfloat16: { works, instructions }, devices }: ReadyEngine): string {
  if (!works) return 'not available';
  if (devices.some((device) => device.startsWith('GPU'))) return 'works, on the GPU';
  if (instructions.length > 0) return `works, in hardware (${instructions.join(', ')})`;
  return 'works, but the processor has no instructions for it: float32 is faster';
}

function formatBytes(bytes: number): string {
  return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
