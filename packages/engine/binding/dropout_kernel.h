// The op LamellaDropout: dropout whose masks belong to the rows' keys, drawn again for the backward pass instead of being kept.

#pragma once

#include "kernel_call.h"
#include "random_lanes.h"
#include "vectors.h"

namespace lamella {

struct DropoutNumbers {
  float rate = 0, call = 0;
  bool is_reduced = false;
};

// Rows of `size` numbers; the row i is that of query i % queries of the head i / queries % heads in the batch's part i / queries / heads.
struct DropoutRows {
  Numbers x, y;
  int64_t heads, queries, size;
  RandomUse use;
  DropoutFactor factor;
};

LAMELLA_CLONES void DropRows(const DropoutRows &rows, int64_t begin, int64_t end) {
  for (int64_t row = begin; row < end; row++) {
    const int64_t part = row / rows.queries / rows.heads, head = row / rows.queries % rows.heads;
    const uint64_t key = rows.use.KeyOf(part * rows.queries + row % rows.queries);
    const uint32_t first = FirstOfHead(head);
    const int64_t start = row * rows.size;
    ForLanes(rows.size, LAMELLA_LANES({
      Floats values, factors;
      Load(rows.x, start + i, count, &values);
      FactorsAt(key, first + static_cast<uint32_t>(i), rows.factor, &factors);
      Store(values * factors, start + i, count, rows.y);
    }));
  }
}

inline void ComputeDropout(void *state, TF_OpKernelContext *context) {
  const auto *numbers = static_cast<const DropoutNumbers *>(state);
  KernelCall call(context);
  Shape shape, seed_shape, keys_shape;
  DropoutRows rows{call.NumbersInput(0, &shape), {}, 1, 1, 1, {}, DropoutFactor(numbers->rate)};
  rows.use = {call.IntInput(1, &seed_shape), call.IntInput(2, &keys_shape), static_cast<int32_t>(numbers->call)};
  if (!call.ok()) return;
  if (shape.size() != 2 && shape.size() != 4) return call.Fail("Expected x [n, D] or [B, H, Q, T]");
  const bool is_matrix = shape.size() == 2;
  rows.size = shape.back();
  rows.heads = is_matrix ? 1 : shape[1];
  rows.queries = is_matrix ? shape[0] : shape[2];
  if (SizeOf(keys_shape) == 0) rows.use.keys = nullptr;
  else if (keys_shape != Shape{(is_matrix ? 1 : shape[0]) * rows.queries, 2}) return call.Fail("Expected two keys for each row");
  if (seed_shape != Shape{2}) return call.Fail("Expected a seed of two numbers");
  rows.y = call.NumbersOutput(0, numbers->is_reduced, shape);
  if (!call.ok() || SizeOf(shape) == 0) return;
  InParallel(SizeOf(shape) / rows.size, rows.size, [=](int64_t begin, int64_t end) { DropRows(rows, begin, end); });
}

inline void *CreateDropout(TF_OpKernelConstruction *construction) {
  auto *numbers = new DropoutNumbers;
  numbers->is_reduced = HasReducedOutput(construction);
  ReadNumbers(construction, {{"rate", &numbers->rate}, {"call", &numbers->call}});
  return numbers;
}
inline void DeleteDropout(void *numbers) { delete static_cast<DropoutNumbers *>(numbers); }

// (x, seed, keys) -> y; keys are two numbers for each row of x, or empty.
inline bool RegisterDropout() {
  return Register({"LamellaDropout", {"x: X", "seed: int32", "keys: int32"}, {"y: U"},
                   {"X: {float, bfloat16}", kOutputType, "rate: float", "call: float"}, ShapeOfInput<0, 1>, CreateDropout, ComputeDropout, DeleteDropout});
}

}  // namespace lamella
