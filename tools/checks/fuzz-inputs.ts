// Has at least 10,000 changed files read, each kind in a process of its own, and prints or writes a table of what came of them:
// node --import tsx tools/checks/fuzz-inputs.ts [--seed 1] [--count 900] [--kind NAME] [--write]
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { peakMemoryBytes, workspaceRoot } from '@lamella/core';
import { fillPlace } from '../docs/spec-page.ts';
import { formatCounts, type MeasuredCounts } from './fuzz/format-counts.ts';
import { KINDS } from './fuzz/kinds.ts';
import { runKind } from './fuzz/run-kind.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '900' },
    kind: { type: 'string' },
    json: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});
const MOST_MS = 30_000;
const seed = Number(values.seed);
const page = join(workspaceRoot(), 'docs', 'reliability.md');

if (values.json) {
  const kind = KINDS.find(({ name }) => name === values.kind);
  if (kind === undefined) throw new Error(`Expected a kind, got ${values.kind}`);
  const count = Math.ceil(Number(values.count) / (kind.cost ?? 1));
  const counts = await runKind(kind, { seed, count, mostMs: MOST_MS });
  console.log(JSON.stringify({ ...counts, peakBytes: peakMemoryBytes() }));
} else {
  const wanted = KINDS.filter(({ name }) => values.kind === undefined || name === values.kind);
  const all: MeasuredCounts[] = [];
  for (const { name } of wanted) {
    const counts = await inOwnProcess(name);
    all.push(counts);
    for (const finding of counts.findings) console.error(finding);
  }
  const table = formatCounts(all, seed);
  console.log(table);
  if (values.write) writeFileSync(page, fillPlace(readFileSync(page, 'utf8'), 'fuzz', table));
  process.exitCode = all.some(({ findings }) => findings.length > 0) ? 1 : 0;
}

/** A process that dies is a finding. */
function inOwnProcess(kind: string): Promise<MeasuredCounts> {
  const args = ['--import', 'tsx', fileURLToPath(import.meta.url), '--json', '--kind', kind];
  const child = spawn(process.execPath, [...args, '--seed', values.seed, '--count', values.count], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (piece: Buffer) => (output += piece.toString()));
  return new Promise((resolve) => {
    child.on('exit', (code, signal) => {
      const line = output.trim().split('\n').at(-1) ?? '';
      if (code === 0) return resolve(JSON.parse(line) as MeasuredCounts);
      const findings = [`${kind}: the process ended with ${signal ?? code}`];
      resolve({ name: kind, inputs: 0, read: 0, refused: 0, findings, slowestMs: 0, peakBytes: 0 });
    });
  });
}
