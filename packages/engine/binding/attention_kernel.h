// The ops LamellaAttention and LamellaAttentionGradient: attention of sequences that lie one after another, without padding. Only its inputs
// are kept for the backward pass, which computes the weights again.

#pragma once

#include <cmath>

#include "kernel_call.h"
#include "random_lanes.h"
#include "softmax_row.h"
#include "vectors.h"

namespace lamella {

// Attributes: heads of the queries, heads of keys and values, the factor of the scores, how far before and behind itself a token sees
// (negative: any distance), dropout's rate and the number of its use in the pass.
struct AttentionNumbers {
  float heads = 1, key_heads = 1, scale = 1, before = -1, after = -1, rate = 0, call = 0;
  bool is_reduced = false;  // the type of the outputs
};

// A sequence: its tokens, and those of its tokens that ask.
struct Sequence {
  int64_t begin = 0, length = 0;
  std::vector<int64_t> queries;  // rows of the queries
};

struct AttentionCall {
  AttentionNumbers numbers;
  Numbers query, key, value;
  const int32_t *places;  // which token each query is, or null: queries are the tokens
  int64_t size, key_size, width;  // of a row of the queries, of the keys, of a head
  std::vector<Sequence> sequences;
  RandomUse use;

  int64_t PlaceOf(int64_t row) const { return places == nullptr ? row : places[row]; }
};

// Queries that are computed together.
constexpr int kRows = 4;
inline int64_t InLanes(int64_t count) { return (count + kLanes - 1) / kLanes * kLanes; }

// Room for numbers that an op works on: what was there before is there still.
LAMELLA_INLINE float *RoomFor(int64_t count, std::vector<float> *room) {
  if (static_cast<int64_t>(room->size()) < count) room->resize(count);
  return room->data();
}

// Rows of a head, of `width` numbers from places `stride` apart, with zeros behind them: [length, width in lanes].
LAMELLA_INLINE void TakeRows(const Numbers &from, int64_t stride, int64_t length, int64_t width, float *to) {
  const int64_t wide = InLanes(width);
  for (int64_t t = 0; t < length; t++)
    ForLanes(width, LAMELLA_LANES({
      Floats values;
      Load(from, t * stride + i, count, &values);
      Store(values, kLanes, to + t * wide + i);
    }));
}

// [left, right] by lanes in turn: the first eight of each, or the last eight.
LAMELLA_INLINE void Interleave(const Floats &left, const Floats &right, Floats *first, Floats *last) {
#if defined(__clang__)
  *first = __builtin_shufflevector(left, right, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
  *last = __builtin_shufflevector(left, right, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
#else
  *first = __builtin_shuffle(left, right, Ints{0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23});
  *last = __builtin_shuffle(left, right, Ints{8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31});
#endif
}

// What TakeRows has taken, [length, width in lanes], transposed and with zeros behind it: [width in lanes, length in lanes]. A square of
// sixteen by sixteen is transposed by interleaving its halves four times.
LAMELLA_INLINE void TransposeRows(const float *rows, int64_t length, int64_t wide, float *columns) {
  const int64_t tall = InLanes(length);
  for (int64_t t = 0; t < tall; t += kLanes)
    for (int64_t k = 0; k < wide; k += kLanes) {
      Floats square[kLanes], turned[kLanes];
      for (int i = 0; i < kLanes; i++) {
        square[i] = Floats{};
        if (t + i < length) Load(rows + (t + i) * wide + k, kLanes, &square[i]);
      }
      for (int round = 0; round < 4; round++) {
        for (int i = 0; i < kLanes / 2; i++) Interleave(square[i], square[i + kLanes / 2], &turned[2 * i], &turned[2 * i + 1]);
        for (int i = 0; i < kLanes; i++) square[i] = turned[i];
      }
      for (int i = 0; i < kLanes; i++) Store(square[i], kLanes, columns + (k + i) * tall + t);
    }
}

// The rows of a head, and the same transposed.
struct HeadRows {
  std::vector<float> rows, columns;
};
LAMELLA_INLINE void TakeHead(const Numbers &from, int64_t stride, int64_t length, int64_t width, HeadRows *to) {
  const int64_t wide = InLanes(width);
  float *rows = RoomFor(length * wide, &to->rows);
  TakeRows(from, stride, length, width, rows);
  TransposeRows(rows, length, wide, RoomFor(wide * InLanes(length), &to->columns));
}

// products[j][t] = Σ_k left[j][k] columns[k][t] for kRows rows; left [kRows, width], products [kRows, tall].
LAMELLA_INLINE void Products(const float *left, int64_t left_stride, const float *columns, int64_t width, int64_t tall,
                             float *products) {
  for (int64_t t = 0; t < tall; t += kLanes) {
    Floats sums[kRows] = {};
    for (int64_t k = 0; k < width; k++) {
      Floats column;
      Load(columns + k * tall + t, kLanes, &column);
      for (int j = 0; j < kRows; j++) sums[j] += left[j * left_stride + k] * column;
    }
    for (int j = 0; j < kRows; j++) Store(sums[j], kLanes, products + j * tall + t);
  }
}

// results[j] = left[j] @ rows for kRows rows of `wide` numbers; left [kRows, tall], of which `length` count.
LAMELLA_INLINE void WeightedSums(const float *left, int64_t tall, int64_t length, const float *rows, int64_t wide,
                                 float *results) {
  for (int64_t k = 0; k < wide; k += kLanes) {
    Floats sums[kRows] = {};
    for (int64_t t = 0; t < length; t++) {
      Floats row;
      Load(rows + t * wide + k, kLanes, &row);
      for (int j = 0; j < kRows; j++) sums[j] += left[j * tall + t] * row;
    }
    for (int j = 0; j < kRows; j++) Store(sums[j], kLanes, results + j * wide + k);
  }
}

// sums[t] += Σ_j left[j][t] rows[j] for kRows rows of `wide` numbers.
LAMELLA_INLINE void AddOuter(const float *left, int64_t tall, int64_t length, const float *rows, int64_t wide, float *sums) {
  for (int64_t k = 0; k < wide; k += kLanes) {
    Floats row[kRows];
    for (int j = 0; j < kRows; j++) Load(rows + j * wide + k, kLanes, &row[j]);
    for (int64_t t = 0; t < length; t++) {
      Floats sum;
      Load(sums + t * wide + k, kLanes, &sum);
      for (int j = 0; j < kRows; j++) sum += left[j * tall + t] * row[j];
      Store(sum, kLanes, sums + t * wide + k);
    }
  }
}

// The tokens [first, last) of a sequence that its token `own` sees.
struct Seen {
  int64_t first, last;
};
inline Seen SeenFrom(int64_t own, int64_t length, const AttentionNumbers &numbers) {
  const int64_t before = numbers.before < 0 ? length : static_cast<int64_t>(numbers.before);
  const int64_t after = numbers.after < 0 ? length : static_cast<int64_t>(numbers.after);
  return {std::max<int64_t>(0, own - before), std::min(length, own + after + 1)};
}

// A row of scores becomes weights: softmax(scale · scores) of what is seen, zero elsewhere.
LAMELLA_INLINE void WeightsOfRow(float *row, int64_t tall, const Seen &seen, float scale) {
  const float lowest = -__builtin_inff();
  for (int64_t t = 0; t < seen.first; t++) row[t] = lowest;
  for (int64_t t = seen.last; t < tall; t++) row[t] = lowest;
  SoftmaxRow({row, false}, nullptr, {row, false}, row, tall, scale);
}

// Multiplies a row by dropout's factors.
LAMELLA_INLINE void DropRow(float *row, int64_t tall, uint64_t key, int64_t head, const DropoutFactor &dropout) {
  for (int64_t t = 0; t < tall; t += kLanes) {
    Floats values, factors;
    Load(row + t, kLanes, &values);
    FactorsAt(key, FirstOfHead(head) + static_cast<uint32_t>(t), dropout, &factors);
    Store(values * factors, kLanes, row + t);
  }
}

// Takes kRows rows of a head, zeros where there are fewer, to `to` [kRows, wide].
LAMELLA_INLINE void TakeQueries(const Numbers &from, const AttentionCall &call, const Sequence &sequence, int64_t first, int64_t head,
                                float *to) {
  const int64_t wide = InLanes(call.width), count = sequence.queries.size();
  for (int64_t j = 0; j < kRows; j++, to += wide) {
    if (first + j < count) TakeRows(from.From(sequence.queries[first + j] * call.size + head * call.width), 0, 1, call.width, to);
    else std::fill(to, to + wide, 0.0f);
  }
}

// Gives a row of a head, [width in lanes], its place in a result.
LAMELLA_INLINE void PutRow(const float *row, int64_t width, const Numbers &to) {
  ForLanes(width, LAMELLA_LANES({
    Floats values;
    Load(row + i, kLanes, &values);
    Store(values, i, count, to);
  }));
}

// The weights of kRows queries of a head.
LAMELLA_INLINE void WeightsOfQueries(const AttentionCall &call, const Sequence &sequence, int64_t first, const float *queries,
                                     const HeadRows &keys, float *weights) {
  const int64_t wide = InLanes(call.width), tall = InLanes(sequence.length), count = sequence.queries.size();
  Products(queries, wide, keys.columns.data(), call.width, tall, weights);
  for (int64_t j = 0; j < kRows; j++) {
    const int64_t row = sequence.queries[std::min(first + j, count - 1)];
    const Seen seen = SeenFrom(call.PlaceOf(row) - sequence.begin, sequence.length, call.numbers);
    WeightsOfRow(weights + j * tall, tall, seen, call.numbers.scale);
  }
}

LAMELLA_INLINE void DropWeights(const AttentionCall &call, const Sequence &sequence, int64_t first, int64_t head, float *weights) {
  if (call.numbers.rate == 0) return;
  const int64_t tall = InLanes(sequence.length), count = sequence.queries.size();
  const DropoutFactor dropout(call.numbers.rate);
  for (int64_t j = 0; j < kRows && first + j < count; j++)
    DropRow(weights + j * tall, tall, call.use.KeyOf(call.PlaceOf(sequence.queries[first + j])), head, dropout);
}

// One head of keys and values of one sequence, with the heads of queries that share it.
LAMELLA_CLONES void AttendSequence(const AttentionCall &call, const Sequence &sequence, int64_t key_head,
                                   const Numbers &result) {
  const int64_t wide = InLanes(call.width), tall = InLanes(sequence.length), count = sequence.queries.size();
  const int64_t group = static_cast<int64_t>(call.numbers.heads / call.numbers.key_heads);
  const int64_t offset = sequence.begin * call.key_size + key_head * call.width;
  static thread_local HeadRows keys;
  static thread_local std::vector<float> values, queries, weights, sums;
  TakeHead(call.key.From(offset), call.key_size, sequence.length, call.width, &keys);
  TakeRows(call.value.From(offset), call.key_size, sequence.length, call.width, RoomFor(sequence.length * wide, &values));
  RoomFor(kRows * wide, &queries);
  RoomFor(kRows * wide, &sums);
  RoomFor(kRows * tall, &weights);
  for (int64_t head = key_head * group; head < (key_head + 1) * group; head++)
    for (int64_t first = 0; first < count; first += kRows) {
      TakeQueries(call.query, call, sequence, first, head, queries.data());
      WeightsOfQueries(call, sequence, first, queries.data(), keys, weights.data());
      DropWeights(call, sequence, first, head, weights.data());
      WeightedSums(weights.data(), tall, sequence.length, values.data(), wide, sums.data());
      for (int64_t j = 0; j < kRows && first + j < count; j++)
        PutRow(sums.data() + j * wide, call.width, result.From(sequence.queries[first + j] * call.size + head * call.width));
    }
}

struct AttentionGradients {
  Numbers result;  // dO
  Numbers query, key, value;
};

// With p the weights and m dropout's factors: dV = (p m)ᵀ dO, dp = m (dO Vᵀ), ds = scale · p (dp - Σ dp p), dQ = ds K, dK = dsᵀ Q.
LAMELLA_CLONES void GradientOfSequence(const AttentionCall &call, const Sequence &sequence, int64_t key_head,
                                       const AttentionGradients &gradients) {
  const int64_t wide = InLanes(call.width), tall = InLanes(sequence.length), count = sequence.queries.size();
  const int64_t group = static_cast<int64_t>(call.numbers.heads / call.numbers.key_heads);
  const int64_t offset = sequence.begin * call.key_size + key_head * call.width;
  static thread_local HeadRows keys, values;
  static thread_local std::vector<float> queries, asked, weights, dropped_weights, slopes, sums, key_sums, value_sums;
  TakeHead(call.key.From(offset), call.key_size, sequence.length, call.width, &keys);
  TakeHead(call.value.From(offset), call.key_size, sequence.length, call.width, &values);
  for (auto *rows : {&queries, &asked, &sums}) RoomFor(kRows * wide, rows);
  for (auto *rows : {&weights, &dropped_weights, &slopes}) RoomFor(kRows * tall, rows);
  for (auto *rows : {&key_sums, &value_sums}) std::fill_n(RoomFor(sequence.length * wide, rows), sequence.length * wide, 0.0f);
  for (int64_t head = key_head * group; head < (key_head + 1) * group; head++)
    for (int64_t first = 0; first < count; first += kRows) {
      TakeQueries(call.query, call, sequence, first, head, queries.data());
      TakeQueries(gradients.result, call, sequence, first, head, asked.data());
      WeightsOfQueries(call, sequence, first, queries.data(), keys, weights.data());
      const float *dropped = weights.data();
      if (call.numbers.rate != 0) {
        dropped = std::copy_n(weights.data(), kRows * tall, dropped_weights.data()) - kRows * tall;
        DropWeights(call, sequence, first, head, dropped_weights.data());
      }
      AddOuter(dropped, tall, sequence.length, asked.data(), wide, value_sums.data());
      Products(asked.data(), wide, values.columns.data(), call.width, tall, slopes.data());
      DropWeights(call, sequence, first, head, slopes.data());
      for (int64_t j = 0; j < kRows; j++) {
        Floats products{};
        for (int64_t t = 0; t < tall; t += kLanes) {
          Floats slope, weight;
          Load(slopes.data() + j * tall + t, kLanes, &slope);
          Load(weights.data() + j * tall + t, kLanes, &weight);
          products += slope * weight;
        }
        const float sum = SumOf(products);
        for (int64_t t = 0; t < tall; t += kLanes) {
          Floats slope, weight;
          Load(slopes.data() + j * tall + t, kLanes, &slope);
          Load(weights.data() + j * tall + t, kLanes, &weight);
          Store(weight * (slope - sum) * call.numbers.scale, kLanes, slopes.data() + j * tall + t);
        }
      }
      WeightedSums(slopes.data(), tall, sequence.length, keys.rows.data(), wide, sums.data());
      AddOuter(slopes.data(), tall, sequence.length, queries.data(), wide, key_sums.data());
      for (int64_t j = 0; j < kRows && first + j < count; j++)
        PutRow(sums.data() + j * wide, call.width,
               gradients.query.From(sequence.queries[first + j] * call.size + head * call.width));
    }
  for (int64_t t = 0; t < sequence.length; t++) {
    PutRow(key_sums.data() + t * wide, call.width, gradients.key.From(offset + t * call.key_size));
    PutRow(value_sums.data() + t * wide, call.width, gradients.value.From(offset + t * call.key_size));
  }
}

// Runs of equal numbers from 0 on are sequences; -1 is padding. Queries find theirs by their places.
inline std::vector<Sequence> FindSequences(const int32_t *texts, int64_t num_tokens, const int32_t *places, int64_t num_queries) {
  std::vector<Sequence> sequences;
  std::vector<int64_t> of_token(num_tokens, -1);
  for (int64_t i = 0; i < num_tokens; i++) {
    if (texts[i] < 0) continue;
    if (i == 0 || texts[i - 1] != texts[i]) sequences.push_back({i, 0, {}});
    sequences.back().length++;
    of_token[i] = sequences.size() - 1;
  }
  for (int64_t row = 0; row < num_queries; row++) {
    const int64_t place = places == nullptr ? row : places[row];
    const int64_t own = place >= 0 && place < num_tokens ? of_token[place] : -1;
    if (own >= 0) sequences[own].queries.push_back(row);
  }
  return sequences;
}

// Reads the inputs from `first` on: query, key, value, texts, places, seed, keys.
inline bool ReadAttention(KernelCall *kernel, int first, const AttentionNumbers &numbers, AttentionCall *call, Shape *query_shape,
                          Shape *key_shape) {
  Shape value_shape, texts_shape, places_shape, seed_shape, keys_shape;
  call->numbers = numbers;
  call->query = kernel->NumbersInput(first, query_shape);
  call->key = kernel->NumbersInput(first + 1, key_shape);
  call->value = kernel->NumbersInput(first + 2, &value_shape);
  const int32_t *texts = kernel->IntInput(first + 3, &texts_shape);
  call->places = kernel->IntInput(first + 4, &places_shape);
  call->use.seed = kernel->IntInput(first + 5, &seed_shape);
  call->use.keys = kernel->IntInput(first + 6, &keys_shape);
  call->use.call = static_cast<int32_t>(numbers.call);
  if (!kernel->ok()) return false;
  const int64_t heads = static_cast<int64_t>(numbers.heads), key_heads = static_cast<int64_t>(numbers.key_heads);
  if (query_shape->size() != 2 || key_shape->size() != 2 || value_shape != *key_shape || SizeOf(texts_shape) != (*key_shape)[0] ||
      heads < 1 || key_heads < 1 || heads % key_heads != 0 || (*query_shape)[1] % heads != 0 ||
      (*query_shape)[1] / heads * key_heads != (*key_shape)[1]) {
    kernel->Fail("Expected queries [Q, H K], keys and values [n, KV K], and the text of each of n tokens");
    return false;
  }
  const bool has_places = SizeOf(places_shape) > 0;
  if (!has_places) call->places = nullptr;
  if ((has_places ? SizeOf(places_shape) : (*key_shape)[0]) != (*query_shape)[0]) {
    kernel->Fail("Expected a query for each token, or the place of each query");
    return false;
  }
  if (SizeOf(keys_shape) == 0) call->use.keys = nullptr;
  if (numbers.rate > 0 && (SizeOf(seed_shape) != 2 || (call->use.keys != nullptr && keys_shape != Shape{(*key_shape)[0], 2}))) {
    kernel->Fail("Expected a seed of two numbers, and two keys for each token or none");
    return false;
  }
  call->size = (*query_shape)[1];
  call->key_size = (*key_shape)[1];
  call->width = call->size / heads;
  call->sequences = FindSequences(texts, (*key_shape)[0], call->places, (*query_shape)[0]);
  return true;
}

// run(sequence, head of keys) for all of them; a thread gets neighbouring heads, so that each has a share of every sequence.
template <typename Run>
void ForSequences(const AttentionCall &call, const Run &run) {
  const int64_t count = call.sequences.size(), heads = static_cast<int64_t>(call.numbers.key_heads);
  if (count == 0) return;
  int64_t work = 0;
  for (const Sequence &sequence : call.sequences) work += sequence.length * static_cast<int64_t>(sequence.queries.size());
  const int64_t per_unit = std::max<int64_t>(1, work * call.size / heads / count / 4);
  InParallel(heads * count, per_unit, [&](int64_t begin, int64_t end) {
    for (int64_t unit = begin; unit < end; unit++)
      if (!call.sequences[unit % count].queries.empty()) run(call.sequences[unit % count], unit / count);
  });
}

inline void SetToZero(const Numbers &numbers, int64_t count) { std::memset(numbers.data, 0, count * (numbers.is_reduced ? 2 : 4)); }

inline void ComputeAttention(void *state, TF_OpKernelContext *context) {
  KernelCall kernel(context);
  AttentionCall call;
  Shape query_shape, key_shape;
  if (!ReadAttention(&kernel, 0, *static_cast<const AttentionNumbers *>(state), &call, &query_shape, &key_shape)) return;
  const Numbers result = kernel.NumbersOutput(0, call.numbers.is_reduced, query_shape);
  if (!kernel.ok()) return;
  SetToZero(result, SizeOf(query_shape));
  ForSequences(call, [&](const Sequence &sequence, int64_t head) { AttendSequence(call, sequence, head, result); });
}

inline void ComputeAttentionGradient(void *state, TF_OpKernelContext *context) {
  KernelCall kernel(context);
  AttentionCall call;
  Shape dy_shape, query_shape, key_shape;
  AttentionGradients gradients{kernel.NumbersInput(0, &dy_shape), {}, {}, {}};
  if (!ReadAttention(&kernel, 1, *static_cast<const AttentionNumbers *>(state), &call, &query_shape, &key_shape)) return;
  if (dy_shape != query_shape) return kernel.Fail("Expected gradients of the queries' shape");
  gradients.query = kernel.NumbersOutput(0, call.numbers.is_reduced, query_shape);
  gradients.key = kernel.NumbersOutput(1, call.numbers.is_reduced, key_shape);
  gradients.value = kernel.NumbersOutput(2, call.numbers.is_reduced, key_shape);
  if (!kernel.ok()) return;
  SetToZero(gradients.query, SizeOf(query_shape));
  SetToZero(gradients.key, SizeOf(key_shape));
  SetToZero(gradients.value, SizeOf(key_shape));
  ForSequences(call, [&](const Sequence &sequence, int64_t head) { GradientOfSequence(call, sequence, head, gradients); });
}

inline void *CreateAttention(TF_OpKernelConstruction *construction) {
  auto *numbers = new AttentionNumbers;
  numbers->is_reduced = HasReducedOutput(construction);
  ReadNumbers(construction, {{"heads", &numbers->heads}, {"key_heads", &numbers->key_heads}, {"scale", &numbers->scale},
                             {"before", &numbers->before}, {"after", &numbers->after}, {"rate", &numbers->rate},
                             {"call", &numbers->call}});
  return numbers;
}
inline void DeleteAttention(void *numbers) { delete static_cast<AttentionNumbers *>(numbers); }

// The gradients of queries, keys and values are of the shapes of the inputs 1 to 3.
inline void ShapesOfAttentionGradient(TF_ShapeInferenceContext *context, TF_Status *status) {
  TF_ShapeHandle *shape = TF_NewShapeHandle();
  for (int i = 0; i < 3 && TF_GetCode(status) == TF_OK; i++) {
    TF_ShapeInferenceContextGetInput(context, i + 1, shape, status);
    if (TF_GetCode(status) == TF_OK) TF_ShapeInferenceContextSetOutput(context, i, shape, status);
  }
  TF_DeleteShapeHandle(shape);
}

// (query, key, value, texts, places, seed, keys) -> contexts; (dy, and the same) -> gradients of query, key and value. Without places a
// query is of the token of its row. Tokens of the text -1 see nothing and are not seen; the contexts of queries there are zero.
inline bool RegisterAttention() {
  const std::vector<const char *> inputs = {"query: Q",      "key: K",     "value: V",    "texts: int32",
                                            "places: int32", "seed: int32", "keys: int32"};
  const std::vector<const char *> attributes = {"Q: {float, bfloat16}", "K: {float, bfloat16}", "V: {float, bfloat16}", kOutputType,
                                                "heads: float", "key_heads: float", "scale: float", "before: float",
                                                "after: float", "rate: float",      "call: float"};
  std::vector<const char *> with_gradient = inputs;
  with_gradient.insert(with_gradient.begin(), "dy: Y");
  std::vector<const char *> attributes_with_gradient = attributes;
  attributes_with_gradient.push_back("Y: {float, bfloat16}");
  return Register({"LamellaAttention", inputs, {"contexts: U"}, attributes, ShapeOfInput<0, 1>, CreateAttention,
                   ComputeAttention, DeleteAttention}) &&
         Register({"LamellaAttentionGradient", with_gradient, {"dquery: U", "dkey: U", "dvalue: U"}, attributes_with_gradient,
                   ShapesOfAttentionGradient, CreateAttention, ComputeAttentionGradient, DeleteAttention});
}

}  // namespace lamella
