//! What a request of the API brings: who asks, ids, words, bodies.

use super::Problem;
use crate::state::AppState;
use axum::{
    body::{Bytes, to_bytes},
    extract::{FromRequest, FromRequestParts, Path, Request},
    http::{HeaderMap, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use kartotek_core::{
    kernel::{Actor, Country, Error, FieldError},
    queue::idempotency::{self, Answer, Key, LONGEST_KEY},
    staff::{LoggedIn, Secret},
    storage::{Db, Tx},
};
use serde::{Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};
use std::ops::Deref;

/// The largest JSON body.
const MAX_BODY: usize = 2 * 1024 * 1024;

/// Who asks, by API token. A handler that takes this answers nobody else.
#[derive(Clone)]
pub struct Api {
    login: LoggedIn,
    token: Secret,
    state: AppState,
}

impl Api {
    /// The database.
    pub fn db(&self) -> &Db {
        &self.state.db
    }
    /// Everything else that handlers can reach.
    pub fn state(&self) -> &AppState {
        &self.state
    }
    /// The user and the account.
    pub fn login(&self) -> &LoggedIn {
        &self.login
    }
    /// Looks again who asks and what they may do; false if the token does not work any more.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn refresh(&mut self) -> kartotek_core::kernel::Result<bool> {
        match self.state.gate.authenticate_token(&self.token).await? {
            Some(login) => {
                self.login = login;
                Ok(true)
            }
            None => Ok(false),
        }
    }
    /// Where phone numbers without a country code belong.
    pub fn country(&self) -> Country {
        self.login.account.settings.country
    }
    /// The language in which the API tells names that have several.
    pub fn language(&self) -> &'static str {
        self.login.account.settings.language.as_str()
    }
}

impl Deref for Api {
    type Target = Actor;
    fn deref(&self) -> &Actor {
        &self.login.actor
    }
}

impl FromRequestParts<AppState> for Api {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        let token = parts
            .headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.split_once(' '))
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
            .map(|(_, token)| Secret::presented(token.trim()))
            .ok_or(Problem::Unauthorized)?;
        let login = state.gate.authenticate_token(&token).await?.ok_or(Problem::Unauthorized)?;
        Ok(Self { login, token, state: state.clone() })
    }
}

/// Ids in the address. What is no id names nothing.
pub struct Id<T>(pub T);

impl<T: DeserializeOwned + Send> FromRequestParts<AppState> for Id<T> {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        match Path::<T>::from_request_parts(parts, state).await {
            Ok(Path(id)) => Ok(Self(id)),
            Err(_) => Err(Error::NotFound.into()),
        }
    }
}

/// The words behind the question mark, as a struct. A word that it does not know is refused.
pub struct Query<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<AppState> for Query<T> {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Self, Problem> {
        let text = parts.uri.query().unwrap_or_default();
        let deserializer = serde_urlencoded::Deserializer::new(form_urlencoded::parse(text.as_bytes()));
        serde_path_to_error::deserialize(deserializer).map(Self).map_err(|error| {
            let field = field_of(error.path());
            Error::field(field, "invalid_parameter", error.into_inner().to_string()).into()
        })
    }
}

/// The words behind the question mark as they stand, also several of one name.
pub struct Words(pub Vec<(String, String)>);

impl FromRequestParts<AppState> for Words {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Self, Problem> {
        let text = parts.uri.query().unwrap_or_default();
        Ok(Self(form_urlencoded::parse(text.as_bytes()).into_owned().collect()))
    }
}

impl Words {
    /// Takes the last word of this name out.
    pub fn take(&mut self, name: &str) -> Option<String> {
        let (taken, rest): (Vec<_>, Vec<_>) = std::mem::take(&mut self.0).into_iter().partition(|(word, _)| word == name);
        self.0 = rest;
        taken.into_iter().next_back().map(|(_, value)| value).filter(|value| !value.is_empty())
    }

