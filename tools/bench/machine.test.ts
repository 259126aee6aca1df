import { describeMachine, findMachine } from './machine.ts';

test('a line has the processors, the memory and the load', () => {
  const { processor, memory } = findMachine();
  const line = describeMachine();
  expect(line.startsWith(`${processor}, ${memory}, load `)).toBe(true);
  expect(line).toMatch(/^\d+ × .+, \d+ GiB, load \d+\.\d$/);
});
