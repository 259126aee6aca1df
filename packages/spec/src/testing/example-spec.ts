import { parseSpec } from '../language/parse-spec.ts';
import type { ExperimentSpec } from '../language/experiment-spec.ts';

const minimal = `
name: example
model: mini/roberta
data: { kind: mini-glue }
tasks: [cola, rte]
methods:
  full: { title: Full fine-tuning, tuning: full, training: { learningRate: 1e-5 } }
  all: { selection: all }
  cka: { title: CKA, selection: cka }
  random: { selection: random }
sweep: { layers: [2, 0.5], seed: [1, 2] }
`;

/** A small valid spec for tests, with more YAML at its end. */
export function exampleSpec(yaml = ''): ExperimentSpec {
  return parseSpec(`${minimal}${yaml}`, 'example.yaml');
}
