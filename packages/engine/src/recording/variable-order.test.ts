import { VariableOrder } from './variable-order.ts';

test('reads wait for the write before them, a write for everything since the one before it', () => {
  const order = new VariableOrder();
  const [read, write] = ['ReadVariableOp', 'AssignVariableOp'];
  expect(order.controlsOf(read, 7)).toEqual([]);
  order.note(read, [7], 1);
  expect(order.controlsOf(read, 7)).toEqual([]);
  expect(order.controlsOf(write, 7)).toEqual([1]);
  order.note(write, [7, 8], 2);
  expect(order.controlsOf(read, 7)).toEqual([2]);
  order.note(read, [7], 3);
  order.note(read, [7], 4);
  expect(order.controlsOf(write, 7)).toEqual([2, 3, 4]);
  expect(order.controlsOf(write, 8)).toEqual([2]);
  expect(order.writes).toEqual([2]);
});
