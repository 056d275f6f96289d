# What users are told.
notification-title = Varsler
notification-none = Ikke noe nytt
notification-unread = Ulest
notification-all = Alle
notification-unread-only = Uleste
notification-read-all = Merk alle som lest
notification-customer-assigned = { $actor } tildelte deg kunden { $name }.
notification-customer-unassigned = { $actor } fjernet deg fra kunden { $name }.
notification-import-finished = Importen av { $name } er ferdig.
notification-bulk-finished = Endringen din av { $count } kunder er ferdig.
notification-job-failed = En jobb ble oppgitt: { $kind }.
notification-other = Det har skjedd noe denne versjonen ikke kan beskrive.
notification-topic-customer-assigned = en kunde blir tildelt meg
notification-topic-customer-unassigned = en kunde ikke lenger er tildelt meg
notification-topic-import-finished = en import jeg startet, er ferdig
notification-topic-bulk-finished = en masseendring jeg startet, er ferdig
notification-topic-job-failed = en jobb blir oppgitt
