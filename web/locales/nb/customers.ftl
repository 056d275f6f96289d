# The list of customers.
customers-title-active = Aktive kunder
customers-title-inactive = Inaktive kunder
customers-title-all = Alle kunder
customers-count =
    { $count ->
        [one] én kunde
       *[other] { $count } kunder
    }
customers-count-more = mer enn { $count } kunder
customers-count-forgiven = ingen treffer helt; disse ligner
customers-new = Ny kunde
customers-new-organisation = Ny organisasjon
customers-import = Importer
customers-empty = Ingen kunder ennå
customers-empty-text = Skriv inn den første, eller importer registeret du har.
customers-empty-inactive = Ingen inaktive kunder
customers-none-found = Ingen kunder passer
customers-none-found-text = Fjern en del av filteret, eller søk etter mindre.
customers-layout-compact = Én linje hver
customers-layout-detailed = Med detaljer
customers-sort-by = Sorter etter
customers-list-more = Visninger og eksport
customers-export-csv = Eksporter som CSV
customers-export-xlsx = Eksporter som Excel
customers-export-json = Eksporter som JSON

# Columns, kinds, states, sources.
customers-column-number = Nummer
customers-column-name = Navn
customers-column-kind = Type
customers-column-title = Tittel
customers-column-email = E-post
customers-column-phone = Telefon
customers-column-organisation = Organisasjon
customers-column-language = Supportspråk
customers-column-tags = Stikkord
customers-column-street = Gate
customers-column-postal-code = Postnummer
customers-column-place = Sted
customers-column-country = Land
customers-column-organisation-number = Organisasjonsnummer
customers-column-note = Merknad
customers-column-assigned-to = Tildelt
customers-column-state = Status
customers-column-source = Kilde
customers-column-created = Opprettet
customers-column-updated = Endret
customers-kind-person = Person
customers-kind-organisation = Organisasjon
customers-state-active = Aktiv
customers-state-inactive = Inaktiv
customers-state-all = Aktive og inaktive
customers-source-manual = Skrevet inn
customers-source-import = Import
customers-source-ticket = Henvendelse
customers-source-activity = Aktivitet
customers-source-hub = Kundeportal
customers-source-api = API
customers-columns = Kolonner
customers-columns-text = Kryss av for det listen skal vise; pilene flytter en kolonne.
customers-columns-usual = De vanlige
customers-column-up = Flytt { $name } opp
customers-column-down = Flytt { $name } ned

# Filters.
customers-filter = Filter
customers-filter-show = Vis
customers-filter-clear = Fjern alle
customers-filter-remove = Fjern: { $name } { $value }
customers-filter-any = Alle
customers-filter-me = Meg
customers-filter-nobody = Ingen
customers-filter-q = Søk
customers-filter-kind = Type
customers-filter-tag = Stikkord
customers-filter-tags = Med alle disse stikkordene
customers-filter-organisation = Tilhører
customers-filter-assigned = Tildelt
customers-filter-language = Språk
customers-filter-source = Kilde
customers-filter-import = Import
customers-filter-import-one = én import
customers-filter-created = Opprettet
customers-filter-updated = Endret
customers-filter-since = siden { $day }
customers-filter-until = til { $day }
customers-filter-created-from = Opprettet fra
customers-filter-created-to = Opprettet til
customers-filter-updated-from = Endret fra
customers-filter-updated-to = Endret til

# Saved views.
customers-views-title = Lagrede visninger
customers-views-manage = Alle lagrede visninger
customers-views-none = Ingen lagrede visninger
customers-views-none-text = Filtrer listen og lagre den under et navn.
customers-view-save = Lagre som visning
customers-view-change = Endre visningen
customers-view-delete = Slett visningen
customers-view-name = Navn
customers-view-take-over = Ta over det listen viser nå
customers-view-favourite = Favoritt
customers-view-favourite-hint = Står over listen.
customers-view-standard = Standard
customers-view-standard-hint = Listen åpnes med denne.
customers-view-shared = For alle
customers-view-favourite-short = favoritt
customers-view-standard-short = standard
customers-view-shared-short = for alle
customers-view-of-others = delt av en kollega
said-view-saved = Visningen er lagret.
said-view-deleted = Visningen er slettet.

# Many at once.
customers-select-page = Velg alle på siden
customers-select-one = Velg { $name }
customers-selected = { $count } valgt
customers-select-all = hele listen: { $count }
customers-select-all-more = hele listen: mer enn { $count }
customers-bulk-title = Endre mange kunder
customers-bulk-tag = Sett stikkord
customers-bulk-untag = Fjern stikkord
customers-bulk-assign = Tildel
customers-bulk-unassign = Fjern tildeling
customers-bulk-deactivate = Deaktiver
customers-bulk-reactivate = Reaktiver
customers-bulk-delete = Slett
customers-bulk-count =
    { $count ->
        [one] Én kunde blir berørt.
       *[other] { $count } kunder blir berørt.
    }
customers-bulk-count-more = Mer enn { $count } kunder blir berørt.
customers-bulk-no-tags = Det finnes ingen stikkord ennå.
customers-bulk-deactivate-text = De beholder alt, men kan ikke velges for nye ordrer og forsvinner fra listen over aktive kunder.
customers-bulk-delete-text = Slettede kunder er borte for godt: opplysninger, filer, medlemskap og personopplysningene i historikken. Henvendelsene deres lukkes og mister kunden. Dette kan ikke angres.
customers-bulk-sure = Ja, slett dem for godt
customers-bulk-undo-text = Du kan følge fremdriften, stoppe den og angre.
customers-no-team = Uten lag

# Search.
customers-search-none = Ingen treff på «{ $q }»
customers-search-all = Vis alle treff på «{ $q }»

# A new customer.
customers-field-organisation-name = Organisasjonens navn
customers-field-first-name = Fornavn
customers-field-last-name = Etternavn
customers-field-emails = E-post
customers-field-email-number = E-post { $number }
customers-field-phones = Telefon
customers-field-phone-number = Telefon { $number }
customers-field-organisation = Organisasjon
customers-field-role = Rolle der
customers-field-language-unknown = Ukjent
customers-field-number-hint = Tomt: neste ledige
customers-field-personal-number = Fødselsnummer
customers-field-address = Besøksadresse
customers-field-invoice-address = Fakturaadresse
customers-attribute-add = Legg til attributt
customers-attribute-new = Nytt attributt
customers-attribute-kind = Hva inneholder det?
customers-attribute-define = Definer og legg til
customers-field-kind-text = Én linje
customers-field-kind-long-text = Flere linjer
customers-field-kind-number = Tall
customers-field-kind-date = Dato
customers-field-kind-yes-no = Ja eller nei
customers-field-kind-link = Lenke
customers-duplicates = Dette kan være samme kunde:
said-customer-created = Kunden er lagret.
address-street = Gate og nummer
address-postal-code = Postnummer
address-place = Sted
address-country = Land

# Refusals.
error-nothing_selected = Velg minst én kunde.
