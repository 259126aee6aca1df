/** Whether TensorFlow's kernels run on the processor only or on an NVIDIA GPU as well. */
export type Variant = 'cpu' | 'cuda';

/** A wheel that pip can fetch: an exact version, the platform tag that names the file, and the file's hash. */
export interface Wheel {
  readonly requirement: string;
  readonly platformTag: string;
  readonly sha256: string;
}

/** The release of TensorFlow that is set up for one platform and variant. */
export interface Release {
  readonly version: string;
  readonly wheels: readonly Wheel[];
  /** The two libraries that the binding is linked with, as the wheel names them. */
  readonly libraries: readonly [string, string];
  /** Rough sizes, for the progress line and for the check of free disk space. */
  readonly downloadMegabytes: number;
  readonly unpackedMegabytes: number;
}

/** The TensorFlow version that Lamella is built and tested with. */
export const TENSORFLOW_VERSION = '2.21.0';

/**
 * The libraries in a wheel do not depend on the version of Python, so one Python's wheels serve everyone:
 * one file, and one hash, per platform.
 */
export const WHEEL_PYTHON = { version: '311', abi: 'cp311' } as const;

const LINUX_LIBRARIES = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'] as const;
const MAC_LIBRARIES = ['libtensorflow_cc.2.dylib', 'libtensorflow_framework.2.dylib'] as const;

const LINUX_X64_CPU: Release = {
  version: TENSORFLOW_VERSION,
  wheels: parseWheels(`
    tensorflow-cpu==${TENSORFLOW_VERSION}     manylinux_2_27_x86_64  2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c`),
  libraries: LINUX_LIBRARIES,
  downloadMegabytes: 271,
  unpackedMegabytes: 860,
};

/** Not run by us so far: no such machine at hand. */
const LINUX_ARM64_CPU: Release = {
  ...LINUX_X64_CPU,
  wheels: parseWheels(`
    tensorflow==${TENSORFLOW_VERSION}         manylinux_2_27_aarch64 4b24aca16d527a3cf1c37f720c04c484c3d20f4d0fdfa98632ac8b9f3be6eb5c`),
};

/** Not run by us so far: no such machine at hand. */
const MAC_ARM64_CPU: Release = {
  ...LINUX_X64_CPU,
  wheels: parseWheels(`
    tensorflow==${TENSORFLOW_VERSION}         macosx_12_0_arm64      51f46f4806139d01fc7920cc72a4c75876f80649bf40ff083ab6212ceb43ca88`),
  libraries: MAC_LIBRARIES,
};

/**
 * The CUDA build with the libraries of its `and-cuda` extra. TensorFlow looks for these in the folder `nvidia`
 * beside its own, where the wheels put them. Not run by us so far: no GPU at hand.
 */
const LINUX_X64_CUDA: Release = {
  version: TENSORFLOW_VERSION,
  wheels: parseWheels(`
    tensorflow==${TENSORFLOW_VERSION}              manylinux_2_27_x86_64 9056fbc9ba04235810b71ae6cbd958a196e8804fb53bbcffbf3e23b56155f124
    nvidia-cublas-cu12==12.9.3.13     manylinux_2_27_x86_64 d7d51055f161b317c7105ddaae90e71eda059026074ffef93cf7cde2886bfe72
    nvidia-cuda-cupti-cu12==12.9.79   manylinux_2_25_x86_64 096bcf334f13e1984ba36685ad4c1d6347db214de03dbb6eebb237b41d9d934f
    nvidia-cuda-nvcc-cu12==12.9.86    manylinux_2_12_x86_64 5d6a0d32fdc7ea39917c20065614ae93add6f577d840233237ff08e9a38f58f0
    nvidia-cuda-nvrtc-cu12==12.9.86   manylinux_2_12_x86_64 210cf05005a447e29214e9ce50851e83fc5f4358df8b453155d5e1918094dcb4
    nvidia-cuda-runtime-cu12==12.9.79 manylinux_2_17_x86_64 25bba2dfb01d48a9b59ca474a1ac43c6ebf7011f1b0b8cc44f54eb6ac48a96c3
    nvidia-cudnn-cu12==9.28.0.42      manylinux_2_27_x86_64 9ff58b7f36dacd0a93e89f8f2957b52466889217963701daa15e577317cfa375
    nvidia-cufft-cu12==11.4.1.4       manylinux_2_17_x86_64 c67884f2a7d276b4b80eb56a79322a95df592ae5e765cf1243693365ccab4e28
    nvidia-curand-cu12==10.3.10.19    manylinux_2_27_x86_64 49b274db4780d421bd2ccd362e1415c13887c53c214f0d4b761752b8f9f6aa1e
    nvidia-cusolver-cu12==11.7.5.82   manylinux_2_27_x86_64 15da72d1340d29b5b3cf3fd100e3cd53421dde36002eda6ed93811af63c40d88
    nvidia-cusparse-cu12==12.5.10.65  manylinux_2_17_x86_64 73060ce019ac064a057267c585bf1fd5a353734151f87472ff02b2c5c9984e78
    nvidia-nccl-cu12==2.32.3          manylinux_2_27_x86_64 bb94b2348e4861d5e8aa00b36c3d12d9bdf9c6369b82cbb723de0b582280a21c
    nvidia-nvjitlink-cu12==12.9.86    manylinux_2_12_x86_64 e3f1171dbdc83c5932a45f0f4c99180a70de9bd2718c1ab77d14104f6d7147f9`),
  libraries: LINUX_LIBRARIES,
  downloadMegabytes: 2700,
  unpackedMegabytes: 5200,
};

/** Everything that can be set up, by `<platform>-<architecture>` in Node's words, then by variant. */
export const RELEASES: Readonly<Record<string, Readonly<Partial<Record<Variant, Release>>>>> = {
  'linux-x64': { cpu: LINUX_X64_CPU, cuda: LINUX_X64_CUDA },
  'linux-arm64': { cpu: LINUX_ARM64_CPU },
  'darwin-arm64': { cpu: MAC_ARM64_CPU },
};

/** One wheel per line: requirement, platform tag, SHA-256. */
function parseWheels(table: string): Wheel[] {
  return table
    .trim()
    .split('\n')
    .map((line) => {
      const [requirement = '', platformTag = '', sha256 = ''] = line.trim().split(/\s+/);
      return { requirement, platformTag, sha256 };
    });
}
