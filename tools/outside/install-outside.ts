import { spawnSync } from 'node:child_process';
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The output of `npm pack --json` about a package, as far as it is read here. */
interface Packed {
  readonly name: string;
  readonly filename: string;
  /** Bytes of the archive, and of what it unpacks to. */
  readonly size: number;
  readonly unpackedSize: number;
}

/** Why npm may fail without any fault of the packages. */
const UNREACHABLE = /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ENOTCACHED)\b/;

/** Files of the repository that the program and the READMEs' examples read, by the names that they have there. */
const READ = {
  llama: 'fixtures/llama',
  metrics: 'fixtures/metrics',
  'mini.yaml': 'experiments/specs/glue/mini.yaml',
  'mini-llama.yaml': 'experiments/specs/pretrain/mini-llama.yaml',
  'program.mjs': 'tools/outside/program.mjs',
  'types.mts': 'tools/outside/types.mts',
};

/**
 * Packs built packages, prints their sizes, and installs them with what they depend on as a user would, in an empty folder.
 *
 * @param root the workspace
 * @param outside the empty folder
 * @returns why npm can't install anything here, or undefined
 * @throws Error for anything else that fails
 */
export function installOutside(
  root: string,
  packages: readonly string[],
  outside: string,
): string | undefined {
  const packed = packages.map((folder) => pack(folder, outside));
  for (const { name, size, unpackedSize } of packed)
    console.log(`${name.padEnd(22)} ${kilobytes(size)} packed, ${kilobytes(unpackedSize)} unpacked`);
  for (const [name, source] of Object.entries(READ))
    cpSync(join(root, source), join(outside, name), { recursive: true });
  writeFileSync(join(outside, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  const archives = packed.map(({ filename }) => `./${filename}`);
  // Asked once, without trying again: an install asks for a hundred packages.
  const asked = spawnSync('npm', ['view', 'zod', 'version', '--fetch-retries=0'], { encoding: 'utf8' });
  const unreachable = UNREACHABLE.exec(asked.stderr)?.[0];
  if (unreachable !== undefined) return `npm can’t reach its registry (${unreachable})`;
  const options = ['--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'];
  const { status, stderr } = spawnSync('npm', ['install', ...options, ...archives], {
    cwd: outside,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`npm install failed:\n${stderr}`);
  return undefined;
}

function pack(folder: string, outside: string): Packed {
  const { stdout, stderr, status } = spawnSync('npm', ['pack', '--json', '--pack-destination', outside], {
    cwd: folder,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`npm pack failed in ${folder}:\n${stderr}`);
  const [packed] = Object.values(JSON.parse(stdout) as readonly Packed[] | Record<string, Packed>);
  if (packed === undefined) throw new Error(`Expected npm pack to name an archive, got ${stdout}`);
  return packed;
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(0).padStart(6)} kB`;
}
