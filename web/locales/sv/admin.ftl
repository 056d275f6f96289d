# Administration: users, teams, roles, settings, jobs, log.
admin-show = Visa
admin-delete = Ta bort
admin-actions = Åtgärder
admin-state = Status
admin-state-active = Aktiva
admin-state-inactive = Inaktiva
admin-state-all = Alla
admin-invited = inbjuden
admin-never = aldrig
admin-last-seen = Senast sedd
admin-seen = senast sedd { $time }
admin-never-seen = har inte loggat in än

# Users.
admin-user = Användare
admin-user-new = Ny användare
admin-user-make = Skapa användaren
admin-user-send = Skicka en inbjudan via e-post
admin-user-link-follows = Du får en länk att lämna vidare; med den väljer användaren ett lösenord.
admin-users-search = Sök på namn eller e-post
admin-users-none = Ingen användare passar
admin-user-access = Åtkomst
admin-link = Länk
admin-link-invite = Inbjudan
admin-link-reset = Nytt lösenord
admin-link-text = En länk som fungerar en gång. Den öppnar en sida där användaren väljer ett lösenord.
admin-link-mail = Skicka via e-post
admin-link-show = Visa länken
admin-link-hand-over-invite = Ge den här länken till { $name }. Den fungerar en gång, i sju dagar, och visas inte igen.
admin-link-hand-over-reset = Ge den här länken till { $name }. Den fungerar en gång, i två timmar, och visas inte igen.
admin-link-done = Jag har kopierat den
admin-log-out = Logga ut överallt
admin-log-out-text = Avslutar alla sessioner för den här användaren. API-nycklar fungerar fortfarande.
admin-lift-pause = Paus efter fel lösenord
admin-lift-pause-text = Efter flera fel lösenord måste nästa försök vänta. Det här låter användaren försöka igen genast.
admin-lift-pause-action = Häv
admin-deactivate = Inaktivera
admin-deactivate-text = Användaren loggas ut och kan inte logga in; allt som bär namnet finns kvar.
admin-activate = Aktivera
admin-activate-text = Användaren kan logga in igen.
admin-user-delete-hint = Bara möjligt för någon som aldrig har loggat in.
admin-user-delete-title = Ta bort { $name }?
admin-user-delete-text = Användaren tas bort ur alla grupper och är borta för gott.
admin-tokens-none = Den här användaren har inga API-nycklar.

# Teams.
admin-team = Grupp
admin-team-any = Alla grupper
admin-team-new = Ny grupp
admin-teams-none = Inga grupper än
admin-teams-none-text = En grupp samlar användare som delar på arbetet.
admin-members = Medlemmar
admin-members-none = Ingen är med i den här gruppen än.
admin-member-add = Lägg till medlem
admin-team-role = Roll i gruppen
admin-team-member-plain = Medlem
admin-team-not-in = Inte med i gruppen
admin-team-delete-title = Ta bort gruppen { $name }?
admin-team-delete-text =
    { $count ->
        [0] Ingen är med i den.
        [one] Medlemmen är fortfarande användare men förlorar rollen i den här gruppen.
       *[other] De { $count } medlemmarna är fortfarande användare men förlorar rollerna i den här gruppen.
    }

# Roles.
admin-role-administrator = Administratör
admin-role-agent = Handläggare
admin-role-technician = Tekniker
admin-role-new = Ny roll
admin-role-copy = Kopiera
admin-role-copy-of = Kopia av { $name }
admin-role-built-in = inbyggd
admin-role-fixed = Inbyggda roller kan inte ändras. Gör en kopia och ändra den.
admin-role-delete-title = Ta bort rollen { $name }?
admin-role-delete-text = En roll som någon har kan inte tas bort.
admin-reach-no = Nej
admin-reach-assigned = Endast tilldelade
admin-reach-all = Alla

# Settings.
admin-settings-language-hint = För dem som inte har valt något.
admin-settings-hosts = Värdnamn
admin-settings-hosts-hint = Ett på varje rad. Behövs när flera konton delar den här installationen.
admin-settings-session = Logga ut efter (timmar utan aktivitet)
admin-settings-session-hint = Från 1 timme till 90 dagar (2160).
admin-settings-country-hint = Telefonnummer utan landsnummer hör hit.
admin-settings-number-min = Kundnummer: minsta längd
admin-settings-number-max = Kundnummer: största längd
admin-settings-next-number = Nästa kundnummer
admin-settings-next-number-hint = Nummer som är upptagna hoppas över.
admin-settings-support-languages = Språk som kunderna betjänas på
admin-settings-fallback = Reservspråk
admin-settings-fallback-hint = För kunder vars språk är okänt eller inte finns med.

