//! Reading and writing cookies.

use axum::http::{HeaderMap, HeaderValue, header};

/// The value of the cookie `name`.
pub fn read<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(key, value)| (key == name).then_some(value))
}

/// A cookie that scripts cannot read and that other sites' forms do not carry. `max_age` in seconds; none for as long as
/// the browser is open. The value must be safe in a cookie (all of ours are words, hexadecimal or base64url).
pub fn write(name: &str, value: &str, max_age: Option<i64>, secure: bool) -> Option<HeaderValue> {
    let age = max_age.map_or(String::new(), |seconds| format!("; Max-Age={seconds}"));
    let secure = if secure { "; Secure" } else { "" };
    HeaderValue::from_str(&format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{age}{secure}")).ok()
}

/// A cookie that is to be forgotten.
pub fn forget(name: &str, secure: bool) -> Option<HeaderValue> {
    write(name, "", Some(0), secure)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_cookie_is_found_among_others() {
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, HeaderValue::from_static("a=1; theme=dark"));
        headers.append(header::COOKIE, HeaderValue::from_static("b=2=3"));
        assert_eq!(read(&headers, "theme"), Some("dark"));
        assert_eq!(read(&headers, "b"), Some("2=3"));
        assert_eq!(read(&headers, "them"), None);
    }

    #[test]
    fn a_value_that_would_end_the_header_is_refused() {
        assert!(write("a", "b\r\nSet-Cookie: c=d", None, false).is_none());
    }
}
