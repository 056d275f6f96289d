# What went wrong, and what to do about it. A refusal with the code too_long is looked up as error-too_long.
error-reference = Fehler { $status } · Referenz { $id }
error-home = Zu den Kunden
error-not-found = Unter dieser Adresse gibt es nichts, oder Sie dürfen es nicht sehen.
error-forbidden = Dazu fehlt Ihnen die Berechtigung. Wenden Sie sich an einen Administrator.
error-stale = Jemand hat dies geändert, während Sie daran gearbeitet haben.
error-invalid = Einige Felder müssen geprüft werden.
error-internal = Auf unserer Seite ist etwas schiefgegangen. Versuchen Sie es erneut; bleibt es dabei, nennen Sie dem Betreiber die Referenz.
error-bad-request = Diese Anfrage war nicht verständlich.
error-too-large = Das ist größer als erlaubt.
error-too-many-requests = Zu viele Versuche. Warten Sie einen Moment und versuchen Sie es erneut.
error-forged-request = Diese Seite war veraltet. Laden Sie sie neu und wiederholen Sie Ihre Eingabe.
error-required = Dies wird benötigt.
error-too_long = Höchstens { $max } Zeichen.
error-too_large = Das ist größer als erlaubt.
error-invalid_form = Das Formular konnte nicht gelesen werden.
error-invalid_cursor = Diese Seite der Liste gibt es nicht mehr; beginnen Sie von vorn.
