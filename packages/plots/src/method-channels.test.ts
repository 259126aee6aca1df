import { methodChannels } from './method-channels.ts';
import { methodStyles } from './methods.ts';
import { inventRows } from './testing/invented-rows.ts';

const styles = methodStyles(
  inventRows({ methods: ['head', 'full', 'cka'], layers: [4], ranks: [8], seeds: 1 }),
);

test('colour, shape and dash have the same domain, so that they share one legend', () => {
  const { color, shape, strokeDash } = methodChannels(styles);
  expect(color.scale.domain).toEqual(['Full fine-tuning', 'LoRA, CKA (1 − CKA)', 'Head only']);
  expect(shape.scale.domain).toEqual(color.scale.domain);
  expect(strokeDash.scale.domain).toEqual(color.scale.domain);
  expect(color.scale.range).toEqual(styles.map((style) => style.colour));
});

test('methods drawn as rules have a line in the legend, each its own dashes; the others keep their shape', () => {
  const { shape, strokeDash } = methodChannels(styles, { lines: ['full', 'head'] });
  const [full, cka, head] = shape.scale.range;
  expect([full, cka]).toEqual([head, 'circle']);
  expect(full).not.toBe(methodChannels(styles).shape.scale.range[0]);
  expect(new Set(strokeDash.scale.range.map(String)).size).toBe(3);
});

test('there is no legend where methods are named at an axis', () => {
  expect(methodChannels(styles, { legend: false }).color.legend).toBeNull();
  expect(methodChannels(styles).color.legend).toMatchObject({ columns: 3 });
});
