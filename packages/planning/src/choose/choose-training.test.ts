import { chooseEpochs, chooseLearningRate } from './choose-training.ts';

test.each([
  ['encoder', 3668, 5],
  ['encoder', 200, 10],
  ['encoder', 400_000, 3],
  ['decoder', 7473, 1],
  ['decoder', 1600, 3],
] as const)('%s, %i examples: %i epochs', (kind, numExamples, epochs) => {
  const perStep = kind === 'encoder' ? 32 : 16;
  const { value, why } = chooseEpochs(kind, { numExamples, perStep });
  expect(value).toBe(epochs);
  expect(why).toBe(`${epochs * Math.ceil(numExamples / perStep)} steps of ${perStep} examples`);
});

test('full fine-tuning learns more slowly than LoRA, each with its reason', () => {
  for (const kind of ['encoder', 'decoder'] as const) {
    const [lora, full] = (['lora', 'full'] as const).map((tuning) => chooseLearningRate({ kind, tuning }));
    expect(full?.value).toBeLessThan(lora?.value ?? 0);
    expect([lora?.why, full?.why]).not.toContain('');
  }
});
