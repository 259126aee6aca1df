import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { LAYERS, rowsOf } from '../testing/index.ts';
import { withControls } from '../language/control-methods.ts';
import type { ExperimentSpec } from '../language/experiment-spec.ts';
import { readSpec } from '../language/read-spec.ts';
import { CLAIMS } from './claims.ts';

test('each claim has an id of its own, and specs that are there with the name of their results', () => {
  expect(new Set(CLAIMS.map(({ id }) => id)).size).toBe(CLAIMS.length);
  for (const { name, spec } of CLAIMS.flatMap(({ experiments }) => experiments)) {
    const path = fileURLToPath(new URL(`../../../../experiments/specs/${spec}.yaml`, import.meta.url));
    expect(existsSync(path)).toBe(true);
    expect(/^name: (.*)$/m.exec(readFileSync(path, 'utf8'))?.[1]).toBe(name);
  }
});

test('methods of claims are those of their specs, but for those that a spec is said to lack', async () => {
  for (const claim of CLAIMS)
    for (const { spec, lacks = [], instead = {} } of claim.experiments) {
      const has = new Set(await armsOf(spec));
      const others = claim.kind === 'comparison' || claim.kind === 'cost' ? [claim.against].flat() : [];
      for (const method of [claim.method, ...others].filter((name) => !lacks.includes(name)))
        expect([spec, method, has.has(instead[method] ?? method)]).toEqual([spec, method, true]);
      for (const method of lacks) expect([spec, method, has.has(method)]).toEqual([spec, method, false]);
    }
});

const known = new Map<string, Promise<readonly string[]>>();

/** The arms that a spec's sweep has, draws of a kind as one. */
async function armsOf(name: string): Promise<readonly string[]> {
  const path = fileURLToPath(new URL(`../../../../experiments/specs/${name}.yaml`, import.meta.url));
  const arms = known.get(name) ?? readSpec(path).then((spec) => sweptArms(spec));
  known.set(name, arms);
  return arms;
}

function sweptArms(spec: ExperimentSpec): string[] {
  const { methods } = withControls(spec);
  const swept = spec.sweep.methods ?? Object.keys(methods);
  return swept.map((name) => methods[name]?.control?.draw?.family ?? name);
}

test('every published list of layers is a claim, by the model and task that it was published for', () => {
  const lists = CLAIMS.flatMap((claim) => (claim.kind === 'layers' ? [claim] : []));
  expect(lists.map(({ model, task, layers }) => [model, task, layers])).toEqual(rowsOf(LAYERS));
});
