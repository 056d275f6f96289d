# What went wrong, and what to do about it. A refusal with the code too_long is looked up as error-too_long.
error-reference = Feil { $status } · referanse { $id }
error-home = Til kundene
error-not-found = Det finnes ikke noe på denne adressen, eller du har ikke tilgang til det.
error-forbidden = Dette har du ikke lov til. Be en administrator om rettigheten.
error-stale = Noen endret dette mens du arbeidet med det.
error-invalid = Noen felter må ses over.
error-internal = Noe gikk galt hos oss. Prøv igjen; hvis det fortsetter, gi driftsansvarlig referansen.
error-bad-request = Forespørselen kunne ikke forstås.
error-too-large = Dette er større enn tillatt.
error-too-many-requests = For mange forsøk. Vent litt og prøv igjen.
error-forged-request = Siden var utdatert. Last den inn på nytt og gjenta det du gjorde.
error-required = Dette må fylles ut.
error-too_long = Høyst { $max } tegn.
error-too_large = Dette er større enn tillatt.
error-invalid_form = Skjemaet kunne ikke leses.
error-invalid_cursor = Denne siden av listen finnes ikke lenger; begynn øverst.