    /// Takes `limit` and `cursor` out.
    ///
    /// # Errors
    /// If `limit` is no number.
    pub fn take_page(&mut self) -> Result<(Option<u64>, Option<String>), Problem> {
        let limit = self.take("limit").map(|text| text.parse::<u64>()).transpose();
        let limit = limit.map_err(|_| Error::field("limit", "invalid_parameter", "limit is a number from 1 to 200"))?;
        Ok((limit, self.take("cursor")))
    }
}

/// A JSON body. An empty one is an empty object.
pub struct Body<T>(pub T);

impl<T: DeserializeOwned> FromRequest<AppState> for Body<T> {
    type Rejection = Problem;
    async fn from_request(request: Request, _: &AppState) -> Result<Self, Problem> {
        Ok(Self(parsed(&read(request).await?.1)?))
    }
}

/// A POST with a JSON body: done once, however often it is sent under the same `Idempotency-Key`.
pub struct Post<T> {
    /// The body.
    pub body: T,
    key: Option<(String, String)>,
}

impl<T: DeserializeOwned> FromRequest<AppState> for Post<T> {
    type Rejection = Problem;
    async fn from_request(request: Request, _: &AppState) -> Result<Self, Problem> {
        let (parts, bytes) = read(request).await?;
        let key = key_of(&parts.headers)?.map(|key| {
            let mut hasher = Sha256::new();
            hasher.update(parts.uri.path_and_query().map_or("", |address| address.as_str()).as_bytes());
            hasher.update([0]);
            hasher.update(&bytes);
            (key, hex(&hasher.finalize()))
        });
        Ok(Self { body: parsed(&bytes)?, key })
    }
}

impl<T> Post<T> {
    /// Begins the transaction of the work, and gives the body. If the same request was done before, its answer is the [`Problem`].
    ///
    /// # Errors
    /// [`Problem::Repeated`]; `idempotency_key_reused`.
    pub async fn begin(self, api: &Api) -> Result<(Once, T), Problem> {
        Ok((Once::begin(api, self.key).await?, self.body))
    }
}

/// The key that a client made up for this request.
///
/// # Errors
/// If it is empty or too long.
pub fn key_of(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let Some(value) = headers.get("idempotency-key") else { return Ok(None) };
    match value.to_str().map(str::trim) {
        Ok(key) if !key.is_empty() && key.len() <= LONGEST_KEY => Ok(Some(key.to_owned())),
        _ => {
            let message = format!("1 to {LONGEST_KEY} visible ASCII characters");
            Err(Problem::BadRequest(FieldError::new("Idempotency-Key", "invalid_idempotency_key", message)))
        }
    }
}

/// A transaction whose answer is kept with it.
pub struct Once {
    tx: Tx,
    key: Option<Key>,
}

impl Once {
    /// Begins it; `key` is the client's key with a hash of the request.
    ///
    /// # Errors
    /// As [`Post::begin`].
    pub async fn begin(api: &Api, key: Option<(String, String)>) -> Result<Self, Problem> {
        let tx = api.db().begin().await?;
        let user = api.user_id().ok_or(Problem::Unauthorized)?;
        let key = key.map(|(key, request_hash)| Key { account: api.account, user, key, request_hash });
        if let Some(key) = &key
            && let Some(Answer { status, body }) = idempotency::take(&tx, key).await?
        {
            let status = StatusCode::from_u16(status).map_err(Error::internal)?;
            return Err(Problem::Repeated { status, body });
        }
        Ok(Self { tx, key })
    }

    /// The transaction.
    pub fn tx(&mut self) -> &mut Tx {
        &mut self.tx
    }

    /// Commits, and answers with `body` as JSON.
    ///
    /// # Errors
    /// [`Error::Database`]; then nothing was done.
    pub async fn answer(self, status: StatusCode, body: &impl Serialize) -> Result<Response, Problem> {
        let body = serde_json::to_string(body)?;
        self.finish(status, body.clone()).await?;
        Ok((status, [(header::CONTENT_TYPE, "application/json")], body).into_response())
    }

