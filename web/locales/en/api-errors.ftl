error-idempotency_key_reused = This Idempotency-Key was used for another request.
error-invalid_id = This is not an id.
error-invalid_idempotency_key = An Idempotency-Key has 1 to 200 visible characters.
error-invalid_json = This is not the JSON that is expected here.
error-invalid_parameter = This parameter cannot be read.
error-invalid_time = This is not a time; write it as 2026-11-23T08:00:00Z.
error-not_empty = The target is not empty.
error-unknown_filter = There is no such filter.
