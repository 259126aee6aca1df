// The package's own binding plus graph building: ops are added to a TF_Graph one by one (TensorFlow infers
// every shape as it goes, and runs nothing), and a finished graph becomes a function that the eager context
// can execute like any op. Compiled in place of binding/tfjs_binding.cc, which it includes.

#include <cstring>
#include <map>
#include <memory>
#include <string>
#include <vector>

#ifdef __GLIBC__
#include <malloc.h>
#endif

#include <node_api.h>

#include "tensorflow/c/c_api.h"
#include "tensorflow/c/eager/c_api.h"

#include "after_kernel.h"
#include "attention_kernel.h"
#include "cache_attention_kernel.h"
#include "dropout_kernel.h"
#include "gelu_kernel.h"
#include "int8_kernel.h"
#include "layer_norm_kernel.h"
#include "matrix_product_kernel.h"
#include "nf4_kernel.h"
#include "random_normal_kernel.h"
#include "rms_norm_kernel.h"
#include "row_products_kernel.h"
#include "silu_kernel.h"
#include "softmax_kernel.h"
#include "sum_kernel.h"
#include "thin_product_kernel.h"

// The package registers its own init function; ours calls it and adds to its exports.
#undef NAPI_MODULE
#define NAPI_MODULE(name, init)
#include "binding/tfjs_binding.cc"
#undef NAPI_MODULE
#define NAPI_MODULE(name, init) NAPI_MODULE_X(name, init, NULL, 0)

