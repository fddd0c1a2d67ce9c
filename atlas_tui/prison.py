# SPDX-License-Identifier: EUPL-1.2
"""What a session on a host gives up before it reads a byte: programs, other processes, the network, files elsewhere, memory
without end.

Linux alone. Each part is asked of the kernel by itself, and what one kernel has not is said, never silently left out. All of it
is kept by the threads and processes that begin later: to be called first, while there is one thread.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import resource
import stat
import struct
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

MEMOIRE = 1536 * 1024 * 1024
"""Bytes of private memory that a session may take (RLIMIT_DATA): DuckDB's own limit counts only what DuckDB counts."""

PILE = 8 * 1024 * 1024
"""Bytes of its stack, which are none of the above."""


class _Machine(NamedTuple):
    """What one processor calls the doors that are shut, and those left ajar."""

    audit: int
    """AUDIT_ARCH_…"""
    seccomp: int
    programmes: tuple[int, ...]
    """execve, execveat, fork, vfork (clone makes them where there are none)."""
    autres: tuple[int, ...]
    """ptrace, process_vm_readv, process_vm_writev, process_madvise, kcmp, pidfd_getfd, pidfd_send_signal, tkill,
    rt_sigqueueinfo, rt_tgsigqueueinfo, setpriority, ioprio_set, sched_setparam, sched_setscheduler, sched_setattr,
    migrate_pages, move_pages."""
    reseau: tuple[int, ...]
    """socket; io_uring_setup, io_uring_enter, io_uring_register, which would open one beside the filter. A pair of sockets
    leads nowhere: asyncio has one."""
    noyau: tuple[int, ...]
    """unshare, setns, add_key, request_key, keyctl, bpf, userfaultfd, perf_event_open, personality; shmget, semget, msgget,
    mq_open, whose memory outlives a session; memfd_create, memfd_secret, whose memory no limit counts. Parts of the kernel that nothing here needs."""
    a_soi: tuple[int, ...]
    """kill, tgkill: to this process alone."""
    limites: tuple[int, ...]
    """prlimit64, sched_setaffinity: of this process alone, by its number or by 0."""
    commandes: tuple[tuple[int, tuple[int, ...]], ...]
    """fcntl: F_SETOWN, F_SETSIG, F_SETOWN_EX; ioctl: FIOSETOWN, SIOCSPGRP: a file that sends signals to whom one wants."""
    mmap: int
    """Not of memory that is shared and of no file, nor that grows as a stack does: RLIMIT_DATA counts neither."""
    clone: int
    clone3: int


_MACHINES = {
    "x86_64": _Machine(
        0xC000003E, 317, (59, 322, 57, 58),
        (101, 310, 311, 440, 312, 438, 424, 200, 129, 297, 141, 251, 142, 144, 314, 256, 279), (41, 425, 426, 427),
        (272, 308, 248, 249, 250, 321, 323, 298, 135, 29, 64, 68, 240, 319, 447), (62, 234), (302, 203), ((72, (8, 10, 15)), (16, (0x8901, 0x8902))), 9, 56, 435,
    ),
    "aarch64": _Machine(
        0xC00000B7, 277, (221, 281),
        (117, 270, 271, 440, 272, 438, 424, 130, 138, 240, 140, 30, 118, 119, 274, 238, 239), (198, 425, 426, 427),
        (97, 268, 217, 218, 219, 280, 282, 241, 92, 194, 190, 186, 180, 279, 447), (129, 131), (261, 122),
        ((25, (8, 10, 15)), (29, (0x8901, 0x8902))), 222, 220, 435,
    ),
}  # fmt: skip
_X32 = 0x40000000
"""From this number on, x86-64 calls are those of another ABI: refused as one."""

_LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT = 444, 445, 446
_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR, _REFER, _TRUNCATE = (
    1 << 0,
    1 << 1,
    1 << 2,
    1 << 3,
    1 << 13,
    1 << 14,
)
_OF_A_FILE = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE
_MAKE_AND_REMOVE = sum(1 << bit for bit in range(4, 13))
_SCOPE_ABSTRACT_SOCKET, _SCOPE_SIGNAL = 1 << 0, 1 << 1

_SYSTEME = ("/bin", "/etc", "/lib", "/lib32", "/lib64", "/nix", "/opt", "/proc", "/sbin", "/sys", "/usr")
"""What a program reads of a system. Not /dev: another session's terminal stands there, under the same account."""
_APPAREILS = ("/dev/null", "/dev/random", "/dev/urandom", "/dev/tty")
"""Not /dev/zero: mapped as shared, it is memory that no limit counts."""

