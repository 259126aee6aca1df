// The op LamellaAfter: a tensor that is known only once another one is. TensorFlow neither moves what follows from it ahead nor
// takes it for what follows from the tensor itself.

#pragma once

#include "kernel_call.h"

namespace lamella {

inline void ComputeAfter(void *, TF_OpKernelContext *context) { KernelCall(context).PassOn(0, 0); }

// (x, after) -> x, of the same memory.
inline bool RegisterAfter() {
  return Register({"LamellaAfter", {"x: T", "after: A"}, {"same: T"}, {"T: type", "A: type"}, ShapeOfInput<0, 1>, nullptr,
                   ComputeAfter, nullptr});
}

}  // namespace lamella