# Jobs.
admin-job-waiting = Väntar
admin-job-running = Pågår
admin-job-failed = Misslyckades
admin-job-done = Klara
admin-jobs-none = Inga jobb här
admin-job-what = Jobb
admin-job-when = När
admin-job-tries = Försök
admin-job-tried = { $count } av { $max }
admin-job-retry = Försök igen
job-mail-link = E-post med inloggningslänk
job-files-remove = Ta bort filer
job-customers-import = Import av kunder
job-customers-import-undo = Ångra en import
job-customers-refresh = Uppdatera sökningen
job-customers-fold-counts = Summera antal
job-customers-bulk = Ändra många kunder
job-customers-bulk-undo = Ångra en ändring av många kunder

# Log.
admin-log-about = Om
admin-log-all = Allt
admin-log-logins = Inloggningar
admin-log-none = Ingenting här
admin-log-when = När
admin-log-who = Vem
admin-log-what = Vad
admin-log-system = Kartotek
admin-log-nobody = en okänd adress
admin-log-change = { $field }: { $before } → { $after }
admin-log-fields = Ändrat: { $words }
admin-log-added = Tillagt: { $words }
admin-log-removed = Borttaget: { $words }
admin-log-joined = Nya: { $words }
admin-log-left = Lämnade: { $words }
log-account-created = skapade kontot { $name }
log-settings-changed = ändrade inställningarna
log-user-created = skapade användaren { $name }
log-user-changed = ändrade användaren { $name }
log-user-activated = aktiverade användaren { $name }
log-user-deactivated = inaktiverade användaren { $name }
log-user-deleted = tog bort användaren { $name }
log-team-created = skapade gruppen { $name }
log-team-changed = ändrade gruppen { $name }
log-team-deleted = tog bort gruppen { $name }
log-role-created = skapade rollen { $name }
log-role-changed = ändrade rollen { $name }
log-role-deleted = tog bort rollen { $name }
log-login-succeeded = loggade in från { $address }
log-login-failed = avvisade en inloggning för { $name } från { $address }
log-login-paused = bromsar inloggningar för { $name } från { $address } efter många fel
log-sessions-ended =
    { $count ->
        [one] avslutade en session
       *[other] avslutade { $count } sessioner
    }
log-password-changed = valde ett nytt lösenord
log-link-issued = skapade en länk till { $name }
log-token-created = skapade API-nyckeln { $name } för { $user }
log-token-revoked = återkallade API-nyckeln { $name }
log-job-retried = försökte ett jobb igen
log-customer-deleted = tog bort en kund för gott
log-customers-deleted =
    { $count ->
        [one] tog bort en kund för gott
       *[other] tog bort { $count } kunder för gott
    }
log-customers-exported =
    { $count ->
        [one] exporterade en kund
       *[other] exporterade { $count } kunder
    }
log-import-finished = körde en import
log-import-undone = ångrade en import

# Said after something was done.
said-user-invited = Inbjudan är på väg.
said-link-mailed = Länken är på väg.
said-user-activated = Användaren kan logga in igen.
said-user-deactivated = Användaren är utloggad och kan inte logga in.
said-user-logged-out = Användaren är utloggad överallt.
said-pause-lifted = Användaren kan försöka igen genast.
said-team-member-added = Medlemmen har lagts till.
said-deleted = Borttaget.
said-job-retried = Jobbet försöks igen.

# Refusals.
error-name_taken = Det här namnet är upptaget.
error-email_taken = En annan användare har den här e-postadressen.
error-host_taken = { $value } leder till ett annat konto.
error-invalid_host = Det här är inget värdnamn; skriv det som kunder.example.se.
error-unknown_role = Det finns ingen sådan roll.
error-unknown_team = Det finns ingen sådan grupp.
error-member_twice = En användare kan vara med i en grupp en gång.
error-unknown_time_zone = Det finns ingen sådan tidszon.
error-fallback_not_supported = Välj ett av språken som kunderna betjänas på.
error-length_below_minimum = Största längd kan inte vara under minsta.
error-out_of_range = Från { $min } till { $max }.
error-not_a_number = Skriv ett heltal.
error-role_built_in = Inbyggda roller kan inte ändras. Gör en kopia och ändra den.
error-role_in_use =
    { $count ->
        [one] En användare har den här rollen. Ge användaren en annan först.
       *[other] { $count } användare har den här rollen. Ge dem en annan först.
    }
error-last_administrator = Den sista aktiva administratören måste förbli det. Gör en annan användare till administratör först.
error-not_yourself = Du kan inte inaktivera dig själv. Be en annan administratör.
error-user_in_use = Den här användaren har arbetat här och nämns i historiken. Inaktivera i stället.
error-user_inactive = Den här användaren är inaktiv. Aktivera användaren först.
error-no_account = Det finns inget konto än.
error-which_account = Det finns flera konton; ange vilket.
error-unknown_account = Det finns inget sådant konto.
error-changed_by_other = Någon annan ändrade detta under tiden. Se över det och spara igen.
