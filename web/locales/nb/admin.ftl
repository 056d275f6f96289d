# Administration: users, teams, roles, settings, jobs, log.
admin-show = Vis
admin-delete = Slett
admin-actions = Handlinger
admin-state = Status
admin-state-active = Aktive
admin-state-inactive = Inaktive
admin-state-all = Alle
admin-invited = invitert
admin-never = aldri
admin-last-seen = Sist sett
admin-seen = sist sett { $time }
admin-never-seen = har ikke logget inn ennå

# Users.
admin-user = Bruker
admin-user-new = Ny bruker
admin-user-make = Opprett brukeren
admin-user-send = Send en invitasjon på e-post
admin-user-link-follows = Du får en lenke som du gir videre; med den velger brukeren et passord.
admin-users-search = Søk på navn eller e-post
admin-users-none = Ingen bruker passer
admin-user-access = Tilgang
admin-link = Lenke
admin-link-invite = Invitasjon
admin-link-reset = Nytt passord
admin-link-text = En lenke som virker én gang. Den åpner en side der brukeren velger et passord.
admin-link-mail = Send på e-post
admin-link-show = Vis lenken
admin-link-hand-over-invite = Gi denne lenken til { $name }. Den virker én gang, i sju dager, og vises ikke igjen.
admin-link-hand-over-reset = Gi denne lenken til { $name }. Den virker én gang, i to timer, og vises ikke igjen.
admin-link-done = Jeg har kopiert den
admin-log-out = Logg ut overalt
admin-log-out-text = Avslutter alle øktene til denne brukeren. API-nøkler virker fortsatt.
admin-lift-pause = Pause etter feil passord
admin-lift-pause-text = Etter flere feil passord må neste forsøk vente. Dette lar brukeren prøve igjen med en gang.
admin-lift-pause-action = Opphev
admin-deactivate = Deaktiver
admin-deactivate-text = Brukeren logges ut og kan ikke logge inn; alt som bærer navnet, blir stående.
admin-activate = Aktiver
admin-activate-text = Brukeren kan logge inn igjen.
admin-user-delete-hint = Bare mulig for noen som aldri har logget inn.
admin-user-delete-title = Slette { $name }?
admin-user-delete-text = Brukeren fjernes fra alle lag og er borte for godt.
admin-tokens-none = Denne brukeren har ingen API-nøkler.

# Teams.
admin-team = Lag
admin-team-any = Alle lag
admin-team-new = Nytt lag
admin-teams-none = Ingen lag ennå
admin-teams-none-text = Et lag samler brukere som deler på arbeidet.
admin-members = Medlemmer
admin-members-none = Ingen er med i dette laget ennå.
admin-member-add = Legg til medlem
admin-team-role = Rolle i laget
admin-team-member-plain = Medlem
admin-team-not-in = Ikke med i laget
admin-team-delete-title = Slette laget { $name }?
admin-team-delete-text =
    { $count ->
        [0] Ingen er med i det.
        [one] Medlemmet er fortsatt bruker, men mister rollen i dette laget.
       *[other] De { $count } medlemmene er fortsatt brukere, men mister rollene i dette laget.
    }

# Roles.
admin-role-administrator = Administrator
admin-role-agent = Agent
admin-role-technician = Tekniker
admin-role-new = Ny rolle
admin-role-copy = Kopier
admin-role-copy-of = Kopi av { $name }
admin-role-built-in = innebygd
admin-role-fixed = Innebygde roller kan ikke endres. Lag en kopi og endre den.
admin-role-delete-title = Slette rollen { $name }?
admin-role-delete-text = En rolle som noen har, kan ikke slettes.
admin-reach-no = Nei
admin-reach-assigned = Bare tildelte
admin-reach-all = Alle

# Settings.
admin-settings-language-hint = For dem som ikke har valgt noe.
admin-settings-hosts = Vertsnavn
admin-settings-hosts-hint = Ett på hver linje. Trengs når flere kontoer deler denne installasjonen.
admin-settings-session = Logg ut etter (timer uten aktivitet)
admin-settings-session-hint = Fra 1 time til 90 dager (2160).
admin-settings-country-hint = Telefonnumre uten landkode hører til her.
admin-settings-number-min = Kundenummer: minste lengde
admin-settings-number-max = Kundenummer: største lengde
admin-settings-next-number = Neste kundenummer
admin-settings-next-number-hint = Numre som er i bruk, hoppes over.
admin-settings-support-languages = Språk kundene betjenes på
admin-settings-fallback = Reservespråk
admin-settings-fallback-hint = For kunder med ukjent språk eller et språk som ikke er med.

