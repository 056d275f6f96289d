record-about = Om kortet
record-active = aktiv
record-addresses = Adresser
record-assign = Tilldela
record-assign-title = Tilldela { $name }
record-assigned = Tilldelad
record-assigned-hint = Nya ordrar och felanmälningar för kunden tilldelas dem. Kunden meddelas inte.
record-attributes = Egendefinierade fält
record-cancel = Avbryt
record-changed = Senast ändrad
record-conflict = Någon ändrade detta medan du skrev. Välj för varje fält vilken version som ska gälla; inget du skrev är förlorat.
record-conflict-mine = Din
record-conflict-same = Det du skrev finns redan där.
record-conflict-theirs = Som det är nu
record-contact = Kontakt
record-country = Land
record-created = Skapad
record-deactivate = Inaktivera
record-delete = Ta bort
record-delete-confirm = Jag förstår att detta inte kan ångras
record-delete-files = { $count ->
    [one] en uppladdad fil
   *[other] { $count } uppladdade filer
 }
record-delete-history = { $count ->
    [one] en rad i historiken
   *[other] { $count } rader i historiken
 }
record-delete-identities = { $count ->
    [one] en e-postadress eller ett telefonnummer
   *[other] { $count } e-postadresser och telefonnummer
 }
record-delete-memberships = { $count ->
    [one] ett medlemskap (den andra parten finns kvar)
   *[other] { $count } medlemskap (de andra finns kvar)
 }
record-delete-rather = Vill du behålla historiken och bara dölja kunden kan du inaktivera i stället.
record-delete-tickets = { $count ->
    [one] ett ärende stängs och förlorar kunden
   *[other] { $count } ärenden stängs och förlorar kunden
 }
record-delete-title = Ta bort { $name }?
record-delete-warning = Kunden tas bort permanent och kan inte återskapas. Detta försvinner också:
record-delete-yes = Ja, ta bort
record-details = Uppgifter
record-done = Klar
record-edit = Ändra
record-emails = E-post
record-external-ids = Externa id:n
record-first-name = Förnamn
record-history-all = Alla fält
record-history-field = Visa ändringar av
record-history-none = Inga ändringar
record-history-older = Äldre
record-history-show = Visa
record-inactive = inaktiv
record-invoice = Fakturaadress
record-join = Lägg till en organisation
record-join-hint = Det exakta namnet på en organisation i registret.
record-join-name = Organisationens namn
record-kind = Typ
record-language = Supportspråk
record-last-name = Efternamn
record-leave = Ta bort från organisationen
record-made = Skapad
record-make-primary = Gör { $value } till den primära
record-map = Visa på kartan
record-members = Medlemmar
record-members-manage = Hantera
record-members-none = Ingen hör till organisationen ännu.
record-memberships-title = Organisationer för { $name }
record-name = Namn
record-no = Nej
record-no-choices = Det finns inget att välja ännu.
record-no-team = Utan grupp
record-nobody = Ingen
record-none = Ingen
record-note = Anteckning
record-nothing-yet = Inget här ännu
record-number = Kundnummer
record-number-hint = Bokföringen känner kunden på det här numret. Bara en administratör ändrar det.
record-one-a-line = En per rad; den första är den primära.
record-organisation-number = Organisationsnummer
record-organisations = Organisationer
record-personal-number = Personnummer
record-phones = Telefon
record-place = Ort
record-postal-code = Postnummer
record-primary = primär
record-primary-organisation = Primär organisation
record-reactivate = Återaktivera
record-receives-orders = Får ordrar
record-receives-protocols = Får protokoll
record-remove = Ta bort { $value }
record-role = Roll
record-save = Spara
record-source-api = av ett annat program
record-source-import = vid import
record-source-manual = för hand
record-state = Status
record-street = Gata
record-system = Kartotek
record-tab-activities = Aktiviteter
record-tab-files = Filer
record-tab-history = Historik
record-tab-orders = Ordrar
record-tab-overview = Översikt
record-tab-tickets = Ärenden
record-tabs = Delar av kortet
record-tags = Taggar
record-title = Titel
record-visiting = Besöksadress
record-yes = Ja
said-customer-assigned = Tilldelningen är sparad
said-customer-deactivated = Kunden är inaktiverad
said-customer-deleted = Kunden är borttagen
said-customer-reactivated = Kunden är återaktiverad
said-customer-saved = Sparat
error-invalid_number = Ett kundnummer har 1 till 30 bokstäver, siffror eller - . / _ och inga mellanslag.
error-not_confirmed = Bekräfta borttagningen först.
error-unknown_user = Användaren finns inte eller är inaktiv.
record-upload = Ladda upp filer
record-upload-send = Ladda upp
record-files-none = Inga filer ännu
said-file-uploaded = Uppladdat
said-file-removed = Filen är borttagen
error-no_file = Välj en fil först.
