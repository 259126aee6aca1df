import { defaultsByPath, fillPlace, fillPlaces } from './spec-page.ts';

test('defaults have the path of their key, and say where text tasks have others', () => {
  const glue = {
    training: { epochs: 3, warmup: { ratio: 0.06 }, adam: { beta1: 0.9 } },
    adapter: { targets: ['a', 'b'] },
  };
  const text = { ...glue, training: { ...glue.training, epochs: 1 } };
  expect([...defaultsByPath(glue, text)]).toEqual([
    ['training.epochs', '`3`; on text tasks `1`'],
    ['training.warmup', '`{ratio: 0.06}`'],
    ['training.warmup.ratio', '`0.06`'],
    ['training.adam.beta1', '`0.9`'],
    ['adapter.targets', '`[a, b]`'],
  ]);
});

test('a place is filled, and has to be there', () => {
  expect(fillPlace('a\n<!-- keys -->\nold\n<!-- end -->\nb', 'keys', 'new')).toBe(
    'a\n<!-- keys -->\n\nnew\n\n<!-- end -->\nb',
  );
  const both = '<!-- a -->\n<!-- end --><!-- b -->\n<!-- end -->';
  expect(fillPlaces(both, { b: 'y', a: 'x' })).toBe(
    '<!-- a -->\n\nx\n\n<!-- end --><!-- b -->\n\ny\n\n<!-- end -->',
  );
  expect(() => fillPlace('', 'keys', 'new')).toThrow('Expected a place for keys, got none');
});
