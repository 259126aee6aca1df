// The ops LamellaAttention and LamellaDistanceAttention with their gradients: attention of sequences that lie one after another, without
// padding. Only its inputs are kept for the backward pass, which computes the weights again.

#pragma once

#include <cmath>

#include "distance_tables.h"
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
  bool has_tables = false;  // of distances
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
  DistanceTables tables;
  int64_t size, key_size, width;  // of a row of the queries, of the keys, of a head
  std::vector<Sequence> sequences;
  RandomUse use;

  int64_t PlaceOf(int64_t row) const { return places == nullptr ? row : places[row]; }
};

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

// The tokens [first, last) of a sequence that some queries see, in whole lanes; `tall` is the length of a row.
struct Span {
  int64_t first, last, tall;
};

// products[j][t] = Σ_k left[j][k] columns[k][t] for kRows rows and kVectors times sixteen t; left [kRows, width], products [kRows, tall].
template <int kVectors>
LAMELLA_INLINE void ProductsOf(const float *left, int64_t left_stride, const float *columns, int64_t width, int64_t tall, float *products) {
  Floats sums[kRows][kVectors] = {};
  for (int64_t k = 0; k < width; k++) {
    Floats column[kVectors];
    for (int v = 0; v < kVectors; v++) Load(columns + k * tall + v * kLanes, kLanes, &column[v]);
    for (int j = 0; j < kRows; j++)
      for (int v = 0; v < kVectors; v++) sums[j][v] += left[j * left_stride + k] * column[v];
  }
  for (int j = 0; j < kRows; j++)
    for (int v = 0; v < kVectors; v++) Store(sums[j][v], kLanes, products + j * tall + v * kLanes);
}

// The same for the t of a span. With two vectors at a time there are enough sums that none waits for the one before it.
LAMELLA_INLINE void Products(const float *left, int64_t left_stride, const float *columns, int64_t width, const Span &span,
                             float *products) {
  int64_t t = span.first;
  for (; t + 2 * kLanes <= span.last; t += 2 * kLanes) ProductsOf<2>(left, left_stride, columns + t, width, span.tall, products + t);
  if (t < span.last) ProductsOf<1>(left, left_stride, columns + t, width, span.tall, products + t);
}

// results[j] = Σ_t left[j][t] rows[t] for kRows rows of kVectors times sixteen numbers and the t of [first, last).
template <int kVectors>
LAMELLA_INLINE void WeightedSumsOf(const float *left, int64_t tall, int64_t first, int64_t last, const float *rows, int64_t wide,
                                   float *results) {
  Floats sums[kRows][kVectors] = {};
  for (int64_t t = first; t < last; t++) {
    Floats row[kVectors];
    for (int v = 0; v < kVectors; v++) Load(rows + t * wide + v * kLanes, kLanes, &row[v]);
    for (int j = 0; j < kRows; j++)
      for (int v = 0; v < kVectors; v++) sums[j][v] += left[j * tall + t] * row[v];
  }
  for (int j = 0; j < kRows; j++)
    for (int v = 0; v < kVectors; v++) Store(sums[j][v], kLanes, results + j * wide + v * kLanes);
}

// The same for rows of `wide` numbers and the t of a span below `length`; left [kRows, tall].
LAMELLA_INLINE void WeightedSums(const float *left, const Span &span, int64_t length, const float *rows, int64_t wide, float *results) {
  const int64_t last = std::min(span.last, length);
  int64_t k = 0;
  for (; k + 2 * kLanes <= wide; k += 2 * kLanes) WeightedSumsOf<2>(left, span.tall, span.first, last, rows + k, wide, results + k);
  if (k < wide) WeightedSumsOf<1>(left, span.tall, span.first, last, rows + k, wide, results + k);
}

