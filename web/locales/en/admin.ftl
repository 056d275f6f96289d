# Administration: users, teams, roles, settings, jobs, log.
admin-show = Show
admin-delete = Delete
admin-actions = Actions
admin-state = State
admin-state-active = Active
admin-state-inactive = Inactive
admin-state-all = All
admin-invited = invited
admin-never = never
admin-last-seen = Last seen
admin-seen = last seen { $time }
admin-never-seen = has not logged in yet

# Users.
admin-user = User
admin-user-new = New user
admin-user-make = Create the user
admin-user-send = Send an invitation by e-mail
admin-user-link-follows = You will get a link to hand over; with it the user chooses a password.
admin-users-search = Search by name or e-mail
admin-users-none = No user fits
admin-user-access = Access
admin-link = Link
admin-link-invite = Invitation
admin-link-reset = New password
admin-link-text = A link that works once. It opens a page where the user chooses a password.
admin-link-mail = Send by e-mail
admin-link-show = Show the link
admin-link-hand-over-invite = Give this link to { $name }. It works once, for seven days, and is not shown again.
admin-link-hand-over-reset = Give this link to { $name }. It works once, for two hours, and is not shown again.
admin-link-done = I have copied it
admin-log-out = Log out everywhere
admin-log-out-text = Ends all sessions of this user. API tokens go on working.
admin-lift-pause = Pause after wrong passwords
admin-lift-pause-text = After several wrong passwords the next try must wait. This lets the user try again at once.
admin-lift-pause-action = Lift
admin-deactivate = Deactivate
admin-deactivate-text = The user is logged out and cannot log in; what bears the name stays.
admin-activate = Activate
admin-activate-text = The user can log in again.
admin-user-delete-hint = Only possible for someone who has never logged in.
admin-user-delete-title = Delete { $name }?
admin-user-delete-text = The user is removed from all teams and is gone for good.
admin-tokens-none = This user has no API tokens.

# Teams.
admin-team = Team
admin-team-any = All teams
admin-team-new = New team
admin-teams-none = No teams yet
admin-teams-none-text = A team brings together users who share work.
admin-members = Members
admin-members-none = Nobody is in this team yet.
admin-member-add = Add a member
admin-team-role = Role in the team
admin-team-member-plain = Member
admin-team-not-in = Not in the team
admin-team-delete-title = Delete the team { $name }?
admin-team-delete-text =
    { $count ->
        [0] Nobody is in it.
        [one] Its member stays a user and loses the role in this team.
       *[other] Its { $count } members stay users and lose their roles in this team.
    }

# Roles.
admin-role-administrator = Administrator
admin-role-agent = Agent
admin-role-technician = Technician
admin-role-new = New role
admin-role-copy = Copy
admin-role-copy-of = Copy of { $name }
admin-role-built-in = built in
admin-role-fixed = Built-in roles cannot be changed. Make a copy and change that.
admin-role-delete-title = Delete the role { $name }?
admin-role-delete-text = A role that someone has cannot be deleted.
admin-reach-no = No
admin-reach-assigned = Assigned only
admin-reach-all = All

# Settings.
admin-settings-language-hint = For those who have chosen none.
admin-settings-hosts = Host names
admin-settings-hosts-hint = One on each line. Needed if several accounts share this installation.
admin-settings-session = Log out after (hours without activity)
admin-settings-session-hint = From 1 hour to 90 days (2160).
admin-settings-country-hint = Phone numbers without a country code belong here.
admin-settings-number-min = Customer number: least length
admin-settings-number-max = Customer number: greatest length
admin-settings-next-number = Next customer number
admin-settings-next-number-hint = Numbers that are taken are passed over.
admin-settings-support-languages = Languages customers are served in
admin-settings-fallback = Fallback language
admin-settings-fallback-hint = For customers whose language is not known or not among them.

