// Tensors in memory of their own, for what is kept long: the weights of a model. TensorFlow's allocator for oneDNN takes tensors from
// regions, of which each new one is twice as large, with a table of a 32nd of its size: half a GiB for 13 GiB of weights.

// Included before `copied_arrays.h` puts its own function in the place of TF_NewTensor.

#pragma once

#include <cstdlib>

#include "tensorflow/c/tf_tensor.h"

namespace lamella {

// A page. TensorFlow asks for 64 bytes, and copies what is aligned less.
constexpr size_t kOwnAlignment = 4096;
// Bytes from which on TensorFlow takes a tensor from its regions.
constexpr size_t kOwnLeast = 256 << 10;

// A tensor without values yet.
inline TF_Tensor *AllocateOwnTensor(TF_DataType type, const int64_t *shape, int rank, size_t length) {
  void *memory = nullptr;
  if (length < kOwnLeast || posix_memalign(&memory, kOwnAlignment, length) != 0)
    return TF_AllocateTensor(type, shape, rank, length);
  return TF_NewTensor(type, shape, rank, memory, length, [](void *data, size_t, void *) { free(data); }, nullptr);
}

}  // namespace lamella
