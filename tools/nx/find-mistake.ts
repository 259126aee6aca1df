import { unknownName } from '@lamella/core';
import { readProjects, type Project } from '../workspace.ts';

/** The projects and the configuration that a command line of Nx names. */
interface Request {
  /** Undefined when the command is for several tasks, as in `run-many`. */
  readonly project: string | undefined;
  readonly target: string | undefined;
  readonly configuration: string | undefined;
}

const FLAG = /^(?:-c|--configuration)(?:=(.*))?$/;

/**
 * Describes the mistake in the configuration that a command line of Nx names.
 *
 * @param args the command line after `nx`
 * @param root the workspace's folder
 * @returns undefined if there is none
 */
export function findMistake(args: readonly string[], root: string): string | undefined {
  const { project, target, configuration } = readRequest(args);
  if (configuration === undefined) return undefined;
  const existing = existingConfigurations(readProjects(root), project, target);
  if (existing.includes(configuration)) return undefined;
  const kind = project === undefined ? 'configuration' : `configuration of ${project}:${target}`;
  if (existing.length === 0) return `Unknown ${kind} "${configuration}": there are no configurations.`;
  return unknownName(kind, configuration, existing);
}

function readRequest(args: readonly string[]): Request {
  const end = args.indexOf('--');
  const own = end < 0 ? args : args.slice(0, end);
  const [command, task = ''] = own;
  const [project, target, ...named] = command === 'run' ? task.split(':') : [];
  return { project, target, configuration: readFlag(own) ?? (named.join(':') || undefined) };
}

function readFlag(args: readonly string[]): string | undefined {
  for (const [i, arg] of args.entries()) {
    const match = FLAG.exec(arg);
    if (match !== null) return match[1] ?? args[i + 1];
  }
  return undefined;
}

function existingConfigurations(
  projects: readonly Project[],
  project: string | undefined,
  target: string | undefined,
): string[] {
  const names = projects
    .filter(({ name }) => project === undefined || name === project)
    .flatMap(({ targets }) => Object.entries(targets))
    .filter(([name]) => target === undefined || name === target)
    .flatMap(([, { configurations = {} }]) => Object.keys(configurations));
  return [...new Set(names)];
}
