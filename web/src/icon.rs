//! Icons: `{{ ctx.icon("users") }}` shows the Tabler icon of that name. The build script puts exactly the icons that are
//! written so into one sprite, and fails on a name that does not exist.

use askama::filters::HtmlSafe;
use std::fmt;

/// A decorative icon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Icon(&'static str);

impl Icon {
    /// The icon `name`. Call it with the name written out, as above, so that the build script sees the name.
    pub const fn new(name: &'static str) -> Self {
        Self(name)
    }
}

/// An icon for code: `icon("users")`.
pub const fn icon(name: &'static str) -> Icon {
    Icon::new(name)
}

impl fmt::Display for Icon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "<svg class=\"icon\" aria-hidden=\"true\" focusable=\"false\"><use href=\"{}/icons.svg#{}\"/></svg>",
            crate::assets::BASE,
            self.0
        )
    }
}

/// Names come from the code alone.
impl HtmlSafe for Icon {}
