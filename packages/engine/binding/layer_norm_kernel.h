// The ops LamellaLayerNorm and LamellaLayerNormGradient: each in one pass over memory where TensorFlow's ops take about ten.

#pragma once

#include <cmath>

#include "kernel_call.h"
#include "vectors.h"

namespace lamella {

struct LayerNormRow {
  const float *x, *bias, *residual, *weight, *shift;  // bias and residual may be null
  float *value, *normalised, *scale;
};

// value = x̂ · weight + shift with x̂ = (z - mean(z)) r, r = 1 / √(variance(z) + epsilon) and z = x + bias + residual.
LAMELLA_INLINE void NormaliseRow(const LayerNormRow &row, int64_t size, float epsilon) {
  Floats total{}, squares{};
  ForLanes(size, LAMELLA_LANES({
    Floats z, term;
    Load(row.x + i, count, &z);
    if (row.bias != nullptr) {
      Load(row.bias + i, count, &term);
      z += term;
    }
    if (row.residual != nullptr) {
      Load(row.residual + i, count, &term);
      z += term;
    }
    Store(z, count, row.normalised + i);
    total += z;
  }));
  const float mean = SumOf(total) / size;
  ForLanes(size, LAMELLA_LANES({
    Floats z;
    Load(row.normalised + i, count, &z, mean);
    z -= mean;
    Store(z, count, row.normalised + i);
    squares += z * z;
  }));
  const float r = 1 / std::sqrt(SumOf(squares) / size + epsilon);
  *row.scale = r;
  ForLanes(size, LAMELLA_LANES({
    Floats z, weight, shift;
    Load(row.normalised + i, count, &z);
    Load(row.weight + i, count, &weight);
    Load(row.shift + i, count, &shift);
    z *= r;
    Store(z, count, row.normalised + i);
    Store(z * weight + shift, count, row.value + i);
  }));
}

LAMELLA_CLONES void NormaliseRows(LayerNormRow row, int64_t rows, int64_t size, float epsilon) {
  for (int64_t i = 0; i < rows; i++) {
    NormaliseRow(row, size, epsilon);
    row.x += size;
    if (row.residual != nullptr) row.residual += size;
    row.value += size;
    row.normalised += size;
    row.scale += 1;
  }
}

// dx = r (g - mean(g) - x̂ mean(g x̂)) with g = dy · weight.
LAMELLA_CLONES void NormGradientRows(const float *dy, const float *normalised, const float *scale, const float *weight,
                                     float *dx, int64_t rows, int64_t size) {
  for (int64_t row = 0; row < rows; row++, dy += size, normalised += size, dx += size) {
    Floats total{}, along{};
    ForLanes(size, LAMELLA_LANES({
      Floats g, w, x;
      Load(dy + i, count, &g);
      Load(weight + i, count, &w);
      Load(normalised + i, count, &x);
      g *= w;
      total += g;
      along += g * x;
    }));
    const float mean = SumOf(total) / size, slope = SumOf(along) / size, r = scale[row];
    ForLanes(size, LAMELLA_LANES({
      Floats g, w, x;
      Load(dy + i, count, &g);
      Load(weight + i, count, &w);
      Load(normalised + i, count, &x);
      Store((g * w - mean - x * slope) * r, count, dx + i);
    }));
  }
}

inline bool IsMatrix(const Shape &shape) { return shape.size() == 2; }

inline void ComputeLayerNorm(void *epsilon, TF_OpKernelContext *context) {
  KernelCall call(context);
  Shape shape, bias_shape, residual_shape, weight_shape, shift_shape;
  LayerNormRow row{};
  row.x = call.Input(0, &shape);
  row.bias = call.Input(1, &bias_shape);
  row.residual = call.Input(2, &residual_shape);
  row.weight = call.Input(3, &weight_shape);
  row.shift = call.Input(4, &shift_shape);
  if (!call.ok()) return;
  if (SizeOf(bias_shape) == 0) row.bias = nullptr;
  if (SizeOf(residual_shape) == 0) row.residual = nullptr;
  if (!IsMatrix(shape) || weight_shape != Shape{shape[1]} || shift_shape != weight_shape ||
      (row.bias != nullptr && bias_shape != weight_shape) || (row.residual != nullptr && residual_shape != shape))
    return call.Fail("Expected x [n, D], a bias [D] or none, a residual [n, D] or none, a weight [D] and a shift [D]");
  const int64_t size = shape[1];
  row.value = call.Output(0, shape);
  row.normalised = call.Output(1, shape);
  row.scale = call.Output(2, {shape[0], 1});
  if (!call.ok() || size == 0) return;
  InParallel(shape[0], size, [=](int64_t begin, int64_t end) {
    LayerNormRow first = row;
    const int64_t offset = begin * size;
    first.x += offset;
    if (first.residual != nullptr) first.residual += offset;
    first.value += offset;
    first.normalised += offset;
    first.scale += begin;
    NormaliseRows(first, end - begin, size, *static_cast<const float *>(epsilon));
  });
}

inline void ComputeLayerNormGradient(void *, TF_OpKernelContext *context) {
  KernelCall call(context);
  Shape shape, normalised_shape, scale_shape, weight_shape;
  const float *dy = call.Input(0, &shape), *normalised = call.Input(1, &normalised_shape),
              *scale = call.Input(2, &scale_shape), *weight = call.Input(3, &weight_shape);
  if (!call.ok()) return;
  if (!IsMatrix(shape) || normalised_shape != shape || SizeOf(scale_shape) != shape[0] || weight_shape != Shape{shape[1]})
    return call.Fail("Expected dy and x̂ [n, D], a scale [n, 1] and a weight [D]");
  float *dx = call.Output(0, shape);
  if (!call.ok()) return;
  const int64_t size = shape[1];
  InParallel(shape[0], size, [=](int64_t begin, int64_t end) {
    const int64_t offset = begin * size;
    NormGradientRows(dy + offset, normalised + offset, scale + begin, weight, dx + offset, end - begin, size);
  });
}

inline void ShapeOfLayerNorm(TF_ShapeInferenceContext *context, TF_Status *status) {
  ShapeOfInput<0, 2>(context, status);
  TF_ShapeHandle *shape = TF_NewShapeHandle();
  TF_ShapeInferenceContextGetInput(context, 0, shape, status);
  TF_ShapeHandle *scale = TF_ShapeInferenceContextVectorFromSize(context, 1);
  TF_ShapeHandle *rows = TF_NewShapeHandle();
  TF_ShapeHandle *result = TF_NewShapeHandle();
  if (TF_GetCode(status) == TF_OK) TF_ShapeInferenceContextSubshape(context, shape, 0, 1, rows, status);
  if (TF_GetCode(status) == TF_OK) TF_ShapeInferenceContextConcatenateShapes(context, rows, scale, result, status);
  if (TF_GetCode(status) == TF_OK) TF_ShapeInferenceContextSetOutput(context, 2, result, status);
  for (TF_ShapeHandle *handle : {shape, scale, rows, result}) TF_DeleteShapeHandle(handle);
}

inline void *CreateLayerNorm(TF_OpKernelConstruction *construction) { return CreateWithNumber(construction, "epsilon"); }

// (x, bias, residual, weight, shift) -> (value, normalised, scale); (dy, normalised, scale, weight) -> dx.
inline bool RegisterLayerNorm() {
  return Register({"LamellaLayerNorm",
                   {"x: float", "bias: float", "residual: float", "weight: float", "shift: float"},
                   {"value: float", "normalised: float", "scale: float"},
                   {"epsilon: float"},
                   ShapeOfLayerNorm, CreateLayerNorm, ComputeLayerNorm, DeleteNumber}) &&
         Register({"LamellaLayerNormGradient",
                   {"dy: float", "normalised: float", "scale: float", "weight: float"},
                   {"dx: float"}, {}, ShapeOfInput<0, 1>, nullptr, ComputeLayerNormGradient, nullptr});
}

}  // namespace lamella
