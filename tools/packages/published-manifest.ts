/** A package.json of the workspace, as far as publishing reads or changes it. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly description?: string;
  readonly license?: string;
  readonly bin?: Readonly<Record<string, string>>;
  /** Entries of the package, in its sources. */
  readonly exports?: Readonly<Record<string, string>>;
  /** The files of the package besides its code. */
  readonly files?: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
  /** Fields that only the published package has, as pnpm reads them. */
  readonly publishConfig?: Readonly<Record<string, unknown>>;
}

/** A manifest as npm gets it. */
export interface PublishedManifest {
  readonly name: string;
  readonly version: string;
  readonly exports: Readonly<Record<string, string | { readonly types: string; readonly default: string }>>;
  readonly files: readonly string[];
  readonly dependencies: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

/**
 * The package.json under which a package of the workspace is published. The workspace runs from TypeScript sources; there,
 * entries lead to what they were compiled to, and packages of the workspace are wanted in the same version. Helpers of tests are
 * no part of it.
 *
 * @param engines the workspace's own
 */
export function publishedManifest(manifest: Manifest, engines: unknown): PublishedManifest {
  const { name, version, description, license, bin } = manifest;
  const entries = Object.entries(manifest.exports ?? {}).filter(([entry]) => entry !== './testing');
  return {
    name,
    version,
    description,
    license,
    type: 'module',
    engines,
    bin,
    exports: {
      ...Object.fromEntries(entries.map(([entry, source]) => [entry, compiled(source)])),
      './package.json': './package.json',
    },
    files: ['dist', ...(manifest.files ?? [])],
    dependencies: Object.fromEntries(
      Object.entries(manifest.dependencies ?? {}).map(([dependency, range]) => [
        dependency,
        dependency.startsWith('@lamella/') ? version : range,
      ]),
    ),
    ...manifest.publishConfig,
  };
}

function compiled(source: string): { types: string; default: string } {
  const stem = source.replace(/^\.\/src\//, './dist/').replace(/\.ts$/, '');
  return { types: `${stem}.d.ts`, default: `${stem}.js` };
}
