import { parseSpec } from '../language/parse-spec.ts';
import { describeModels } from './describe-models.ts';

test.each([
  ['', 'mini/roberta, org/large'],
  ['quantization: none', 'mini/roberta, org/large'],
  ['quantization: nf4', 'mini/roberta, org/large (layers in nf4)'],
])('%s', (line, expected) => {
  const spec = parseSpec(
    `name: tiny
model: mini/roberta
data: { kind: mini-glue }
tasks: [cola]
methods: { own: { selection: all } }
sweep: { model: [mini/roberta, org/large], seed: [1] }
${line}`,
    'spec.yaml',
  );
  expect(describeModels(spec)).toBe(expected);
});