_PR_SET_NO_NEW_PRIVS = 38
_FILTER, _TSYNC = 1, 1
_CLONE_THREAD = 0x00010000
_MAP_SHARED, _MAP_ANONYMOUS, _MAP_GROWSDOWN = 0x01, 0x20, 0x100


class PrisonImpossible(Exception):
    """The kernel refused what it has: nothing may run in half a jail. `str(error)` is one French line."""


def fermer(dossiers: Sequence[Path], memoire: int = MEMOIRE) -> list[str]:
    """Shut this process in: it writes under `dossiers` alone, and reads little else. Return what this kernel could not do,
    one French line each.

    Raises PrisonImpossible when a part that the kernel has could not be put in place.
    """
    missing = manques()
    if _fils() > 1:
        # Landlock shuts in the thread that asks for it, and those that it starts.
        raise PrisonImpossible(
            "La session n'a pas pu être fermée (elle avait commencé). Prévenez qui tient ce service."
        )
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    least = min(memoire, *(x for x in (soft, hard) if x != resource.RLIM_INFINITY), memoire)
    resource.setrlimit(resource.RLIMIT_DATA, (least, least))
    # A stack is not data: it grows no further than it may now.
    stack = min(x for x in (*resource.getrlimit(resource.RLIMIT_STACK), PILE) if x != resource.RLIM_INFINITY)
    resource.setrlimit(resource.RLIMIT_STACK, (stack, stack))
    if not sys.platform.startswith("linux"):
        return missing
    if _libc().prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        raise _impossible("no_new_privs")
    abi = _landlock_abi()
    if abi >= 1:
        _landlock(dossiers, abi)
    machine = _MACHINES.get(platform.machine())
    if machine is not None and _has_seccomp(machine):
        _seccomp(machine)
    return missing


def manques() -> list[str]:
    """Return what the jail would lack on this kernel, one French line each. Changes nothing."""
    if not sys.platform.startswith("linux"):
        return ["prison : ce système n'est pas Linux, rien n'empêche une session de lancer un programme"]
    found = []
    machine = _MACHINES.get(platform.machine())
    if machine is None:
        found.append(
            f"prison : processeur {platform.machine()} inconnu, une session pourrait lancer un programme"
        )
    elif not _has_seccomp(machine):
        found.append("prison : noyau sans seccomp, une session pourrait lancer un programme")
    abi = _landlock_abi()
    if abi < 1:
        found.append(
            "prison : noyau sans Landlock, seuls les droits des fichiers bornent ce qu'une session lit, écrit et voit d'une autre"
        )
    elif abi < 3:
        found.append(f"prison : Landlock {abi}, un fichier déjà là peut être tronqué hors des dossiers")
    return found


def _fils() -> int:
    """Threads of this process, as the kernel counts them."""
    try:
        return sum(1 for _ in Path("/proc/self/task").iterdir())
    except OSError:
        return 1


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _call(number: int, *arguments: object) -> int:
    return int(_libc().syscall(ctypes.c_long(number), *arguments))


def _impossible(what: str) -> PrisonImpossible:
    why = os.strerror(ctypes.get_errno())
    return PrisonImpossible(
        f"La session n'a pas pu être fermée ({what} : {why}). Prévenez qui tient ce service."
    )


# --- programs and other processes ----------------------------------------------------------------------------------------


def _has_seccomp(machine: _Machine) -> bool:
    # SECCOMP_GET_ACTION_AVAIL of SECCOMP_RET_ERRNO.
    action = ctypes.c_uint32(0x00050000)
    return _call(machine.seccomp, ctypes.c_uint(2), ctypes.c_uint(0), ctypes.byref(action)) == 0


_Pas = tuple[int, int, int, int]
"""One instruction: its code, how many to skip when it holds, when it does not, its number."""
_NUMERO, _ARCHITECTURE, _PREMIER, _DEUXIEME, _QUATRIEME = 0, 4, 16, 24, 40
"""Where the kernel puts the call, the ABI, the first, the second and the fourth argument (their lower half)."""


def _charger(where: int) -> _Pas:
    return 0x20, 0, 0, where


def _rendre(what: int) -> _Pas:
    return 0x06, 0, 0, what


_PERMIS, _REFUS, _INCONNU = (
    _rendre(0x7FFF0000), _rendre(0x00050000 | errno.EPERM), _rendre(0x00050000 | errno.ENOSYS),
)  # fmt: skip


