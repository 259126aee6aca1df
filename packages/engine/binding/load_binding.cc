// What Node loads as the package's addon: it loads the binding proper (binding.so, beside this file) and hands over.
// TensorFlow's libraries write a notice to stderr while they are loaded, before any setting of theirs is read; it
// is kept back here, and so is the rest of what they log, unless TF_CPP_MIN_LOG_LEVEL asks for it.

#include <cstdlib>
#include <string>

#include <dlfcn.h>
#include <fcntl.h>
#include <node_api.h>
#include <unistd.h>

namespace {

// Points stderr to nowhere for as long as it lives.
class QuietStderr {
 public:
  QuietStderr() : saved_(dup(STDERR_FILENO)) {
    int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (saved_ >= 0 && nowhere >= 0) dup2(nowhere, STDERR_FILENO);
    if (nowhere >= 0) close(nowhere);
  }
  ~QuietStderr() {
    if (saved_ < 0) return;
    dup2(saved_, STDERR_FILENO);
    close(saved_);
  }

 private:
  int saved_;
};

std::string OwnFolder() {
  Dl_info info;
  if (dladdr(reinterpret_cast<void *>(&OwnFolder), &info) == 0) return ".";
  std::string path = info.dli_fname;
  return path.substr(0, path.rfind('/'));
}

void *Load(const std::string &path) {
  setenv("TF_CPP_MIN_LOG_LEVEL", "3", 0);
  if (std::string(getenv("TF_CPP_MIN_LOG_LEVEL")) == "0") return dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  QuietStderr quiet;
  return dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
}

}  // namespace

NAPI_MODULE_INIT() {
  using Register = napi_value (*)(napi_env, napi_value);
  void *binding = Load(OwnFolder() + "/binding.so");
  auto initialize = binding ? reinterpret_cast<Register>(dlsym(binding, "napi_register_module_v1")) : nullptr;
  if (initialize != nullptr) return initialize(env, exports);
  std::string problem = dlerror();
  napi_throw_error(env, nullptr, ("Cannot load TensorFlow: " + problem + ". Run: npx nx run engine:setup").c_str());
  return nullptr;
}
