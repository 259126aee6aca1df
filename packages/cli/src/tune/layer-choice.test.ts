import { describeChoice, readLayerChoice } from './layer-choice.ts';

const read = (text: string): ReturnType<typeof readLayerChoice> => readLayerChoice(text, 'cka', 6);

test('a number, a ratio, all, or a list', () => {
  expect(read('3')).toEqual({ kind: 'count', count: 3, method: 'cka' });
  expect(read('0.5')).toEqual({ kind: 'count', count: 0.5, method: 'cka' });
  expect(read('all')).toEqual({ kind: 'all' });
  expect(read('5, 0,5')).toEqual({ kind: 'list', layers: [0, 5] });
  expect(read('[3]')).toEqual({ kind: 'list', layers: [3] });
});

test.each(['0', '7', '1.5', '-1', '', 'half', '0,6', '[6]', '1,,2', 'NaN'])('"%s" is refused', (text) => {
  expect(() => read(text)).toThrow(
    'Expected --layers to be a number from 1 to 6, a ratio such as 0.5, all, or layers from 0 to 5',
  );
});

test('the layers in words: as many as are tuned', () => {
  expect(describeChoice(read('0.1'), 6)).toBe('1 of 6, by cka');
  expect(describeChoice(read('3'), 6)).toBe('3 of 6, by cka');
  expect(describeChoice(read('0,5'), 6)).toBe('0, 5 of 6');
  expect(describeChoice(read('all'), 6)).toBe('all 6');
});
