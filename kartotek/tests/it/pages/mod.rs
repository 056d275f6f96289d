//! The pages, as people see them: through the whole router, logged in.

mod bulk;
mod fields;
mod imports;
mod organisations;
mod tags;

use crate::database::Database;
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, StatusCode, header},
};
use kartotek_core::storage::Db;
use kartotek_core::{
    customers,
    files::FileStore,
    kernel::{Actor, UserId},
    mail::Mailer,
    queue::jobs::Handlers,
    staff::{
        Account, Settings, access, accounts, login,
        password::Password,
        roles,
        sessions::Client,
        users::{self, NewUser},
    },
};
use kartotek_web::{AppState, Parts, WebSettings};
use tokio::sync::watch;
use tower::ServiceExt;

const PASSWORD: &str = "en lang setning som ingen gjetter";

/// A company with the program in front of it.
pub struct Company {
    db: Database,
    app: Router,
    account: Account,
    /// Removed with the company.
    folder: tempfile::TempDir,
}

impl Company {
    pub async fn new(db: &Database) -> Self {
        let mut tx = db.begin().await.unwrap();
        let account = accounts::create(&mut tx, "Elektro Nord AS", Settings::default()).await.unwrap();
        tx.commit().await.unwrap();
        let files = tempfile::tempdir().unwrap();
        let settings = WebSettings {
            public_url: "http://localhost".into(),
            behind_proxy: false,
            metrics_token: None,
            max_upload: 1 << 20,
            max_import: 1 << 30,
        };
        let parts = Parts {
            db: Db::clone(db),
            files: FileStore::in_folder(files.path()),
            mailer: Mailer::keeping(),
            settings,
            stop: watch::channel(false).1,
        };
        Self { db: db.clone(), app: kartotek_web::router(AppState::new(parts)), account, folder: files }
    }

    /// Who does the jobs of this company's program.
    pub fn jobs(&self) -> Handlers {
        let files = FileStore::in_folder(self.folder.path());
        customers::import::handlers(customers::handlers(Handlers::default()), files)
    }

    /// Somebody with this role in the whole account; without one, somebody who may do nothing.
    pub async fn visitor(&self, role: Option<&str>) -> Visitor {
        let system = Actor::system(self.account.id);
        let email = format!("{}@example.com", UserId::new());
        let hash = Password::chosen("password", PASSWORD, &[]).unwrap().hash().await.unwrap();
        let mut tx = self.db.begin().await.unwrap();
        let roles = match role {
            Some(key) => vec![roles::by_key(tx.conn(), self.account.id, "role", key).await.unwrap().id],
            None => Vec::new(),
        };
        let new = NewUser { email: email.clone(), name: "Åsa Bäckström".into(), roles, password: Some(hash), ..NewUser::default() };
        let user = users::create(&mut tx, &system, new).await.unwrap();
        tx.commit().await.unwrap();
        let started = login::login(&self.db, &self.account, &email, Password::typed(PASSWORD), &Client::default()).await.unwrap();
        let actor = access::actor_of(self.db.read(), self.account.id, user.id).await.unwrap();
        Visitor { app: self.app.clone(), actor, cookie: format!("kartotek_session={}", started.token.reveal()), csrf: started.csrf_token }
    }
}

/// Somebody in front of a browser.
pub struct Visitor {
    app: Router,
    /// The same for the actions.
    pub actor: Actor,
    cookie: String,
    csrf: String,
}

/// What the browser got.
pub struct Page {
    pub status: StatusCode,
    pub location: String,
    pub text: String,
}

impl Page {
    /// Fails unless the page shows all of these.
    #[track_caller]
    pub fn shows(&self, parts: &[&str]) -> &Self {
        for part in parts {
            assert!(self.text.contains(part), "{part:?} is not on the page ({}):\n{}", self.status, self.text);
        }
        self
    }

    /// Fails if the page shows any of these.
    #[track_caller]
    pub fn hides(&self, parts: &[&str]) -> &Self {
        for part in parts {
            assert!(!self.text.contains(part), "{part:?} is on the page:\n{}", self.text);
        }
        self
    }

    /// Fails unless the browser was sent there.
    #[track_caller]
    pub fn leads_to(&self, address: &str) -> &Self {
        assert_eq!((self.status, self.location.as_str()), (StatusCode::SEE_OTHER, address), "{}", self.text);
        self
    }
}

/// A form as a browser sends it.
pub fn encoded(fields: &[(&str, &str)]) -> String {
    let part = |text: &str| kartotek_web::render::query_value(text).replace('/', "%2F");
    fields.iter().map(|(name, value)| format!("{}={}", part(name), part(value))).collect::<Vec<_>>().join("&")
}

impl Visitor {
    pub async fn get(&self, address: &str) -> Page {
        self.send(Request::get(address).body(Body::empty()).unwrap()).await
    }

    pub async fn post(&self, address: &str, fields: &[(&str, &str)]) -> Page {
        let mut all = vec![("_csrf", self.csrf.as_str())];
        all.extend(fields);
        let request = Request::post(address).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(encoded(&all))).unwrap()).await
    }

    /// The same for a file: `fields` first, then `file` under the name `file`.
    pub async fn upload(&self, address: &str, fields: &[(&str, &str)], file_name: &str, file: &[u8]) -> Page {
        let mut body = Vec::new();
        for (name, value) in [("_csrf", self.csrf.as_str())].iter().chain(fields) {
            body.extend(format!("--limit\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes());
        }
        let head =
            format!("--limit\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{file_name}\"\r\nContent-Type: text/csv\r\n\r\n");
        body.extend(head.bytes());
        body.extend(file);
        body.extend(b"\r\n--limit--\r\n");
        let request = Request::post(address).header(header::CONTENT_TYPE, "multipart/form-data; boundary=limit");
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    async fn send(&self, mut request: Request<Body>) -> Page {
        request.headers_mut().insert(header::COOKIE, self.cookie.parse().unwrap());
        request.headers_mut().insert(header::HOST, "localhost".parse().unwrap());
        request.headers_mut().insert(header::ACCEPT_LANGUAGE, "en".parse().unwrap());
        let response = self.app.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let location = response.headers().get(header::LOCATION).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default();
        let bytes = to_bytes(response.into_body(), 16 * 1024 * 1024).await.unwrap();
        Page { status, location, text: String::from_utf8(bytes.to_vec()).unwrap() }
    }
}
