# What users are told.
notification-title = Notifications
notification-none = Nothing new
notification-unread = Unread
notification-all = All
notification-unread-only = Unread
notification-read-all = Mark all as read
notification-customer-assigned = { $actor } assigned you the customer { $name }.
notification-customer-unassigned = { $actor } unassigned you from the customer { $name }.
notification-import-finished = The import of { $name } has ended.
notification-bulk-finished = Your change of { $count } customers has ended.
notification-job-failed = A job was given up: { $kind }.
notification-other = Something happened that this version cannot describe.
notification-topic-customer-assigned = a customer is assigned to me
notification-topic-customer-unassigned = a customer is no longer assigned to me
notification-topic-import-finished = an import of mine has ended
notification-topic-bulk-finished = a change of many customers of mine has ended
notification-topic-job-failed = a job was given up
