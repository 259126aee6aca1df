// Random numbers that belong to a place: a hash of a key and a counter, so that the order in which places are visited means nothing.

#pragma once

#include "vectors.h"

namespace lamella {

typedef uint32_t Words __attribute__((vector_size(4 * kLanes)));

// The finaliser of SplitMix64 (Steele et al. 2014), a bijection.
inline uint64_t Mix(uint64_t z) {
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

inline uint64_t Joined(int32_t high, int32_t low) {
  return static_cast<uint64_t>(static_cast<uint32_t>(high)) << 32 | static_cast<uint32_t>(low);
}

// The numbers of one use in a pass. Each row of them, of `m` counters, has a key.
struct RandomUse {
  const int32_t *seed = nullptr;  // two numbers
  const int32_t *keys = nullptr;  // two numbers for each row; where there are none, a row's number is its key
  int32_t call = 0;

  uint64_t KeyOf(int64_t row) const {
    const uint64_t of_call = Mix(Mix(Joined(seed[0], seed[1])) + 0x9e3779b97f4a7c15u * (static_cast<uint32_t>(call) + 1u));
    return Mix(of_call ^ Mix(keys == nullptr ? static_cast<uint64_t>(row) : Joined(keys[2 * row], keys[2 * row + 1]) + 1));
  }
};

// Zero with probability `rate`, else 1 / (1 - rate): what dropout multiplies by.
struct DropoutFactor {
  int32_t threshold;
  float kept;

  explicit DropoutFactor(float rate) : threshold(static_cast<int32_t>(rate * (1 << 24))), kept(1 / (1 - rate)) {}
};

// Of sixteen counters from the first on: two rounds of a bijection of 32 bits with two multiplications each (the constants by Ellis,
// "prospecting for hash functions", 2018), the first keyed with one half of the key, the second with the other.
LAMELLA_INLINE void FactorsAt(uint64_t key, uint32_t first, const DropoutFactor &dropout, Floats *factors) {
  const Words lanes = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  Words x = (lanes + first) ^ static_cast<uint32_t>(key);
  x ^= x >> 16;
  x *= 0x7feb352du;
  x ^= x >> 15;
  x *= 0x846ca68bu;
  x ^= x >> 16;
  x ^= static_cast<uint32_t>(key >> 32);
  x ^= x >> 16;
  x *= 0x21f0aaadu;
  x ^= x >> 15;
  x *= 0xd35a2d97u;
  x ^= x >> 15;
  Ints bits;
  x >>= 8;
  std::memcpy(&bits, &x, sizeof(bits));
  *factors = bits < dropout.threshold ? Floats{} : Floats{} + dropout.kept;
}

// The first counter of a head's row: those of different heads don't meet below 2^20 columns.
constexpr int kHeadBits = 20;
inline uint32_t FirstOfHead(int64_t head) { return static_cast<uint32_t>(head) << kHeadBits; }

}  // namespace lamella
