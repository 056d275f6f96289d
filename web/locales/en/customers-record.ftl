record-about = About the record
record-active = active
record-addresses = Addresses
record-assign = Assign
record-assign-title = Assign { $name }
record-assigned = Assigned to
record-assigned-hint = New orders and fault reports of this customer are assigned to them. The customer is not told.
record-attributes = Custom fields
record-cancel = Cancel
record-changed = Last changed
record-conflict = Somebody changed this while you were writing. Choose for each field which version stays; nothing you typed is lost.
record-conflict-mine = Yours
record-conflict-same = What you wrote is already there.
record-conflict-theirs = As it is now
record-contact = Contact
record-country = Country
record-created = Created
record-deactivate = Deactivate
record-delete = Delete
record-delete-confirm = I understand that this cannot be undone
record-delete-files = { $count ->
    [one] one uploaded file
   *[other] { $count } uploaded files
 }
record-delete-history = { $count ->
    [one] one line of history
   *[other] { $count } lines of history
 }
record-delete-identities = { $count ->
    [one] one e-mail address or phone number
   *[other] { $count } e-mail addresses and phone numbers
 }
record-delete-memberships = { $count ->
    [one] one membership (the other side stays)
   *[other] { $count } memberships (the others stay)
 }
record-delete-rather = To keep the history and only hide the customer, deactivate instead.
record-delete-tickets = { $count ->
    [one] one ticket is closed and loses its customer
   *[other] { $count } tickets are closed and lose their customer
 }
record-delete-title = Delete { $name }?
record-delete-warning = The customer is removed permanently and irrecoverably. This goes with it:
record-delete-yes = Yes, delete
record-details = Details
record-done = Done
record-edit = Edit
record-emails = E-mail
record-external-ids = External ids
record-first-name = First name
record-history-all = Every field
record-history-field = Show changes of
record-history-none = No changes
record-history-older = Older
record-history-show = Show
record-inactive = inactive
record-invoice = Invoice address
record-join = Add an organisation
record-join-hint = The exact name of an organisation in the register.
record-join-name = Name of the organisation
record-kind = Kind
record-language = Support language
record-last-name = Last name
record-leave = Remove from this organisation
record-made = Created
record-make-primary = Make { $value } the primary one
record-map = Show on the map
record-members = Members
record-members-manage = Manage
record-members-none = Nobody belongs to this organisation yet.
record-memberships-title = Organisations of { $name }
record-name = Name
record-no = No
record-no-choices = There is nothing to choose yet.
record-no-team = Without a team
record-nobody = Nobody
record-none = None
record-note = Note
record-nothing-yet = Nothing here yet
record-number = Customer number
record-number-hint = Accounting knows the customer by this number. Only an administrator changes it.
record-one-a-line = One a line; the first one is the primary one.
record-organisation-number = Organisation number
record-organisations = Organisations
record-personal-number = Personal number
record-phones = Phone
record-place = Place
record-postal-code = Postal code
record-primary = primary
record-primary-organisation = Primary organisation
record-reactivate = Reactivate
record-receives-orders = Receives orders
record-receives-protocols = Receives protocols
record-remove = Remove { $value }
record-role = Role
record-save = Save
record-source-api = by another program
record-source-import = by an import
record-source-manual = by hand
record-state = State
record-street = Street
record-system = Kartotek
record-tab-activities = Activities
record-tab-files = Files
record-tab-history = History
record-tab-orders = Orders
record-tab-overview = Overview
record-tab-tickets = Tickets
record-tabs = Parts of the record
record-tags = Tags
record-title = Title
record-visiting = Visiting address
record-yes = Yes
said-customer-assigned = Assignment saved
said-customer-deactivated = Customer deactivated
said-customer-deleted = Customer deleted
said-customer-reactivated = Customer reactivated
said-customer-saved = Saved
error-invalid_number = A customer number has 1 to 30 letters, digits or - . / _ and no spaces.
error-not_confirmed = Confirm the deletion first.
error-unknown_user = This user does not exist or is inactive.
record-upload = Upload files
record-upload-send = Upload
record-files-none = No files yet
said-file-uploaded = Uploaded
said-file-removed = File removed
error-no_file = Choose a file first.
