import { runProgram } from './run-program.ts';

test('gives the exit code and what was written', async () => {
  const script = `process.stdin.on('data', (text) => { console.log('got ' + text); console.error('err'); process.exitCode = 3; })`;
  expect(await runProgram(process.execPath, ['-e', script], { input: 'x' })).toEqual({
    exitCode: 3,
    stdout: 'got x\n',
    stderr: 'err\n',
  });
});

test('does not mind a program that leaves its input unread', async () => {
  const result = await runProgram(process.execPath, ['-e', ''], { input: 'x'.repeat(1e6) });
  expect(result?.exitCode).toBe(0);
});

test('gives nothing if there is no such program', async () => {
  expect(await runProgram('no-such-program', [])).toBeUndefined();
});
