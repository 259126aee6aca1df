// An op of Lamella's own: GELU with its derivative, in one pass over memory where TensorFlow's ops take eleven.

#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <thread>
#include <vector>

#include "tensorflow/c/ops.h"
#include "tensorflow/c/tf_status.h"
#include "tensorflow/c/tf_tensor.h"

// From tensorflow/c/kernels.h, which includes headers that are no part of the C API.
extern "C" {
struct TF_KernelBuilder;
struct TF_OpKernelConstruction;
struct TF_OpKernelContext;
TF_KernelBuilder *TF_NewKernelBuilder(const char *op_name, const char *device_name,
                                      void *(*create)(TF_OpKernelConstruction *),
                                      void (*compute)(void *, TF_OpKernelContext *), void (*release)(void *));
void TF_RegisterKernelBuilder(const char *kernel_name, TF_KernelBuilder *builder, TF_Status *status);
void TF_GetInput(TF_OpKernelContext *context, int i, TF_Tensor **tensor, TF_Status *status);
TF_Tensor *TF_AllocateOutput(TF_OpKernelContext *context, int index, TF_DataType dtype, const int64_t *dims,
                             int num_dims, size_t length, TF_Status *status);
void TF_OpKernelContext_Failure(TF_OpKernelContext *context, TF_Status *status);
}

