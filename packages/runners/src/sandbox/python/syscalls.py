"""A seccomp filter: system calls that a program has no use for and that reach out of the jail or widen its limits.

Sources of the numbers: Linux's arch/x86/entry/syscalls/syscall_64.tbl and include/uapi/asm-generic/unistd.h.
"""

import ctypes
import errno
import os

AUDIT_ARCH = {'x86_64': 0xC000003E, 'aarch64': 0xC00000B7}

# name: (x86_64, aarch64); None where the machine has no such call
DENIED = {
    'socket': (41, 198),  # vsock knows no network namespaces
    'socketpair': (53, 199),  # buffers of the kernel's, which no limit counts; so are the next nine
    'setsockopt': (54, 208),
    'sendmsg': (46, 211),
    'sendmmsg': (307, 269),
    'vmsplice': (278, 75),
    'splice': (275, 76),
    'tee': (276, 77),
    'setxattr': (188, 5),
    'lsetxattr': (189, 6),
    'fsetxattr': (190, 7),
    'inotify_init': (253, None),
    'inotify_init1': (294, 26),
    'flock': (73, 32),  # the library's files are the host's
    'setpriority': (141, 140),  # groups, sessions, priorities: of its own alone, and no program needs them
    'ioprio_set': (251, 30),
    'sched_setparam': (142, 118),
    'sched_setscheduler': (144, 119),
    'sched_setattr': (314, 274),
    'sched_setaffinity': (203, 122),
    'setpgid': (109, 154),
    'setsid': (112, 157),
    'pidfd_send_signal': (424, 424),
    'migrate_pages': (256, 238),
    'move_pages': (279, 239),
    'process_madvise': (440, 440),
    'process_mrelease': (448, 448),
    'seccomp': (317, 277),
    'execve': (59, 221),
    'execveat': (322, 281),
    'fork': (57, None),
    'vfork': (58, None),
    'ptrace': (101, 117),
    'process_vm_readv': (310, 270),
    'process_vm_writev': (311, 271),
    'kcmp': (312, 272),
    'pidfd_open': (434, 434),
    'pidfd_getfd': (438, 438),
    'unshare': (272, 97),
    'setns': (308, 268),
    'mount': (165, 40),
    'umount2': (166, 39),
    'pivot_root': (155, 41),
    'chroot': (161, 51),
    'open_tree': (428, 428),
    'move_mount': (429, 429),
    'fsopen': (430, 430),
    'fsconfig': (431, 431),
    'fsmount': (432, 432),
    'fspick': (433, 433),
    'mount_setattr': (442, 442),
    'memfd_create': (319, 279),  # memory that the limit on the address space doesn't count; so are the next three
    'memfd_secret': (447, 447),
    'shmget': (29, 194),
    'msgget': (68, 186),
    'semget': (64, 190),
    'mq_open': (240, 180),
    'io_uring_setup': (425, 425),
    'io_setup': (206, 0),
    'bpf': (321, 280),
    'perf_event_open': (298, 241),
    'userfaultfd': (323, 282),
    'fanotify_init': (300, 262),
    'open_by_handle_at': (304, 265),
    'name_to_handle_at': (303, 264),
    'add_key': (248, 217),
    'request_key': (249, 218),
    'keyctl': (250, 219),
    'init_module': (175, 105),
    'finit_module': (313, 273),
    'delete_module': (176, 106),
    'kexec_load': (246, 104),
    'reboot': (169, 142),
    'swapon': (167, 224),
    'syslog': (103, 116),
    'acct': (163, 89),
    'quotactl': (179, 60),
    'personality': (135, 92),
    'setrlimit': (160, 164),
    'modify_ldt': (154, None),
    'ioperm': (173, None),
    'iopl': (172, None),
}
CLONE3 = (435, 435)
CLONE = (56, 220)
KILL_PROCESS = (62, 129)
PRCTL, FCNTL, IOCTL = (157, 167), (72, 25), (16, 29)

