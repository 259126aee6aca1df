// Softmax of one row of attention's scores.

#pragma once

#include "vectors.h"

namespace lamella {

// softmax(scale · scores + mask) of a row; exp of what lies 87 below the largest is zero. The result may take the
// scores' place.
LAMELLA_INLINE void SoftmaxRow(const float *scores, const float *mask, float *result, int64_t size, float scale) {
  const float lowest = -__builtin_inff();
  Floats largest = Floats{} + lowest, total{};
  ForLanes(size, LAMELLA_LANES({
    Floats z, term;
    Load(scores + i, count, &z, lowest);
    z *= scale;
    if (mask != nullptr) {
      Load(mask + i, count, &term);
      z += term;
    }
    Store(z, count, result + i);
    largest = z > largest ? z : largest;
  }));
  const float max = MaxOf(largest);
  ForLanes(size, LAMELLA_LANES({
    Floats z, power;
    Load(result + i, count, &z, lowest);
    z -= max;
    ExpOfNegative(z, &power);
    power = z < -87.0f ? Floats{} : power;
    Store(power, count, result + i);
    total += power;
  }));
  const float share = 1 / SumOf(total);
  ForLanes(size, LAMELLA_LANES({
    Floats power;
    Load(result + i, count, &power);
    Store(power * share, count, result + i);
  }));
}

}  // namespace lamella
