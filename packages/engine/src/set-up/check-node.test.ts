import { checkNode } from './check-node.ts';

test.each(['20.20.2', '22.0.0'])('Node %s will do', (version) => {
  expect(() => checkNode(version)).not.toThrow();
});

test.each(['18.20.0', '21.0.0', '23.1.0', '24.0.0'])('Node %s will not', (version) => {
  expect(() => checkNode(version)).toThrow(
    `Expected Node 20 or 22, found ${version}: the TensorFlow binding does not run on other versions.`,
  );
});