# Jobs.
admin-job-waiting = Venter
admin-job-running = I gang
admin-job-failed = Mislyktes
admin-job-done = Ferdige
admin-jobs-none = Ingen jobber her
admin-job-what = Jobb
admin-job-when = Når
admin-job-tries = Forsøk
admin-job-tried = { $count } av { $max }
admin-job-retry = Prøv igjen
job-mail-link = E-post med innloggingslenke
job-files-remove = Fjerne filer
job-customers-import = Import av kunder
job-customers-import-undo = Angre en import
job-customers-refresh = Oppdatere søket
job-customers-fold-counts = Summere antall
job-customers-bulk = Endre mange kunder
job-customers-bulk-undo = Angre en endring av mange kunder

# Log.
admin-log-about = Om
admin-log-all = Alt
admin-log-logins = Innlogginger
admin-log-none = Ingenting her
admin-log-when = Når
admin-log-who = Hvem
admin-log-what = Hva
admin-log-system = Kartotek
admin-log-nobody = en ukjent adresse
admin-log-change = { $field }: { $before } → { $after }
admin-log-fields = Endret: { $words }
admin-log-added = Lagt til: { $words }
admin-log-removed = Fjernet: { $words }
admin-log-joined = Nye: { $words }
admin-log-left = Ute: { $words }
log-account-created = opprettet kontoen { $name }
log-settings-changed = endret innstillingene
log-user-created = opprettet brukeren { $name }
log-user-changed = endret brukeren { $name }
log-user-activated = aktiverte brukeren { $name }
log-user-deactivated = deaktiverte brukeren { $name }
log-user-deleted = slettet brukeren { $name }
log-team-created = opprettet laget { $name }
log-team-changed = endret laget { $name }
log-team-deleted = slettet laget { $name }
log-role-created = opprettet rollen { $name }
log-role-changed = endret rollen { $name }
log-role-deleted = slettet rollen { $name }
log-login-succeeded = logget inn fra { $address }
log-login-failed = avviste en innlogging for { $name } fra { $address }
log-login-paused = bremser innlogginger for { $name } fra { $address } etter mange feil
log-sessions-ended =
    { $count ->
        [one] avsluttet én økt
       *[other] avsluttet { $count } økter
    }
log-password-changed = satte et nytt passord
log-link-issued = laget en lenke til { $name }
log-token-created = laget API-nøkkelen { $name } for { $user }
log-token-revoked = trakk tilbake API-nøkkelen { $name }
log-job-retried = prøvde en jobb på nytt
log-customer-deleted = slettet en kunde for godt
log-customers-deleted =
    { $count ->
        [one] slettet én kunde for godt
       *[other] slettet { $count } kunder for godt
    }
log-customers-exported =
    { $count ->
        [one] eksporterte én kunde
       *[other] eksporterte { $count } kunder
    }
log-import-finished = kjørte en import
log-import-undone = angret en import

# Said after something was done.
said-user-invited = Invitasjonen er på vei.
said-link-mailed = Lenken er på vei.
said-user-activated = Brukeren kan logge inn igjen.
said-user-deactivated = Brukeren er logget ut og kan ikke logge inn.
said-user-logged-out = Brukeren er logget ut overalt.
said-pause-lifted = Brukeren kan prøve igjen med en gang.
said-team-member-added = Medlemmet er lagt til.
said-deleted = Slettet.
said-job-retried = Jobben prøves på nytt.

# Refusals.
error-name_taken = Dette navnet er i bruk.
error-email_taken = En annen bruker har denne e-postadressen.
error-host_taken = { $value } fører til en annen konto.
error-invalid_host = Dette er ikke et vertsnavn; skriv det som kunder.example.no.
error-unknown_role = Det finnes ingen slik rolle.
error-unknown_team = Det finnes ikke noe slikt lag.
error-member_twice = En bruker kan være med i et lag én gang.
error-unknown_time_zone = Det finnes ingen slik tidssone.
error-fallback_not_supported = Velg et av språkene kundene betjenes på.
error-length_below_minimum = Største lengde kan ikke være under minste.
error-out_of_range = Fra { $min } til { $max }.
error-not_a_number = Skriv et helt tall.
error-role_built_in = Innebygde roller kan ikke endres. Lag en kopi og endre den.
error-role_in_use =
    { $count ->
        [one] Én bruker har denne rollen. Gi brukeren en annen først.
       *[other] { $count } brukere har denne rollen. Gi dem en annen først.
    }
error-last_administrator = Den siste aktive administratoren må forbli det. Gjør en annen bruker til administrator først.
error-not_yourself = Du kan ikke deaktivere deg selv. Be en annen administrator.
error-user_in_use = Denne brukeren har arbeidet her og er nevnt i historikken. Deaktiver i stedet.
error-user_inactive = Denne brukeren er inaktiv. Aktiver brukeren først.
error-no_account = Det finnes ingen konto ennå.
error-which_account = Det finnes flere kontoer; oppgi hvilken.
error-unknown_account = Det finnes ingen slik konto.
error-changed_by_other = Noen andre endret dette i mellomtiden. Se over og lagre igjen.
