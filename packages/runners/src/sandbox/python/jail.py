"""Locks the process in: own namespaces, an empty root with the standard library read-only, limits, no privileges.

Needs Linux with user namespaces; no command of the distribution and no root. docs/sandbox.md says why each step is there.
"""

import ctypes
import os
import resource
import signal
import time

from library import PREFIX, enter_library, library_folders
from syscalls import deny_system_calls

NOBODY = 65534

CLONE_NEWNS = 0x00020000
CLONE_ALL = CLONE_NEWNS | 0x02000000 | 0x04000000 | 0x08000000 | 0x10000000 | 0x20000000 | 0x40000000
"""NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET"""

MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC = 1, 2, 4, 8
MS_REMOUNT, MS_BIND, MS_REC, MS_PRIVATE = 32, 4096, 16384, 1 << 18
MNT_DETACH = 2
KEPT_FLAGS = {MS_NOEXEC: 8, 1024: 1024, 2048: 2048, 1 << 21: 4096}
"""noexec, noatime, nodiratime, relatime: as mount names them, as statvfs does"""
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS = 1, 4, 36, 38

SCRATCH_BYTES = 16 * 2**20
OPEN_FILES = 32
FILE_BYTES = 4 * 2**20
THREADS = 16
SIGNALS = 64
LAST_MOMENT_SECONDS = 0.05
READY = 'ready'

libc = ctypes.CDLL(None, use_errno=True)
libc.mount.argtypes = [ctypes.c_char_p, ctypes.c_char_p, ctypes.c_char_p, ctypes.c_ulong, ctypes.c_char_p]


def call(name, *arguments):
    """Calls a function of libc; raises OSError, which names the function, where it says -1."""
    if getattr(libc, name)(*arguments) == -1:
        code = ctypes.get_errno()
        raise OSError(code, f'{name}: {os.strerror(code)}')


