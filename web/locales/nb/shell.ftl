# The frame around every page.
shell-skip = Hopp til innholdet
shell-navigation = Navigasjon
shell-menu = Åpne menyen
shell-search = Søk etter kunder
shell-search-placeholder = Navn, nummer, telefon, e-post, sted …
shell-search-results = Treff
shell-palette = Gå til …
shell-palette-placeholder = En side, en kunde eller en handling
shell-palette-move = velg
shell-palette-open = åpne
shell-close = Lukk
shell-notifications =
    { $count ->
        [0] Varsler
        [one] Varsler, ett ulest
       *[other] Varsler, { $count } uleste
    }
shell-notifications-all = Alle varsler
shell-user-menu = Menyen til { $name }
shell-profile = Profil
shell-theme = Utseende
shell-theme-auto = Auto
shell-theme-light = Lyst
shell-theme-dark = Mørkt
shell-language = Språk
shell-log-out = Logg ut
shell-log-out-everywhere = Logg ut overalt
shell-save = Lagre
shell-cancel = Avbryt
shell-yes = Ja
shell-no = Nei
shell-required = må fylles ut
shell-characters = { $count } av { $max } tegn
shell-more = Vis flere
shell-sort-ascending = sortert stigende
shell-sort-descending = sortert synkende
shell-connection-lost = Ingen forbindelse med serveren. Det du skrev, står her fortsatt; prøv igjen.
shell-unsaved = Du har endringer som ikke er lagret. Lukke likevel?

# The navigation.
nav-customers = Kunder
nav-customers-active = Aktive
nav-customers-inactive = Inaktive
nav-organisations = Organisasjoner
nav-imports = Import
nav-tags = Stikkord
nav-fields = Felter
nav-administration = Administrasjon
nav-users = Brukere
nav-teams = Lag
nav-roles = Roller
nav-settings = Innstillinger
nav-jobs = Jobber
nav-log = Logg
