// The ops LamellaQuantizeNf4 and LamellaDequantizeNf4: weights as QLoRA holds them (Dettmers et al. 2023), in the form that bitsandbytes
// writes. Blocks of 64 weights, in the order of memory, have a scale, their largest magnitude; a weight is one of 16 multiples of it, two in
// a byte, the first in the upper half. The scales, less their mean, are held in 8 bits, in blocks of 256 with a scale of their own.

#pragma once

#include "bfloat16.h"
#include "kernel_call.h"
#include "nf4_tables.h"
#include "vectors.h"

namespace lamella {

constexpr int64_t kNf4Block = 64;
constexpr int64_t kScaleBlock = 256;
constexpr float kLeastScale = 1e-38f;

inline int64_t BlocksOf(int64_t size, int64_t block) { return (size + block - 1) / block; }

// What a value is multiplied by before it is compared with codes. As bitsandbytes does, an incomplete block is divided by its scale.
struct Normalizer {
  float scale;
  bool is_complete;
  float operator()(float value) const {
    const float scaled = is_complete ? value * (1.0f / std::max(scale, kLeastScale)) : value / scale;
    return std::clamp(scaled, -1.0f, 1.0f);
  }
};

// The largest magnitude of `count` values; in an incomplete block it is at least kLeastScale. NaN if one is not finite.
inline Normalizer NormalizerOf(const float *values, int64_t count, int64_t block) {
  float scale = 0, zeros = 0;
  for (int64_t i = 0; i < count; i++) {
    scale = std::max(scale, std::abs(values[i]));
    zeros += values[i] * 0;
  }
  if (count < block) scale = std::max(scale, kLeastScale);
  return {scale + zeros, count == block};
}

// The code of the nearest of ascending values; of two, the lower one.
template <size_t N>
uint8_t NearestCode(const std::array<float, N> &values, float value) {
  size_t low = 0, high = N - 1;
  while (low < high) {
    const size_t middle = (low + high) / 2;
    if ((values[middle] + values[middle + 1]) / 2 < value) low = middle + 1;
    else high = middle;
  }
  return static_cast<uint8_t>(low);
}

// As NearestCode of kNf4, of sixteen numbers in [-1, 1].
LAMELLA_INLINE void Nf4Codes(const Floats &values, Ints *codes) {
  *codes = Ints{};
  for (size_t i = 0; i + 1 < kNf4.size(); i++) *codes -= values > (kNf4[i] + kNf4[i + 1]) / 2;
}

// A complete block: its codes, and its scale; with a number that is not finite that is NaN, and so is all that comes back.
LAMELLA_INLINE void QuantizeCompleteBlock(const float *values, uint8_t *codes, float *scale) {
  Floats lanes[4], magnitude = {}, zeros = {};
  for (int part = 0; part < 4; part++) {
    Load(values + part * kLanes, kLanes, &lanes[part]);
    const Floats absolute = lanes[part] < 0 ? -lanes[part] : lanes[part];
    magnitude = absolute > magnitude ? absolute : magnitude;
    zeros += lanes[part] * 0;
  }
  *scale = MaxOf(magnitude) + SumOf(zeros);
  const float factor = 1.0f / std::max(*scale, kLeastScale);
  for (int part = 0; part < 4; part++) {
    Floats scaled = lanes[part] * factor;
    scaled = scaled > 1 ? Floats{} + 1 : scaled;
    scaled = scaled < -1 ? Floats{} - 1 : scaled;
    Ints found;
    Nf4Codes(scaled, &found);
    for (int pair = 0; pair < kLanes / 2; pair++)
      codes[part * kLanes / 2 + pair] = static_cast<uint8_t>(found[2 * pair] << 4 | found[2 * pair + 1]);
  }
}

inline void QuantizeLastBlock(const float *values, int64_t count, uint8_t *codes, float *scale) {
  const Normalizer normalize = NormalizerOf(values, count, kNf4Block);
  *scale = normalize.scale;
  for (int64_t i = 0; i < count; i += 2) {
    const float second = i + 1 < count ? normalize(values[i + 1]) : 0;
    codes[i / 2] = static_cast<uint8_t>(NearestCode(kNf4, normalize(values[i])) << 4 | NearestCode(kNf4, second));
  }
}

// Weights in float32 or bfloat16, block by block as float32.
struct Weights {
  const void *data;
  bool is_bfloat16;
  int64_t size;
  const float *Block(int64_t start, int64_t count, float *room) const {
    if (!is_bfloat16) return static_cast<const float *>(data) + start;
    const uint16_t *halves = static_cast<const uint16_t *>(data) + start;
    for (int64_t i = 0; i < count; i++) room[i] = FromBfloat16(halves[i]);
    return room;
  }
};

LAMELLA_CLONES void QuantizeNf4Blocks(const Weights &weights, uint8_t *codes, float *scales, int64_t begin, int64_t end) {
  float room[kNf4Block];
  for (int64_t block = begin; block < end; block++) {
    const int64_t start = block * kNf4Block, count = std::min(kNf4Block, weights.size - start);
    const float *values = weights.Block(start, count, room);
    if (count == kNf4Block) QuantizeCompleteBlock(values, codes + start / 2, scales + block);
    else QuantizeLastBlock(values, count, codes + start / 2, scales + block);
  }
}

// Scales less their mean, which is returned, in 8 bits.
inline float QuantizeScales(const std::vector<float> &scales, uint8_t *codes, float *nested) {
  double sum = 0;
  for (float scale : scales) sum += scale;
  const float mean = static_cast<float>(sum / static_cast<double>(scales.size()));
  std::vector<float> centred(scales.size());
  for (size_t i = 0; i < scales.size(); i++) centred[i] = scales[i] - mean;
  const int64_t size = static_cast<int64_t>(scales.size());
  for (int64_t block = 0; block < BlocksOf(size, kScaleBlock); block++) {
    const int64_t start = block * kScaleBlock, count = std::min(kScaleBlock, size - start);
    const Normalizer normalize = NormalizerOf(&centred[start], count, kScaleBlock);
    nested[block] = normalize.scale;
    for (int64_t i = start; i < start + count; i++) codes[i] = NearestCode(kDynamic, normalize(centred[i]));
  }
  return mean;
}

inline void ComputeQuantizeNf4(void *, TF_OpKernelContext *context) {
  KernelCall call(context);
  Shape shape;
  TF_DataType type = TF_FLOAT;
  const void *values = call.InputOf<uint8_t>(0, &shape, &type);
  if (!call.ok()) return;
  const Weights weights{values, type == TF_BFLOAT16, SizeOf(shape)};
  if (weights.size == 0) return call.Fail("Expected weights to quantise, got none");
  const int64_t blocks = BlocksOf(weights.size, kNf4Block);
  uint8_t *codes = call.KeptOutputOf<uint8_t>(0, TF_UINT8, {BlocksOf(weights.size, 2)});
  uint8_t *scale_codes = call.KeptOutputOf<uint8_t>(1, TF_UINT8, {blocks});
  float *nested = call.Output(2, {BlocksOf(blocks, kScaleBlock)}), *offset = call.Output(3, {});
  if (!call.ok()) return;
  std::vector<float> scales(blocks);
  float *all_scales = scales.data();
  InParallel(blocks, kNf4Block, [=](int64_t begin, int64_t end) {
    QuantizeNf4Blocks(weights, codes, all_scales, begin, end);
  });
  *offset = QuantizeScales(scales, scale_codes, nested);
}

// The parts of a weight in NF4.
struct Nf4 {
  const uint8_t *codes, *scale_codes;
  const float *nested;
  float offset;
  int64_t size;
  // A product and a sum, each rounded: `volatile` keeps the compiler from one operation for both, which would round once.
  float Scale(int64_t block) const {
    volatile float product = kDynamic[scale_codes[block]] * nested[block / kScaleBlock];
    return product + offset;
  }
};

// The sixteen values of a block, in bfloat16.
LAMELLA_INLINE void BlockValues(float scale, Halves *values) {
  Floats products;
  std::memcpy(&products, kNf4.data(), sizeof(products));
  products *= scale;
  ToBfloat16(products, values);
}

// Sixteen numbers of a table by the codes in eight bytes.
LAMELLA_INLINE void LookUp(const Halves &table, const uint8_t *codes, uint16_t *values) {
#if defined(__GNUC__) && !defined(__clang__)
  typedef uint8_t Bytes __attribute__((vector_size(8)));
  typedef uint32_t Pairs __attribute__((vector_size(4 * 8)));
  Bytes bytes;
  std::memcpy(&bytes, codes, sizeof(bytes));
  Pairs pairs = __builtin_convertvector(bytes, Pairs);
  pairs = pairs >> 4 | (pairs & 15) << 16;  // as two halves: the upper code first
  Halves places;
  std::memcpy(&places, &pairs, sizeof(places));
  const Halves found = __builtin_shuffle(table, places);
  std::memcpy(values, &found, sizeof(found));
#else
  for (int i = 0; i < kLanes; i++) values[i] = table[i % 2 == 0 ? codes[i / 2] >> 4 : codes[i / 2] & 15];
#endif
}

LAMELLA_CLONES void DequantizeNf4Blocks(const Nf4 &weights, uint16_t *values, int64_t begin, int64_t end) {
  for (int64_t block = begin; block < end; block++) {
    Halves table;
    BlockValues(weights.Scale(block), &table);
    const int64_t start = block * kNf4Block, count = std::min(kNf4Block, weights.size - start);
    const uint8_t *codes = weights.codes + start / 2;
    uint16_t *to = values + start;
    int64_t i = 0;
    for (; i + kLanes <= count; i += kLanes) LookUp(table, codes + i / 2, to + i);
    for (; i < count; i++) to[i] = table[i % 2 == 0 ? codes[i / 2] >> 4 : codes[i / 2] & 15];
  }
}

inline void ComputeDequantizeNf4(void *, TF_OpKernelContext *context) {
  KernelCall call(context);
  Shape codes_shape, scales_shape, nested_shape, scalar, extent;
  const uint8_t *codes = call.InputOf<uint8_t>(0, &codes_shape), *scales = call.InputOf<uint8_t>(1, &scales_shape);
  const float *nested = call.Input(2, &nested_shape), *offset = call.Input(3, &scalar);
  call.Input(4, &extent);
  if (!call.ok()) return;
  const Shape shape(extent.begin() + (extent.empty() ? 0 : 1), extent.end());
  const int64_t size = SizeOf(shape), blocks = BlocksOf(size, kNf4Block);
  const bool is_whole = SizeOf(codes_shape) == BlocksOf(size, 2) && SizeOf(scales_shape) == blocks &&
                        SizeOf(nested_shape) == BlocksOf(blocks, kScaleBlock) && SizeOf(scalar) == 1;
  if (!is_whole) return call.Fail("Expected codes and scales of as many weights as the shape has");
  uint16_t *values = call.OutputOf<uint16_t>(0, TF_BFLOAT16, shape);
  if (!call.ok() || size == 0) return;
  const Nf4 weights{codes, scales, nested, *offset, size};
  InParallel(blocks, kNf4Block,
             [=](int64_t begin, int64_t end) { DequantizeNf4Blocks(weights, values, begin, end); });
}

// The shape of an input without its first size.
template <int index>
void ShapeWithoutFirst(TF_ShapeInferenceContext *context, TF_Status *status) {
  TF_ShapeHandle *shape = TF_NewShapeHandle();
  TF_ShapeInferenceContextGetInput(context, index, shape, status);
  if (TF_GetCode(status) == TF_OK) TF_ShapeInferenceContextSubshape(context, shape, 1, INT64_MAX, shape, status);
  if (TF_GetCode(status) == TF_OK) TF_ShapeInferenceContextSetOutput(context, 0, shape, status);
  TF_DeleteShapeHandle(shape);
}

// weights -> (codes, scales in 8 bits, scales of scales, mean of scales); and back, where `extent` has no numbers and the shape
// [0, the weights' shape ...].
inline bool RegisterNf4() {
  const bool has_quantize = Register({"LamellaQuantizeNf4",
                                      {"values: T"},
                                      {"codes: uint8", "scales: uint8", "nested: float", "offset: float"},
                                      {"T: {float, bfloat16}"},
                                      UnknownShape, nullptr, ComputeQuantizeNf4, nullptr});
  return has_quantize &&
         Register({"LamellaDequantizeNf4",
                   {"codes: uint8", "scales: uint8", "nested: float", "offset: float", "extent: float"},
                   {"values: bfloat16"}, {}, ShapeWithoutFirst<4>, nullptr, ComputeDequantizeNf4, nullptr});
}

}  // namespace lamella
