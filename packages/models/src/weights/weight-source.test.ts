import { WeightAccount } from './weight-account.ts';
import { WeightSource } from './weight-source.ts';

test('hands out blocks under the names of their modules', () => {
  const account = new WeightAccount({
    where: 'a test',
    seed: 0,
    standardDeviation: 0.02,
    mayBeNew: [],
    bodyPrefix: 'body.',
  });
  const layer = new WeightSource(account).scope('body').scope('layer.3');
  expect(layer.name('query')).toBe('body.layer.3.query');
  expect(layer.dense('query', 4, 2).path).toBe('body.layer.3.query');
  expect(layer.linear('gate', 4, 6).bias).toBeUndefined();
  layer.layerNorm('norm', 2, { epsilon: 1e-5 });
  expect(layer.layerNorm('bare', 2, { epsilon: 1e-5, hasBias: false }).bias).toBeUndefined();
  expect([...account.parameters].map(([name, { shape }]) => [name, shape])).toEqual([
    ['body.layer.3.query.weight', [2, 4]],
    ['body.layer.3.query.bias', [2]],
    ['body.layer.3.gate.weight', [6, 4]],
    ['body.layer.3.norm.weight', [2]],
    ['body.layer.3.norm.bias', [2]],
    ['body.layer.3.bare.weight', [2]],
  ]);
  account.dispose();
});
