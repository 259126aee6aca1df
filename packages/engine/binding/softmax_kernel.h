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

LAMELLA_CLONES void SoftmaxRows(const float *scores, const float *mask, const MaskRows &places, float *result,
                                int64_t begin, int64_t end, int64_t size, float scale) {
  for (int64_t row = begin; row < end; row++) {
    const float *of_row = mask == nullptr ? nullptr : mask + places.OffsetOf(row);
    SoftmaxRow(scores + row * size, of_row, result + row * size, size, scale);
  }
}

// ds = scale · p (dp - Σ dp p) for each row.
LAMELLA_CLONES void SoftmaxGradientRows(const float *dp, const float *p, float *ds, int64_t rows, int64_t size,
                                        float scale) {
  for (int64_t row = 0; row < rows; row++, dp += size, p += size, ds += size) {
    Floats products{};
    ForLanes(size, LAMELLA_LANES({
      Floats gradient, probability;
      Load(dp + i, count, &gradient);
      Load(p + i, count, &probability);
      products += gradient * probability;
    }));
    const float sum = SumOf(products);
    ForLanes(size, LAMELLA_LANES({
      Floats gradient, probability;
      Load(dp + i, count, &gradient);
      Load(p + i, count, &probability);
      Store(probability * (gradient - sum) * scale, count, ds + i);
    }));
  }
}

inline void ComputeSoftmax(void *scale, TF_OpKernelContext *context) {
  KernelCall call(context);
  Shape shape, mask_shape;
  const float *scores = call.Input(0, &shape), *mask = call.Input(1, &mask_shape);
  if (!call.ok()) return;
  MaskRows places;
  if (SizeOf(mask_shape) == 0) mask = nullptr;
  else if (shape.empty() || !FindMaskRows(mask_shape, shape, &places))
    return call.Fail("Expected a mask that broadcasts to the scores, of as many axes and the same last one");
  float *result = call.Output(0, shape);
  if (!call.ok() || SizeOf(shape) == 0) return;
  const int64_t size = shape.back();
  InParallel(SizeOf(shape) / size, size, [=](int64_t begin, int64_t end) {
    SoftmaxRows(scores, mask, places, result, begin, end, size, *static_cast<const float *>(scale));
  });
}

inline void ComputeSoftmaxGradient(void *scale, TF_OpKernelContext *context) {
  KernelCall call(context);
  Shape shape, probability_shape;
  const float *dp = call.Input(0, &shape), *p = call.Input(1, &probability_shape);
  if (!call.ok()) return;
  if (shape.empty() || probability_shape != shape) return call.Fail("Expected gradients and probabilities of one shape");
  float *ds = call.Output(0, shape);
  if (!call.ok() || SizeOf(shape) == 0) return;
  const int64_t size = shape.back();
  InParallel(SizeOf(shape) / size, size, [=](int64_t begin, int64_t end) {
    const int64_t offset = begin * size;
    SoftmaxGradientRows(dp + offset, p + offset, ds + offset, end - begin, size, *static_cast<const float *>(scale));
  });
}

inline void *CreateSoftmax(TF_OpKernelConstruction *construction) { return CreateWithNumber(construction, "scale"); }

// (scores, mask) -> probabilities, the mask broadcast or empty; (dp, probabilities) -> ds.
inline bool RegisterSoftmax() {
  return Register({"LamellaSoftmax", {"scores: float", "mask: float"}, {"probabilities: float"}, {"scale: float"},
                   ShapeOfInput<0, 1>, CreateSoftmax, ComputeSoftmax, DeleteNumber}) &&
         Register({"LamellaSoftmaxGradient", {"dp: float", "probabilities: float"}, {"ds: float"}, {"scale: float"},
                   ShapeOfInput<0, 1>, CreateSoftmax, ComputeSoftmaxGradient, DeleteNumber});
}

}  // namespace lamella
