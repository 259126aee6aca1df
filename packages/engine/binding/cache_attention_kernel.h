// The op LamellaCacheAttention: a step of decoding. The keys and values of one new token per row go into a cache, which is written in place, and
// the token's queries attend to what the cache holds of its row.

#pragma once

#include "kernel_call.h"
#include "softmax_row.h"
#include "vectors.h"

namespace lamella {

// Attributes: heads of the queries and the factor of the scores.
struct CacheNumbers {
  float heads = 1, scale = 1;
};

struct CacheCall {
  const float *query, *key, *value;  // [B, H K], [B, KV K], the same
  const float *cosine, *sine;        // [K], of the token's place
  const int32_t *begin;              // [B]: the place of each row's first token
  float *keys, *values;              // [B, KV, C, K]: the place p is in the slot p mod C
  float *result;                     // [B, H K]
  int64_t position, capacity, heads, key_heads, width;
  float scale;
};

// x cos + turned sin, where (-x2, x1) are the turned halves (x1, x2).
LAMELLA_INLINE void Rotate(const float *from, const CacheCall &call, float *to) {
  const int64_t half = call.width / 2;
  for (int64_t i = 0; i < half; i++) {
    const float first = from[i], second = from[half + i];
    to[i] = first * call.cosine[i] - second * call.sine[i];
    to[half + i] = second * call.cosine[half + i] + first * call.sine[half + i];
  }
}

LAMELLA_INLINE float DotProduct(const float *a, const float *b, int64_t size) {
  Floats sums{};
  ForLanes(size, LAMELLA_LANES({
    Floats x, y;
    Load(a + i, count, &x);
    Load(b + i, count, &y);
    sums += x * y;
  }));
  return SumOf(sums);
}

// The sum of `count` rows, each times its weight.
LAMELLA_INLINE void WeightedRows(const float *weights, const float *rows, int64_t num_rows, int64_t width, float *result) {
  ForLanes(width, LAMELLA_LANES({
    Floats sum{};
    for (int64_t t = 0; t < num_rows; t++) {
      Floats row;
      Load(rows + t * width + i, count, &row);
      sum += weights[t] * row;
    }
    Store(sum, count, result + i);
  }));
}

// The scores of the slots [first, last) for one query; -∞ for slots of a place before the row's first.
LAMELLA_INLINE void ScoresOfSlots(const CacheCall &call, const float *query, const float *keys, int64_t first, int64_t last,
                                  int64_t begin, float *scores) {
  const int64_t own = call.position % call.capacity;
  for (int64_t slot = first; slot < last; slot++) {
    const int64_t age = slot <= own ? own - slot : own - slot + call.capacity;
    scores[slot - first] = call.position - age < begin ? -__builtin_inff() : DotProduct(query, keys + slot * call.width, call.width);
  }
}

// One head of keys and values of one row, with the heads of queries that share it.
LAMELLA_CLONES void AttendToCache(const CacheCall &call, int64_t row, int64_t key_head) {
  static thread_local std::vector<float> query, weights;
  const int64_t width = call.width, group = call.heads / call.key_heads, unit = row * call.key_heads + key_head;
  const int64_t slot = call.position % call.capacity;
  float *keys = call.keys + unit * call.capacity * width, *values = call.values + unit * call.capacity * width;
  Rotate(call.key + unit * width, call, keys + slot * width);
  std::copy_n(call.value + unit * width, width, values + slot * width);
  // Until the cache is full, the places stand in their own slots.
  const int64_t first = call.position < call.capacity ? call.begin[row] : 0;
  const int64_t last = std::min(call.position + 1, call.capacity);
  query.resize(width);
  weights.resize(last - first);
  for (int64_t head = key_head * group; head < (key_head + 1) * group; head++) {
    const int64_t offset = (row * call.heads + head) * width;
    Rotate(call.query + offset, call, query.data());
    ScoresOfSlots(call, query.data(), keys, first, last, call.begin[row], weights.data());
    SoftmaxRow({weights.data()}, nullptr, {weights.data()}, weights.data(), last - first, call.scale);
    WeightedRows(weights.data(), values + first * width, last - first, width, call.result + offset);
  }
}

// Whether the shapes belong together.
inline bool IsCache(const Shape &query, const Shape &key, const Shape &cache, int64_t heads) {
  if (query.size() != 2 || key.size() != 2 || cache.size() != 4) return false;
  return query[0] == cache[0] && key == Shape{cache[0], cache[1] * cache[3]} && query[1] == heads * cache[3] && heads % cache[1] == 0 &&
         cache[2] > 0 && cache[3] % 2 == 0;
}

inline void ComputeCacheAttention(void *state, TF_OpKernelContext *context) {
  KernelCall kernel(context);
  const auto &numbers = *static_cast<const CacheNumbers *>(state);
  Shape query, key, value, keys, values, cosine, sine, place, begin;
  CacheCall call;
  call.query = kernel.Input(0, &query);
  call.key = kernel.Input(1, &key);
  call.value = kernel.Input(2, &value);
  call.keys = const_cast<float *>(kernel.Input(3, &keys));
  call.values = const_cast<float *>(kernel.Input(4, &values));
  call.cosine = kernel.Input(5, &cosine);
  call.sine = kernel.Input(6, &sine);
  const int32_t *position = kernel.IntInput(7, &place);
  call.begin = kernel.IntInput(8, &begin);
  if (!kernel.ok()) return;
  call.heads = static_cast<int64_t>(numbers.heads);
  if (!IsCache(query, key, keys, call.heads) || value != key || values != keys || SizeOf(cosine) != keys[3] ||
      SizeOf(sine) != keys[3] || SizeOf(place) != 1 || SizeOf(begin) != keys[0])
    return kernel.Fail("Expected queries [B, H K], keys and values [B, KV K] and their caches [B, KV, C, K]");
  call.position = *position;
  for (int64_t row = 0; row < keys[0]; row++)
    if (call.begin[row] < 0 || call.begin[row] > call.position) return kernel.Fail("Expected rows that begin at or before the new token");
  call.result = kernel.Output(0, query);
  if (!kernel.ok()) return;
  call.key_heads = keys[1];
  call.capacity = keys[2];
  call.width = keys[3];
  call.scale = numbers.scale;
  const int64_t seen = std::min(call.position + 1, call.capacity);
  InParallel(keys[0] * keys[1], 2 * seen * call.width * call.heads / call.key_heads, [&](int64_t first, int64_t last) {
    for (int64_t unit = first; unit < last; unit++) AttendToCache(call, unit / call.key_heads, unit % call.key_heads);
  });
}

inline void *CreateCacheAttention(TF_OpKernelConstruction *construction) {
  auto *numbers = new CacheNumbers;
  ReadNumbers(construction, {{"heads", &numbers->heads}, {"scale", &numbers->scale}});
  return numbers;
}
inline void DeleteCacheAttention(void *numbers) { delete static_cast<CacheNumbers *>(numbers); }

// (query, key, value, keys, values, cosine, sine, position, begin) -> contexts like the queries.
inline bool RegisterCacheAttention() {
  return Register({"LamellaCacheAttention",
                   {"query: float", "key: float", "value: float", "keys: float", "values: float", "cosine: float", "sine: float",
                    "position: int32", "begin: int32"},
                   {"contexts: float"},
                   {"heads: float", "scale: float"},
                   ShapeOfInput<0, 1>,
                   CreateCacheAttention,
                   ComputeCacheAttention,
                   DeleteCacheAttention,
                   true});
}

}  // namespace lamella
