import type { GenerationDefaults } from './generation-config.ts';
import { generationSettings } from './generation-settings.ts';

const none: GenerationDefaults = {
  ...{ stopIds: undefined, maxNewTokens: undefined, maxLength: undefined, repetitionPenalty: 1 },
  ...{ doSample: false, temperature: undefined, topK: undefined, topP: undefined, minP: undefined },
};
const prompts = [
  { ids: [1, 2, 3], images: [] },
  { ids: [1], images: [] },
];

test('what is asked goes before what the model has', () => {
  const model = { ...none, stopIds: [5, 6], maxNewTokens: 7, maxLength: 9, repetitionPenalty: 1.2 };
  expect(generationSettings({ seed: 0, maxNewTokens: 3 }, model)(prompts, 2)).toEqual({
    ...{ maxNewTokens: 3, stopIds: [5, 6], repetitionPenalty: 1.2 },
  });
  expect(generationSettings({ seed: 0 }, model)(prompts, 2)).toMatchObject({ maxNewTokens: 7 });
  expect(generationSettings({ seed: 0, topK: 4 }, model)(prompts, 2)).toMatchObject({
    sampling: { topK: 4 },
  });
});

test('a longest text counts from each prompt, and a model that says nothing has 64 tokens', () => {
  const { maxNewTokens, maxLength } = generationSettings({ seed: 0 }, { ...none, maxLength: 9 })(prompts, 2);
  expect([maxNewTokens, maxLength]).toEqual([8, 9]);
  expect(generationSettings({ seed: 0 }, none)(prompts, 2)).toEqual({
    ...{ maxNewTokens: 64, stopIds: [2], repetitionPenalty: 1 },
  });
  expect(generationSettings({ seed: 0 }, none)(prompts, undefined).stopIds).toEqual([]);
});
