import type { Figure } from '@lamella/datasets';
import { CLASSES, patchLabels } from './patch-labels.ts';

const drawn = { centre: [0, 0], radius: 4 } as const;
const figures: Figure[] = [
  { shape: 'square', colour: 'blue', size: 'large', place: 'top right', ...drawn },
  { shape: 'cross', colour: 'red', size: 'small', place: 'bottom left', ...drawn },
];

test('each patch has the classes of its quarter, the last one where nothing is', () => {
  const [colours, shapes, sizes] = patchLabels({ figures, background: [0, 0, 0] }, 4);
  const quarters = (topRight: number, bottomLeft: number, none: number): number[] => {
    const [top, bottom] = [
      [none, none, topRight, topRight],
      [bottomLeft, bottomLeft, none, none],
    ];
    return [...top, ...top, ...bottom, ...bottom];
  };
  expect(CLASSES.map(({ length }) => length)).toEqual([7, 5, 3]);
  expect(colours).toEqual(quarters(2, 0, 6));
  expect(shapes).toEqual(quarters(1, 3, 4));
  expect(sizes).toEqual(quarters(1, 0, 2));
});
