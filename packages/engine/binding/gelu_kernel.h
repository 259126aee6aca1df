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
LAMELLA_CLONES void GeluRows(const Numbers &x, const float *bias, const Numbers &value, const Numbers &derivative,
                             int64_t rows, int64_t size) {
  for (int64_t row = 0; row < rows; row++) {
    const int64_t start = row * size;
    ForLanes(size, LAMELLA_LANES({
      Floats input, shift, product, slope;
      Load(x, start + i, count, &input);
      if (bias != nullptr) {
        Load(bias + i, count, &shift);
        input += shift;
      }
      GeluOfLanes(input, &product, &slope);
      Store(product, start + i, count, value);
      Store(slope, start + i, count, derivative);
    }));
  }
}

inline void ComputeGelu(void *state, TF_OpKernelContext *context) {
  KernelCall call(context);
  Shape shape, bias_shape;
  const bool is_reduced = static_cast<NumberAndType *>(state)->is_reduced;
  const Numbers x = call.NumbersInput(0, &shape);
  const float *bias = call.Input(1, &bias_shape);
  const Numbers value = call.NumbersOutput(0, is_reduced, shape), derivative = call.NumbersOutput(1, is_reduced, shape);
  if (!call.ok()) return;
  const bool has_bias = SizeOf(bias_shape) > 0;
  // Without a bias, rows mean nothing: they are only cut for the threads.
  const int64_t total = SizeOf(shape), size = has_bias ? SizeOf(bias_shape) : std::min<int64_t>(total, 1024);
  if (total == 0) return;
  if (has_bias && (shape.empty() || shape.back() != size)) return call.Fail("Expected a bias of the last axis's size");
  const int64_t rows = total / size, rest = total - rows * size;
  InParallel(rows, size, [=](int64_t begin, int64_t end) {
    const int64_t start = begin * size;
    GeluRows(x.From(start), has_bias ? bias : nullptr, value.From(start), derivative.From(start), end - begin, size);
  });
  const int64_t end = rows * size;
  if (rest > 0) GeluRows(x.From(end), nullptr, value.From(end), derivative.From(end), 1, rest);
}

// (x, bias) -> (value, derivative); bias is of the last axis's size, or empty.
inline bool RegisterGelu() {
  return Register({"LamellaGelu", {"x: X", "bias: float"}, {"value: U", "derivative: U"}, {"X: {float, bfloat16}", kOutputType},
                   ShapeOfInput<0, 2>, CreateWithType, ComputeGelu, DeleteNumber});
}

}  // namespace lamella
