// The ops LamellaRmsNorm and LamellaRmsNormGradient: each in one pass over memory where TensorFlow's ops take six.

#pragma once

#include "layer_norm_kernel.h"

namespace lamella {

struct RmsNormRows {
  Numbers x, value, normalised;
  const float *factor;
  float *scale;
};

// value = x̂ · factor with x̂ = x r and r = 1 / √(mean(x²) + epsilon).
LAMELLA_CLONES void RmsNormaliseRows(const RmsNormRows &rows, int64_t begin, int64_t end, int64_t size, float epsilon) {
  for (int64_t row = begin; row < end; row++) {
    const int64_t start = row * size;
    Floats squares{};
    ForLanes(size, LAMELLA_LANES({
      Floats x;
      Load(rows.x, start + i, count, &x);
      squares += x * x;
    }));
    const float r = 1 / std::sqrt(SumOf(squares) / size + epsilon);
    rows.scale[row] = r;
    ForLanes(size, LAMELLA_LANES({
      Floats x, factor;
      Load(rows.x, start + i, count, &x);
      Load(rows.factor + i, count, &factor);
      x *= r;
      Store(x, start + i, count, rows.normalised);
      Store(x * factor, start + i, count, rows.value);
    }));
  }
}

struct RmsNormGradient {
  Numbers dy, normalised, dx;
  const float *scale, *factor;
};

// dx = r (g - x̂ mean(g x̂)) with g = dy · factor.
LAMELLA_CLONES void RmsNormGradientRows(const RmsNormGradient &rows, int64_t begin, int64_t end, int64_t size) {
  for (int64_t row = begin; row < end; row++) {
    const int64_t start = row * size;
    Floats along{};
    ForLanes(size, LAMELLA_LANES({
      Floats g, factor, x;
      Load(rows.dy, start + i, count, &g);
      Load(rows.factor + i, count, &factor);
      Load(rows.normalised, start + i, count, &x);
      along += g * factor * x;
    }));
    const float slope = SumOf(along) / size, r = rows.scale[row];
    ForLanes(size, LAMELLA_LANES({
      Floats g, factor, x;
      Load(rows.dy, start + i, count, &g);
      Load(rows.factor + i, count, &factor);
      Load(rows.normalised, start + i, count, &x);
      Store((g * factor - x * slope) * r, start + i, count, rows.dx);
    }));
  }
}

inline void ComputeRmsNorm(void *state, TF_OpKernelContext *context) {
  KernelCall call(context);
  Shape shape, factor_shape;
  const auto [epsilon, is_reduced] = *static_cast<const NumberAndType *>(state);
  RmsNormRows rows{call.NumbersInput(0, &shape), {}, {}, call.Input(1, &factor_shape), nullptr};
  if (!call.ok()) return;
  if (!IsMatrix(shape) || factor_shape != Shape{shape[1]}) return call.Fail("Expected x [n, D] and a factor [D]");
  rows.value = call.NumbersOutput(0, is_reduced, shape);
  rows.normalised = call.NumbersOutput(1, is_reduced, shape);
  rows.scale = call.Output(2, {shape[0], 1});
  if (!call.ok()) return;
  InParallel(shape[0], shape[1], [&, least = epsilon](int64_t begin, int64_t end) {
    RmsNormaliseRows(rows, begin, end, shape[1], least);
  });
}

inline void ComputeRmsNormGradient(void *state, TF_OpKernelContext *context) {
  KernelCall call(context);
  Shape shape, normalised_shape, scale_shape, factor_shape;
  RmsNormGradient rows{call.NumbersInput(0, &shape), call.NumbersInput(1, &normalised_shape), {},
                       call.Input(2, &scale_shape), call.Input(3, &factor_shape)};
  if (!call.ok()) return;
  if (!IsMatrix(shape) || normalised_shape != shape || SizeOf(scale_shape) != shape[0] || factor_shape != Shape{shape[1]})
    return call.Fail("Expected dy and x̂ [n, D], a scale [n, 1] and a factor [D]");
  rows.dx = call.NumbersOutput(0, static_cast<const NumberAndType *>(state)->is_reduced, shape);
  if (!call.ok()) return;
  InParallel(shape[0], shape[1], [&](int64_t begin, int64_t end) { RmsNormGradientRows(rows, begin, end, shape[1]); });
}

// (x, factor) -> (value, normalised, scale); (dy, normalised, scale, factor) -> dx.
inline bool RegisterRmsNorm() {
  return Register({"LamellaRmsNorm", {"x: X", "factor: float"}, {"value: U", "normalised: U", "scale: float"},
                   {"X: {float, bfloat16}", kOutputType, "epsilon: float"},
                   ShapeOfLayerNorm, CreateLayerNorm, ComputeRmsNorm, DeleteNumber}) &&
         Register({"LamellaRmsNormGradient", {"dy: Y", "normalised: N", "scale: float", "factor: float"}, {"dx: U"},
                   {"Y: {float, bfloat16}", "N: {float, bfloat16}", kOutputType},
                   ShapeOfInput<0, 1>, CreateWithType, ComputeRmsNormGradient, DeleteNumber});
}

}  // namespace lamella
