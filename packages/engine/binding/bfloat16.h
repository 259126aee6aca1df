// Between float32 and bfloat16, which is the upper half of a float32: sixteen numbers at a time, or one.

#pragma once

#include "vectors.h"

namespace lamella {

typedef uint16_t Halves __attribute__((vector_size(2 * kLanes)));
typedef uint32_t HalfWords __attribute__((vector_size(4 * kLanes)));

// To the nearest, ties to even; what is not a number stays so.
LAMELLA_INLINE void ToBfloat16(const Floats &values, Halves *rounded) {
  HalfWords bits;
  std::memcpy(&bits, &values, sizeof(bits));
  const HalfWords nearest = bits + 0x7FFFu + ((bits >> 16) & 1);
  bits = values == values ? nearest : bits | 0x400000u;
  *rounded = __builtin_convertvector(bits >> 16, Halves);
}

LAMELLA_INLINE void FromBfloat16(const Halves &halves, Floats *values) {
  const HalfWords bits = __builtin_convertvector(halves, HalfWords) << 16;
  std::memcpy(values, &bits, sizeof(*values));
}

inline float FromBfloat16(uint16_t half) {
  const uint32_t bits = static_cast<uint32_t>(half) << 16;
  float value;
  std::memcpy(&value, &bits, sizeof(value));
  return value;
}

// Numbers of an input or output in either type: ops compute in float32, and read and write what they are given.
struct Numbers {
  void *data = nullptr;
  bool is_reduced = false;  // bfloat16

  bool IsThere() const { return data != nullptr; }
  Numbers From(int64_t offset) const {
    if (data == nullptr) return *this;
    return {static_cast<char *>(data) + offset * (is_reduced ? 2 : 4), is_reduced};
  }
};

// As Load of float32, from the i-th number on.
LAMELLA_INLINE void Load(const Numbers &from, int64_t i, int64_t count, Floats *values, float fill = 0) {
  if (!from.is_reduced) return Load(static_cast<const float *>(from.data) + i, count, values, fill);
  Halves halves{};
  const uint16_t *start = static_cast<const uint16_t *>(from.data) + i;
  if (count == kLanes) std::memcpy(&halves, start, sizeof(halves));
  else std::memcpy(&halves, start, sizeof(uint16_t) * count);
  FromBfloat16(halves, values);
  if (count == kLanes || fill == 0) return;
  const Ints lanes = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  *values = lanes < static_cast<int32_t>(count) ? *values : Floats{} + fill;
}

// As Store of float32, rounded to the nearest in bfloat16.
LAMELLA_INLINE void Store(const Floats &values, int64_t i, int64_t count, const Numbers &to) {
  if (!to.is_reduced) return Store(values, count, static_cast<float *>(to.data) + i);
  Halves halves;
  ToBfloat16(values, &halves);
  std::memcpy(static_cast<uint16_t *>(to.data) + i, &halves, sizeof(uint16_t) * (count == kLanes ? kLanes : count));
}

}  // namespace lamella
