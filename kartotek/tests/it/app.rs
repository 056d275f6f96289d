//! The program in process: the router that `kartotek serve` serves, on a test's database, without a port.

use crate::{database::Database, personas::Person};
use axum::{
    Router,
    body::{Body, to_bytes},
    extract::ConnectInfo,
    http::{Method, Request, StatusCode, header},
};
use kartotek::{
    app::App,
    config::{Config, Flags},
};
use kartotek_core::{
    mail::Mailer,
    staff::{Secret, entity::session},
};
use sea_orm::{ActiveValue::Set, EntityTrait};
use std::{net::SocketAddr, sync::Mutex};
use tokio::sync::watch;
use tower::ServiceExt;

/// The largest answer that a test reads.
const MAX_ANSWER: usize = 32 << 20;

/// The program on a database.
pub struct Site {
    router: Router,
    db: Database,
    // Streams that are open end when this is dropped.
    _stop: watch::Sender<bool>,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: axum::http::HeaderMap,
    /// The body.
    pub text: String,
}

impl Site {
    /// Puts the program together.
    pub fn new(db: &Database) -> Self {
        let flags = Flags { data: Some(db.settings().folder.clone()), ..Flags::default() };
        let config = Config::from_sources(&flags, figment::value::Dict::new(), &[]).unwrap();
        let app = App::new((**db).clone(), Mailer::keeping(), &config);
        let (stop, stopped) = watch::channel(false);
        let router = app.router(&config, stopped);
        Self { router, db: db.clone(), _stop: stop }
    }

    /// Sends a request as it is.
    pub async fn send(&self, mut request: Request<Body>) -> Answer {
        request.extensions_mut().insert(ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 40_000))));
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, MAX_ANSWER).await.unwrap();
        Answer { status: parts.status, headers: parts.headers, text: String::from_utf8_lossy(&bytes).into_owned() }
    }

    /// A GET of an address outside the API's own tree, with somebody's token.
    pub async fn api_root(&self, person: &Person, path: &str) -> Answer {
        let authorization = format!("Bearer {}", person.token.reveal());
        let request = Request::builder().uri(path).header(header::HOST, "localhost").header(header::AUTHORIZATION, authorization);
        self.send(request.body(Body::empty()).unwrap()).await
    }

    /// A request to the API with somebody's token; `body` is sent as JSON.
    pub async fn api(&self, person: &Person, method: Method, path: &str, body: Option<serde_json::Value>) -> Answer {
        let request = Request::builder()
            .method(method)
            .uri(format!("/api/v1{path}"))
            .header(header::HOST, "localhost")
            .header(header::AUTHORIZATION, format!("Bearer {}", person.token.reveal()));
        let request = match body {
            None => request.body(Body::empty()),
            Some(body) => request.header(header::CONTENT_TYPE, "application/json").body(Body::from(body.to_string())),
        };
        self.send(request.unwrap()).await
    }

    /// A browser in which nobody has logged in.
    pub fn visitor(&self) -> Browser<'_> {
        Browser { site: self, cookies: Mutex::default() }
    }

    /// A browser in which somebody has logged in.
    pub async fn browser(&self, person: &Person) -> Browser<'_> {
        let token = Secret::generate("").unwrap();
        let tx = self.db.begin().await.unwrap();
        let row = session::ActiveModel {
            token_hash: Set(token.hash()),
            account_id: Set(person.actor.account),
            user_id: Set(person.user.id),
            csrf_token: Set(Secret::generate("").unwrap().reveal().to_owned()),
            user_agent: Set("test".into()),
            address: Set("127.0.0.1".into()),
            created_at: Set(tx.now()),
            seen_at: Set(tx.now()),
            expires_at: Set(tx.now() + chrono::Duration::hours(1)),
        };
        session::Entity::insert(row).exec_without_returning(tx.conn()).await.unwrap();
        tx.commit().await.unwrap();
        let browser = self.visitor();
        browser.keep("kartotek_session", token.reveal());
        browser
    }
}

/// A browser: it keeps cookies, and sends what the forms of our pages send.
pub struct Browser<'a> {
    site: &'a Site,
    cookies: Mutex<Vec<(String, String)>>,
}

impl Browser<'_> {
    fn keep(&self, name: &str, value: &str) {
        let mut cookies = self.cookies.lock().unwrap();
        cookies.retain(|(known, _)| known != name);
        if !value.is_empty() {
            cookies.push((name.to_owned(), value.to_owned()));
        }
    }

    fn request(&self, method: Method, path: &str) -> axum::http::request::Builder {
        let cookies = self.cookies.lock().unwrap().iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ");
        let request = Request::builder().method(method).uri(path).header(header::HOST, "localhost");
        if cookies.is_empty() { request } else { request.header(header::COOKIE, cookies) }
    }

    async fn send(&self, request: Request<Body>) -> Answer {
        let answer = self.site.send(request).await;
        for cookie in answer.headers.get_all(header::SET_COOKIE) {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap_or_default();
            if let Some((name, value)) = pair.split_once('=') {
                self.keep(name, value);
            }
        }
        answer
    }

    /// Opens a page.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path).body(Body::empty()).unwrap()).await
    }

    /// What every form of this browser carries, read from a page as the browser would.
    async fn csrf(&self) -> String {
        let page = self.get("/login").await;
        let page = if page.status.is_redirection() { self.get("/profile").await } else { page };
        let (_, after) = page.text.split_once("name=\"csrf\" content=\"").expect("every page carries the token");
        after.split('"').next().unwrap_or_default().to_owned()
    }

    /// Sends a form.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let token = self.csrf().await;
        self.send_form(path, &[&[("_csrf", token.as_str())], fields].concat()).await
    }

    /// Sends a form as it is, without the token.
    pub async fn send_form(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = serde_urlencoded::to_string(fields).unwrap();
        let request = self.request(Method::POST, path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(body)).unwrap()).await
    }
}

impl Answer {
    /// The body as JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{}: {error}: {}", self.status, self.text))
    }

    /// The answer, if its status is this one.
    #[track_caller]
    pub fn expect(self, status: StatusCode) -> Self {
        assert_eq!(self.status, status, "{}", self.text.chars().take(2000).collect::<String>());
        self
    }

    /// Where a redirect leads.
    pub fn location(&self) -> &str {
        self.headers.get(header::LOCATION).and_then(|value| value.to_str().ok()).unwrap_or("")
    }
}
