import { choosePoints } from './choose-points.ts';
import type { Point } from './injected-fault.ts';

const point = (label: string, occurrence = 1, role: Point['role'] = 'worker'): Point => ({
  role,
  label,
  occurrence,
});

test('of the pieces of a file the first, the one in the middle and the last are tried', () => {
  const trace = Array.from({ length: 7 }, (_, index) => point('write answers/a', index + 1));
  const points = choosePoints({ answers: [point('mkdir answers'), ...trace] });
  expect(points.map(({ point: { label, occurrence } }) => `${label} ${occurrence}`)).toEqual([
    'mkdir answers 1',
    'write answers/a 1',
    'write answers/a 4',
    'write answers/a 7',
  ]);
});

test('of further scenes only what the first one does not do', () => {
  const answers = [point('rename answers/checkpoints/mini-math-cka-seed1/step-1-epoch-0')];
  const whole = [
    point('rename whole/checkpoints/mini-math-full-seed1/step-2-epoch-1'),
    point('rename whole/checkpoints/mini-math-full-seed1/step-2-epoch-1', 1, 'main'),
    point('remove whole/answers/mini-math-full-seed1/weights.safetensors'),
    point('remove whole/answers/mini-math-full-seed2/weights.safetensors'),
  ];
  const points = choosePoints({ answers, whole });
  expect(points.map(({ scene, point: { role, label } }) => [scene, role, label.split('/').at(-1)])).toEqual([
    ['answers', 'worker', 'step-1-epoch-0'],
    ['whole', 'main', 'step-2-epoch-1'],
    ['whole', 'worker', 'weights.safetensors'],
  ]);
});
