"""What a child gives up before it opens a file or loads a model: writing elsewhere, the network, signals to others.

Nothing here needs a privilege, and what a system does not offer is left out in silence: the limits that
each child sets itself hold everywhere, this makes a subverted child harmless where Linux can. Landlock (since
5.13) keeps writing within the given folders; since 6.7 it forbids TCP, since 6.12 signals to and abstract sockets of
others. A network of its own, in which nobody else lives, needs root or user namespaces. Reading other files is not
forbidden: models, fonts and libraries lie in too many places.
"""

from __future__ import annotations

import ctypes
import os
import struct
import sys
from collections.abc import Iterable
from pathlib import Path

_PR_SET_NO_NEW_PRIVS = 38
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
"""System calls, of the same number on every architecture."""
_VERSION = 1
_RULE_PATH_BENEATH = 1
_WRITE_FILE, _TRUNCATE, _REFER, _IOCTL_DEV = 1 << 1, 1 << 14, 1 << 13, 1 << 15
_CHANGE_FOLDERS = sum(1 << bit for bit in range(4, 13))
"""Remove and make files, folders, links, sockets and devices."""
_TCP = 0b11
_ABSTRACT_SOCKETS_AND_SIGNALS = 0b11
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000


def give_up_the_rest(writable: Iterable[str]) -> None:
    """Confine this process and all it starts, for good; call before there are threads.

    Args:
        writable: the folders in which files may still be made, changed and removed.
    """
    if sys.platform != "linux":
        return
    system = ctypes.CDLL(None, use_errno=True)
    system.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if system.unshare(_CLONE_NEWNET) != 0:
        system.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)
    version = system.syscall(_CREATE_RULESET, None, 0, _VERSION)
    if version >= 1:
        _restrict(system, version, writable)


def _restrict(system: ctypes.CDLL, version: int, writable: Iterable[str]) -> None:
    rights = _WRITE_FILE | _CHANGE_FOLDERS
    rights |= (_REFER if version >= 2 else 0) | (_TRUNCATE if version >= 3 else 0) | (_IOCTL_DEV if version >= 5 else 0)
    asked = struct.pack("QQQ", rights, _TCP, _ABSTRACT_SOCKETS_AND_SIGNALS)
    asked = asked[: 24 if version >= 6 else 16 if version >= 4 else 8]
    ruleset = system.syscall(_CREATE_RULESET, asked, ctypes.c_size_t(len(asked)), 0)
    if ruleset < 0:
        return
    for folder in writable:
        _allow(system, ruleset, folder, rights)
    _allow(system, ruleset, os.devnull, _WRITE_FILE | (rights & _TRUNCATE))
    system.syscall(_RESTRICT_SELF, ruleset, 0)
    os.close(ruleset)


def _allow(system: ctypes.CDLL, ruleset: int, place: str, rights: int) -> None:
    if not Path(place).exists():
        return
    handle = os.open(place, os.O_PATH | os.O_CLOEXEC)
    system.syscall(_ADD_RULE, ruleset, _RULE_PATH_BENEATH, struct.pack("=Qi", rights, handle), 0)
    os.close(handle)
