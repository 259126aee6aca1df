import { currentBinding, DataType } from '../native/binding.ts';
import { createVariableHandle, destroyVariable, variableShape } from './variable-handle.ts';

test('a handle knows its shape until it is destroyed', () => {
  const before = currentBinding().getNumOfTensors();
  const handle = createVariableHandle(DataType.float64, [2, 3]);
  expect(variableShape(handle)).toEqual([2, 3]);
  expect(currentBinding().getNumOfTensors()).toBe(before + 1);
  destroyVariable(handle);
  expect(currentBinding().getNumOfTensors()).toBe(before);
  expect(() => variableShape(handle)).toThrow(
    'Expected the handle of a live variable, got one that was disposed or is not a variable',
  );
});
