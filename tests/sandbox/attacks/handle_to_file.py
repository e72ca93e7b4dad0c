# TRIES: opens files by handle, past every path | MODE: any | CORRECT: WA (reject)
import ctypes

libc = ctypes.CDLL(None, use_errno=True)
handle = ctypes.create_string_buffer(136)
ctypes.memmove(handle, (128).to_bytes(4, "little"), 4)
print(libc.name_to_handle_at(-100, b"/", handle, ctypes.byref(ctypes.c_int()), 0), ctypes.get_errno())
print(libc.open_by_handle_at(-100, handle, 0), ctypes.get_errno())
