// Between float32 and bfloat16, which is the upper half of a float32: sixteen numbers at a time, or one.

#pragma once

#include "vectors.h"

namespace lamella {

typedef uint16_t Halves __attribute__((vector_size(2 * kLanes)));
typedef uint32_t HalfWords __attribute__((vector_size(4 * kLanes)));

// To the nearest, ties to even; of finite numbers.
LAMELLA_INLINE void ToBfloat16(const Floats &values, Halves *rounded) {
  HalfWords bits;
  std::memcpy(&bits, &values, sizeof(bits));
  bits += 0x7FFFu + ((bits >> 16) & 1);
  *rounded = __builtin_convertvector(bits >> 16, Halves);
}

inline float FromBfloat16(uint16_t half) {
  const uint32_t bits = static_cast<uint32_t>(half) << 16;
  float value;
  std::memcpy(&value, &bits, sizeof(value));
  return value;
}

}  // namespace lamella
