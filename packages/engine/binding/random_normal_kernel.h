// The op LamellaRandomNormal: normal numbers from a counter, in float32 or bfloat16, for the new weights of large models.

#pragma once

#include "bfloat16.h"
#include "kernel_call.h"
#include "vectors.h"

namespace lamella {

typedef uint32_t Words __attribute__((vector_size(4 * kLanes)));
typedef uint64_t LongWords __attribute__((vector_size(8 * kLanes)));

// Of each counter come four words, and of them four numbers: a block is sixteen counters, its numbers lie word by word.
constexpr int64_t kRandomBlock = 4 * kLanes;

// Philox 4x32-10 (Salmon, Moraes, Dror and Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3"), of sixteen counters.
LAMELLA_INLINE void Philox(Words words[4], uint32_t key0, uint32_t key1) {
  for (int round = 0; round < 10; round++) {
    const LongWords first = __builtin_convertvector(words[0], LongWords) * 0xD2511F53u;
    const LongWords second = __builtin_convertvector(words[2], LongWords) * 0xCD9E8D57u;
    const Words high0 = __builtin_convertvector(first >> 32, Words), low0 = __builtin_convertvector(first, Words);
    const Words high1 = __builtin_convertvector(second >> 32, Words), low1 = __builtin_convertvector(second, Words);
    words[0] = high1 ^ words[1] ^ key0;
    words[1] = low1;
    words[2] = high0 ^ words[3] ^ key1;
    words[3] = low0;
    key0 += 0x9E3779B9u;
    key1 += 0xBB67AE85u;
  }
}

// The middles of 2^23 equal parts of (0, 1).
LAMELLA_INLINE void ToUniform(const Words &words, Floats *uniform) {
  *uniform = (__builtin_convertvector(words >> 9, Floats) + 0.5f) * 0x1p-23f;
}

// √(-2 ln u). ln of a number m · 2^k with m in [√½, √2) by the series of 2 artanh((m - 1) / (m + 1)).
LAMELLA_INLINE void Radius(const Floats &uniform, Floats *radius) {
  Ints bits;
  std::memcpy(&bits, &uniform, sizeof(bits));
  const Ints k = (bits - 0x3F3504F3) >> 23;
  const Ints mantissa_bits = bits - (k << 23);
  Floats m;
  std::memcpy(&m, &mantissa_bits, sizeof(m));
  const Floats s = (m - 1) / (m + 1), s2 = s * s;
  const Floats series = 2 * s * (1 + s2 * (1 / 3.0f + s2 * (1 / 5.0f + s2 * (1 / 7.0f + s2 * (1 / 9.0f)))));
  const Floats square = -2 * (series + __builtin_convertvector(k, Floats) * 0.693147181f);
  for (int lane = 0; lane < kLanes; lane++) (*radius)[lane] = __builtin_sqrtf(square[lane] > 0 ? square[lane] : 0);
}

// Cosine and sine of 2π u, by their Taylor series around the middle of the quarter that u lies in.
LAMELLA_INLINE void Direction(const Words &words, Floats *cosine, Floats *sine) {
  Floats within;
  ToUniform(words << 2, &within);
  const Floats angle = (within - 0.5f) * 1.57079633f, square = angle * angle;
  const Floats c =
      1 + square * (-1 / 2.0f + square * (1 / 24.0f + square * (-1 / 720.0f + square * (1 / 40320.0f))));
  const Floats s =
      angle * (1 + square * (-1 / 6.0f + square * (1 / 120.0f + square * (-1 / 5040.0f + square * (1 / 362880.0f)))));
  const Words quarter = words >> 30;
  const Floats turned_cosine = (quarter & 1) != 0 ? -s : c, turned_sine = (quarter & 1) != 0 ? c : s;
  *cosine = (quarter & 2) != 0 ? -turned_cosine : turned_cosine;
  *sine = (quarter & 2) != 0 ? -turned_sine : turned_sine;
}

struct RandomStream {
  uint32_t key0, key1;
  float deviation;
};

// The numbers of block `index`, by Box and Muller (1958).
LAMELLA_INLINE void NormalBlock(const RandomStream &stream, uint64_t index, Floats numbers[4]) {
  Words words[4] = {};
  for (uint32_t lane = 0; lane < kLanes; lane++) words[0][lane] = static_cast<uint32_t>(index) * kLanes + lane;
  words[1] += static_cast<uint32_t>(index * kLanes >> 32);
  Philox(words, stream.key0, stream.key1);
  for (int pair = 0; pair < 4; pair += 2) {
    Floats uniform, radius, cosine, sine;
    ToUniform(words[pair], &uniform);
    Radius(uniform, &radius);
    Direction(words[pair + 1], &cosine, &sine);
    numbers[pair] = radius * cosine * stream.deviation;
    numbers[pair + 1] = radius * sine * stream.deviation;
  }
}

LAMELLA_CLONES void FillNormal(const RandomStream &stream, float *values, int64_t size, int64_t begin, int64_t end) {
  for (int64_t block = begin; block < end; block++) {
    Floats numbers[4];
    NormalBlock(stream, static_cast<uint64_t>(block), numbers);
    const int64_t start = block * kRandomBlock, count = std::min(kRandomBlock, size - start);
    std::memcpy(values + start, numbers, count * sizeof(float));
  }
}

LAMELLA_CLONES void FillNormalBfloat16(const RandomStream &stream, uint16_t *values, int64_t size, int64_t begin,
                                       int64_t end) {
  for (int64_t block = begin; block < end; block++) {
    Floats numbers[4];
    NormalBlock(stream, static_cast<uint64_t>(block), numbers);
    Halves rounded[4];
    for (int i = 0; i < 4; i++) ToBfloat16(numbers[i], &rounded[i]);
    const int64_t start = block * kRandomBlock, count = std::min(kRandomBlock, size - start);
    std::memcpy(values + start, rounded, count * sizeof(uint16_t));
  }
}

inline void *CreateRandomNormal(TF_OpKernelConstruction *construction) {
  TF_Status *status = TF_NewStatus();
  TF_DataType *type = new TF_DataType(TF_FLOAT);
  TF_OpKernelConstruction_GetAttrType(construction, "T", type, status);
  TF_DeleteStatus(status);
  return type;
}
inline void DeleteRandomNormal(void *type) { delete static_cast<TF_DataType *>(type); }

inline void ComputeRandomNormal(void *state, TF_OpKernelContext *context) {
  KernelCall call(context);
  Shape rank, seed_shape, scalar;
  const int32_t *sizes = call.InputOf<int32_t>(0, &rank), *seed = call.InputOf<int32_t>(1, &seed_shape);
  const float *deviation = call.Input(2, &scalar);
  if (!call.ok()) return;
  if (rank.size() != 1 || SizeOf(seed_shape) != 2) return call.Fail("Expected a shape and a seed of two numbers");
  const Shape shape(sizes, sizes + rank[0]);
  const TF_DataType type = *static_cast<TF_DataType *>(state);
  const int64_t size = SizeOf(shape), blocks = (size + kRandomBlock - 1) / kRandomBlock;
  const RandomStream stream{static_cast<uint32_t>(seed[0]), static_cast<uint32_t>(seed[1]), *deviation};
  if (type == TF_FLOAT) {
    float *values = call.KeptOutputOf<float>(0, type, shape);
    if (!call.ok()) return;
    InParallel(blocks, kRandomBlock, [=](int64_t begin, int64_t end) { FillNormal(stream, values, size, begin, end); });
  } else {
    uint16_t *values = call.KeptOutputOf<uint16_t>(0, type, shape);
    if (!call.ok()) return;
    InParallel(blocks, kRandomBlock,
               [=](int64_t begin, int64_t end) { FillNormalBfloat16(stream, values, size, begin, end); });
  }
}

// (shape, seed of two numbers, standard deviation) -> values; what a number is depends on the seed and its place alone.
inline bool RegisterRandomNormal() {
  return Register({"LamellaRandomNormal", {"shape: int32", "seed: int32", "deviation: float"}, {"values: T"},
                   {"T: {float, bfloat16}"}, UnknownShape, CreateRandomNormal, ComputeRandomNormal, DeleteRandomNormal});
}

}  // namespace lamella
