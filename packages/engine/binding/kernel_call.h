// TensorFlow's C interface for kernels, as the ops of Lamella's own use it: on CPUs, float32 where they compute.

#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "bfloat16.h"
#include "own_memory.h"
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
void TF_SetOutput(TF_OpKernelContext *context, int i, const TF_Tensor *tensor, TF_Status *status);
TF_Tensor *TF_AllocateOutput(TF_OpKernelContext *context, int index, TF_DataType dtype, const int64_t *dims,
                             int num_dims, size_t length, TF_Status *status);
void TF_OpKernelContext_Failure(TF_OpKernelContext *context, TF_Status *status);
void TF_OpKernelConstruction_GetAttrFloat(TF_OpKernelConstruction *construction, const char *name, float *value,
                                          TF_Status *status);
void TF_OpKernelConstruction_GetAttrInt32(TF_OpKernelConstruction *construction, const char *name, int32_t *value,
                                          TF_Status *status);
void TF_OpKernelConstruction_GetAttrFloatList(TF_OpKernelConstruction *construction, const char *name, float *values,
                                              int max_values, TF_Status *status);
void TF_OpKernelConstruction_GetAttrType(TF_OpKernelConstruction *construction, const char *name, TF_DataType *value,
                                         TF_Status *status);
}

namespace lamella {

using Shape = std::vector<int64_t>;

inline int64_t SizeOf(const Shape &shape) {
  int64_t size = 1;
  for (int64_t dimension : shape) size *= dimension;
  return size;
}

// Inputs and outputs of one run of a kernel. After a failure, which TensorFlow is told at the end, pointers are null.
class KernelCall {
 public:
  explicit KernelCall(TF_OpKernelContext *context) : context_(context), status_(TF_NewStatus()) {}
  ~KernelCall() {
    if (!ok()) TF_OpKernelContext_Failure(context_, status_);
    for (TF_Tensor *tensor : tensors_) TF_DeleteTensor(tensor);
    TF_DeleteStatus(status_);
  }

  bool ok() const { return TF_GetCode(status_) == TF_OK; }

  void Fail(const std::string &message) { TF_SetStatus(status_, TF_INVALID_ARGUMENT, message.c_str()); }

  // The values of an input, and its shape.
  const float *Input(int index, Shape *shape) { return InputOf<float>(index, shape); }

  // As Input, for numbers of any type, of which `type` is told.
  template <typename Number>
  const Number *InputOf(int index, Shape *shape, TF_DataType *type = nullptr) {
    if (!ok()) return nullptr;
    TF_Tensor *tensor = nullptr;
    TF_GetInput(context_, index, &tensor, status_);
    if (tensor != nullptr) tensors_.push_back(tensor);
    if (!ok()) return nullptr;
    shape->clear();
    for (int axis = 0; axis < TF_NumDims(tensor); axis++) shape->push_back(TF_Dim(tensor, axis));
    if (type != nullptr) *type = TF_TensorType(tensor);
    return static_cast<const Number *>(TF_TensorData(tensor));
  }

  // An input in float32 or bfloat16.
  Numbers NumbersInput(int index, Shape *shape) {
    TF_DataType type = TF_FLOAT;
    const char *data = InputOf<char>(index, shape, &type);
    return {const_cast<char *>(data), type == TF_BFLOAT16};
  }

  // The same of one that may be empty: then there are no numbers.
  Numbers OptionalInput(int index, Shape *shape) {
    const Numbers numbers = NumbersInput(index, shape);
    return SizeOf(*shape) == 0 ? Numbers{} : numbers;
  }

  // The same of an input of int32.
  const int32_t *IntInput(int index, Shape *shape) { return reinterpret_cast<const int32_t *>(Input(index, shape)); }

  // Makes an output of an input, without a copy.
  void PassOn(int input, int output) {
    TF_Tensor *tensor = nullptr;
    TF_GetInput(context_, input, &tensor, status_);
    if (tensor != nullptr) tensors_.push_back(tensor);
    if (ok()) TF_SetOutput(context_, output, tensor, status_);
  }

