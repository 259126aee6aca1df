// The ops LamellaMatrixProduct and LamellaMatrixProductTransposeRight: L R and L Rᵀ of matrices in bfloat16, on processors that multiply pairs
// of bfloat16 numbers and add them to float32 (AVX512_BF16) but have no matrix unit (AMX). Products are exact there and sums float32.
//
// A product may be a term of a sum, or be multiplied. It is rounded before, as LamellaSum and LamellaProduct would find it: so a row is the same to
// the bit whichever op computes it, which depends on how many there are.
//
// TensorFlow's op hands its parts to threads that sleep until then. At the sizes of small models that takes as long as the product of a
// thread. Here they stay awake between the products of a step (threads.h), and take the next block of columns whenever they are free.

#pragma once

#include "kernel_call.h"

#if defined(__x86_64__) && defined(__linux__) && (defined(__clang__) ? __clang_major__ >= 9 : __GNUC__ >= 10)
#define LAMELLA_MATRIX_PRODUCT 1
#include <cpuid.h>
#include <immintrin.h>
#endif

namespace lamella {

struct MatrixProduct {
  const uint16_t *left;   // [rows, inner]
  const uint16_t *right;  // [inner, columns], or [columns, inner]
  uint16_t *result;       // [rows, columns]
  int64_t rows, columns, inner;
  bool is_right_transposed = false;
  const float *bias = nullptr;                      // of each row, or null
  std::vector<const uint16_t *> terms, factors;     // of the result's shape, added and multiplied one after another
  std::vector<float> weights;                       // of the terms

  bool HasEnding() const { return bias != nullptr || !terms.empty() || !factors.empty(); }
};

#ifdef LAMELLA_MATRIX_PRODUCT

#define LAMELLA_BF16 __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512bf16")))

// Rows of L, and vectors of sixteen columns of R, whose products are summed at the same time: 24 sums, which stay in registers.
constexpr int kTallRows = 6;
constexpr int kWideVectors = 4;
constexpr int64_t kPanel = kWideVectors * kLanes;

// Sixteen by sixteen pairs, transposed.
LAMELLA_BF16 inline void TransposePairs(__m512i (&rows)[16]) {
  __m512i turned[16];
#pragma GCC unroll 8
  for (int i = 0; i < 16; i += 2) {
    turned[i] = _mm512_unpacklo_epi32(rows[i], rows[i + 1]);
    turned[i + 1] = _mm512_unpackhi_epi32(rows[i], rows[i + 1]);
  }
#pragma GCC unroll 4
  for (int i = 0; i < 16; i += 4) {
    rows[i] = _mm512_unpacklo_epi64(turned[i], turned[i + 2]);
    rows[i + 1] = _mm512_unpackhi_epi64(turned[i], turned[i + 2]);
    rows[i + 2] = _mm512_unpacklo_epi64(turned[i + 1], turned[i + 3]);
    rows[i + 3] = _mm512_unpackhi_epi64(turned[i + 1], turned[i + 3]);
  }
#pragma GCC unroll 4
  for (int i = 0; i < 4; i++) {
    turned[i] = _mm512_shuffle_i32x4(rows[i], rows[i + 4], 0x88);
    turned[i + 4] = _mm512_shuffle_i32x4(rows[i], rows[i + 4], 0xDD);
    turned[i + 8] = _mm512_shuffle_i32x4(rows[i + 8], rows[i + 12], 0x88);
    turned[i + 12] = _mm512_shuffle_i32x4(rows[i + 8], rows[i + 12], 0xDD);
  }
#pragma GCC unroll 4
  for (int i = 0; i < 4; i++) {
    rows[i] = _mm512_shuffle_i32x4(turned[i], turned[i + 8], 0x88);
    rows[i + 4] = _mm512_shuffle_i32x4(turned[i + 4], turned[i + 12], 0x88);
    rows[i + 8] = _mm512_shuffle_i32x4(turned[i], turned[i + 8], 0xDD);
    rows[i + 12] = _mm512_shuffle_i32x4(turned[i + 4], turned[i + 12], 0xDD);
  }
}

// Brings `vectors` times sixteen columns of R into order: for each pair of its rows, the pairs of all columns, [inner / 2, kPanel, 2].
LAMELLA_BF16 inline void OrderColumns(const MatrixProduct &product, int64_t column, int64_t vectors, uint16_t *to) {
  const int64_t inner = product.inner, pairs = inner / 2;
  for (int64_t v = 0; v < vectors; v++) {
    uint16_t *place = to + 2 * kLanes * v;
    const int64_t first = column + v * kLanes;
    if (product.is_right_transposed) {
      for (int64_t p = 0; p < pairs; p += 16) {
        const int64_t count = std::min<int64_t>(16, pairs - p);
        const __mmask16 mask = static_cast<__mmask16>((1u << count) - 1);
        __m512i rows[16];
#pragma GCC unroll 16
        for (int i = 0; i < 16; i++) rows[i] = _mm512_maskz_loadu_epi32(mask, product.right + (first + i) * inner + 2 * p);
        TransposePairs(rows);
        for (int64_t i = 0; i < count; i++) _mm512_storeu_si512(place + (p + i) * 2 * kPanel, rows[i]);
      }
      continue;
    }
    for (int64_t p = 0; p < pairs; p++) {
      const uint16_t *row = product.right + 2 * p * product.columns + first;
      const __m512i upper = _mm512_cvtepu16_epi32(_mm256_loadu_si256(reinterpret_cast<const __m256i *>(row)));
      const __m512i lower =
          _mm512_cvtepu16_epi32(_mm256_loadu_si256(reinterpret_cast<const __m256i *>(row + product.columns)));
      _mm512_storeu_si512(place + p * 2 * kPanel, _mm512_or_si512(upper, _mm512_slli_epi32(lower, 16)));
    }
  }
}

// Sixteen numbers as float32.
LAMELLA_BF16 inline __m512 FloatsAt(const uint16_t *from) {
  const __m512i words = _mm512_cvtepu16_epi32(_mm256_loadu_si256(reinterpret_cast<const __m256i *>(from)));
  return _mm512_castsi512_ps(_mm512_slli_epi32(words, 16));
}

// To the nearest numbers in bfloat16.
LAMELLA_BF16 inline __m512 Rounded(__m512 numbers) {
  const __m256i halves = (__m256i)_mm512_cvtneps_pbh(numbers);
  return _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_cvtepu16_epi32(halves), 16));
}

