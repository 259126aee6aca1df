import { pythonLines } from './python-lines.ts';

const base = { name: 'org/name', revision: 'abc' };

test.each([
  [{ kind: 'classification', labels: ['no', 'it "is"'] }, 'id2label={0: "no", 1: "it \\"is\\""}'],
  [{ kind: 'regression' }, 'num_labels=1'],
  [{ kind: 'regression', replacesHead: true }, 'num_labels=1, ignore_mismatched_sizes=True'],
] as const)('an adapter for %j', (note, keywords) => {
  expect(pythonLines('/runs/a', { kind: 'adapter', base, note })).toEqual([
    'import peft, transformers',
    `model = peft.AutoPeftModelForSequenceClassification.from_pretrained("/runs/a", ${keywords}).eval()`,
    'tokenizer = transformers.AutoTokenizer.from_pretrained("org/name", revision="abc")',
  ]);
});

test('a decoder’s adapter, and whole models', () => {
  const note = { kind: 'causal-lm' } as const;
  expect(pythonLines('a', { kind: 'adapter', base: { name: '/b' }, note }).slice(1)).toEqual([
    'model = peft.AutoPeftModelForCausalLM.from_pretrained("a").eval()',
    'tokenizer = transformers.AutoTokenizer.from_pretrained("/b")',
  ]);
  const classes = { kind: 'classification', labels: ['a', 'b'] } as const;
  expect(pythonLines('a', { kind: 'model', base, note: classes })).toEqual([
    'import transformers',
    'model = transformers.AutoModelForSequenceClassification.from_pretrained("a").eval()',
    'tokenizer = transformers.AutoTokenizer.from_pretrained("a")',
  ]);
});