  float *Output(int index, const Shape &shape) { return OutputOf<float>(index, TF_FLOAT, shape); }

  Numbers NumbersOutput(int index, bool is_reduced, const Shape &shape) {
    if (is_reduced) return {OutputOf<uint16_t>(index, TF_BFLOAT16, shape), true};
    return {Output(index, shape), false};
  }

  template <typename Number>
  Number *OutputOf(int index, TF_DataType type, const Shape &shape) {
    if (!ok()) return nullptr;
    TF_Tensor *tensor = TF_AllocateOutput(context_, index, type, shape.data(), static_cast<int>(shape.size()),
                                          SizeOf(shape) * sizeof(Number), status_);
    if (tensor != nullptr) tensors_.push_back(tensor);
    return ok() ? static_cast<Number *>(TF_TensorData(tensor)) : nullptr;
  }

  // The same in memory of its own, for weights.
  template <typename Number>
  Number *KeptOutputOf(int index, TF_DataType type, const Shape &shape) {
    if (!ok()) return nullptr;
    TF_Tensor *tensor =
        AllocateOwnTensor(type, shape.data(), static_cast<int>(shape.size()), SizeOf(shape) * sizeof(Number));
    tensors_.push_back(tensor);
    TF_SetOutput(context_, index, tensor, status_);
    return ok() ? static_cast<Number *>(TF_TensorData(tensor)) : nullptr;
  }

