# What went wrong, and what to do about it. A refusal with the code too_long is looked up as error-too_long.
error-reference = Error { $status } · reference { $id }
error-home = To the customers
error-not-found = There is nothing at this address, or you may not see it.
error-forbidden = You may not do this. Ask an administrator for the permission.
error-stale = Someone changed this while you were working on it.
error-invalid = Some fields need another look.
error-internal = Something went wrong on our side. Try again; if it stays, give the operator the reference.
error-bad-request = This request could not be understood.
error-too-large = This is larger than allowed.
error-too-many-requests = Too many tries. Wait a moment and try again.
error-forged-request = This page was out of date. Load it again and repeat what you did.
error-required = This is needed.
error-too_long = At most { $max } characters.
error-too_large = This is larger than allowed.
error-invalid_form = This form could not be read.
error-invalid_cursor = This page of the list no longer exists; start from the top.
