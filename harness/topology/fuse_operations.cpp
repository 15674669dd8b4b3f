#define FUSE_USE_VERSION 312
#include "harness/topology/fuse_operations.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <fuse.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <memory>
#include <string_view>

namespace squall {
namespace fuse_side {
namespace {

using FileInfo = fuse_file_info;

// One that waits holds a thread; more than these wait for each other.
constexpr unsigned kMostThreads = 256;
// A file that is removed while it is open: libfuse keeps it under such a name until it is closed.
constexpr std::string_view kHidden = ".fuse_hidden";
constexpr double kRemember_s = 10;  // Nobody else changes what lies beneath.

Backing& backing() { return *static_cast<Backing*>(fuse_get_context()->private_data); }
int beneath() { return backing().folder; }

// Paths of requests begin at the disk's own root.
const char* within(const char* path) { return path[1] == '\0' ? "." : path + 1; }

int done(int result) { return result == -1 ? -errno : 0; }
int open_file(const FileInfo* info) { return static_cast<int>(info->fh); }

// For calls that take a path only.
std::string full(const char* path) {
  return fmt::format("/proc/self/fd/{}/{}", beneath(), within(path));
}

// What is made belongs to whoever asked for it.
int make_theirs(const char* path, int result) {
  if (result == -1) return -errno;
  const fuse_context& asks = *fuse_get_context();
  if (asks.uid == ::geteuid() && asks.gid == ::getegid()) return 0;
  return done(::fchownat(beneath(), within(path), asks.uid, asks.gid, AT_SYMLINK_NOFOLLOW));
}

void* begin(fuse_conn_info* connection, fuse_config* config) {
  connection->max_background = kMostThreads;
  connection->congestion_threshold = kMostThreads;
  config->use_ino = 1;
  config->nullpath_ok = 1;
  config->auto_cache = 1;
  config->entry_timeout = config->attr_timeout = kRemember_s;
  return fuse_get_context()->private_data;
}

int get_attributes(const char* path, struct stat* found, FileInfo* info) {
  if (info != nullptr) return done(::fstat(open_file(info), found));
  return done(::fstatat(beneath(), within(path), found, AT_SYMLINK_NOFOLLOW));
}

int read_link(const char* path, char* text, std::size_t size) {
  const ssize_t length = ::readlinkat(beneath(), within(path), text, size - 1);
  if (length == -1) return -errno;
  text[length] = '\0';
  return 0;
}

int make_node(const char* path, mode_t mode, dev_t device) {
  return make_theirs(path, ::mknodat(beneath(), within(path), mode, device));
}
int make_folder(const char* path, mode_t mode) {
  return make_theirs(path, ::mkdirat(beneath(), within(path), mode));
}
int make_symlink(const char* target, const char* path) {
  return make_theirs(path, ::symlinkat(target, beneath(), within(path)));
}
int unlink_file(const char* path) { return done(::unlinkat(beneath(), within(path), 0)); }
int remove_directory(const char* path) {
  return done(::unlinkat(beneath(), within(path), AT_REMOVEDIR));
}
int rename_file(const char* from, const char* to, unsigned flags) {
  return done(::renameat2(beneath(), within(from), beneath(), within(to), flags));
}
int link_file(const char* from, const char* to) {
  return done(::linkat(beneath(), within(from), beneath(), within(to), 0));
}

int change_mode(const char* path, mode_t mode, FileInfo* info) {
  if (info != nullptr) return done(::fchmod(open_file(info), mode));
  return done(::fchmodat(beneath(), within(path), mode, 0));
}
int change_owner(const char* path, uid_t user, gid_t group, FileInfo* info) {
  if (info != nullptr) return done(::fchown(open_file(info), user, group));
  return done(::fchownat(beneath(), within(path), user, group, AT_SYMLINK_NOFOLLOW));
}
int set_size(const char* path, off_t size, FileInfo* info) {
  if (info != nullptr) return done(::ftruncate(open_file(info), size));
  return done(::truncate(full(path).c_str(), size));
}
int set_times(const char* path, const timespec* times, FileInfo* info) {
  if (info != nullptr) return done(::futimens(open_file(info), times));
  return done(::utimensat(beneath(), within(path), times, AT_SYMLINK_NOFOLLOW));
}

// Whoever asks for direct access has come past the kernel's cache already.
int open_beneath(const char* path, FileInfo* info, mode_t mode) {
  backing().delayer.wait(DiskOperation::kOpen);
  const int flags = (info->flags & ~O_DIRECT) | O_CLOEXEC;
  const int file = ::openat(beneath(), within(path), flags, mode);
  if (file == -1) return -errno;
  info->fh = static_cast<std::uint64_t>(file);
  return 0;
}
int open_existing(const char* path, FileInfo* info) { return open_beneath(path, info, 0); }
int create_file(const char* path, mode_t mode, FileInfo* info) {
  if (const int failed = open_beneath(path, info, mode); failed != 0) return failed;
  return make_theirs(path, 0);
}

int read_file_at(const char*, char* data, std::size_t size, off_t at, FileInfo* info) {
  backing().delayer.wait(DiskOperation::kRead, size);
  const ssize_t count = ::pread(open_file(info), data, size, at);
  return count == -1 ? -errno : static_cast<int>(count);
}
int write_file_at(const char*, const char* data, std::size_t size, off_t at, FileInfo* info) {
  backing().delayer.wait(DiskOperation::kWrite, size);
  const ssize_t count = ::pwrite(open_file(info), data, size, at);
  return count == -1 ? -errno : static_cast<int>(count);
}
int sync_file(const char*, int only_data, FileInfo* info) {
  backing().delayer.wait(DiskOperation::kSync);
  return done(only_data != 0 ? ::fdatasync(open_file(info)) : ::fsync(open_file(info)));
}
int allocate(const char*, int mode, off_t at, off_t size, FileInfo* info) {
  return done(::fallocate(open_file(info), mode, at, size));
}
off_t seek(const char*, off_t at, int from, FileInfo* info) {
  const off_t found = ::lseek(open_file(info), at, from);
  return found == -1 ? -errno : found;
}
int close_file(const char*, FileInfo* info) { return done(::close(open_file(info))); }

int open_folder(const char* path, FileInfo* info) {
  const int folder = ::openat(beneath(), within(path), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder == -1) return -errno;
  info->fh = static_cast<std::uint64_t>(folder);
  return 0;
}
int read_folder(const char*, void* list, fuse_fill_dir_t fill, off_t, FileInfo* info,
                fuse_readdir_flags) {
  // A place of its own to read from: the one that is open can be read again.
  const int again = ::openat(open_file(info), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR* const folder = again == -1 ? nullptr : ::fdopendir(again);
  if (folder == nullptr) return -errno;
  while (const dirent* entry = ::readdir(folder)) {
    if (std::string_view(entry->d_name).starts_with(kHidden)) continue;
    struct stat kind {};
    kind.st_ino = entry->d_ino;
    kind.st_mode = static_cast<mode_t>(entry->d_type) << 12;
    if (fill(list, entry->d_name, &kind, 0, fuse_fill_dir_flags{}) != 0) break;
  }
  ::closedir(folder);
  return 0;
}

int file_system(const char*, struct statvfs* figures) {
  return done(::fstatvfs(beneath(), figures));
}

// No extended attributes: the kernel would ask for one before every write.
fuse_operations operations() {
  fuse_operations all{};
  all.init = begin;
  all.getattr = get_attributes;
  all.readlink = read_link;
  all.mknod = make_node;
  all.mkdir = make_folder;
  all.symlink = make_symlink;
  all.unlink = unlink_file;
  all.rmdir = remove_directory;
  all.rename = rename_file;
  all.link = link_file;
  all.chmod = change_mode;
  all.chown = change_owner;
  all.truncate = set_size;
  all.utimens = set_times;
  all.open = open_existing;
  all.create = create_file;
  all.read = read_file_at;
  all.write = write_file_at;
  all.fsync = sync_file;
  all.fallocate = allocate;
  all.lseek = seek;
  all.release = close_file;
  all.opendir = open_folder;
  all.readdir = read_folder;
  all.fsyncdir = sync_file;
  all.releasedir = close_file;
  all.statfs = file_system;
  return all;
}

}  // namespace
}  // namespace fuse_side

int serve_fuse(const std::string& folder, Backing& served) {
  // Others than root may not let others in; the kernel looks at the files' permissions.
  std::array<char, 8> name{"squall"};
  std::array<char, 3> option{"-o"};
  std::string options = "default_permissions,fsname=squall,subtype=slow";
  if (::geteuid() == 0) options += ",allow_other";
  std::array<char*, 3> words{name.data(), option.data(), options.data()};
  fuse_args arguments = FUSE_ARGS_INIT(static_cast<int>(words.size()), words.data());
  const fuse_operations all = fuse_side::operations();
  const std::unique_ptr<fuse, decltype(&fuse_destroy)> disk(
      fuse_new(&arguments, &all, sizeof all, &served), fuse_destroy);
  if (disk == nullptr || fuse_mount(disk.get(), folder.c_str()) != 0) return 1;
  const std::unique_ptr<fuse_loop_config, decltype(&fuse_loop_cfg_destroy)> loop(
      fuse_loop_cfg_create(), fuse_loop_cfg_destroy);
  fuse_loop_cfg_set_max_threads(loop.get(), fuse_side::kMostThreads);
  fuse_loop_cfg_set_idle_threads(loop.get(), fuse_side::kMostThreads);
  const int ended = fuse_loop_mt(disk.get(), loop.get());
  fuse_unmount(disk.get());
  fuse_opt_free_args(&arguments);
  return ended == 0 ? 0 : 1;
}

}  // namespace squall
