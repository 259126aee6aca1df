import { describeSwept, settingNames, slugOf, sweptSlugs } from './setting-names.ts';

test('settings are named by the end of their path, or by all of it where two end alike', () => {
  expect(settingNames(['training.learningRate', 'training.maxLength'])).toEqual([
    'learningRate',
    'maxLength',
  ]);
  expect(settingNames(['training.maxLength', 'importance.maxLength', 'rows.train'])).toEqual([
    'training.maxLength',
    'importance.maxLength',
    'train',
  ]);
});

test('values in print and in the names of files', () => {
  const swept = {
    'training.learningRate': 4e-4,
    'training.warmup': { ratio: 0.06 },
    'importance.pooling': 'cls',
  };
  expect(describeSwept(swept)).toBe('learningRate 4e-4, warmup {ratio:0.06}, pooling cls');
  expect(sweptSlugs(swept)).toEqual(['learning-rate-4e-4', 'warmup-ratio-0.06', 'pooling-cls']);
  expect(sweptSlugs({ 'rows.train': 2000, 'adapter.useDora': true })).toEqual([
    'train-2000',
    'use-dora-true',
  ]);
});

test('a slug is safe and not long, and long ones stay apart', () => {
  expect(slugOf('../org/Name v1')).toBe('org-name-v1');
  const long = slugOf(`${'x'.repeat(100)}a`);
  expect(long).toMatch(/^x{31}-[0-9a-f]{8}$/);
  expect(slugOf(`${'x'.repeat(100)}b`)).not.toBe(long);
});
