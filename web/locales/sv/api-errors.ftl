error-idempotency_key_reused = Denna Idempotency-Key har använts för en annan begäran.
error-invalid_id = Detta är inget id.
error-invalid_idempotency_key = En Idempotency-Key har 1 till 200 synliga tecken.
error-invalid_json = Detta är inte den JSON som förväntas här.
error-invalid_parameter = Parametern kan inte läsas.
error-invalid_time = Detta är ingen tidpunkt; skriv den som 2026-11-23T08:00:00Z.
error-not_empty = Målet är inte tomt.
error-unknown_filter = Det finns inget sådant filter.
