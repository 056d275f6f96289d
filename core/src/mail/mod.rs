//! Mail that the program sends to its users. It is sent by jobs, never by a request.

use crate::kernel::{Email, Error, Result};
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{Mailbox, header},
    transport::smtp::authentication::Credentials,
};
use serde::Deserialize;
use std::{
    fmt,
    sync::{Arc, Mutex},
    time::Duration,
};

/// How long a mail server may take for one step.
const TIMEOUT: Duration = Duration::from_secs(30);

/// How the connection to the mail server is protected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Security {
    /// From the first byte on (port 465).
    #[default]
    Tls,
    /// After a greeting in clear (port 587); refused if the server cannot.
    StartTls,
    /// Not at all: for a mail server on the same machine.
    None,
}

/// The mail server that carries outgoing mail.
#[derive(Clone, Deserialize)]
pub struct SmtpSettings {
    /// Its host name.
    pub host: String,
    /// Its port; none for the usual one.
    #[serde(default)]
    pub port: Option<u16>,
    /// How the connection is protected.
    #[serde(default)]
    pub security: Security,
    /// The log-in, if it wants one.
    #[serde(default)]
    pub user: Option<String>,
    /// The password that goes with it.
    #[serde(default)]
    pub password: Option<String>,
    /// The sender: `kartotek@example.no` or `Kartotek <kartotek@example.no>`.
    pub from: String,
}

impl fmt::Debug for SmtpSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SmtpSettings").field("host", &self.host).field("port", &self.port).field("from", &self.from).finish_non_exhaustive()
    }
}

/// A letter to one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// To which address.
    pub to: Email,
    /// To whom.
    pub to_name: String,
    /// The subject.
    pub subject: String,
    /// The text, in lines that end in `\n`.
    pub text: String,
}

/// Sends letters. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Mailer(Way);

#[derive(Clone, Debug, Default)]
enum Way {
    /// No mail server is configured.
    #[default]
    None,
    /// A mail server.
    Smtp { transport: Box<AsyncSmtpTransport<Tokio1Executor>>, from: Mailbox },
    /// A list in memory, for tests.
    Kept(Arc<Mutex<Vec<Letter>>>),
}

impl Mailer {
    /// A mailer for this server.
    ///
    /// # Errors
    /// [`Error::Internal`] that names the setting that cannot be used.
    pub fn smtp(settings: &SmtpSettings) -> Result<Self> {
        let from: Mailbox = settings.from.parse().map_err(|_| {
            Error::Internal(format!("smtp.from: {:?} is no sender; write it like Kartotek <kartotek@example.no>", settings.from))
        })?;
        let builder = match settings.security {
            Security::Tls => AsyncSmtpTransport::<Tokio1Executor>::relay(&settings.host),
            Security::StartTls => AsyncSmtpTransport::<Tokio1Executor>::starttls_relay(&settings.host),
            Security::None => Ok(AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&settings.host)),
        };
        let mut builder = builder.map_err(|error| Error::Internal(format!("smtp.host: {error}")))?.timeout(Some(TIMEOUT));
        if let Some(port) = settings.port {
            builder = builder.port(port);
        }
        if let (Some(user), Some(password)) = (&settings.user, &settings.password) {
            builder = builder.credentials(Credentials::new(user.clone(), password.clone()));
        }
        Ok(Self(Way::Smtp { transport: Box::new(builder.build()), from }))
    }

    /// Keeps letters instead of sending them, for tests; [`Mailer::kept`] gives them.
    pub fn keeping() -> Self {
        Self(Way::Kept(Arc::default()))
    }

    /// The letters that [`Mailer::keeping`] has kept.
    pub fn kept(&self) -> Vec<Letter> {
        match &self.0 {
            Way::Kept(letters) => letters.lock().map(|letters| letters.clone()).unwrap_or_default(),
            Way::None | Way::Smtp { .. } => Vec::new(),
        }
    }

    /// Whether letters can be sent; if not, links are shown to the administrator instead.
    pub fn is_configured(&self) -> bool {
        !matches!(self.0, Way::None)
    }

    /// Whether the mail server lets us in.
    ///
    /// # Errors
    /// [`Error::Internal`] with what it said.
    pub async fn test(&self) -> Result<()> {
        match &self.0 {
            Way::None | Way::Kept(_) => Ok(()),
            Way::Smtp { transport, .. } => match transport.test_connection().await {
                Ok(true) => Ok(()),
                Ok(false) => Err(Error::Internal("it does not answer like a mail server".into())),
                Err(error) => Err(Error::internal(error)),
            },
        }
    }

    /// Sends a letter. `id` becomes the left part of its Message-ID.
    ///
    /// # Errors
    /// [`Error::Internal`] with what the mail server said.
    pub async fn send(&self, letter: Letter, id: &str) -> Result<()> {
        match &self.0 {
            Way::None => Err(Error::Internal("no mail server is configured (settings smtp.host and smtp.from)".into())),
            Way::Kept(letters) => {
                letters.lock().map_err(Error::internal)?.push(letter);
                Ok(())
            }
            Way::Smtp { transport, from } => {
                transport.send(message(letter, id, from)?).await.map_err(Error::internal)?;
                Ok(())
            }
        }
    }
}

