// The op LamellaGelu: GELU of x + bias with its derivative, in one pass over memory where TensorFlow's ops take twelve.

#pragma once

#include "kernel_call.h"
#include "vectors.h"

namespace lamella {

// Of sixteen numbers: value = x Φ(x) and derivative = Φ(x) + x φ(x). Φ(x) = (1 + erf(x / √2)) / 2 with erf to 1.5e-7 by Abramowitz
// and Stegun, Handbook of Mathematical Functions, 7.1.26; it shares exp(-x² / 2) with the density φ.
LAMELLA_INLINE void GeluOfLanes(const Floats &x, Floats *value, Floats *derivative) {
  Floats bell;
  ExpOfNegative(-0.5f * x * x, &bell);
  const Floats magnitude = x < 0 ? -x : x;
  const Floats t = 1 / (1 + 0.3275911f * 0.707106781f * magnitude);
  const Floats tail =
      0.5f * bell * t *
      (0.254829592f + t * (-0.284496736f + t * (1.421413741f + t * (-1.453152027f + t * 1.061405429f))));
  const Floats probability = x < 0 ? tail : 1 - tail;
  *value = x * probability;
  *derivative = probability + x * 0.398942280f * bell;
}

// Rows of `size` numbers; `bias` is null or one row.
LAMELLA_CLONES void GeluRows(const float *x, const float *bias, float *value, float *derivative, int64_t rows,
                             int64_t size) {
  for (int64_t row = 0; row < rows; row++) {
    const int64_t start = row * size;
    ForLanes(size, LAMELLA_LANES({
      Floats input, shift, product, slope;
      Load(x + start + i, count, &input);
      if (bias != nullptr) {
        Load(bias + i, count, &shift);
        input += shift;
      }
      GeluOfLanes(input, &product, &slope);
      Store(product, count, value + start + i);
      Store(slope, count, derivative + start + i);
    }));
  }
}

inline void ComputeGelu(void *, TF_OpKernelContext *context) {
  KernelCall call(context);
  Shape shape, bias_shape;
  const float *x = call.Input(0, &shape), *bias = call.Input(1, &bias_shape);
  float *value = call.Output(0, shape), *derivative = call.Output(1, shape);
  if (!call.ok()) return;
  const bool has_bias = SizeOf(bias_shape) > 0;
  // Without a bias, rows mean nothing: they are only cut for the threads.
  const int64_t total = SizeOf(shape), size = has_bias ? SizeOf(bias_shape) : std::min<int64_t>(total, 1024);
  if (total == 0) return;
  if (has_bias && (shape.empty() || shape.back() != size)) return call.Fail("Expected a bias of the last axis's size");
  const int64_t rows = total / size, rest = total - rows * size;
  InParallel(rows, size, [=](int64_t begin, int64_t end) {
    GeluRows(x + begin * size, has_bias ? bias : nullptr, value + begin * size, derivative + begin * size, end - begin, size);
  });
  if (rest > 0) GeluRows(x + rows * size, nullptr, value + rows * size, derivative + rows * size, 1, rest);
}

// (x, bias) -> (value, derivative); bias is of the last axis's size, or empty.
inline bool RegisterGelu() {
  return Register({"LamellaGelu", {"x: float", "bias: float"}, {"value: float", "derivative: float"}, {},
                   ShapeOfInput<0, 2>, nullptr, ComputeGelu, nullptr});
}

}  // namespace lamella
