import { figureNames as drawable } from '@lamella/plots';
import { figureNames } from '@lamella/spec';

test('the names of specs are those of the packages that know them', () => {
  expect([...figureNames, 'importance-one', 'metric-agreement']).toEqual(drawable);
});
