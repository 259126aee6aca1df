import fc from 'fast-check';
import { hashJson } from '@lamella/core';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse, stringify } from 'yaml';
import { defaultsFor } from '../language/defaults.ts';
import { parseSpecFiles } from '../language/parse-spec.ts';
import { exampleSpec } from '../testing/example-spec.ts';
import { expandSweep } from './expand-sweep.ts';
import { trialIdentity } from './trial.ts';

type Value = Readonly<Record<string, unknown>>;
type Spec = Value & {
  readonly tasks: readonly Parameters<typeof defaultsFor>[0][];
  readonly perTask?: Record<string, Value>;
};

const root = fileURLToPath(new URL('../../../../experiments/specs', import.meta.url));
const specs = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.yaml') && !/^(invalid|pretrain)\//.test(file))
  .map((file) => [file, readFileSync(join(root, file), 'utf8')] as const)
  // All of each in one file: that one may extend another is tried below with every spec.
  .filter(([, text]) => !/^extends:/m.test(text));

/** What each trial is made of, by its name. */
function keysOf(...texts: readonly [string, ...string[]]): Readonly<Record<string, string>> {
  const [own, ...bases] = texts.map((text, index) => ({ file: `${index}.yaml`, text }));
  const { spec } = parseSpecFiles([own ?? { file: '', text: '' }, ...bases]);
  const part = { ...spec, sweep: { ...spec.sweep, seed: spec.sweep.seed.slice(0, 1) }, extraSweeps: [] };
  return Object.fromEntries(
    expandSweep(part, numLayersOf(spec.model)).map((trial) => [
      trial.id,
      hashJson([trialIdentity(trial), trial.model, trial.data]),
    ]),
  );
}

/** As many as the models of the paper have, whose lists of layers are as long. */
function numLayersOf(model: unknown): number {
  if (/gemma/.test(JSON.stringify(model))) return 28;
  return /bert/i.test(JSON.stringify(model)) ? 12 : 32;
}

describe.each(specs)('%s', (_file, text) => {
  const value = parse(text) as Spec;
  const keys = keysOf(text);

  test('has trials', () => {
    expect(Object.keys(keys).length).toBeGreaterThan(0);
  });

  test('the order of keys, comments, styles of YAML, spellings of numbers and anchors change no trial', () => {
    const styles = fc.record({
      order: fc.infiniteStream(fc.nat(1000)),
      collectionStyle: fc.constantFrom('block', 'flow', 'any'),
      defaultStringType: fc.constantFrom('PLAIN', 'QUOTE_DOUBLE', 'QUOTE_SINGLE'),
      spelling: fc.constantFrom(plain, exponential, padded),
      isShared: fc.boolean(),
    });
    fc.assert(
      fc.property(styles, ({ order, spelling, isShared, ...style }) => {
        const shuffled = shuffle(value, () => order.next().value ?? 0);
        const written = stringify(isShared ? share(shuffled) : shuffled, {
          ...style,
          version: '1.2',
          aliasDuplicateObjects: isShared,
        });
        const commented =
          style.collectionStyle === 'flow' ? written : written.replaceAll(/^\b/gm, '# a comment\n');
        expect(keysOf(respell(commented, spelling))).toEqual(keys);
      }),
      { numRuns: 3 },
    );
  });

  test('a spec that extends another has the trials of one in which all is written', () => {
    const names = Object.keys(value);
    fc.assert(
      fc.property(fc.subarray(names), (inherited) => {
        const part = (isBase: boolean): Value =>
          Object.fromEntries(Object.entries(value).filter(([key]) => isBase === inherited.includes(key)));
        const own = { ...part(false), name: value['name'], extends: 'base.yaml' };
        expect(keysOf(stringify(own), stringify(part(true)))).toEqual(keys);
      }),
      { numRuns: 3 },
    );
  });

  test('defaults that are written change no trial, and neither do titles', () => {
    const perTask = Object.fromEntries(
      value.tasks.map((task) => {
        const { adapter, importance, training } = defaultsFor(task);
        const before = value.perTask?.[task] ?? {};
        const merged = (name: string, own: object): object =>
          Object.assign({}, own, value[name], before[name]) as object;
        const all = {
          adapter: merged('adapter', adapter),
          importance: merged('importance', importance),
          training: merged('training', training),
        };
        return [task, { ...before, ...all }];
      }),
    );
    const methods = Object.fromEntries(
      Object.entries(value['methods'] as Record<string, Value>).map(([name, method]) => [
        name,
        { ...method, title: `Ours: ${name}` },
      ]),
    );
    expect(keysOf(stringify({ ...value, name: 'another', perTask, methods }))).toEqual(keys);
  });
});

