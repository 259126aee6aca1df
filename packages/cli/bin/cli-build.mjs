// Bundles the command line (packages/cli/src/cli.ts with the workspace's packages; npm's stay outside) so that it
// starts at once. A build is named after the sources it was made from, so it can never be stale.
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const cache = join(root, 'node_modules', '.cache', 'lamella');
const entry = join(root, 'packages', 'cli', 'src', 'cli.ts');

/** Builds that have not been used for so long are removed. A process that still runs from one is unlikely then. */
const UNUSED_MS = 3 * 24 * 3600 * 1000;

/**
 * The folder of the build for the present sources, made first if there is none.
 *
 * @returns {Promise<string>}
 */
export async function buildCli() {
  const folder = join(cache, `cli-${hashSources()}`);
  if (existsSync(folder)) {
    const now = new Date();
    utimesSync(folder, now, now);
    return folder;
  }
  mkdirSync(cache, { recursive: true });
  const partial = `${folder}.${process.pid}`;
  try {
    await bundle(entry, partial);
    renameSync(partial, folder);
  } catch (error) {
    // Another process may have made the same build meanwhile.
    if (!existsSync(folder)) throw error;
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
  removeUnused();
  return folder;
}

/** Paths, sizes and times of change tell whether anything has changed without reading the files. */
function hashSources() {
  const hash = createHash('sha256');
  const packages = readdirSync(join(root, 'packages')).map((name) => join('packages', name));
  for (const folder of packages) {
    const manifest = join(root, folder, 'package.json');
    if (!existsSync(manifest)) continue;
    addToHash(hash, manifest);
    addFolderToHash(hash, join(root, folder, 'src'));
  }
  addToHash(hash, join(root, 'package-lock.json'));
  addToHash(hash, fileURLToPath(import.meta.url));
  return hash.digest('hex').slice(0, 16);
}

function addFolderToHash(hash, folder) {
  if (!existsSync(folder)) return;
  for (const file of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, file.name);
    if (file.isDirectory()) addFolderToHash(hash, path);
    else if (!file.name.endsWith('.test.ts')) addToHash(hash, path);
  }
}

function addToHash(hash, path) {
  const { size, mtimeMs } = statSync(path);
  hash.update(`${path}\0${size}\0${mtimeMs}\0`);
}

/**
 * Bundles a program with the workspace's packages.
 *
 * @param {string} program its source
 * @param {string} outdir folder of the build, in which the program has its source's name with .mjs
 */
export async function bundle(program, outdir) {
  const { build } = await import('esbuild');
  await build({
    entryPoints: [program],
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    conditions: [],
    sourcemap: 'linked',
    logLevel: 'silent',
    outExtension: { '.js': '.mjs' },
    plugins: [externalPackages, ownUrls],
  });
}

/** npm's packages are imported from where the importing workspace package would find them, whatever its version. */
const externalPackages = {
  name: 'external-packages',
  setup(build) {
    build.onResolve({ filter: /^[^./]/ }, async ({ path, resolveDir, kind, pluginData }) => {
      if (pluginData === externalPackages || kind === 'entry-point' || path.startsWith('node:'))
        return undefined;
      const found = await build.resolve(path, { resolveDir, kind, pluginData: externalPackages });
      if (found.errors.length > 0 || found.external || !found.path.includes(`${sep}node_modules${sep}`))
        return found;
      return { path: pathToFileURL(found.path).href, external: true };
    });
  },
};

/** A source that asks where it is gets the place of its own file, not of the bundle. */
const ownUrls = {
  name: 'own-urls',
  setup(build) {
    build.onLoad({ filter: /\.ts$/ }, ({ path }) => {
      const contents = readFileSync(path, 'utf8').replaceAll(
        'import.meta.url',
        `'${pathToFileURL(path).href}'`,
      );
      return { contents, loader: 'ts' };
    });
  },
};

function removeUnused() {
  for (const name of readdirSync(cache)) {
    const folder = join(cache, name);
    const used = statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (name.startsWith('cli-') && Date.now() - used > UNUSED_MS)
      rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(await buildCli());