fn message(letter: Letter, id: &str, from: &Mailbox) -> Result<Message> {
    let address = letter.to.as_str().parse().map_err(Error::internal)?;
    Message::builder()
        .from(from.clone())
        .to(Mailbox::new(Some(letter.to_name), address))
        .subject(letter.subject)
        .message_id(Some(format!("<{id}@{}>", from.email.domain())))
        .header(header::ContentType::TEXT_PLAIN)
        // RFC 3834: no absence note is wanted in return.
        .raw_header(header::HeaderValue::new(header::HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".into()))
        .body(letter.text)
        .map_err(Error::internal)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(from: &str) -> SmtpSettings {
        SmtpSettings {
            host: "mail.example.no".into(),
            port: Some(2525),
            security: Security::StartTls,
            user: Some("kartotek".into()),
            password: Some("hemmelig".into()),
            from: from.into(),
        }
    }

    fn letter() -> Letter {
        Letter {
            to: Email::parse("kari@example.no").unwrap(),
            to_name: "Kåre \"Kari\" Ås".into(),
            subject: "Invitasjon\r\nBcc: x@example.com".into(),
            text: "Hei på deg\n".into(),
        }
    }

    #[test]
    fn settings_are_checked_and_do_not_tell_the_password() {
        assert!(Mailer::smtp(&settings("nobody")).unwrap_err().to_string().contains("smtp.from"));
        assert!(Mailer::smtp(&settings("Kartotek <kartotek@example.no>")).unwrap().is_configured());
        assert!(!format!("{:?}", settings("a@example.no")).contains("hemmelig"));
        assert!(!Mailer::default().is_configured());
    }

    #[test]
    fn no_header_can_be_smuggled_in() {
        let from: Mailbox = "Kartotek <kartotek@example.no>".parse().unwrap();
        let text = String::from_utf8(message(letter(), "link-1", &from).unwrap().formatted()).unwrap();
        let head = text.split("\r\n\r\n").next().unwrap();
        assert!(!head.lines().any(|line| line.starts_with("Bcc")), "{head}");
        assert!(head.contains("Message-ID: <link-1@example.no>"), "{head}");
        assert!(head.contains("Auto-Submitted: auto-generated"), "{head}");
    }

    #[tokio::test]
    async fn without_a_mail_server_sending_says_what_to_set() {
        let error = Mailer::default().send(letter(), "1").await.unwrap_err();
        assert!(error.to_string().contains("smtp.host"));
        let mailer = Mailer::keeping();
        mailer.send(letter(), "1").await.unwrap();
        assert_eq!(mailer.kept(), [letter()]);
    }
}