def die_with_parent():
    call('prctl', PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def adopt_orphans():
    call('prctl', PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def start_jailed(run, keep_fds, limits):
    """Runs `run` as the only process of a new jail, which keeps only the files `keep_fds` open.

    Returns the id of a guard that lives as long as the jail and ends with its code, or 128 + its signal.

    Raises OSError that says which step failed, where the jail can't be made.
    """
    launcher = os.getpid()
    ready_read, ready_write = os.pipe()
    guard = os.fork()
    if guard == 0:
        try:
            enter_jail()
            die_with_parent()
            if os.getppid() == launcher:
                guard_jail(run, [*keep_fds, ready_write], limits)
        except BaseException as error:
            os.write(ready_write, f'{type(error).__name__}: {error}'.encode())
        finally:
            os._exit(125)
    os.close(ready_write)
    said = os.read(ready_read, 1000).decode()
    os.close(ready_read)
    if said != READY:
        raise OSError(f'{said or "the process of the jail has ended"}')
    return guard


def guard_jail(run, keep_fds, limits):
    jailed = os.fork()
    if jailed == 0:
        die_with_parent()
        os.setsid()  # signals to a group reach beyond a namespace of processes
        close_all_but(keep_fds)
        set_limits(limits)
        silence()
        drop_privileges()
        ready = keep_fds[-1]
        os.write(ready, READY.encode())
        os.close(ready)
        run()
        os._exit(0)
    close_all_but([])
    status = os.waitpid(jailed, 0)[1]
    os._exit(os.WEXITSTATUS(status) if os.WIFEXITED(status) else 128 + os.WTERMSIG(status))


def wait_for_all():
    """Waits until no process of any jail is left: one dies with its guard, and is adopted then."""
    try:
        while True:
            os.wait()
    except ChildProcessError:
        pass


def kill(guard):
    """Ends a jail, if it goes on. Returns its code and the processor time that it used."""
    ended, status, usage = wait_for(guard, LAST_MOMENT_SECONDS)
    if not ended:
        os.kill(guard, signal.SIGKILL)
        _, status, usage = os.wait4(guard, 0)
    code = os.WEXITSTATUS(status) if os.WIFEXITED(status) else 0
    return code, usage.ru_utime + usage.ru_stime


def wait_for(guard, seconds):
    """A jail whose check is done ends by itself in a moment."""
    end = time.monotonic() + seconds
    while True:
        ended, status, usage = os.wait4(guard, os.WNOHANG)
        if ended or time.monotonic() > end:
            return ended, status, usage
        time.sleep(0.001)


def enter_jail():
    """Root builds the jail, whose folders others may not reach, and becomes nobody; anyone else is king of a new user namespace."""
    own_files = os.open('/proc/self', os.O_PATH | os.O_DIRECTORY)
    if os.getuid() == 0 and may_mount():
        enter_root(NOBODY, NOBODY)
        leave_root()
        enter_namespaces(own_files)
    else:
        enter_namespaces(own_files)
        enter_root(os.getuid(), os.getgid())


def may_mount():
    """Whether root is more than a name, which it isn't in most containers."""
    return libc.unshare(CLONE_NEWNS) == 0


def leave_root():
    """The kernel exempts root from the limit on threads, and much of the file system is root's."""
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, NOBODY)
    call('prctl', PR_SET_DUMPABLE, 1, 0, 0, 0)  # else /proc/self belongs to root, and uid_map can't be written


def enter_namespaces(own_files):
    user, group = os.getuid(), os.getgid()
    call('unshare', CLONE_ALL)
    call('sethostname', b'sandbox', 7)
    for name, text in [('setgroups', 'deny'), ('uid_map', f'{user} {user} 1'), ('gid_map', f'{group} {group} 1')]:
        fd = os.open(name, os.O_WRONLY, dir_fd=own_files)
        os.write(fd, text.encode())
        os.close(fd)


def enter_root(user, group):
    """Makes an empty, read-only root with the standard library in /python/0, /python/1, … and scratch space in /tmp."""
    root, places = '/tmp', library_folders()
    mount(None, '/', MS_REC | MS_PRIVATE)
    mount_tmpfs(root, f'size={64 * 1024},nr_inodes=64,mode=755')
    for folder in [PREFIX, '/tmp', '/dev', *places.values()]:
        os.mkdir(f'{root}{folder}')
    for library, place in places.items():
        bind_read_only(library, f'{root}{place}')
    os.close(os.open(f'{root}/dev/null', os.O_CREAT | os.O_WRONLY))
    mount('/dev/null', f'{root}/dev/null', MS_BIND)
    mount_tmpfs(f'{root}/tmp', f'size={SCRATCH_BYTES},nr_inodes=256,mode=700,uid={user},gid={group}')
    os.chdir(root)
    call('syscall', pivot_root_number(), b'.', b'.')
    call('umount2', b'.', MNT_DETACH)
    os.chdir('/')
    mount(None, '/', MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC)
    os.chdir('/tmp')
    enter_library(places)


def pivot_root_number():
    return {'x86_64': 155, 'aarch64': 41}[os.uname().machine]


def mount(source, target, flags):
    call('mount', source and source.encode(), target.encode(), None, flags, None)


def mount_tmpfs(path, options):
    call('mount', b'tmpfs', path.encode(), b'tmpfs', MS_NOSUID | MS_NODEV | MS_NOEXEC, options.encode())


def bind_read_only(source, target):
    """The same folder, read-only, with empty folders where installed packages are."""
    mount(source, target, MS_BIND | MS_REC)
    for packages in ['site-packages', 'dist-packages']:
        if os.path.isdir(f'{target}/{packages}'):
            mount_tmpfs(f'{target}/{packages}', 'size=4096,mode=755')
    found = os.statvfs(target).f_flag
    kept = sum(flag for flag, seen in KEPT_FLAGS.items() if found & seen)  # a user namespace may not take them away
    mount(None, target, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV | kept)


def set_limits(limits):
    # The guard outside counts as a process, too.
    for name, value in [
        ('AS', limits['memoryBytes']),
        ('CPU', limits['cpuSeconds']),
        ('NPROC', 1 + THREADS),
        ('NOFILE', OPEN_FILES),
        ('FSIZE', FILE_BYTES),
        ('CORE', 0),
        ('MEMLOCK', 0),
        ('MSGQUEUE', 0),
        ('SIGPENDING', SIGNALS),
        ('NICE', 0),
        ('RTPRIO', 0),
    ]:
        resource.setrlimit(getattr(resource, f'RLIMIT_{name}'), (value, value))


def drop_privileges():
    call('prctl', PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)  # version 3, this process
    call('capset', header, (ctypes.c_uint32 * 6)())
    deny_system_calls(libc)


def silence():
    """What is printed is thrown away, and nothing is to be read."""
    null = os.open('/dev/null', os.O_RDWR)
    for fd in range(3):
        os.dup2(null, fd)
    if null > 2:
        os.close(null)
    os.environ.clear()


def close_all_but(fds):
    start = 0
    for fd in sorted({*fds}):
        os.closerange(start, fd)
        start = fd + 1
    os.closerange(start, 4096)

