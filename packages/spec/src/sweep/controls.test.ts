import { hashJson } from '@lamella/core';
import { selectLayers } from '@lamella/metrics/selection';
import { narrowSpec } from '../language/narrow-spec.ts';
import { exampleSpec } from '../testing/example-spec.ts';
import { alphaAtScale, layerRanks, meanRank } from './equal-parameters.ts';
import { expandSweep } from './expand-sweep.ts';
import { awaitedBy, isCandidate, trialIdentity, type ResolvedTrial } from './trial.ts';

const trialsOf = (yaml: string, numLayers = 8): ResolvedTrial[] =>
  expandSweep({ ...exampleSpec(yaml), tasks: ['cola'] }, numLayers);

describe('equal parameters', () => {
  const of = (yaml: string, numLayers: number): ResolvedTrial => {
    const spec = { ...exampleSpec(`controls: [equal-parameters]\n${yaml}`), tasks: ['cola'] as const };
    const sweep = { ...spec.sweep, layers: [5], seed: [1] };
    const [, trial] = expandSweep({ ...spec, sweep }, numLayers).filter(({ method }) =>
      method.startsWith('cka'),
    );
    if (trial === undefined) throw new Error('Expected the arm');
    return trial;
  };

  test('the ranks of N layers add up to those of all, to the unit', () => {
    const trial = of('', 12);
    expect(trial).toMatchObject({
      id: 'cola-cka-equal-parameters-n5-r19-plus1-seed1',
      adapter: { rank: 19, alpha: 38 },
      rankSum: 96,
      control: { kind: 'equal-parameters', of: 'cka', reference: 'all' },
      comparedRank: 8,
    });
    expect(layerRanks(96, 5)).toEqual([20, 19, 19, 19, 19]);
    expect(meanRank(trial)).toBe(19.2);
    expect(of('', 10)).toMatchObject({ id: 'cola-cka-equal-parameters-n5-r16-seed1', rankSum: 80 });
  });

  test('updates are scaled as they were', () => {
    expect(of('adapter: { alpha: { timesRank: 2 } }\n', 10).adapter).toMatchObject({ rank: 16, alpha: 32 });
    expect(of('adapter: { alpha: 4 }\n', 10).adapter).toMatchObject({ rank: 16, alpha: 8 });
    expect(alphaAtScale({ alpha: 4, rank: 8, useRslora: true }, 32)).toBe(8);
  });

  test('an adapter whose parameters are no multiple of its rank is refused', () => {
    expect(() => of('adapter: { useDora: true }\n', 10)).toThrow(
      'Expected plain LoRA for the control equal-parameters, whose parameters follow from its rank alone, got adapter.useDora: true.',
    );
    expect(() => of('adapter: { kind: vera }\n', 10)).toThrow('got adapter.kind: "vera"');
  });
});