def _si(code: int, value: int, steps: list[_Pas]) -> list[_Pas]:
    """These steps where what was loaded is (0x15), is at least (0x35) or has a bit of (0x45) a value; else what follows."""
    return [(code, 0, len(steps), value), *steps]


def _programme(machine: _Machine) -> bytes:
    """The filter, in BPF: another ABI or one of the calls gets EPERM, everything else goes on."""
    pid = os.getpid()
    here = _si(0x15, pid, [_PERMIS])
    steps = [
        _charger(_ARCHITECTURE),
        (0x15, 1, 0, machine.audit), _REFUS,
        _charger(_NUMERO),
        *_si(0x35, _X32, [_REFUS]),
    ]  # fmt: skip
    for call in (*machine.programmes, *machine.autres, *machine.reseau, *machine.noyau):
        steps += _si(0x15, call, [_REFUS])
    for call in machine.a_soi:
        steps += _si(0x15, call, [_charger(_PREMIER), *here, _REFUS])
    for call in machine.limites:
        steps += _si(0x15, call, [_charger(_PREMIER), *_si(0x15, 0, [_PERMIS]), *here, _REFUS])
    for call, asked in machine.commandes:
        refused = [step for one in asked for step in _si(0x15, one, [_REFUS])]
        steps += _si(0x15, call, [_charger(_DEUXIEME), *refused, _PERMIS])
    uncounted = _si(0x45, _MAP_SHARED, _si(0x45, _MAP_ANONYMOUS, [_REFUS]))
    uncounted += _si(0x45, _MAP_GROWSDOWN, [_REFUS])
    steps += _si(0x15, machine.mmap, [_charger(_QUATRIEME), *uncounted, _PERMIS])
    # A thread, never a process. What clone3 asks for cannot be read here: without it, the C library asks clone.
    steps += _si(0x15, machine.clone, [_charger(_PREMIER), *_si(0x45, _CLONE_THREAD, [_PERMIS]), _REFUS])
    steps += _si(0x15, machine.clone3, [_INCONNU])
    return b"".join(struct.pack("HBBI", *step) for step in (*steps, _PERMIS))


def _seccomp(machine: _Machine) -> None:
    code = _programme(machine)
    buffer = ctypes.create_string_buffer(code, len(code))
    program = struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(buffer))
    if _call(machine.seccomp, ctypes.c_uint(_FILTER), ctypes.c_uint(_TSYNC), program):
        raise _impossible("seccomp")


# --- files ----------------------------------------------------------------------------------------------------------------


def _landlock_abi() -> int:
    return _call(_LANDLOCK_CREATE, None, ctypes.c_size_t(0), ctypes.c_uint32(1))


def _landlock(dossiers: Sequence[Path], abi: int) -> None:
    truncate = _TRUNCATE if abi >= 3 else 0
    reads = _READ_FILE | _READ_DIR
    writes = _WRITE_FILE | _MAKE_AND_REMOVE | (_REFER if abi >= 2 else 0) | truncate
    attributes = struct.pack("QQQ", reads | writes | _EXECUTE, 0, _SCOPE_ABSTRACT_SOCKET | _SCOPE_SIGNAL)
    size = 24 if abi >= 6 else 8
    rules = _call(_LANDLOCK_CREATE, attributes[:size], ctypes.c_size_t(size), ctypes.c_uint32(0))
    if rules < 0:
        raise _impossible("Landlock")
    try:
        for folder in dossiers:
            _allow(rules, folder, reads | writes)
        for place in {*_SYSTEME, sys.prefix, sys.base_prefix, *(path or "." for path in sys.path)}:
            _allow(rules, Path(place), reads)
        for device in (*_APPAREILS, *_terminal()):
            _allow(rules, Path(device), _READ_FILE | _WRITE_FILE | truncate)
        if _call(_LANDLOCK_RESTRICT, ctypes.c_int(rules), ctypes.c_uint32(0)):
            raise _impossible("Landlock")
    finally:
        os.close(rules)


def _terminal() -> list[str]:
    """The session's own; the others' stand beside it."""
    try:
        return [os.ttyname(0)]
    except OSError:
        return []


def _allow(rules: int, path: Path, access: int) -> None:
    try:
        fd = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        # What is not there needs no leave.
        return
    try:
        if not stat.S_ISDIR(os.fstat(fd).st_mode):
            access &= _OF_A_FILE
        rule = struct.pack("=Qi", access, fd)
        if _call(_LANDLOCK_ADD, ctypes.c_int(rules), ctypes.c_int(1), rule, ctypes.c_uint32(0)):
            raise _impossible("Landlock")
    finally:
        os.close(fd)
