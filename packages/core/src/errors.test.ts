import { execFileSync } from 'node:child_process';
import { messageOf, unknownName, UserError } from './errors.ts';

describe('UserError', () => {
  test('is a failed run unless it says otherwise', () => {
    const error = new UserError('Expected a, got b.');
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name: 'UserError', message: 'Expected a, got b.', exitCode: 1 });
    expect('cause' in error).toBe(false);
  });

  test('keeps the exit code and the cause', () => {
    const cause = new Error('deeper');
    expect(new UserError('x', { exitCode: 2, cause })).toMatchObject({ exitCode: 2, cause });
  });
});

test('what a message quotes does nothing to a terminal', () => {
  expect(new UserError('got "\u001b[2J".').message).toBe('got "\\u001b[2J".');
});

describe('unknownName', () => {
  test('names the nearest valid name', () => {
    expect(unknownName('task', 'colla', ['cola', 'rte'])).toBe(
      'Unknown task "colla". Did you mean "cola"? Valid: cola, rte.',
    );
  });

  test('gives no guess when nothing is near', () => {
    expect(unknownName('task', 'banana', ['cola', 'rte'])).toBe('Unknown task "banana". Valid: cola, rte.');
  });
});

describe('messageOf', () => {
  test.each([
    ['an error', new Error('broken'), 'broken'],
    ['an error of another realm', JSON.parse('{"message":"broken"}'), 'broken'],
    ['text', 'broken', 'broken'],
    ['nothing', undefined, 'undefined'],
    ['null', null, 'null'],
    ['an object whose message is not text', { message: 3 }, '[object Object]'],
  ])('%s', (_title, thrown, expected) => {
    expect(messageOf(thrown)).toBe(expected);
  });

  test('an error that Node itself throws', () => {
    let thrown: unknown;
    try {
      execFileSync('/no/such/program');
    } catch (error) {
      thrown = error;
    }
    expect(messageOf(thrown)).toMatch(/ENOENT/);
  });
});

test('of very many names the first are told', () => {
  const names = Array.from({ length: 60 }, (_, number) => `n${number}`);
  expect(unknownName('trial', 'x', names)).toMatch(/n48, n49 and 10 more\.$/);
});
