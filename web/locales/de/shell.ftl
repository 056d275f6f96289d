# The frame around every page.
shell-skip = Zum Inhalt springen
shell-navigation = Navigation
shell-menu = Menü öffnen
shell-search = Kunden suchen
shell-search-placeholder = Name, Nummer, Telefon, E-Mail, Ort …
shell-search-results = Treffer
shell-palette = Gehe zu …
shell-palette-placeholder = Eine Seite, ein Kunde oder eine Aktion
shell-palette-move = wählen
shell-palette-open = öffnen
shell-close = Schließen
shell-notifications =
    { $count ->
        [0] Benachrichtigungen
        [one] Benachrichtigungen, eine ungelesen
       *[other] Benachrichtigungen, { $count } ungelesen
    }
shell-notifications-all = Alle Benachrichtigungen
shell-user-menu = Menü von { $name }
shell-profile = Profil
shell-theme = Darstellung
shell-theme-auto = Auto
shell-theme-light = Hell
shell-theme-dark = Dunkel
shell-language = Sprache
shell-log-out = Abmelden
shell-log-out-everywhere = Überall abmelden
shell-save = Speichern
shell-cancel = Abbrechen
shell-yes = Ja
shell-no = Nein
shell-required = Pflichtfeld
shell-characters = { $count } von { $max } Zeichen
shell-more = Mehr anzeigen
shell-sort-ascending = aufsteigend sortiert
shell-sort-descending = absteigend sortiert
shell-connection-lost = Keine Verbindung zum Server. Ihre Eingaben sind noch da; versuchen Sie es erneut.
shell-unsaved = Es gibt ungespeicherte Änderungen. Trotzdem schließen?

# The navigation.
nav-customers = Kunden
nav-customers-active = Aktive
nav-customers-inactive = Inaktive
nav-organisations = Unternehmen
nav-imports = Import
nav-tags = Stichwörter
nav-fields = Felder
nav-administration = Verwaltung
nav-users = Benutzer
nav-teams = Gruppen
nav-roles = Rollen
nav-settings = Einstellungen
nav-jobs = Aufträge im Hintergrund
nav-log = Protokoll