// Calls body(r, v) for the vectors of a block.
#define LAMELLA_PLACE(...) [&](int r, int v) LAMELLA_BF16 __attribute__((always_inline)) __VA_ARGS__
template <int kRows, int kVectors, typename Body>
LAMELLA_BF16 inline void ForBlock(const Body &body) {
#pragma GCC unroll 6
  for (int r = 0; r < kRows; r++)
#pragma GCC unroll 4
    for (int v = 0; v < kVectors; v++) body(r, v);
}

// kRows rows from `row` on by kVectors vectors of columns that are in order.
template <int kRows, int kVectors>
LAMELLA_BF16 inline void MultiplyBlock(const MatrixProduct &product, int64_t row, int64_t column, const uint16_t *ordered) {
  const int64_t pairs = product.inner / 2;
  const auto *left = reinterpret_cast<const int32_t *>(product.left + row * product.inner);
  __m512 sums[kRows][kVectors];
#pragma GCC unroll 6
  for (int r = 0; r < kRows; r++)
#pragma GCC unroll 4
    for (int v = 0; v < kVectors; v++) sums[r][v] = _mm512_setzero_ps();
  for (int64_t p = 0; p < pairs; p++, ordered += 2 * kPanel) {
    __m512i columns[kVectors];
#pragma GCC unroll 4
    for (int v = 0; v < kVectors; v++) columns[v] = _mm512_loadu_si512(ordered + 2 * kLanes * v);
#pragma GCC unroll 6
    for (int r = 0; r < kRows; r++) {
      const __m512i pair = _mm512_set1_epi32(left[r * pairs + p]);
#pragma GCC unroll 4
      for (int v = 0; v < kVectors; v++) sums[r][v] = _mm512_dpbf16_ps(sums[r][v], (__m512bh)pair, (__m512bh)columns[v]);
    }
  }
  const int64_t first = row * product.columns + column;
  if (product.HasEnding()) ForBlock<kRows, kVectors>(LAMELLA_PLACE({ sums[r][v] = Rounded(sums[r][v]); }));
  if (product.bias != nullptr)
    ForBlock<kRows, kVectors>(LAMELLA_PLACE({ sums[r][v] = _mm512_add_ps(sums[r][v], _mm512_loadu_ps(product.bias + column + v * kLanes)); }));
  for (size_t i = 0; i < product.terms.size(); i++) {
    const uint16_t *term = product.terms[i] + first;
    const __m512 weight = _mm512_set1_ps(product.weights[i]);
    ForBlock<kRows, kVectors>(
        LAMELLA_PLACE({ sums[r][v] = _mm512_fmadd_ps(weight, FloatsAt(term + r * product.columns + v * kLanes), sums[r][v]); }));
  }
  for (const uint16_t *factor : product.factors)
    ForBlock<kRows, kVectors>(
        LAMELLA_PLACE({ sums[r][v] = _mm512_mul_ps(sums[r][v], FloatsAt(factor + first + r * product.columns + v * kLanes)); }));
  ForBlock<kRows, kVectors>(LAMELLA_PLACE({
    _mm256_storeu_si256(reinterpret_cast<__m256i *>(product.result + first + r * product.columns + v * kLanes),
                        (__m256i)_mm512_cvtneps_pbh(sums[r][v]));
  }));
}

