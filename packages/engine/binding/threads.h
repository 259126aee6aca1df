// Threads that the kernels share and that wait between ops: starting one costs as much as many an op.

#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <cstdlib>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace lamella {

// As many threads as TensorFlow has within an op.
inline int NumThreads() {
  static const int kThreads = [] {
    const char *asked = std::getenv("TF_NUM_INTRAOP_THREADS");
    const int count = asked != nullptr ? std::atoi(asked) : 0;
    return count > 0 ? count : static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  }();
  return kThreads;
}

// Parts of an op's work. Whoever is free takes the next one, the op's own thread included: it waits for none that nobody has begun.
class Helpers {
 public:
  // Never freed: its threads wait for work until the process ends.
  static Helpers &Shared() {
    static auto *helpers = new Helpers(NumThreads() - 1);
    return *helpers;
  }

  // Calls run(0) to run(parts - 1), and returns when all have ended.
  void Run(int64_t parts, const std::function<void(int64_t)> &run) {
    Work work{&run, parts, 0, parts};
    std::unique_lock<std::mutex> lock(mutex_);
    open_.push_back(&work);
    num_open_++;
    if (num_asleep_ > 0) {
      if (parts == 2) has_work_.notify_one();
      else has_work_.notify_all();
    }
    while (work.next < work.parts) TakePart(&work, &lock);
    if (work.left > 0) {
      lock.unlock();
      StayAwake([&] { return work.left == 0; });
      lock.lock();
    }
    work.is_done.wait(lock, [&] { return work.left == 0; });
  }

 private:
  struct Work {
    const std::function<void(int64_t)> *run;
    int64_t parts, next;
    std::atomic<int64_t> left;
    std::condition_variable is_done = {};
  };

  explicit Helpers(int count) {
    for (int i = 0; i < count; i++) std::thread([this] { Help(); }).detach();
  }

  // One work of a step follows another at once, and to wake a thread takes as long as such a work: so it waits for a while before it sleeps, and
  // gives way to other threads meanwhile.
  template <typename Condition>
  static void StayAwake(const Condition &is_over) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::microseconds(kAwakeMicroseconds);
    while (!is_over() && std::chrono::steady_clock::now() < end) std::this_thread::yield();
  }

  void Help() {
    std::unique_lock<std::mutex> lock(mutex_);
    for (;;) {
      if (open_.empty()) {
        lock.unlock();
        StayAwake([&] { return num_open_ > 0; });
        lock.lock();
      }
      num_asleep_++;
      has_work_.wait(lock, [&] { return !open_.empty(); });
      num_asleep_--;
      TakePart(open_.front(), &lock);
    }
  }

  // Runs the next part of a work that has one; the lock is held before and after. The last one to end touches nothing of it any more.
  void TakePart(Work *work, std::unique_lock<std::mutex> *lock) {
    const int64_t part = work->next++;
    if (work->next == work->parts) {
      open_.erase(std::find(open_.begin(), open_.end(), work));
      num_open_--;
    }
    lock->unlock();
    (*work->run)(part);
    lock->lock();
    if (--work->left == 0) work->is_done.notify_all();
  }

  static constexpr int64_t kAwakeMicroseconds = 100;

  std::mutex mutex_;
  std::atomic<int64_t> num_open_{0};
  int64_t num_asleep_ = 0;
  std::condition_variable has_work_;
  std::deque<Work *> open_;
};

// Runs run(begin, end) on parts of `count` items of `size` numbers each, in threads if there is enough work.
template <typename Run>
void InParallel(int64_t count, int64_t size, const Run &run) {
  constexpr int64_t kLeastPerThread = 1 << 16;
  const int64_t parts = std::min(std::clamp<int64_t>(count * size / kLeastPerThread, 1, NumThreads()), std::max<int64_t>(count, 1));
  if (parts == 1) return run(0, count);
  Helpers::Shared().Run(parts, [&](int64_t i) { run(count * i / parts, count * (i + 1) / parts); });
}

}  // namespace lamella
