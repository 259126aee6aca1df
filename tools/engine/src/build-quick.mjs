// First version: compiles the binding against the cached TensorFlow libraries and places it into the package.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);
const packageFolder = dirname(require.resolve('@tensorflow/tfjs-node-gpu/package.json'));
const tensorflow = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'lamella/tensorflow/2.21.0-cpu-linux-x64');
const own = join(import.meta.dirname, '../binding/lamella_binding.cc');
const outFolder = join(packageFolder, 'lib/napi-v8');
mkdirSync(outFolder, { recursive: true });
execFileSync(
  'g++',
  ['-O2', '-std=c++17', '-fPIC', '-shared', '-w', '-DNAPI_VERSION=8', '-I.', '-Ibinding', '-I..',
    `-I${tensorflow}/include`, `-I${require('node-api-headers').include_dir}`,
    'binding/tfjs_backend.cc', existsSync(own) ? own : 'binding/tfjs_binding.cc',
    `-L${tensorflow}`, '-l:libtensorflow_cc.so.2', '-l:libtensorflow_framework.so.2', `-Wl,-rpath,${tensorflow}`,
    '-o', join(outFolder, 'tfjs_binding.node')],
  { cwd: packageFolder, stdio: 'inherit' },
);