template <int kVectors>
LAMELLA_BF16 inline void MultiplyColumns(const MatrixProduct &product, int64_t begin, int64_t end, int64_t column, const uint16_t *ordered) {
  int64_t row = begin;
  for (; row + kTallRows <= end; row += kTallRows) MultiplyBlock<kTallRows, kVectors>(product, row, column, ordered);
  for (; row + 2 <= end; row += 2) MultiplyBlock<2, kVectors>(product, row, column, ordered);
  if (row < end) MultiplyBlock<1, kVectors>(product, row, column, ordered);
}

// The rows [begin, end) by a block of columns.
LAMELLA_BF16 inline void MultiplyPanel(const MatrixProduct &product, int64_t begin, int64_t end, int64_t panel) {
  static thread_local std::vector<uint16_t> room;
  if (static_cast<int64_t>(room.size()) < product.inner * kPanel) room.resize(product.inner * kPanel);
  const int64_t column = panel * kPanel, vectors = std::min<int64_t>(kWideVectors, (product.columns - column) / kLanes);
  OrderColumns(product, column, vectors, room.data());
  switch (vectors) {
    case 1: return MultiplyColumns<1>(product, begin, end, column, room.data());
    case 2: return MultiplyColumns<2>(product, begin, end, column, room.data());
    case 3: return MultiplyColumns<3>(product, begin, end, column, room.data());
    default: return MultiplyColumns<kWideVectors>(product, begin, end, column, room.data());
  }
}

inline bool CanMultiplyMatrices() {
  __builtin_cpu_init();
  uint32_t eax = 0, ebx = 0, ecx = 0, edx = 0;
  if (!__builtin_cpu_supports("avx512bw") || !__builtin_cpu_supports("avx512dq") || !__get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx))
    return false;
  const bool has_matrix_unit = edx & (1u << 22);
  return !has_matrix_unit && __get_cpuid_count(7, 1, &eax, &ebx, &ecx, &edx) && (eax & (1u << 5));
}

// Threads take blocks of columns, or, where there are too few of them, parts of their rows.
inline void MultiplyMatrices(const MatrixProduct &product) {
  constexpr int64_t kLeastWork = 1 << 21;  // multiplications that are worth another thread
  const int64_t panels = (product.columns + kPanel - 1) / kPanel;
  const int64_t threads = std::clamp<int64_t>(product.rows * product.columns * product.inner / kLeastWork, 1, NumThreads());
  const int64_t parts = panels >= 2 * threads ? 1 : std::min<int64_t>((2 * threads + panels - 1) / panels, (product.rows + 95) / 96);
  const auto multiply = [&](int64_t unit) {
    const int64_t part = unit % parts;
    const int64_t begin = product.rows * part / parts, end = product.rows * (part + 1) / parts;
    MultiplyPanel(product, begin, end, unit / parts);
  };
  if (threads > 1) return Helpers::Shared().Run(panels * parts, multiply);
  for (int64_t unit = 0; unit < panels * parts; unit++) multiply(unit);
}

