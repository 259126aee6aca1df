// The op LamellaSilu: SiLU with its derivative, in one pass over memory where TensorFlow's ops take seven.

#pragma once

#include "kernel_call.h"

namespace lamella {

// value = x σ(x) and derivative = σ(x) (1 + x (1 - σ(x))) with the logistic function σ.
LAMELLA_CLONES void SiluNumbers(const Numbers &x, const Numbers &value, const Numbers &derivative, int64_t begin, int64_t end) {
  ForLanes(end - begin, LAMELLA_LANES({
    Floats input, power;
    Load(x, begin + i, count, &input);
    ExpOfNegative(input < 0 ? input : -input, &power);
    const Floats gate = (input < 0 ? power : Floats{} + 1) / (1 + power);
    Store(input * gate, begin + i, count, value);
    Store(gate * (1 + input * (1 - gate)), begin + i, count, derivative);
  }));
}

inline void ComputeSilu(void *state, TF_OpKernelContext *context) {
  KernelCall call(context);
  Shape shape;
  const bool is_reduced = static_cast<const NumberAndType *>(state)->is_reduced;
  const Numbers x = call.NumbersInput(0, &shape);
  const Numbers value = call.NumbersOutput(0, is_reduced, shape), derivative = call.NumbersOutput(1, is_reduced, shape);
  if (!call.ok()) return;
  InParallel(SizeOf(shape), 1, [=](int64_t begin, int64_t end) { SiluNumbers(x, value, derivative, begin, end); });
}

// x -> (value, derivative).
inline bool RegisterSilu() {
  return Register({"LamellaSilu", {"x: X"}, {"value: U", "derivative: U"}, {"X: {float, bfloat16}", kOutputType},
                   ShapeOfInput<0, 2>, CreateWithType, ComputeSilu, DeleteNumber});
}

}  // namespace lamella
