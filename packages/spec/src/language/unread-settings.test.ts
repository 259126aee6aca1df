import { unreadDropFirst } from './unread-settings.ts';

const methods = { cka: { selection: 'cka' }, fim: { selection: 'fim' } };
const problems = (value: object): string[] =>
  unreadDropFirst({ methods, ...value }).map(({ path }) => path.join('.'));

test('one method that reads it is enough for a setting of all', () => {
  expect(
    problems({ importance: { dropFirst: true }, perTask: { cola: { importance: { dropFirst: 'auto' } } } }),
  ).toEqual([]);
  const others = { fim: { selection: 'fim' }, chosen: { selection: [0, 1] }, full: { tuning: 'full' } };
  expect(problems({ methods: others, importance: { dropFirst: false } })).toEqual(['importance.dropFirst']);
});

test('a method that does not read it is named, also where a task has another selection', () => {
  const importance = { dropFirst: true };
  const both = { cka: { ...methods.cka, importance }, fim: { ...methods.fim, importance } };
  expect(problems({ methods: both })).toEqual(['methods.fim.importance.dropFirst']);
  const perTask = { cola: { selection: 'fim', importance }, rte: { importance } };
  expect(problems({ methods: { cka: { selection: 'cka', perTask } } })).toEqual([
    'methods.cka.perTask.cola.importance.dropFirst',
  ]);
});

test('what is no spec at all has no problems of this kind', () => {
  expect([null, 3, { methods: [] }].flatMap(unreadDropFirst)).toEqual([]);
});
