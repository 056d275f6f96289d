//! Many at once: a file from another program becomes customers, organisations, users or tags.
//!
//! `decode` (bytes to text), `dialect` and `records` (text to cells), `workbook` (sheets to cells) and `table` (the
//! two behind one door) read the file with the same little memory however long it is; `columns` says what the cells
//! are, `row` what a row says about a customer.

pub mod columns;
pub mod decode;
pub mod dialect;
pub mod options;
pub mod records;
pub mod row;
pub mod table;
pub mod words;
pub mod workbook;

use crate::kernel::permission::spelled;

spelled! {
    /// What the rows of a file are.
    ImportKind {
        /// Persons and organisations.
        Customers = "customers",
        /// Organisations only.
        Organisations = "organisations",
        /// Members of staff.
        Users = "users",
        /// Tags of the account's list.
        Tags = "tags",
    }
}
