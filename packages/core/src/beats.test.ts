import { beat, listenToBeats } from './beats.ts';

test('who listens hears of work that goes on, but not too often, until they stop', () => {
  let often = 0;
  let seldom = 0;
  const ends = [listenToBeats(() => often++, 0), listenToBeats(() => seldom++, 60_000)];
  for (let i = 0; i < 3; i++) beat();
  expect([often, seldom]).toEqual([3, 1]);
  for (const end of ends) end();
  beat();
  expect([often, seldom]).toEqual([3, 1]);
});
