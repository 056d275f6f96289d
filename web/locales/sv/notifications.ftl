# What users are told.
notification-title = Aviseringar
notification-none = Inget nytt
notification-unread = Oläst
notification-all = Alla
notification-unread-only = Olästa
notification-read-all = Markera alla som lästa
notification-customer-assigned = { $actor } tilldelade dig kunden { $name }.
notification-customer-unassigned = { $actor } tog bort dig från kunden { $name }.
notification-import-finished = Importen av { $name } är klar.
notification-bulk-finished = Din ändring av { $count } kunder är klar.
notification-job-failed = Ett jobb gavs upp: { $kind }.
notification-other = Något har hänt som den här versionen inte kan beskriva.
notification-topic-customer-assigned = en kund tilldelas mig
notification-topic-customer-unassigned = en kund inte längre är tilldelad mig
notification-topic-import-finished = en import som jag startade är klar
notification-topic-bulk-finished = en massändring som jag startade är klar
notification-topic-job-failed = ett jobb ges upp
