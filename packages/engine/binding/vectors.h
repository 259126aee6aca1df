// What the kernels share: vectors of sixteen numbers, and exp of them.

#pragma once

#include <cstdint>
#include <cstring>

#include "threads.h"

namespace lamella {

// Sixteen numbers at a time: the compiler maps them to the vectors that the processor has.
constexpr int kLanes = 16;
typedef float Floats __attribute__((vector_size(4 * kLanes)));
typedef int32_t Ints __attribute__((vector_size(4 * kLanes)));

// A number of numbers, up to whole lanes.
inline int64_t InLanes(int64_t count) { return (count + kLanes - 1) / kLanes * kLanes; }

#if defined(__x86_64__) && defined(__linux__) && defined(__GNUC__) && !defined(__clang__)
#define LAMELLA_CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define LAMELLA_CLONES
#endif
#define LAMELLA_INLINE __attribute__((always_inline)) inline

// exp(v) for v <= 0, to a relative 2e-7: 2^k · exp(r) with |r| <= ln(2) / 2, and the Taylor series of exp.
LAMELLA_INLINE void ExpOfNegative(const Floats &v, Floats *result) {
  const Floats bounded = v < -87.0f ? Floats{} - 87.0f : v;
  const Ints k = __builtin_convertvector(bounded * 1.44269504f - 0.5f, Ints);
  const Floats whole = __builtin_convertvector(k, Floats);
  const Floats r = (bounded - whole * 0.693359375f) + whole * 2.12194440e-4f;
  const Floats series =
      1 + r * (1 + r * (1 / 2.0f + r * (1 / 6.0f + r * (1 / 24.0f + r * (1 / 120.0f + r * (1 / 720.0f))))));
  const Ints bits = (k + 127) << 23;
  Floats power;
  std::memcpy(&power, &bits, sizeof(power));
  *result = power * series;
}

// Moves sixteen numbers of a row, or the `count` that it ends with; the other lanes are `fill`.
LAMELLA_INLINE void Load(const float *from, int64_t count, Floats *values, float fill = 0) {
  if (count == kLanes) {
    std::memcpy(values, from, sizeof(*values));
    return;
  }
  *values = Floats{} + fill;
  std::memcpy(values, from, sizeof(float) * count);
}
LAMELLA_INLINE void Store(const Floats &values, int64_t count, float *to) {
  if (count == kLanes) std::memcpy(to, &values, sizeof(values));
  else std::memcpy(to, &values, sizeof(float) * count);
}

// Calls body(i, count) along a row: for sixteen numbers from the i-th on at a time, then for the rest of them.
#define LAMELLA_LANES(...) [&](int64_t i, int64_t count) __attribute__((always_inline)) __VA_ARGS__
template <typename Body>
LAMELLA_INLINE void ForLanes(int64_t size, const Body &body) {
  int64_t i = 0;
  for (; i + kLanes <= size; i += kLanes) body(i, kLanes);
  if (i < size) body(i, size - i);
}

// The lanes of a vector as one number: join(left, right, to) puts halves together, four times.
template <typename Join>
LAMELLA_INLINE float Folded(const Floats &values, const Join &join) {
  typedef float Eight __attribute__((vector_size(32)));
  typedef float Four __attribute__((vector_size(16)));
  Eight eights[2], eight;
  std::memcpy(eights, &values, sizeof(values));
  join(eights[0], eights[1], &eight);
  Four fours[2], four;
  std::memcpy(fours, &eight, sizeof(eight));
  join(fours[0], fours[1], &four);
  float left, right, all;
  join(four[0], four[2], &left);
  join(four[1], four[3], &right);
  join(left, right, &all);
  return all;
}
LAMELLA_INLINE float SumOf(const Floats &values) {
  return Folded(values, [](const auto &left, const auto &right, auto *sum) __attribute__((always_inline)) { *sum = left + right; });
}
LAMELLA_INLINE float MaxOf(const Floats &values) {
  return Folded(values, [](const auto &left, const auto &right, auto *max) __attribute__((always_inline)) {
    *max = left > right ? left : right;
  });
}

}  // namespace lamella
