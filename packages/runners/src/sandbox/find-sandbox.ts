import { messageOf, UserError } from '@lamella/core';
import { execa } from 'execa';
import type { Sandbox } from './judgement.ts';
import { runLauncher } from './run-launcher.ts';
import { SELF_TEST } from './self-test.ts';

const NEEDS = 'Programs that a model wrote run in a sandbox only; see docs/sandbox.md.';
const OLDEST_MINOR = 9;

/**
 * The sandbox of this machine, once it has proved that it holds: a program in it finds no file, no network, no
 * environment and can't start a process.
 *
 * @param python the command or the path of the Python to run programs with
 * @throws UserError that says what is missing: Linux on x86-64 or ARM64, Python 3.9 with ctypes, user namespaces
 */
export async function findSandbox(python = 'python3'): Promise<Sandbox> {
  if (process.platform !== 'linux' || !['x64', 'arm64'].includes(process.arch)) {
    throw new UserError(
      `${NEEDS} It needs Linux on x86-64 or ARM64, this is ${process.platform} on ${process.arch}.`,
    );
  }
  const { executable, version } = await findPython(python);
  await proveIsolation(executable);
  return { python: `Python ${version}`, judge: (request) => runLauncher(executable, request) };
}

/** Python itself: what is found on the path may be a script that starts it. */
async function findPython(command: string): Promise<{ executable: string; version: string }> {
  const say = 'import ctypes, platform, sys; print(sys.executable); print(platform.python_version())';
  const { stdout, stderr, failed } = await execa(command, ['-I', '-c', say], { reject: false });
  const [executable = '', version = ''] = (stdout ?? '').split('\n');
  const [major, minor] = version.split('.').map(Number);
  if (failed || executable === '' || major === undefined || minor === undefined) {
    const reason = (stderr ?? '').trim().split('\n').at(-1) || 'it did not start';
    throw new UserError(`${NEEDS} It needs Python with ctypes; "${command}" does not serve: ${reason}.`);
  }
  if (major !== 3 || minor < OLDEST_MINOR) {
    throw new UserError(`${NEEDS} It needs Python 3.${OLDEST_MINOR} or newer, "${command}" is ${version}.`);
  }
  return { executable, version };
}

async function proveIsolation(executable: string): Promise<void> {
  const { verdict, detail } = await runLauncher(executable, SELF_TEST).catch((error: unknown) => {
    throw new UserError(
      `${NEEDS} It needs user namespaces, and this machine has none to give: ${messageOf(error)} ` +
        'Allow them (sysctl user.max_user_namespaces, kernel.unprivileged_userns_clone, ' +
        'kernel.apparmor_restrict_unprivileged_userns; in a container, a seccomp profile that lets unshare pass).',
      { cause: error },
    );
  });
  if (verdict !== 'passed') throw new UserError(`${NEEDS} The one of this machine does not hold: ${detail}`);
}
