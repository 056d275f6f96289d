# The list of customers.
customers-title-active = Active customers
customers-title-inactive = Inactive customers
customers-title-all = All customers
customers-count =
    { $count ->
        [one] one customer
       *[other] { $count } customers
    }
customers-count-more = more than { $count } customers
customers-count-forgiven = nothing matches exactly; these are similar
customers-new = New customer
customers-new-organisation = New organisation
customers-import = Import
customers-empty = No customers yet
customers-empty-text = Type in the first one, or import the register that you have.
customers-empty-inactive = No inactive customers
customers-none-found = No customer matches
customers-none-found-text = Take a part of the filter away, or search for less.
customers-layout-compact = One line each
customers-layout-detailed = With details
customers-sort-by = Sort by
customers-list-more = Views and export
customers-export-csv = Export as CSV
customers-export-xlsx = Export as Excel
customers-export-json = Export as JSON

# Columns, kinds, states, sources.
customers-column-number = Number
customers-column-name = Name
customers-column-kind = Kind
customers-column-title = Title
customers-column-email = E-mail
customers-column-phone = Phone
customers-column-organisation = Organisation
customers-column-language = Support language
customers-column-tags = Tags
customers-column-street = Street
customers-column-postal-code = Postal code
customers-column-place = Place
customers-column-country = Country
customers-column-organisation-number = Organisation number
customers-column-note = Note
customers-column-assigned-to = Assigned to
customers-column-state = State
customers-column-source = Source
customers-column-created = Created
customers-column-updated = Changed
customers-kind-person = Person
customers-kind-organisation = Organisation
customers-state-active = Active
customers-state-inactive = Inactive
customers-state-all = Active and inactive
customers-source-manual = Typed in
customers-source-import = Import
customers-source-ticket = Ticket
customers-source-activity = Activity
customers-source-hub = Hub
customers-source-api = API
customers-columns = Columns
customers-columns-text = Tick what the list shows; the arrows move a column.
customers-columns-usual = The usual ones
customers-column-up = Move { $name } up
customers-column-down = Move { $name } down

# Filters.
customers-filter = Filter
customers-filter-show = Show
customers-filter-clear = Clear
customers-filter-remove = Remove: { $name } { $value }
customers-filter-any = All
customers-filter-me = Me
customers-filter-nobody = Nobody
customers-filter-q = Search
customers-filter-kind = Kind
customers-filter-tag = Tag
customers-filter-tags = With all of these tags
customers-filter-organisation = Belongs to
customers-filter-assigned = Assigned to
customers-filter-language = Language
customers-filter-source = Source
customers-filter-import = Import
customers-filter-import-one = one import
customers-filter-created = Created
customers-filter-updated = Changed
customers-filter-since = since { $day }
customers-filter-until = until { $day }
customers-filter-created-from = Created from
customers-filter-created-to = Created until
customers-filter-updated-from = Changed from
customers-filter-updated-to = Changed until

# Saved views.
customers-views-title = Saved views
customers-views-manage = All saved views
customers-views-none = No saved views
customers-views-none-text = Filter the list and save it under a name.
customers-view-save = Save as a view
customers-view-change = Change the view
customers-view-delete = Delete the view
customers-view-name = Name
customers-view-take-over = Take over what the list shows now
customers-view-favourite = Favourite
customers-view-favourite-hint = Stands above the list.
customers-view-standard = Standard
customers-view-standard-hint = The list opens with it.
customers-view-shared = For everybody
customers-view-favourite-short = favourite
customers-view-standard-short = standard
customers-view-shared-short = for everybody
customers-view-of-others = shared by a colleague
said-view-saved = The view is saved.
said-view-deleted = The view is deleted.

# Many at once.
customers-select-page = Select all on this page
customers-select-one = Select { $name }
customers-selected = { $count } selected
customers-select-all = the whole list: { $count }
customers-select-all-more = the whole list: more than { $count }
customers-bulk-title = Change many customers
customers-bulk-tag = Add tag
customers-bulk-untag = Remove tag
customers-bulk-assign = Assign
customers-bulk-unassign = Unassign
customers-bulk-deactivate = Deactivate
customers-bulk-reactivate = Reactivate
customers-bulk-delete = Delete
customers-bulk-count =
    { $count ->
        [one] One customer will be looked at.
       *[other] { $count } customers will be looked at.
    }
customers-bulk-count-more = More than { $count } customers will be looked at.
customers-bulk-no-tags = There are no tags yet.
customers-bulk-deactivate-text = They keep everything, but cannot be chosen for new orders and leave the list of active customers.
customers-bulk-delete-text = Deleted customers are gone for good: their data, files, memberships and the personal data in their history. Their tickets are closed and lose their customer. This cannot be undone.
customers-bulk-sure = Yes, delete them for good
customers-bulk-undo-text = You can follow the progress, stop it, and undo it.
customers-no-team = Without a team

# Search.
customers-search-none = Nothing found for “{ $q }”
customers-search-all = Show all results for “{ $q }”

# A new customer.
customers-field-organisation-name = Name of the organisation
customers-field-first-name = First name
customers-field-last-name = Last name
customers-field-emails = E-mail
customers-field-email-number = E-mail { $number }
customers-field-phones = Phone
customers-field-phone-number = Phone { $number }
customers-field-organisation = Organisation
customers-field-role = Role there
customers-field-language-unknown = Unknown
customers-field-number-hint = Empty: the next free one
customers-field-personal-number = Personal number
customers-field-address = Visiting address
customers-field-invoice-address = Invoice address
customers-attribute-add = Add an attribute
customers-attribute-new = New attribute
customers-attribute-kind = What does it hold?
customers-attribute-define = Define and add
customers-field-kind-text = One line
customers-field-kind-long-text = Several lines
customers-field-kind-number = Number
customers-field-kind-date = Date
customers-field-kind-yes-no = Yes or no
customers-field-kind-link = Link
customers-duplicates = This may be the same customer:
said-customer-created = The customer is saved.
address-street = Street
address-postal-code = Postal code
address-place = Place
address-country = Country

# Refusals.
error-nothing_selected = Select at least one customer.
