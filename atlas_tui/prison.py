# SPDX-License-Identifier: EUPL-1.2
"""What a session on a host gives up before it reads a byte: programs, other processes, files elsewhere, memory without end.

Linux alone. Each part is asked of the kernel by itself, and what one kernel has not is said, never silently left out. All of it
is kept by the threads and processes that begin later: to be called first, while there is one thread.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import resource
import struct
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

MEMOIRE = 1536 * 1024 * 1024
"""Bytes of private memory that a session may take (RLIMIT_DATA): DuckDB's own limit counts only what DuckDB counts."""


class _Machine(NamedTuple):
    """What one processor calls the doors that are shut."""

    audit: int
    """AUDIT_ARCH_…"""
    seccomp: int
    appels: tuple[int, ...]
    """execve, execveat, ptrace, process_vm_readv, process_vm_writev, pidfd_getfd."""


_MACHINES = {
    "x86_64": _Machine(0xC000003E, 317, (59, 322, 101, 310, 311, 438)),
    "aarch64": _Machine(0xC00000B7, 277, (221, 281, 117, 270, 271, 438)),
}
_X32 = 0x40000000
"""From this number on, x86-64 calls are those of another ABI: refused as one."""

_LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT = 444, 445, 446
_EXECUTE, _WRITE_FILE, _REFER, _TRUNCATE = 1 << 0, 1 << 1, 1 << 13, 1 << 14
_MAKE_AND_REMOVE = sum(1 << bit for bit in range(4, 13))
_SCOPE_SIGNAL = 1 << 1

_PR_SET_NO_NEW_PRIVS = 38
_FILTER, _TSYNC = 1, 1


class PrisonImpossible(Exception):
    """The kernel refused what it has: nothing may run in half a jail. `str(error)` is one French line."""


def fermer(dossiers: Sequence[Path], memoire: int = MEMOIRE) -> list[str]:
    """Shut this process in: it writes under `dossiers` alone. Return what this kernel could not do, one French line each.

    Raises PrisonImpossible when a part that the kernel has could not be put in place.
    """
    missing = manques()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    least = min(memoire, *(x for x in (soft, hard) if x != resource.RLIM_INFINITY), memoire)
    resource.setrlimit(resource.RLIMIT_DATA, (least, least))
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
        found.append("prison : noyau sans Landlock, seuls les droits des fichiers bornent les écritures")
    elif abi < 3:
        found.append(f"prison : Landlock {abi}, un fichier déjà là peut être tronqué hors des dossiers")
    return found


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


def _programme(machine: _Machine) -> bytes:
    """The filter, in BPF: another ABI or one of the calls gets EPERM, everything else goes on."""
    calls = machine.appels
    # After loading the number: the x32 test, one test a call, allow, refuse.
    steps: list[tuple[int, int, int, int]] = [
        (0x20, 0, 0, 4),
        (0x15, 0, len(calls) + 3, machine.audit),
        (0x20, 0, 0, 0),
        (0x35, len(calls) + 1, 0, _X32),
        *((0x15, len(calls) - i, 0, call) for i, call in enumerate(calls)),
        (0x06, 0, 0, 0x7FFF0000),
        (0x06, 0, 0, 0x00050000 | errno.EPERM),
    ]
    return b"".join(struct.pack("HBBI", *step) for step in steps)


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
    writes = _WRITE_FILE | _MAKE_AND_REMOVE | (_REFER if abi >= 2 else 0) | (_TRUNCATE if abi >= 3 else 0)
    attributes = struct.pack("QQQ", writes | _EXECUTE, 0, _SCOPE_SIGNAL)
    size = 24 if abi >= 6 else 8
    rules = _call(_LANDLOCK_CREATE, attributes[:size], ctypes.c_size_t(size), ctypes.c_uint32(0))
    if rules < 0:
        raise _impossible("Landlock")
    try:
        for folder in dossiers:
            _allow(rules, folder, writes)
        for device in ("/dev/null", "/dev/tty", "/dev/pts"):
            _allow(rules, Path(device), _WRITE_FILE | (_TRUNCATE if abi >= 3 else 0))
        if _call(_LANDLOCK_RESTRICT, ctypes.c_int(rules), ctypes.c_uint32(0)):
            raise _impossible("Landlock")
    finally:
        os.close(rules)


def _allow(rules: int, path: Path, access: int) -> None:
    try:
        fd = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        # What is not there needs no leave.
        return
    try:
        rule = struct.pack("=Qi", access, fd)
        if _call(_LANDLOCK_ADD, ctypes.c_int(rules), ctypes.c_int(1), rule, ctypes.c_uint32(0)):
            raise _impossible("Landlock")
    finally:
        os.close(fd)
