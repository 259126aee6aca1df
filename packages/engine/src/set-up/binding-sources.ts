import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the C++ sources and headers of the binding lie. */
export interface BindingSources {
  /** The package's own folder, whose `binding/` is included and compiled. */
  readonly packageFolder: string;
  /** Lamella's additions. */
  readonly ownFolder: string;
  readonly napiHeaders: string;
}

/** The sources of this checkout. */
export function bindingSources(): BindingSources {
  const require = createRequire(import.meta.url);
  return {
    packageFolder: dirname(require.resolve('@tensorflow/tfjs-node-gpu/package.json')),
    ownFolder: fileURLToPath(new URL('../../binding', import.meta.url)),
    napiHeaders: (require('node-api-headers') as { include_dir: string }).include_dir,
  };
}

/** Every source file's text, in a fixed order: what the compiled binding depends on. */
export function readSources(sources: BindingSources): string[] {
  const folders = [join(sources.packageFolder, 'binding'), sources.ownFolder];
  return folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => /\.(cc|h)$/.test(name))
      .sort()
      .map((name) => `${name}\n${readFileSync(join(folder, name), 'utf8')}`),
  );
}