namespace lamella {

// Sixteen numbers at a time: the compiler maps them to the vectors that the processor has.
constexpr int kLanes = 16;
typedef float Floats __attribute__((vector_size(4 * kLanes)));
typedef int32_t Ints __attribute__((vector_size(4 * kLanes)));

#if defined(__x86_64__) && defined(__linux__) && defined(__GNUC__) && !defined(__clang__)
#define LAMELLA_CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define LAMELLA_CLONES
#endif
#define LAMELLA_INLINE __attribute__((always_inline)) inline

// exp(v) for v <= 0, to a relative 2e-7: 2^k · exp(r) with |r| <= ln(2) / 2, and the Taylor series of exp.
LAMELLA_INLINE void ExpOfNegative(const Floats &v, Floats *result) {
  const Floats bounded = v < -87.0f ? Floats{} - 87.0f : v;
  const Ints k = __builtin_convertvector(bounded * 1.44269504f - 0.5f, Ints);
  const Floats whole = __builtin_convertvector(k, Floats);
  const Floats r = (bounded - whole * 0.693359375f) + whole * 2.12194440e-4f;
  const Floats series =
      1 + r * (1 + r * (1 / 2.0f + r * (1 / 6.0f + r * (1 / 24.0f + r * (1 / 120.0f + r * (1 / 720.0f))))));
  const Ints bits = (k + 127) << 23;
  Floats power;
  std::memcpy(&power, &bits, sizeof(power));
  *result = power * series;
}

// Of sixteen numbers: value = x Φ(x) and derivative = Φ(x) + x φ(x). Φ(x) = (1 + erf(x / √2)) / 2 with erf to 1.5e-7 by Abramowitz
// and Stegun, Handbook of Mathematical Functions, 7.1.26; it shares exp(-x² / 2) with the density φ.
LAMELLA_INLINE void GeluOfLanes(const float *input, float *value, float *derivative) {
  Floats x, bell;
  std::memcpy(&x, input, sizeof(x));
  ExpOfNegative(-0.5f * x * x, &bell);
  const Floats magnitude = x < 0 ? -x : x;
  const Floats t = 1 / (1 + 0.3275911f * 0.707106781f * magnitude);
  const Floats tail =
      0.5f * bell * t *
      (0.254829592f + t * (-0.284496736f + t * (1.421413741f + t * (-1.453152027f + t * 1.061405429f))));
  const Floats probability = x < 0 ? tail : 1 - tail;
  const Floats product = x * probability, slope = probability + x * 0.398942280f * bell;
  std::memcpy(value, &product, sizeof(product));
  std::memcpy(derivative, &slope, sizeof(slope));
}

LAMELLA_CLONES void GeluRange(const float *x, float *value, float *derivative, int64_t count) {
  int64_t i = 0;
  for (; i + kLanes <= count; i += kLanes) GeluOfLanes(x + i, value + i, derivative + i);
  if (i == count) return;
  float rest[3][kLanes] = {};
  std::memcpy(rest[0], x + i, (count - i) * sizeof(float));
  GeluOfLanes(rest[0], rest[1], rest[2]);
  std::memcpy(value + i, rest[1], (count - i) * sizeof(float));
  std::memcpy(derivative + i, rest[2], (count - i) * sizeof(float));
}

// As many threads as TensorFlow has within an op.
inline int NumThreads() {
  const char *asked = std::getenv("TF_NUM_INTRAOP_THREADS");
  const int count = asked != nullptr ? std::atoi(asked) : 0;
  return count > 0 ? count : std::max(1u, std::thread::hardware_concurrency());
}

inline void Gelu(const float *x, float *value, float *derivative, int64_t count) {
  constexpr int64_t kLeastPerThread = 1 << 16;
  static const int64_t kThreads = NumThreads();
  const int64_t parts = std::clamp<int64_t>(count / kLeastPerThread, 1, kThreads);
  const auto run = [=](int64_t part) {
    const int64_t begin = count * part / parts, end = count * (part + 1) / parts;
    GeluRange(x + begin, value + begin, derivative + begin, end - begin);
  };
  std::vector<std::thread> threads;
  for (int64_t part = 1; part < parts; part++) threads.emplace_back(run, part);
  run(0);
  for (auto &thread : threads) thread.join();
}

inline void ComputeGelu(void *, TF_OpKernelContext *context) {
  TF_Status *status = TF_NewStatus();
  TF_Tensor *x = nullptr, *outputs[2] = {nullptr, nullptr};
  TF_GetInput(context, 0, &x, status);
  if (TF_GetCode(status) == TF_OK) {
    std::vector<int64_t> shape(TF_NumDims(x));
    for (size_t axis = 0; axis < shape.size(); axis++) shape[axis] = TF_Dim(x, static_cast<int>(axis));
    for (int i = 0; i < 2 && TF_GetCode(status) == TF_OK; i++)
      outputs[i] = TF_AllocateOutput(context, i, TF_FLOAT, shape.data(), static_cast<int>(shape.size()),
                                     TF_TensorByteSize(x), status);
  }
  if (TF_GetCode(status) == TF_OK)
    Gelu(static_cast<const float *>(TF_TensorData(x)), static_cast<float *>(TF_TensorData(outputs[0])),
         static_cast<float *>(TF_TensorData(outputs[1])), TF_TensorElementCount(x));
  else
    TF_OpKernelContext_Failure(context, status);
  for (TF_Tensor *tensor : {x, outputs[0], outputs[1]})
    if (tensor != nullptr) TF_DeleteTensor(tensor);
  TF_DeleteStatus(status);
}

inline void ShapeOfGelu(TF_ShapeInferenceContext *context, TF_Status *status) {
  TF_ShapeHandle *shape = TF_NewShapeHandle();
  TF_ShapeInferenceContextGetInput(context, 0, shape, status);
  for (int i = 0; i < 2 && TF_GetCode(status) == TF_OK; i++)
    TF_ShapeInferenceContextSetOutput(context, i, shape, status);
  TF_DeleteShapeHandle(shape);
}

// Makes the op LamellaGelu known to TensorFlow: (x) -> (value, derivative), float32, on CPUs.
inline bool RegisterGelu() {
  TF_Status *status = TF_NewStatus();
  TF_OpDefinitionBuilder *op = TF_NewOpDefinitionBuilder("LamellaGelu");
  TF_OpDefinitionBuilderAddInput(op, "x: float");
  TF_OpDefinitionBuilderAddOutput(op, "value: float");
  TF_OpDefinitionBuilderAddOutput(op, "derivative: float");
  TF_OpDefinitionBuilderSetShapeInferenceFunction(op, ShapeOfGelu);
  TF_RegisterOpDefinition(op, status);
  if (TF_GetCode(status) == TF_OK) {
    TF_KernelBuilder *kernel = TF_NewKernelBuilder("LamellaGelu", "CPU", nullptr, ComputeGelu, nullptr);
    TF_RegisterKernelBuilder("LamellaGelu", kernel, status);
  }
  const bool isRegistered = TF_GetCode(status) == TF_OK;
  TF_DeleteStatus(status);
  return isRegistered;
}

}  // namespace lamella