#else

inline bool CanMultiplyMatrices() { return false; }

#endif

// How many terms of its sum an op has besides the product, and how many factors.
struct ProductEnding {
  int32_t num_terms = 0, num_factors = 0;
  std::vector<float> weights;  // of the terms
};

inline void *CreateMatrixProduct(TF_OpKernelConstruction *construction) {
  auto *ending = new ProductEnding;
  ReadLists(construction, &ending->num_terms, &ending->num_factors, "weights", &ending->weights);
  return ending;
}
inline void DeleteMatrixProduct(void *ending) { delete static_cast<ProductEnding *>(ending); }

template <bool is_right_transposed>
void ComputeMatrixProduct(void *state, TF_OpKernelContext *context) {
  const auto &ending = *static_cast<const ProductEnding *>(state);
  const int num_others = ending.num_terms + ending.num_factors;
  KernelCall call(context);
  Shape left_shape, right_shape, bias_shape;
  const auto *left = call.InputOf<uint16_t>(0, &left_shape);
  const auto *right = call.InputOf<uint16_t>(1, &right_shape);
  const float *bias = call.Input(2 + num_others, &bias_shape);
  if (!call.ok()) return;
  if (left_shape.size() != 2 || right_shape.size() != 2 || right_shape[is_right_transposed] != left_shape[1])
    return call.Fail("Expected two matrices that fit each other");
  const int64_t rows = left_shape[0], inner = left_shape[1], columns = right_shape[!is_right_transposed];
  if (inner % 2 != 0 || columns % kLanes != 0) return call.Fail("Expected rows of pairs, and columns in sixteens");
  MatrixProduct product{left, right, nullptr, rows, columns, inner, is_right_transposed};
  for (int i = 0; i < num_others; i++) {
    Shape shape;
    const auto *other = call.InputOf<uint16_t>(2 + i, &shape);
    if (!call.ok()) return;
    if (shape != Shape{rows, columns}) return call.Fail("Expected terms and factors of the product's shape");
    (i < ending.num_terms ? product.terms : product.factors).push_back(other);
  }
  if (SizeOf(bias_shape) > 0) product.bias = bias;
  if (product.bias != nullptr && bias_shape != Shape{columns}) return call.Fail("Expected a bias of a row's size, or none");
  product.weights = ending.weights;
  product.result = call.OutputOf<uint16_t>(0, TF_BFLOAT16, {rows, columns});
  if (!call.ok() || rows * columns == 0) return;
#ifdef LAMELLA_MATRIX_PRODUCT
  MultiplyMatrices(product);
#endif
}

// (L, R, terms, factors, bias) -> (product + bias + Σ weight · term) · factors, element by element; a bias is one row, or empty.
template <bool is_right_transposed>
bool RegisterMatrixProductOf(const char *name) {
  return Register({name,
                   {"left: bfloat16", "right: bfloat16", "terms: N * bfloat16", "factors: M * bfloat16", "bias: float"},
                   {"product: bfloat16"},
                   {"N: int >= 0", "M: int >= 0", "weights: list(float)"},
                   ShapeOfProduct<false, is_right_transposed>,
                   CreateMatrixProduct,
                   ComputeMatrixProduct<is_right_transposed>,
                   DeleteMatrixProduct});
}

// Known to TensorFlow where the processor can run them.
inline bool RegisterMatrixProduct() {
  return !CanMultiplyMatrices() || (RegisterMatrixProductOf<false>("LamellaMatrixProduct") &&
                                    RegisterMatrixProductOf<true>("LamellaMatrixProductTransposeRight"));
}

}  // namespace lamella
