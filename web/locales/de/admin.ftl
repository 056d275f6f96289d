# Administration: users, teams, roles, settings, jobs, log.
admin-show = Anzeigen
admin-delete = Löschen
admin-actions = Aktionen
admin-state = Status
admin-state-active = Aktive
admin-state-inactive = Inaktive
admin-state-all = Alle
admin-invited = eingeladen
admin-never = nie
admin-last-seen = Zuletzt gesehen
admin-seen = zuletzt gesehen { $time }
admin-never-seen = hat sich noch nicht angemeldet

# Users.
admin-user = Benutzer
admin-user-new = Neuer Benutzer
admin-user-make = Benutzer anlegen
admin-user-send = Einladung per E-Mail senden
admin-user-link-follows = Sie erhalten einen Link zum Weitergeben; mit ihm wählt der Benutzer ein Passwort.
admin-users-search = Nach Name oder E-Mail suchen
admin-users-none = Kein Benutzer passt
admin-user-access = Zugang
admin-link = Link
admin-link-invite = Einladung
admin-link-reset = Neues Passwort
admin-link-text = Ein Link, der einmal funktioniert. Er öffnet eine Seite, auf der der Benutzer ein Passwort wählt.
admin-link-mail = Per E-Mail senden
admin-link-show = Link anzeigen
admin-link-hand-over-invite = Geben Sie diesen Link an { $name } weiter. Er funktioniert einmal, sieben Tage lang, und wird nicht noch einmal angezeigt.
admin-link-hand-over-reset = Geben Sie diesen Link an { $name } weiter. Er funktioniert einmal, zwei Stunden lang, und wird nicht noch einmal angezeigt.
admin-link-done = Ich habe ihn kopiert
admin-log-out = Überall abmelden
admin-log-out-text = Beendet alle Sitzungen dieses Benutzers. API-Tokens funktionieren weiter.
admin-lift-pause = Pause nach falschen Passwörtern
admin-lift-pause-text = Nach mehreren falschen Passwörtern muss der nächste Versuch warten. Hiermit darf der Benutzer es sofort wieder versuchen.
admin-lift-pause-action = Aufheben
admin-deactivate = Deaktivieren
admin-deactivate-text = Der Benutzer wird abgemeldet und kann sich nicht mehr anmelden; was seinen Namen trägt, bleibt.
admin-activate = Aktivieren
admin-activate-text = Der Benutzer kann sich wieder anmelden.
admin-user-delete-hint = Nur möglich, wenn sich der Benutzer nie angemeldet hat.
admin-user-delete-title = { $name } löschen?
admin-user-delete-text = Der Benutzer wird aus allen Gruppen entfernt und ist endgültig weg.
admin-tokens-none = Dieser Benutzer hat keine API-Tokens.

# Teams.
admin-team = Gruppe
admin-team-any = Alle Gruppen
admin-team-new = Neue Gruppe
admin-teams-none = Noch keine Gruppen
admin-teams-none-text = Eine Gruppe vereint Benutzer, die sich Arbeit teilen.
admin-members = Mitglieder
admin-members-none = Noch ist niemand in dieser Gruppe.
admin-member-add = Mitglied hinzufügen
admin-team-role = Rolle in der Gruppe
admin-team-member-plain = Mitglied
admin-team-not-in = Nicht in der Gruppe
admin-team-delete-title = Gruppe { $name } löschen?
admin-team-delete-text =
    { $count ->
        [0] Niemand ist darin.
        [one] Das Mitglied bleibt Benutzer und verliert die Rolle in dieser Gruppe.
       *[other] Die { $count } Mitglieder bleiben Benutzer und verlieren ihre Rollen in dieser Gruppe.
    }

# Roles.
admin-role-administrator = Administrator
admin-role-agent = Agent
admin-role-technician = Techniker
admin-role-new = Neue Rolle
admin-role-copy = Kopieren
admin-role-copy-of = Kopie von { $name }
admin-role-built-in = eingebaut
admin-role-fixed = Eingebaute Rollen lassen sich nicht ändern. Legen Sie eine Kopie an und ändern Sie diese.
admin-role-delete-title = Rolle { $name } löschen?
admin-role-delete-text = Eine Rolle, die jemand hat, kann nicht gelöscht werden.
admin-reach-no = Nein
admin-reach-assigned = Nur zugewiesene
admin-reach-all = Alle

# Settings.
admin-settings-language-hint = Für alle, die keine gewählt haben.
admin-settings-hosts = Hostnamen
admin-settings-hosts-hint = Je Zeile einer. Nötig, wenn sich mehrere Konten diese Installation teilen.
admin-settings-session = Abmelden nach (Stunden ohne Aktivität)
admin-settings-session-hint = Von 1 Stunde bis 90 Tage (2160).
admin-settings-country-hint = Telefonnummern ohne Ländervorwahl gehören hierher.
admin-settings-number-min = Kundennummer: kleinste Länge
admin-settings-number-max = Kundennummer: größte Länge
admin-settings-next-number = Nächste Kundennummer
admin-settings-next-number-hint = Vergebene Nummern werden übersprungen.
admin-settings-support-languages = Sprachen, in denen Kunden betreut werden
admin-settings-fallback = Ersatzsprache
admin-settings-fallback-hint = Für Kunden, deren Sprache unbekannt oder nicht dabei ist.

