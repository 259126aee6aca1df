// The ops LamellaQuantizeInt8 and LamellaDequantizeInt8: weights as LLM.int8() holds them (Dettmers et al. 2022), in the form that bitsandbytes
// writes: a row's largest magnitude is its scale, and stands for 127.

#pragma once

#include <cmath>

#include "nf4_kernel.h"

namespace lamella {

// A row with a number that is not finite has the scale NaN, and comes back as such.
inline void QuantizeRow(const float *values, int64_t count, int8_t *codes, float *scale) {
  float zeros = 0;
  *scale = 0;
  for (int64_t i = 0; i < count; i++) {
    *scale = std::max(*scale, std::abs(values[i]));
    zeros += values[i] * 0;
  }
  *scale += zeros;
  if (std::isnan(*scale)) {
    std::memset(codes, 0, count);
    return;
  }
  const float factor = *scale > 0 ? 127.0f / *scale : 0;
  for (int64_t i = 0; i < count; i++) codes[i] = static_cast<int8_t>(std::nearbyint(values[i] * factor));
}

inline void ComputeQuantizeInt8(void *, TF_OpKernelContext *context) {
  KernelCall call(context);
  Shape shape;
  TF_DataType type = TF_FLOAT;
  const void *values = call.InputOf<uint8_t>(0, &shape, &type);
  if (!call.ok()) return;
  if (shape.size() != 2) return call.Fail("Expected a matrix to quantise");
  const Weights weights{values, type == TF_BFLOAT16, SizeOf(shape)};
  int8_t *codes = call.KeptOutputOf<int8_t>(0, TF_INT8, shape);
  float *scales = call.Output(1, {shape[0]});
  if (!call.ok()) return;
  const int64_t columns = shape[1];
  InParallel(shape[0], columns, [=](int64_t begin, int64_t end) {
    std::vector<float> room(columns);
    for (int64_t row = begin; row < end; row++) {
      const float *from = weights.Block(row * columns, columns, room.data());
      QuantizeRow(from, columns, codes + row * columns, scales + row);
    }
  });
}

// code · scale · (1 / 127): two products in float32, then rounded to bfloat16.
LAMELLA_CLONES void DequantizeRows(const int8_t *codes, const float *scales, uint16_t *values, int64_t columns,
                                   int64_t begin, int64_t end) {
  typedef int8_t Bytes __attribute__((vector_size(kLanes)));
  for (int64_t row = begin; row < end; row++) {
    const int8_t *from = codes + row * columns;
    uint16_t *to = values + row * columns;
    ForLanes(columns, LAMELLA_LANES({
      Bytes bytes = {};
      std::memcpy(&bytes, from + i, count);
      const Floats products = __builtin_convertvector(bytes, Floats) * scales[row] * 7.874015718698502e-3f;
      Halves rounded;
      ToBfloat16(products, &rounded);
      std::memcpy(to + i, &rounded, count * sizeof(uint16_t));
    }));
  }
}

inline void ComputeDequantizeInt8(void *, TF_OpKernelContext *context) {
  KernelCall call(context);
  Shape shape, rows;
  const int8_t *codes = call.InputOf<int8_t>(0, &shape);
  const float *scales = call.Input(1, &rows);
  if (!call.ok()) return;
  if (shape.size() != 2 || SizeOf(rows) != shape[0]) return call.Fail("Expected a matrix and a scale per row");
  uint16_t *values = call.OutputOf<uint16_t>(0, TF_BFLOAT16, shape);
  if (!call.ok()) return;
  const int64_t columns = shape[1];
  InParallel(shape[0], columns, [=](int64_t begin, int64_t end) {
    DequantizeRows(codes, scales, values, columns, begin, end);
  });
}

// weights [out, in] -> (codes [out, in], scales [out]); and back.
inline bool RegisterInt8() {
  const bool has_quantize = Register({"LamellaQuantizeInt8", {"values: T"}, {"codes: int8", "scales: float"},
                                      {"T: {float, bfloat16}"}, UnknownShape, nullptr, ComputeQuantizeInt8, nullptr});
  return has_quantize && Register({"LamellaDequantizeInt8", {"codes: int8", "scales: float"}, {"values: bfloat16"}, {},
                                   ShapeOfInput<0, 1>, nullptr, ComputeDequantizeInt8, nullptr});
}

}  // namespace lamella
