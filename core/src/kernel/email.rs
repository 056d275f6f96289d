//! E-mail addresses as identities: two spellings of one mailbox are one value.

use super::FieldError;
use std::{borrow::Cow, fmt, str::FromStr};
use unicode_normalization::UnicodeNormalization;

/// The longest address that mail servers carry (RFC 5321), in bytes.
pub const MAX_EMAIL: usize = 254;

/// An e-mail address in its one spelling: trimmed, lower case, the domain in its ASCII form (IDNA).
///
/// The local part may hold letters of any script (RFC 6531). Quoted local parts, address literals and domains
/// without a dot are refused: no customer writes from there.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Email(String);

impl Email {
    /// Reads an address; `mailto:`, angle brackets and surrounding space are tolerated.
    ///
    /// # Errors
    /// `invalid_email`, with the field `email`.
    pub fn parse(text: &str) -> Result<Self, FieldError> {
        // Anything longer is not trimmed, folded or converted.
        if text.len() > 4 * MAX_EMAIL {
            return Err(invalid("an e-mail address has at most 254 characters"));
        }
        let text = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\0'));
        let text = match text.get(..7) {
            Some(scheme) if scheme.eq_ignore_ascii_case("mailto:") => &text[7..],
            _ => text,
        };
        let text = text.strip_prefix('<').and_then(|inner| inner.strip_suffix('>')).unwrap_or(text).trim();
        let (local, domain) = text.rsplit_once('@').ok_or_else(|| invalid("an e-mail address has a name, an @ and a domain"))?;
        let local = local_part(local)?;
        let domain = domain_part(domain)?;
        if local.len() + 1 + domain.len() > MAX_EMAIL {
            return Err(invalid("an e-mail address has at most 254 characters"));
        }
        Ok(Self(format!("{local}@{domain}")))
    }

    /// Reads an address with or without the name of its owner: `"Berg, Anna" <anna@firma.no>`,
    /// `Anna Berg <anna@firma.no>`, `anna@firma.no (Anna Berg)`, `anna@firma.no`.
    ///
    /// # Errors
    /// `invalid_email`, with the field `email`.
    pub fn parse_with_name(text: &str) -> Result<(Option<String>, Self), FieldError> {
        if text.len() > 4000 {
            return Err(invalid("too long for a name and an e-mail address"));
        }
        let text = text.trim();
        if let Some((before, rest)) = text.rsplit_once('<')
            && let Some((address, _)) = rest.split_once('>')
        {
            return Ok((owner(before), Self::parse(address)?));
        }
        if let Some((address, rest)) = text.split_once('(')
            && let Some(comment) = rest.trim_end().strip_suffix(')')
        {
            return Ok((owner(comment), Self::parse(address)?));
        }
        Ok((None, Self::parse(text)?))
    }

    /// The one spelling.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The domain, in its ASCII form.
    pub fn domain(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, domain)| domain)
    }

    /// What stands before the `@`.
    pub fn local(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(local, _)| local)
    }

    /// The address with the domain as people read it (`anna@blåbær.no`).
    pub fn for_people(&self) -> Cow<'_, str> {
        if !self.0.contains("xn--") {
            return Cow::Borrowed(&self.0);
        }
        match idna::domain_to_unicode(self.domain()) {
            (domain, Ok(())) => Cow::Owned(format!("{}@{domain}", self.local())),
            _ => Cow::Borrowed(&self.0),
        }
    }
}

fn invalid(message: &str) -> FieldError {
    FieldError::new("email", "invalid_email", message)
}

fn local_part(local: &str) -> Result<Cow<'_, str>, FieldError> {
    let lower = |c: char| !c.is_ascii_uppercase() && c.is_ascii();
    let local = if local.chars().all(lower) {
        Cow::Borrowed(local)
    } else {
        // Lower case of the composed form can be decomposed again, so it is composed last.
        Cow::Owned(local.nfc().flat_map(char::to_lowercase).nfc().collect::<String>())
    };
    let atom = |c: char| {
        c.is_ascii_alphanumeric()
            || "!#$%&'*+-/=?^_`{|}~".contains(c)
            || (!c.is_ascii() && !c.is_whitespace() && !c.is_control() && !is_format(c))
    };
    if local.is_empty() || local.len() > 64 || !local.split('.').all(|part| !part.is_empty() && part.chars().all(atom)) {
        return Err(invalid("what stands before the @ is not the name of a mailbox"));
    }
    Ok(local)
}

