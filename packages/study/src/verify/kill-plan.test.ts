import { mean } from '@lamella/metrics';
import { drawKills, EventTimes, type PlannedKill } from './kill-plan.ts';

function draw(seed: number, count: number): PlannedKill[] {
  const plan = drawKills({ seed, meanEvents: 5 });
  return Array.from({ length: count }, () => plan.next().value);
}

test('kills are drawn by the seed, from the start of a process to twice the mean', () => {
  const kills = draw(1, 2000);
  expect(draw(1, 5)).toEqual(kills.slice(0, 5));
  expect(draw(2, 5)).not.toEqual(kills.slice(0, 5));
  const events = kills.map(({ event }) => event);
  expect([Math.min(...events), Math.max(...events)]).toEqual([0, 10]);
  expect(Math.abs(mean(events) - 5)).toBeLessThan(0.3);
  expect(Math.abs(mean(kills.map(({ part }) => part)) - 0.5)).toBeLessThan(0.03);
});

test('the time after an event is the mean of what was seen', () => {
  const times = new EventTimes();
  expect(times.mean('training')).toBe(0.1);
  times.add('training', 1);
  times.add('training', 2);
  times.add('evaluation', 7);
  expect(times.mean('training')).toBe(1.5);
});
