# The list of customers.
customers-title-active = Aktive Kunden
customers-title-inactive = Inaktive Kunden
customers-title-all = Alle Kunden
customers-count =
    { $count ->
        [one] ein Kunde
       *[other] { $count } Kunden
    }
customers-count-more = mehr als { $count } Kunden
customers-count-forgiven = nichts stimmt genau überein; diese sind ähnlich
customers-new = Neuer Kunde
customers-new-organisation = Neues Unternehmen
customers-import = Importieren
customers-empty = Noch keine Kunden
customers-empty-text = Legen Sie den ersten an oder importieren Sie Ihr vorhandenes Register.
customers-empty-inactive = Keine inaktiven Kunden
customers-none-found = Kein Kunde entspricht dem
customers-none-found-text = Entfernen Sie einen Teil des Filters oder suchen Sie nach weniger.
customers-layout-compact = Je eine Zeile
customers-layout-detailed = Mit Einzelheiten
customers-sort-by = Sortieren nach
customers-list-more = Ansichten und Export
customers-export-csv = Als CSV exportieren
customers-export-xlsx = Als Excel exportieren
customers-export-json = Als JSON exportieren

# Columns, kinds, states, sources.
customers-column-number = Nummer
customers-column-name = Name
customers-column-kind = Art
customers-column-title = Titel
customers-column-email = E-Mail
customers-column-phone = Telefon
customers-column-organisation = Unternehmen
customers-column-language = Supportsprache
customers-column-tags = Stichwörter
customers-column-street = Straße
customers-column-postal-code = PLZ
customers-column-place = Ort
customers-column-country = Land
customers-column-organisation-number = Handelsregisternummer
customers-column-note = Notiz
customers-column-assigned-to = Zugewiesen an
customers-column-state = Status
customers-column-source = Herkunft
customers-column-created = Angelegt
customers-column-updated = Geändert
customers-kind-person = Person
customers-kind-organisation = Unternehmen
customers-state-active = Aktiv
customers-state-inactive = Inaktiv
customers-state-all = Aktive und inaktive
customers-source-manual = Von Hand
customers-source-import = Import
customers-source-ticket = Ticket
customers-source-activity = Aktivität
customers-source-hub = Kundenportal
customers-source-api = API
customers-columns = Spalten
customers-columns-text = Wählen Sie, was die Liste zeigt; die Pfeile verschieben eine Spalte.
customers-columns-usual = Die üblichen
customers-column-up = { $name } nach oben
customers-column-down = { $name } nach unten

# Filters.
customers-filter = Filter
customers-filter-show = Anzeigen
customers-filter-clear = Zurücksetzen
customers-filter-remove = Entfernen: { $name } { $value }
customers-filter-any = Alle
customers-filter-me = Mir
customers-filter-nobody = Niemandem
customers-filter-q = Suche
customers-filter-kind = Art
customers-filter-tag = Stichwort
customers-filter-tags = Mit all diesen Stichwörtern
customers-filter-organisation = Gehört zu
customers-filter-assigned = Zugewiesen an
customers-filter-language = Sprache
customers-filter-source = Herkunft
customers-filter-import = Import
customers-filter-import-one = ein Import
customers-filter-created = Angelegt
customers-filter-updated = Geändert
customers-filter-since = seit { $day }
customers-filter-until = bis { $day }
customers-filter-created-from = Angelegt ab
customers-filter-created-to = Angelegt bis
customers-filter-updated-from = Geändert ab
customers-filter-updated-to = Geändert bis

# Saved views.
customers-views-title = Gespeicherte Ansichten
customers-views-manage = Alle gespeicherten Ansichten
customers-views-none = Keine gespeicherten Ansichten
customers-views-none-text = Filtern Sie die Liste und speichern Sie sie unter einem Namen.
customers-view-save = Als Ansicht speichern
customers-view-change = Ansicht ändern
customers-view-delete = Ansicht löschen
customers-view-name = Name
customers-view-take-over = Übernehmen, was die Liste jetzt zeigt
customers-view-favourite = Favorit
customers-view-favourite-hint = Steht über der Liste.
customers-view-standard = Standard
customers-view-standard-hint = Die Liste öffnet sich damit.
customers-view-shared = Für alle
customers-view-favourite-short = Favorit
customers-view-standard-short = Standard
customers-view-shared-short = für alle
customers-view-of-others = von Kollegen geteilt
said-view-saved = Die Ansicht ist gespeichert.
said-view-deleted = Die Ansicht ist gelöscht.

# Many at once.
customers-select-page = Alle auf dieser Seite auswählen
customers-select-one = { $name } auswählen
customers-selected = { $count } ausgewählt
customers-select-all = die ganze Liste: { $count }
customers-select-all-more = die ganze Liste: mehr als { $count }
customers-bulk-title = Viele Kunden ändern
customers-bulk-tag = Stichwort setzen
customers-bulk-untag = Stichwort entfernen
customers-bulk-assign = Zuweisen
customers-bulk-unassign = Zuweisung aufheben
customers-bulk-deactivate = Deaktivieren
customers-bulk-reactivate = Reaktivieren
customers-bulk-delete = Löschen
customers-bulk-count =
    { $count ->
        [one] Ein Kunde ist betroffen.
       *[other] { $count } Kunden sind betroffen.
    }
customers-bulk-count-more = Mehr als { $count } Kunden sind betroffen.
customers-bulk-no-tags = Es gibt noch keine Stichwörter.
customers-bulk-deactivate-text = Sie behalten alles, können aber nicht für neue Aufträge gewählt werden und verschwinden aus der Liste der aktiven Kunden.
customers-bulk-delete-text = Gelöschte Kunden sind endgültig weg: ihre Daten, Dateien, Zugehörigkeiten und die personenbezogenen Daten in der Historie. Ihre Tickets werden geschlossen und verlieren den Kunden. Das lässt sich nicht rückgängig machen.
customers-bulk-sure = Ja, endgültig löschen
customers-bulk-undo-text = Sie können den Fortschritt verfolgen, anhalten und rückgängig machen.
customers-no-team = Ohne Gruppe

# Search.
customers-search-none = Nichts gefunden zu „{ $q }“
customers-search-all = Alle Treffer zu „{ $q }“ zeigen

# A new customer.
customers-field-organisation-name = Name des Unternehmens
customers-field-first-name = Vorname
customers-field-last-name = Nachname
customers-field-emails = E-Mail
customers-field-email-number = E-Mail { $number }
customers-field-phones = Telefon
customers-field-phone-number = Telefon { $number }
customers-field-organisation = Unternehmen
customers-field-role = Rolle dort
customers-field-language-unknown = Unbekannt
customers-field-number-hint = Leer: die nächste freie
customers-field-personal-number = Personennummer
customers-field-address = Besuchsadresse
customers-field-invoice-address = Rechnungsadresse
customers-attribute-add = Zusatzfeld hinzufügen
customers-attribute-new = Neues Zusatzfeld
customers-attribute-kind = Was enthält es?
customers-attribute-define = Anlegen und hinzufügen
customers-field-kind-text = Eine Zeile
customers-field-kind-long-text = Mehrere Zeilen
customers-field-kind-number = Zahl
customers-field-kind-date = Datum
customers-field-kind-yes-no = Ja oder nein
customers-field-kind-link = Link
customers-duplicates = Das könnte derselbe Kunde sein:
said-customer-created = Der Kunde ist gespeichert.
address-street = Straße und Hausnummer
address-postal-code = PLZ
address-place = Ort
address-country = Land

# Refusals.
error-nothing_selected = Wählen Sie mindestens einen Kunden aus.