CLONE_THREAD = 0x00010000
OWN_ID = 1
DENIED_ARGUMENTS = [
    # The jailed process must not outlive its guard; a filter of its own takes memory.
    (PRCTL, 0, {'PR_SET_PDEATHSIG': 1, 'PR_SET_SECCOMP': 22, 'PR_SCHED_CORE': 62}),
    # Signals to others, locks and leases on the host's files, pipes of a MiB.
    (FCNTL, 1, {'F_SETOWN': 8, 'F_SETSIG': 10, 'F_SETOWN_EX': 15, 'F_SETLEASE': 1024, 'F_NOTIFY': 1026, 'F_SETPIPE_SZ': 1031}),
    # The group that a terminal serves, input in its name, signals to others.
    (IOCTL, 1, {'TIOCSCTTY': 0x540E, 'TIOCSPGRP': 0x5410, 'TIOCSTI': 0x5412, 'FIOSETOWN': 0x8901, 'SIOCSPGRP': 0x8902}),
]
X32_BIT = 0x40000000

PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 22, 2
END, ALLOW, ERRNO = 0x80000000, 0x7FFF0000, 0x00050000
LOAD, JUMP_EQUAL, JUMP_AT_LEAST, JUMP_SET, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
AT_NUMBER, AT_ARCH, AT_ARGUMENTS = 0, 4, 16


class Instruction(ctypes.Structure):
    _fields_ = [('code', ctypes.c_uint16), ('yes', ctypes.c_uint8), ('no', ctypes.c_uint8), ('k', ctypes.c_uint32)]


class Program(ctypes.Structure):
    _fields_ = [('length', ctypes.c_uint16), ('filter', ctypes.POINTER(Instruction))]


def deny_system_calls(libc):
    """From here on the denied calls fail with "operation not permitted". Needs no_new_privs."""
    instructions = filter_of(os.uname().machine)
    array = (Instruction * len(instructions))(*(Instruction(*parts) for parts in instructions))
    program = Program(len(instructions), array)
    if libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0) != 0:
        raise OSError(ctypes.get_errno(), 'seccomp: the filter was not accepted')


def filter_of(machine):
    column = list(AUDIT_ARCH).index(machine)
    refuse = (RETURN, 0, 0, ERRNO | errno.EPERM)
    lines = [
        (LOAD, 0, 0, AT_ARCH),
        (JUMP_EQUAL, 1, 0, AUDIT_ARCH[machine]),
        (RETURN, 0, 0, END),
        (LOAD, 0, 0, AT_NUMBER),
        (JUMP_AT_LEAST, 0, 1, X32_BIT),
        refuse,
        # Without clone3 the C library falls back to clone, whose flags a filter can see: threads yes, processes no.
        (JUMP_EQUAL, 0, 1, CLONE3[column]),
        (RETURN, 0, 0, ERRNO | errno.ENOSYS),
        (JUMP_EQUAL, 0, 4, CLONE[column]),
        (LOAD, 0, 0, AT_ARGUMENTS),
        (JUMP_SET, 1, 0, CLONE_THREAD),
        refuse,
        (RETURN, 0, 0, ALLOW),
        # Neither another process nor a group: 0 and -1 are no ids of a process.
        (JUMP_EQUAL, 0, 4, KILL_PROCESS[column]),
        (LOAD, 0, 0, AT_ARGUMENTS),
        (JUMP_EQUAL, 1, 0, OWN_ID),
        refuse,
        (RETURN, 0, 0, ALLOW),
    ]
    for numbers, position, denied in DENIED_ARGUMENTS:
        lines += [(JUMP_EQUAL, 0, 2 + 2 * len(denied), numbers[column]), (LOAD, 0, 0, AT_ARGUMENTS + 8 * position)]
        for value in denied.values():
            lines += [(JUMP_EQUAL, 0, 1, value), refuse]
        lines += [(RETURN, 0, 0, ALLOW)]
    for numbers in DENIED.values():
        if numbers[column] is not None:
            lines += [(JUMP_EQUAL, 0, 1, numbers[column]), refuse]
    return [*lines, (RETURN, 0, 0, ALLOW)]
