import { benchedMethod, reportFigures } from './index.ts';

test('figures are one line of JSON with the options', async () => {
  const line = await reportFigures({ threads: 2 }, () => Promise.resolve({ seconds: 1.5 }));
  expect(JSON.parse(line)).toEqual({ program: 'lamella', threads: 2, seconds: 1.5 });
});

test('the number of threads is set before anything is measured', async () => {
  const measure = (): Promise<object> => Promise.resolve({ inForce: process.env['TF_NUM_INTRAOP_THREADS'] });
  const line = await reportFigures({ threads: 3 }, measure);
  expect(JSON.parse(line)).toMatchObject({ inForce: '3' });
});

test('the PyTorch program calls fim fisher', () => {
  expect((['fisher', 'fim', 'cka'] as const).map(benchedMethod)).toEqual(['fim', 'fim', 'cka']);
});
