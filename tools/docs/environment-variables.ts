/** A variable of the environment that Lamella reads, and what it is for. */
export interface EnvironmentVariable {
  readonly name: string;
  readonly use: string;
}

/** Every variable that Lamella or its tools read. A test searches the sources for others. */
export const environmentVariables: readonly EnvironmentVariable[] = [
  {
    name: 'LAMELLA_RUNS_DIR',
    use: 'Folder of your own results (default: `results/runs` of the workspace, or of the current directory)',
  },
  {
    name: 'LAMELLA_DEVICE',
    use: '`cpu` or `cuda`: the build of TensorFlow that set-up takes and that runs require (default: `cuda` where there is an NVIDIA GPU)',
  },
  {
    name: 'LAMELLA_FROZEN_LAYERS_CACHE',
    use: 'The most that the kept output of frozen layers takes in the folder of caches, such as `20 GiB`; `0`: it is kept in memory alone (default: `8 GiB`)',
  },
  {
    name: 'LAMELLA_TENSORFLOW_DIR',
    use: 'Folder with an unpacked TensorFlow of the right version, which set-up takes instead of downloading one',
  },
  {
    name: 'LAMELLA_DEBUG',
    use: '`1`: errors come with their stack trace',
  },
  {
    name: 'LAMELLA_PYTHON',
    use: 'Python with PyTorch, transformers and PEFT that tests and `tools:bench` compare with (default: `python3`)',
  },
  {
    name: 'LAMELLA_PYTHON_NEWEST',
    use: 'The same with the newest versions of these packages; tests that need it are skipped without it',
  },
  {
    name: 'LAMELLA_CLI_BUILD',
    use: 'Set by Lamella for its worker processes: the build that they run',
  },
  {
    name: 'XDG_CACHE_HOME',
    use: 'Folder of caches (default: `~/.cache`): the engine, calibrations, and the one of the hub',
  },
  {
    name: 'HF_HOME',
    use: 'Folder of the Hugging Face cache and token (default: `huggingface` in the cache folder)',
  },
  { name: 'HF_HUB_CACHE', use: 'Folder of downloaded models and data sets (default: `hub` in `HF_HOME`)' },
  { name: 'HUGGINGFACE_HUB_CACHE', use: 'Older name of `HF_HUB_CACHE`' },
  { name: 'HF_TOKEN', use: 'Token for gated or private repositories' },
  { name: 'HUGGING_FACE_HUB_TOKEN', use: 'Older name of `HF_TOKEN`' },
  {
    name: 'HF_TOKEN_PATH',
    use: 'File with the token (default: `token` in `HF_HOME`, as `hf auth login` writes it)',
  },
  { name: 'HF_ENDPOINT', use: 'Address of the hub or of a mirror (default: `https://huggingface.co`)' },
  { name: 'HF_HUB_OFFLINE', use: '`1`: nothing is downloaded, only the cache is read' },
  { name: 'TRANSFORMERS_OFFLINE', use: 'Older name of `HF_HUB_OFFLINE`' },
  {
    name: 'TF_NUM_INTRAOP_THREADS',
    use: 'Threads of an operation (default: all cores); `threads` of a spec sets it for its workers',
  },
  { name: 'TF_CPP_MIN_LOG_LEVEL', use: '`0`: messages of TensorFlow are shown' },
  {
    name: 'CXX',
    use: 'C++ compiler that set-up builds the binding with (default: the first of g++, c++, clang++)',
  },
  { name: 'PATH', use: 'Where Python, the compiler and other programs are looked for' },
  { name: 'NO_COLOR', use: 'Set to anything: output has no colours' },
  { name: 'FORCE_COLOR', use: 'Set by Nx; Lamella ignores it under Nx and sets it to 0 for its workers' },
  { name: 'TERM', use: '`dumb`: progress is printed line by line' },
  { name: 'NX_TASK_TARGET_PROJECT', use: 'Set by Nx: says that Lamella runs under it' },
];

/** The variables that a source reads: by `env`, by `getenv`, or by a name whose first word tells what it is. */
export function variablesIn(source: string): string[] {
  const reads = [
    /\benv(?:ironment)?(?:\.|\[')([A-Z][A-Z0-9_]+)/g,
    /getenv\("([A-Z0-9_]+)"/g,
    /'((?:LAMELLA|HF|HUGGING_?FACE|TRANSFORMERS|XDG)_[A-Z_]+)'/g,
  ];
  return reads.flatMap((read) => [...source.matchAll(read)].map((match) => match[1] ?? ''));
}

/** The variables as a Markdown list. */
export function renderVariables(variables: readonly EnvironmentVariable[] = environmentVariables): string {
  return variables.map(({ name, use }) => `- \`${name}\`: ${use}`).join('\n');
}
