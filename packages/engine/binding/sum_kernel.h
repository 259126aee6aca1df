// The ops LamellaSum and LamellaProduct: sums and products of activations in bfloat16, each in one pass over memory and rounded once.

#pragma once

#include "kernel_call.h"

namespace lamella {

struct SumState {
  bool is_reduced = false;
  int32_t num_reduced = 0, num_full = 0;
  std::vector<float> factors;  // of the terms in bfloat16
};

struct SumRows {
  std::vector<Numbers> terms;
  std::vector<float> factors;
  const float *bias;  // of each row, or null
  Numbers sum;
};

// Rows of `size` numbers.
LAMELLA_CLONES void AddRows(const SumRows &rows, int64_t begin, int64_t end, int64_t size) {
  const size_t count_of_terms = rows.terms.size();
  for (int64_t row = begin; row < end; row++) {
    const int64_t start = row * size;
    ForLanes(size, LAMELLA_LANES({
      Floats sum{}, term;
      if (rows.bias != nullptr) Load(rows.bias + i, count, &sum);
      for (size_t k = 0; k < count_of_terms; k++) {
        Load(rows.terms[k], start + i, count, &term);
        sum += rows.factors[k] * term;
      }
      Store(sum, start + i, count, rows.sum);
    }));
  }
}

inline void ComputeSum(void *state, TF_OpKernelContext *context) {
  const auto &settings = *static_cast<const SumState *>(state);
  KernelCall call(context);
  Shape shape, bias_shape;
  const int num_terms = settings.num_reduced + settings.num_full;
  SumRows rows{{}, settings.factors, nullptr, {}};
  rows.factors.resize(num_terms, 1);
  for (int i = 0; i < num_terms; i++) {
    Shape term_shape;
    rows.terms.push_back(call.NumbersInput(i, &term_shape));
    if (i == 0) shape = term_shape;
    if (call.ok() && term_shape != shape) return call.Fail("Expected terms of one shape");
  }
  const float *bias = call.Input(num_terms, &bias_shape);
  if (!call.ok()) return;
  if (SizeOf(bias_shape) > 0) rows.bias = bias;
  if (shape.empty() || (rows.bias != nullptr && bias_shape != Shape{shape.back()}))
    return call.Fail("Expected terms with a last axis, and a bias of its size or none");
  rows.sum = call.NumbersOutput(0, settings.is_reduced, shape);
  if (!call.ok() || SizeOf(shape) == 0) return;
  const int64_t size = shape.back();
  InParallel(SizeOf(shape) / size, size, [&](int64_t begin, int64_t end) { AddRows(rows, begin, end, size); });
}

LAMELLA_CLONES void MultiplyNumbers(const Numbers &x, const Numbers &y, const Numbers &product, int64_t begin, int64_t end) {
  ForLanes(end - begin, LAMELLA_LANES({
    Floats left, right;
    Load(x, begin + i, count, &left);
    Load(y, begin + i, count, &right);
    Store(left * right, begin + i, count, product);
  }));
}

inline void ComputeProduct(void *state, TF_OpKernelContext *context) {
  KernelCall call(context);
  Shape shape, other_shape;
  const Numbers x = call.NumbersInput(0, &shape), y = call.NumbersInput(1, &other_shape);
  if (!call.ok()) return;
  if (shape != other_shape) return call.Fail("Expected factors of one shape");
  const Numbers product = call.NumbersOutput(0, static_cast<const NumberAndType *>(state)->is_reduced, shape);
  if (!call.ok()) return;
  InParallel(SizeOf(shape), 1, [=](int64_t begin, int64_t end) { MultiplyNumbers(x, y, product, begin, end); });
}

inline void *CreateSum(TF_OpKernelConstruction *construction) {
  auto *state = new SumState;
  state->is_reduced = HasReducedOutput(construction);
  ReadLists(construction, &state->num_reduced, &state->num_full, "factors", &state->factors);
  return state;
}
inline void DeleteSum(void *state) { delete static_cast<SumState *>(state); }

// (N terms in bfloat16, M in float32, bias) -> bias + Σ factor · term; a bias is one row, or empty. (x, y) -> x y.
inline bool RegisterSum() {
  return Register({"LamellaSum",
                   {"reduced: N * bfloat16", "full: M * float", "bias: float"},
                   {"sum: U"},
                   {"N: int >= 0", "M: int >= 0", "factors: list(float)", kOutputType},
                   ShapeOfInput<0, 1>, CreateSum, ComputeSum, DeleteSum}) &&
         Register({"LamellaProduct", {"x: X", "y: Y"}, {"product: U"}, {"X: {float, bfloat16}", "Y: {float, bfloat16}", kOutputType},
                   ShapeOfInput<0, 1>, CreateWithType, ComputeProduct, DeleteNumber});
}

}  // namespace lamella
