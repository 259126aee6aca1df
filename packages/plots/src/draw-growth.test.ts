import { drawGrowth, type GrowthCurve } from './draw-growth.ts';

const words = { title: 'Time', subtitle: 'of a step', quantity: 'seconds', notes: ['Blue is measured.'] };
const curve = (title: string, predicted?: number): GrowthCurve => ({
  title,
  points: [1, 2, 4].map((size) => ({ size, measured: size ** 2, predicted })),
});

test('a panel for each curve, with a mark for each measured and each predicted point', async () => {
  const svg = await drawGrowth([curve('layers (L)', 3), curve('trials')], words);
  expect(svg).toMatch(/^<svg/);
  for (const text of ['layers (L)', 'trials', 'Time', 'Blue is measured.']) expect(svg).toContain(text);
  expect(svg.match(/fill="#0b6bcb"/g)).toHaveLength(6);
  expect(svg.match(/fill="#c2410c"/g)).toHaveLength(3);
});

test('the same curves give the same text', async () => {
  const draw = (): Promise<string> => drawGrowth([curve('layers (L)', 3)], words);
  expect(await draw()).toBe(await draw());
});
