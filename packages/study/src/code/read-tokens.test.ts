import { workspaceRoot } from '@lamella/core';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { readTokens } from './read-tokens.ts';

test.each([
  ['a = 1; // a comment', 'a=1;'],
  ['f(\n  a,\n  b,\n);', 'f(a,b);'],
  ['[1,,]', '[1,]'],
  ['/* a */ a / b / c', 'a/b/c'],
  ['x = /[/*]"/g.test("/*")', 'x=/[/*]"/g.test("/*")'],
  ['return /`/', 'return/`/'],
  ['`// ${ `a ${ { b: 1, } }` } /* */`', '`// ${`a ${{b:1}}`} /* */`'],
  ["'it\\'s // no comment'", "'it\\'s // no comment'"],
  ['#!/usr/bin/env node\na', 'a'],
])('%j', (source, expected) => {
  expect(readTokens(source).join('')).toBe(expected);
});

test('what is not layout makes a difference', () => {
  const sources = ['a + +b', 'a++ + b', 'a + + +b', 'ab', 'a b', 'a! = b', 'a != b', "' '", "''"];
  const texts = sources.map((source) => readTokens(source).join(' '));
  expect(new Set(texts).size).toBe(sources.length);
});

// Of the workspace's sources, which is what it has to be right for.
test("the tokens are those of TypeScript's own scanner", () => {
  const packages = join(workspaceRoot(), 'packages');
  const folders = ['core', 'engine', 'metrics', 'tasks', 'training', 'study'];
  const files = folders.flatMap((name) =>
    readdirSync(join(packages, name, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((file) => /(?<!\.test)\.ts$/.test(file))
      .map((file) => join(packages, name, 'src', file)),
  );
  expect(files.length).toBeGreaterThan(300);
  const different = files.filter((file) => {
    const text = readFileSync(file, 'utf8');
    return readTokens(text).join('') !== expectedTokens(file, text).join('');
  });
  expect(different).toEqual([]);
});

function expectedTokens(file: string, text: string): string[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const tokens: string[] = [];
  const visit = (node: ts.Node): void => {
    if (node.kind >= ts.SyntaxKind.FirstJSDocNode && node.kind <= ts.SyntaxKind.LastJSDocNode) return;
    const children = node.getChildren(source);
    if (children.length > 0) return children.forEach(visit);
    const token = node.getText(source);
    if (/^[)\]}]/.test(token) && tokens.at(-1) === ',') tokens.pop();
    if (token !== '') tokens.push(token);
  };
  visit(source);
  return tokens;
}
