import { withoutEnd } from './without-end.ts';

const example = {
  id: 0,
  ids: [1, 2, 5, 2, 2],
  typeIds: [0, 0, 0, 0, 0],
  label: 0,
  tokenLabels: [1, 2, 5, 2, 2],
};

test('end-of-text tokens at the end are left out, those before are not', () => {
  expect(withoutEnd(example, 2)).toEqual({
    ...example,
    ids: [1, 2, 5],
    typeIds: [0, 0, 0],
    tokenLabels: [1, 2, 5],
  });
  expect(withoutEnd(example, undefined)).toEqual(example);
});
