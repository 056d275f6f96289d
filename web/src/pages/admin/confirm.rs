//! The question before something is gone for good: a dialog, or a page without scripts.

use crate::{context::Ctx, error::PageResult, render};
use askama::Template;

/// The question.
#[derive(Template)]
#[template(path = "admin/confirm.html")]
pub(super) struct Confirm {
    pub ctx: Ctx,
    /// What is asked.
    pub title: String,
    /// What will happen.
    pub text: String,
    /// Where "yes" is sent.
    pub action: String,
    /// What "yes" says.
    pub button: String,
}

#[derive(Template)]
#[template(path = "admin/confirm_page.html")]
struct ConfirmPage<'a> {
    ctx: &'a Ctx,
    question: &'a Confirm,
}

impl Confirm {
    /// Asks.
    pub(super) fn ask(&self) -> PageResult {
        if self.ctx.asked.for_dialog() { render::html(self) } else { render::html(&ConfirmPage { ctx: &self.ctx, question: self }) }
    }
}