/** The methods of a spec whose trials are others with some more YAML. */
function changedBy(yaml: string): string[] {
  const methods =
    'methods: { head: { tuning: head }, full: { tuning: full }, all: { selection: all }, random: { selection: random }, ' +
    'cka: { selection: cka }, fim: { selection: fim } }\n';
  const of = (more: string): Readonly<Record<string, string>> => {
    const { spec } = parseSpecFiles([
      {
        file: 'x.yaml',
        text: `name: x\nmodel: mini/roberta\ndata: { kind: mini-glue }\ntasks: [cola]\n${methods}sweep: { seed: [1], layers: [2] }\n${more}`,
      },
    ]);
    return Object.fromEntries(
      expandSweep(spec, 8).map((trial) => [trial.method, hashJson(trialIdentity(trial))]),
    );
  };
  const [before, after] = [of(''), of(yaml)];
  return Object.keys(before).filter((method) => before[method] !== after[method]);
}

test.each([
  ['training: { learningRate: 1e-5 }', ['head', 'full', 'all', 'random', 'cka', 'fim']],
  ['training: { warmup: { steps: 3 } }', ['head', 'full', 'all', 'random', 'cka', 'fim']],
  [
    'training: { adam: { beta1: 0.8, beta2: 0.999, epsilon: 1e-8 } }',
    ['head', 'full', 'all', 'random', 'cka', 'fim'],
  ],
  ['rows: { dev: 5 }', ['head', 'full', 'all', 'random', 'cka', 'fim']],
  ['adapter: { alpha: 3 }', ['all', 'random', 'cka', 'fim']],
  ['adapter: { dropout: 0.2 }', ['all', 'random', 'cka', 'fim']],
  ['adapter: { targets: [key] }', ['all', 'random', 'cka', 'fim']],
  ['importance: { samples: 10 }', ['cka', 'fim']],
  ['importance: { batchSize: 3 }', ['cka', 'fim']],
  ['importance: { fisher: { normalise: true, withRespectTo: weights, seed: 0 } }', ['fim']],
  ['importance: { fisher: { normalise: false, withRespectTo: weights, seed: 7 } }', ['fim']],
  ['importance: { fisher: { heads: 5 } }', ['fim']],
  ['importance: { fisher: { heads: 1 } }', []],
  ['workers: 3', []],
  ['threads: 1', []],
  ['keep: none', []],
  ['checkpoints: none', []],
  ['limits: { minutes: 5 }', []],
  ['compare: { against: [full] }', []],
])('%s is another trial for those methods that read it, and for no other', (yaml, methods) => {
  expect(changedBy(yaml)).toEqual(methods);
});

test('every single change of what a trial resolves to is another trial', () => {
  const trials = expandSweep(exampleSpec(), 8);
  for (const trial of trials) {
    const identity = trialIdentity(trial);
    const changed = leavesOf(identity).map((path) => hashJson(changeAt(identity, path)));
    expect(changed.length).toBeGreaterThan(15);
    expect(new Set([hashJson(identity), ...changed]).size).toBe(changed.length + 1);
  }
});

function shuffle(member: unknown, draw: () => number): unknown {
  if (Array.isArray(member)) return member.map((one) => shuffle(one, draw));
  if (member === null || typeof member !== 'object') return member;
  const entries = Object.entries(member).map(([key, inner]) => [draw(), key, shuffle(inner, draw)] as const);
  return Object.fromEntries(entries.toSorted(([a], [b]) => a - b).map(([, key, inner]) => [key, inner]));
}

/** Equal sections become one object, which YAML writes once, with an anchor. */
function share(member: unknown, known = new Map<string, unknown>()): unknown {
  if (member === null || typeof member !== 'object') return member;
  const text = JSON.stringify(member);
  if (!known.has(text)) {
    const inner = Array.isArray(member)
      ? member.map((one) => share(one, known))
      : Object.fromEntries(Object.entries(member).map(([key, one]) => [key, share(one, known)]));
    known.set(text, inner);
  }
  return known.get(text);
}

const plain = (number: number): string => String(number);
const exponential = (number: number): string => number.toExponential().replace('e', 'E');
const padded = (number: number): string =>
  Number.isInteger(number) ? `${number}.0` : `${number.toExponential()}`;

/** Writes numbers that stand alone another way. */
function respell(yaml: string, spelling: (number: number) => string): string {
  return yaml.replaceAll(/(?<=[:[,-] )-?\d[\d.]*(?:e[+-]?\d+)?(?=\s|,|\]|\}|$)/g, (text) =>
    spelling(Number(text)),
  );
}

type Leaf = readonly (string | number)[];

function leavesOf(member: unknown, path: Leaf = []): Leaf[] {
  if (member === null || typeof member !== 'object') return [path];
  return Object.entries(member).flatMap(([key, inner]) => leavesOf(inner, [...path, key]));
}

function changeAt(member: unknown, [key, ...rest]: Leaf): unknown {
  if (key === undefined) return typeof member === 'number' ? member + 1 : `${String(member)}, changed`;
  const copy: Record<string, unknown> = { ...(member as Value) };
  copy[key] = changeAt(copy[key], rest);
  return Array.isArray(member) ? Object.values(copy) : copy;
}
