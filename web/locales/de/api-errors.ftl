error-idempotency_key_reused = Dieser Idempotency-Key wurde für eine andere Anfrage benutzt.
error-invalid_id = Das ist keine Kennung.
error-invalid_idempotency_key = Ein Idempotency-Key hat 1 bis 200 sichtbare Zeichen.
error-invalid_json = Das ist nicht das hier erwartete JSON.
error-invalid_parameter = Dieser Parameter ist nicht lesbar.
error-invalid_time = Das ist kein Zeitpunkt; schreiben Sie ihn als 2026-11-23T08:00:00Z.
error-not_empty = Das Ziel ist nicht leer.
error-unknown_filter = Einen solchen Filter gibt es nicht.