    /// Commits, and answers without a body.
    ///
    /// # Errors
    /// [`Error::Database`]; then nothing was done.
    pub async fn done(self) -> Result<Response, Problem> {
        self.finish(StatusCode::NO_CONTENT, String::new()).await?;
        Ok(StatusCode::NO_CONTENT.into_response())
    }

    async fn finish(self, status: StatusCode, body: String) -> Result<(), Problem> {
        if let Some(key) = &self.key {
            idempotency::keep(&self.tx, key, &Answer { status: status.as_u16(), body }).await?;
        }
        Ok(self.tx.commit().await?)
    }
}

async fn read(request: Request) -> Result<(Parts, Bytes), Problem> {
    let (parts, body) = request.into_parts();
    let bytes = to_bytes(body, MAX_BODY).await.map_err(|_| Problem::TooLarge)?;
    let kind = parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    if !bytes.is_empty() && kind != "application/json" && !kind.ends_with("+json") {
        return Err(Problem::UnsupportedBody("send JSON with Content-Type: application/json"));
    }
    Ok((parts, bytes))
}

fn parsed<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let text = if bytes.is_empty() { b"{}" } else { bytes };
    let mut deserializer = serde_json::Deserializer::from_slice(text);
    let value = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let field = field_of(error.path());
        let reason = error.into_inner();
        let code = if reason.is_data() { "invalid_value" } else { "invalid_json" };
        match reason.is_data() {
            true => Problem::Domain(Error::field(field, code, reason.to_string())),
            false => Problem::BadRequest(FieldError::new(field, code, reason.to_string())),
        }
    })?;
    deserializer.end().map_err(|error| Problem::BadRequest(FieldError::new("", "invalid_json", error.to_string())))?;
    Ok(value)
}

/// Reads a JSON value as what it should be.
///
/// # Errors
/// `invalid_value` with the field.
pub fn value<T: DeserializeOwned>(value: serde_json::Value) -> Result<T, Problem> {
    serde_path_to_error::deserialize(value).map_err(|error| {
        let field = field_of(error.path());
        Error::field(field, "invalid_value", error.into_inner().to_string()).into()
    })
}

fn field_of(path: &serde_path_to_error::Path) -> String {
    let text = path.to_string();
    if text == "." { String::new() } else { text }
}

/// Bytes in hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use kartotek_core::customers::CustomerInput;

    #[test]
    fn a_wrong_value_is_refused_with_its_field() {
        let refused = |text: &str| match parsed::<CustomerInput>(text.as_bytes()).err() {
            Some(Problem::Domain(Error::Invalid(fields))) => (fields[0].field.clone(), fields[0].code),
            Some(Problem::BadRequest(field)) => (field.field, field.code),
            other => panic!("{text}: {other:?}"),
        };
        assert_eq!(refused(r#"{"emails": "a@example.com"}"#), ("emails".into(), "invalid_value"));
        assert_eq!(refused(r#"{"address": {"street": 7}}"#), ("address.street".into(), "invalid_value"));
        assert_eq!(refused(r#"{"nmae": "Kari"}"#).1, "invalid_value");
        assert_eq!(refused(r#"{"name": "#).1, "invalid_json");
        assert_eq!(refused("{} {}").1, "invalid_json");
        assert!(parsed::<CustomerInput>(b"").is_ok());
    }

    #[test]
    fn words_are_taken_out_of_the_filter() {
        let mut words = Words(vec![("tag".into(), "a".into()), ("limit".into(), "7".into()), ("tag".into(), "b".into())]);
        assert_eq!(words.take_page().unwrap(), (Some(7), None));
        assert_eq!(words.0.len(), 2);
        words.0.push(("limit".into(), "many".into()));
        assert!(words.take_page().is_err());
    }
}
