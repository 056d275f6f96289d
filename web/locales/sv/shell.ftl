# The frame around every page.
shell-skip = Hoppa till innehållet
shell-navigation = Navigering
shell-menu = Öppna menyn
shell-search = Sök kunder
shell-search-placeholder = Namn, nummer, telefon, e-post, ort …
shell-search-results = Träffar
shell-palette = Gå till …
shell-palette-placeholder = En sida, en kund eller en åtgärd
shell-palette-move = välj
shell-palette-open = öppna
shell-close = Stäng
shell-notifications =
    { $count ->
        [0] Aviseringar
        [one] Aviseringar, en oläst
       *[other] Aviseringar, { $count } olästa
    }
shell-notifications-all = Alla aviseringar
shell-user-menu = Meny för { $name }
shell-profile = Profil
shell-theme = Utseende
shell-theme-auto = Auto
shell-theme-light = Ljust
shell-theme-dark = Mörkt
shell-language = Språk
shell-log-out = Logga ut
shell-log-out-everywhere = Logga ut överallt
shell-save = Spara
shell-cancel = Avbryt
shell-yes = Ja
shell-no = Nej
shell-required = obligatoriskt
shell-characters = { $count } av { $max } tecken
shell-more = Visa fler
shell-sort-ascending = sorterat stigande
shell-sort-descending = sorterat fallande
shell-connection-lost = Ingen förbindelse med servern. Det du skrev finns kvar; försök igen.
shell-unsaved = Du har ändringar som inte är sparade. Stänga ändå?

# The navigation.
nav-customers = Kunder
nav-customers-active = Aktiva
nav-customers-inactive = Inaktiva
nav-organisations = Organisationer
nav-imports = Import
nav-tags = Taggar
nav-fields = Fält
nav-administration = Administration
nav-users = Användare
nav-teams = Grupper
nav-roles = Roller
nav-settings = Inställningar
nav-jobs = Jobb
nav-log = Logg
