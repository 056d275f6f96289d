record-about = Om kortet
record-active = aktiv
record-addresses = Adresser
record-assign = Tildel
record-assign-title = Tildel { $name }
record-assigned = Tildelt
record-assigned-hint = Nye ordrer og feilmeldinger for denne kunden tildeles dem. Kunden får ikke beskjed.
record-attributes = Kundeattributter
record-cancel = Avbryt
record-changed = Sist endret
record-conflict = Noen endret dette mens du skrev. Velg for hvert felt hvilken versjon som skal stå; ingenting du skrev er tapt.
record-conflict-mine = Din
record-conflict-same = Det du skrev, står der allerede.
record-conflict-theirs = Slik det er nå
record-contact = Kontakt
record-country = Land
record-created = Opprettet
record-deactivate = Deaktiver
record-delete = Slett
record-delete-confirm = Jeg forstår at dette ikke kan angres
record-delete-files = { $count ->
    [one] én opplastet fil
   *[other] { $count } opplastede filer
 }
record-delete-history = { $count ->
    [one] én linje i historikken
   *[other] { $count } linjer i historikken
 }
record-delete-identities = { $count ->
    [one] én e-postadresse eller ett telefonnummer
   *[other] { $count } e-postadresser og telefonnumre
 }
record-delete-memberships = { $count ->
    [one] ett medlemskap (den andre parten består)
   *[other] { $count } medlemskap (de andre består)
 }
record-delete-rather = Vil du beholde historikken og bare skjule kunden, kan du deaktivere i stedet.
record-delete-tickets = { $count ->
    [one] én henvendelse lukkes og mister kunden
   *[other] { $count } henvendelser lukkes og mister kunden
 }
record-delete-title = Slette { $name }?
record-delete-warning = Kunden fjernes permanent og kan ikke gjenopprettes. Dette forsvinner også:
record-delete-yes = Ja, slett
record-details = Detaljer
record-done = Ferdig
record-edit = Endre
record-emails = E-post
record-external-ids = Eksterne id-er
record-first-name = Fornavn
record-history-all = Alle felt
record-history-field = Vis endringer av
record-history-none = Ingen endringer
record-history-older = Eldre
record-history-show = Vis
record-inactive = inaktiv
record-invoice = Fakturaadresse
record-join = Legg til en organisasjon
record-join-hint = Det nøyaktige navnet på en organisasjon i registeret.
record-join-name = Organisasjonens navn
record-kind = Type
record-language = Støttespråk
record-last-name = Etternavn
record-leave = Fjern fra denne organisasjonen
record-made = Opprettet
record-make-primary = Gjør { $value } til den primære
record-map = Vis på kartet
record-members = Medlemmer
record-members-manage = Administrer
record-members-none = Ingen hører til denne organisasjonen ennå.
record-memberships-title = Organisasjonene til { $name }
record-name = Navn
record-no = Nei
record-no-choices = Det er ingenting å velge ennå.
record-no-team = Uten lag
record-nobody = Ingen
record-none = Ingen
record-note = Notat
record-nothing-yet = Ingenting her ennå
record-number = Kundenummer
record-number-hint = Regnskapet kjenner kunden på dette nummeret. Bare en administrator endrer det.
record-one-a-line = Én per linje; den første er den primære.
record-organisation-number = Organisasjonsnummer
record-organisations = Organisasjoner
record-personal-number = Fødselsnummer
record-phones = Telefon
record-place = Poststed
record-postal-code = Postnummer
record-primary = primær
record-primary-organisation = Primær organisasjon
record-reactivate = Reaktiver
record-receives-orders = Mottar ordrer
record-receives-protocols = Mottar protokoller
record-remove = Fjern { $value }
record-role = Rolle
record-save = Lagre
record-source-api = av et annet program
record-source-import = ved import
record-source-manual = for hånd
record-state = Tilstand
record-street = Gate
record-system = Kartotek
record-tab-activities = Aktiviteter
record-tab-files = Filer
record-tab-history = Historikk
record-tab-orders = Ordrer
record-tab-overview = Oversikt
record-tab-tickets = Henvendelser
record-tabs = Deler av kortet
record-tags = Stikkord
record-title = Tittel
record-visiting = Besøksadresse
record-yes = Ja
said-customer-assigned = Tildelingen er lagret
said-customer-deactivated = Kunden er deaktivert
said-customer-deleted = Kunden er slettet
said-customer-reactivated = Kunden er reaktivert
said-customer-saved = Lagret
error-invalid_number = Et kundenummer har 1 til 30 bokstaver, sifre eller - . / _ og ingen mellomrom.
error-not_confirmed = Bekreft slettingen først.
error-unknown_user = Denne brukeren finnes ikke eller er inaktiv.
record-upload = Last opp filer
record-upload-send = Last opp
record-files-none = Ingen filer ennå
said-file-uploaded = Lastet opp
said-file-removed = Filen er fjernet
error-no_file = Velg en fil først.
