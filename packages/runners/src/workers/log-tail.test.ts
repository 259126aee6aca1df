import { LogTail } from './log-tail.ts';

test('lines may come in pieces', () => {
  const log = new LogTail();
  log.add('one\ntw');
  log.add('o\r\nthree');
  expect(log.lines()).toEqual(['one', 'two', 'three']);
  log.clear();
  expect(log.lines()).toEqual([]);
});

test('only the end is kept, and long lines are cut', () => {
  const log = new LogTail();
  log.add(Array.from({ length: 60 }, (_, i) => `${i}\n`).join(''));
  expect(log.lines()).toHaveLength(50);
  expect(log.lines()[0]).toBe('10');
  for (let i = 0; i < 10; i++) log.add('x'.repeat(1000));
  expect(log.lines().at(-1)).toHaveLength(2000);
});
