// Softmax of one row of attention's scores.

#pragma once

#include "bfloat16.h"

namespace lamella {

// softmax(scale · scores + mask) of a row; exp of what lies 87 below the largest is zero. There is room for as many
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
    z -= max;
    ExpOfNegative(z, &power);
    power = z < -87.0f ? Floats{} : power;
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
