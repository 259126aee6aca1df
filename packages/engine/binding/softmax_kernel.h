// The ops LamellaSoftmax and LamellaSoftmaxGradient: attention's softmax with its scale and mask in one pass over memory.

#pragma once

#include "kernel_call.h"
#include "softmax_row.h"

namespace lamella {

// Where the mask of each row of scores begins: an axis of size 1 is repeated.
struct MaskRows {
  Shape sizes, strides;  // of the axes before the last

  int64_t OffsetOf(int64_t row) const {
    int64_t offset = 0;
    for (size_t axis = sizes.size(); axis-- > 0; row /= sizes[axis]) offset += row % sizes[axis] * strides[axis];
    return offset;
  }
};

// False if the mask does not broadcast to the scores.
inline bool FindMaskRows(const Shape &mask, const Shape &scores, MaskRows *rows) {
  if (mask.size() != scores.size() || mask.back() != scores.back()) return false;
  rows->sizes.assign(scores.begin(), scores.end() - 1);
  rows->strides.assign(rows->sizes.size(), 0);
  int64_t stride = mask.back();
  for (size_t axis = rows->sizes.size(); axis-- > 0; stride *= mask[axis]) {
    if (mask[axis] != 1 && mask[axis] != scores[axis]) return false;
    if (mask[axis] != 1) rows->strides[axis] = stride;
  }
  return true;
}

LAMELLA_CLONES void SoftmaxRows(const Numbers &scores, const float *mask, const MaskRows &places, const Numbers &result,
                                int64_t begin, int64_t end, int64_t size, float scale) {
  static thread_local std::vector<float> room;
  room.resize(size);
  for (int64_t row = begin; row < end; row++) {
    const float *of_row = mask == nullptr ? nullptr : mask + places.OffsetOf(row);
    SoftmaxRow(scores.From(row * size), of_row, result.From(row * size), room.data(), size, scale);
  }
}

// ds = scale · p (dp - Σ dp p) for each row.
LAMELLA_CLONES void SoftmaxGradientRows(const Numbers &dp, const Numbers &p, const Numbers &ds, int64_t rows, int64_t size,
                                        float scale) {
  for (int64_t row = 0; row < rows; row++) {
    const int64_t start = row * size;
    Floats products{};
    ForLanes(size, LAMELLA_LANES({
      Floats gradient, probability;
      Load(dp, start + i, count, &gradient);
      Load(p, start + i, count, &probability);
      products += gradient * probability;
    }));
    const float sum = SumOf(products);
    ForLanes(size, LAMELLA_LANES({
      Floats gradient, probability;
      Load(dp, start + i, count, &gradient);
      Load(p, start + i, count, &probability);
      Store(probability * (gradient - sum) * scale, start + i, count, ds);
    }));
  }
}

inline void ComputeSoftmax(void *state, TF_OpKernelContext *context) {
  KernelCall call(context);
  Shape shape, mask_shape;
  const auto [scale, is_reduced] = *static_cast<const NumberAndType *>(state);
  const Numbers scores = call.NumbersInput(0, &shape);
  const float *mask = call.Input(1, &mask_shape);
  if (!call.ok()) return;
  MaskRows places;
  if (SizeOf(mask_shape) == 0) mask = nullptr;
  else if (shape.empty() || !FindMaskRows(mask_shape, shape, &places))
    return call.Fail("Expected a mask that broadcasts to the scores, of as many axes and the same last one");
  const Numbers result = call.NumbersOutput(0, is_reduced, shape);
  if (!call.ok() || SizeOf(shape) == 0) return;
  const int64_t size = shape.back();
  InParallel(SizeOf(shape) / size, size, [&, factor = scale](int64_t begin, int64_t end) {
    SoftmaxRows(scores, mask, places, result, begin, end, size, factor);
  });
}

inline void ComputeSoftmaxGradient(void *state, TF_OpKernelContext *context) {
  KernelCall call(context);
  Shape shape, probability_shape;
  const auto [scale, is_reduced] = *static_cast<const NumberAndType *>(state);
  const Numbers dp = call.NumbersInput(0, &shape), p = call.NumbersInput(1, &probability_shape);
  if (!call.ok()) return;
  if (shape.empty() || probability_shape != shape) return call.Fail("Expected gradients and probabilities of one shape");
  const Numbers ds = call.NumbersOutput(0, is_reduced, shape);
  if (!call.ok() || SizeOf(shape) == 0) return;
  const int64_t size = shape.back();
  InParallel(SizeOf(shape) / size, size, [&, factor = scale](int64_t begin, int64_t end) {
    const int64_t offset = begin * size;
    SoftmaxGradientRows(dp.From(offset), p.From(offset), ds.From(offset), end - begin, size, factor);
  });
}

inline void *CreateSoftmax(TF_OpKernelConstruction *construction) { return CreateWithNumber(construction, "scale"); }

// (scores, mask) -> probabilities, the mask broadcast or empty; (dp, probabilities) -> ds.
inline bool RegisterSoftmax() {
  return Register({"LamellaSoftmax", {"scores: X", "mask: float"}, {"probabilities: U"},
                   {"X: {float, bfloat16}", kOutputType, "scale: float"},
                   ShapeOfInput<0, 1>, CreateSoftmax, ComputeSoftmax, DeleteNumber}) &&
         Register({"LamellaSoftmaxGradient", {"dp: Y", "probabilities: P"}, {"ds: U"},
                   {"Y: {float, bfloat16}", "P: {float, bfloat16}", kOutputType, "scale: float"},
                   ShapeOfInput<0, 1>, CreateSoftmax, ComputeSoftmaxGradient, DeleteNumber});
}

}  // namespace lamella