describe('draws of random layers', () => {
  const draws = 2800;
  const drawn = (task: 'cola' | 'rte', seed: number): string[] => {
    const spec = exampleSpec(`controls: [{ random: 1000 }]\n`);
    const one = {
      ...spec,
      controls: [{ random: draws }],
      tasks: [task],
      sweep: { layers: [2], seed: [seed] },
    };
    return expandSweep(one, 8).flatMap(({ selection, control, numLayers }) =>
      selection !== null && control?.kind === 'random'
        ? [selectLayers({ ...selection, numLayers }).oneHot]
        : [],
    );
  };
  const [first, ofSeed2, ofRte] = [drawn('cola', 1), drawn('cola', 2), drawn('rte', 1)];
  /** Σ (observed − expected)² / expected over a table of counts that should all be alike. */
  const chiSquare = (keys: readonly string[], cells: number): number => {
    const counts = new Map<string, number>();
    for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
    const expected = keys.length / cells;
    const present = [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    return present + (cells - counts.size) * expected;
  };

  test('do not depend on the seed of a trial', () => {
    expect(first).toHaveLength(draws);
    expect(ofSeed2).toEqual(first);
  });

  test('every set of layers is as likely (χ², 27 degrees of freedom, p > 0.01)', () => {
    expect(chiSquare(first, 28)).toBeLessThan(46.96);
    expect(chiSquare(ofRte, 28)).toBeLessThan(46.96);
  });

  test('one draw tells nothing of the next one or of another task (χ², 783 degrees of freedom, p > 0.01)', () => {
    const pairs = first.slice(1).map((oneHot, i) => `${first[i]} ${oneHot}`);
    expect(chiSquare(pairs, 28 ** 2)).toBeLessThan(878);
    expect(
      chiSquare(
        first.map((oneHot, i) => `${oneHot} ${ofRte[i]}`),
        28 ** 2,
      ),
    ).toBeLessThan(878);
  });
});

test('controls by importance have an order, and a seed of the task and the draw', () => {
  const trials = trialsOf('controls: [least-important, { shuffled-importance: 2 }]\n');
  const ofControls = trials.filter(({ control, seed }) => control !== undefined && seed === 1);
  expect(ofControls.map(({ id, selection }) => [id, selection])).toEqual(
    [
      ['least-important', { order: 'least-important' }],
      ['shuffled-importance-1', { order: 'shuffled-importance', seed: 'cola/1' }],
      ['shuffled-importance-2', { order: 'shuffled-importance', seed: 'cola/2' }],
    ].flatMap(([name, more]) =>
      [2, 4].map((count) => [
        `cola-cka-${String(name)}-n${count}-r8-seed1`,
        { method: 'cka', count, dropFirst: true, ...(more as object) },
      ]),
    ),
  );
});

describe('equal time', () => {
  const trials = trialsOf('controls: [equal-time]\n');
  const timed = trials.filter(({ control }) => control !== undefined);

  test('names the trials that come first, and depends on all that these depend on', () => {
    expect(timed[0]).toMatchObject({
      id: 'cola-cka-equal-time-n2-r8-seed1',
      after: { own: { id: 'cola-cka-n2-r8-seed1' }, reference: { id: 'cola-all-r8-seed1' } },
    });
    const other = trialsOf('controls: [equal-time]\nperTask: { cola: { training: { epochs: 9 } } }\n');
    const keyOf = (list: readonly ResolvedTrial[]): unknown =>
      list.find(({ id }) => id === timed[0]?.id)?.equalTime;
    expect(keyOf(other)).not.toEqual(keyOf(trials));
    expect(trialIdentity(timed[0] as ResolvedTrial)).not.toHaveProperty('after');
  });

  test('narrowed to it alone, it is the same trial', () => {
    const spec = exampleSpec('controls: [equal-time]\n');
    const narrow = narrowSpec(spec, { tasks: ['cola'], methods: ['cka-equal-time'] });
    expect(expandSweep(narrow, 8)).toEqual(timed);
  });
});

describe('tune', () => {
  const yaml = 'tune: { learningRate: [1e-3, 1e-4], budget: 2 }\ncontrols: [equal-time]\n';
  const trials = trialsOf(yaml);

  test('each candidate once for all seeds, before the first trial that it is tried for', () => {
    const ids = trials.map(({ id }) => id);
    expect(ids.slice(0, 3)).toEqual([
      'cola-full-seed0-rate-1e-4',
      'cola-full-seed0-rate-1e-3',
      'cola-full-seed1',
    ]);
    const arms = 1 + 1 + 2 + 2;
    expect(trials.filter(isCandidate)).toHaveLength(2 * arms);
    expect(trials[0]).toMatchObject({
      seed: 0,
      heldOut: { share: 0.2, seed: 0 },
      training: { learningRate: 1e-4, epochs: 2 },
    });
  });

  test('an arm of equal time takes the rate of the method that it is of', () => {
    const arm = trials.find(({ method }) => method === 'cka-equal-time');
    expect(awaitedBy(arm ?? {}).map(({ id }) => id)).toEqual([
      ...['cola-cka-n2-r8-seed0-rate-1e-4', 'cola-cka-n2-r8-seed0-rate-1e-3'],
      ...['cola-cka-n2-r8-seed1', 'cola-all-r8-seed1'],
    ]);
    const byId = new Map(trials.map((trial) => [trial.id, trial]));
    for (const { id, identity } of awaitedBy(arm ?? {}))
      expect(hashJson(trialIdentity(byId.get(id) as ResolvedTrial))).toBe(identity);
  });

  test('the identity says how the rate is chosen, whatever the spec says of the rate itself', () => {
    const identities = (text: string): unknown[] => trialsOf(text).map(trialIdentity);
    expect(identities(`${yaml}training: { learningRate: 5e-5 }\n`)).toEqual(identities(yaml));
    expect(identities(yaml.replace('1e-3, 1e-4', '1e-4, 1e-3'))).toEqual(identities(yaml));
    expect(identities(yaml.replace('budget: 2', 'budget: 1'))).not.toEqual(identities(yaml));
  });

  test('a method may have candidates of its own, and what trains nothing has none', () => {
    const spec = exampleSpec(yaml);
    const { full } = spec.methods;
    if (full === undefined) throw new Error('Expected a method');
    const methods = { full: { ...full, tune: { learningRate: [1e-5] } } };
    const { controls: _, ...plain } = spec;
    const [candidate, trial] = expandSweep({ ...plain, methods, tasks: ['cola'] }, 8);
    expect(candidate?.id).toBe('cola-full-seed0-rate-1e-5');
    expect(trial).toMatchObject({
      tune: { learningRate: [1e-5], budget: 2 },
      training: { learningRate: 1e-5 },
    });
  });
});
