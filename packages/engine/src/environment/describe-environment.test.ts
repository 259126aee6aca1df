import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeEnvironment } from './describe-environment.ts';
import { isHealthy } from './environment-report.ts';

const folder = mkdtempSync(join(tmpdir(), 'lamella-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('the engine of this checkout is ready, and right', async () => {
  writeFileSync(join(folder, 'file'), '12345');
  const report = await describeEnvironment({ folders: [{ name: 'extra', path: folder }] });
  expect(report.engine).toMatchObject({ isReady: true, tfjsVersion: '4.22.0', bfloat16: { works: true } });
  expect(report.engine.isReady && report.engine.selfTest).toEqual([
    { name: 'matmul', expected: [19, 22, 43, 50], found: [19, 22, 43, 50], passed: true },
    { name: 'gradient', expected: [-20, -30], found: [-20, -30], passed: true },
  ]);
  expect(report.folders).toContainEqual({ name: 'extra', path: folder, bytes: 5 });
  expect(report.freeBytes).toBeGreaterThan(0);
  expect(isHealthy(report)).toBe(true);
});

test('TensorFlow starts without a word', () => {
  const engine = fileURLToPath(new URL('../index.ts', import.meta.url));
  const script = `const { tf } = await import('${engine}'); process.stdout.write(String(tf.scalar(6).mul(7).dataSync()[0]));`;
  const args = ['--import', 'tsx', '--input-type=module', '--eval', script];
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  expect([stdout, stderr]).toEqual(['42', '']);
});
