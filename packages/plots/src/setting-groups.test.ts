import { groupsOf } from './setting-groups.ts';

test('rows by model, where there are several, and by settings', () => {
  const [a, b] = [{ model: 'a' }, { model: 'b', settings: 'epochs 5' }];
  expect(groupsOf([a, a])).toEqual([{ label: '', rows: [a, a] }]);
  expect(groupsOf([a, b, a])).toEqual([
    { label: 'a', rows: [a, a] },
    { label: 'b, epochs 5', rows: [b] },
  ]);
  expect(groupsOf([b]).map(({ label }) => label)).toEqual(['epochs 5']);
});
