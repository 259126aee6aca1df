import { Random } from '@lamella/core';
import { strangerTo, synonymOf, synonymsOf } from './synonyms.ts';
import { pairsOf } from '@lamella/datasets';

const SETS = pairsOf('begin/start, end/finish, go/leave');

test('synonymOf gives the other word of the meaning, strangerTo never one of it', () => {
  expect([synonymOf(SETS, 'begin'), synonymOf(SETS, 'start')]).toEqual(['start', 'begin']);
  const random = new Random(1);
  const strangers = Array.from({ length: 100 }, () => strangerTo(random, SETS, 'end'));
  expect([...new Set(strangers)].toSorted()).toEqual(['begin', 'go', 'leave', 'start']);
  expect(() => synonymsOf(SETS, 'stop')).toThrow('Expected "stop" among the synonyms');
});
