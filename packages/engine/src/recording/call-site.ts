/** The sources of this package. */
const OWN_FOLDER = new URL('..', import.meta.url).pathname;

/** Dependencies, Node, and tfjs under the paths that its source maps give. */
const FOREIGN = /node_modules|node:|\/tfjs[\w-]*\//;

/** Where in the program (not in a dependency, not in the engine) the present op comes from: `at f (file:line:column)`. */
export function callSite(): string {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = Infinity; // tfjs puts a dozen frames between an op and its kernel, and more under autodiff
  const { stack = '' } = new Error();
  Error.stackTraceLimit = limit;
  const frames = stack.split('\n').filter((line) => /^\s+at .*:\d+:\d+\)?$/.test(line));
  const own = frames.find((frame) => !FOREIGN.test(frame) && !frame.includes(OWN_FOLDER));
  return own?.trim() ?? 'from an unknown place';
}
