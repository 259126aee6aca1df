// The ops LamellaThinProduct, -TransposeRight and -TransposeLeft: L R, L Rᵀ and Lᵀ R where one size of the product is at most sixteen, as
// LoRA's rank is. Such a product takes as long as reading its larger factor does, which is read once. Products and sums are float32.

#pragma once

#include "kernel_call.h"

namespace lamella {

// Rows of the larger factor whose sums are computed at the same time, so that what they are multiplied by is loaded once for both.
constexpr int kThinRows = 2;
// The larger factor's numbers per unit of the thin size that are as much work as one number of other ops: a product of 30 µs is worth two
// threads, since the other one is awake.
constexpr int64_t kThinWork = 8;

// A thin matrix [rank, length] in float32, with zeros behind each row up to whole lanes, or its transpose [length, rank] likewise.
struct ThinMatrix {
  std::vector<float> values;
  int64_t stride;

  const float *Row(int64_t row) const { return values.data() + row * stride; }
};

inline float NumberAt(const Numbers &numbers, int64_t i) {
  return numbers.is_reduced ? FromBfloat16(static_cast<const uint16_t *>(numbers.data)[i]) : static_cast<const float *>(numbers.data)[i];
}

// Reads [rows, columns], or what is the transpose of it in memory.
LAMELLA_CLONES void FillThin(const Numbers &from, int64_t rows, int64_t columns, bool is_transposed, int64_t stride, float *to) {
  for (int64_t row = 0; row < rows; row++, to += stride) {
    if (is_transposed) {
      for (int64_t column = 0; column < columns; column++) to[column] = NumberAt(from, column * rows + row);
      continue;
    }
    ForLanes(columns, LAMELLA_LANES({
      Floats values;
      Load(from, row * columns + i, count, &values);
      Store(values, kLanes, to + i);
    }));
  }
}
inline ThinMatrix ReadThin(const Numbers &from, int64_t rows, int64_t columns, bool is_transposed) {
  const int64_t stride = InLanes(columns);
  ThinMatrix matrix{std::vector<float>(rows * stride, 0.0f), stride};
  FillThin(from, rows, columns, is_transposed, stride, matrix.values.data());
  return matrix;
}

struct ThinProduct {
  Numbers rows;     // the factor that is read row by row
  ThinMatrix thin;  // the other one
  Numbers result;
  int64_t length;  // of such a row, or of the result's if that is the longer
  int64_t rank;    // the small size
  float factor;
};

// Adds the products of `count` numbers, from the i-th on, of kRows rows from `row` on and of kRank rows of the thin matrix.
template <int kRank, int kRows>
LAMELLA_INLINE void AddInner(const ThinProduct &product, int64_t row, int64_t i, int64_t count, Floats (&sums)[kRows][kRank]) {
  Floats values[kRows];
#pragma GCC unroll 2
  for (int t = 0; t < kRows; t++) Load(product.rows, (row + t) * product.length + i, count, &values[t]);
#pragma GCC unroll 16
  for (int j = 0; j < kRank; j++) {
    Floats factor;
    Load(product.thin.Row(j) + i, kLanes, &factor);
#pragma GCC unroll 2
    for (int t = 0; t < kRows; t++) sums[t][j] += values[t] * factor;
  }
}

// result[t][j] = Σ_k rows[t][k] thin[j][k] of kRows rows from `row` on.
template <int kRank, int kRows>
LAMELLA_INLINE void InnerRows(const ThinProduct &product, int64_t row) {
  Floats sums[kRows][kRank] = {};
  ForLanes(product.length, LAMELLA_LANES({ AddInner(product, row, i, count, sums); }));
#pragma GCC unroll 2
  for (int t = 0; t < kRows; t++) {
    Floats folded{};
#pragma GCC unroll 16
    for (int j = 0; j < kRank; j++) folded[j] = SumOf(sums[t][j]);
    Store(folded * product.factor, (row + t) * product.rank, product.rank, product.result);
  }
}

// `count` numbers, from the n-th on, of kRows rows of the result.
template <int kRank, int kRows>
LAMELLA_INLINE void SetOuter(const ThinProduct &product, int64_t row, int64_t n, int64_t count, const Floats (&factors)[kRows]) {
  Floats sums[kRows] = {};
#pragma GCC unroll 16
  for (int j = 0; j < kRank; j++) {
    Floats values;
    Load(product.thin.Row(j) + n, kLanes, &values);
#pragma GCC unroll 2
    for (int t = 0; t < kRows; t++) sums[t] += factors[t][j] * values;
  }
#pragma GCC unroll 2
  for (int t = 0; t < kRows; t++) Store(sums[t], (row + t) * product.length + n, count, product.result);
}

// result[t][n] = Σ_j rows[t][j] thin[j][n] of kRows rows from `row` on: here the result's rows are the longer.
template <int kRank, int kRows>
LAMELLA_INLINE void OuterRows(const ThinProduct &product, int64_t row) {
  Floats factors[kRows];
#pragma GCC unroll 2
  for (int t = 0; t < kRows; t++) {
    Load(product.rows, (row + t) * product.rank, product.rank, &factors[t]);
    factors[t] *= product.factor;
  }
  ForLanes(product.length, LAMELLA_LANES({ SetOuter<kRank>(product, row, i, count, factors); }));
}

template <int kRank>
LAMELLA_INLINE void ThinRows(const ThinProduct &product, bool is_outer, int64_t begin, int64_t end) {
  int64_t row = begin;
  if (is_outer) {
    for (; row + kThinRows <= end; row += kThinRows) OuterRows<kRank, kThinRows>(product, row);
    if (row < end) OuterRows<kRank, 1>(product, row);
    return;
  }
  for (; row + kThinRows <= end; row += kThinRows) InnerRows<kRank, kThinRows>(product, row);
  if (row < end) InnerRows<kRank, 1>(product, row);
}

// Σ_t thin[t][j] rows[t][n] for the n of up to two times sixteen columns from `column` on: a row of the result for each j, or a column.
template <int kRank>
LAMELLA_INLINE void ThinColumns(const ThinProduct &product, int64_t num_rows, int64_t column, bool is_row_of_rank) {
  const int64_t length = product.length, rank = product.rank, left = std::min<int64_t>(2 * kLanes, length - column);
  const int64_t first = std::min<int64_t>(kLanes, left), second = left - first;
  Floats sums[2][kRank] = {};
  for (int64_t t = 0; t < num_rows; t++) {
    Floats values[2] = {};
    Load(product.rows, t * length + column, first, &values[0]);
    if (second > 0) Load(product.rows, t * length + column + kLanes, second, &values[1]);
    const float *factors = product.thin.Row(t);
#pragma GCC unroll 16
    for (int j = 0; j < kRank; j++) {
      sums[0][j] += factors[j] * values[0];
      sums[1][j] += factors[j] * values[1];
    }
  }
#pragma GCC unroll 16
  for (int j = 0; j < kRank; j++) {
    if (j >= rank) continue;
    for (int half = 0; half < 2; half++) {
      const Floats scaled = sums[half][j] * product.factor;
      const int64_t count = half == 0 ? first : second, start = column + half * kLanes;
      if (is_row_of_rank) {
        if (count > 0) Store(scaled, j * length + start, count, product.result);
        continue;
      }
      for (int64_t i = 0; i < count; i++) {
        const Floats one = Floats{} + scaled[i];
        Store(one, (start + i) * rank + j, 1, product.result);
      }
    }
  }
}

// How many sums are computed for a rank: those beyond it are of zeros.
inline int64_t SumsOf(int64_t rank) { return rank <= 4 ? 4 : rank <= 8 ? 8 : 16; }

LAMELLA_CLONES void MultiplyThinRows(const ThinProduct &product, bool is_outer, int64_t begin, int64_t end) {
  switch (SumsOf(product.rank)) {
    case 4: return ThinRows<4>(product, is_outer, begin, end);
    case 8: return ThinRows<8>(product, is_outer, begin, end);
    default: return ThinRows<16>(product, is_outer, begin, end);
  }
}

// Blocks of two times sixteen columns.
template <int kRank>
LAMELLA_INLINE void ThinBlocks(const ThinProduct &product, int64_t num_rows, bool is_row_of_rank, int64_t begin, int64_t end) {
  for (int64_t column = 2 * kLanes * begin; column < std::min(2 * kLanes * end, product.length); column += 2 * kLanes)
    ThinColumns<kRank>(product, num_rows, column, is_row_of_rank);
}
LAMELLA_CLONES void MultiplyThinColumns(const ThinProduct &product, int64_t num_rows, bool is_row_of_rank, int64_t begin, int64_t end) {
  switch (SumsOf(product.rank)) {
    case 4: return ThinBlocks<4>(product, num_rows, is_row_of_rank, begin, end);
    case 8: return ThinBlocks<8>(product, num_rows, is_row_of_rank, begin, end);
    default: return ThinBlocks<16>(product, num_rows, is_row_of_rank, begin, end);
  }
}

template <bool is_left_transposed, bool is_right_transposed>
void ComputeThinProduct(void *state, TF_OpKernelContext *context) {
  const auto &settings = *static_cast<const NumberAndType *>(state);
  KernelCall call(context);
  Shape left_shape, right_shape;
  const Numbers left = call.NumbersInput(0, &left_shape), right = call.NumbersInput(1, &right_shape);
  if (!call.ok()) return;
  if (left_shape.size() != 2 || right_shape.size() != 2) return call.Fail("Expected two matrices");
  const int64_t rows = left_shape[is_left_transposed], inner = left_shape[!is_left_transposed];
  const int64_t columns = right_shape[!is_right_transposed];
  if (right_shape[is_right_transposed] != inner) return call.Fail("Expected factors that fit each other");
  const bool is_outer = !is_left_transposed && inner <= kLanes;
  if (!is_outer && columns > kLanes && !(is_left_transposed && rows <= kLanes)) return call.Fail("Expected a size of at most sixteen");
  const Numbers result = call.NumbersOutput(0, settings.is_reduced, {rows, columns});
  if (!call.ok() || rows * columns == 0) return;
  if (is_left_transposed) {
    // Sums over the rows of both factors: the thin one gives its numbers one by one.
    const bool is_row_of_rank = rows <= kLanes;
    const int64_t rank = is_row_of_rank ? rows : columns, length = is_row_of_rank ? columns : rows;
    const ThinProduct product{is_row_of_rank ? right : left, ReadThin(is_row_of_rank ? left : right, inner, rank, false), result, length,
                              rank, settings.number};
    const int64_t blocks = (length + 2 * kLanes - 1) / (2 * kLanes);
    return InParallel(blocks, 2 * kLanes * inner * rank / kThinWork, [&](int64_t begin, int64_t end) {
      MultiplyThinColumns(product, inner, is_row_of_rank, begin, end);
    });
  }
  const int64_t rank = is_outer ? inner : columns, length = is_outer ? columns : inner;
  ThinProduct product{left, ReadThin(right, rank, length, is_outer == is_right_transposed), result, length, rank, settings.number};
  product.thin.values.resize(SumsOf(rank) * product.thin.stride, 0.0f);
  InParallel(rows, length * rank / kThinWork, [&](int64_t begin, int64_t end) { MultiplyThinRows(product, is_outer, begin, end); });
}

inline void *CreateWithFactor(TF_OpKernelConstruction *construction) { return CreateWithNumber(construction, "factor"); }

template <bool is_left_transposed, bool is_right_transposed>
bool RegisterThin(const char *name) {
  return Register({name,
                   {"left: L", "right: R"},
                   {"product: U"},
                   {"L: {float, bfloat16}", "R: {float, bfloat16}", "factor: float", kOutputType},
                   ShapeOfProduct<is_left_transposed, is_right_transposed>,
                   CreateWithFactor,
                   ComputeThinProduct<is_left_transposed, is_right_transposed>,
                   DeleteNumber});
}

inline bool RegisterThinProduct() {
  return RegisterThin<false, false>("LamellaThinProduct") && RegisterThin<false, true>("LamellaThinProductTransposeRight") &&
         RegisterThin<true, false>("LamellaThinProductTransposeLeft");
}

}  // namespace lamella