namespace tfnodejs {

// TFJSBackend keeps its context and handles private. A template's explicit instantiation may name private
// members, which is the one legal way to reach them without editing the package.
using HandleMap = std::unordered_map<int32_t, TFE_TensorHandle *>;
template <typename Tag, typename Tag::type Member>
struct Expose {
  friend typename Tag::type get(Tag) { return Member; }
};
struct ContextTag {
  using type = TFE_Context *TFJSBackend::*;
  friend type get(ContextTag);
};
struct HandlesTag {
  using type = HandleMap TFJSBackend::*;
  friend type get(HandlesTag);
};
struct InsertTag {
  using type = int32_t (TFJSBackend::*)(TFE_TensorHandle *);
  friend type get(InsertTag);
};
template struct Expose<ContextTag, &TFJSBackend::tfe_context_>;
template struct Expose<HandlesTag, &TFJSBackend::tfe_handle_map_>;
template struct Expose<InsertTag, &TFJSBackend::InsertHandle>;

namespace {

struct Status {
  TF_Status *raw = TF_NewStatus();
  ~Status() { TF_DeleteStatus(raw); }
  bool ok() const { return TF_GetCode(raw) == TF_OK; }
};

// A graph under construction. Endpoints (outputs of ops) and ops are numbered in the order of their making.
struct Graph {
  TF_Graph *raw = TF_NewGraph();
  std::vector<TF_Output> endpoints;
  std::vector<TF_Operation *> operations;
  ~Graph() { TF_DeleteGraph(raw); }
};

std::map<int32_t, std::unique_ptr<Graph>> graphs;
int32_t next_graph = 0;

// Thrown to unwind to the API boundary, where it becomes a JavaScript error.
struct Failure {
  std::string message;
};

void Check(napi_status status, const char *what) {
  if (status != napi_ok) throw Failure{std::string("Expected ") + what};
}
void Check(const Status &status, const std::string &where) {
  if (!status.ok()) throw Failure{where + ": " + TF_Message(status.raw)};
}

std::string ToString(napi_env env, napi_value value) {
  size_t length;
  Check(napi_get_value_string_utf8(env, value, nullptr, 0, &length), "a string");
  std::string text(length, '\0');
  Check(napi_get_value_string_utf8(env, value, &text[0], length + 1, &length), "a string");
  return text;
}
int32_t ToInt(napi_env env, napi_value value) {
  int32_t number;
  Check(napi_get_value_int32(env, value, &number), "a 32-bit integer");
  return number;
}
napi_value FromInt(napi_env env, int32_t number) {
  napi_value value;
  Check(napi_create_int32(env, number, &value), "to create a number");
  return value;
}
napi_value Member(napi_env env, napi_value object, const char *name) {
  napi_value value;
  Check(napi_get_named_property(env, object, name, &value), name);
  return value;
}
bool IsArray(napi_env env, napi_value value) {
  bool result;
  Check(napi_is_array(env, value, &result), "a value");
  return result;
}
std::vector<napi_value> ToVector(napi_env env, napi_value array) {
  uint32_t length;
  Check(napi_get_array_length(env, array, &length), "an array");
  std::vector<napi_value> items(length);
  for (uint32_t i = 0; i < length; i++) Check(napi_get_element(env, array, i, &items[i]), "an array element");
  return items;
}
std::vector<int64_t> ToShape(napi_env env, napi_value array) {
  std::vector<int64_t> shape;
  for (napi_value item : ToVector(env, array)) {
    int64_t size;
    Check(napi_get_value_int64(env, item, &size), "a dimension");
    shape.push_back(size);
  }
  return shape;
}
void Set(napi_env env, napi_value object, const char *name, napi_value value) {
  Check(napi_set_named_property(env, object, name, value), name);
}

Graph &FindGraph(napi_env env, napi_value id) {
  auto found = graphs.find(ToInt(env, id));
  if (found == graphs.end()) throw Failure{"No graph " + std::to_string(ToInt(env, id))};
  return *found->second;
}
TF_Output FindEndpoint(napi_env env, const Graph &graph, napi_value id) {
  size_t index = static_cast<size_t>(ToInt(env, id));
  if (index >= graph.endpoints.size()) throw Failure{"No endpoint " + std::to_string(index)};
  return graph.endpoints[index];
}
TF_Operation *FindOperation(napi_env env, const Graph &graph, napi_value id) {
  size_t index = static_cast<size_t>(ToInt(env, id));
  if (index >= graph.operations.size()) throw Failure{"No operation " + std::to_string(index)};
  return graph.operations[index];
}
std::vector<TF_Output> FindEndpoints(napi_env env, const Graph &graph, napi_value array) {
  std::vector<TF_Output> endpoints;
  for (napi_value item : ToVector(env, array)) endpoints.push_back(FindEndpoint(env, graph, item));
  return endpoints;
}

// The bytes of a tensor of any fixed-size type: {dtype, shape, bytes: Uint8Array}, copied into memory of its own.
TF_Tensor *ToTensor(napi_env env, napi_value value) {
  auto dtype = static_cast<TF_DataType>(ToInt(env, Member(env, value, "dtype")));
  std::vector<int64_t> shape = ToShape(env, Member(env, value, "shape"));
  napi_typedarray_type type;
  size_t length;
  void *data;
  Check(napi_get_typedarray_info(env, Member(env, value, "bytes"), &type, &length, &data, nullptr, nullptr), "bytes");
  size_t expected = TF_DataTypeSize(dtype);
  for (int64_t size : shape) expected *= static_cast<size_t>(size);
  if (type != napi_uint8_array || length != expected)
    throw Failure{"Expected a Uint8Array of " + std::to_string(expected) + " bytes, got " + std::to_string(length)};
  TF_Tensor *tensor = lamella::AllocateOwnTensor(dtype, shape.data(), static_cast<int>(shape.size()), length);
  if (length > 0) std::memcpy(TF_TensorData(tensor), data, length);
  return tensor;
}

// One attribute in the form that tfjs's kernels use: {name, type, value}; type 100 holds a tensor.
constexpr int32_t kTensorAttribute = 100;
void SetAttribute(napi_env env, TF_OperationDescription *op, napi_value attribute) {
  std::string name = ToString(env, Member(env, attribute, "name"));
  int32_t type = ToInt(env, Member(env, attribute, "type"));
  napi_value value = Member(env, attribute, "value");
  bool list = IsArray(env, value);
  auto numbers = [&] {
    std::vector<double> result;
    for (napi_value item : list ? ToVector(env, value) : std::vector<napi_value>{value}) {
      double number;
      Check(napi_get_value_double(env, item, &number), "a number");
      result.push_back(number);
    }
    return result;
  };
  switch (type) {
    case TF_ATTR_STRING: {
      std::string text = ToString(env, value);
      TF_SetAttrString(op, name.c_str(), text.data(), text.size());
      return;
    }
    case TF_ATTR_INT: {
      std::vector<double> source = numbers();
      std::vector<int64_t> values(source.begin(), source.end());
      if (list) TF_SetAttrIntList(op, name.c_str(), values.data(), static_cast<int>(values.size()));
      else TF_SetAttrInt(op, name.c_str(), values[0]);
      return;
    }
    case TF_ATTR_FLOAT: {
      std::vector<double> source = numbers();
      std::vector<float> values(source.begin(), source.end());
      if (list) TF_SetAttrFloatList(op, name.c_str(), values.data(), static_cast<int>(values.size()));
      else TF_SetAttrFloat(op, name.c_str(), values[0]);
      return;
    }
    case TF_ATTR_BOOL: {
      bool flag;
      Check(napi_get_value_bool(env, value, &flag), "a boolean");
      TF_SetAttrBool(op, name.c_str(), flag ? 1 : 0);
      return;
    }
    case TF_ATTR_TYPE: {
      std::vector<double> source = numbers();
      std::vector<TF_DataType> values;
      for (double number : source) values.push_back(static_cast<TF_DataType>(static_cast<int>(number)));
      if (list) TF_SetAttrTypeList(op, name.c_str(), values.data(), static_cast<int>(values.size()));
      else TF_SetAttrType(op, name.c_str(), values[0]);
      return;
    }
    case TF_ATTR_SHAPE: {
      std::vector<int64_t> shape = ToShape(env, value);
      TF_SetAttrShape(op, name.c_str(), shape.data(), static_cast<int>(shape.size()));
      return;
    }
    case kTensorAttribute: {
      TF_Tensor *tensor = ToTensor(env, value);
      Status status;
      TF_SetAttrTensor(op, name.c_str(), tensor, status.raw);
      TF_DeleteTensor(tensor);
      Check(status, name);
      return;
    }
    default:
      throw Failure{"Attribute " + name + " has a type that is not known: " + std::to_string(type)};
  }
}

// The shape of an endpoint, with -1 for a dimension that TensorFlow cannot infer; null if the rank is unknown.
napi_value InferredShape(napi_env env, TF_Graph *graph, TF_Output output) {
  Status status;
  int rank = TF_GraphGetTensorNumDims(graph, output, status.raw);
  napi_value shape;
  if (rank < 0) {
    Check(napi_get_null(env, &shape), "null");
    return shape;
  }
  std::vector<int64_t> sizes(static_cast<size_t>(rank));
  TF_GraphGetTensorShape(graph, output, sizes.data(), rank, status.raw);
  Check(status, "shape");
  Check(napi_create_array_with_length(env, sizes.size(), &shape), "an array");
  for (size_t i = 0; i < sizes.size(); i++) {
    napi_value size;
    Check(napi_create_int64(env, sizes[i], &size), "a number");
    Check(napi_set_element(env, shape, static_cast<uint32_t>(i), size), "an element");
  }
  return shape;
}

using Arguments = std::vector<napi_value>;

// createGraph(): graph
napi_value CreateGraph(napi_env env, const Arguments &) {
  graphs[next_graph] = std::make_unique<Graph>();
  return FromInt(env, next_graph++);
}

// deleteGraph(graph)
napi_value DeleteGraph(napi_env env, const Arguments &args) {
  graphs.erase(ToInt(env, args[0]));
  return nullptr;
}

// addOperation(graph, type, attributes, inputs: (endpoint | endpoint[])[], controls: operation[])
//   : {operation, outputs: {id: endpoint, dtype, shape}[]}
napi_value AddOperation(napi_env env, const Arguments &args) {
  Graph &graph = FindGraph(env, args[0]);
  std::string type = ToString(env, args[1]);
  std::string name = type + "_" + std::to_string(graph.operations.size());

  // Everything is read before the description exists, since an unfinished description cannot be dropped.
  std::vector<napi_value> inputs = ToVector(env, args[3]);
  std::vector<std::vector<TF_Output>> lists;
  for (napi_value input : inputs)
    lists.push_back(IsArray(env, input) ? FindEndpoints(env, graph, input)
                                        : std::vector<TF_Output>{FindEndpoint(env, graph, input)});
  std::vector<TF_Operation *> controls;
  for (napi_value control : ToVector(env, args[4])) controls.push_back(FindOperation(env, graph, control));

  TF_OperationDescription *description = TF_NewOperation(graph.raw, type.c_str(), name.c_str());
  std::string failure;
  try {
    for (napi_value attribute : ToVector(env, args[2])) SetAttribute(env, description, attribute);
  } catch (const Failure &error) {
    failure = error.message;
  }
  for (size_t i = 0; i < inputs.size(); i++) {
    if (IsArray(env, inputs[i])) TF_AddInputList(description, lists[i].data(), static_cast<int>(lists[i].size()));
    else TF_AddInput(description, lists[i][0]);
  }
  for (TF_Operation *control : controls) TF_AddControlInput(description, control);
  Status status;
  TF_Operation *operation = TF_FinishOperation(description, status.raw);
  if (!failure.empty()) throw Failure{type + ": " + failure};
  Check(status, type);

  napi_value result, outputs;
  Check(napi_create_object(env, &result), "an object");
  Set(env, result, "operation", FromInt(env, static_cast<int32_t>(graph.operations.size())));
  graph.operations.push_back(operation);
  int count = TF_OperationNumOutputs(operation);
  Check(napi_create_array_with_length(env, static_cast<size_t>(count), &outputs), "an array");
  for (int i = 0; i < count; i++) {
    TF_Output output{operation, i};
    napi_value info;
    Check(napi_create_object(env, &info), "an object");
    Set(env, info, "id", FromInt(env, static_cast<int32_t>(graph.endpoints.size())));
    Set(env, info, "dtype", FromInt(env, TF_OperationOutputType(output)));
    Set(env, info, "shape", InferredShape(env, graph.raw, output));
    Check(napi_set_element(env, outputs, static_cast<uint32_t>(i), info), "an element");
    graph.endpoints.push_back(output);
  }
  Set(env, result, "outputs", outputs);
  return result;
}

// setShape(graph, endpoint, shape): what TensorFlow cannot infer, such as the shape of a resource variable's value.
napi_value SetShape(napi_env env, const Arguments &args) {
  Graph &graph = FindGraph(env, args[0]);
  std::vector<int64_t> shape = ToShape(env, args[2]);
  Status status;
  TF_GraphSetTensorShape(graph.raw, FindEndpoint(env, graph, args[1]), shape.data(), static_cast<int>(shape.size()),
                         status.raw);
  Check(status, "shape");
  return nullptr;
}

// addFunction(graph, name, inputs: endpoint[], outputs: endpoint[], controls: operation[], body: operation[])
napi_value AddFunction(napi_env env, const Arguments &args) {
  Graph &graph = FindGraph(env, args[0]);
  std::string name = ToString(env, args[1]);
  std::vector<TF_Output> inputs = FindEndpoints(env, graph, args[2]);
  std::vector<TF_Output> outputs = FindEndpoints(env, graph, args[3]);
  std::vector<TF_Operation *> controls;
  for (napi_value control : ToVector(env, args[4])) controls.push_back(FindOperation(env, graph, control));
  std::vector<TF_Operation *> body;
  for (napi_value operation : ToVector(env, args[5])) body.push_back(FindOperation(env, graph, operation));
  std::vector<std::string> control_names;
  std::vector<const char *> control_name_pointers;
  for (size_t i = 0; i < controls.size(); i++) control_names.push_back("control_" + std::to_string(i));
  for (const std::string &control : control_names) control_name_pointers.push_back(control.c_str());

  Status status;
  TF_Function *function = TF_GraphToFunctionWithControlOutputs(
      graph.raw, name.c_str(), 0, static_cast<int>(body.size()), body.data(), static_cast<int>(inputs.size()), inputs.data(),
      static_cast<int>(outputs.size()), outputs.data(), nullptr, static_cast<int>(controls.size()), controls.data(),
      control_name_pointers.data(), nullptr, nullptr, status.raw);
  Check(status, "function " + name);
  TFE_ContextAddFunction(GetTFJSBackend(env)->*get(ContextTag{}), function, status.raw);
  TF_DeleteFunction(function);
  Check(status, "function " + name);
  return nullptr;
}

// removeFunction(name)
napi_value RemoveFunction(napi_env env, const Arguments &args) {
  Status status;
  TFE_ContextRemoveFunction(GetTFJSBackend(env)->*get(ContextTag{}), ToString(env, args[0]).c_str(), status.raw);
  Check(status, "remove function");
  return nullptr;
}

// createTensorFromBytes({dtype, shape, bytes}): tensor id. For the types that tfjs has no name for.
napi_value CreateTensorFromBytes(napi_env env, const Arguments &args) {
  TF_Tensor *tensor = ToTensor(env, args[0]);
  Status status;
  TFE_TensorHandle *handle = TFE_NewTensorHandle(tensor, status.raw);
  TF_DeleteTensor(tensor);
  Check(status, "tensor");
  TFJSBackend *backend = GetTFJSBackend(env);
  return FromInt(env, (backend->*get(InsertTag{}))(handle));
}

// readTensorBytes(tensor id): Uint8Array, a copy.
napi_value ReadTensorBytes(napi_env env, const Arguments &args) {
  HandleMap &handles = GetTFJSBackend(env)->*get(HandlesTag{});
  auto found = handles.find(ToInt(env, args[0]));
  if (found == handles.end()) throw Failure{"No tensor " + std::to_string(ToInt(env, args[0]))};
  Status status;
  TF_Tensor *tensor = TFE_TensorHandleResolve(found->second, status.raw);
  Check(status, "tensor");
  size_t length = TF_TensorByteSize(tensor);
  void *data;
  napi_value buffer, bytes;
  napi_status created = napi_create_arraybuffer(env, length, &data, &buffer);
  if (created == napi_ok && length > 0) std::memcpy(data, TF_TensorData(tensor), length);
  TF_DeleteTensor(tensor);
  Check(created, "memory for the tensor");
  Check(napi_create_typedarray(env, napi_uint8_array, length, buffer, 0, &bytes), "a typed array");
  return bytes;
}

// getOperationDefinition(type): Uint8Array, the serialised OpDef; throws if TensorFlow has no such op.
napi_value GetOperationDefinition(napi_env env, const Arguments &args) {
  Graph scratch;
  TF_Buffer *buffer = TF_NewBuffer();
  Status status;
  TF_GraphGetOpDef(scratch.raw, ToString(env, args[0]).c_str(), buffer, status.raw);
  if (!status.ok()) TF_DeleteBuffer(buffer);
  Check(status, "op");
  void *data;
  napi_value array, bytes;
  napi_status created = napi_create_arraybuffer(env, buffer->length, &data, &array);
  size_t length = buffer->length;
  if (created == napi_ok) std::memcpy(data, buffer->data, length);
  TF_DeleteBuffer(buffer);
  Check(created, "memory for the definition");
  Check(napi_create_typedarray(env, napi_uint8_array, length, array, 0, &bytes), "a typed array");
  return bytes;
}

// releaseFreeMemory(): gives memory that the allocator keeps for later back to the system, where it can be told to.
napi_value ReleaseFreeMemory(napi_env, const Arguments &) {
#ifdef __GLIBC__
  malloc_trim(0);
#endif
  return nullptr;
}

using Implementation = napi_value (*)(napi_env, const Arguments &);

// Reads `Count` arguments, runs the implementation and turns a Failure into a JavaScript error.
template <Implementation Run, size_t Count>
napi_value Entry(napi_env env, napi_callback_info info) {
  size_t count = Count;
  Arguments args(Count == 0 ? 1 : Count);
  napi_get_cb_info(env, info, &count, args.data(), nullptr, nullptr);
  try {
    if (count < Count) throw Failure{"Expected " + std::to_string(Count) + " arguments, got " + std::to_string(count)};
    return Run(env, args);
  } catch (const Failure &failure) {
    napi_throw_error(env, nullptr, failure.message.c_str());
    return nullptr;
  }
}

template <Implementation Run, size_t Count>
void Export(napi_env env, napi_value exports, const char *name) {
  napi_value function;
  napi_create_function(env, name, NAPI_AUTO_LENGTH, Entry<Run, Count>, nullptr, &function);
  napi_set_named_property(env, exports, name, function);
}

}  // namespace

static napi_value InitLamella(napi_env env, napi_value exports) {
  // Once for the process, which may load the binding in several threads.
  static const bool has_kernels = lamella::RegisterAfter() && lamella::RegisterAttention() && lamella::RegisterCacheAttention() &&
                                  lamella::RegisterDropout() && lamella::RegisterGelu() && lamella::RegisterInt8() &&
                                  lamella::RegisterLayerNorm() && lamella::RegisterMatrixProduct() && lamella::RegisterNf4() &&
                                  lamella::RegisterRandomNormal() && lamella::RegisterRmsNorm() &&
                                  lamella::RegisterRowProducts() && lamella::RegisterSilu() &&
                                  lamella::RegisterSoftmax() && lamella::RegisterSum() && lamella::RegisterThinProduct();
  exports = InitTFNodeJSBinding(env, exports);
  napi_value kernels;
  napi_get_boolean(env, has_kernels, &kernels);
  napi_set_named_property(env, exports, "hasKernels", kernels);
  napi_value ops;
  napi_create_array(env, &ops);
  for (const std::string &name : lamella::RegisteredOps()) {
    napi_value text;
    napi_create_string_utf8(env, name.c_str(), name.size(), &text);
    uint32_t count;
    napi_get_array_length(env, ops, &count);
    napi_set_element(env, ops, count, text);
  }
  napi_set_named_property(env, exports, "ownOps", ops);
  Export<CreateGraph, 0>(env, exports, "createGraph");
  Export<DeleteGraph, 1>(env, exports, "deleteGraph");
  Export<AddOperation, 5>(env, exports, "addOperation");
  Export<SetShape, 3>(env, exports, "setShape");
  Export<AddFunction, 6>(env, exports, "addFunction");
  Export<RemoveFunction, 1>(env, exports, "removeFunction");
  Export<CreateTensorFromBytes, 1>(env, exports, "createTensorFromBytes");
  Export<ReadTensorBytes, 1>(env, exports, "readTensorBytes");
  Export<GetOperationDefinition, 1>(env, exports, "getOperationDefinition");
  Export<ReleaseFreeMemory, 0>(env, exports, "releaseFreeMemory");
  return exports;
}

}  // namespace tfnodejs

NAPI_MODULE_INIT() { return tfnodejs::InitLamella(env, exports); }
