# What users are told.
notification-title = Benachrichtigungen
notification-none = Nichts Neues
notification-unread = Ungelesen
notification-all = Alle
notification-unread-only = Ungelesene
notification-read-all = Alle als gelesen markieren
notification-customer-assigned = { $actor } hat Ihnen den Kunden { $name } zugewiesen.
notification-customer-unassigned = { $actor } hat Ihnen den Kunden { $name } wieder entzogen.
notification-import-finished = Der Import von { $name } ist beendet.
notification-bulk-finished = Ihre Änderung von { $count } Kunden ist beendet.
notification-job-failed = Ein Hintergrundauftrag wurde aufgegeben: { $kind }.
notification-other = Es ist etwas geschehen, das diese Version nicht beschreiben kann.
notification-topic-customer-assigned = mir ein Kunde zugewiesen wird
notification-topic-customer-unassigned = mir ein Kunde entzogen wird
notification-topic-import-finished = ein Import von mir beendet ist
notification-topic-bulk-finished = eine Massenänderung von mir beendet ist
notification-topic-job-failed = ein Hintergrundauftrag aufgegeben wird
