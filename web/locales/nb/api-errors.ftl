error-idempotency_key_reused = Denne Idempotency-Key er brukt til en annen forespørsel.
error-invalid_id = Dette er ikke en id.
error-invalid_idempotency_key = En Idempotency-Key har 1 til 200 synlige tegn.
error-invalid_json = Dette er ikke den JSON som ventes her.
error-invalid_parameter = Denne parameteren kan ikke leses.
error-invalid_time = Dette er ikke et tidspunkt; skriv det som 2026-11-23T08:00:00Z.
error-not_empty = Målet er ikke tomt.
error-unknown_filter = Det finnes ikke noe slikt filter.
