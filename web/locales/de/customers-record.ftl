record-about = Über den Eintrag
record-active = aktiv
record-addresses = Adressen
record-assign = Zuweisen
record-assign-title = { $name } zuweisen
record-assigned = Zugewiesen an
record-assigned-hint = Neue Aufträge und Störungsmeldungen dieses Kunden werden ihnen zugewiesen. Der Kunde wird nicht benachrichtigt.
record-attributes = Zusatzfelder
record-cancel = Abbrechen
record-changed = Zuletzt geändert
record-conflict = Jemand hat dies geändert, während Sie geschrieben haben. Wählen Sie für jedes Feld, welche Fassung bleibt; nichts Geschriebenes geht verloren.
record-conflict-mine = Ihre
record-conflict-same = Was Sie geschrieben haben, steht schon da.
record-conflict-theirs = Wie es jetzt ist
record-contact = Kontakt
record-country = Land
record-created = Angelegt
record-deactivate = Deaktivieren
record-delete = Löschen
record-delete-confirm = Ich weiß, dass dies nicht rückgängig gemacht werden kann
record-delete-files = { $count ->
    [one] eine hochgeladene Datei
   *[other] { $count } hochgeladene Dateien
 }
record-delete-history = { $count ->
    [one] eine Zeile der Historie
   *[other] { $count } Zeilen der Historie
 }
record-delete-identities = { $count ->
    [one] eine E-Mail-Adresse oder Telefonnummer
   *[other] { $count } E-Mail-Adressen und Telefonnummern
 }
record-delete-memberships = { $count ->
    [one] eine Zugehörigkeit (die andere Seite bleibt)
   *[other] { $count } Zugehörigkeiten (die anderen bleiben)
 }
record-delete-rather = Soll die Historie bleiben und der Kunde nur verborgen werden, deaktivieren Sie ihn stattdessen.
record-delete-tickets = { $count ->
    [one] ein Ticket wird geschlossen und verliert den Kunden
   *[other] { $count } Tickets werden geschlossen und verlieren den Kunden
 }
record-delete-title = { $name } löschen?
record-delete-warning = Der Kunde wird dauerhaft und unwiederbringlich entfernt. Dies geht mit verloren:
record-delete-yes = Ja, Löschen
record-details = Angaben
record-done = Fertig
record-edit = Bearbeiten
record-emails = E-Mail
record-external-ids = Externe Kennungen
record-first-name = Vorname
record-history-all = Alle Felder
record-history-field = Änderungen zeigen von
record-history-none = Keine Änderungen
record-history-older = Ältere
record-history-show = Zeigen
record-inactive = inaktiv
record-invoice = Rechnungsadresse
record-join = Unternehmen hinzufügen
record-join-hint = Der genaue Name eines Unternehmens im Register.
record-join-name = Name des Unternehmens
record-kind = Art
record-language = Supportsprache
record-last-name = Nachname
record-leave = Aus diesem Unternehmen entfernen
record-made = Angelegt
record-make-primary = { $value } zur primären machen
record-map = Auf der Karte zeigen
record-members = Mitglieder
record-members-manage = Verwalten
record-members-none = Zu diesem Unternehmen gehört noch niemand.
record-memberships-title = Unternehmen von { $name }
record-name = Name
record-no = Nein
record-no-choices = Es gibt noch nichts auszuwählen.
record-no-team = Ohne Gruppe
record-nobody = Niemand
record-none = Keine
record-note = Notiz
record-nothing-yet = Noch nichts vorhanden
record-number = Kundennummer
record-number-hint = Die Buchhaltung kennt den Kunden unter dieser Nummer. Nur Administratoren ändern sie.
record-one-a-line = Eine pro Zeile; die erste ist die primäre.
record-organisation-number = Handelsregisternummer
record-organisations = Unternehmen
record-personal-number = Personenkennzahl
record-phones = Telefon
record-place = Ort
record-postal-code = Postleitzahl
record-primary = primär
record-primary-organisation = Primäres Unternehmen
record-reactivate = Reaktivieren
record-receives-orders = Erhält Aufträge
record-receives-protocols = Erhält Protokolle
record-remove = { $value } entfernen
record-role = Rolle
record-save = Speichern
record-source-api = von einem anderen Programm
record-source-import = durch einen Import
record-source-manual = von Hand
record-state = Zustand
record-street = Straße
record-system = Kartotek
record-tab-activities = Aktivitäten
record-tab-files = Dateien
record-tab-history = Historie
record-tab-orders = Aufträge
record-tab-overview = Übersicht
record-tab-tickets = Tickets
record-tabs = Teile des Eintrags
record-tags = Stichwörter
record-title = Titel
record-visiting = Besuchsadresse
record-yes = Ja
said-customer-assigned = Zuweisung gespeichert
said-customer-deactivated = Kunde deaktiviert
said-customer-deleted = Kunde gelöscht
said-customer-reactivated = Kunde reaktiviert
said-customer-saved = Gespeichert
error-invalid_number = Eine Kundennummer hat 1 bis 30 Buchstaben, Ziffern oder - . / _ und keine Leerzeichen.
error-not_confirmed = Bestätigen Sie zuerst das Löschen.
error-unknown_user = Diesen Benutzer gibt es nicht oder er ist inaktiv.
record-upload = Dateien hochladen
record-upload-send = Hochladen
record-files-none = Noch keine Dateien
said-file-uploaded = Hochgeladen
said-file-removed = Datei entfernt
error-no_file = Wählen Sie zuerst eine Datei.