/// Invisible signs, and those that turn the direction of the text, have no place in an address.
fn is_format(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff0}'..='\u{ffff}' | '\u{e0000}'..='\u{e0fff}')
}

/// A domain in its one spelling: lower case, IDNA, no dot at the end. Also used for claimed domains.
///
/// # Errors
/// `invalid_domain`, with the field `domain`.
pub fn parse_domain(text: &str) -> Result<String, FieldError> {
    let text = text.trim();
    let text = text.strip_prefix('@').unwrap_or(text);
    if text.len() > 4 * MAX_EMAIL {
        return Err(FieldError::new("domain", "invalid_domain", "not a domain such as firma.no"));
    }
    domain_part(text).map(Cow::into_owned).map_err(|_| FieldError::new("domain", "invalid_domain", "not a domain such as firma.no"))
}

fn domain_part(domain: &str) -> Result<Cow<'_, str>, FieldError> {
    let refused = || invalid("what stands after the @ is not a domain such as firma.no");
    let domain = domain.strip_suffix('.').unwrap_or(domain);
    let plain = domain.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'.') && !domain.contains("--");
    let domain = if plain { Cow::Borrowed(domain) } else { Cow::Owned(idna::domain_to_ascii_strict(domain).map_err(|_| refused())?) };
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    let labels: Vec<&str> = domain.split('.').collect();
    let number = labels.last().is_some_and(|last| last.bytes().all(|b| b.is_ascii_digit()));
    if labels.len() < 2 || number || domain.len() > 253 || !labels.into_iter().all(label) {
        return Err(refused());
    }
    Ok(domain)
}