// sums[t] += Σ_j left[j][t] rows[j] for kRows rows of `wide` numbers and the t of a span below `length`.
LAMELLA_INLINE void AddOuter(const float *left, const Span &span, int64_t length, const float *rows, int64_t wide, float *sums) {
  const int64_t tall = span.tall, last = std::min(span.last, length);
  for (int64_t k = 0; k < wide; k += kLanes) {
    Floats row[kRows];
    for (int j = 0; j < kRows; j++) Load(rows + j * wide + k, kLanes, &row[j]);
    for (int64_t t = span.first; t < last; t++) {
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

// The largest scores that sixteen tokens may have: of those that are not seen, -∞. From the i-th number on, i of them are seen at the end; from
// the 16 + i-th on, i are hidden at the end.
constexpr float kSeen = __builtin_inff(), kHidden = -kSeen;
constexpr float kBounds[3 * kLanes] = {
    kHidden, kHidden, kHidden, kHidden, kHidden, kHidden, kHidden, kHidden, kHidden, kHidden, kHidden, kHidden, kHidden, kHidden, kHidden, kHidden,
    kSeen,   kSeen,   kSeen,   kSeen,   kSeen,   kSeen,   kSeen,   kSeen,   kSeen,   kSeen,   kSeen,   kSeen,   kSeen,   kSeen,   kSeen,   kSeen,
    kHidden, kHidden, kHidden, kHidden, kHidden, kHidden, kHidden, kHidden, kHidden, kHidden, kHidden, kHidden, kHidden, kHidden, kHidden, kHidden};

// Hides the scores of sixteen tokens from the token `first` on that are not seen.
LAMELLA_INLINE void HideUnseen(const Seen &seen, int64_t first, Floats *scores) {
  Floats before, behind;
  Load(kBounds + kLanes - std::clamp<int64_t>(seen.first - first, 0, kLanes), kLanes, &before);
  Load(kBounds + 2 * kLanes - std::clamp<int64_t>(seen.last - first, 0, kLanes), kLanes, &behind);
  *scores = *scores < before ? *scores : before;
  *scores = *scores < behind ? *scores : behind;
}

// kRows rows of scores become weights: softmax(scale · scores) of what is seen, zero elsewhere in the span. Rows take turns, so that none waits
// for itself.
LAMELLA_INLINE void WeightsOfRows(float *rows, const Span &span, const Seen *seen, float scale) {
  Floats largest[kRows], totals[kRows] = {};
  float max[kRows], share[kRows];
  for (int j = 0; j < kRows; j++) largest[j] = Floats{} + kHidden;
  for (int64_t t = span.first; t < span.last; t += kLanes)
    for (int j = 0; j < kRows; j++) {
      Floats score;
      Load(rows + j * span.tall + t, kLanes, &score);
      score *= scale;
      HideUnseen(seen[j], t, &score);
      Store(score, kLanes, rows + j * span.tall + t);
      largest[j] = score > largest[j] ? score : largest[j];
    }
  for (int j = 0; j < kRows; j++) max[j] = MaxOf(largest[j]);
  for (int64_t t = span.first; t < span.last; t += kLanes)
    for (int j = 0; j < kRows; j++) {
      Floats score, power;
      Load(rows + j * span.tall + t, kLanes, &score);
      PowerBelow(score, max[j], &power);
      Store(power, kLanes, rows + j * span.tall + t);
      totals[j] += power;
    }
  for (int j = 0; j < kRows; j++) share[j] = 1 / SumOf(totals[j]);
  for (int64_t t = span.first; t < span.last; t += kLanes)
    for (int j = 0; j < kRows; j++) {
      Floats power;
      Load(rows + j * span.tall + t, kLanes, &power);
      Store(power * share[j], kLanes, rows + j * span.tall + t);
    }
}

// Multiplies a row by dropout's factors.
LAMELLA_INLINE void DropRow(float *row, const Span &span, uint64_t key, int64_t head, const DropoutFactor &dropout) {
  for (int64_t t = span.first; t < span.last; t += kLanes) {
    Floats values, factors;
    Load(row + t, kLanes, &values);
    FactorsAt(key, FirstOfHead(head) + static_cast<uint32_t>(t), dropout, &factors);
    Store(values * factors, kLanes, row + t);
  }
}

// Some queries of a sequence that are computed together: `count` of them, and copies of the last one up to kRows.
struct QueryBlock {
  const Sequence &sequence;
  int64_t first, count;
  int64_t own[kRows];  // their tokens, counted from the sequence's first
  Seen seen[kRows];
  Span span;

  QueryBlock(const AttentionCall &call, const Sequence &asking, int64_t begin) : sequence(asking), first(begin) {
    count = std::min<int64_t>(kRows, static_cast<int64_t>(asking.queries.size()) - begin);
    span = {InLanes(asking.length), 0, InLanes(asking.length)};
    for (int64_t j = 0; j < kRows; j++) {
      own[j] = call.PlaceOf(RowOf(std::min(j, count - 1))) - asking.begin;
      seen[j] = SeenFrom(own[j], asking.length, call.numbers);
      span.first = std::min(span.first, seen[j].first / kLanes * kLanes);
      span.last = std::max(span.last, InLanes(seen[j].last));
    }
  }

  int64_t RowOf(int64_t j) const { return sequence.queries[first + j]; }
};

// Takes a block's rows of a head, zeros where there are fewer, to `to` [kRows, wide].
LAMELLA_INLINE void TakeQueries(const Numbers &from, const AttentionCall &call, const QueryBlock &block, int64_t head, float *to) {
  const int64_t wide = InLanes(call.width);
  for (int64_t j = 0; j < kRows; j++, to += wide) {
    if (j < block.count) TakeRows(from.From(block.RowOf(j) * call.size + head * call.width), 0, 1, call.width, to);
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

// The same for the rows of a block, [kRows, wide].
LAMELLA_INLINE void PutQueries(const float *rows, const AttentionCall &call, const QueryBlock &block, int64_t head, const Numbers &to) {
  for (int64_t j = 0; j < block.count; j++)
    PutRow(rows + j * InLanes(call.width), call.width, to.From(block.RowOf(j) * call.size + head * call.width));
}

// The weights of a block's queries, of a head.
LAMELLA_INLINE void WeightsOfQueries(const AttentionCall &call, const QueryBlock &block, const float *queries, const HeadRows &keys,
                                     const HeadTables &tables, float *weights) {
  const Span &span = block.span;
  if (tables.IsEmpty()) Products(queries, InLanes(call.width), keys.columns.data(), call.width, span, weights);
  else tables.Scores(queries, keys.columns.data(), block.own, span.first, span.last, span.tall, weights);
  WeightsOfRows(weights, span, block.seen, call.numbers.scale);
}

LAMELLA_INLINE void DropWeights(const AttentionCall &call, const QueryBlock &block, int64_t head, float *weights) {
  if (call.numbers.rate == 0) return;
  const DropoutFactor dropout(call.numbers.rate);
  for (int64_t j = 0; j < block.count; j++)
    DropRow(weights + j * block.span.tall, block.span, call.use.KeyOf(call.PlaceOf(block.RowOf(j))), head, dropout);
}

// One head of keys and values of one sequence, with the heads of queries that share it.
LAMELLA_CLONES void AttendSequence(const AttentionCall &call, const Sequence &sequence, int64_t key_head, const HeadTables &tables,
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
  for (int64_t first = 0; first < count; first += kRows) {
    const QueryBlock block(call, sequence, first);
    for (int64_t head = key_head * group; head < (key_head + 1) * group; head++) {
      TakeQueries(call.query, call, block, head, queries.data());
      WeightsOfQueries(call, block, queries.data(), keys, tables, weights.data());
      DropWeights(call, block, head, weights.data());
      WeightedSums(weights.data(), block.span, sequence.length, values.data(), wide, sums.data());
      PutQueries(sums.data(), call, block, head, result);
    }
  }
}

struct AttentionGradients {
  Numbers result;  // dO
  Numbers query, key, value;
};

// Turns slopes dp of the rows of a block into ds = scale · p (dp - Σ dp p).
LAMELLA_INLINE void SlopesOfScores(const float *weights, const Span &span, float scale, float *slopes) {
  for (int64_t j = 0; j < kRows; j++, weights += span.tall, slopes += span.tall) {
    Floats products{}, slope, weight;
    for (int64_t t = span.first; t < span.last; t += kLanes) {
      Load(slopes + t, kLanes, &slope);
      Load(weights + t, kLanes, &weight);
      products += slope * weight;
    }
    const float sum = SumOf(products);
    for (int64_t t = span.first; t < span.last; t += kLanes) {
      Load(slopes + t, kLanes, &slope);
      Load(weights + t, kLanes, &weight);
      Store(weight * (slope - sum) * scale, kLanes, slopes + t);
    }
  }
}

// With p the weights and m dropout's factors: dV = (p m)ᵀ dO, dp = m (dO Vᵀ), ds = scale · p (dp - Σ dp p), dQ = ds K, dK = dsᵀ Q, and
// what the tables add to these.
LAMELLA_CLONES void GradientOfSequence(const AttentionCall &call, const Sequence &sequence, int64_t key_head, HeadTables *tables,
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
  for (int64_t first = 0; first < count; first += kRows) {
    const QueryBlock block(call, sequence, first);
    const Span &span = block.span;
    for (int64_t head = key_head * group; head < (key_head + 1) * group; head++) {
      TakeQueries(call.query, call, block, head, queries.data());
      TakeQueries(gradients.result, call, block, head, asked.data());
      WeightsOfQueries(call, block, queries.data(), keys, *tables, weights.data());
      const float *dropped = weights.data();
      if (call.numbers.rate != 0) {
        dropped = std::copy_n(weights.data(), kRows * tall, dropped_weights.data()) - kRows * tall;
        DropWeights(call, block, head, dropped_weights.data());
      }
      AddOuter(dropped, span, sequence.length, asked.data(), wide, value_sums.data());
      Products(asked.data(), wide, values.columns.data(), call.width, span, slopes.data());
      DropWeights(call, block, head, slopes.data());
      SlopesOfScores(weights.data(), span, call.numbers.scale, slopes.data());
      WeightedSums(slopes.data(), span, sequence.length, keys.rows.data(), wide, sums.data());
      AddOuter(slopes.data(), span, sequence.length, queries.data(), wide, key_sums.data());
      if (!tables->IsEmpty())
        for (int64_t j = 0; j < block.count; j++)
          tables->AddGradients({slopes.data() + j * tall, block.own[j], block.seen[j].first, block.seen[j].last}, queries.data() + j * wide,
                               keys.rows.data(), sums.data() + j * wide, key_sums.data());
      PutQueries(sums.data(), call, block, head, gradients.query);
    }
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

inline bool ReadTables(KernelCall *kernel, int first, AttentionCall *call) {
  DistanceTables &tables = call->tables;
  tables.keys = kernel->Input(first, &tables.keys_shape);
  tables.queries = kernel->Input(first + 1, &tables.queries_shape);
  if (!kernel->ok()) return false;
  int64_t longest = 0;
  for (const Sequence &sequence : call->sequences) longest = std::max(longest, sequence.length);
  if (tables.Fit(call->size, longest) && call->numbers.heads == call->numbers.key_heads) return true;
  kernel->Fail("Expected tables [2M, H K] for distances below M, no text of more than M tokens, and as many heads of keys");
  return false;
}

// Reads the inputs from `first` on: query, key, value, texts, places, seed, keys, and tables where there are any.
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
  return !numbers.has_tables || ReadTables(kernel, first + 7, call);
}

// run(sequence, head of keys, tables) for all of them; a thread gets neighbouring heads, so that each has a share of every sequence. A head
// whose tables have gradients is one thread's: after its last sequence, finish(tables).
template <typename Run, typename Finish>
void ForSequences(const AttentionCall &call, bool has_whole_heads, const Run &run, const Finish &finish) {
  const int64_t count = call.sequences.size(), heads = static_cast<int64_t>(call.numbers.key_heads);
  if (count == 0) return;
  int64_t work = 0;
  for (const Sequence &sequence : call.sequences) work += sequence.length * static_cast<int64_t>(sequence.queries.size());
  const int64_t per_part = has_whole_heads ? count : 1;
  const int64_t work_of_part = std::max<int64_t>(1, work * call.size / heads * per_part / count / 4);
  InParallel(heads * count / per_part, work_of_part, [&](int64_t begin, int64_t end) {
    HeadTables tables;
    for (int64_t unit = begin * per_part; unit < end * per_part; unit++) {
      const int64_t head = unit / count;
      if (tables.head != head) tables.Take(call.tables, head, call.width, call.size);
      if (!call.sequences[unit % count].queries.empty()) run(call.sequences[unit % count], head, &tables);
      if (unit % count == count - 1) finish(tables);
    }
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
  ForSequences(
      call, false,
      [&](const Sequence &sequence, int64_t head, HeadTables *tables) { AttendSequence(call, sequence, head, *tables, result); },
      [](const HeadTables &) {});
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
  float *of_keys = nullptr, *of_queries = nullptr;
  const bool has_tables = call.numbers.has_tables;
  if (has_tables) {
    of_keys = kernel.Output(3, call.tables.keys_shape);
    of_queries = kernel.Output(4, call.tables.queries_shape);
  }
  if (!kernel.ok()) return;
  if (has_tables) {
    std::fill_n(of_keys, SizeOf(call.tables.keys_shape), 0.0f);
    std::fill_n(of_queries, SizeOf(call.tables.queries_shape), 0.0f);
  }
  SetToZero(gradients.query, SizeOf(query_shape));
  SetToZero(gradients.key, SizeOf(key_shape));
  SetToZero(gradients.value, SizeOf(key_shape));
  ForSequences(
      call, has_tables,
      [&](const Sequence &sequence, int64_t head, HeadTables *tables) { GradientOfSequence(call, sequence, head, tables, gradients); },
      [&](const HeadTables &tables) {
        if (has_tables) tables.PutGradients(call.tables, of_keys, of_queries);
      });
}

template <bool has_tables>
void *CreateAttention(TF_OpKernelConstruction *construction) {
  auto *numbers = new AttentionNumbers;
  numbers->has_tables = has_tables;
  numbers->is_reduced = HasReducedOutput(construction);
  ReadNumbers(construction, {{"heads", &numbers->heads}, {"key_heads", &numbers->key_heads}, {"scale", &numbers->scale},
                             {"before", &numbers->before}, {"after", &numbers->after}, {"rate", &numbers->rate},
                             {"call", &numbers->call}});
  return numbers;
}
inline void DeleteAttention(void *numbers) { delete static_cast<AttentionNumbers *>(numbers); }

// The gradients of queries, keys and values are of the shapes of the inputs 1 to 3, those of tables of the shapes of the inputs 8 and 9.
template <int count>
void ShapesOfAttentionGradient(TF_ShapeInferenceContext *context, TF_Status *status) {
  TF_ShapeHandle *shape = TF_NewShapeHandle();
  for (int i = 0; i < count && TF_GetCode(status) == TF_OK; i++) {
    TF_ShapeInferenceContextGetInput(context, i < 3 ? i + 1 : i + 5, shape, status);
    if (TF_GetCode(status) == TF_OK) TF_ShapeInferenceContextSetOutput(context, i, shape, status);
  }
  TF_DeleteShapeHandle(shape);
}

using Names = std::vector<const char *>;
inline Names Joined(Names first, const Names &others) {
  first.insert(first.end(), others.begin(), others.end());
  return first;
}

// (query, key, value, texts, places, seed, keys) -> contexts; (dy, and the same) -> gradients of query, key and value. Without places a
// query is of the token of its row. Tokens of the text -1 see nothing and are not seen; the contexts of queries there are zero. Attention with
// distances has two tables more, whose gradients come last.
inline bool RegisterAttention() {
  const Names inputs = {"query: Q", "key: K", "value: V", "texts: int32", "places: int32", "seed: int32", "keys: int32"};
  const Names tables = {"of_keys: float", "of_queries: float"};
  const Names attributes = {"Q: {float, bfloat16}", "K: {float, bfloat16}", "V: {float, bfloat16}", kOutputType,
                            "heads: float", "key_heads: float", "scale: float", "before: float",
                            "after: float", "rate: float",      "call: float"};
  const Names with_gradient = Joined({"dy: Y"}, inputs), attributes_with_gradient = Joined(attributes, {"Y: {float, bfloat16}"});
  const Names gradients = {"dquery: U", "dkey: U", "dvalue: U"};
  return Register({"LamellaAttention", inputs, {"contexts: U"}, attributes, ShapeOfInput<0, 1>, CreateAttention<false>, ComputeAttention,
                   DeleteAttention}) &&
         Register({"LamellaAttentionGradient", with_gradient, gradients, attributes_with_gradient, ShapesOfAttentionGradient<3>,
                   CreateAttention<false>, ComputeAttentionGradient, DeleteAttention}) &&
         Register({"LamellaDistanceAttention", Joined(inputs, tables), {"contexts: U"}, attributes, ShapeOfInput<0, 1>,
                   CreateAttention<true>, ComputeAttention, DeleteAttention}) &&
         Register({"LamellaDistanceAttentionGradient", Joined(with_gradient, tables),
                   Joined(gradients, {"dof_keys: float", "dof_queries: float"}), attributes_with_gradient, ShapesOfAttentionGradient<5>,
                   CreateAttention<true>, ComputeAttentionGradient, DeleteAttention});
}

}  // namespace lamella
