// Tables by which disentangled attention (He et al. 2021) adds the distance of two tokens to their score.

#pragma once

#include "kernel_call.h"
#include "vectors.h"

namespace lamella {

// Queries that are computed together.
constexpr int kRows = 8;

// For distances below M: the row j - i + M - 1 of `keys` meets the query i of the key j, the row i - j + M - 1 of `queries` the key. Each is
// [2M, H K], its last row never looked at, or empty.
struct DistanceTables {
  const float *keys = nullptr, *queries = nullptr;
  Shape keys_shape, queries_shape;

  // M, or 0 without tables.
  int64_t Reach() const { return std::max(RowsOf(keys_shape), RowsOf(queries_shape)) / 2; }

  bool Fit(int64_t size, int64_t longest) const {
    for (const Shape *shape : {&keys_shape, &queries_shape})
      if (RowsOf(*shape) > 0 && (shape->size() != 2 || (*shape)[1] != size || (*shape)[0] != 2 * Reach())) return false;
    return Reach() == 0 || longest <= Reach();
  }

 private:
  static int64_t RowsOf(const Shape &shape) { return shape.empty() || SizeOf(shape) == 0 ? 0 : shape[0]; }
};

// A query's slopes: of its scores with the tokens [first, last) of its sequence.
struct QuerySlopes {
  const float *slopes;
  int64_t own, first, last;
};

// The tables of one head, and their gradients. Rows of both tables are laid out by j - i, so that those for the keys of a query follow one
// another.
class HeadTables {
 public:
  int64_t head = -1;

  bool IsEmpty() const { return reach_ == 0; }

  void Take(const DistanceTables &tables, int64_t of_head, int64_t width, int64_t size) {
    head = of_head;
    reach_ = tables.Reach();
    if (reach_ == 0) return;
    width_ = width;
    wide_ = InLanes(width);
    tall_ = InLanes(2 * reach_) + kLanes;
    offset_ = head * width;
    size_ = size;
    TakeTable(tables.keys, SizeOf(tables.keys_shape) > 0, false, &keys_);
    TakeTable(tables.queries, SizeOf(tables.queries_shape) > 0, true, &queries_);
  }

  // scores[j][t] = Q_j · K_t + Q_j · P_d + K_t · R_d with d the distance, for the t of [first, last); queries [kRows, wide], `columns` the keys'
  // [width, tall].
  LAMELLA_INLINE void Scores(const float *queries, const float *columns, const int64_t *own, int64_t first, int64_t last, int64_t tall,
                             float *scores) const {
    for (int64_t t = first; t < last; t += kLanes) {
      Floats sums[kRows] = {};
      for (int64_t k = 0; k < width_; k++) {
        Floats column, of_key, of_query;
        Load(columns + k * tall + t, kLanes, &column);
        const float *key_column = keys_.columns.data() + k * tall_ + t, *query_column = queries_.columns.data() + k * tall_ + t;
        for (int j = 0; j < kRows; j++) {
          Load(key_column + RowOf(own[j]), kLanes, &of_key);
          Load(query_column + RowOf(own[j]), kLanes, &of_query);
          sums[j] += queries[j * wide_ + k] * (column + of_key) + column * of_query;
        }
      }
      for (int j = 0; j < kRows; j++) Store(sums[j], kLanes, scores + j * tall + t);
    }
  }

  // Adds what the tables add to the gradients of a query and of keys, and to their own; key_rows and key_sums [T, wide].
  LAMELLA_INLINE void AddGradients(const QuerySlopes &of, const float *query, const float *key_rows, float *query_sum, float *key_sums) {
    const int64_t row = RowOf(of.own);
    for (int64_t k = 0; k < wide_; k += kLanes) {
      Floats q, sum;
      Load(query + k, kLanes, &q);
      Load(query_sum + k, kLanes, &sum);
      for (int64_t t = of.first; t < of.last; t++) {
        const int64_t at = (row + t) * wide_ + k;
        const float slope = of.slopes[t];
        Floats of_key, of_query, key, key_sum, table_sum;
        Load(keys_.rows.data() + at, kLanes, &of_key);
        sum += slope * of_key;
        Load(queries_.rows.data() + at, kLanes, &of_query);
        Load(key_sums + t * wide_ + k, kLanes, &key_sum);
        Store(key_sum + slope * of_query, kLanes, key_sums + t * wide_ + k);
        Load(keys_.sums.data() + at, kLanes, &table_sum);
        Store(table_sum + slope * q, kLanes, keys_.sums.data() + at);
        Load(key_rows + t * wide_ + k, kLanes, &key);
        Load(queries_.sums.data() + at, kLanes, &table_sum);
        Store(table_sum + slope * key, kLanes, queries_.sums.data() + at);
      }
      Store(sum, kLanes, query_sum + k);
    }
  }

  // Writes the gradients of the head's part of the tables.
  void PutGradients(const DistanceTables &tables, float *of_keys, float *of_queries) const {
    if (SizeOf(tables.keys_shape) > 0) PutTable(keys_, false, of_keys);
    if (SizeOf(tables.queries_shape) > 0) PutTable(queries_, true, of_queries);
  }

 private:
  // [2M, wide], and transposed [width, tall].
  struct Table {
    std::vector<float> rows, columns, sums;
  };

  int64_t reach_ = 0, width_ = 0, wide_ = 0, tall_ = 0, offset_ = 0, size_ = 0;
  Table keys_, queries_;

  // The row for the first token of a sequence, seen from its token `own`.
  int64_t RowOf(int64_t own) const { return reach_ - 1 - own; }
  int64_t Turned(int64_t row, bool is_reversed) const { return is_reversed ? 2 * (reach_ - 1) - row : row; }

  void TakeTable(const float *from, bool is_given, bool is_reversed, Table *table) {
    table->rows.assign(2 * reach_ * wide_, 0);
    table->columns.assign(width_ * tall_, 0);
    table->sums.assign(2 * reach_ * wide_, 0);
    if (!is_given) return;
    for (int64_t row = 0; row < 2 * reach_ - 1; row++)
      for (int64_t k = 0; k < width_; k++) {
        const float x = from[Turned(row, is_reversed) * size_ + offset_ + k];
        table->rows[row * wide_ + k] = x;
        table->columns[k * tall_ + row] = x;
      }
  }

  void PutTable(const Table &table, bool is_reversed, float *to) const {
    for (int64_t row = 0; row < 2 * reach_ - 1; row++)
      std::copy_n(table.sums.data() + row * wide_, width_, to + Turned(row, is_reversed) * size_ + offset_);
  }
};

}  // namespace lamella
