import { placeLabels } from './label-places.ts';

const room = { spacing: 10, low: 0, high: 100 };

test('labels with room stand at their points', () => {
  expect(placeLabels([50, 20, 80], room)).toEqual([50, 20, 80]);
});

test('labels that would touch are moved apart about their middle, in the order of their points', () => {
  expect(placeLabels([50, 51, 52], room)).toEqual([41, 51, 61]);
  expect(placeLabels([51, 50], room)).toEqual([55.5, 45.5]);
});

test('groups that meet while they are moved apart become one', () => {
  const places = placeLabels([40, 41, 50, 51], room);
  expect(places).toEqual([30.5, 40.5, 50.5, 60.5]);
});

test('labels stay between the ends', () => {
  expect(placeLabels([-5, 1, 99, 108], room)).toEqual([0, 10, 90, 100]);
});