# Jobs.
admin-job-waiting = Waiting
admin-job-running = Running
admin-job-failed = Failed
admin-job-done = Done
admin-jobs-none = No jobs here
admin-job-what = Job
admin-job-when = When
admin-job-tries = Tries
admin-job-tried = { $count } of { $max }
admin-job-retry = Try again
job-mail-link = Mail with a link to log in
job-files-remove = Remove files
job-customers-import = Import of customers
job-customers-import-undo = Undo an import
job-customers-refresh = Refresh the search
job-customers-fold-counts = Add up counts
job-customers-bulk = Change many customers
job-customers-bulk-undo = Undo a change of many customers

# Log.
admin-log-about = About
admin-log-all = Everything
admin-log-logins = Log-ins
admin-log-none = Nothing here
admin-log-when = When
admin-log-who = Who
admin-log-what = What
admin-log-system = Kartotek
admin-log-nobody = an unknown address
admin-log-change = { $field }: { $before } → { $after }
admin-log-fields = Changed: { $words }
admin-log-added = Added: { $words }
admin-log-removed = Removed: { $words }
admin-log-joined = Joined: { $words }
admin-log-left = Left: { $words }
log-account-created = made the account { $name }
log-settings-changed = changed the settings
log-user-created = made the user { $name }
log-user-changed = changed the user { $name }
log-user-activated = activated the user { $name }
log-user-deactivated = deactivated the user { $name }
log-user-deleted = deleted the user { $name }
log-team-created = made the team { $name }
log-team-changed = changed the team { $name }
log-team-deleted = deleted the team { $name }
log-role-created = made the role { $name }
log-role-changed = changed the role { $name }
log-role-deleted = deleted the role { $name }
log-login-succeeded = logged in from { $address }
log-login-failed = refused a log-in for { $name } from { $address }
log-login-paused = slows down log-ins for { $name } from { $address } after many failures
log-sessions-ended =
    { $count ->
        [one] ended one session
       *[other] ended { $count } sessions
    }
log-password-changed = set a new password
log-link-issued = made a link for { $name }
log-token-created = made the API token { $name } of { $user }
log-token-revoked = revoked the API token { $name }
log-job-retried = tried a job again
log-customer-deleted = deleted a customer for good
log-customers-deleted =
    { $count ->
        [one] deleted one customer for good
       *[other] deleted { $count } customers for good
    }
log-customers-exported =
    { $count ->
        [one] exported one customer
       *[other] exported { $count } customers
    }
log-import-finished = ran an import
log-import-undone = undid an import

# Said after something was done.
said-user-invited = The invitation is on its way.
said-link-mailed = The link is on its way.
said-user-activated = The user can log in again.
said-user-deactivated = The user is logged out and cannot log in.
said-user-logged-out = The user is logged out everywhere.
said-pause-lifted = The user can try again at once.
said-team-member-added = The member has been added.
said-deleted = Deleted.
said-job-retried = The job is being tried again.

# Refusals.
error-name_taken = This name is taken.
error-email_taken = Another user has this e-mail address.
error-host_taken = { $value } leads to another account.
error-invalid_host = This is no host name; write it like customers.example.com.
error-unknown_role = There is no such role.
error-unknown_team = There is no such team.
error-member_twice = A user can be in a team once.
error-unknown_time_zone = There is no such time zone.
error-fallback_not_supported = Choose one of the languages customers are served in.
error-length_below_minimum = The greatest length cannot be below the least.
error-out_of_range = From { $min } to { $max }.
error-not_a_number = Write a whole number.
error-role_built_in = Built-in roles cannot be changed. Make a copy and change that.
error-role_in_use =
    { $count ->
        [one] One user has this role. Give that user another one first.
       *[other] { $count } users have this role. Give them another one first.
    }
error-last_administrator = The last active administrator must stay one. Make another user administrator first.
error-not_yourself = You cannot deactivate yourself. Ask another administrator.
error-user_in_use = This user has worked here and is named in the history. Deactivate instead.
error-user_inactive = This user is inactive. Activate the user first.
error-no_account = There is no account yet.
error-which_account = There are several accounts; name one.
error-unknown_account = There is no such account.
error-changed_by_other = Someone else changed this in the meantime. Look at it and save again.
