// Softmax of one row of attention's scores.

#pragma once

#include "bfloat16.h"

namespace lamella {

// exp(z - max), zero where z lies 87 below the largest.
LAMELLA_INLINE void PowerBelow(const Floats &z, float max, Floats *power) {
  const Floats below = z - max;
  ExpOfNegative(below, power);
  *power = below < -87.0f ? Floats{} : *power;
}

// softmax(scale · scores + mask) of a row. There is room for as many
// numbers in float32, which may be the scores' place, and the result's.
LAMELLA_INLINE void SoftmaxRow(const Numbers &scores, const float *mask, const Numbers &result, float *room, int64_t size,
                               float scale) {
  const float lowest = -__builtin_inff();
  Floats largest = Floats{} + lowest, total{};
  ForLanes(size, LAMELLA_LANES({
    Floats z, term;
    Load(scores, i, count, &z, lowest);
    z *= scale;
    if (mask != nullptr) {
      Load(mask + i, count, &term);
      z += term;
    }
    Store(z, count, room + i);
    largest = z > largest ? z : largest;
  }));
  const float max = MaxOf(largest);
  ForLanes(size, LAMELLA_LANES({
    Floats z, power;
    Load(room + i, count, &z, lowest);
    PowerBelow(z, max, &power);
    Store(power, count, room + i);
    total += power;
  }));
  const float share = 1 / SumOf(total);
  ForLanes(size, LAMELLA_LANES({
    Floats power;
    Load(room + i, count, &power);
    Store(power * share, i, count, result);
  }));
}

}  // namespace lamella
