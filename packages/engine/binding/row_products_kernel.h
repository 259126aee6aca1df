// The op LamellaRowProducts: X Wᵀ for few rows of X. Such a product takes as long as reading W does, so W is read once, as it is held: in float32
// or in bfloat16. Products and sums are float32 either way.

#pragma once

#include "bfloat16.h"
#include "kernel_call.h"
#include "vectors.h"

namespace lamella {

// Rows of X, and of W, whose products are summed at the same time: sixteen sums, which stay in registers.
constexpr int kTileRows = 8;
constexpr int kTileColumns = 2;
// How many numbers of W ahead are asked of memory.
constexpr int kAhead = 2048;

LAMELLA_INLINE void LoadWeights(const float *from, int64_t count, Floats *values) { Load(from, count, values); }
LAMELLA_INLINE void LoadWeights(const uint16_t *from, int64_t count, Floats *values) {
  Halves halves{};
  std::memcpy(&halves, from, sizeof(uint16_t) * count);
  FromBfloat16(halves, values);
}

template <typename Number>
struct RowProducts {
  const float *rows;     // X [num_rows, inner]
  const Number *matrix;  // W [columns, inner]
  float *result;         // [num_rows, columns]
  int64_t num_rows, columns, inner;
};

// Adds the products of `count` numbers of the rows of X by those of two rows of W.
template <int num_rows, typename Number>
LAMELLA_INLINE void AddProducts(const float *x, int64_t inner, const Number *first, const Number *second, int64_t count,
                                Floats (&sums)[kTileColumns][num_rows]) {
  Floats weights[kTileColumns];
  __builtin_prefetch(first + kAhead);
  __builtin_prefetch(second + kAhead);
  LoadWeights(first, count, &weights[0]);
  LoadWeights(second, count, &weights[1]);
#pragma GCC unroll 8
  for (int r = 0; r < num_rows; r++) {
    Floats values;
    Load(x + r * inner, count, &values);
    sums[0][r] += values * weights[0];
    sums[1][r] += values * weights[1];
  }
}

// `num_rows` rows of X from `row` on, by the row `column` of W and the one behind it, if there is one.
template <int num_rows, typename Number>
LAMELLA_INLINE void MultiplyTile(const RowProducts<Number> &product, int64_t row, int64_t column) {
  const int64_t inner = product.inner;
  const float *x = product.rows + row * inner;
  const bool is_pair = column + 1 < product.columns;
  const Number *first = product.matrix + column * inner, *second = is_pair ? first + inner : first;
  Floats sums[kTileColumns][num_rows] = {};
  int64_t i = 0;
  for (; i + kLanes <= inner; i += kLanes) AddProducts<num_rows>(x + i, inner, first + i, second + i, kLanes, sums);
  if (i < inner) AddProducts<num_rows>(x + i, inner, first + i, second + i, inner - i, sums);
#pragma GCC unroll 8
  for (int r = 0; r < num_rows; r++) {
    float *to = product.result + (row + r) * product.columns + column;
    to[0] = SumOf(sums[0][r]);
    if (is_pair) to[1] = SumOf(sums[1][r]);
  }
}

template <typename Number>
LAMELLA_INLINE void MultiplyRows(const RowProducts<Number> &product, int64_t row, int64_t column) {
  switch (std::min<int64_t>(kTileRows, product.num_rows - row)) {
    case 1: return MultiplyTile<1>(product, row, column);
    case 2: return MultiplyTile<2>(product, row, column);
    case 3: return MultiplyTile<3>(product, row, column);
    case 4: return MultiplyTile<4>(product, row, column);
    case 5: return MultiplyTile<5>(product, row, column);
    case 6: return MultiplyTile<6>(product, row, column);
    case 7: return MultiplyTile<7>(product, row, column);
    default: return MultiplyTile<kTileRows>(product, row, column);
  }
}

// The columns of the result from the pair `begin` to the pair `end`.
template <typename Number>
LAMELLA_INLINE void MultiplyPairs(const RowProducts<Number> &product, int64_t begin, int64_t end) {
  for (int64_t pair = begin; pair < end; pair++)
    for (int64_t row = 0; row < product.num_rows; row += kTileRows) MultiplyRows(product, row, pair * kTileColumns);
}
LAMELLA_CLONES void MultiplyFloats(const RowProducts<float> &product, int64_t begin, int64_t end) {
  MultiplyPairs(product, begin, end);
}
LAMELLA_CLONES void MultiplyHalves(const RowProducts<uint16_t> &product, int64_t begin, int64_t end) {
  MultiplyPairs(product, begin, end);
}

template <typename Number, typename Multiply>
void MultiplyInParallel(const RowProducts<Number> &product, const Multiply &multiply) {
  const int64_t pairs = (product.columns + kTileColumns - 1) / kTileColumns;
  InParallel(pairs, kTileColumns * product.inner * std::min<int64_t>(kTileRows, product.num_rows),
             [&](int64_t begin, int64_t end) { multiply(product, begin, end); });
}

inline void ComputeRowProducts(void *, TF_OpKernelContext *context) {
  KernelCall call(context);
  Shape rows_shape, matrix_shape;
  TF_DataType type = TF_FLOAT;
  const float *rows = call.Input(0, &rows_shape);
  const void *matrix = call.InputOf<uint8_t>(1, &matrix_shape, &type);
  if (!call.ok()) return;
  if (rows_shape.size() != 2 || matrix_shape.size() != 2 || rows_shape[1] != matrix_shape[1])
    return call.Fail("Expected rows [n, in] and a matrix [out, in]");
  float *result = call.Output(0, {rows_shape[0], matrix_shape[0]});
  if (!call.ok()) return;
  const int64_t num_rows = rows_shape[0], columns = matrix_shape[0], inner = matrix_shape[1];
  if (type == TF_BFLOAT16)
    MultiplyInParallel<uint16_t>({rows, static_cast<const uint16_t *>(matrix), result, num_rows, columns, inner}, MultiplyHalves);
  else
    MultiplyInParallel<float>({rows, static_cast<const float *>(matrix), result, num_rows, columns, inner}, MultiplyFloats);
}

// [n, in] and [out, in] -> [n, out].
inline bool RegisterRowProducts() {
  return Register({"LamellaRowProducts", {"rows: float", "matrix: T"}, {"products: float"}, {"T: {float, bfloat16}"},
                   ShapeOfProduct<false, true>, nullptr, ComputeRowProducts, nullptr});
}

}  // namespace lamella
