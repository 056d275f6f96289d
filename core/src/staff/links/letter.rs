//! The letters that carry a link, in the user's language, else the account's.

use super::Purpose;
use crate::{
    kernel::UiLanguage,
    mail::Letter,
    staff::{Account, User},
};

/// The letter to `user` with `link`.
pub(super) fn compose(account: &Account, user: &User, purpose: Purpose, link: &str) -> Letter {
    let language = user.language.unwrap_or(account.settings.language);
    let (subject, text) = texts(language, purpose);
    let fill = |text: &str| text.replace("{name}", &user.name).replace("{account}", &account.name).replace("{link}", link);
    Letter { to: user.email.clone(), to_name: user.name.clone(), subject: fill(subject), text: fill(text) }
}

fn texts(language: UiLanguage, purpose: Purpose) -> (&'static str, &'static str) {
    match (language, purpose) {
        (UiLanguage::En, Purpose::Reset) => (
            "New password for {account}",
            "Hello {name},\n\nsomebody, probably you, asked for a new password for {account}. Choose it here within two hours:\n\n{link}\n\n\
             If it was not you, do nothing: your password stays as it is.\n",
        ),
        (UiLanguage::En, _) => (
            "Your invitation to {account}",
            "Hello {name},\n\nyou have been given access to {account}. Choose your password here within seven days:\n\n{link}\n",
        ),
        (UiLanguage::Nb, Purpose::Reset) => (
            "Nytt passord for {account}",
            "Hei {name},\n\nnoen, trolig du, har bedt om et nytt passord for {account}. Velg det her innen to timer:\n\n{link}\n\n\
             Var det ikke deg, trenger du ikke gjøre noe: passordet ditt er uendret.\n",
        ),
        (UiLanguage::Nb, _) => (
            "Invitasjon til {account}",
            "Hei {name},\n\ndu har fått tilgang til {account}. Velg passordet ditt her innen sju dager:\n\n{link}\n",
        ),
        (UiLanguage::Sv, Purpose::Reset) => (
            "Nytt lösenord för {account}",
            "Hej {name},\n\nnågon, troligen du, har bett om ett nytt lösenord för {account}. Välj det här inom två timmar:\n\n{link}\n\n\
             Om det inte var du behöver du inte göra något: ditt lösenord är oförändrat.\n",
        ),
        (UiLanguage::Sv, _) => (
            "Inbjudan till {account}",
            "Hej {name},\n\ndu har fått tillgång till {account}. Välj ditt lösenord här inom sju dagar:\n\n{link}\n",
        ),
        (UiLanguage::De, Purpose::Reset) => (
            "Neues Passwort für {account}",
            "Guten Tag {name},\n\njemand, wahrscheinlich Sie, hat ein neues Passwort für {account} angefordert. Wählen Sie es hier innerhalb \
             von zwei Stunden:\n\n{link}\n\nWaren Sie es nicht, brauchen Sie nichts zu tun: Ihr Passwort bleibt, wie es ist.\n",
        ),
        (UiLanguage::De, _) => (
            "Ihre Einladung zu {account}",
            "Guten Tag {name},\n\nSie haben Zugang zu {account} erhalten. Wählen Sie hier innerhalb von sieben Tagen Ihr Passwort:\n\n{link}\n",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_carries_the_link_on_a_line_of_its_own() {
        for language in UiLanguage::ALL {
            for purpose in [Purpose::Invite, Purpose::Reset] {
                let (subject, text) = texts(*language, purpose);
                assert!(subject.contains("{account}") && text.contains("{name}") && text.contains("{account}"));
                assert!(text.lines().any(|line| line == "{link}"), "{language} {purpose}");
            }
        }
    }
}
