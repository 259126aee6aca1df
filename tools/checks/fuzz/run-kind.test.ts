import { KINDS } from './kinds.ts';
import { runKind } from './run-kind.ts';

test.each(KINDS.map((kind) => [kind.name, kind] as const))(
  '%s',
  async (_name, kind) => {
    const count = (kind.cost ?? 1) > 10 ? 2 : 12;
    const counts = await runKind(kind, { seed: 1, count, mostMs: 60_000 });
    expect(counts.findings).toEqual([]);
    expect(counts.read + counts.refused).toBe(count);
  },
  120_000,
);

test('the same seed makes the same inputs, and what goes wrong is told', async () => {
  const seen: string[] = [];
  const kind = {
    ...{ name: 'x', file: 'x.txt', seeds: () => [Buffer.from('abc')] },
    mutate: (random: { int(limit: number): number }) => Buffer.from(String(random.int(1e9))),
    read: (path: string) => {
      seen.push(path);
      if (seen.length > 1) throw new TypeError('ours');
    },
  };
  const counts = await runKind(kind, { seed: 1, count: 2, mostMs: 60_000 });
  expect(counts).toMatchObject({ inputs: 2, read: 1, refused: 0 });
  expect(counts.findings).toEqual([expect.stringContaining('x, input 1: threw TypeError: ours')]);
});