/// The owner's name as it stood before the address: without quotation marks, `None` if nothing is left or if it
/// only repeats the address.
fn owner(text: &str) -> Option<String> {
    let text = text.trim();
    let quoted = text.strip_prefix('"').and_then(|inner| inner.strip_suffix('"'));
    let mut name = String::with_capacity(text.len());
    let mut escaped = false;
    for c in quoted.unwrap_or(text).chars() {
        match c {
            '\\' if quoted.is_some() && !escaped => escaped = true,
            c if c.is_control() => escaped = false,
            c => {
                name.push(c);
                escaped = false;
            }
        }
    }
    let name = name.trim();
    let name = name.strip_prefix('\'').and_then(|inner| inner.strip_suffix('\'')).unwrap_or(name).trim();
    (!name.is_empty() && Email::parse(name).is_err()).then(|| name.to_owned())
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl AsRef<str> for Email {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl FromStr for Email {
    type Err = FieldError;
    fn from_str(text: &str) -> Result<Self, FieldError> {
        Self::parse(text)
    }
}

super::text_value!(Email);

/// Whether anybody can get a mailbox at `domain` (in its one spelling), so that it says nothing about where its
/// user works and no organisation can claim it.
pub fn is_public_mail_domain(domain: &str) -> bool {
    PUBLIC.binary_search(&domain).is_ok() || {
        // Large providers have a domain in every country.
        matches!(domain.split('.').next(), Some("yahoo" | "hotmail" | "outlook" | "live" | "gmx" | "ymail" | "rocketmail" | "aol"))
            && domain.split('.').count() <= 3
    }
}

/// Sorted bytewise.
#[rustfmt::skip]
static PUBLIC: &[&str] = &[
    "10minutemail.com", "126.com", "139.com", "163.com", "189.cn", "1und1.de", "a1.net", "abv.bg", "aim.com", "alice.de", "altibox.no",
    "aon.at", "apollo.lv", "arcor.de", "att.net", "azet.sk", "bahnhof.se", "bbox.fr", "bell.net", "bellsouth.net", "bigpond.com",
    "bigpond.net.au", "bluemail.ch", "bluewin.ch", "bredband.net", "bredband2.com", "broadpark.no", "bt.com", "btinternet.com",
    "centrum.cz", "centrum.sk", "charter.net", "chello.at", "cock.li", "comcast.net", "comhem.se", "cox.net", "daum.net", "delfi.lt",
    "disroot.org", "docomo.ne.jp", "drei.at", "duck.com", "earthlink.net", "eclipso.de", "eclipso.eu", "eesti.ee", "eircom.net",
    "elisanet.fi", "email.cz", "email.de", "email.it", "eunet.at", "ezweb.ne.jp", "facebook.com", "fastmail.com", "fastmail.fm",
    "fastmail.no", "firemail.de", "free.fr", "freemail.hu", "freenet.de", "fuse.net", "get2net.dk", "getmail.no", "glocalnet.net",
    "gmail.com", "gmx.net", "googlemail.com", "guerrillamail.com", "hanmail.net", "hey.com", "hispeed.ch", "home.se", "hot.ee",
    "hushmail.com", "i.ua", "icloud.com", "iinet.net.au", "inbox.lt", "inbox.lv", "inbox.ru", "inode.at", "internet.is", "inwind.it",
    "jippii.fi", "jubii.dk", "juno.com", "kabelbw.de", "kabelmail.de", "kabsi.at", "kolumbus.fi", "kpnmail.nl", "kpnplanet.nl",
    "laposte.net", "libero.it", "list.ru", "live.no", "liwest.at", "luukku.com", "lycos.com", "lyse.net", "mac.com", "magenta.de",
    "mail.bg", "mail.com", "mail.de", "mail.dk", "mail.ee", "mail.ru", "mail.tele.dk", "mail.telia.com", "mailbox.org", "mailinator.com",
    "mailo.com", "me.com", "meta.ua", "mindspring.com", "msn.com", "mynet.com", "nate.com", "naver.com", "net-c.com", "netcologne.de",
    "netcom.no", "neti.ee", "netscape.net", "neuf.fr", "ngi.it", "nokiamail.com", "o2.pl", "o2mail.de", "ofir.dk", "one.lt", "onet.eu",
    "onet.pl", "online.de", "online.no", "op.pl", "optonline.net", "orange.fr", "osnanet.de", "ozu.es", "passagen.se", "pm.me",
    "pobox.com", "post.cz", "post.tele.dk", "posteo.at", "posteo.de", "posteo.net", "posteo.no", "privat.dk", "proton.me",
    "protonmail.ch", "protonmail.com", "pt.lu", "qq.com", "rambler.ru", "rediffmail.com", "riseup.net", "rogers.com", "runbox.com",
    "runbox.no", "sapo.pt", "saunalahti.fi", "sbcglobal.net", "sbg.at", "scarlet.be", "seznam.cz", "sfr.fr", "shaw.ca", "simnet.is",
    "sina.com", "sky.com", "skynet.be", "softbank.ne.jp", "sohu.com", "sol.no", "spray.se", "start.no", "stofanet.dk", "sunrise.ch",
    "suomi24.fi", "swing.be", "swipnet.se", "swissonline.ch", "t-online.de", "talktalk.net", "tele2.no", "tele2.se", "telefonica.net",
    "telenet.be", "telering.at", "telfort.nl", "telia.com", "telia.no", "telus.net", "terra.com.br", "terra.es", "tin.it",
    "tiscali.co.uk", "tiscali.it", "tuta.com", "tuta.io", "tutanota.com", "tutanota.de", "ukr.net", "unitybox.de", "uol.com.br",
    "upcmail.nl", "utanet.at", "verizon.net", "versatel.nl", "vfemail.net", "vip.qq.com", "virgilio.it", "virgin.net", "virginmedia.com",
    "vo.lu", "vodafone.de", "vodafonemail.de", "volny.cz", "wanadoo.es", "wanadoo.fr", "web.de", "welho.com", "windowslive.com",
    "windstream.net", "wp.pl", "xs4all.nl", "xtra.co.nz", "ya.ru", "yandex.com", "yandex.ru", "yeah.net", "yopmail.com", "ziggo.nl",
    "zoho.com", "zohomail.eu",
];

#[cfg(test)]
#[path = "email_tests.rs"]
mod tests;