# Jobs.
admin-job-waiting = Wartend
admin-job-running = Laufend
admin-job-failed = Fehlgeschlagen
admin-job-done = Erledigt
admin-jobs-none = Keine Aufträge hier
admin-job-what = Auftrag
admin-job-when = Wann
admin-job-tries = Versuche
admin-job-tried = { $count } von { $max }
admin-job-retry = Erneut versuchen
job-mail-link = E-Mail mit Anmeldelink
job-files-remove = Dateien entfernen
job-customers-import = Import von Kunden
job-customers-import-undo = Import rückgängig machen
job-customers-refresh = Suche auffrischen
job-customers-fold-counts = Zahlen zusammenfassen
job-customers-bulk = Viele Kunden ändern
job-customers-bulk-undo = Änderung vieler Kunden rückgängig machen

# Log.
admin-log-about = Über
admin-log-all = Alles
admin-log-logins = Anmeldungen
admin-log-none = Nichts hier
admin-log-when = Wann
admin-log-who = Wer
admin-log-what = Was
admin-log-system = Kartotek
admin-log-nobody = einer unbekannten Adresse
admin-log-change = { $field }: { $before } → { $after }
admin-log-fields = Geändert: { $words }
admin-log-added = Hinzugefügt: { $words }
admin-log-removed = Entfernt: { $words }
admin-log-joined = Dazugekommen: { $words }
admin-log-left = Ausgeschieden: { $words }
log-account-created = legte das Konto { $name } an
log-settings-changed = änderte die Einstellungen
log-user-created = legte den Benutzer { $name } an
log-user-changed = änderte den Benutzer { $name }
log-user-activated = aktivierte den Benutzer { $name }
log-user-deactivated = deaktivierte den Benutzer { $name }
log-user-deleted = löschte den Benutzer { $name }
log-team-created = legte die Gruppe { $name } an
log-team-changed = änderte die Gruppe { $name }
log-team-deleted = löschte die Gruppe { $name }
log-role-created = legte die Rolle { $name } an
log-role-changed = änderte die Rolle { $name }
log-role-deleted = löschte die Rolle { $name }
log-login-succeeded = meldete sich von { $address } an
log-login-failed = wies eine Anmeldung für { $name } von { $address } ab
log-login-paused = bremst Anmeldungen für { $name } von { $address } nach vielen Fehlversuchen
log-sessions-ended =
    { $count ->
        [one] beendete eine Sitzung
       *[other] beendete { $count } Sitzungen
    }
log-password-changed = setzte ein neues Passwort
log-link-issued = erstellte einen Link für { $name }
log-token-created = erstellte das API-Token { $name } von { $user }
log-token-revoked = widerrief das API-Token { $name }
log-job-retried = versuchte einen Auftrag erneut
log-customer-deleted = löschte einen Kunden endgültig
log-customers-deleted =
    { $count ->
        [one] löschte einen Kunden endgültig
       *[other] löschte { $count } Kunden endgültig
    }
log-customers-exported =
    { $count ->
        [one] exportierte einen Kunden
       *[other] exportierte { $count } Kunden
    }
log-import-finished = führte einen Import aus
log-import-undone = machte einen Import rückgängig

# Said after something was done.
said-user-invited = Die Einladung ist unterwegs.
said-link-mailed = Der Link ist unterwegs.
said-user-activated = Der Benutzer kann sich wieder anmelden.
said-user-deactivated = Der Benutzer ist abgemeldet und kann sich nicht anmelden.
said-user-logged-out = Der Benutzer ist überall abgemeldet.
said-pause-lifted = Der Benutzer kann es sofort wieder versuchen.
said-team-member-added = Das Mitglied wurde hinzugefügt.
said-deleted = Gelöscht.
said-job-retried = Der Auftrag wird erneut versucht.

# Refusals.
error-name_taken = Dieser Name ist vergeben.
error-email_taken = Ein anderer Benutzer hat diese E-Mail-Adresse.
error-host_taken = { $value } führt zu einem anderen Konto.
error-invalid_host = Das ist kein Hostname; schreiben Sie ihn wie kunden.example.de.
error-unknown_role = Diese Rolle gibt es nicht.
error-unknown_team = Diese Gruppe gibt es nicht.
error-member_twice = Ein Benutzer kann nur einmal in einer Gruppe sein.
error-unknown_time_zone = Diese Zeitzone gibt es nicht.
error-fallback_not_supported = Wählen Sie eine der Sprachen, in denen Kunden betreut werden.
error-length_below_minimum = Die größte Länge kann nicht unter der kleinsten liegen.
error-out_of_range = Von { $min } bis { $max }.
error-not_a_number = Schreiben Sie eine ganze Zahl.
error-role_built_in = Eingebaute Rollen lassen sich nicht ändern. Legen Sie eine Kopie an und ändern Sie diese.
error-role_in_use =
    { $count ->
        [one] Ein Benutzer hat diese Rolle. Geben Sie ihm zuerst eine andere.
       *[other] { $count } Benutzer haben diese Rolle. Geben Sie ihnen zuerst eine andere.
    }
error-last_administrator = Der letzte aktive Administrator muss es bleiben. Machen Sie zuerst einen anderen Benutzer zum Administrator.
error-not_yourself = Sie können sich nicht selbst deaktivieren. Bitten Sie einen anderen Administrator.
error-user_in_use = Dieser Benutzer hat hier gearbeitet und steht im Verlauf. Deaktivieren Sie ihn stattdessen.
error-user_inactive = Dieser Benutzer ist inaktiv. Aktivieren Sie ihn zuerst.
error-no_account = Es gibt noch kein Konto.
error-which_account = Es gibt mehrere Konten; nennen Sie eines.
error-unknown_account = Dieses Konto gibt es nicht.
error-changed_by_other = Jemand anderes hat dies inzwischen geändert. Sehen Sie es durch und speichern Sie erneut.
