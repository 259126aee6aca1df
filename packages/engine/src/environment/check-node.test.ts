import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from '@lamella/core';
import { checkNode } from './check-node.ts';

const { engines } = JSON.parse(readFileSync(join(workspaceRoot(), 'package.json'), 'utf8')) as {
  engines: { node: string };
};

const TESTED = ['20.20.0', '20.20.2', '22.13.0', '22.23.3', '24.0.0', '24.21.0', '26.12.1'];
const NEWER = ['25.9.0', '27.0.0', '28.1.0', '29.0.0'];
const OLD = ['0.12.0', '18.20.0', '19.9.0', '20.19.9', '21.7.0', '22.12.9', '23.11.1'];

test.each(TESTED)('Node %s will do', (version) => {
  expect(checkNode(version)).toBeUndefined();
});

test.each(NEWER)('Node %s is tried, with a note', (version) => {
  expect(checkNode(version)).toBe(`Node ${version} is not tested (20, 22, 24, 26 are), but tried.`);
});

test.each(OLD)('Node %s is refused', (version) => {
  expect(() => checkNode(version)).toThrow(`Expected Node 20.20, 22.13, or 24 and newer, got ${version}.`);
});

test('npm is told the same by package.json', () => {
  expect(engines.node).toBe('^20.20.0 || ^22.13.0 || >=24.0.0');
});