 private:
  TF_OpKernelContext *context_;
  TF_Status *status_;
  std::vector<TF_Tensor *> tensors_;
};

// Reads attributes of a kernel that are numbers.
inline void ReadNumbers(TF_OpKernelConstruction *construction, const std::vector<std::pair<const char *, float *>> &numbers) {
  TF_Status *status = TF_NewStatus();
  for (const auto &[name, number] : numbers) TF_OpKernelConstruction_GetAttrFloat(construction, name, number, status);
  TF_DeleteStatus(status);
}

// Reads how many inputs there are in an op's lists N and M, and the attribute that has a number for each of the former.
inline void ReadLists(TF_OpKernelConstruction *construction, int32_t *n, int32_t *m, const char *name, std::vector<float> *numbers) {
  TF_Status *status = TF_NewStatus();
  TF_OpKernelConstruction_GetAttrInt32(construction, "N", n, status);
  TF_OpKernelConstruction_GetAttrInt32(construction, "M", m, status);
  numbers->resize(*n, 1);
  TF_OpKernelConstruction_GetAttrFloatList(construction, name, numbers->data(), *n, status);
  TF_DeleteStatus(status);
}

// The type of outputs that may be in float32 or bfloat16, and how ops declare it.
constexpr const char *kOutputType = "U: {float, bfloat16} = DT_FLOAT";
inline bool HasReducedOutput(TF_OpKernelConstruction *construction) {
  TF_Status *status = TF_NewStatus();
  TF_DataType type = TF_FLOAT;
  TF_OpKernelConstruction_GetAttrType(construction, "U", &type, status);
  TF_DeleteStatus(status);
  return type == TF_BFLOAT16;
}

// Attributes of a kernel: at most one number besides the type of its outputs.
struct NumberAndType {
  float number;
  bool is_reduced;
};
inline void *CreateWithNumber(TF_OpKernelConstruction *construction, const char *name) {
  auto *state = new NumberAndType{0, HasReducedOutput(construction)};
  if (name != nullptr) ReadNumbers(construction, {{name, &state->number}});
  return state;
}
inline void *CreateWithType(TF_OpKernelConstruction *construction) { return CreateWithNumber(construction, nullptr); }
inline void DeleteNumber(void *state) { delete static_cast<NumberAndType *>(state); }

// The shape of the input `index` for the outputs before `count`.
template <int index, int count>
void ShapeOfInput(TF_ShapeInferenceContext *context, TF_Status *status) {
  TF_ShapeHandle *shape = TF_NewShapeHandle();
  TF_ShapeInferenceContextGetInput(context, index, shape, status);
  for (int i = 0; i < count && TF_GetCode(status) == TF_OK; i++)
    TF_ShapeInferenceContextSetOutput(context, i, shape, status);
  TF_DeleteShapeHandle(shape);
}

// The sizes of a product of two matrices.
template <bool is_left_transposed, bool is_right_transposed>
void ShapeOfProduct(TF_ShapeInferenceContext *context, TF_Status *status) {
  TF_ShapeHandle *left = TF_NewShapeHandle(), *right = TF_NewShapeHandle(), *result = TF_NewShapeHandle();
  constexpr int64_t row = is_left_transposed, column = !is_right_transposed;
  TF_ShapeInferenceContextGetInput(context, 0, left, status);
  if (TF_GetCode(status) == TF_OK) TF_ShapeInferenceContextGetInput(context, 1, right, status);
  if (TF_GetCode(status) == TF_OK) TF_ShapeInferenceContextSubshape(context, left, row, row + 1, left, status);
  if (TF_GetCode(status) == TF_OK) TF_ShapeInferenceContextSubshape(context, right, column, column + 1, right, status);
  if (TF_GetCode(status) == TF_OK) TF_ShapeInferenceContextConcatenateShapes(context, left, right, result, status);
  if (TF_GetCode(status) == TF_OK) TF_ShapeInferenceContextSetOutput(context, 0, result, status);
  for (TF_ShapeHandle *shape : {left, right, result}) TF_DeleteShapeHandle(shape);
}

// Of outputs whose shapes depend on values: such an op runs by itself only, not in a compiled step.
inline void UnknownShape(TF_ShapeInferenceContext *context, TF_Status *status) {
  TF_ShapeInferenceContextSetUnknownShape(context, status);
}

// What TensorFlow has to know of an op.
struct OpDefinition {
  const char *name;
  std::vector<const char *> inputs;
  std::vector<const char *> outputs;
  std::vector<const char *> attributes;
  void (*infer_shapes)(TF_ShapeInferenceContext *, TF_Status *);
  void *(*create)(TF_OpKernelConstruction *);
  void (*compute)(void *, TF_OpKernelContext *);
  void (*release)(void *);
  // Whether it changes something, so that TensorFlow never leaves it out or runs it once for two of the same.
  bool is_stateful = false;
};

// The names of all ops that TensorFlow knows from here.
inline std::vector<std::string> &RegisteredOps() {
  static std::vector<std::string> names;
  return names;
}

// Makes an op and its kernel known to TensorFlow.
inline bool Register(const OpDefinition &definition) {
  TF_Status *status = TF_NewStatus();
  TF_OpDefinitionBuilder *op = TF_NewOpDefinitionBuilder(definition.name);
  for (const char *input : definition.inputs) TF_OpDefinitionBuilderAddInput(op, input);
  for (const char *output : definition.outputs) TF_OpDefinitionBuilderAddOutput(op, output);
  for (const char *attribute : definition.attributes) TF_OpDefinitionBuilderAddAttr(op, attribute);
  TF_OpDefinitionBuilderSetShapeInferenceFunction(op, definition.infer_shapes);
  TF_OpDefinitionBuilderSetIsStateful(op, definition.is_stateful);
  TF_RegisterOpDefinition(op, status);
  if (TF_GetCode(status) == TF_OK) {
    TF_KernelBuilder *kernel =
        TF_NewKernelBuilder(definition.name, "CPU", definition.create, definition.compute, definition.release);
    TF_RegisterKernelBuilder(definition.name, kernel, status);
  }
  const bool is_registered = TF_GetCode(status) == TF_OK;
  TF_DeleteStatus(status);
  if (is_registered) RegisteredOps().push_back(definition.name);
  return is_registered;
}

}  // namespace lamella
