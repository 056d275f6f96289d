# What went wrong, and what to do about it. A refusal with the code too_long is looked up as error-too_long.
error-reference = Fel { $status } · referens { $id }
error-home = Till kunderna
error-not-found = Det finns inget på den här adressen, eller så får du inte se det.
error-forbidden = Det här får du inte göra. Be en administratör om rättigheten.
error-stale = Någon ändrade detta medan du arbetade med det.
error-invalid = Några fält behöver ses över.
error-internal = Något gick fel hos oss. Försök igen; om det kvarstår, ge referensen till driftansvarig.
error-bad-request = Begäran kunde inte förstås.
error-too-large = Detta är större än tillåtet.
error-too-many-requests = För många försök. Vänta en stund och försök igen.
error-forged-request = Sidan var inaktuell. Ladda om den och upprepa det du gjorde.
error-required = Detta måste fyllas i.
error-too_long = Högst { $max } tecken.
error-too_large = Detta är större än tillåtet.
error-invalid_form = Formuläret kunde inte läsas.
error-invalid_cursor = Den här sidan av listan finns inte längre; börja om från början.
