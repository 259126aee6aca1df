import { supportedFamilies } from '../load-model.ts';
import { familyNamed, familyNames, findFamily } from './families.ts';

test('what is told of without weights is what can be loaded', () => {
  expect([...familyNames].sort()).toEqual([...supportedFamilies].sort());
  expect(new Set(familyNames).size).toBe(familyNames.length);
});

test('an unknown name is refused with the nearest one', () => {
  expect(familyNamed('gemma').architectures).toEqual({ 'causal-lm': 'GemmaForCausalLM' });
  expect(findFamily('robertta')).toBeUndefined();
  expect(() => familyNamed('robertta')).toThrow('Unknown architecture "robertta". Did you mean "roberta"');
});
