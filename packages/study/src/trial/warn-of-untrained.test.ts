import { listenToWarnings } from '@lamella/core';
import type { Parameter } from '@lamella/engine';
import { warnOfUntrained } from './warn-of-untrained.ts';

const parameter = (name: string): Parameter => ({ name }) as Parameter;
const newWeights = ['classifier.weight', 'bert.pooler.dense.weight', 'bert.pooler.dense.bias'];

function warningsOf(trained: readonly string[]): string[] {
  const texts: string[] = [];
  const stop = listenToWarnings((text) => void texts.push(text));
  warnOfUntrained({ newWeights }, { trainable: trained.map(parameter) });
  stop();
  return texts;
}

test('a random module that stays random is told', () => {
  expect(warningsOf(['classifier.weight'])).toEqual([
    'The checkpoint lacks bert.pooler.dense: drawn at random, and not trained. training.newModules: trained trains what is lacking with the head.',
  ]);
  expect(warningsOf(newWeights)).toEqual([]);
});
