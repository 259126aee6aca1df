import { nameExperiment } from './name-experiment.ts';

test.each([
  ['data/My Reviews.csv', 'sentence-transformers/MiniLM-L6', 'my-reviews-minilm-l6'],
  ['a_b__c.jsonl', './models/bge-small/', 'a-b-c-bge-small'],
  ['評価.csv', '模型', 'tuned'],
])('%s and %s', (train, model, name) => {
  expect(nameExperiment(train, model)).toBe(name);
});

test('long names are cut to what a spec allows, without a hyphen at the end', () => {
  const name = nameExperiment(`${'a'.repeat(59)}.csv`, 'model');
  expect(name).toBe('a'.repeat(59));
});
