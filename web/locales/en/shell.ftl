# The frame around every page.
shell-skip = Skip to the content
shell-navigation = Navigation
shell-menu = Open the menu
shell-search = Search customers
shell-search-placeholder = Name, number, phone, e-mail, place …
shell-search-results = Results
shell-palette = Go to …
shell-palette-placeholder = A page, a customer or an action
shell-palette-move = choose
shell-palette-open = open
shell-close = Close
shell-notifications =
    { $count ->
        [0] Notifications
        [one] Notifications, one unread
       *[other] Notifications, { $count } unread
    }
shell-notifications-all = All notifications
shell-user-menu = Menu of { $name }
shell-profile = Profile
shell-theme = Appearance
shell-theme-auto = Auto
shell-theme-light = Light
shell-theme-dark = Dark
shell-language = Language
shell-log-out = Log out
shell-log-out-everywhere = Log out everywhere
shell-save = Save
shell-cancel = Cancel
shell-yes = Yes
shell-no = No
shell-required = required
shell-characters = { $count } of { $max } characters
shell-more = Show more
shell-sort-ascending = sorted ascending
shell-sort-descending = sorted descending
shell-connection-lost = No connection to the server. What you typed is still here; try again.
shell-unsaved = You have changes that are not saved. Close anyway?

# The navigation.
nav-customers = Customers
nav-customers-active = Active
nav-customers-inactive = Inactive
nav-organisations = Organisations
nav-imports = Import
nav-tags = Tags
nav-fields = Fields
nav-administration = Administration
nav-users = Users
nav-teams = Teams
nav-roles = Roles
nav-settings = Settings
nav-jobs = Jobs
nav-log = Log
