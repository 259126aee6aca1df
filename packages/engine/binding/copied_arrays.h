// Included before the package's sources: JavaScript's arrays are copied to TensorFlow, where the package would share their memory.

#pragma once

#include <cstring>

#include "own_memory.h"
#include "tensorflow/c/tf_tensor.h"

// In place of TF_NewTensor. With shared arrays, tests that feed a step large arrays died in most runs: the array's reference is given back by
// whoever uses the tensor last, which may be a thread of TensorFlow's, where JavaScript must not be called.
static inline TF_Tensor *CopyToTensor(TF_DataType dtype, const int64_t *shape, int rank, void *data, size_t length,
                                      void (*release)(void *data, size_t length, void *owner), void *owner) {
  TF_Tensor *tensor = TF_AllocateTensor(dtype, shape, rank, length);
  if (tensor != nullptr && length > 0) std::memcpy(TF_TensorData(tensor), data, length);
  release(data, length, owner);
  return tensor;
}

#define TF_NewTensor CopyToTensor
