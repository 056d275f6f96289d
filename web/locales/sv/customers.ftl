# The list of customers.
customers-title-active = Aktiva kunder
customers-title-inactive = Inaktiva kunder
customers-title-all = Alla kunder
customers-count =
    { $count ->
        [one] en kund
       *[other] { $count } kunder
    }
customers-count-more = fler än { $count } kunder
customers-count-forgiven = inget stämmer exakt; dessa liknar
customers-new = Ny kund
customers-new-organisation = Ny organisation
customers-import = Importera
customers-empty = Inga kunder än
customers-empty-text = Skriv in den första, eller importera registret du har.
customers-empty-inactive = Inga inaktiva kunder
customers-none-found = Ingen kund matchar
customers-none-found-text = Ta bort en del av filtret, eller sök på mindre.
customers-layout-compact = En rad var
customers-layout-detailed = Med detaljer
customers-sort-by = Sortera efter
customers-list-more = Vyer och export
customers-export-csv = Exportera som CSV
customers-export-xlsx = Exportera som Excel
customers-export-json = Exportera som JSON

# Columns, kinds, states, sources.
customers-column-number = Nummer
customers-column-name = Namn
customers-column-kind = Typ
customers-column-title = Titel
customers-column-email = E-post
customers-column-phone = Telefon
customers-column-organisation = Organisation
customers-column-language = Supportspråk
customers-column-tags = Taggar
customers-column-street = Gata
customers-column-postal-code = Postnummer
customers-column-place = Ort
customers-column-country = Land
customers-column-organisation-number = Organisationsnummer
customers-column-note = Anteckning
customers-column-assigned-to = Tilldelad
customers-column-state = Status
customers-column-source = Källa
customers-column-created = Skapad
customers-column-updated = Ändrad
customers-kind-person = Person
customers-kind-organisation = Organisation
customers-state-active = Aktiv
customers-state-inactive = Inaktiv
customers-state-all = Aktiva och inaktiva
customers-source-manual = Inskriven
customers-source-import = Import
customers-source-ticket = Ärende
customers-source-activity = Aktivitet
customers-source-hub = Kundportal
customers-source-api = API
customers-columns = Kolumner
customers-columns-text = Kryssa för det listan ska visa; pilarna flyttar en kolumn.
customers-columns-usual = De vanliga
customers-column-up = Flytta { $name } uppåt
customers-column-down = Flytta { $name } nedåt

# Filters.
customers-filter = Filter
customers-filter-show = Visa
customers-filter-clear = Rensa
customers-filter-remove = Ta bort: { $name } { $value }
customers-filter-any = Alla
customers-filter-me = Mig
customers-filter-nobody = Ingen
customers-filter-q = Sök
customers-filter-kind = Typ
customers-filter-tag = Tagg
customers-filter-tags = Med alla dessa taggar
customers-filter-organisation = Tillhör
customers-filter-assigned = Tilldelad
customers-filter-language = Språk
customers-filter-source = Källa
customers-filter-import = Import
customers-filter-import-one = en import
customers-filter-created = Skapad
customers-filter-updated = Ändrad
customers-filter-since = sedan { $day }
customers-filter-until = till { $day }
customers-filter-created-from = Skapad från
customers-filter-created-to = Skapad till
customers-filter-updated-from = Ändrad från
customers-filter-updated-to = Ändrad till

# Saved views.
customers-views-title = Sparade vyer
customers-views-manage = Alla sparade vyer
customers-views-none = Inga sparade vyer
customers-views-none-text = Filtrera listan och spara den under ett namn.
customers-view-save = Spara som vy
customers-view-change = Ändra vyn
customers-view-delete = Ta bort vyn
customers-view-name = Namn
customers-view-take-over = Ta över det listan visar nu
customers-view-favourite = Favorit
customers-view-favourite-hint = Står ovanför listan.
customers-view-standard = Standard
customers-view-standard-hint = Listan öppnas med den.
customers-view-shared = För alla
customers-view-favourite-short = favorit
customers-view-standard-short = standard
customers-view-shared-short = för alla
customers-view-of-others = delad av en kollega
said-view-saved = Vyn är sparad.
said-view-deleted = Vyn är borttagen.

# Many at once.
customers-select-page = Markera alla på sidan
customers-select-one = Markera { $name }
customers-selected = { $count } markerade
customers-select-all = hela listan: { $count }
customers-select-all-more = hela listan: fler än { $count }
customers-bulk-title = Ändra många kunder
customers-bulk-tag = Sätt tagg
customers-bulk-untag = Ta bort tagg
customers-bulk-assign = Tilldela
customers-bulk-unassign = Ta bort tilldelning
customers-bulk-deactivate = Inaktivera
customers-bulk-reactivate = Återaktivera
customers-bulk-delete = Ta bort
customers-bulk-count =
    { $count ->
        [one] En kund berörs.
       *[other] { $count } kunder berörs.
    }
customers-bulk-count-more = Fler än { $count } kunder berörs.
customers-bulk-no-tags = Det finns inga taggar än.
customers-bulk-deactivate-text = De behåller allt, men kan inte väljas för nya ordrar och försvinner från listan över aktiva kunder.
customers-bulk-delete-text = Borttagna kunder är borta för gott: uppgifter, filer, medlemskap och personuppgifterna i historiken. Deras ärenden stängs och förlorar kunden. Detta kan inte ångras.
customers-bulk-sure = Ja, ta bort dem för gott
customers-bulk-undo-text = Du kan följa förloppet, stoppa det och ångra.
customers-no-team = Utan grupp

# Search.
customers-search-none = Inga träffar på ”{ $q }”
customers-search-all = Visa alla träffar på ”{ $q }”

# A new customer.
customers-field-organisation-name = Organisationens namn
customers-field-first-name = Förnamn
customers-field-last-name = Efternamn
customers-field-emails = E-post
customers-field-email-number = E-post { $number }
customers-field-phones = Telefon
customers-field-phone-number = Telefon { $number }
customers-field-organisation = Organisation
customers-field-role = Roll där
customers-field-language-unknown = Okänt
customers-field-number-hint = Tomt: nästa lediga
customers-field-personal-number = Personnummer
customers-field-address = Besöksadress
customers-field-invoice-address = Fakturaadress
customers-attribute-add = Lägg till attribut
customers-attribute-new = Nytt attribut
customers-attribute-kind = Vad innehåller det?
customers-attribute-define = Definiera och lägg till
customers-field-kind-text = En rad
customers-field-kind-long-text = Flera rader
customers-field-kind-number = Tal
customers-field-kind-date = Datum
customers-field-kind-yes-no = Ja eller nej
customers-field-kind-link = Länk
customers-duplicates = Det här kan vara samma kund:
said-customer-created = Kunden är sparad.
address-street = Gata och nummer
address-postal-code = Postnummer
address-place = Ort
address-country = Land

# Refusals.
error-nothing_selected = Markera minst en kund.
