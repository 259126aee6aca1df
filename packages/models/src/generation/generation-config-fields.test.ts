import { GENERATION_FIELDS } from './generation-config-fields.ts';

test('what transformers leaves as it is, is neutral', () => {
  // `GenerationConfig().to_dict()` of transformers 4.46.3, as far as a rule has values.
  const neutral = {
    num_beams: 1,
    num_beam_groups: 1,
    typical_p: 1,
    epsilon_cutoff: 0,
    no_repeat_ngram_size: 0,
  };
  for (const [name, value] of Object.entries(neutral)) {
    const rule = GENERATION_FIELDS[name];
    expect(rule?.kind === 'only' && rule.values.includes(value)).toBe(true);
  }
});
